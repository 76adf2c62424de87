package ui

import (
	"bytes"
	"context"
	"strings"

	"broadsheet/internal/news"
)

// SignInMail is a message with a link to sign in to the newsroom, as text and as HTML.
type SignInMail struct {
	Paper  news.Paper
	Base   string // what the paper's addresses begin with
	Name   string // whose it is
	From   string // who has it sent; empty: they asked for it themselves, as far as is known
	Filing bool   // it is for filing alone
	Link   string
	Until  news.Millis // how long the link is good
	Asked  bool        // somebody asked for it at the door
}

// Subject is the message's subject.
func (m SignInMail) Subject() string {
	switch {
	case m.Filing:
		return "File for " + m.Paper.Name
	case m.Asked:
		return "Sign in to the newsroom of " + m.Paper.Name
	}
	return "Your way into the newsroom of " + m.Paper.Name
}

// opening says what the message is.
func (m SignInMail) opening() string {
	switch {
	case m.Filing && m.From != "":
		return m.From + " sends you a link with which you can file copy for " + m.Paper.Name + ", and see what you have filed."
	case m.Filing:
		return "With this link you can file copy for " + m.Paper.Name + ", and see what you have filed."
	case m.Asked:
		return "With this link you sign in to the newsroom of " + m.Paper.Name + "."
	case m.From != "":
		return m.From + " lets you in to the newsroom of " + m.Paper.Name + ". With this link you sign in."
	}
	return "You work for " + m.Paper.Name + ": with this link you sign in to its newsroom."
}

// button is what the link says.
func (m SignInMail) button() string {
	if m.Filing {
		return "File your copy"
	}
	return "Sign in"
}

// terms say how long the link is good, and what it is good for.
func (m SignInMail) terms() string {
	until := "It works once, until " + NewDates(m.Paper).Moment(m.Until)
	switch {
	case m.Filing:
		return until + ". The browser in which you use it may file from then on. Don’t pass it on."
	case m.Asked:
		return until + ". Don’t pass it on: whoever uses it is taken for you."
	}
	return until + ". Once you are in, make a passkey under your name: then you need no more links. Don’t pass this one on: whoever uses it is taken for you."
}

// caution says what to do when the message was not expected.
func (m SignInMail) caution() string {
	if m.Asked {
		return "Somebody asked for this link at the newsroom’s door and gave your e-mail address. If that wasn’t you, there is nothing to do: without the link nobody gets in."
	}
	return "If you don’t work for " + m.Paper.Name + ", somebody has mistaken your address: please throw this message away."
}

// Text is the message as plain text.
func (m SignInMail) Text() string {
	return strings.Join([]string{"Hello " + m.Name + ",", m.opening(), m.Link, m.terms(), m.caution(), "-- \n" + m.Paper.Name + "\n" + m.Base + "/\n"}, "\n\n")
}

// HTML is the message for programs that show HTML. It loads nothing from anywhere.
func (m SignInMail) HTML() (string, error) {
	var b bytes.Buffer
	err := signInMail(m).Render(context.Background(), &b)
	return b.String(), err
}
