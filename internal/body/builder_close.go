package body

import (
	"strings"

	"broadsheet/internal/news"
)

// close ends the innermost frame and hands what came of it to the one around it.
func (b *builder) close() {
	if b.top().textual {
		b.flush()
	}
	f := b.frames[len(b.frames)-1]
	if f.textual && !loose(f.typ) {
		f.kids = b.settle(f.kids)
	}
	b.frames = b.frames[:len(b.frames)-1]
	parent := b.top()
	switch {
	case f.typ == looseCaption || f.typ == looseCredit:
		b.caption(&f)
	case f.typ == looseEmbed:
		parent.kids = append(parent.kids, b.embed(&f)...)
	case f.textual:
		if n, ok := textNode(&f); ok {
			b.nodes++
			parent.kids = append(parent.kids, n)
		}
	default:
		b.nodes++
		parent.kids = append(parent.kids, b.fitted(&f)...)
	}
	if parent.textual {
		parent.after = append(parent.after, f.after...)
	} else {
		parent.kids = append(parent.kids, f.after...)
	}
}

// textNode makes the node of a text block that has ended, if there is anything in it.
func textNode(f *frame) (news.Node, bool) {
	n := news.Node{Type: f.typ, Attrs: f.attrs, Content: f.kids}
	if f.typ == Preformatted {
		n.Content = trimLineEnd(n.Content)
		return n, f.exact || len(n.Content) > 0
	}
	if f.exact {
		return n, true
	}
	trimSpace(f)
	if last := len(f.kids) - 1; last >= 0 && f.kids[last].Type == HardBreak {
		f.kids = f.kids[:last]
	}
	n.Content = f.kids
	for i := range f.kids {
		if !blank(f.kids[i].Text) {
			return n, true
		}
	}
	return n, false
}

// trimLineEnd drops one line end at the end of texts.
func trimLineEnd(texts []news.Node) []news.Node {
	if !endsLine(texts) {
		return texts
	}
	last := &texts[len(texts)-1]
	if last.Text = strings.TrimSuffix(last.Text, "\n"); last.Text == "" {
		return texts[:len(texts)-1]
	}
	return texts
}

// caption hands the text of a caption or credit to the frame around it that can hold it, or keeps it as a paragraph.
func (b *builder) caption(f *frame) {
	s := b.lineOf(f)
	for i := len(b.frames) - 1; i > 0 && s != ""; i-- {
		switch to := &b.frames[i]; {
		case !takesCaption(to.typ):
			continue
		case f.typ == looseCredit:
			to.credit = joinLine(to.credit, s)
		default:
			to.caption, to.stated = joinLine(to.caption, s), f.exact
		}
		return
	}
	if s != "" {
		b.top().kids = append(b.top().kids, lineParagraph(s))
	}
}

// lineOf returns the text in f as one line.
func (b *builder) lineOf(f *frame) string {
	var text strings.Builder
	for i := range f.kids {
		text.WriteString(f.kids[i].Text)
	}
	if s := text.String(); f.exact && !strings.ContainsAny(s, "\n\t") {
		return s
	} else {
		return oneLine(s)
	}
}

// citation returns the caption of a quote, without the dash that many write before a name.
func (f *frame) citation() string {
	if f.stated {
		return f.caption
	}
	return strings.TrimLeft(f.caption, dashes)
}

// dashes are what stands before the name of whoever said a quote.
const dashes = "—–-― "

// takesCaption says whether a frame of type typ can hold a caption.
func takesCaption(typ string) bool {
	switch typ {
	case looseFigure, Quote, Pullquote, Factbox, Table:
		return true
	}
	return false
}

// joinLine returns two lines as one.
func joinLine(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// lineParagraph makes a paragraph of a string.
func lineParagraph(s string) news.Node {
	return news.Node{Type: Paragraph, Content: []news.Node{{Type: Text, Text: s}}}
}
