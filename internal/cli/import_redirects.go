package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// redirectLine is one line of a table of redirects.
type redirectLine struct {
	where string // file:line
	desk.RedirectFiling
	path  string // From as it is kept
	place int    // among all lines
	ring  bool   // it leads on to itself, by lines of these files
	err   error
}

// importRedirects brings in tables of old addresses and where they are to lead.
func (c *importCommand) importRedirects(d *desktop) error {
	lines, err := readRedirects(c.Files, c.Replace)
	if err != nil {
		return err
	}
	lines = inOrder(lines)
	s, paper, err := c.openPaper(d)
	if err != nil {
		return err
	}
	defer s.Close()
	followed, err := d.followMeanwhile(s)
	if err != nil {
		return err
	}
	im := &importer{d: d, store: s, desk: d.desk(s), paper: paper, command: c, progress: newProgress(d.stderr, "importing", "redirects", int64(len(lines)))}
	var count redirectCount
	batch := redirectBatch
	if c.DryRun { // what one line made is there for the next
		batch = max(1, len(lines))
	}
	for at := 0; at < len(lines) && err == nil; at += batch {
		err = im.writeRedirects(lines[at:min(at+batch, len(lines))], &count)
	}
	im.progress.end()
	count.tell(d.stderr)
	err = errors.Join(err, followed())
	count.write(d.stdout, c.DryRun)
	if err == nil && count.failed > 0 {
		return errTold
	}
	return err
}

// redirectBatch is how many redirects are written in one transaction.
const redirectBatch = 1000

// redirectCount is what became of the lines.
type redirectCount struct {
	read, made, unchanged, failed int
	refused                       []redirectLine
}

// tell writes what was refused, in the order of the files.
func (n redirectCount) tell(w io.Writer) {
	slices.SortStableFunc(n.refused, func(a, b redirectLine) int { return cmp.Compare(a.place, b.place) })
	for _, l := range n.refused {
		for _, p := range news.Problems(l.err) {
			fmt.Fprintln(w, l.where+": "+p.Error())
		}
	}
}

func (n redirectCount) write(w io.Writer, dry bool) {
	if dry {
		fmt.Fprintln(w, "Nothing was written (--dry-run). It would have been:")
	}
	fmt.Fprintf(w, "%-12s %d redirects\n", "read", n.read)
	for _, line := range []struct {
		n    int
		name string
	}{{n.made, "made"}, {n.unchanged, "unchanged"}, {n.failed, "failed"}} {
		if line.n > 0 {
			fmt.Fprintf(w, "%-12s %d\n", line.name, line.n)
		}
	}
}

// writeRedirects writes some redirects in one transaction. One that is refused doesn't stop the others.
func (im *importer) writeRedirects(lines []redirectLine, count *redirectCount) error {
	var outcome redirectCount
	_, err := im.desk.Do(im.d.ctx, im.paper.ID, news.Program, func(w *desk.Work) error {
		outcome = redirectCount{} // the transaction may be run again
		for _, l := range lines {
			made, err := l.set(w)
			outcome.read++
			switch {
			case err != nil && !desk.IsRefusal(err):
				return err
			case err != nil:
				outcome.failed++
				l.err = err
				outcome.refused = append(outcome.refused, l)
			case made:
				outcome.made++
			default:
				outcome.unchanged++
			}
		}
		if im.command.DryRun {
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return err
	}
	count.read, count.made = count.read+outcome.read, count.made+outcome.made
	count.unchanged, count.failed = count.unchanged+outcome.unchanged, count.failed+outcome.failed
	count.refused = append(count.refused, outcome.refused...)
	im.progress.add(len(lines))
	return nil
}

func (l redirectLine) set(w *desk.Work) (bool, error) {
	if l.err != nil {
		return false, l.err
	}
	_, made, err := w.SetRedirect(l.RedirectFiling)
	if l.ring && news.CodeOf(err) == news.CodeInvalid {
		err = news.Invalid("to", "the lines of this file lead from %s round in a ring; say where it is to lead in the end", l.path)
	}
	return made, err
}

// readRedirects reads the tables.
func readRedirects(files []string, replace bool) (lines []redirectLine, err error) {
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, wrongUsage("FILE", "%s cannot be read (%v)", file, plainReason(err))
		}
		lines = append(lines, parseRedirects(file, b, replace)...)
	}
	for i := range lines {
		lines[i].place = i
	}
	return lines, nil
}

// parseRedirects reads a table: the old address, then the new one or a slug; whatever stands in other columns is left.
// Commas, semicolons or tabs part the columns, and a first line that holds no address is the heading. The heading of our
// own export says that the second column holds ids of articles and the third other targets.
func parseRedirects(file string, b []byte, replace bool) (lines []redirectLine) {
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
		l := redirectLine{where: fmt.Sprintf("%s:%d", file, n)}
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			l.where = fmt.Sprintf("%s:%d", file, bad.Line)
			l.err = news.Invalid("redirect", "the line is no row of a table: %v", bad.Err)
		case err != nil:
			l.err = news.Invalid("redirect", "the file can't be read further: %v", err)
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

func (l *redirectLine) fill(row []string, replace bool) {
	if len(row) > 2 && row[1] == "" { // our own export: path, article, to
		row = []string{row[0], row[2]}
	}
	if len(row) < 2 || strings.TrimSpace(row[1]) == "" {
		l.err = news.Invalid("to", "is missing; write the old address, then where it is to lead")
		return
	}
	l.From, l.To, l.Replace = row[0], row[1], replace
	if l.path, l.err = desk.OldAddress(l.From); l.err != nil {
		l.From = ""
	}
}

// inOrder puts every line after the one that it leads on to, so that the desk finds where it leads in the end. It marks
// the lines of rings.
func inOrder(lines []redirectLine) []redirectLine {
	at := make(map[string]int, len(lines)) // the line that an address is first the old one of
	for i, l := range lines {
		if _, twice := at[l.path]; l.err == nil && !twice {
			at[l.path] = i
		}
	}
	ordered, seen := make([]redirectLine, 0, len(lines)), make([]bool, len(lines))
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
func follow(l redirectLine, at map[string]int) (int, bool) {
	if l.err != nil {
		return 0, false
	}
	n, ok := at[pathOf(l.To)]
	return n, ok
}

// pathOf writes a target as old addresses are kept, to compare the two.
func pathOf(to string) string {
	to = strings.TrimSpace(to)
	if desk.IsSlug(to) {
		to = "/" + to
	}
	path, err := desk.OldAddress(to)
	if err != nil {
		return ""
	}
	return path
}
