package account

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"broadsheet/internal/news"
)

// tries bounds how often something may be tried, by whom or from where.
type tries struct {
	every time.Duration // one more
	burst int           // at once

	mu sync.Mutex
	of map[string]*rate.Limiter
}

func newTries(every time.Duration, burst int) *tries {
	return &tries{every: every, burst: burst, of: map[string]*rate.Limiter{}}
}

// maxTriers bounds how many are remembered at once.
const maxTriers = 20_000

// allow takes one try of each of the keys, when every one of them has one left.
func (t *tries) allow(now news.Millis, keys ...string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := now.Time()
	for _, key := range keys {
		if t.get(key, at).TokensAt(at) < 1 {
			return false
		}
	}
	for _, key := range keys {
		t.get(key, at).AllowN(at, 1)
	}
	return true
}

func (t *tries) get(key string, at time.Time) *rate.Limiter {
	if l, ok := t.of[key]; ok {
		return l
	}
	if len(t.of) >= maxTriers {
		for key, l := range t.of { // who has been quiet for long is as good as new
			if l.TokensAt(at) >= float64(t.burst) {
				delete(t.of, key)
			}
		}
	}
	if len(t.of) >= maxTriers {
		clear(t.of)
	}
	l := rate.NewLimiter(rate.Every(t.every), t.burst)
	t.of[key] = l
	return l
}
