package desk

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// RedirectLine is one line of a table of redirects.
type RedirectLine struct {
	Where string // file:line
	RedirectFiling
	path  string // From as it is kept
	Place int    // among all lines
	ring  bool   // it leads on to itself, by lines of these files
	Err   error  // why it can't be read, or was refused
}

// Set lets the line's old address lead where it says, and says whether there was anything to do.
func (l RedirectLine) Set(w *Work) (bool, error) {
	if l.Err != nil {
		return false, l.Err
	}
	_, made, err := w.SetRedirect(l.RedirectFiling)
	if l.ring && news.CodeOf(err) == news.CodeInvalid {
		err = news.Invalid("to", "the lines of this file lead from %s round in a ring; say where it is to lead in the end", l.path)
	}
	return made, err
}

// ReadRedirects reads a table: the old address, then the new one or a slug; whatever stands in other columns is left.
// Commas, semicolons or tabs part the columns, and a first line that holds no address is the heading. The heading of our
// own export says that the second column holds ids of articles and the third other targets.
func ReadRedirects(file string, b []byte, replace bool) (lines []RedirectLine) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	r := csv.NewReader(bufio.NewReader(bytes.NewReader(b)))
	r.Comma, r.Comment, r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = columnSign(b), '#', -1, true, true
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines
		}
		n := 1
		if len(row) > 0 {
			n, _ = r.FieldPos(0)
		}
		l := RedirectLine{Where: fmt.Sprintf("%s:%d", file, n)}
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			l.Where = fmt.Sprintf("%s:%d", file, bad.Line)
			l.Err = news.Invalid("redirect", "the line is no row of a table: %v", bad.Err)
		case err != nil:
			l.Err = news.Invalid("redirect", "the file can't be read further: %v", err)
			return append(lines, l)
		case first && isHeading(row):
			continue
		default:
			l.fill(row, replace)
		}
		lines = append(lines, l)
	}
}

// columnSign finds what parts the columns, from the first line that says something.
func columnSign(b []byte) rune {
	for line := range bytes.Lines(b) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		switch {
		case bytes.ContainsRune(line, '\t'):
			return '\t'
		case bytes.ContainsRune(line, ';'):
			return ';'
		}
		return ','
	}
	return ','
}

// isHeading says whether a row holds no old address.
func isHeading(row []string) bool {
	return !strings.Contains(row[0], "/")
}

func (l *RedirectLine) fill(row []string, replace bool) {
	if len(row) > 2 && row[1] == "" { // our own export: path, article, to
		row = []string{row[0], row[2]}
	}
	if len(row) < 2 || strings.TrimSpace(row[1]) == "" {
		l.Err = news.Invalid("to", "is missing; write the old address, then where it is to lead")
		return
	}
	l.From, l.To, l.Replace = row[0], row[1], replace
	if l.path, l.Err = OldAddress(l.From); l.Err != nil {
		l.From = ""
	}
}

// RedirectsInOrder puts every line after the one that it leads on to, so that the desk finds where it leads in the end. It marks
// the lines of rings.
func RedirectsInOrder(lines []RedirectLine) []RedirectLine {
	at := make(map[string]int, len(lines)) // the line that an address is first the old one of
	for i, l := range lines {
		if _, twice := at[l.path]; l.Err == nil && !twice {
			at[l.path] = i
		}
	}
	ordered, seen := make([]RedirectLine, 0, len(lines)), make([]bool, len(lines))
	for i := range lines {
		var chain []int
		next, on := i, true
		for on && !seen[next] {
			seen[next] = true
			chain = append(chain, next)
			next, on = follow(lines[next], at)
		}
		for from := slices.Index(chain, next); on && from >= 0 && from < len(chain); from++ {
			lines[chain[from]].ring = true
		}
		for _, n := range slices.Backward(chain) {
			ordered = append(ordered, lines[n])
		}
	}
	return ordered
}

// follow finds the line that a line leads on to.
func follow(l RedirectLine, at map[string]int) (int, bool) {
	if l.Err != nil {
		return 0, false
	}
	n, ok := at[pathOf(l.To)]
	return n, ok
}

// pathOf writes a target as old addresses are kept, to compare the two.
func pathOf(to string) string {
	to = strings.TrimSpace(to)
	if IsSlug(to) {
		to = "/" + to
	}
	path, err := OldAddress(to)
	if err != nil {
		return ""
	}
	return path
}
