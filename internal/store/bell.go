package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// bell tells whoever subscribed that the ledger has grown. It carries no news: the cursor says what is new, so that a
// lost ring costs a moment and never an entry.
type bell struct {
	known   atomic.Int64 // the number of the last entry that has been told
	written atomic.Int64 // … and of the last that this process wrote
	ears
}

// ears are those who want to be told that there is something new, whatever it is.
type ears struct {
	mu  sync.Mutex
	all map[chan struct{}]bool
}

// subscribe returns a channel on which something can be received after one ring or several, and a function that ends
// the subscription.
func (e *ears) subscribe() (wake <-chan struct{}, cancel func()) {
	ear := make(chan struct{}, 1)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.all == nil {
		e.all = map[chan struct{}]bool{}
	}
	e.all[ear] = true
	return ear, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.all, ear)
	}
}

// ring tells everybody.
func (e *ears) ring() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for ear := range e.all {
		select {
		case ear <- struct{}{}:
		default: // it has been told and hasn't listened yet
		}
	}
}

// Subscribe returns a channel on which something can be received whenever the ledger has grown since the last receipt,
// by this process or another, and a function that ends the subscription.
func (s *Store) Subscribe() (wake <-chan struct{}, cancel func()) { return s.bell.subscribe() }

// Written returns the number of the last entry that this process wrote; 0 when it wrote none.
func (s *Store) Written() int64 { return s.bell.written.Load() }

// Wake is Subscribe for as long as the store is open.
func (s *Store) Wake() <-chan struct{} {
	wake, _ := s.Subscribe()
	return wake
}

// tell says that the ledger goes up to last, if that is new.
func (b *bell) tell(last int64) (isNew bool) {
	if isNew = raise(&b.known, last); isNew {
		b.ring()
	}
	return isNew
}

// raise sets a number to another that is higher, and says whether it is.
func raise(n *atomic.Int64, to int64) bool {
	for now := n.Load(); now < to; now = n.Load() {
		if n.CompareAndSwap(now, to) {
			return true
		}
	}
	return false
}

// committed tells this process's own subscribers of a commit at once.
func (s *Store) committed(ctx context.Context, pending []pendingEntry) {
	if len(pending) == 0 {
		return
	}
	papers := false
	for _, p := range pending {
		s.named.forget(p.entry.What, p.entry.Subject)
		papers = papers || p.entry.What == "paper.save"
	}
	if papers {
		if err := s.loadPapers(context.WithoutCancel(ctx)); err != nil {
			s.log.Warn("reading the papers again", "err", err)
		}
	}
	last := pending[len(pending)-1].entry.Seq
	raise(&s.bell.written, last)
	s.bell.tell(last)
}

// watch looks for what other processes wrote: when they say so, and every poll in case they weren't heard.
func (s *Store) watch(ctx context.Context, poll time.Duration) {
	defer close(s.done)
	heard := make(chan struct{}, 1)
	var listener sync.WaitGroup
	listener.Go(func() {
		s.engine.listen(ctx, func() {
			select {
			case heard <- struct{}{}:
			default:
			}
		})
	})
	defer listener.Wait()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	looked := s.bell.known.Load()
	for {
		select {
		case <-ctx.Done():
			return
		case <-heard:
			s.elsewhere.ring()
		case <-tick.C:
		}
		if err := s.look(ctx, &looked); err != nil && ctx.Err() == nil {
			s.log.Warn("looking for new entries", "err", err)
		}
	}
}

// look rings when the ledger is longer than known. What is kept in memory is refreshed when the ledger has moved at all:
// our own commit may have told of a number above another process's.
func (s *Store) look(ctx context.Context, looked *int64) error {
	last, err := s.LastSeq(ctx)
	if err != nil || last == *looked {
		return err
	}
	if err := errors.Join(s.refreshPapers(ctx), s.forgetSince(ctx, *looked)); err != nil {
		return err
	}
	*looked = last
	s.bell.tell(last)
	return nil
}
