package body

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// inline writes texts and line breaks. A mark that goes on from one text to the next is written once around both.
func (w *htmlWriter) inline(content []news.Node) {
	var open, want [MaxMarks]*news.Mark
	n := 0
	for i := range content {
		child := &content[i]
		if !w.canonical && suggested(child) {
			continue
		}
		m := w.visibleMarks(child.Marks, &want)
		same := 0
		for same < n && same < m && sameMark(open[same], want[same]) {
			same++
		}
		for ; n > same; n-- {
			w.closeMark(open[n-1])
		}
		for ; n < m; n++ {
			open[n] = want[n]
			w.openMark(open[n])
		}
		if child.Type == HardBreak {
			w.raw("<br>")
		} else {
			w.text(child.Text)
		}
	}
	for ; n > 0; n-- {
		w.closeMark(open[n-1])
	}
}

// visibleMarks puts the marks that are written into want and returns how many they are.
func (w *htmlWriter) visibleMarks(marks []news.Mark, want *[MaxMarks]*news.Mark) int {
	m := 0
	for i := range marks {
		if m < MaxMarks && (w.canonical || !newsroomMark(marks[i].Type)) {
			want[m] = &marks[i]
			m++
		}
	}
	return m
}

// newsroomMark says whether a mark is for the newsroom alone.
func newsroomMark(typ string) bool { return typ == Note || typ == Insertion || typ == Deletion }

// suggested says whether n is text that somebody suggests to insert: readers don't see it before it is accepted.
func suggested(n *news.Node) bool {
	for i := range n.Marks {
		if n.Marks[i].Type == Insertion {
			return true
		}
	}
	return false
}

func (w *htmlWriter) openMark(m *news.Mark) {
	switch m.Type {
	case Link:
		w.link(m.Attrs)
	case Note:
		w.raw("<span")
		w.markID("data-note", m)
	case Insertion:
		w.raw("<ins")
		w.markID("data-id", m)
	case Deletion:
		w.raw("<del")
		w.markID("data-id", m)
	default:
		w.raw("<")
		w.raw(markTag(m.Type))
		w.raw(">")
	}
}

func (w *htmlWriter) closeMark(m *news.Mark) {
	w.raw("</")
	w.raw(markTag(m.Type))
	w.raw(">")
}

// markTag returns the tag of a mark.
func markTag(typ string) string {
	switch typ {
	case Link:
		return "a"
	case Note:
		return "span"
	case Insertion:
		return "ins"
	case Deletion:
		return "del"
	case Strike:
		return "s"
	case Em, Strong, Sub, Sup, Code:
		return typ
	}
	return "span"
}

func (w *htmlWriter) markID(name string, m *news.Mark) {
	if m.Attrs != nil {
		w.attr(name, m.Attrs.ID)
	}
	w.raw(">")
}

func (w *htmlWriter) link(a *news.MarkAttrs) {
	w.raw("<a")
	if a != nil {
		w.address("href", a.Href)
		w.attrIf("title", a.Title)
		switch {
		case a.NoFollow && a.Sponsored:
			w.raw(` rel="nofollow sponsored"`)
		case a.NoFollow:
			w.raw(` rel="nofollow"`)
		case a.Sponsored:
			w.raw(` rel="sponsored"`)
		}
	}
	w.raw(">")
}

// shows says whether any of content is seen by readers.
func shows(content []news.Node) bool {
	for i := range content {
		if n := &content[i]; n.Type == Text && !suggested(n) && !blank(n.Text) {
			return true
		}
	}
	return false
}

// fragile says whether reading HTML as browsers do would change the texts and line breaks: there is nothing to see, or
// white space that collapses, or a line break at an end or beside another.
func fragile(content []news.Node) bool {
	space, seen := true, false // space: at the beginning, or after white space or a line break
	for i := range content {
		n := &content[i]
		if n.Type != Text {
			if space {
				return true
			}
			space = true
			continue
		}
		for k := 0; k < len(n.Text); k++ {
			c := n.Text[k]
			if c < ' ' || c == ' ' && (space || k == len(n.Text)-1 && breakNext(content, i)) {
				return true
			}
			space = c == ' '
		}
		seen = seen || !blank(n.Text)
	}
	return space || !seen
}

// breakNext says whether a line break comes right after content[i].
func breakNext(content []news.Node, i int) bool {
	return i+1 < len(content) && content[i+1].Type == HardBreak
}

// fragileLine says the same of a string that is written as text. FromHTML also drops dashes before a quote's source.
func fragileLine(s string) bool {
	return !plainLine(s) || blank(s) || strings.TrimLeft(s, dashes) != s
}

// anchor writes the id of a crosshead, made from its words: "at-" and the words in lower case with hyphens between.
func (w *htmlWriter) anchor(content []news.Node) {
	w.raw(` id="`)
	from := len(w.dst)
	w.raw("at")
	w.words(content, from+64)
	if len(w.dst) == from+len("at") || w.anchors == len(w.ids) {
		w.dst = w.dst[:from-len(` id="`)]
		return
	}
	w.number(from)
	w.raw(`"`)
}

// words appends the letters and digits of content in lower case, each word with a hyphen before it, up to a limit.
func (w *htmlWriter) words(content []news.Node, limit int) {
	gap := true
	for i := range content {
		if suggested(&content[i]) {
			continue
		}
		for _, r := range content[i].Text {
			if r == '\'' || r == '’' {
				continue
			}
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				gap = true
				continue
			}
			if gap {
				if len(w.dst) > limit-8 {
					return
				}
				w.dst = append(w.dst, '-')
			}
			gap = false
			if len(w.dst) >= limit {
				return
			}
			w.dst = utf8.AppendRune(w.dst, unicode.ToLower(r))
		}
		gap = gap || content[i].Type == HardBreak
	}
}

// number appends -2, -3 … to the id that begins at from while an earlier crosshead has the same.
func (w *htmlWriter) number(from int) {
	end := len(w.dst)
	for n := 2; w.taken(w.dst[from:]); n++ {
		w.dst = append(w.dst[:end], '-')
		w.dst = strconv.AppendInt(w.dst, int64(n), 10)
	}
	w.ids[w.anchors] = span{from, len(w.dst)}
	w.anchors++
}

func (w *htmlWriter) taken(id []byte) bool {
	for _, s := range w.ids[:w.anchors] {
		if string(w.dst[s.from:s.to]) == string(id) {
			return true
		}
	}
	return false
}

// appendEscaped appends s as HTML text. In exact text a line end is written so that it doesn't end a line.
func appendEscaped(dst []byte, s string, exact bool) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		esc := ""
		switch s[i] {
		case '&':
			esc = "&amp;"
		case '<':
			esc = "&lt;"
		case '>':
			esc = "&gt;"
		case '\n':
			if !exact {
				continue
			}
			esc = "&#10;"
		default:
			continue
		}
		dst = append(dst, s[from:i]...)
		dst = append(dst, esc...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// appendAttr appends s as the value of an HTML attribute in double quotes.
func appendAttr(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		esc := ""
		switch s[i] {
		case '&':
			esc = "&amp;"
		case '"':
			esc = "&quot;"
		case '<':
			esc = "&lt;"
		case '>':
			esc = "&gt;"
		default:
			continue
		}
		dst = append(dst, s[from:i]...)
		dst = append(dst, esc...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}
