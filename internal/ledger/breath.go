package ledger

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

const (
	// stretch is how long a work that breathes goes on without a breath.
	stretch = 4 * time.Millisecond
	// breath is what it leaves others then: Go asks the network for news only when a processor has nothing to do, so that
	// on a single one readers would wait for all of an archive that is coming in, and not for a stretch of it.
	breath = 200 * time.Microsecond
)

// breathing is the key of a context's *atomic.Int64: when the work last began a stretch, in nanoseconds.
type breathing struct{}

// Breathing returns a context for a work that nobody waits for at this moment: Breathe, called with it again and again,
// leaves the processor to others now and then.
func Breathing(ctx context.Context) context.Context {
	began := new(atomic.Int64)
	began.Store(time.Now().UnixNano())
	return context.WithValue(ctx, breathing{}, began)
}

// Breathe takes a breath when ctx is from Breathing and the last breath was a while ago. The store calls it before each
// statement that this process works out itself.
func Breathe(ctx context.Context) {
	began, ok := ctx.Value(breathing{}).(*atomic.Int64)
	if !ok || time.Now().UnixNano()-began.Load() < int64(stretch) {
		return
	}
	time.Sleep(breath)
	runtime.Gosched() // a sleeper that wakes goes before those whom the network woke meanwhile
	began.Store(time.Now().UnixNano())
}

// Still waits until the bell hasn't rung for quiet, for late at most, or until ctx ends.
func Still(ctx context.Context, bell <-chan struct{}, quiet, late time.Duration) {
	latest := time.After(late)
	for {
		select {
		case <-ctx.Done():
			return
		case <-latest:
			return
		case <-bell:
			continue
		case <-time.After(quiet):
			return
		}
	}
}
