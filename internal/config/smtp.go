package config

import (
	"errors"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// SMTP is a mail server's address, taken apart.
type SMTP struct {
	Host           string
	Port           int
	User, Password string
	FromTLS        bool // TLS from the first byte: smtps://
	InClear        bool // no TLS, because ?tls=none says so
}

// Server takes the mail server's address apart; set is false where none is set. Its errors never show the password.
func (m Mail) Server() (server SMTP, set bool, err error) {
	if m.SMTP == "" {
		return server, false, nil
	}
	u, err := url.Parse(m.SMTP)
	switch {
	case err != nil:
		return server, true, errors.New("cannot be read as an address; write it like smtp://user:password@mail.example.org:587, and in user and password write %40 for @, %3A for :, %2F for / and %25 for %")
	case u.Scheme != "smtp" && u.Scheme != "smtps":
		return server, true, errors.New("must begin with smtp:// or smtps://; write it like smtp://user:password@mail.example.org:587")
	case !isHost(u.Hostname()):
		return server, true, errors.New("names no host; write it like smtp://user:password@mail.example.org:587")
	case u.Path != "" && u.Path != "/" || u.Fragment != "":
		return server, true, errors.New("has something behind the host and port; in user and password write %2F for / and %23 for #")
	}
	server = SMTP{Host: u.Hostname(), Port: 587, FromTLS: u.Scheme == "smtps", User: u.User.Username()}
	server.Password, _ = u.User.Password()
	if server.FromTLS {
		server.Port = 465
	}
	if p := u.Port(); p != "" {
		if server.Port, err = strconv.Atoi(p); err != nil || server.Port < 1 || server.Port > 65535 {
			return server, true, errors.New("has no port between 1 and 65535; mail servers take messages at 587, 465 or 25")
		}
	}
	if (server.User == "") != (server.Password == "") {
		return server, true, errors.New("has a user or a password and not the other; give both, as in smtp://user:password@mail.example.org:587, or neither")
	}
	return server, true, server.readQuery(u.Query())
}

// isHost says whether something can be the name of a host, or is an address.
func isHost(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return name != "" && strings.IndexFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '.' && r != '_'
	}) < 0
}

// readQuery reads what stands behind the address: tls=none, and nothing else.
func (s *SMTP) readQuery(q url.Values) error {
	for name, values := range q {
		if name != "tls" || len(values) != 1 || values[0] != "none" {
			return errors.New("can have ?tls=none behind it and nothing else; leave the rest out")
		}
		s.InClear = true
	}
	if s.InClear && s.FromTLS {
		return errors.New("is smtps:// and says ?tls=none; leave one of them out")
	}
	return nil
}

func (m Mail) validateMail(fault faultFunc) {
	_, set, err := m.Server()
	if err != nil {
		fault("smtp", "%v", err)
	}
	if set && m.MailFrom == "" {
		fault("mail-from", "is missing; say who messages come from, such as news@example.org, an address that the mail server may send for")
	}
	if m.MailFrom == "" {
		return
	}
	if !set {
		fault("smtp", "is missing; name the mail server, or leave mail-from out")
	}
	a, err := mail.ParseAddress(m.MailFrom)
	if err != nil {
		fault("mail-from", "%q is no e-mail address; write it like news@example.org, or The Harbour Daily <news@example.org>", m.MailFrom)
		return
	}
	if host := a.Address[strings.LastIndexByte(a.Address, '@')+1:]; net.ParseIP(strings.Trim(host, "[]")) != nil {
		fault("mail-from", "%q ends in a number; write the name of the paper’s host", m.MailFrom)
	}
}
