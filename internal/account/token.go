package account

import (
	"context"

	"broadsheet/internal/news"
)

// NewToken is what a token is to be.
type NewToken struct {
	Email string    // whom it acts for
	Role  news.Role // at most this role; empty: the person's
	Name  string    // what it is for, for whoever looks through the list later
	Life  int64     // milliseconds; 0: until it is revoked
	By    news.Doer // who makes it
}

// CreateToken makes a token and returns its secret, which is told this once. Errors: CodeNotFound, CodeForbidden when
// the person has no role, CodeInvalid when the role is more than the person's.
func (a *Accounts) CreateToken(ctx context.Context, paper string, n NewToken) (string, error) {
	p, err := a.staff(ctx, paper, n.Email)
	if err != nil {
		return "", err
	}
	if n.Role == "" {
		n.Role = p.Role
	}
	switch {
	case n.Role.Rank() == 0:
		return "", news.Invalid("role", "there is no role %q; it is reporter, editor or publisher", string(n.Role))
	case !p.Role.AtLeast(n.Role):
		return "", news.Invalid("role", "%s is a %s, and a token cannot be more; ask for the role %s or less", p.Name, p.Role, p.Role)
	case n.Life < 0:
		return "", news.Invalid("expires", "is in the past; give a length of time, such as 720h")
	}
	secret := newSecret(tokenPrefix)
	t := news.Token{Hash: hashOf(secret), Paper: paper, Person: p.ID, Role: n.Role, Name: n.Name, CreatedAt: a.now()}
	if n.Life > 0 {
		t.ExpiresAt = t.CreatedAt + news.Millis(n.Life)
	}
	return secret, a.store.PutToken(ctx, t, n.By)
}

// Tokens lists a person's tokens, oldest first, without their secrets, which nobody has; "" is everybody's.
func (a *Accounts) Tokens(ctx context.Context, paper, person string) ([]news.Token, error) {
	return a.store.Tokens(ctx, paper, person)
}

// Revoke ends a token, named by its hash: the next request with it is refused, in every process. person is whose it must
// be; "" is anybody's. Errors: CodeNotFound.
func (a *Accounts) Revoke(ctx context.Context, paper, person, hash string, by news.Doer) error {
	t, _, err := a.store.TokenByHash(ctx, hash)
	if news.CodeOf(err) == news.CodeNotFound || err == nil && (t.Paper != paper || person != "" && t.Person != person) {
		return news.Errorf(news.CodeNotFound, "token", "there is no such token; it may have been revoked already, or have expired")
	}
	if err != nil {
		return err
	}
	return a.store.DeleteToken(ctx, paper, hash, by)
}

// tokenTouch is how often, in milliseconds, the last use of a token is written down.
const tokenTouch = 5 * 60 * 1000

// Authenticate returns who a bearer token of the paper belongs to, in the lesser of the token's role and the person's. It
// asks the store each time, so that a revoked token is refused at once, whoever revoked it where. Errors: CodeUnauthenticated.
func (a *Accounts) Authenticate(ctx context.Context, paper, bearer string) (news.Actor, error) {
	if !isSecret(bearer, tokenPrefix) {
		return news.Actor{}, refused("is not a token of this program; make one with \"broadsheet token create\"")
	}
	t, role, err := a.store.TokenByHash(ctx, hashOf(bearer))
	now := a.now()
	switch {
	case news.CodeOf(err) == news.CodeNotFound || err == nil && t.Paper != paper:
		return news.Actor{}, refused("holds a token that is not known, or that has been revoked; make one with \"broadsheet token create\"")
	case err != nil:
		return news.Actor{}, err
	case t.ExpiresAt != 0 && t.ExpiresAt <= now:
		return news.Actor{}, refused("holds a token that expired at %s; make a new one with \"broadsheet token create\"", t.ExpiresAt)
	case role == "":
		return news.Actor{}, refused("holds a token of somebody who has no entry any more; ask a publisher")
	}
	if now-t.UsedAt > tokenTouch {
		_ = a.store.TouchToken(ctx, t.Hash, now) // a reader of a full disk may still read
	}
	return news.Actor{Person: t.Person, Role: lesser(t.Role, role)}, nil
}

func refused(format string, args ...any) error {
	return news.Errorf(news.CodeUnauthenticated, "Authorization", format, args...)
}

func lesser(a, b news.Role) news.Role {
	if a.Rank() < b.Rank() {
		return a
	}
	return b
}

// IsToken says whether a token is the one of a secret.
func IsToken(t news.Token, secret string) bool { return t.Hash == hashOf(secret) }
