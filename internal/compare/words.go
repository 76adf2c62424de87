package compare

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"

	"broadsheet/internal/news"
)

// Run is a run of words that stayed, came, or went.
type Run struct {
	What What
	Text string
}

// Words compares two texts word by word. The runs that are not Added make up the older text, those that are not Removed
// the newer. What went stands before what came in its place.
func Words(older, newer string) []Run {
	x := index{}
	words := map[rune]string{}
	runes := func(s string) []rune {
		var out []rune
		for _, w := range split(s) {
			r := x.rune(w)
			words[r] = w
			out = append(out, r)
		}
		return out
	}
	was, is := runes(older), runes(newer)
	var out []Run
	i, j := 0, 0
	for _, p := range pieces(was, is) {
		from := was[i:]
		if p.what == Added {
			from = is[j:]
		}
		var text strings.Builder
		for _, r := range from[:p.n] {
			text.WriteString(words[r])
		}
		if p.what != Added {
			i += p.n
		}
		if p.what != Removed {
			j += p.n
		}
		out = append(out, Run{p.what, text.String()})
	}
	return joined(out)
}

// joined takes white space that stayed between two changes into both: "a b" for "c d" is one change and not two.
func joined(runs []Run) []Run {
	var out []Run
	gone, come := "", ""
	flush := func() {
		if gone != "" {
			out = append(out, Run{Removed, gone})
		}
		if come != "" {
			out = append(out, Run{Added, come})
		}
		gone, come = "", ""
	}
	for i, r := range runs {
		switch {
		case r.What == Removed:
			gone += r.Text
		case r.What == Added:
			come += r.Text
		case gone != "" && come != "" && strings.TrimSpace(r.Text) == "" && i+1 < len(runs) && !strings.Contains(r.Text, "\n"):
			gone, come = gone+r.Text, come+r.Text
		default:
			flush()
			out = append(out, r)
		}
	}
	flush()
	return out
}

// index gives equal texts equal runes, so that the library can compare words, or elements, in place of letters.
type index map[string]rune

func (x index) rune(s string) rune {
	r, ok := x[s]
	if !ok {
		r = rune(len(x) + 1)
		if r >= 0xd800 { // no text can hold surrogates
			r += 0x800
		}
		x[s] = r
	}
	return r
}

// elements gives each element a rune: of its id, or of its text where it has none.
func (x index) elements(nodes []news.Node) []rune {
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

// piece says what happened to the next n runes.
type piece struct {
	what What
	n    int
}

// pieces compares within the library's time limit of a second; beyond it the answer is right but coarser.
func pieces(a, b []rune) []piece {
	var out []piece
	for _, d := range diffmatchpatch.New().DiffMainRunes(a, b, false) {
		what := Same
		switch d.Type {
		case diffmatchpatch.DiffInsert:
			what = Added
		case diffmatchpatch.DiffDelete:
			what = Removed
		}
		out = append(out, piece{what, len([]rune(d.Text))})
	}
	return out
}

// split cuts a text into words, the white space between them, and single signs; together they are the text. A number is a
// word with its points and commas.
func split(s string) []string {
	var out []string
	start, last := 0, 0
	for i, r := range s {
		class := 3
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '\'', r == '’':
			class = 1
		case unicode.IsSpace(r):
			class = 2
		case (r == '.' || r == ',') && betweenDigits(s, i):
			class = 1
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

func betweenDigits(s string, i int) bool {
	isDigit := func(b byte) bool { return '0' <= b && b <= '9' }
	return i > 0 && i+1 < len(s) && isDigit(s[i-1]) && isDigit(s[i+1])
}
