package press

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"broadsheet/internal/news"
)

// Store is what the press asks of the store.
type Store interface {
	// Stood names the lists that an article stands in now, and those it stood in before an entry of the ledger.
	Stood(ctx context.Context, paper, article string, before int64) ([]news.List, error)
	// Due returns articles for which the clock has something to do.
	Due(ctx context.Context, now news.Millis, limit int) ([]news.DueArticle, error)
	// TurnAfter returns the first moment after now at which the clock has something to do, or news.Never.
	TurnAfter(ctx context.Context, now news.Millis) (news.Millis, error)
	// Addresses calls fn for every path at which there is or was an article or a redirect.
	Addresses(ctx context.Context, fn func(paper, path string) error) error
}

// Options are what a Press is made of.
type Options struct {
	Store Store
	Now   func() news.Millis
	Size  int           // bytes of pages kept at most
	Time  time.Duration // how long a page may be worked on; 0: ten seconds
	Log   *slog.Logger  // nil: nothing is logged

	// Outside, if there is one, is told the tags that have changed, for caches in front of this process. It must not wait.
	Outside func(tags []string)
}

// Press keeps pages. Use it from anywhere; have its Listener hear the ledger, or it will keep what has changed.
type Press struct {
	o        Options
	changes  *changes
	shelf    *shelf
	missing  missing
	register *register
	flights  singleflight.Group
	brotli   chan *Sheet
	sweeping chan struct{}
	papers   sync.Map // ids of those that had a page made
	count    counts

	deflaters deflaters
	partsMu   sync.Mutex
	parts     map[Key]*part // the Path is the name

	latest     atomic.Int64 // the latest news.Millis at which anybody asked
	nextTurn   atomic.Int64 // news.Millis at which something changes by itself
	turning    sync.Mutex   // one at a time
	turns      sync.Mutex   // of nextTurn's writers
	heardTurn  news.Millis  // the earliest heard of since the last turn began
	turnSooner chan struct{}

	registering chan struct{} // somebody wants the register
}

// counts are what a Press has done.
type counts struct{ made, spliced, parts, missed, swept atomic.Int64 }

// New returns an empty Press.
func New(o Options) *Press {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Time <= 0 {
		o.Time = 10 * time.Second
	}
	p := &Press{
		o: o, changes: newChanges(), shelf: newShelf(o.Size), register: newRegister(), brotli: make(chan *Sheet, brotliQueue),
		sweeping: make(chan struct{}, 1), deflaters: newDeflaters(), parts: map[Key]*part{}, turnSooner: make(chan struct{}, 1),
		heardTurn: news.Never, registering: make(chan struct{}, 1),
	}
	return p // nextTurn is 0: the first who asks reads when the next turn is
}

func (p *Press) now() news.Millis { return p.o.Now() }

// Run does what nobody waits for, until ctx ends: turns of the clock, brotli, throwing away.
func (p *Press) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { p.keepTurns(ctx) })
	all.Go(func() { p.makeBrotli(ctx.Done()) })
	all.Go(func() { p.keepClean(ctx) })
	all.Go(func() { p.keepRegister(ctx) })
	all.Wait()
}

// Peek returns the page if it is kept and good, else nil.
func (p *Press) Peek(k Key) *Sheet {
	now := p.now()
	p.turned(now)
	s := p.shelf.get(k)
	if s == nil || !p.isGood(s, now) {
		return nil
	}
	return s
}

// isGood says whether a sheet may be sent at a moment.
func (p *Press) isGood(s *Sheet, now news.Millis) bool {
	return now < s.Until && s.fresh.still(p.changes) && (s.part == nil || s.part.fresh.still(p.changes))
}

// Get returns the page, which m makes if there is none that is good. However many ask for a page at once, it is made
// once: those who wait get what was begun after the last change that had been heard when they asked. plain says that the
// page is wanted uncompressed. Errors: CodeNotFound, and what m says.
func (p *Press) Get(ctx context.Context, k Key, m Maker, plain bool) (*Sheet, error) {
	p.turned(p.now())
	gen := p.changes.now()
	if s := p.Peek(k); s != nil {
		return s, nil
	}
	if p.missing.has(k, gen) {
		return nil, notFound()
	}
	flight := strconv.FormatUint(gen, 36) + " " + k.Paper + " " + k.Path
	done := p.flights.DoChan(flight, func() (any, error) {
		working, cancel := context.WithTimeout(context.Background(), p.o.Time)
		defer cancel()
		return p.press(working, k, m, gen, plain)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*Sheet), nil
	}
}

// notFound is the error for what was found not to be there before.
func notFound() error { return news.Errorf(news.CodeNotFound, "", "there is no such page") }

// press makes a page in generation gen and keeps it.
func (p *Press) press(ctx context.Context, k Key, m Maker, gen uint64, plain bool) (s *Sheet, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("panic while making %s: %v\n%s", k.Path, r, debug.Stack())
		}
	}()
	if s := p.Peek(k); s != nil {
		return s, nil // somebody made it between our look and our turn
	}
	if old := p.shelf.get(k); old != nil && old.part != nil && old.fresh.still(p.changes) && p.now() < orNever(old.page.Until) {
		return p.again(ctx, old, m)
	}
	p.papers.Store(k.Paper, true)
	page, err := m.Page(ctx)
	if err != nil {
		if news.CodeOf(err) == news.CodeNotFound {
			p.missing.add(k, gen)
			p.count.missed.Add(1)
		}
		return nil, err
	}
	return p.finish(ctx, k, page, m, gen, plain)
}

// Once makes a sheet of a page that is sent to one reader and not kept.
func (p *Press) Once(ctx context.Context, k Key, page Page, m Maker, plain bool) (*Sheet, error) {
	page.Until = p.now()
	return p.finish(ctx, k, page, m, p.changes.now(), plain)
}

// finish makes a sheet of a page and keeps it, if it is to be kept.
func (p *Press) finish(ctx context.Context, k Key, page Page, m Maker, gen uint64, plain bool) (*Sheet, error) {
	s := &Sheet{press: p, key: k, page: page}
	if page.Part != "" {
		pt, in, err := p.part(ctx, k.Paper, page, m)
		if err != nil {
			return nil, err
		}
		s.part, s.in = pt, in
	}
	kept := p.now() < orNever(page.Until)
	s.fresh.gen.Store(gen)
	s.cut(plain, kept)
	s.complete()
	p.count.made.Add(1)
	if kept && p.now() < s.Until {
		p.shelf.put(s)
	}
	return s, nil
}

// part returns the shared part that a page names, in the page's form.
func (p *Press) part(ctx context.Context, paper string, page Page, m Maker) (*part, *stretch, error) {
	pt, err := p.partOf(ctx, Key{paper, page.Part}, m)
	if err != nil {
		return nil, nil, err
	}
	in, err := pt.form(ctx, p, page.Without)
	return pt, in, err
}

// again makes a sheet of one whose own part is good, with the shared part as it is now.
func (p *Press) again(ctx context.Context, old *Sheet, m Maker) (*Sheet, error) {
	pt, in, err := p.part(ctx, old.key.Paper, old.page, m)
	if err != nil {
		return nil, err
	}
	if pt == old.part {
		return old, nil
	}
	p.count.spliced.Add(1)
	s := old.withPart(pt, in)
	p.shelf.put(s)
	return s, nil
}

// withLists adds, to the tags of what shows a list, the tag that stands for all of them.
func withLists(tags []string) []string {
	for _, t := range tags {
		if strings.HasPrefix(t, "list:") && !strings.HasPrefix(t, "list:"+breakingList+":") {
			return append(slices.Clip(tags), tagLists)
		}
	}
	return tags
}
