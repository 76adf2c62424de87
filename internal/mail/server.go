package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"broadsheet/internal/news"
)

// Server is a mail server that takes our messages.
type Server struct {
	Host           string
	Port           int
	User, Password string         // empty: it wants none
	TLS            Security       // how the connection is kept from being read
	Roots          *x509.CertPool // who may have signed its certificate; nil: whom this machine believes
	Time           time.Duration  // how long one conversation may take; 0: half a minute
}

// Security is how a connection is kept from being read and forged.
type Security int

// The kinds of Security.
const (
	StartTLS Security = iota // begins in the clear and must change to TLS; a server on this machine may stay in the clear
	FromTLS                  // TLS from the first byte
	InClear                  // none, because the setting says so
)

// address is where the server is.
func (s Server) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// isHere says whether the server is on this machine.
func (s Server) isHere() bool {
	a, err := netip.ParseAddr(s.Host)
	return s.Host == "localhost" || err == nil && a.IsLoopback()
}

func (s Server) time() time.Duration {
	if s.Time > 0 {
		return s.Time
	}
	return 30 * time.Second
}

// tlsConfig is how TLS is spoken. A server on this machine need not prove who it is: its certificate names another host, or
// is one that Debian made, and nobody can stand between.
func (s Server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12, InsecureSkipVerify: s.isHere() && s.Roots == nil}
}

// unavailable is what is told of a server that can't be used now: a later try may fare better.
func (s Server) unavailable(format string, args ...any) error {
	return news.Errorf(news.CodeUnavailable, "smtp", "the mail server "+s.address()+" "+format, args...)
}

// dial connects, says hello, begins TLS and gives user and password. Errors: CodeUnavailable with a sentence.
func (s Server) dial(ctx context.Context) (c *smtp.Client, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.time())
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.address())
	if err != nil {
		return nil, s.unavailable("doesn’t answer (%s); see that it runs, and that address and port are right", lastReason(err))
	}
	defer func() {
		if err != nil {
			_ = conn.Close()
		}
	}()
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline) // what can't be bounded fails at once
	raw := conn
	unwatch := context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	defer unwatch()
	if s.TLS == FromTLS {
		secure := tls.Client(conn, s.tlsConfig())
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, s.badTLS(err)
		}
		conn = secure
	}
	if c, err = smtp.NewClient(conn, s.Host); err != nil {
		return nil, s.unavailable("doesn’t greet as a mail server does (%s); a port that speaks TLS from the beginning, such as 465, is written smtps://", lastReason(err))
	}
	if err = c.Hello(ownName()); err != nil {
		return nil, s.unavailable("refuses our greeting (%s)", lastReason(err))
	}
	if err = s.secure(c); err != nil {
		return nil, err
	}
	return c, s.signIn(c)
}

// secure changes to TLS where the connection must not be read.
func (s Server) secure(c *smtp.Client) error {
	offered, _ := c.Extension("STARTTLS")
	switch {
	case s.TLS != StartTLS || !offered && s.isHere():
		return nil
	case !offered:
		return s.unavailable("offers no TLS, and sign-in links must not be sent in the clear; use its port for TLS, or, in a network of your own, write ?tls=none behind the address")
	}
	if err := c.StartTLS(s.tlsConfig()); err != nil {
		return s.badTLS(err)
	}
	return nil
}

func (s Server) badTLS(err error) error {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &record):
		return s.unavailable("doesn’t speak TLS from the beginning; write smtp:// and not smtps:// where the port is 587 or 25")
	case errors.As(err, &unknown):
		return s.unavailable("has a certificate of nobody whom this machine believes; have one made by a known authority, or add yours to the machine’s")
	case errors.As(err, &name):
		return s.unavailable("has a certificate that is not for %s; write the name that its certificate has", s.Host)
	case errors.As(err, &invalid):
		return s.unavailable("has a certificate that is not valid (%s); have it renewed", lastReason(err))
	}
	return s.unavailable("can’t be spoken to over TLS (%s)", lastReason(err))
}

// signIn gives user and password, in the best way that the server offers.
func (s Server) signIn(c *smtp.Client) error {
	if s.User == "" {
		return nil
	}
	offered, ways := c.Extension("AUTH")
	if !offered {
		return s.unavailable("takes no user and password here; use its port for sending (587 or 465), or leave both out of the address")
	}
	auth := s.auth(strings.Fields(ways))
	if auth == nil {
		return s.unavailable("takes a password only by %s, and this program by SCRAM-SHA-256, PLAIN, LOGIN and CRAM-MD5", ways)
	}
	if err := c.Auth(auth); err != nil {
		return s.unavailable("refuses user or password (%s); ask for the ones that programs send with, often not those of the mailbox", lastReason(err))
	}
	return nil
}

// auth chooses a way to give the password. None is given in the clear but on this machine, or where the setting says so.
func (s Server) auth(ways []string) smtp.Auth {
	clear := s.isHere() || s.TLS == InClear
	switch {
	case slices.Contains(ways, "SCRAM-SHA-256"):
		return smtp.ScramSHA256Auth(s.User, s.Password)
	case slices.Contains(ways, "PLAIN"):
		return smtp.PlainAuth("", s.User, s.Password, s.Host, clear)
	case slices.Contains(ways, "LOGIN"):
		return smtp.LoginAuth(s.User, s.Password, s.Host, clear)
	case slices.Contains(ways, "CRAM-MD5"):
		return smtp.CRAMMD5Auth(s.User, s.Password)
	}
	return nil
}

// ownName is what we greet with.
func ownName() string {
	if name, err := os.Hostname(); err == nil && name != "" && !strings.ContainsAny(name, " \t\r\n") {
		return name
	}
	return "localhost"
}

// lastReason is the last part of an error of the network's, without the addresses that the sentence names already.
func lastReason(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		err = op.Err
	}
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		return "it took too long"
	}
	if len(err.Error()) > 300 {
		return strings.ToValidUTF8(err.Error()[:300], "") + "…"
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}
