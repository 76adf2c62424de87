package account

import (
	"context"

	"broadsheet/internal/news"
)

// linkLife is how long, in milliseconds, a sign-in link can be used: a quarter of an hour.
const linkLife = 15 * 60 * 1000

// filingLinkLife is how long a link for filing alone can be used: a stringer may be away.
const filingLinkLife = 7 * 24 * 60 * 60 * 1000

// CreateLink makes a one-time secret with which somebody signs in, to be put into an address. Errors: CodeNotFound,
// CodeForbidden when the person has no role.
func (a *Accounts) CreateLink(ctx context.Context, paper, email string, by news.Doer) (string, error) {
	return a.createLink(ctx, paper, email, linkLife, false, by)
}

// CreateFilingLink makes one with which somebody may file, and nothing else. Errors: as CreateLink.
func (a *Accounts) CreateFilingLink(ctx context.Context, paper, email string, by news.Doer) (string, error) {
	return a.createLink(ctx, paper, email, filingLinkLife, true, by)
}

func (a *Accounts) createLink(ctx context.Context, paper, email string, life news.Millis, filing bool, by news.Doer) (string, error) {
	p, err := a.staff(ctx, paper, email)
	if err != nil {
		return "", err
	}
	secret, _, err := a.makeLink(ctx, p, news.SignInLink{Paper: paper, Filing: filing}, life, by)
	return secret, err
}

// makeLink keeps a new link of a person's, and returns its secret and until when it is good.
func (a *Accounts) makeLink(ctx context.Context, p news.Person, l news.SignInLink, life news.Millis, by news.Doer) (string, news.Millis, error) {
	secret := newSecret(linkPrefix)
	l.Hash, l.Person, l.CreatedAt = hashOf(secret), p.ID, a.now()
	l.ExpiresAt = l.CreatedAt + life
	return secret, l.ExpiresAt, a.store.PutSignInLink(ctx, l, by)
}

// UseLink uses a sign-in link up and returns whose it was, and whether it is for filing alone. Errors: CodeUnauthenticated when it is not known, has been
// used, has expired, or is another paper's.
func (a *Accounts) UseLink(ctx context.Context, paper, secret string) (p news.Person, filing bool, err error) {
	spent := news.Errorf(news.CodeUnauthenticated, "link", "the link has been used or has expired; ask for a new one")
	if !isSecret(secret, linkPrefix) {
		return news.Person{}, false, spent
	}
	l, err := a.store.UseSignInLink(ctx, hashOf(secret), a.now())
	if news.CodeOf(err) == news.CodeNotFound || err == nil && l.Paper != paper {
		return news.Person{}, false, spent
	}
	if err != nil {
		return news.Person{}, false, err
	}
	p, err = a.store.Person(ctx, paper, l.Person)
	if news.CodeOf(err) == news.CodeNotFound || err == nil && p.Role == "" {
		return news.Person{}, false, spent
	}
	return p, l.Filing, err
}
