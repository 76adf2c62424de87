package ledger

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"
)

// Times of the Runner.
const (
	pollEvery   = time.Second            // looks for entries nobody rang for
	backoffFrom = 200 * time.Millisecond // after the first failure of a track; doubles
	backoffTo   = 30 * time.Second
	restEvery   = 50 * time.Millisecond // between the pieces of a follower's tidying

	// quietFor is how long the ledger has to have been still before followers tidy, and before those begin that nobody
	// waits for: what an editor has just published is asked for now, and the next save may be on its way.
	quietFor = 300 * time.Millisecond
	// latestIn is how long those wait at most while one save follows another.
	latestIn = 10 * time.Second
	// stillFor is how long a follower that has more than a few entries to go, which another process wrote, has to have
	// stood still for this process to take it along.
	stillFor  = 3 * time.Second
	lookEvery = 50 * time.Millisecond
	few       = 100

	// background is how many times as long as a batch took a follower rests that nobody waits for: it takes a third of
	// one processor at most, and leaves the rest, and the writer, to others.
	background = 2
)

// farBehind is how many entries a track may lack for Wait to still wait for it. One that is rebuilding, or swallowing an
// archive, is further behind, and nobody's request should wait for that.
const farBehind = 5000

// Runner runs followers and listeners, each in a goroutine of its own: woken when the ledger grows, looking by itself
// every second, and slower and slower while it fails. One that fails never stops another.
//
// Add everything, then Start. Wait, Lag and Stop may be called at any time and from anywhere.
type Runner struct {
	// Hurry says that this process serves nobody: its work takes no breath. Set it before Start.
	Hurry bool

	store     Store
	log       *slog.Logger
	followers []Follower
	listeners []Listener

	mu     sync.Mutex
	tracks []*track
	moved  chan struct{} // closed, and made anew, whenever a track has come further or failed

	stop    context.CancelFunc
	stopped sync.WaitGroup
}

// NewRunner returns a Runner over a store. log may be nil.
func NewRunner(s Store, log *slog.Logger) *Runner {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Runner{store: s, log: log, moved: make(chan struct{})}
}

// Follow adds a follower. Call it before Start.
func (r *Runner) Follow(f Follower) { r.followers = append(r.followers, f) }

// Listen adds a listener. Call it before Start.
func (r *Runner) Listen(l Listener) { r.listeners = append(r.listeners, l) }

// Start begins to follow. It reads where everybody stands, so that Lag and Wait know it from the first moment.
func (r *Runner) Start(ctx context.Context) error {
	last, err := r.store.LastSeq(ctx)
	if err != nil {
		return fmt.Errorf("reading the ledger's end: %w", err)
	}
	var tracks []*track
	for _, l := range r.listeners {
		tracks = append(tracks, listen(r.store, l, last))
	}
	for _, f := range r.followers {
		t := follow(r.store, f)
		if t.at, err = r.store.Cursor(ctx, f.Name); err != nil {
			return fmt.Errorf("reading the cursor of %s: %w", f.Name, err)
		}
		tracks = append(tracks, t)
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.mu.Lock()
	r.tracks, r.stop = tracks, stop
	r.mu.Unlock()
	for _, t := range tracks {
		r.stopped.Go(func() { r.run(running, t) })
	}
	return nil
}

// Stop lets every running batch end and returns when all have. What hasn't been followed is followed after the next
// Start, by this process or another.
func (r *Runner) Stop() {
	r.mu.Lock()
	stop := r.stop
	r.mu.Unlock()
	if stop != nil {
		stop()
	}
	r.stopped.Wait()
}

// run takes one track along the ledger until ctx ends. A step, once begun, runs to its end.
func (r *Runner) run(ctx context.Context, t *track) {
	wake, cancel := r.store.Subscribe()
	defer cancel()
	wait := time.NewTimer(0)
	defer wait.Stop()
	failures, untidy := 0, t.rest != nil
	var last time.Time // when there was last something to do
	for ctx.Err() == nil {
		if r.leave(ctx, t); ctx.Err() != nil {
			return
		}
		began := time.Now()
		n, at, err := t.safely(r.stepContext(ctx))
		r.note(t, at, err)
		bell := wake
		switch {
		case err != nil:
			failures++
			wait.Reset(backoff(failures, t.most))
			r.log.Error("a follower of the ledger failed and will try again", "follower", t.name, "failures", failures, "err", err)
			bell = nil // trying sooner because more has come would not help
		case n > 0:
			failures, untidy, last = 0, t.rest != nil, time.Now()
			if !t.behind {
				pause(ctx, breath)
				continue
			}
			pause(ctx, background*time.Since(began))
			if n == t.limit { // more is waiting, which a pause that never comes must not hold up
				continue
			}
			select {
			case <-wake:
				Still(ctx, wake, quietFor, latestIn)
			default:
			}
			continue
		default:
			failures = 0
			wait.Reset(pollEvery)
			if untidy && time.Since(last) >= quietFor {
				untidy = r.tidy(context.WithoutCancel(ctx), t)
				wait.Reset(restEvery)
			} else if untidy {
				wait.Reset(quietFor)
			}
		}
		select {
		case <-ctx.Done():
		case <-bell:
			if t.behind {
				Still(ctx, wake, quietFor, latestIn)
			}
		case <-wait.C:
		}
	}
}

// leave waits while another process takes a follower along that has far to go: one that imports an archive, say, had
// better go on than that both work out the same. One that nobody waits for leaves off while an archive comes in, whoever
// writes it. What this process wrote is waited for here, and is no other's to follow.
func (r *Runner) leave(ctx context.Context, t *track) {
	if t.cursor == nil {
		return
	}
	moved := false
	for since := time.Now(); ctx.Err() == nil && (t.behind || r.store.Written() <= t.at); pause(ctx, lookEvery) {
		at, err := t.cursor(ctx)
		end, e := r.store.LastSeq(ctx)
		if err != nil || e != nil {
			return
		}
		if at != t.at || t.behind && end-t.end > few {
			moved = moved || at != t.at
			t.alone, since = false, time.Now()
			r.note(t, at, nil)
		}
		t.end = end
		t.alone = t.alone || time.Since(since) > stillFor
		if t.alone || end <= at || !moved && end-at <= few {
			return
		}
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, long time.Duration) {
	wait := time.NewTimer(long)
	defer wait.Stop()
	select {
	case <-ctx.Done():
	case <-wait.C:
		runtime.Gosched() // who wakes by the clock goes before those whom the network woke meanwhile
	}
}

// tidy lets a track that has caught up put things in order, and says whether there is more to do.
func (r *Runner) tidy(ctx context.Context, t *track) (more bool) {
	more, err := t.rest(ctx)
	if err != nil {
		r.log.Warn("a follower's tidying failed", "follower", t.name, "err", err)
		return false
	}
	return more
}

// stepContext is the context of a step, which runs to its end.
func (r *Runner) stepContext(ctx context.Context) context.Context {
	ctx = context.WithoutCancel(ctx)
	if r.Hurry {
		return ctx
	}
	return Breathing(ctx)
}

// safely runs a step and turns a panic into an error: a follower's mistake is its own.
func (t *track) safely(ctx context.Context) (n int, at int64, err error) {
	defer func() {
		if p := recover(); p != nil {
			n, err = 0, fmt.Errorf("the follower panicked: %v", p)
		}
	}()
	return t.step(ctx)
}

// backoff is how long to wait after so many failures in a row.
func backoff(failures int, most time.Duration) time.Duration {
	return min(backoffFrom<<min(failures-1, 16), most)
}

// note keeps how far a track has come and tells whoever waits.
func (r *Runner) note(t *track, at int64, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	failed := err != nil
	if failed {
		at = t.at
	}
	if at == t.at && failed == t.failed {
		return
	}
	t.at, t.failed = at, failed
	close(r.moved)
	r.moved = make(chan struct{})
}

// Wait returns when everything that follows in this process has passed entry seq, or with ctx's error when ctx ends
// before. It doesn't wait for what is failing, nor for what is thousands of entries behind or works in the background.
func (r *Runner) Wait(ctx context.Context, seq int64) error {
	for {
		r.mu.Lock()
		passed, moved := r.passed(seq), r.moved
		r.mu.Unlock()
		if passed {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-moved:
		}
	}
}

func (r *Runner) passed(seq int64) bool {
	for _, t := range r.tracks {
		if t.at < seq && !t.failed && !t.behind && seq-t.at < farBehind {
			return false
		}
	}
	return true
}

// Lag is how far one follower or listener is behind.
type Lag struct {
	Name   string
	Behind int64 // entries
	Failed bool  // its last step failed; it tries again by itself
}

// Lag returns how far each follower and listener is behind the ledger, in the order they were added, listeners first.
func (r *Runner) Lag(ctx context.Context) ([]Lag, error) {
	last, err := r.store.LastSeq(ctx)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	lags := make([]Lag, len(r.tracks))
	for i, t := range r.tracks {
		lags[i] = Lag{Name: t.name, Behind: max(0, last-t.at), Failed: t.failed}
	}
	return lags, nil
}
