package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/rules"
)

// RuleStore is what checking copy against house rules asks of the store.
type RuleStore interface {
	// Rules lists a paper's rules by id, after the id named, with all of a text in them.
	Rules(ctx context.Context, paper, text, after string, limit int) ([]news.Rule, error)
	// RulesMark returns a number that is another after every change of them.
	RulesMark(ctx context.Context, paper string) (int64, error)
	// RuleIgnores returns what somebody lets stand in an article.
	RuleIgnores(ctx context.Context, paper, article string) ([]news.RuleIgnore, error)
	// List and ReadBySlug read what was published, on which a rule is tried.
	List(ctx context.Context, paper string, l news.List, now news.Millis, after news.After, limit int) ([]news.Card, error)
	ReadBySlug(ctx context.Context, paper, slug string) (news.Article, news.Version, error)
}

// Passage is a text of an article that is checked by itself: a field, or what stands between two breaks of the body.
type Passage struct {
	Element string // the element's id, or a field's name after @
	Text    string
}

// StyleHit is a place in a passage of which a house rule has something to say.
type StyleHit struct {
	Passage int // index
	rules.Hit
	Place   string // what lets it be known again
	Ignored string // "place" or "article": somebody lets it stand
}

// Unresolved says whether it keeps the article from going out.
func (h StyleHit) Unresolved() bool { return h.Rule.Severity == news.Must && h.Ignored == "" }

// checkers are compiled rules, by paper.
type checkers struct {
	mu   sync.Mutex
	made map[string]madeChecker
}

type madeChecker struct {
	mark    int64
	checker *rules.Checker
}

// checker returns the paper's checker: the one that was made before, when no rule has changed since.
func (d *Desk) checker(ctx context.Context, paper string) (*rules.Checker, error) {
	mark, err := d.Rules.RulesMark(ctx, paper)
	if err != nil {
		return nil, err
	}
	d.checkers.mu.Lock()
	defer d.checkers.mu.Unlock()
	if m, ok := d.checkers.made[paper]; ok && m.mark == mark {
		return m.checker, nil
	}
	all, err := AllRules(ctx, d.Rules, paper)
	if err != nil {
		return nil, err
	}
	if d.checkers.made == nil {
		d.checkers.made = map[string]madeChecker{}
	}
	c := rules.New(all)
	d.checkers.made[paper] = madeChecker{mark, c}
	return c, nil
}

// AllRules reads all rules of a paper.
func AllRules(ctx context.Context, s interface {
	Rules(ctx context.Context, paper, text, after string, limit int) ([]news.Rule, error)
}, paper string) (all []news.Rule, err error) {
	for after := ""; ; after = all[len(all)-1].ID {
		some, err := s.Rules(ctx, paper, "", after, 1000)
		all = append(all, some...)
		if err != nil || len(some) < 1000 {
			return all, err
		}
	}
}

// CheckStyle checks passages of an article against the paper's house rules.
func (d *Desk) CheckStyle(ctx context.Context, paper, article string, passages []Passage) ([]StyleHit, error) {
	if d.Rules == nil {
		return nil, nil
	}
	c, err := d.checker(ctx, paper)
	if err != nil {
		return nil, err
	}
	var hits []StyleHit
	for i, p := range passages {
		for _, h := range c.Check(p.Text) {
			hits = append(hits, StyleHit{Passage: i, Hit: h, Place: knownBy(p.Text, h.From, h.To)})
		}
	}
	if len(hits) == 0 {
		return nil, nil
	}
	ignored, err := d.Rules.RuleIgnores(ctx, paper, article)
	for i := range hits {
		hits[i].Ignored = ignoredBy(hits[i], passages[hits[i].Passage].Element, ignored)
	}
	return hits, err
}

func ignoredBy(h StyleHit, element string, all []news.RuleIgnore) string {
	for _, i := range all {
		if i.Rule != h.Rule.ID || h.Rule.Severity == news.Must && i.Severity != news.Must {
			continue
		}
		switch {
		case i.Element == "" && i.Place == "":
			return "article"
		case i.Element == element && i.Place == h.Place:
			return "place"
		}
	}
	return ""
}

// knownBy makes of a hit, and of the words before and after it, what it is known again by.
func knownBy(text string, from, to int) string {
	words := func(s string) []string { return append(append([]string{""}, strings.Fields(s)...), "") }
	before, after := words(text[:from]), words(text[to:])
	sum := sha256.Sum256([]byte(before[max(0, len(before)-2)] + "\x00" + text[from:to] + "\x00" + after[1]))
	return hex.EncodeToString(sum[:8])
}

// Passages are those of copy that are checked.
func Passages(c news.Copy) ([]Passage, error) {
	all := []Passage{{"@headline", c.Headline}, {"@kicker", c.Kicker}, {"@standfirst", c.Standfirst}}
	doc, err := body.Decode(c.Body)
	if err != nil {
		return nil, err
	}
	for i := range doc.Content {
		id := ""
		if a := doc.Content[i].Attrs; a != nil {
			id = a.ID
		}
		all = passagesOf(all, id, &doc.Content[i])
	}
	return slices.DeleteFunc(all, func(p Passage) bool { return p.Text == "" }), nil
}

func passagesOf(all []Passage, element string, n *news.Node) []Passage {
	switch n.Type {
	case body.Preformatted:
		return all
	case body.Paragraph, body.Crosshead:
		var b strings.Builder
		for _, t := range n.Content {
			b.WriteString(cmp.Or(t.Text, "\n"))
		}
		return append(all, Passage{element, b.String()})
	}
	if a := n.Attrs; a != nil {
		for _, s := range []string{a.Cite, a.Caption, a.Title} {
			if s != "" {
				all = append(all, Passage{element, s})
			}
		}
	}
	for i := range n.Content {
		all = passagesOf(all, element, &n.Content[i])
	}
	return all
}

// Broken is a hit that keeps an article from going out.
type Broken struct {
	Field   string // in the API's words
	Element string // of the body; else empty
	Says    string // a sentence, without a capital and a full stop
}

// maxBroken bounds how many of them are told.
const maxBroken = 20

// BrokenRules returns the hits that keep copy from going out: of rules that must be kept, and that nobody who may has let stand.
func (d *Desk) BrokenRules(ctx context.Context, paper, article string, c news.Copy) (all []Broken, err error) {
	if d.Rules == nil {
		return nil, nil
	}
	passages, err := Passages(c)
	if err != nil {
		return nil, err
	}
	hits, err := d.CheckStyle(ctx, paper, article, passages)
	for _, h := range hits {
		if !h.Unresolved() || len(all) == maxBroken {
			continue
		}
		p := passages[h.Passage]
		b := Broken{Field: "body", Element: p.Element, Says: "“" + short200(p.Text[h.From:h.To]) + "” breaks the house rule " + h.Rule.ID + ": " +
			strings.TrimSuffix(h.Rule.Reason, ".") + "; " + mendOf(h.Hit) + ", or have an editor let it stand"}
		if field, ok := strings.CutPrefix(p.Element, "@"); ok {
			b.Field, b.Element = field, ""
		}
		all = append(all, b)
	}
	return all, err
}

func mendOf(h rules.Hit) string {
	if h.Replace != "" {
		return "write “" + h.Replace + "”"
	}
	return "write it otherwise"
}

// IgnoreRule lets hits of a rule stand in an article: at one place of an element or a field, or everywhere when both are empty.
// back takes that back. Whoever may write may let stand what should be mended; what must be, an editor.
func (w *Work) IgnoreRule(article, rule, element, place string, back bool) error {
	a, err := w.Article(article)
	if err != nil {
		return err
	}
	if err := MayWrite(w.by, a); err != nil {
		return err
	}
	r, err := w.RuleInUse(rule)
	if err != nil {
		return err
	}
	if r.Severity == news.Must {
		if err := w.atLeast(news.Editor, "letting a break of the house rule "+rule+" stand"); err != nil {
			return err
		}
	}
	if len(element) > 100 || len(place) > 100 || clean("element", element+place) != nil || (element == "") != (place == "") {
		return news.Invalid("place", "is no place of an article; load the page again")
	}
	i := news.RuleIgnore{Article: article, Rule: rule, Element: element, Place: place, Severity: r.Severity, At: w.now, By: w.by.Person}
	if back {
		return w.tx.DropRuleIgnore(i)
	}
	return w.tx.PutRuleIgnore(i)
}

// RuleTrial is what a rule would have said of what was published last.
type RuleTrial struct {
	Articles int // that were looked at
	Hits     int
	In       int // articles with hits
	Samples  []RuleSample
}

// RuleSample is a hit, with the text around it.
type RuleSample struct {
	Headline, Slug       string
	Before, Found, After string
	Replace              string
}

// triedOn is on how many articles a rule is tried, and maxSamples how many hits are shown.
const (
	triedOn    = 500
	maxSamples = 20
)

// TryRule tries a rule on what was published last.
func (d *Desk) TryRule(ctx context.Context, paper string, by news.Actor, r news.Rule) (t RuleTrial, err error) {
	if err := MayReadAll(by); err != nil {
		return t, err
	}
	r.Off = false
	c := rules.New([]news.Rule{r})
	cards, err := d.Rules.List(ctx, paper, news.List{Of: "paper", ID: paper}, d.Now(), news.After{}, triedOn)
	if err != nil {
		return t, err
	}
	for _, card := range cards {
		_, v, err := d.Rules.ReadBySlug(ctx, paper, card.Slug)
		if news.CodeOf(err) == news.CodeNotFound {
			continue
		}
		if err != nil {
			return t, err
		}
		passages, err := Passages(v.Copy)
		if err != nil {
			return t, err
		}
		t.Articles++
		was := t.Hits
		for _, p := range passages {
			for _, h := range c.Check(p.Text) {
				t.Hits++
				if len(t.Samples) < maxSamples {
					t.Samples = append(t.Samples, RuleSample{card.Headline, card.Slug, tail(p.Text[:h.From], 60), p.Text[h.From:h.To], head(p.Text[h.To:], 60), h.Replace})
				}
			}
		}
		if t.Hits > was {
			t.In++
		}
	}
	return t, nil
}

// tail and head are the end and the beginning of a text, of some characters.
func tail(s string, n int) string {
	r := []rune(s)
	if len(r) > n {
		return "…" + string(r[len(r)-n:])
	}
	return s
}

func head(s string, n int) string {
	r := []rune(s)
	if len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
