package account

import (
	"context"
	"encoding/json"
	"net/mail"
	"strings"

	"broadsheet/internal/news"
)

// Mailer sends somebody a message with a link to sign in. It has the link made by MakeLink once the mail server takes
// messages, so that none is made in vain. Errors: CodeInvalid when the message was refused for good, CodeUnavailable when
// trying again may help.
type Mailer func(ctx context.Context, m LinkMail) error

// LinkMail is a message with a link to sign in.
type LinkMail struct {
	Paper    string // id
	To       news.Person
	Why      LinkFor
	From     string // the name of whoever has it sent; empty: nobody known
	MakeLink func() (secret string, until news.Millis, err error)
}

// LinkFor says why somebody is sent a link.
type LinkFor string

// The reasons.
const (
	LinkAsked  LinkFor = ""       // somebody asked for it at the door
	LinkInvite LinkFor = "invite" // they have been added, or are to be let in again
	LinkFiling LinkFor = "filing" // they may file, and nothing else
)

// inviteLife is how long an invitation can be used: a weekend long, since nobody sits waiting for it.
const inviteLife = 3 * 24 * 60 * 60 * 1000

// Mails says whether links can be sent.
func (a *Accounts) Mails() bool { return a.Mail != nil }

// life is how long a link can be used.
func (f LinkFor) life() news.Millis {
	switch f {
	case LinkInvite:
		return inviteLife
	case LinkFiling:
		return filingLinkLife
	}
	return linkLife
}

// LinkJob is the kind of job that sends a link by mail: the page that asks for it must neither wait for the mail server
// nor tell, by how long it takes, whether the person exists.
const LinkJob = "link-mail"

// patience is how long it is tried to send a link. Who stands at the door waits an hour at most.
func (f LinkFor) patience() news.Millis {
	if f == LinkAsked {
		return 60 * 60 * 1000
	}
	return f.life()
}

// linkJob is what the job needs to know. It has no secret in it: the link is made when it is sent.
type linkJob struct {
	Email   string      `json:"email"` // as it was typed, or the person's
	Why     LinkFor     `json:"why,omitempty"`
	At      news.Millis `json:"at"`
	By      string      `json:"by,omitempty"`      // id of whoever has it sent
	Network string      `json:"network,omitempty"` // where they are
}

// AskLink has a link sent to an e-mail address, if it is somebody's who works here, which this neither looks up nor
// tells. Errors: CodeInvalid for what is no address, CodeTooMany, CodeConflict when mail isn't set up.
func (a *Accounts) AskLink(ctx context.Context, paper, email, address string, by news.Doer) error {
	if a.Mail == nil {
		return noMail()
	}
	email = strings.ToLower(strings.TrimSpace(email))
	if p, err := mail.ParseAddress(email); err != nil || p.Address != email || len(email) > 254 {
		return news.Invalid("email", "type your e-mail address, such as name@example.org")
	}
	if now := a.now(); !a.mailFrom.allow(now, paper+" from "+address) || !a.mailTo.allow(now, paper+" to "+email) {
		return news.Errorf(news.CodeTooMany, "email", "too many links have been asked for, from here or for this address; look into your mail, or wait some minutes")
	}
	return a.enqueueLink(ctx, paper, "ask "+hashOf(paper+" "+email), linkJob{Email: email, At: a.now(), Network: by.Network})
}

// Invite has a link sent to somebody who works here. Errors: CodeNotFound, CodeForbidden when they have no role,
// CodeConflict when mail isn't set up.
func (a *Accounts) Invite(ctx context.Context, paper, email string, why LinkFor, by news.Doer) error {
	if a.Mail == nil {
		return noMail()
	}
	p, err := a.staff(ctx, paper, email)
	if err != nil {
		return err
	}
	return a.enqueueLink(ctx, paper, "", linkJob{Email: p.Email, Why: why, At: a.now(), By: by.Person, Network: by.Network})
}

func noMail() error {
	return news.Errorf(news.CodeConflict, "email", "no mail is sent: no mail server is set (broadsheet serve --smtp)")
}

func (a *Accounts) enqueueLink(ctx context.Context, paper, key string, j linkJob) error {
	args, err := json.Marshal(j)
	if err != nil {
		return err
	}
	return a.store.Enqueue(ctx, news.Job{Paper: paper, Kind: LinkJob, Key: key, Args: args})
}

// SendLink does a LinkJob. Whom nobody knows, or who has no role, is sent nothing, and that is no error. A job is never
// left for good: another one with its key must not wait behind it.
func (a *Accounts) SendLink(ctx context.Context, j news.Job) error {
	var asked linkJob
	if err := json.Unmarshal(j.Args, &asked); err != nil {
		return news.Invalid("args", "the job of a link can't be read: %v", err)
	}
	by := news.Doer{Person: asked.By, Network: asked.Network}
	p, err := a.staff(ctx, j.Paper, asked.Email)
	switch {
	case err != nil:
	case a.now()-asked.At > asked.Why.patience():
		return a.undelivered(ctx, p, by, j.Paper, "the mail server was away for too long")
	default:
		err = a.MailLink(ctx, j.Paper, p.Email, asked.Why, by)
	}
	switch news.CodeOf(err) {
	case news.CodeNotFound, news.CodeForbidden, news.CodeInvalid: // nobody to send it to any more; refused, which the trail says
		return nil
	}
	return err
}

// MailLink sends somebody a link at once. Errors: CodeNotFound, CodeForbidden when they have no role, CodeInvalid when the
// mail server refuses the message for good, CodeUnavailable when trying again may help, CodeConflict when mail isn't set up.
func (a *Accounts) MailLink(ctx context.Context, paper, email string, why LinkFor, by news.Doer) error {
	if a.Mail == nil {
		return noMail()
	}
	p, err := a.staff(ctx, paper, email)
	if err != nil {
		return err
	}
	m := LinkMail{Paper: paper, To: p, Why: why, MakeLink: func() (string, news.Millis, error) {
		return a.makeLink(ctx, p, news.SignInLink{Paper: paper, Filing: why == LinkFiling, MailedTo: p.Email}, why.life(), by)
	}}
	if by.Person != "" {
		sender, err := a.store.Person(ctx, paper, by.Person)
		if err != nil && news.CodeOf(err) != news.CodeNotFound {
			return err
		}
		m.From = sender.Name
	}
	err = a.Mail(ctx, m)
	if news.CodeOf(err) == news.CodeInvalid {
		if noted := a.undelivered(ctx, p, by, paper, news.Problems(err)[0].Message); noted != nil {
			return noted
		}
	}
	return err
}

// undelivered writes down that somebody was not sent their link.
func (a *Accounts) undelivered(ctx context.Context, p news.Person, by news.Doer, paper, why string) error {
	return a.store.PutUndelivered(ctx, paper, p.ID, by, map[string]any{"mailed_to": p.Email, "why": why})
}
