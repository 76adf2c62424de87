package body

import (
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// textBlock returns the innermost frame, which holds text; a paragraph is opened when it doesn't.
func (b *builder) textBlock() *frame {
	if !b.top().textual {
		b.admit(Paragraph)
		b.push(frame{typ: Paragraph, auto: true, textual: true})
	}
	return b.top()
}

// text adds text with marks, which are in canonical order and not changed afterwards.
func (b *builder) text(s []byte, marks []news.Mark) {
	if !b.top().textual {
		for len(s) > 0 && isSpace(s[0]) {
			s = s[1:]
		}
	}
	if len(s) == 0 {
		return
	}
	f := b.textBlock()
	if marks = b.allowed(f, marks); len(b.buf) > 0 && !sameMarks(b.marks, marks) {
		b.flush()
	}
	b.marks = marks
	if f.exact || f.typ == Preformatted {
		b.buf = append(b.buf, s...)
		return
	}
	b.collapse(f, s)
}

// collapse appends s with white space collapsed.
func (b *builder) collapse(f *frame, s []byte) {
	for len(s) > 0 {
		i := 0
		for i < len(s) && !isSpace(s[i]) {
			i++
		}
		if i > 0 {
			b.buf = append(b.buf, s[:i]...)
			f.space = false
		}
		for i < len(s) && isSpace(s[i]) {
			i++
			if !f.space {
				b.buf = append(b.buf, ' ')
				f.space = true
			}
		}
		s = s[i:]
	}
}

// allowed returns those of marks that the text in f may have.
func (b *builder) allowed(f *frame, marks []news.Mark) []news.Mark {
	var set uint32
	if t := b.schema.node[f.typ]; t != nil {
		set = t.marks
	}
	for i := range marks {
		if set&(1<<b.schema.mark[marks[i].Type].rank) == 0 {
			var out []news.Mark
			for _, m := range marks {
				if set&(1<<b.schema.mark[m.Type].rank) != 0 {
					out = append(out, m)
				}
			}
			return out
		}
	}
	return marks
}

// flush makes a node of the text that has been read.
func (b *builder) flush() {
	if len(b.buf) == 0 {
		return
	}
	s := string(b.buf)
	b.buf = b.buf[:0]
	if at, _ := badChar(s); at >= 0 {
		if s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n").Replace(s); clean(s) != s {
			s, b.badText = clean(s), true
		}
	}
	if s != "" {
		b.nodes++
		f := b.top()
		if f.kids == nil && !loose(f.typ) {
			f.kids = b.room()
		}
		f.kids = append(f.kids, news.Node{Type: Text, Text: s, Marks: b.marks})
	}
}

// room returns a slice for the texts of a text block; close gives back what it didn't use.
func (b *builder) room() []news.Node {
	if len(b.free) < 8 {
		b.free = make([]news.Node, 64)
	}
	return b.free[:0]
}

// settle gives back the room that the texts of a block that has ended didn't use.
func (b *builder) settle(kids []news.Node) []news.Node {
	if n := len(kids); n > 0 && len(b.free) >= n && &kids[0] == &b.free[0] {
		b.free = b.free[n:]
	}
	return slices.Clip(kids)
}

// loose says whether typ stands in frames alone.
func loose(typ string) bool {
	switch typ {
	case looseFigure, looseCaption, looseCredit, looseEmbed:
		return true
	}
	return false
}

// lineBreak adds a line break. Two of them make a new paragraph; at the beginning of a text it is nothing.
func (b *builder) lineBreak(marks []news.Mark) {
	f := b.top()
	switch {
	case !f.textual:
		return
	case f.typ == Preformatted:
		b.text([]byte{'\n'}, marks)
		return
	case f.typ == looseCaption || f.typ == looseCredit || f.typ == looseEmbed:
		b.text([]byte{' '}, nil)
		return
	}
	b.flush()
	if !f.exact {
		trimSpace(f)
		if len(f.kids) == 0 {
			return
		}
		if f.kids[len(f.kids)-1].Type == HardBreak {
			if f.typ == Paragraph {
				b.close()
			}
			return
		}
	}
	b.nodes++
	f.kids = append(f.kids, news.Node{Type: HardBreak, Marks: b.allowed(f, marks)})
	f.space = true
}

// softBreak is where a block begins or ends within text that can't hold blocks: the words stay apart.
func (b *builder) softBreak() {
	switch f := b.top(); {
	case f.typ == Preformatted && (len(b.buf) > 0 && b.buf[len(b.buf)-1] != '\n'):
		b.buf = append(b.buf, '\n')
	case f.textual && f.typ != Preformatted && !f.space:
		b.text([]byte{' '}, b.marks)
	}
}

// trimSpace drops the white space at the end of f's text.
func trimSpace(f *frame) {
	last := len(f.kids) - 1
	if last < 0 || f.kids[last].Type != Text || !strings.HasSuffix(f.kids[last].Text, " ") {
		return
	}
	if f.kids[last].Text = strings.TrimSuffix(f.kids[last].Text, " "); f.kids[last].Text == "" {
		f.kids = f.kids[:last]
	}
}
