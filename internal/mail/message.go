package mail

import (
	"bytes"
	"crypto/rand"
	"net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"broadsheet/internal/news"
)

// Message is a message to one person. HTML says the same as Text, for programs that show it.
type Message struct {
	To      mail.Address
	Subject string
	Text    string
	HTML    string
}

// write writes a message as it is sent.
func (m Message) write(from mail.Address, at news.Millis) ([]byte, error) {
	g := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	if err := g.FromFormat(line(from.Name), overWire(from.Address)); err != nil {
		return nil, news.Invalid("mail-from", "%q can’t be sent from (%v)", from.Address, err)
	}
	if err := g.AddToFormat(line(m.To.Name), overWire(m.To.Address)); err != nil {
		return nil, news.Invalid("email", "%q can’t be sent to (%v)", m.To.Address, err)
	}
	g.Subject(line(m.Subject))
	g.SetDateWithValue(at.Time().UTC())
	g.SetMessageIDWithValue(rand.Text() + "@" + domainOf(overWire(from.Address)))
	g.SetGenHeader("Auto-Submitted", "auto-generated") // so that nobody's holiday answers (RFC 3834)
	g.SetGenHeader("X-Auto-Response-Suppress", "All")  // and nobody's Exchange
	g.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		g.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	var b bytes.Buffer
	_, err := g.WriteTo(&b)
	return b.Bytes(), err
}

// line makes one line of a text: nothing may begin another header.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
}

// overWire is an address with its host as the network knows it: bücher.example is xn--bcher-kva.example there.
func overWire(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	host, err := idna.Lookup.ToASCII(address[at+1:])
	if err != nil {
		return address
	}
	return address[:at+1] + host
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
