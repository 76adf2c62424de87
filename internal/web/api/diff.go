package api

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// diff is what was changed between two versions.
type diff struct {
	From   int           `json:"from"`
	To     int           `json:"to"`
	Fields []fieldDiff   `json:"fields" doc:"The fields that were changed."`
	Body   []elementDiff `json:"body" doc:"The elements of the newer body and those that were taken out, in order."`
}

// fieldDiff is a field that was changed.
type fieldDiff struct {
	Field string    `json:"field"`
	Words []wordRun `json:"words"`
}

// elementDiff is an element of one of the bodies, or of both.
type elementDiff struct {
	ID    string    `json:"id,omitempty"`
	Type  string    `json:"type"`
	What  string    `json:"what" enum:"same,changed,added,removed"`
	Words []wordRun `json:"words,omitempty" doc:"The element's words; left out where nothing was changed."`
}

// wordRun is a run of words that stayed, came, or went.
type wordRun struct {
	What string `json:"what" enum:"same,added,removed"`
	Text string `json:"text"`
}

// newDiff compares two versions of an article.
func newDiff(v news.View, from, to news.Version) (diff, error) {
	out := diff{From: from.N, To: to.N, Fields: []fieldDiff{}, Body: []elementDiff{}}
	was, err := furnitureOf(v, from.Copy)
	if err != nil {
		return out, err
	}
	is, err := furnitureOf(v, to.Copy)
	if err != nil {
		return out, err
	}
	for i, f := range is {
		if f.text != was[i].text {
			out.Fields = append(out.Fields, fieldDiff{f.name, diffWords(was[i].text, f.text)})
		}
	}
	older, err := body.Decode(from.Copy.Body)
	if err != nil {
		return out, err
	}
	newer, err := body.Decode(to.Copy.Body)
	if err != nil {
		return out, err
	}
	out.Body = append(out.Body, diffElements(older.Content, newer.Content)...)
	return out, nil
}

type namedText struct{ name, text string }

// furnitureOf returns the fields of a copy as texts, always the same in the same order.
func furnitureOf(v news.View, c news.Copy) ([]namedText, error) {
	section, err := v.Section(c.Section)
	if err != nil {
		return nil, err
	}
	var tags, people []string
	for _, id := range c.Tags {
		t, err := v.Tag(id)
		if err != nil {
			return nil, err
		}
		tags = append(tags, t.Slug)
	}
	for _, id := range c.Byline.People {
		p, err := v.Person(id)
		if err != nil {
			return nil, err
		}
		people = append(people, p.Slug)
	}
	return []namedText{
		{"kind", string(c.Kind)}, {"headline", c.Headline}, {"kicker", c.Kicker}, {"standfirst", c.Standfirst},
		{"byline", or(c.Byline.Text, strings.Join(people, ", "))}, {"credit", c.Credit}, {"dateline", c.Dateline},
		{"section", section.Slug}, {"tags", strings.Join(tags, ", ")}, {"language", c.Language}, {"picture", c.Picture},
		{"slugline", c.Slugline}, {"seo.title", c.SEO.Title}, {"seo.description", c.SEO.Description},
	}, nil
}

// diffElements compares two bodies element by element: those with one id are one element, the rest are compared in
// their order.
func diffElements(older, newer []news.Node) []elementDiff {
	keys := newIndex()
	was, is := keys.elements(older), keys.elements(newer)
	var out []elementDiff
	var gone, come []news.Node
	i, j := 0, 0
	for _, d := range diffRunes(was, is) {
		n := len([]rune(d.Text))
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			gone = append(gone, older[i:i+n]...)
			i += n
		case diffmatchpatch.DiffInsert:
			come = append(come, newer[j:j+n]...)
			j += n
		default:
			out = append(out, diffGap(gone, come)...)
			gone, come = nil, nil
			for k := range n {
				out = append(out, pairOf(&older[i+k], &newer[j+k]))
			}
			i, j = i+n, j+n
		}
	}
	return append(out, diffGap(gone, come)...)
}

// diffGap compares what went with what came in one place. Copy that was sent again as HTML has new ids where its words
// are new, so elements of one type are taken for each other, in their order.
func diffGap(gone, come []news.Node) []elementDiff {
	var out []elementDiff
	for len(gone) > 0 && len(come) > 0 && gone[0].Type == come[0].Type {
		out = append(out, pairOf(&gone[0], &come[0]))
		gone, come = gone[1:], come[1:]
	}
	for _, n := range gone {
		out = append(out, elementDiff{idOf(n), n.Type, "removed", []wordRun{{"removed", textOf(n)}}})
	}
	for _, n := range come {
		out = append(out, elementDiff{idOf(n), n.Type, "added", []wordRun{{"added", textOf(n)}}})
	}
	return out
}

// pairOf compares an element with what became of it.
func pairOf(older, newer *news.Node) elementDiff {
	e := elementDiff{ID: idOf(*newer), Type: newer.Type, What: "same"}
	if was, is := markupOf(*older), markupOf(*newer); was != is {
		e.What, e.Words = "changed", diffWords(textOf(*older), textOf(*newer))
	}
	return e
}

func idOf(n news.Node) string {
	if n.Attrs == nil {
		return ""
	}
	return n.Attrs.ID
}

func textOf(n news.Node) string {
	return string(body.AppendText(nil, &news.Node{Type: body.Doc, Content: []news.Node{n}}))
}

func markupOf(n news.Node) string {
	return string(body.Marshal(news.Node{Type: body.Doc, Content: []news.Node{n}}))
}

// index gives equal texts equal runes, so that the library can compare words, or elements, in place of letters.
type index struct{ of map[string]rune }

func newIndex() *index { return &index{map[string]rune{}} }

func (x *index) rune(s string) rune {
	r, ok := x.of[s]
	if !ok {
		r = rune(len(x.of) + 1)
		if r >= 0xd800 { // no text can hold surrogates
			r += 0x800
		}
		x.of[s] = r
	}
	return r
}

// elements gives each element a rune: of its id, or of its text where it has none.
func (x *index) elements(nodes []news.Node) []rune {
	out := make([]rune, len(nodes))
	for i, n := range nodes {
		if id := idOf(n); id != "" {
			out[i] = x.rune("id " + id)
		} else {
			out[i] = x.rune("text " + textOf(n))
		}
	}
	return out
}

// diffWords compares two texts word by word.
func diffWords(a, b string) []wordRun {
	x := newIndex()
	words := map[rune]string{}
	runes := func(s string) []rune {
		var out []rune
		for _, w := range splitWords(s) {
			r := x.rune(w)
			words[r] = w
			out = append(out, r)
		}
		return out
	}
	was, is := runes(a), runes(b)
	var out []wordRun
	for _, d := range diffRunes(was, is) {
		var text strings.Builder
		for _, r := range d.Text {
			text.WriteString(words[r])
		}
		out = append(out, wordRun{whatOf(d.Type), text.String()})
	}
	return out
}

func whatOf(o diffmatchpatch.Operation) string {
	switch o {
	case diffmatchpatch.DiffInsert:
		return "added"
	case diffmatchpatch.DiffDelete:
		return "removed"
	}
	return "same"
}

// diffRunes compares within the library's time limit of a second; beyond it the answer is right but coarser.
func diffRunes(a, b []rune) []diffmatchpatch.Diff {
	d := diffmatchpatch.New()
	return d.DiffMainRunes(a, b, false)
}

// splitWords cuts a text into words, the white space between them, and single signs; together they are the text.
func splitWords(s string) []string {
	var out []string
	start, last := 0, 0
	for i, r := range s {
		class := 3
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '\'', r == '’':
			class = 1
		case unicode.IsSpace(r):
			class = 2
		}
		if i > 0 && (class != last || class == 3) {
			out = append(out, s[start:i])
			start = i
		}
		last = class
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}
