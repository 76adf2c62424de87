package api

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// What one address may try without a token that holds: enough for a mistake in a script, too little for guessing.
const (
	strangerRate  = 2
	strangerBurst = 30
)

// maxLimiters bounds how many clients are remembered at once.
const maxLimiters = 20_000

// limiters holds a rate limiter for each of many clients.
type limiters struct {
	rate  rate.Limit
	burst int

	mu sync.Mutex
	of map[string]*rate.Limiter
}

func newLimiters(perSecond float64, burst int) *limiters {
	return &limiters{rate: rate.Limit(perSecond), burst: burst, of: map[string]*rate.Limiter{}}
}

func (l *limiters) get(client string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if one, ok := l.of[client]; ok {
		return one
	}
	if len(l.of) >= maxLimiters {
		l.forget()
	}
	one := rate.NewLimiter(l.rate, l.burst)
	l.of[client] = one
	return one
}

// forget drops the clients that have been quiet for so long that they are like new ones; all, when nobody has.
func (l *limiters) forget() {
	for client, one := range l.of {
		if one.Tokens() >= float64(l.burst) {
			delete(l.of, client)
		}
	}
	if len(l.of) >= maxLimiters {
		clear(l.of)
	}
}

// take takes one of the client's requests and returns how long it has to wait; 0 when it need not.
func (l *limiters) take(client string) time.Duration {
	r := l.get(client).Reserve()
	wait := r.Delay()
	if wait > 0 {
		r.Cancel()
	}
	return wait
}

// tooMany refuses a request until wait is over.
func tooMany(w http.ResponseWriter, wait time.Duration) error {
	seconds := int(wait/time.Second) + 1
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return news.Errorf(news.CodeTooMany, "", "too many requests; wait %d s and go on more slowly, or file in batches (POST %s/articles:batch)", seconds, prefix)
}

// admit finds out who sends a request, and whether they may send one now. Whoever has a token that holds is not kept
// waiting by strangers at the same address.
func (a *API) admit(w http.ResponseWriter, r *http.Request, paper string) (by news.Actor, err error) {
	bearer, err := bearerOf(r)
	if err == nil {
		by, err = a.Accounts.Authenticate(r.Context(), paper, bearer)
	}
	if news.CodeOf(err) == news.CodeUnauthenticated {
		if wait := a.strangers.take(web.ClientAddress(r, a.TrustProxy)); wait > 0 {
			return by, tooMany(w, wait)
		}
	}
	if err != nil {
		return by, err
	}
	if wait := a.tokens.take(bearer); wait > 0 {
		return by, tooMany(w, wait)
	}
	return by, nil
}

func bearerOf(r *http.Request) (string, error) {
	header := r.Header.Get("Authorization")
	scheme, bearer, _ := strings.Cut(header, " ")
	switch bearer = strings.TrimSpace(bearer); {
	case header == "":
		return "", news.Errorf(news.CodeUnauthenticated, "Authorization", `is missing; send "Authorization: Bearer TOKEN" with a token from "broadsheet token create"`)
	case !strings.EqualFold(scheme, "Bearer") || bearer == "":
		return "", news.Errorf(news.CodeUnauthenticated, "Authorization", `is not a bearer token; send "Authorization: Bearer TOKEN" with a token from "broadsheet token create"`)
	}
	return bearer, nil
}
