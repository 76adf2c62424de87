package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// importRedirects brings in tables of old addresses and where they are to lead.
func (c *importCommand) importRedirects(d *desktop) error {
	lines, err := readRedirects(c.Files, c.Replace)
	if err != nil {
		return err
	}
	lines = desk.RedirectsInOrder(lines)
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
	refused                       []desk.RedirectLine
}

// tell writes what was refused, in the order of the files.
func (n redirectCount) tell(w io.Writer) {
	slices.SortStableFunc(n.refused, func(a, b desk.RedirectLine) int { return cmp.Compare(a.Place, b.Place) })
	for _, l := range n.refused {
		for _, p := range news.Problems(l.Err) {
			fmt.Fprintln(w, l.Where+": "+p.Error())
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
func (im *importer) writeRedirects(lines []desk.RedirectLine, count *redirectCount) error {
	var outcome redirectCount
	_, err := im.desk.Do(im.d.ctx, im.paper.ID, news.Program, func(w *desk.Work) error {
		outcome = redirectCount{} // the transaction may be run again
		for _, l := range lines {
			made, err := l.Set(w)
			outcome.read++
			switch {
			case err != nil && !desk.IsRefusal(err):
				return err
			case err != nil:
				outcome.failed++
				l.Err = err
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

// readRedirects reads the tables.
func readRedirects(files []string, replace bool) (lines []desk.RedirectLine, err error) {
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, wrongUsage("FILE", "%s cannot be read (%v)", file, plainReason(err))
		}
		lines = append(lines, desk.ReadRedirects(file, b, replace)...)
	}
	for i := range lines {
		lines[i].Place = i
	}
	return lines, nil
}
