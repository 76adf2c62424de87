package jobs

import (
	"context"
	"log/slog"
	"time"

	"broadsheet/internal/news"
)

// Turns is what the clock asks of the store.
type Turns interface {
	// NextTurn returns the next moment at which an article's schedule, embargo or expiry comes, or news.Never.
	NextTurn(ctx context.Context) (news.Millis, error)
	// Subscribe returns a channel that rings when the ledger has grown.
	Subscribe() (wake <-chan struct{}, cancel func())
}

// Clock has things done at the moment at which articles say that they should be, with nobody asking. It looks again when
// the ledger has grown, and every second: so a change by another process, a machine that slept and a clock that was set
// cost a second at most.
type Clock struct {
	Turns Turns
	Tick  func(ctx context.Context) (settled int, err error) // does what is due, in batches of its own
	Now   func() news.Millis                                 // nil: the machine's clock
	Poll  time.Duration                                      // 0: a second
	Log   *slog.Logger                                       // nil: nothing is logged
}

// Run keeps the clock until ctx ends. A tick, once begun, is told of ctx's end by its context.
func (c Clock) Run(ctx context.Context) {
	c = c.orDefaults()
	wake, cancel := c.Turns.Subscribe()
	defer cancel()
	timer := time.NewTimer(0)
	defer timer.Stop()
	failures := 0
	for ctx.Err() == nil {
		wait, err := c.turn(ctx)
		if err != nil && ctx.Err() == nil {
			failures++
			wait = min(c.Poll<<min(failures-1, 5), 30*time.Second)
			c.Log.Error("the clock failed and will try again", "failures", failures, "err", err)
			sleep(ctx, timer, wait)
			continue
		}
		failures = 0
		timer.Reset(min(wait, c.Poll))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-wake:
		}
	}
}

func (c Clock) orDefaults() Clock {
	if c.Now == nil {
		c.Now = func() news.Millis { return news.At(time.Now()) }
	}
	if c.Poll <= 0 {
		c.Poll = time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// sleep waits, deaf to the ledger: trying sooner because there is more to do would not help.
func sleep(ctx context.Context, timer *time.Timer, wait time.Duration) {
	timer.Reset(wait)
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// turn does what is due and returns how long until something is due again.
func (c Clock) turn(ctx context.Context) (wait time.Duration, err error) {
	for ctx.Err() == nil {
		next, err := c.Turns.NextTurn(ctx)
		if err != nil {
			return 0, err
		}
		now := c.Now()
		if next > now {
			return time.Duration(min(next-now, news.Millis(c.Poll/time.Millisecond))) * time.Millisecond, nil
		}
		settled, err := c.Tick(ctx)
		if err != nil {
			return 0, err
		}
		if settled == 0 { // another process does it, or it can't be done: look again in a while
			return c.Poll, nil
		}
	}
	return 0, ctx.Err()
}
