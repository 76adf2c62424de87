package newsroom

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// rulePage is the page of one.
type rulePage struct {
	settingsPage
	rule    news.Rule
	isNew   bool
	trial   *desk.RuleTrial
	history []ruleVersion
	reports []saidOfRule
}

type ruleVersion struct {
	n         int
	at        string
	who, says string
}

type saidOfRule struct {
	news.RuleReport
	who, when string
}

var severityChoices = []choice{{"must", "Must: keeps copy from being published"}, {"should", "Should: is to be mended, or let stand"}, {"info", "Info: is good to know"}}

func (v *visit) rulePage() (p rulePage, err error) {
	if p.settingsPage, err = v.settingsPage("rules", "A new house rule"); err != nil {
		return p, err
	}
	r, id := news.Rule{Severity: news.Should}, v.r.PathValue("id")
	p.isNew = id == ""
	p.form = form{action: settingsPath + "rules/new", button: "Save"}
	if !p.isNew {
		err = v.Store.View(v.r.Context(), v.paper.ID, func(w news.View) (err error) {
			r, err = desk.RuleInUse(w, id)
			return err
		})
		if err != nil {
			return p, err
		}
		p.title, p.form.action, p.form.version = "Rule "+r.ID, settingsPath+"rules/rule/"+r.ID, r.Version
		who, err := v.knownAs(r.ModifiedBy)
		if err != nil {
			return p, err
		}
		p.changed = "Last changed by " + who + ", " + p.site.Dates.Moment(r.ModifiedAt) + "."
		if err := v.pastOf(&p, id); err != nil {
			return p, err
		}
	}
	p.rule, p.form.fields = r, ruleFields(r, p.isNew)
	return p, nil
}

func ruleFields(r news.Rule, isNew bool) []field {
	fields := []field{
		{name: "find", label: "Find", kind: "text", value: r.Find, hint: "The words. They are found whole, whatever white space is between them."},
		{name: "regexp", label: "It is a regular expression (RE2)", kind: "check", on: r.Regexp},
		{name: "case", label: "Capitals and small letters differ", kind: "check", on: r.Case},
		{name: "replace", label: "Write instead", kind: "text", value: r.Replace, hint: "$1 stands for the first group of an expression. Empty: nothing is offered."},
		{name: "reason", label: "Why", kind: "text", value: r.Reason, hint: "A sentence, for whoever meets the rule."},
		{name: "severity", label: "How grave it is", kind: "choice", value: string(r.Severity), choices: severityChoices},
	}
	if isNew {
		fields = append(fields, field{name: "id", label: "Its name", kind: "text", value: r.ID, hint: "Small letters, digits and hyphens; empty: made of what it finds."})
	}
	for i := range max(len(r.Examples)+1, moreSamples) {
		var e news.RuleExample
		if i < len(r.Examples) {
			e = r.Examples[i]
		}
		n := strconv.Itoa(i)
		fields = append(fields, field{name: "examples." + n, label: "Example " + strconv.Itoa(i+1) + ": wrong", kind: "text", value: e.Wrong},
			field{name: "right." + n, label: "Example " + strconv.Itoa(i+1) + ": right", kind: "text", value: e.Right})
	}
	return fields
}

// pastOf reads how a rule stood before, and what was said of it.
func (v *visit) pastOf(p *rulePage, id string) error {
	versions, err := v.Store.RuleVersions(v.r.Context(), v.paper.ID, id, maxVersions)
	if err != nil {
		return err
	}
	for _, r := range versions {
		who, err := v.knownAs(r.ModifiedBy)
		if err != nil {
			return err
		}
		p.history = append(p.history, ruleVersion{r.Version, p.site.Dates.Moment(r.ModifiedAt), who, ruleSays(r)})
	}
	said, err := v.Store.RuleReports(v.r.Context(), v.paper.ID, id, maxReports)
	if err != nil {
		return err
	}
	for _, r := range said {
		who, err := v.knownAs(r.By)
		if err != nil {
			return err
		}
		p.reports = append(p.reports, saidOfRule{r, who, p.site.Dates.Moment(r.At)})
	}
	return nil
}

// ruleSays is a rule in one line.
func ruleSays(r news.Rule) string {
	switch {
	case r.Dropped:
		return "dropped"
	case r.Off:
		return string(r.Severity) + ", off: " + r.Find + arrow(r.Replace)
	}
	return string(r.Severity) + ": " + r.Find + arrow(r.Replace)
}

func arrow(replace string) string {
	if replace == "" {
		return ""
	}
	return " → " + replace
}

func (v *visit) ruleForm() error {
	p, err := v.rulePage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, p.settingsPage, ruleView(p))
}

// typedRule is the rule that the form says.
func (v *visit) typedRule(id string, off bool) news.Rule {
	value := v.r.PostFormValue
	r := news.Rule{ID: id, Find: value("find"), Regexp: value("regexp") != "", Case: value("case") != "", Replace: value("replace"), Reason: value("reason"),
		Severity: news.Severity(value("severity")), Off: off}
	if id == "" {
		r.ID = strings.TrimSpace(value("id"))
	}
	for i := range 20 {
		n := strconv.Itoa(i)
		if e := (news.RuleExample{Wrong: value("examples." + n), Right: value("right." + n)}); e != (news.RuleExample{}) {
			r.Examples = append(r.Examples, e)
		}
	}
	return r
}

// saveRule makes or changes a rule. A new one is off until it has been tried and turned on. With the button "try" it is only
// tried, as it is typed.
func (v *visit) saveRule() error {
	p, err := v.rulePage()
	if err != nil {
		return err
	}
	r := v.typedRule(p.rule.ID, p.isNew || p.rule.Off)
	again := func(s settingsPage) templ.Component { p.settingsPage = s; return ruleView(p) }
	rename := func(name string) string {
		if name == "examples" {
			return "examples.0"
		}
		return name
	}
	if v.r.PostFormValue("try") != "" {
		p.form.fields = ruleFields(r, p.isNew)
		if p.trial, err = v.tryRule(r); err != nil {
			return v.again(p.settingsPage, again, err, rename)
		}
		return v.show(http.StatusOK, p.settingsPage, ruleView(p))
	}
	err = v.do(func(w *desk.Work) (err error) {
		if p.isNew && r.ID != "" {
			if _, err := w.RuleInUse(r.ID); err == nil {
				return news.Errorf(news.CodeConflict, "id", "there is a rule %q already; choose another name, or change that rule", r.ID)
			}
		}
		made, _, err := w.SetRule(r, v.seen())
		r.ID = made.ID
		return err
	})
	if err != nil {
		p.form.fields = ruleFields(r, p.isNew)
		return v.again(p.settingsPage, again, err, rename)
	}
	return v.done("rules/rule/"+r.ID, "saved")
}

// tryRule tries a rule that can be read on what was published last.
func (v *visit) tryRule(r news.Rule) (*desk.RuleTrial, error) {
	if err := desk.CheckRule(r); err != nil {
		return nil, err
	}
	t, err := v.Desk.TryRule(v.r.Context(), v.paper.ID, v.actor(), r)
	return &t, err
}

// ruleAct turns a rule on or off, drops it, tries it, or settles what was said of it.
func (v *visit) ruleAct() error {
	id, act := v.r.PathValue("id"), v.r.PathValue("act")
	to, what := "rules/rule/"+url.PathEscape(id), act
	var do func(*desk.Work) error
	switch act {
	case "on", "off":
		do = func(w *desk.Work) error { _, err := w.SwitchRule(id, v.seen(), act == "on"); return err }
	case "drop":
		to, what = "rules", "removed"
		do = func(w *desk.Work) error { _, err := w.DropRule(id, v.seen()); return err }
	case "settle":
		what = "settled"
		do = func(w *desk.Work) error { return w.SettleReports(id) }
	default:
		return v.unknown()
	}
	if err := v.do(do); err != nil {
		p, err2 := v.rulePage()
		if err2 != nil {
			return err2
		}
		return v.again(p.settingsPage, func(s settingsPage) templ.Component {
			p.settingsPage = s
			p.form.fields = ruleFields(p.rule, false)
			return ruleView(p)
		}, err, nil)
	}
	return v.done(to, what)
}
