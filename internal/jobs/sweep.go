package jobs

import (
	"context"
	"errors"
	"time"

	"broadsheet/internal/news"
)

// SweepStore is what sweeping asks of the store: to forget what is older than a moment.
type SweepStore interface {
	// ForgetAnswers drops the answers kept for idempotency keys that were given before a moment.
	ForgetAnswers(ctx context.Context, before news.Millis) (int64, error)
	// ForgetExpired drops sign-in links and sessions that expired before a moment.
	ForgetExpired(ctx context.Context, before news.Millis) error
	// ForgetTokens drops tokens that expired before a moment.
	ForgetTokens(ctx context.Context, before news.Millis) error
}

// How long things are kept that nobody can use any more: an answer for whoever repeats a request late, a token so that
// the list of tokens can still say why it was refused.
const (
	keepAnswers = 48 * time.Hour
	keepTokens  = 30 * 24 * time.Hour
)

// Sweep is the daily job that forgets answers to idempotency keys, sign-in links, sessions and tokens that have expired.
func Sweep(s SweepStore, now func() news.Millis) Kind {
	return Kind{Name: "sweep", Every: 24 * time.Hour, Work: func(ctx context.Context, _ news.Job) error {
		at := now()
		_, err := s.ForgetAnswers(ctx, at-millis(keepAnswers))
		return errors.Join(err, s.ForgetExpired(ctx, at), s.ForgetTokens(ctx, at-millis(keepTokens)))
	}}
}

func millis(d time.Duration) news.Millis { return news.Millis(d / time.Millisecond) }
