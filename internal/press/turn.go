package press

import (
	"context"
	"math"
	"time"

	"broadsheet/internal/news"
)

// An article that is scheduled, embargoed or bound to expire changes what readers see at a moment at which nobody
// writes. The press knows the next such moment of all. Whoever asks for a page at it or later first has it seen to, so
// that no page is sent beyond it; and Run sees to it when nobody asks, for the caches outside.

// maxTurns is how many articles that turn at once are looked at one by one; when there are more, all lists change.
const maxTurns = 50

// expectTurn notes the next moment at which the public's view of an article changes by itself.
func (p *Press) expectTurn(a news.Article) {
	from, until := news.Window(a)
	now := p.now()
	for _, at := range []news.Millis{from, until, a.BreakingUntil} {
		if at > now {
			p.expect(at)
		}
	}
}

func (p *Press) expect(at news.Millis) {
	p.turns.Lock()
	defer p.turns.Unlock()
	p.heardTurn = min(p.heardTurn, at)
	if int64(at) < p.nextTurn.Load() {
		p.nextTurn.Store(int64(at))
		select {
		case p.turnSooner <- struct{}{}:
		default:
		}
	}
}

// setBack is by how much a moment must lie before one that was seen already, for the clock to have been set back: those
// who ask at the same time come in any order.
const setBack = 1000

// turned sees to it that what changes by itself up to now has changed.
func (p *Press) turned(now news.Millis) {
	switch latest := p.latest.Load(); {
	case int64(now) > latest:
		p.latest.Store(int64(now))
	case int64(now) < latest-setBack:
		p.rewind(now)
	}
	if int64(now) >= p.nextTurn.Load() {
		p.turn(now)
	}
}

// turn drops what shows the articles whose moment has come. What can't be read counts as changed, all of it, and is read
// again soon. Until it has returned, the moment stays the next one, so that everybody else waits here.
func (p *Press) turn(now news.Millis) {
	p.turning.Lock()
	defer p.turning.Unlock()
	if int64(now) < p.nextTurn.Load() {
		return // somebody else has just done it
	}
	ctx, cancel := context.WithTimeout(context.Background(), hearTime)
	defer cancel()
	p.turns.Lock()
	p.heardTurn = news.Never
	p.turns.Unlock()
	c := changed{}
	next, err := p.readTurns(ctx, c, now)
	if err != nil {
		p.o.Log.Warn("what turns by the clock could not be read; everything counts as changed", "err", err)
		p.addAll(c)
		next = now + 1000
	}
	p.change(c)
	p.turns.Lock()
	p.nextTurn.Store(int64(min(next, p.heardTurn)))
	p.turns.Unlock()
}

// rewind throws everything away: the clock was set back, and what was made since then shows what is to come, tomorrow's
// date in the nameplate for one.
func (p *Press) rewind(now news.Millis) {
	p.turning.Lock()
	defer p.turning.Unlock()
	if int64(now) >= p.latest.Load()-setBack {
		return // somebody else has just done it
	}
	p.o.Log.Warn("the clock was set back; every page is made anew")
	p.latest.Store(int64(now))
	p.nextTurn.Store(0)
	c := changed{}
	p.addAll(c)
	p.papers.Range(func(paper, _ any) bool {
		c.add(paper.(string), tagLists)
		return true
	})
	p.change(c)
}

// addAll notes that all pages have changed.
func (p *Press) addAll(c changed) {
	p.papers.Range(func(paper, _ any) bool {
		c.add(paper.(string), tagPaper)
		return true
	})
}

// readTurns notes what changes with the articles that are due, and returns when the next one is.
func (p *Press) readTurns(ctx context.Context, c changed, now news.Millis) (next news.Millis, err error) {
	due, err := p.o.Store.Due(ctx, now, maxTurns+1)
	if err != nil {
		return 0, err
	}
	if len(due) > maxTurns { // there may be more of them
		p.addAll(c)
		due = nil
	}
	for _, d := range due {
		c.add(d.Paper, "article:"+d.Article)
		lists, err := p.o.Store.Stood(ctx, d.Paper, d.Article, math.MaxInt64)
		if err != nil {
			return 0, err
		}
		for _, l := range lists {
			c.add(d.Paper, ListTag(l))
		}
	}
	return p.o.Store.TurnAfter(ctx, now)
}

// keepTurns sees to the turns when nobody asks for pages.
func (p *Press) keepTurns(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		p.turned(p.now())
		wait := time.Duration(min(p.nextTurn.Load()-int64(p.now()), 1000)) * time.Millisecond
		timer.Reset(max(wait, 0))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-p.turnSooner:
		}
	}
}
