package mail_test

import (
	"context"
	"crypto/x509"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/mail"
	"broadsheet/internal/mail/mailtest"
	"broadsheet/internal/news"
)

func at(p *mailtest.Postfix, port int) *mail.Post {
	return &mail.Post{
		Server: mail.Server{Host: "127.0.0.1", Port: port, Roots: p.Roots}, From: netmail.Address{Name: "Häfen & Söhne", Address: "news@example.org"},
		Now: func() news.Millis { return 1770000000000 },
	}
}

var letter = mail.Message{
	To: netmail.Address{Name: "Ada “Q” Quíll", Address: "ada@example.org"}, Subject: "Straße frei: sign in — now\r\nBcc: all@example.org",
	Text: "Hello Ada,\n\n.\nhttps://example.org/newsroom/signin?link=bsl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
	HTML: "<p>Hello Äda</p>",
}

// TestPostfix sends through a real mail server, in the clear, by STARTTLS, by TLS, with a password; and reads what came.
func TestPostfix(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	withPassword := at(server, server.AuthPort)
	withPassword.Server.User, withPassword.Server.Password = server.User, server.Password
	fromTLS := at(server, server.TLSPort)
	fromTLS.Server.TLS = mail.FromTLS
	inClear := at(server, server.Port)
	inClear.Server.TLS = mail.InClear
	unproven := at(server, server.Port) // on this machine a certificate of one's own will do
	unproven.Server.Roots = nil
	for name, p := range map[string]*mail.Post{"STARTTLS": at(server, server.Port), "TLS": fromTLS, "a password": withPassword, "the clear": inClear, "no known authority": unproven} {
		if err := p.Send(t.Context(), letter); err != nil {
			t.Errorf("by %s: %v", name, err)
		}
		if err := p.Try(t.Context()); err != nil {
			t.Errorf("by %s: %v", name, err)
		}
	}
	secured := 0
	for _, m := range server.Inbox(t, "ada@example.org", 5) {
		look(t, m)
		if strings.Contains(m.Header.Get("Received"), "TLS") {
			secured++
		}
	}
	if secured != 4 {
		t.Errorf("%d of 5 came over TLS", secured)
	}
	abroad := letter
	abroad.To.Address = "otto@bücher.example"
	if err := at(server, server.Port).Send(t.Context(), abroad); err != nil {
		t.Error(err)
	}
	server.Inbox(t, "otto@xn--bcher-kva.example", 1)
}

// look reads a message as a mail program would.
func look(t *testing.T, m *netmail.Message) {
	t.Helper()
	d := new(mime.WordDecoder)
	for name, want := range map[string]string{
		"Subject": "Straße frei: sign in — now Bcc: all@example.org", "Auto-Submitted": "auto-generated", "Bcc": "", "User-Agent": "", "X-Mailer": "", "Mime-Version": "1.0",
		"Date": "Mon, 02 Feb 2026 02:40:00 +0000", "Precedence": "",
	} {
		if got, err := d.DecodeHeader(m.Header.Get(name)); got != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, want := range map[string]netmail.Address{"From": {Name: "Häfen & Söhne", Address: "news@example.org"}, "To": letter.To} {
		if all, err := m.Header.AddressList(name); err != nil || len(all) != 1 || *all[0] != want || len(m.Header[name]) != 1 {
			t.Errorf("%s: %v, %v", name, all, err)
		}
	}
	if id := m.Header.Get("Message-Id"); !strings.HasSuffix(id, "@example.org>") || len(id) < 30 {
		t.Errorf("the message's id is %s", id)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("it is %s, %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []struct{ kind, text string }{{"text/plain", letter.Text}, {"text/html", letter.HTML}} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(part))
		text := strings.ReplaceAll(string(b), "\r\n", "\n")
		if k := part.Header.Get("Content-Type"); !strings.HasPrefix(k, want.kind) || strings.TrimRight(text, "\n") != strings.TrimRight(want.text, "\n") || err != nil {
			t.Errorf("%s: %q, %v", k, text, err)
		}
	}
	if _, err := parts.NextPart(); err != io.EOF {
		t.Errorf("there is more: %v", err)
	}
}

// TestRefusals says what is wrong with a mail server in sentences, and tells what is for good from what may be tried again.
func TestRefusals(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	for name, c := range map[string]struct {
		spoil func(*mail.Post, *mail.Message)
		code  news.Code
		says  string
	}{
		"nobody of that name": {func(_ *mail.Post, m *mail.Message) { m.To.Address = "gone@example.org" }, news.CodeInvalid, "there is nobody of that name"},
		"somebody elsewhere":  {func(_ *mail.Post, m *mail.Message) { m.To.Address = "ada@example.com" }, news.CodeInvalid, "Relay access denied"},
		"not now":             {func(_ *mail.Post, m *mail.Message) { m.To.Address = "later@example.org" }, news.CodeUnavailable, "come back later"},
		"no address":          {func(_ *mail.Post, m *mail.Message) { m.To.Address = "ada\r\nRCPT TO:<x@example.org>" }, news.CodeInvalid, "can’t be sent to"},
		"a wrong password": {func(p *mail.Post, _ *mail.Message) {
			p.Server.Port, p.Server.User, p.Server.Password = server.AuthPort, server.User, "secret-guess"
		}, news.CodeUnavailable, "refuses user or password"},
		"no password":          {func(p *mail.Post, _ *mail.Message) { p.Server.Port = server.AuthPort }, news.CodeInvalid, "Access denied"},
		"a password nowhere":   {func(p *mail.Post, _ *mail.Message) { p.Server.User, p.Server.Password = "a", "b" }, news.CodeUnavailable, "takes no user and password here"},
		"nobody answers":       {func(p *mail.Post, _ *mail.Message) { p.Server.Port = 1 }, news.CodeUnavailable, "doesn’t answer (connect: connection refused)"},
		"an unknown authority": {func(p *mail.Post, _ *mail.Message) { p.Server.Roots = x509.NewCertPool() }, news.CodeUnavailable, "certificate of nobody whom this machine believes"},
		"TLS, and it isn't":    {func(p *mail.Post, _ *mail.Message) { p.Server.TLS = mail.FromTLS }, news.CodeUnavailable, "write smtp:// and not smtps://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, m := at(server, server.Port), letter
			c.spoil(p, &m)
			err := p.Send(t.Context(), m)
			if news.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q: %v", news.CodeOf(err), err)
			}
			if err != nil && strings.Contains(err.Error(), "secret-guess") {
				t.Errorf("the password is told: %v", err)
			}
		})
	}
}

// TestSilence has a server that takes the call and says nothing, and one that offers no TLS elsewhere than here.
func TestSilence(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := &mail.Post{Server: mail.Server{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Time: 50 * time.Millisecond}, Now: func() news.Millis { return 0 }}
	if err := p.Try(t.Context()); news.CodeOf(err) != news.CodeUnavailable || !strings.Contains(err.Error(), "it took too long") {
		t.Errorf("%v", err)
	}
	p.Server.Time = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := p.Try(ctx); err == nil {
		t.Error("who stops waiting is made to wait")
	}
}
