package body

import (
	"math/bits"
	"math/rand/v2"
	"strings"

	"broadsheet/internal/news"
)

// generator makes bodies at random that follow the schema, by walking its content expressions. Texts and attributes come
// from what breaks naive writers.
type generator struct {
	*rand.Rand
	schema *schema
	ids    int
	tame   bool // ordinary copy: no suggestions and notes, no odd white space
}

func newGenerator(seed uint64, tame bool) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, 7)), schema: theSchema(), tame: tame}
}

// doc makes a body in canonical form.
func (g *generator) doc() news.Node {
	n := g.node(g.schema.node[Doc], 0)
	canonicalise(&n)
	return n
}

func (g *generator) node(t *nodeType, depth int) news.Node {
	n := news.Node{Type: t.name, Attrs: g.attrs(t, depth)}
	state := begin
	for len(n.Content) < 1+g.IntN(max(2, 7-2*depth)) || !t.content.done(state) {
		next := g.pick(t.content.expected(state), depth, len(n.Content) > 2)
		if next == nil {
			break
		}
		state = t.content.next(state, next.index)
		child := news.Node{Type: Text, Text: g.text(t.name == Preformatted)}
		if next.name != Text {
			child = g.node(next, depth+1)
		}
		if t.inline {
			child.Marks = g.marks(t)
		}
		n.Content = append(n.Content, child)
	}
	return n
}

// pick chooses one of a set of types; deep down, one that ends soon.
func (g *generator) pick(set uint64, depth int, many bool) *nodeType {
	var all []*nodeType
	for ; set != 0; set &= set - 1 {
		t := g.schema.nodes[bits.TrailingZeros64(set)]
		if depth < 4 || t.name == Paragraph || t.name == Text || t.name == ListItem || t.name == TableRow || t.name == TableCell {
			all = append(all, t)
		}
		if t.name == Text || t.name == Paragraph && depth > 1 {
			all = append(all, t, t, t)
		}
	}
	if len(all) == 0 || many && g.IntN(2) == 0 {
		return nil
	}
	return all[g.IntN(len(all))]
}

func (g *generator) attrs(t *nodeType, depth int) *news.Attrs {
	a := &news.Attrs{}
	for i := range t.attrs.rules {
		r := &t.attrs.rules[i]
		if t.attrs.required&r.bit == 0 && g.IntN(3) > 0 && r.name != "id" {
			continue
		}
		switch s, n := stringAttr(a, r.name), intAttr(a, r.name); {
		case r.name == "id":
			g.ids++
			a.ID = "n" + string(rune('a'+g.ids%26)) + strings.Repeat("x", g.ids/26)
		case r.name == "origin":
			a.Origin = &news.Origin{Kind: "wire", Source: g.line(), Item: g.line(), Version: "3"}
		case s != nil:
			*s = g.string(r)
		case n != nil && r.values != nil:
			*n = r.values[g.IntN(len(r.values))]
		case n != nil:
			*n = r.min + g.IntN(min(r.max-r.min, 9))
		case r.name == "at":
			a.At = news.Millis(1_700_000_000_000 + g.Int64N(1e11))
		case r.name == "key":
			a.Key = true
		}
	}
	if t.name == Picture && a.Media == "" && a.URL == "" {
		a.URL = g.string(&attrRule{form: "picture"})
	}
	if t.name == Embed && a.Title == a.URL {
		a.Title = ""
	}
	return a
}

func (g *generator) string(r *attrRule) string {
	switch r.form {
	case "id":
		return one3(g, "m-1", "0198c-7", "x_y")
	case "language":
		return one3(g, "go", "c++", "x.y-z_1")
	case "link":
		return g.one("https://example.org/a?b=1&c=2", "http://example.org/é(x)_*y*", "mailto:desk@example.org", "/a-b", "#at-x", "tel:+44", "https://example.org/?a&copy;=|", "https://e.org/a_(b)")
	case "picture":
		return one3(g, "https://example.org/p.jpg", "/media/x.jpg", "http://e.org/ü.png?a&b")
	case "embed":
		return one3(g, "https://example.org/v", "https://www.youtube.com/embed/1?a=1&b", "https://e.org/'x'")
	}
	return g.line()
}

func (g *generator) one(of ...string) string { return of[g.IntN(len(of))] }

func one3(g *generator, a, b, c string) string { return g.one(a, b, c) }

func (g *generator) line() string {
	if g.tame {
		return g.one("A caption", "Jane Doe, the mayor", "“Quoted” & more")
	}
	return g.one("A caption", "— Jane", " lead", "trail ", "two  spaces", "\u00a0", `"q" & <b>`, "a*b_c`d[e](f)", "!", "x|y", "&amp;", `back\slash`, "1. one", "-")
}

// text makes a text that is not empty.
func (g *generator) text(pre bool) string {
	pool := []string{"The council ", "voted", " on ", "Tuesday", ".", "a", "é", "“quote”", " ", "(", ")", "it’s", "10", ",", "—"}
	if !g.tame {
		pool = append(pool, "*", "**", "_", "__", "`", "``", "~~", "~", "[", "](", "]", "<b>", "</p>", "&amp;", "&", "#", "# ", "- ", "+ ", "1. ", "2) ",
			"> ", "|", "---", "===", "\\", "!", "![", "https://a.b", "<!--", "\u00a0", "  ", "日本", ":", "$", "{", "\u200b", "\u2028", "\ufeff", "😀", "e\u0301", "'", "\"")
		if pre || g.IntN(12) == 0 {
			pool = append(pool, "\n", "\n\n", "\t", "\n    ", "```", "   ")
		}
	}
	var b strings.Builder
	for range 1 + g.IntN(5) {
		b.WriteString(pool[g.IntN(len(pool))])
	}
	return b.String()
}

func (g *generator) marks(in *nodeType) []news.Mark {
	var out []news.Mark
	used := uint32(0)
	for range g.IntN(4) {
		t := g.schema.marks[g.IntN(len(g.schema.marks))]
		if in.marks&(1<<t.rank) == 0 || used&(1<<t.rank) != 0 || g.tame && newsroomMark(t.name) {
			continue
		}
		used |= t.excludes | 1<<t.rank
		m := news.Mark{Type: t.name}
		switch t.name {
		case Link:
			m.Attrs = &news.MarkAttrs{Href: g.string(&attrRule{form: "link"}), NoFollow: g.IntN(5) == 0, Sponsored: g.IntN(5) == 0}
			if g.IntN(4) == 0 {
				m.Attrs.Title = g.line()
			}
		case Note, Insertion, Deletion:
			m.Attrs = &news.MarkAttrs{ID: g.one("n1", "n2")}
		}
		out = append(out, m)
	}
	return out
}
