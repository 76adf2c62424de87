package cli

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// redirectLine is one line of a table of redirects.
type redirectLine struct {
	where string // file:line
	desk.RedirectFiling
	path string // From as it is kept
	err  error
}

// importRedirects brings in tables of old addresses and where they are to lead.
func (c *importCommand) importRedirects(d *desktop) error {
	lines, err := readRedirects(c.Files, c.Replace)
	if err != nil {
		return err
	}
	flatten(lines)
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
	for at := 0; at < len(lines) && err == nil; at += redirectBatch {
		err = im.writeRedirects(lines[at:min(at+redirectBatch, len(lines))], &count)
	}
	im.progress.end()
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
type redirectCount struct{ read, made, unchanged, failed int }

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
	var told []string
	_, err := im.desk.Do(im.d.ctx, im.paper.ID, news.Program, func(w *desk.Work) error {
		outcome, told = redirectCount{}, nil // the transaction may be run again
		for _, l := range lines {
			made, err := l.set(w)
			outcome.read++
			switch {
			case err != nil && !desk.IsRefusal(err):
				return err
			case err != nil:
				outcome.failed++
				for _, p := range news.Problems(err) {
					told = append(told, l.where+": "+p.Error())
				}
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
	for _, line := range told {
		fmt.Fprintln(im.d.stderr, line)
	}
	count.read, count.made = count.read+outcome.read, count.made+outcome.made
	count.unchanged, count.failed = count.unchanged+outcome.unchanged, count.failed+outcome.failed
	im.progress.add(len(lines))
	return nil
}

func (l redirectLine) set(w *desk.Work) (bool, error) {
	if l.err != nil {
		return false, l.err
	}
	_, made, err := w.SetRedirect(l.RedirectFiling)
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

// flatten lets every line that leads to the old address of another lead where that leads in the end. Rings stay: none
// of their lines finds an end, and the desk refuses them.
func flatten(lines []redirectLine) {
	leads := make(map[string]string, len(lines))
	for _, l := range lines {
		if l.err == nil {
			leads[l.path] = l.To
		}
	}
	for i := range lines {
		l := &lines[i]
		if l.err != nil {
			continue
		}
		to, hops := l.To, 0
		for next, ok := leads[pathOf(to)]; ok && hops <= len(lines); next, ok = leads[pathOf(to)] {
			to = next
			if hops++; pathOf(to) == l.path || hops > maxChain {
				l.err = news.Invalid("to", "the lines of this file lead from %s round in a ring, or on and on; say where it is to lead in the end", l.path)
				break
			}
		}
		l.To = to
	}
}

// maxChain bounds how many lines are followed one after the other.
const maxChain = 100

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
