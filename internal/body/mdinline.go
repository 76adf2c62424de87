package body

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// markSpan is a stretch of texts under one mark. Spans lie within one another or apart.
type markSpan struct {
	mark     *news.Mark
	from, to int  // texts
	tag      bool // written as an HTML tag, because Markdown's own marks would not be understood there
}

// textPlace says where a text stands, which decides what must be escaped in it.
type textPlace struct {
	lineStart bool
	cell      bool // in a cell of a table
	heading   bool
	title     bool // between double quotes
}

func (w *markdownWriter) heading(content []news.Node) { w.texts(content, textPlace{heading: true}) }

// inline writes texts and line breaks.
func (w *markdownWriter) inline(content []news.Node, cell bool) {
	w.texts(content, textPlace{lineStart: !cell, cell: cell})
}

func (w *markdownWriter) texts(content []news.Node, place textPlace) {
	spans := markSpans(content)
	chooseTags(content, spans)
	lineStart := place.lineStart
	for i := 0; i <= len(content); i++ {
		for k := len(spans) - 1; k >= 0; k-- {
			if spans[k].to == i {
				w.closeSpan(&spans[k])
			}
		}
		if i == len(content) {
			return
		}
		opened := false
		for k := range spans {
			if spans[k].from == i {
				w.openSpan(&spans[k])
				opened = true
			}
		}
		n := &content[i]
		switch {
		case n.Type == HardBreak:
			w.dst = append(w.dst, '\\')
			w.newline()
		case marked(n, Code):
			w.code(n.Text)
		default:
			at := place
			at.lineStart = lineStart && !opened
			w.dst = appendEscapedText(w.dst, n.Text, at)
		}
		lineStart = place.lineStart && n.Type == HardBreak
	}
}

// markSpans returns the spans of the marks of content, outer ones first. Where marks begin together the longest is the
// outer one. Code is no span: it is written with its text.
func markSpans(content []news.Node) []markSpan {
	var spans []markSpan
	var open []int
	for i := range content {
		keep := 0
		for keep < len(open) && hasMark(&content[i], spans[open[keep]].mark) {
			keep++
		}
		for _, k := range open[keep:] {
			spans[k].to = i
		}
		open = open[:keep]
		from := len(spans)
		for k := range content[i].Marks {
			m := &content[i].Marks[k]
			isOpen := slices.ContainsFunc(open, func(k int) bool { return sameMark(spans[k].mark, m) })
			if m.Type != Code && !isOpen {
				spans = append(spans, markSpan{mark: m, from: i, to: i + reach(content[i:], m)})
			}
		}
		slices.SortStableFunc(spans[from:], func(a, b markSpan) int { return b.to - a.to })
		for k := from; k < len(spans); k++ {
			open = append(open, k)
			spans[k].to = len(content)
		}
	}
	return spans
}

// hasMark says whether n has a mark equal to m.
func hasMark(n *news.Node, m *news.Mark) bool {
	for i := range n.Marks {
		if sameMark(&n.Marks[i], m) {
			return true
		}
	}
	return false
}

// reach returns how many texts from the first have a mark equal to m.
func reach(content []news.Node, m *news.Mark) int {
	n := 0
	for n < len(content) && hasMark(&content[n], m) {
		n++
	}
	return n
}

// delimiter returns what Markdown writes before and after text with a mark, or "".
func delimiter(typ string) string {
	switch typ {
	case Em:
		return "*"
	case Strong:
		return "**"
	case Strike:
		return "~~"
	}
	return ""
}

// chooseTags decides which spans are written as tags.
func chooseTags(content []news.Node, spans []markSpan) {
	for k := range spans {
		s := &spans[k]
		if s.mark.Type == Link {
			a := s.mark.Attrs
			s.tag = a == nil || a.NoFollow || a.Sponsored || !plainURL(a.Href) || a.Title != "" && fragileLine("."+a.Title)
			continue
		}
		s.tag = delimiter(s.mark.Type) == "" || !canOpen(content, spans, k) || !canClose(content, spans, k) ||
			s.mark.Type == Strike && besideTilde(content, s)
	}
}

// besideTilde says whether a tilde stands beside an end of a span: goldmark takes it for a part of the delimiter, even
// escaped.
func besideTilde(content []news.Node, s *markSpan) bool {
	for _, at := range [...]int{s.from, s.to} {
		if at > 0 && strings.HasSuffix(content[at-1].Text, "~") || at < len(content) && strings.HasPrefix(content[at].Text, "~") {
			return true
		}
	}
	return false
}

// canOpen says whether the delimiter of span k surely begins emphasis: CommonMark decides by the characters at its sides.
func canOpen(content []news.Node, spans []markSpan, k int) bool {
	s := &spans[k]
	closes, outer, inner := false, false, false
	for j := range spans {
		o := &spans[j]
		switch {
		case j != k && o.to == s.from:
			closes = true
			if !o.tag && sameDelimiter(o, s) {
				return false
			}
		case j < k && o.from == s.from:
			outer = outer || o.tag || !sameDelimiter(o, s)
		case j > k && o.from == s.from:
			inner = true
		}
	}
	first := &content[s.from]
	before := side(content, s.from-1, utf8.DecodeLastRuneInString)
	if first.Type == Text && !inner && !marked(first, Code) && wordAt(first.Text, utf8.DecodeRuneInString) {
		return closes || outer || before != sideWord
	}
	return seenAt(first, utf8.DecodeRuneInString) && !closes && !outer && before == sideSpace
}

// canClose says the same of the end of span k.
func canClose(content []news.Node, spans []markSpan, k int) bool {
	s := &spans[k]
	opens, outer, inner := false, false, false
	for j := range spans {
		o := &spans[j]
		switch {
		case o.from == s.to:
			opens = true
		case j < k && o.to == s.to:
			outer = outer || o.tag || !sameDelimiter(o, s)
		case j > k && o.to == s.to:
			inner = true
		}
	}
	last := &content[s.to-1]
	after := side(content, s.to, utf8.DecodeRuneInString)
	if last.Type == Text && !inner && !marked(last, Code) && wordAt(last.Text, utf8.DecodeLastRuneInString) {
		return opens || outer || after != sideWord
	}
	return seenAt(last, utf8.DecodeLastRuneInString) && !opens && !outer && after == sideSpace
}

// sameDelimiter says whether the delimiters of two spans would run into one.
func sameDelimiter(a, b *markSpan) bool {
	x, y := delimiter(a.mark.Type), delimiter(b.mark.Type)
	return x != "" && y != "" && x[0] == y[0]
}

// What stands beside a delimiter.
const (
	sideSpace = iota // white space, or nothing
	sidePunct
	sideWord // anything else
)

// side says what the character of content[i] is that decode finds; beyond the ends and in line breaks it is white space.
func side(content []news.Node, i int, decode func(string) (rune, int)) int {
	if i < 0 || i >= len(content) || content[i].Type != Text {
		return sideSpace
	}
	switch r, _ := decode(content[i].Text); {
	case marked(&content[i], Code):
		return sidePunct
	case r == ' ':
		return sideSpace
	case r < utf8.RuneSelf && !isAlnum(byte(r)):
		return sidePunct
	}
	return sideWord
}

// wordAt says whether the character of s that decode finds is a letter or digit.
func wordAt(s string, decode func(string) (rune, int)) bool {
	r, _ := decode(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// seenAt says whether n is a text whose character that decode finds is a letter, digit, punctuation or symbol.
func seenAt(n *news.Node, decode func(string) (rune, int)) bool {
	r, _ := decode(n.Text)
	return n.Type == Text && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsPunct(r) || unicode.IsSymbol(r))
}

func (w *markdownWriter) openSpan(s *markSpan) {
	switch {
	case s.tag:
		h := htmlWriter{dst: w.dst, opt: &HTMLOptions{}, canonical: true}
		h.openMark(s.mark)
		w.dst = h.dst
	case s.mark.Type == Link:
		w.dst = append(w.dst, '[')
	default:
		w.dst = append(w.dst, delimiter(s.mark.Type)...)
	}
}

func (w *markdownWriter) closeSpan(s *markSpan) {
	switch {
	case s.tag:
		w.dst = append(w.dst, "</"+markTag(s.mark.Type)+">"...)
	case s.mark.Type == Link:
		w.dst = append(w.dst, ']')
		w.target(s.mark.Attrs.Href, s.mark.Attrs.Title)
	default:
		w.dst = append(w.dst, delimiter(s.mark.Type)...)
	}
}

// code writes a code span.
func (w *markdownWriter) code(s string) {
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	pad := ""
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' {
		pad = " "
	}
	w.dst = append(w.dst, fence+pad+s+pad+fence...)
}

// appendEscapedText appends a text with backslashes where Markdown would take it for something else.
func appendEscapedText(dst []byte, s string, at textPlace) []byte {
	for i := 0; i < len(s); i++ {
		if needsEscape(s, i, at) {
			dst = append(dst, '\\')
		}
		dst = append(dst, s[i])
	}
	return dst
}

// needsEscape says whether Markdown would take s[i] for something else.
func needsEscape(s string, i int, at textPlace) bool {
	switch c := s[i]; c {
	case '\\', '`', '*', '[', ']', '<', '~':
		return true
	case '"':
		return at.title
	case '_':
		return i == 0 || i == len(s)-1 || !isAlnum(s[i-1]) || !isAlnum(s[i+1])
	case '!':
		return i == len(s)-1
	case '&':
		return entityAt(s[i+1:])
	case '|':
		return at.cell || at.lineStart && i == 0
	case '#':
		return at.heading || at.lineStart && i == 0
	case '+', '-', '=', ':', '>':
		return at.lineStart && i == 0
	case '.', ')':
		return at.lineStart && i > 0 && i < 10 && strings.Trim(s[:i], "0123456789") == ""
	}
	return false
}

// entityAt says whether s could go on from & to a character reference.
func entityAt(s string) bool {
	end := strings.IndexByte(s[:min(len(s), 40)], ';')
	if end <= 0 {
		return false
	}
	for i := range end {
		if !isAlnum(s[i]) && s[i] != '#' {
			return false
		}
	}
	return true
}
