package newsroom

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// signInPage is what the sign-in page shows.
type signInPage struct {
	paper   string
	wrong   string // what didn't work
	email   string // as typed
	mails   bool   // links can be sent by mail
	refuses string // why browsers use no passkeys here
	to      string // where somebody wanted to go
}

// askToSignIn shows the ways in. A sign-in link gets a button that uses it up: following the link alone does nothing,
// because programs that look at every link in a message must not sign in with it.
func (v *visit) askToSignIn() error {
	if link := v.r.URL.Query().Get("link"); link != "" {
		return v.page(http.StatusOK, "Sign in", linkForm(v.paper.Name, link))
	}
	return v.waysIn(http.StatusOK, signInPage{to: v.r.URL.Query().Get("to")})
}

func (v *visit) waysIn(status int, p signInPage) error {
	p.paper, p.refuses, p.to = v.paper.Name, v.place().RefusesPasskeys(), inside(p.to)
	p.mails = v.Accounts.Mails()
	if p.refuses == "" {
		v.script = "door.js"
	}
	return v.page(status, "Sign in", signInView(p))
}

// inside returns an address of the newsroom's to go on to; anything else becomes My desk.
func inside(to string) string {
	if len(to) > 500 || !strings.HasPrefix(to, "/newsroom/") || strings.HasPrefix(to, "/newsroom/sign") || strings.ContainsAny(to, "\\\r\n\x00") || strings.Contains(to, "/..") {
		return "/newsroom/"
	}
	return to
}

// signIn uses the link up and begins a session.
func (v *visit) signIn() error {
	person, filing, err := v.Accounts.UseLink(v.r.Context(), v.paper.ID, v.r.PostFormValue("link"))
	if news.CodeOf(err) == news.CodeUnauthenticated {
		why := "It has been used already, or its time is over: a quarter of an hour for most, three days for an invitation. "
		if v.Accounts.Mails() {
			why += "Have a new one sent to you, or sign in another way."
		} else {
			why += "Whoever runs the server makes a new one: broadsheet person signin-link --email YOU@EXAMPLE.ORG"
		}
		return v.page(http.StatusUnauthorized, "Sign in", notice("That link can’t be used", why, "/newsroom/signin", "Sign in another way"))
	}
	if err != nil {
		return err
	}
	way, to := "link", v.wanted()
	if filing {
		way, to = account.WayFiling, filingPath
	}
	if err := v.begin(person, way); err != nil {
		return err
	}
	return v.move(to)
}

// useCode signs in by e-mail address and recovery code.
func (v *visit) useCode() error {
	p := signInPage{email: v.r.PostFormValue("email"), to: v.r.PostFormValue("to")}
	code := v.r.PostFormValue("code")
	if strings.TrimSpace(code) == "" || strings.TrimSpace(p.email) == "" {
		p.wrong = "Type your e-mail address and one of your recovery codes, or use a passkey."
		return v.waysIn(http.StatusUnprocessableEntity, p)
	}
	person, err := v.Accounts.UseRecoveryCode(v.r.Context(), v.paper.ID, p.email, code, v.address(), v.doer())
	if c := news.CodeOf(err); c == news.CodeUnauthenticated || c == news.CodeTooMany {
		p.wrong = sentenceOf(err)
		return v.waysIn(web.Status(err), p)
	}
	if err != nil {
		return err
	}
	if err := v.begin(person, "recovery"); err != nil {
		return err
	}
	return v.move(inside(p.to))
}

// askLink has a link sent by mail. The answer is the same whether or not anybody has the address, and so is what is done
// until it is given.
func (v *visit) askLink() error {
	p := signInPage{email: strings.TrimSpace(v.r.PostFormValue("email")), to: v.r.PostFormValue("to")}
	if !v.Accounts.Mails() {
		return v.unknown()
	}
	err := v.Accounts.AskLink(v.r.Context(), v.paper.ID, p.email, v.address(), v.doer())
	if len(news.Problems(err)) > 0 {
		p.wrong = sentenceOf(err)
		return v.waysIn(web.Status(err), p)
	}
	if err != nil {
		return err
	}
	v.remember(inside(p.to))
	return v.page(http.StatusOK, "Look into your mail", linkSentView(v.paper.Name, p.email))
}

// wantedCookie keeps where somebody wanted to go while they fetch the link from their mail. It stays in their browser: in
// the message it would let whoever asks for a link choose where its reader lands.
const wantedCookie = "broadsheet_wanted"

func (v *visit) remember(to string) {
	http.SetCookie(v.w, &http.Cookie{Name: wantedCookie, Value: url.QueryEscape(to), Path: "/newsroom/signin", MaxAge: 60 * 60, HttpOnly: true, Secure: v.secure(), SameSite: http.SameSiteLaxMode})
}

// wanted is where whoever comes by a link wanted to go, and forgets it.
func (v *visit) wanted() string {
	c, err := v.r.Cookie(wantedCookie)
	if err != nil {
		return "/newsroom/"
	}
	http.SetCookie(v.w, &http.Cookie{Name: wantedCookie, Path: "/newsroom/signin", MaxAge: -1, HttpOnly: true, Secure: v.secure(), SameSite: http.SameSiteLaxMode})
	to, _ := url.QueryUnescape(c.Value) // what can't be read leads to My desk
	return inside(to)
}

// askPasskey answers what a browser is to sign.
func (v *visit) askPasskey() error {
	options, err := v.Accounts.AskPasskey(v.r.Context(), v.place(), v.address())
	return v.reply(json.RawMessage(options), err)
}

// keyAnswer is what the script sends of a passkey.
type keyAnswer struct {
	Email  string          `json:"email"`
	Name   string          `json:"name"`
	To     string          `json:"to"`
	Answer json.RawMessage `json:"answer"`
}

// readKeyAnswer reads what the script sends. Errors: CodeInvalid, CodeTooLarge.
func readKeyAnswer(from io.Reader) (a keyAnswer, err error) {
	b, err := io.ReadAll(io.LimitReader(from, account.MaxKeyAnswer+1))
	switch {
	case err != nil:
		return a, err
	case len(b) > account.MaxKeyAnswer:
		return a, news.Errorf(news.CodeTooLarge, "passkey", "the browser’s answer is longer than %d bytes", account.MaxKeyAnswer)
	case json.Unmarshal(b, &a) != nil:
		return a, news.Invalid("passkey", "the browser’s answer can’t be read; load the page again and repeat")
	}
	return a, nil
}

// usePasskey signs in whoever has signed.
func (v *visit) usePasskey() error {
	a, err := readKeyAnswer(v.r.Body)
	if err != nil {
		return v.reply(nil, err)
	}
	person, err := v.Accounts.UsePasskey(v.r.Context(), v.place(), a.Email, a.Answer, v.doer())
	if err == nil {
		err = v.begin(person, "passkey")
	}
	return v.reply(map[string]string{"to": inside(a.To)}, err)
}

// reply answers the script: with a value, or with an error that it may be told.
func (v *visit) reply(value any, err error) error {
	if err == nil {
		return v.json(http.StatusOK, value)
	}
	if len(news.Problems(err)) == 0 {
		return err
	}
	return v.json(web.Status(err), map[string]string{"error": sentenceOf(err)})
}

// begin begins a person's session in this browser, and ends the one that was there.
func (v *visit) begin(person news.Person, way string) error {
	if c, err := v.r.Cookie(cookie); err == nil {
		if was, err := v.Sessions.Person(v.r.Context(), v.paper.ID, c.Value); err == nil {
			if err := v.Sessions.End(v.r.Context(), v.paper.ID, news.Doer{Person: was.ID, Network: v.doer().Network}, c.Value); err != nil {
				return err
			}
		}
	}
	secret, err := v.Sessions.Start(v.r.Context(), v.paper.ID, person.ID, account.Arrival{Way: way, Agent: v.r.UserAgent(), Network: v.doer().Network})
	if err == nil {
		v.setCookie(secret, 90*24*60*60)
	}
	return err
}

func (v *visit) signOut() error {
	if err := v.Sessions.End(v.r.Context(), v.paper.ID, v.doer(), v.secret); err != nil {
		return err
	}
	v.setCookie("", -1)
	v.person = news.Person{}
	return v.page(http.StatusOK, "Signed out", notice("You are signed out", "Thank you for your work on the paper.", "/", "To the front page"))
}

// address is where the browser is.
func (v *visit) address() string { return web.ClientAddress(v.r, v.TrustProxy) }

// doer is who asks, and from which network.
func (v *visit) doer() news.Doer {
	return news.Doer{Person: v.person.ID, Network: account.Network(v.address())}
}

// place is where the browser is, as passkeys see it.
func (v *visit) place() account.Place {
	scheme := "http"
	if v.secure() {
		scheme = "https"
	}
	return account.Place{Paper: v.paper, Scheme: scheme, Host: v.r.Host}
}
