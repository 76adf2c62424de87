package api

import (
	"context"
	"net/http"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// rule is a house rule as it is answered.
type rule struct {
	ID         string        `json:"id"`
	Find       string        `json:"find" doc:"The words, or the regular expression (RE2), that it finds."`
	Regexp     bool          `json:"regexp"`
	Case       bool          `json:"case" doc:"Capitals and small letters differ."`
	Replace    string        `json:"replace" doc:"What to write instead; empty: nothing is offered."`
	Reason     string        `json:"reason"`
	Severity   news.Severity `json:"severity" enum:"must,should,info" doc:"must keeps copy from being published."`
	Examples   []ruleExample `json:"examples"`
	Off        bool          `json:"off" doc:"It is kept and not applied."`
	Version    int           `json:"version"`
	ModifiedAt news.Millis   `json:"modified_at"`
	ModifiedBy string        `json:"modified_by,omitempty" doc:"The id of a person; empty: the program."`
}

func (r rule) versionOf() int  { return r.Version }
func (r rule) placeOf() string { return "/rules/" + r.ID }

// ruleExample is a test of a rule.
type ruleExample struct {
	Wrong string `json:"wrong,omitempty" doc:"The rule has something to say of it."`
	Right string `json:"right,omitempty" doc:"The rule has nothing to say of it. Where the rule has a replacement and wrong is there too, that makes right of wrong."`
}

// ruleFiling is a house rule as it is set.
type ruleFiling struct {
	Find     string        `json:"find" minLength:"1" doc:"The words, or the regular expression (RE2), to find."`
	Regexp   bool          `json:"regexp,omitempty"`
	Case     bool          `json:"case,omitempty" doc:"Capitals and small letters differ."`
	Replace  string        `json:"replace,omitempty" doc:"What to write instead; $1 … stand for an expression's groups."`
	Reason   string        `json:"reason" minLength:"1" doc:"Why, in a sentence."`
	Severity news.Severity `json:"severity" enum:"must,should,info"`
	Examples []ruleExample `json:"examples" doc:"Tests: a rule that fails one is refused. At least one has wrong."`
	Off      bool          `json:"off,omitempty"`
}

func (f *ruleFiling) forDesk(id string) news.Rule {
	r := news.Rule{ID: id, Find: f.Find, Regexp: f.Regexp, Case: f.Case, Replace: f.Replace, Reason: f.Reason, Severity: f.Severity, Off: f.Off}
	for _, e := range f.Examples {
		r.Examples = append(r.Examples, news.RuleExample(e))
	}
	return r
}

func newRule(r news.Rule) rule {
	out := rule{ID: r.ID, Find: r.Find, Regexp: r.Regexp, Case: r.Case, Replace: r.Replace, Reason: r.Reason, Severity: r.Severity, Examples: []ruleExample{},
		Off: r.Off, Version: r.Version, ModifiedAt: r.ModifiedAt, ModifiedBy: r.ModifiedBy}
	for _, e := range r.Examples {
		out.Examples = append(out.Examples, ruleExample(e))
	}
	return out
}

// RuleNamed is the parameter of operations on one rule.
type RuleNamed struct {
	ID string `path:"id" doc:"The rule's id: small letters, digits and hyphens." example:"per-cent"`
}

// RuleChange are the parameters of a change of one.
type RuleChange struct {
	RuleNamed
	Matched
}

// RulePage are the parameters of the list.
type RulePage struct {
	Page
	Query string `query:"q" maxLength:"200" doc:"Only those with this text in their id, their words, their replacement or their reason."`
}

// rules registers house rules.
func (a *API) rules() {
	example := rule{ID: "per-cent", Find: `\b(\d+)\s*%`, Regexp: true, Replace: "$1 per cent", Reason: "House style writes it out.", Severity: news.Should,
		Examples: []ruleExample{{Wrong: "up 5%", Right: "up 5 per cent"}}, Version: 1, ModifiedAt: exampleTime, ModifiedBy: examplePerson}
	filing := map[string]any{"find": example.Find, "regexp": true, "replace": example.Replace, "reason": example.Reason, "severity": "should",
		"examples": []map[string]any{{"wrong": "up 5%", "right": "up 5 per cent"}}}
	read(a, operation{
		id: "listRules", method: http.MethodGet, path: "/rules", tag: "rules", summary: "List house rules", text: "By id.", answer: newList([]rule{example}, ""),
	}, func(ctx context.Context, c *call, in *RulePage) (list[rule], error) {
		return paged(&in.Page, "rules", func(after string, limit int) ([]news.Rule, error) {
			return a.Store.Rules(ctx, c.paper.ID, in.Query, after, limit)
		}, func(r news.Rule) string { return r.ID }, newRule)
	})
	read(a, operation{
		id: "getRule", method: http.MethodGet, path: "/rules/{id}", tag: "rules", summary: "Read one house rule", text: "As it stands.", answer: example,
	}, func(ctx context.Context, c *call, in *RuleNamed) (out rule, err error) {
		err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
			r, err := desk.RuleInUse(v, in.ID)
			out = newRule(r)
			return err
		})
		return out, err
	})
	write(a, operation{
		id: "setRule", method: http.MethodPut, path: "/rules/{id}", tag: "rules", summary: "Make or change a house rule",
		text:    "The rule is replaced whole. Its examples are tried, and one that fails is told. Copy that breaks a rule with the severity must is not published. Needs the role editor.",
		example: filing, answer: example,
	}, func(_ context.Context, _ *call, in *RuleChange, b *ruleFiling) (turn[rule], error) {
		expect, err := parseMatch(in.Match)
		return func(w *desk.Work) (rule, error) {
			r, _, err := w.SetRule(b.forDesk(in.ID), expect)
			return newRule(r), err
		}, err
	})
	write(a, operation{
		id: "dropRule", method: http.MethodDelete, path: "/rules/{id}", tag: "rules", summary: "Drop a house rule",
		text: "What it said, and when, is kept. To have it rest, set off. Needs the role editor.", answer: example,
	}, func(_ context.Context, _ *call, in *RuleChange, _ *struct{}) (turn[rule], error) {
		expect, err := parseMatch(in.Match)
		return func(w *desk.Work) (rule, error) {
			r, err := w.DropRule(in.ID, expect)
			return newRule(r), err
		}, err
	})
}
