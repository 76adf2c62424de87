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
	SessionsOf(ctx context.Context, paper, person string, now news.Millis) ([]news.Session, error)
	TouchSession(ctx context.Context, hash string, seen, expires news.Millis) error
	EndSession(ctx context.Context, paper, person, hash string, by news.Doer) error
	EndSessionsOf(ctx context.Context, paper, person, but string, by news.Doer) error
}

// Sessions are people's stays in the newsroom.
type Sessions struct {
	Store Stays
	Now   func() news.Millis
}

// Times of a session, in milliseconds.
const (
	sessionLife  = 30 * 24 * 60 * 60 * 1000 // from the last use on
	sessionBound = 90 * 24 * 60 * 60 * 1000 // from the beginning on, however much it is used
	sessionTouch = 5 * 60 * 1000            // how often the last use is written down
)

// sessionPrefix begins the secret of a session.
const sessionPrefix = "bss_"

// WayFiling is the way in of those who may file, and nothing else.
const WayFiling = "filing"

// Arrival is how somebody has come in.
type Arrival struct {
	Way     string // "link", "passkey", "recovery" or WayFiling
	Agent   string // what the browser says of itself
	Network string // see Network
}

// Start begins a person's stay and returns its secret, for a cookie.
func (s Sessions) Start(ctx context.Context, paper, person string, from Arrival) (secret string, err error) {
	secret, now := newSecret(sessionPrefix), s.Now()
	return secret, s.Store.PutSession(ctx, news.Session{
		Hash: hashOf(secret), Paper: paper, Person: person, CreatedAt: now, SeenAt: now, ExpiresAt: now + sessionLife,
		Device: Device(from.Agent), Network: from.Network, Way: from.Way,
	})
}

// Person returns whose stay in the paper a secret is of. Errors: as Stay.
func (s Sessions) Person(ctx context.Context, paper, secret string) (news.Person, error) {
	p, _, err := s.Stay(ctx, paper, secret)
	return p, err
}

// Stay returns whose stay in the paper a secret is of, and whether it is for filing alone. Errors: CodeUnauthenticated
// when there is none, it has ended, or the person has no role any more.
func (s Sessions) Stay(ctx context.Context, paper, secret string) (p news.Person, filing bool, err error) {
	over := news.Errorf(news.CodeUnauthenticated, "", "you are not signed in; sign in with a passkey, a recovery code or a sign-in link")
	if !isSecret(secret, sessionPrefix) {
		return news.Person{}, false, over
	}
	now := s.Now()
	v, err := s.Store.SessionByHash(ctx, hashOf(secret))
	if news.CodeOf(err) == news.CodeNotFound || err == nil && (v.Paper != paper || v.ExpiresAt <= now) {
		return news.Person{}, false, over
	}
	if err != nil {
		return news.Person{}, false, err
	}
	p, err = s.Store.Person(ctx, paper, v.Person)
	if news.CodeOf(err) == news.CodeNotFound || err == nil && p.Role == "" {
		return news.Person{}, false, over
	}
	if err == nil && now-v.SeenAt > sessionTouch {
		err = s.Store.TouchSession(ctx, v.Hash, now, min(now+sessionLife, v.CreatedAt+sessionBound))
	}
	return p, v.Way == WayFiling, err
}

// Of lists a person's stays, last used first.
func (s Sessions) Of(ctx context.Context, paper, person string) ([]news.Session, error) {
	return s.Store.SessionsOf(ctx, paper, person, s.Now())
}

// IsOf says whether a session is the one of a secret.
func (Sessions) IsOf(v news.Session, secret string) bool { return v.Hash == hashOf(secret) }

// End ends the stay of a secret; it is no error when there is none.
func (s Sessions) End(ctx context.Context, paper string, by news.Doer, secret string) error {
	if !isSecret(secret, sessionPrefix) {
		return nil
	}
	return s.Store.EndSession(ctx, paper, by.Person, hashOf(secret), by)
}

// EndOne ends one stay of a person, named by its hash.
func (s Sessions) EndOne(ctx context.Context, paper, person, hash string, by news.Doer) error {
	return s.Store.EndSession(ctx, paper, person, hash, by)
}

// EndOthers ends every stay of a person but that of a secret; "" ends them all.
func (s Sessions) EndOthers(ctx context.Context, paper, person, secret string, by news.Doer) error {
	but := ""
	if secret != "" {
		but = hashOf(secret)
	}
	return s.Store.EndSessionsOf(ctx, paper, person, but, by)
}

// FormKey returns what every form of a session carries, so that no other site can send one in its name.
func FormKey(secret string) string { return hashOf("form " + secret) }
