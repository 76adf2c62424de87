package cli

import (
	"context"
	netmail "net/mail"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/config"
	"broadsheet/internal/jobs"
	"broadsheet/internal/mail"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/ui"
)

// post is what sends messages; nil when mail isn't set up. The settings have been checked.
func post(c config.Mail) *mail.Post {
	s, set, err := c.Server()
	from, err2 := netmail.ParseAddress(c.MailFrom)
	if !set || err != nil || err2 != nil {
		return nil
	}
	server := mail.Server{Host: s.Host, Port: s.Port, User: s.User, Password: s.Password}
	switch {
	case s.FromTLS:
		server.TLS = mail.FromTLS
	case s.InClear:
		server.TLS = mail.InClear
	}
	return &mail.Post{Server: server, From: *from, Now: now}
}

// accounts let people in, and send links where mail is set up. The links begin with what base says of a paper.
func (d *desktop) accounts(s *store.Store, base func(news.Paper) string) *account.Accounts {
	a := account.New(s, now)
	if p := post(d.config.Mail); p != nil {
		a.Mail = func(ctx context.Context, m account.LinkMail) error { return mailLink(ctx, s, p, base, m) }
	}
	return a
}

// mailLink sends a link to sign in. The server is called before the link is made: what can go wrong with it goes wrong there.
func mailLink(ctx context.Context, s *store.Store, p *mail.Post, base func(news.Paper) string, m account.LinkMail) error {
	var paper news.Paper
	err := s.View(ctx, m.Paper, func(v news.View) (err error) {
		paper, err = v.Paper()
		return err
	})
	if err != nil {
		return err
	}
	call, err := p.Call(ctx)
	if err != nil {
		return err
	}
	defer call.HangUp()
	secret, until, err := m.MakeLink()
	if err != nil {
		return err
	}
	at := base(paper)
	letter := ui.SignInMail{
		Paper: paper, Base: at, Name: m.To.Name, From: m.From, Filing: m.Why == account.LinkFiling, Asked: m.Why == account.LinkAsked,
		Link: signInAddress(at, secret), Until: until,
	}
	html, err := letter.HTML()
	if err != nil {
		return err
	}
	return call.Send(mail.Message{
		To: netmail.Address{Name: m.To.Name, Address: m.To.Email}, Subject: letter.Subject(), Text: letter.Text(), HTML: html,
	})
}

// mails is how many messages are sent at once. They have workers of their own: a mail server that is silent must not keep
// the paper's other work waiting.
const mails = 2

// mailTime is how long one message may take.
const mailTime = 2 * time.Minute

// startMail begins to send what has been asked for, where mail is set up.
func (r *rooms) startMail(ctx context.Context) (stop func(context.Context), err error) {
	if r.accounts.Mail == nil {
		return func(context.Context) {}, nil
	}
	work := jobs.New(r.store, jobs.Options{Now: now, Log: r.log, Workers: mails})
	const ever = 1 << 30 // how long is worth while, the account decides
	work.Handle(jobs.Kind{Name: account.LinkJob, Work: r.accounts.SendLink, Timeout: mailTime, Tries: ever})
	return work.Stop, work.Start(ctx)
}
