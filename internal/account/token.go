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

// Tokens lists a person's tokens, without their secrets, which nobody has.
func (a *Accounts) Tokens(ctx context.Context, paper, email string) ([]news.Token, error) {
	p, err := a.store.PersonByEmail(ctx, paper, email)
	if err != nil {
		return nil, err
	}
	return a.store.Tokens(ctx, paper, p.ID)
}

// Revoke ends a token, named by its hash. Every process refuses it within a second.
func (a *Accounts) Revoke(ctx context.Context, paper, hash string, by news.Doer) error {
	a.known.forget(hash)
	return a.store.DeleteToken(ctx, paper, hash, by)
}

// Authenticate returns who a bearer token of the paper belongs to, in the lesser of the token's role and the person's.
// Errors: CodeUnauthenticated.
func (a *Accounts) Authenticate(ctx context.Context, paper, bearer string) (news.Actor, error) {
	if !isSecret(bearer, tokenPrefix) {
		return news.Actor{}, refused("is not a token of this program; make one with \"broadsheet token create\"")
	}
	hash := hashOf(bearer)
	h, ok := a.known.get(hash)
	if !ok {
		var err error
		if h, err = a.look(ctx, hash); err != nil {
			return news.Actor{}, err
		}
		a.known.put(hash, h)
	}
	switch {
	case h.token.Paper != paper:
		return news.Actor{}, refused("holds a token that is not known, or that has been revoked; make one with \"broadsheet token create\"")
	case h.token.ExpiresAt != 0 && h.token.ExpiresAt <= a.now():
		return news.Actor{}, refused("holds a token that expired at %s; make a new one with \"broadsheet token create\"", h.token.ExpiresAt)
	case h.role == "":
		return news.Actor{}, refused("holds a token of somebody who has no entry any more; ask a publisher")
	}
	return news.Actor{Person: h.token.Person, Role: lesser(h.token.Role, h.role)}, nil
}

// look reads a token, and its person's role as it is now.
func (a *Accounts) look(ctx context.Context, hash string) (holder, error) {
	t, err := a.store.TokenByHash(ctx, hash)
	if news.CodeOf(err) == news.CodeNotFound {
		return holder{}, refused("holds a token that is not known, or that has been revoked; make one with \"broadsheet token create\"")
	}
	if err != nil {
		return holder{}, err
	}
	p, err := a.store.Person(ctx, t.Paper, t.Person)
	if err != nil && news.CodeOf(err) != news.CodeNotFound {
		return holder{}, err
	}
	return holder{token: t, role: p.Role}, nil
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
