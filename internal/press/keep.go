package press

import (
	"context"
	"time"
)

// sweepEvery is how long what has changed may lie on the shelf, unsent, before it is thrown away.
const sweepEvery = time.Second

// sweepSoon has the shelf swept within a moment.
func (p *Press) sweepSoon() {
	select {
	case p.sweeping <- struct{}{}:
	default:
	}
}

// keepClean throws away what has changed, at most once in sweepEvery. It is not what keeps it from being sent; but what
// was withdrawn for good shall not lie about.
func (p *Press) keepClean(ctx context.Context) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.sweeping:
		}
		p.sweep()
		pause.Reset(sweepEvery)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
	}
}

func (p *Press) sweep() {
	now := p.now()
	p.count.swept.Add(int64(p.shelf.sweep(func(s *Sheet) bool { return now < orNever(s.page.Until) && s.fresh.still(p.changes) })))
}

// Knows says whether there may be an article or a redirect at a path, or ever was. It never says no before it has read
// all addresses, which it does when it is first asked.
func (p *Press) Knows(k Key) bool {
	if !p.register.loaded.Load() {
		select {
		case p.registering <- struct{}{}:
		default:
		}
		return true
	}
	return p.register.knows(k)
}

// registerAgain is how long the register waits after it could not be read.
const registerAgain = 5 * time.Second

// keepRegister reads the register when it is first wanted.
func (p *Press) keepRegister(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.registering:
		}
		err := p.register.load(ctx, p.o.Store.Addresses)
		if err == nil || ctx.Err() != nil {
			return
		}
		p.o.Log.Warn("the addresses could not be read", "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(registerAgain):
		}
	}
}

// Stats is what a Press holds and has done.
type Stats struct {
	Sheets, Bytes, Gone int   // on the shelf; those that had to make room
	Made, Spliced       int64 // pages made; made anew with another shared part
	Parts, Missed       int64 // shared parts made; addresses found empty
	Swept               int64 // thrown away because something had changed
	Brotli              int   // pages that wait for their brotli form
}

// Stats returns what the press holds and has done.
func (p *Press) Stats() Stats {
	s := Stats{Made: p.count.made.Load(), Spliced: p.count.spliced.Load(), Parts: p.count.parts.Load(), Missed: p.count.missed.Load(),
		Swept: p.count.swept.Load(), Brotli: len(p.brotli)}
	s.Sheets, s.Bytes, s.Gone = p.shelf.size()
	return s
}
