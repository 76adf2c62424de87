package ledger_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"broadsheet/internal/ledger"
)

// TestStill waits for a bell that rings every 100 ms, by a clock of the test's own.
func TestStill(t *testing.T) {
	for _, c := range []struct {
		name    string
		rings   int
		endedAt time.Duration // 0: never
		want    time.Duration
	}{
		{"never rung", 0, 0, 300 * time.Millisecond},
		{"until it is still", 5, 0, 800 * time.Millisecond},
		{"at most", 1000, 0, 2 * time.Second},
		{"until ended", 1000, 150 * time.Millisecond, 150 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, end := context.WithCancel(context.Background())
				defer end()
				if c.endedAt > 0 {
					time.AfterFunc(c.endedAt, end)
				}
				bell, over := make(chan struct{}, 1), make(chan struct{})
				go func() {
					defer close(over)
					for range c.rings {
						time.Sleep(100 * time.Millisecond)
						select {
						case bell <- struct{}{}:
						default:
						}
					}
				}()
				began := time.Now()
				ledger.Still(ctx, bell, 300*time.Millisecond, 2*time.Second)
				if took := time.Since(began); took != c.want {
					t.Errorf("waited %v, want %v", took, c.want)
				}
				<-over
			})
		})
	}
}
