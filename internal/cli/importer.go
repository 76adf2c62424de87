package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"broadsheet/internal/body"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// importer brings articles into one paper: files are read in order, read and checked by several goroutines, and written
// in order by one, in batches.
type importer struct {
	d        *desktop
	store    *store.Store
	desk     *desk.Desk
	paper    news.Paper
	command  *importCommand
	now      news.Millis
	zone     *time.Location
	sections sections
	report   report
	progress *progress
}

// raw is a piece of a file that holds one article, or why there is none.
type raw struct {
	where string // file:line
	path  string // as the identity of formats that have no other
	bytes []byte
	err   error
}

// arrival is one article on its way in.
type arrival struct {
	where    string
	id       string // of the article, made of what identifies it outside
	mark     mark   // which state of it this is
	filing   desk.Filing
	checked  desk.Checked
	err      error    // it cannot come in
	skip     string   // it is no article
	fate     fate     // what its provider wants
	lists    []string // what it calls itself, to find its section by
	old      []string // addresses it had
	warnings []string // each with its place
	base     string   // what relative links in it are relative to; empty: nobody knows
	line     int      // of its file that the body begins on; 0: not known
}

// fate is what may become of an article by its provider's word.
type fate int

const (
	fatePublish  fate = iota // it may be out, from its embargo on
	fateHold                 // it may not be out
	fateWithdraw             // it must never be out again
)

// inMemory is how many bytes of articles may have been read and not yet written. Half of it makes a batch, however few
// articles that is, so that what waits to be a batch can't fill it up.
const inMemory = 64 << 20

// place is one raw's in the order of the files.
type place struct {
	arrivals chan []arrival // gets what the raw holds, once
	weight   int64          // bytes that are held until it is written
}

// errDry undoes what a dry run has done.
var errDry = errors.New("a dry run")

func (im *importer) run() error {
	produce, parse := im.ninjsFiles, im.ninjsItem
	if im.command.Format == "markdown" {
		produce, parse = im.markdownFiles, im.markdownPage
	}
	im.progress = newProgress(im.d.stderr, "importing", "articles", 0)
	defer im.progress.end()
	ctx, cancel := context.WithCancel(im.d.ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	queue := make(chan place, 2*im.command.Batch) // in order; so many that nobody waits while a batch is written
	work := make(chan func(), cap(queue))
	room := semaphore.NewWeighted(inMemory)
	g.Go(func() error {
		defer close(queue)
		defer close(work)
		return produce(func(r raw) error {
			p := place{arrivals: make(chan []arrival, 1), weight: min(int64(len(r.bytes)), inMemory/2)}
			if err := room.Acquire(ctx, p.weight); err != nil {
				return err
			}
			if !sendTo(ctx, queue, p) || !sendTo(ctx, work, func() { p.arrivals <- im.read(r, parse) }) {
				return ctx.Err()
			}
			return nil
		})
	})
	for range max(1, runtime.GOMAXPROCS(0)-1) { // the writer has most to do
		g.Go(func() error {
			for do := range work {
				do()
			}
			return nil
		})
	}
	g.Go(func() error { return im.writeAll(ctx, queue, room) })
	return g.Wait()
}

func sendTo[T any](ctx context.Context, to chan<- T, v T) bool {
	select {
	case to <- v:
		return true
	case <-ctx.Done():
		return false
	}
}

// read parses one raw and checks what is in it. It writes nothing and touches no counter.
func (im *importer) read(r raw, parse func(raw) []arrival) []arrival {
	if r.err != nil {
		return []arrival{{where: r.where, err: r.err}}
	}
	all := parse(r)
	for i := range all {
		a := &all[i]
		a.where = or(a.where, r.where)
		if a.err == nil && a.skip == "" {
			section := im.sections.find(a.lists)
			a.filing.Section, a.filing.Lenient, a.filing.Base = &section, true, a.base
			a.checked, a.err = im.desk.Check(a.filing)
			for _, w := range a.checked.Warnings() {
				a.warnings = append(a.warnings, a.bodyWarning(w))
			}
		}
	}
	return all
}

// bodyWarning is a warning about the body, with the line of the file where that is known.
func (a *arrival) bodyWarning(w body.Warning) string {
	if a.line > 0 && w.Line > 0 {
		w.Line += a.line - 1
	} else {
		w.Line = 0
	}
	return w.String()
}

// writeAll takes what was read, in order, and writes it in batches.
func (im *importer) writeAll(ctx context.Context, queue <-chan place, room *semaphore.Weighted) error {
	var batch []arrival
	var weight int64
	for p := range queue {
		select {
		case some := <-p.arrivals:
			batch, weight = append(batch, some...), weight+p.weight
		case <-ctx.Done():
			return ctx.Err()
		}
		if len(batch) >= im.command.Batch || weight >= inMemory/2 {
			if err := im.write(ctx, batch); err != nil {
				return err
			}
			room.Release(weight)
			batch, weight = batch[:0], 0
		}
	}
	return im.write(ctx, batch)
}

// write writes a batch in one transaction. One article that is refused doesn't stop the others.
func (im *importer) write(ctx context.Context, batch []arrival) error {
	if len(batch) == 0 {
		return ctx.Err()
	}
	var outcome report
	var told []string
	_, err := im.desk.Do(ctx, im.paper.ID, news.Program, func(w *desk.Work) error {
		outcome, told = report{}, nil // the transaction may be run again
		if err := im.sections.make(w); err != nil {
			return err
		}
		for _, a := range batch {
			t := taker{im: im, w: w, report: &outcome}
			if err := t.take(a); err != nil {
				return err
			}
			told = append(told, t.told...)
		}
		if im.command.DryRun {
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return err
	}
	if err == nil {
		im.sections.missing = ""
	}
	for _, line := range told {
		fmt.Fprintln(im.d.stderr, line)
	}
	im.report.add(outcome)
	im.progress.add(len(batch))
	return nil
}

func (r *report) add(o report) {
	for _, n := range []struct{ to, from *int }{
		{&r.read, &o.read}, {&r.published, &o.published}, {&r.scheduled, &o.scheduled}, {&r.drafts, &o.drafts}, {&r.updated, &o.updated},
		{&r.unchanged, &o.unchanged}, {&r.withdrawn, &o.withdrawn}, {&r.leftAlone, &o.leftAlone}, {&r.skipped, &o.skipped},
		{&r.failed, &o.failed}, {&r.redirects, &o.redirects}, {&r.warnings, &o.warnings},
	} {
		*n.to += *n.from
	}
}

// identify makes the id of an article of what identifies it outside: the same each time it comes in.
func identify(paper, format, identity string) string {
	sum := sha256.Sum256([]byte(paper + "\x00" + format + "\x00" + identity))
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x80 // version 8: made in a way of one's own
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// mark says which state of an article outside a version here was made of. It is kept in the version's note.
type mark struct {
	format  string
	version string // as its provider counts; empty: it doesn't
	hash    string // of what came in
}

func markOf(format, version string, b []byte) mark {
	return mark{format: format, version: strings.Join(strings.Fields(version), " "), hash: fmt.Sprintf("%x", sha256.Sum256(b))[:16]}
}

func (m mark) note() string {
	if m.version == "" {
		return fmt.Sprintf("imported: %s (%s)", m.format, m.hash)
	}
	return fmt.Sprintf("imported: %s, version %s (%s)", m.format, m.version, m.hash)
}

// readMark reads a note that mark.note wrote.
func readMark(note string) (m mark, ok bool) {
	rest, ok := strings.CutPrefix(note, "imported: ")
	if !ok || !strings.HasSuffix(rest, ")") {
		return m, false
	}
	at := strings.LastIndex(rest, " (")
	if at < 0 {
		return m, false
	}
	m.hash = rest[at+2 : len(rest)-1]
	m.format, m.version, _ = strings.Cut(rest[:at], ", version ")
	return m, true
}

// newerThan says whether m is a later state than have: by its provider's count where both have one that can be
// compared, else by being another.
func (m mark) newerThan(have mark) bool {
	if m.hash == have.hash {
		return false
	}
	if m.version != "" && have.version != "" {
		a, b := padded(m.version), padded(have.version)
		if a != "" && b != "" {
			return a > b
		}
		if m.version == have.version {
			return false
		}
	}
	return true
}

// padded makes versions comparable as texts: numbers, and times in RFC 3339 by UTC.
func padded(version string) string {
	if t, err := time.Parse(time.RFC3339Nano, version); err == nil {
		return t.UTC().Format("2006-01-02T15:04:05.000")
	}
	if strings.Trim(version, "0123456789") == "" && len(version) <= 20 {
		return strings.Repeat("0", 20-len(version)) + version
	}
	return ""
}
