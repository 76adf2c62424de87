package account

import (
	"context"
	"sync"
	"time"

	"broadsheet/internal/news"
)

// Store is what accounts ask of the store. Lookups by hash answer CodeNotFound where there is nothing.
type Store interface {
	Person(ctx context.Context, paper, slugOrID string) (news.Person, error)
	PersonByEmail(ctx context.Context, paper, email string) (news.Person, error)
	PutToken(ctx context.Context, t news.Token, by news.Doer) error
	TokenByHash(ctx context.Context, hash string) (t news.Token, role news.Role, err error) // role: what the person has now
	TouchToken(ctx context.Context, hash string, used news.Millis) error
	Tokens(ctx context.Context, paper, person string) ([]news.Token, error)
	DeleteToken(ctx context.Context, paper, hash string, by news.Doer) error
	PutSignInLink(ctx context.Context, l news.SignInLink, by news.Doer) error
	UseSignInLink(ctx context.Context, hash string, now news.Millis) (news.SignInLink, error)
	PutUndelivered(ctx context.Context, paper, person string, by news.Doer, why map[string]any) error
	Enqueue(ctx context.Context, j news.Job) error
	Keys
	Codes
}

// Accounts lets people in.
type Accounts struct {
	store Store
	now   func() news.Millis

	// Mail sends somebody a message with a link to sign in; nil: mail isn't set up. It is set before anything is asked.
	Mail Mailer

	codes    *tries // recovery codes, from an address and as a person
	mailFrom *tries // links by mail, asked for from an address
	mailTo   *tries // links by mail, to an e-mail address
	asks     *tries // questions to passkeys, from an address
	refusals *tries // refusals written down, of a paper
	leftOut  struct {
		sync.Mutex
		of map[string]int // refusals not written down, by paper
	}
}

// New makes Accounts.
func New(s Store, now func() news.Millis) *Accounts {
	a := &Accounts{store: s, now: now, codes: newTries(30*time.Second, 10), asks: newTries(time.Second, 60), refusals: newTries(30*time.Second, 10),
		mailFrom: newTries(time.Minute, 10), mailTo: newTries(5*time.Minute, 3)}
	a.leftOut.of = map[string]int{}
	return a
}

// staff finds somebody by e-mail address who has entry to the newsroom.
func (a *Accounts) staff(ctx context.Context, paper, email string) (news.Person, error) {
	p, err := a.store.PersonByEmail(ctx, paper, email)
	switch {
	case news.CodeOf(err) == news.CodeNotFound:
		return p, news.Errorf(news.CodeNotFound, "email", "there is nobody with the address %q in this paper; add them first (broadsheet person add)", email)
	case err != nil:
		return p, err
	case p.Role == "":
		return p, news.Errorf(news.CodeForbidden, "email", "%s has no entry to the newsroom; give them a role first", p.Name)
	}
	return p, nil
}
