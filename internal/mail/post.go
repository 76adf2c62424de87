package mail

import (
	"context"
	"errors"
	"net/mail"
	"net/textproto"

	"github.com/wneessen/go-mail/smtp"

	"broadsheet/internal/news"
)

// Post sends messages from one address through one server.
type Post struct {
	Server Server
	From   mail.Address
	Now    func() news.Millis
}

// Call is an open connection to the server, over which one message can be sent. Hang up when done.
type Call struct {
	post   *Post
	client *smtp.Client
	stop   func() bool
}

// Call connects to the server, as far as it takes a message. Whatever is wrong with server and settings shows here, before
// there is anything to be sent. Errors: CodeUnavailable with a sentence; trying again may help.
func (p *Post) Call(ctx context.Context) (*Call, error) {
	c, err := p.Server.dial(ctx)
	if err != nil {
		return nil, err
	}
	return &Call{post: p, client: c, stop: context.AfterFunc(ctx, func() { _ = c.Close() })}, nil
}

// HangUp ends the call.
func (c *Call) HangUp() {
	if c.stop() {
		_ = c.client.Quit() // what was sent has been answered already
	}
}

// Send sends a message; when it returns nil the server has taken it over. Errors: CodeInvalid when the server refuses it for good,
// such as an address that doesn't exist; CodeUnavailable when trying again may help.
func (c *Call) Send(m Message) error {
	raw, err := m.write(c.post.From, c.post.Now())
	if err != nil {
		return err
	}
	if err := c.client.UpdateDeadline(c.post.Server.time()); err != nil {
		return c.refused(m, err)
	}
	if err := c.client.Mail(overWire(c.post.From.Address)); err != nil {
		return c.refused(m, err)
	}
	if err := c.client.Rcpt(overWire(m.To.Address)); err != nil {
		return c.refused(m, err)
	}
	w, err := c.client.Data()
	if err != nil {
		return c.refused(m, err)
	}
	if _, err := w.Write(raw); err != nil {
		return c.refused(m, err)
	}
	if err := w.Close(); err != nil {
		return c.refused(m, err)
	}
	return nil
}

// refused says why a message wasn't taken.
func (c *Call) refused(m Message, err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) && answer.Code >= 500 {
		return news.Invalid("email", "the mail server refuses what is for %s: %s", m.To.Address, lastReason(err))
	}
	return c.post.Server.unavailable("didn’t take the message (%s); it is tried again", lastReason(err))
}

// Send calls the server, sends one message and hangs up. Errors: as Call and Call.Send.
func (p *Post) Send(ctx context.Context, m Message) error {
	c, err := p.Call(ctx)
	if err != nil {
		return err
	}
	defer c.HangUp()
	return c.Send(m)
}

// Try calls the server and hangs up, to see whether it would take messages. Errors: as Call.
func (p *Post) Try(ctx context.Context) error {
	c, err := p.Call(ctx)
	if err == nil {
		c.HangUp()
	}
	return err
}
