package newsroom

import (
	"io"
	"net/http"
	"unicode/utf16"

	jsonv2 "github.com/go-json-experiment/json"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Bounds of what is checked at once: the copy's own limit, and its headline.
const (
	maxPassages = 5000
	maxStyle    = 4 << 20
)

// passage is a text that an editor wants checked.
type passage struct {
	Element string `json:"element"`
	Text    string `json:"text"`
}

// styleHit is a hit as the editor's script gets it. Places are in UTF-16 units, as scripts count.
type styleHit struct {
	Passage  int           `json:"passage"`
	From     int           `json:"from"`
	To       int           `json:"to"`
	Rule     string        `json:"rule"`
	Severity news.Severity `json:"severity"`
	Reason   string        `json:"reason"`
	Replace  string        `json:"replace,omitempty"`
	Place    string        `json:"place"`
	Ignored  string        `json:"ignored,omitempty"`
}

// styleAct is what an editor wants done about a hit.
type styleAct struct {
	Rule    string `json:"rule"`
	Element string `json:"element"`
	Place   string `json:"place"`
	Back    bool   `json:"back"`
	Passage string `json:"passage"`
	Why     string `json:"why"`
}

// styleMessage reads what the editor's script sends of house style.
func (v *visit) styleMessage(field string, to any) error {
	b, err := io.ReadAll(io.LimitReader(v.r.Body, maxStyle+1))
	if err != nil {
		return err
	}
	if len(b) > maxStyle {
		return tooLong()
	}
	if err := jsonv2.Unmarshal(b, to, jsonv2.RejectUnknownMembers(true)); err != nil {
		return news.Invalid(field, "the editor's message can't be read; load the page again (%.200s)", err)
	}
	return nil
}

// ignoreRule lets a hit stand, or no longer.
func (v *visit) ignoreRule(id string) error {
	return v.aboutRule(func(w *desk.Work, a styleAct) error { return w.IgnoreRule(id, a.Rule, a.Element, a.Place, a.Back) })
}

// reportRule takes down what is wrong with a rule.
func (v *visit) reportRule(id string) error {
	return v.aboutRule(func(w *desk.Work, a styleAct) error { return w.ReportRule(id, a.Rule, a.Passage, a.Why) })
}

func (v *visit) aboutRule(do func(*desk.Work, styleAct) error) error {
	var a styleAct
	err := v.styleMessage("message", &a)
	if err == nil {
		_, err = v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), func(w *desk.Work) error { return do(w, a) })
	}
	if err != nil {
		return v.refuse(err)
	}
	return v.json(http.StatusOK, struct{}{})
}

// checkStyle checks passages of an article.
func (v *visit) checkStyle(id string) error {
	var in struct {
		Passages []passage `json:"passages"`
	}
	if err := v.styleMessage("passages", &in); err != nil {
		return v.refuse(err)
	}
	if len(in.Passages) > maxPassages {
		return v.refuse(news.Invalid("passages", "are %d and may be %d", len(in.Passages), maxPassages))
	}
	err := v.Store.View(v.r.Context(), v.paper.ID, func(w news.View) error {
		a, err := w.Article(id)
		if err != nil {
			return err
		}
		return desk.MayRead(v.actor(), a, v.Now())
	})
	if err != nil {
		return v.refuse(err)
	}
	passages := make([]desk.Passage, len(in.Passages))
	for i, p := range in.Passages {
		passages[i] = desk.Passage(p)
	}
	hits, err := v.Desk.CheckStyle(v.r.Context(), v.paper.ID, id, passages)
	if err != nil {
		return v.refuse(err)
	}
	out := make([]styleHit, len(hits))
	for i, h := range hits {
		text := passages[h.Passage].Text
		from := units(text[:h.From])
		out[i] = styleHit{h.Passage, from, from + units(text[h.From:h.To]), h.Rule.ID, h.Rule.Severity, h.Rule.Reason, h.Replace, h.Place, h.Ignored}
	}
	return v.json(http.StatusOK, map[string]any{"hits": out})
}

// units counts a text as scripts do.
func units(s string) (n int) {
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
