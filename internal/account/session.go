package account

import (
	"context"

	"broadsheet/internal/news"
)

// Stays is what sessions ask of the store beside Store.
type Stays interface {
	Person(ctx context.Context, paper, slugOrID string) (news.Person, error)
	PutSession(ctx context.Context, v news.Session) error
	SessionByHash(ctx context.Context, hash string) (news.Session, error)
	TouchSession(ctx context.Context, hash string, seen, expires news.Millis) error
	DeleteSession(ctx context.Context, hash string) error
}

// Sessions are people's stays in the newsroom.
type Sessions struct {
	Store Stays
	Now   func() news.Millis
}

// Times of a session, in milliseconds.
const (
	sessionLife  = 30 * 24 * 60 * 60 * 1000 // from the last use on
	sessionTouch = 60 * 60 * 1000           // how often the last use is written down
)

// sessionPrefix begins the secret of a session.
const sessionPrefix = "bss_"

// Start begins a person's stay and returns its secret, for a cookie.
func (s Sessions) Start(ctx context.Context, paper, person string) (secret string, err error) {
	secret, now := newSecret(sessionPrefix), s.Now()
	return secret, s.Store.PutSession(ctx, news.Session{
		Hash: hashOf(secret), Paper: paper, Person: person, CreatedAt: now, SeenAt: now, ExpiresAt: now + sessionLife,
	})
}

// Person returns whose stay in the paper a secret is of. Errors: CodeUnauthenticated when there is none, it has ended,
// or the person has no role any more.
func (s Sessions) Person(ctx context.Context, paper, secret string) (news.Person, error) {
	over := news.Errorf(news.CodeUnauthenticated, "", "you are not signed in; ask for a sign-in link (broadsheet person signin-link)")
	if !isSecret(secret, sessionPrefix) {
		return news.Person{}, over
	}
	now := s.Now()
	v, err := s.Store.SessionByHash(ctx, hashOf(secret))
	if news.CodeOf(err) == news.CodeNotFound || err == nil && (v.Paper != paper || v.ExpiresAt <= now) {
		return news.Person{}, over
	}
	if err != nil {
		return news.Person{}, err
	}
	p, err := s.Store.Person(ctx, paper, v.Person)
	if news.CodeOf(err) == news.CodeNotFound || err == nil && p.Role == "" {
		return news.Person{}, over
	}
	if err == nil && now-v.SeenAt > sessionTouch {
		err = s.Store.TouchSession(ctx, v.Hash, now, now+sessionLife)
	}
	return p, err
}

// End ends a stay; it is no error when there is none.
func (s Sessions) End(ctx context.Context, secret string) error {
	if !isSecret(secret, sessionPrefix) {
		return nil
	}
	return s.Store.DeleteSession(ctx, hashOf(secret))
}

// FormKey returns what every form of a session carries, so that no other site can send one in its name.
func FormKey(secret string) string { return hashOf("form " + secret) }
