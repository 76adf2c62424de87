package account

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"broadsheet/internal/news"
)

// Keys is what passkeys ask of the store.
type Keys interface {
	PutPasskey(ctx context.Context, k news.Passkey, by news.Doer) error
	Passkeys(ctx context.Context, paper, person string) ([]news.Passkey, error)
	Passkey(ctx context.Context, paper, id string) (news.Passkey, error)
	UsePasskey(ctx context.Context, k news.Passkey, credential string, now news.Millis) error
	DeletePasskey(ctx context.Context, paper, person, id string, by news.Doer) error
	DeletePasskeysOf(ctx context.Context, paper, person string, by news.Doer) error
	PutChallenge(ctx context.Context, c news.Challenge) error
	UseChallenge(ctx context.Context, hash string) (news.Challenge, error)
}

// Bounds of passkeys.
const (
	challengeLife  = 5 * 60 * 1000 // milliseconds
	maxPasskeys    = 20            // of a person
	maxPasskeyName = 60            // characters
	MaxKeyAnswer   = 64 << 10      // bytes of what a browser answers
)

// holder of passkeys, as the library asks for one.
type keyHolder struct {
	person news.Person
	keys   []webauthn.Credential
}

func (h keyHolder) WebAuthnID() []byte                         { return []byte(h.person.ID) }
func (h keyHolder) WebAuthnName() string                       { return h.person.Email }
func (h keyHolder) WebAuthnDisplayName() string                { return h.person.Name }
func (h keyHolder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// BeginPasskey returns what a browser is asked, in JSON, to make a passkey for somebody. Errors: CodeConflict where no
// passkeys can be used, and when the person has as many as anybody may.
func (a *Accounts) BeginPasskey(ctx context.Context, at Place, p news.Person) ([]byte, error) {
	w, err := at.party()
	if err != nil {
		return nil, err
	}
	h, err := a.holder(ctx, at.Paper.ID, p)
	if err != nil {
		return nil, err
	}
	if len(h.keys) >= maxPasskeys {
		return nil, news.Errorf(news.CodeConflict, "passkey", "you have %d passkeys, and nobody may have more; remove one first", len(h.keys))
	}
	options, session, err := w.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return nil, err
	}
	return a.ask(ctx, at.Paper.ID, p.ID, options.Response, session)
}

// ask keeps a challenge and returns what the browser is asked.
func (a *Accounts) ask(ctx context.Context, paper, person string, options any, session *webauthn.SessionData) ([]byte, error) {
	data, err := json.Marshal(session)
	if err != nil {
		return nil, err
	}
	c := news.Challenge{Hash: hashOf(session.Challenge), Paper: paper, Person: person, Data: string(data), ExpiresAt: a.now() + challengeLife}
	if err := a.store.PutChallenge(ctx, c); err != nil {
		return nil, err
	}
	return json.Marshal(options)
}

// asked uses up the challenge that an answer of a browser's is to.
func (a *Accounts) asked(ctx context.Context, paper, person, challenge string) (session webauthn.SessionData, err error) {
	over := news.Errorf(news.CodeUnauthenticated, "passkey", "the question has been answered already, or more than five minutes ago; try again")
	c, err := a.store.UseChallenge(ctx, hashOf(challenge))
	switch {
	case news.CodeOf(err) == news.CodeNotFound:
		return session, over
	case err != nil:
		return session, err
	}
	if left := c.ExpiresAt - a.now(); c.Paper != paper || c.Person != person || left <= 0 || left > challengeLife {
		return session, over // more is left than it was made with: the clock has been set back
	}
	return session, json.Unmarshal([]byte(c.Data), &session)
}

// AddPasskey keeps the passkey that a browser has made for somebody. Errors: CodeInvalid when the answer can't be read or
// the name is none, CodeUnauthenticated when it is not an answer to what was asked.
func (a *Accounts) AddPasskey(ctx context.Context, at Place, p news.Person, name string, answer []byte, by news.Doer) error {
	if name = strings.Join(strings.Fields(name), " "); name == "" {
		name = "Passkey"
	}
	if n := len([]rune(name)); n > maxPasskeyName {
		return news.Invalid("name", "has %d characters and may have %d; shorten it", n, maxPasskeyName)
	}
	if strings.ContainsFunc(name, isControl) {
		return news.Invalid("name", "holds a character that can’t be shown; type the name anew")
	}
	w, err := at.party()
	if err != nil {
		return err
	}
	parsed, err := readMade(answer)
	if err != nil {
		return err
	}
	session, err := a.asked(ctx, at.Paper.ID, p.ID, parsed.Response.CollectedClientData.Challenge)
	if err != nil {
		return err
	}
	c, err := w.CreateCredential(keyHolder{person: p}, session, parsed)
	if err != nil {
		return news.Errorf(news.CodeUnauthenticated, "passkey", "the browser’s answer is not one to what this page asked; load the page again and repeat")
	}
	c.Attestation = webauthn.CredentialAttestation{} // who made the device is nothing that we ask
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return a.store.PutPasskey(ctx, news.Passkey{Paper: at.Paper.ID, ID: keyID(c.ID), Person: p.ID, Name: name, Credential: string(data), CreatedAt: a.now()}, by)
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }

// readMade reads a browser's answer that makes a passkey. Who made the device is not asked for, so no certificates are
// taken: they are the part of the form in which most can go wrong.
func readMade(answer []byte) (*protocol.ParsedCredentialCreationData, error) {
	unreadable := news.Invalid("passkey", "the browser’s answer can’t be read; load the page again and repeat")
	if len(answer) > MaxKeyAnswer {
		return nil, unreadable
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, unreadable
	}
	o := parsed.Response.AttestationObject
	if _, certified := o.AttStatement["x5c"]; o.Format != "none" && (o.Format != "packed" || certified) {
		return nil, news.Invalid("passkey", "the browser sent a certificate that nobody asked for; use another browser, or another device")
	}
	return parsed, nil
}

func readUsed(answer []byte) (*protocol.ParsedCredentialAssertionData, error) {
	unreadable := news.Invalid("passkey", "the browser’s answer can’t be read; load the page again and repeat")
	if len(answer) > MaxKeyAnswer {
		return nil, unreadable
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, unreadable
	}
	return parsed, nil
}

func keyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// holder reads somebody's passkeys.
func (a *Accounts) holder(ctx context.Context, paper string, p news.Person) (h keyHolder, err error) {
	h.person = p
	keys, err := a.store.Passkeys(ctx, paper, p.ID)
	for _, k := range keys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k.Credential), &c); err != nil {
			return h, err
		}
		h.keys = append(h.keys, c)
	}
	return h, err
}

// AskPasskey returns what a browser is asked, in JSON, to sign somebody in. It is the same whoever asks, so that it tells
// nobody who has a passkey.
func (a *Accounts) AskPasskey(ctx context.Context, at Place, address string) ([]byte, error) {
	w, err := at.party()
	if err != nil {
		return nil, err
	}
	if !a.asks.allow(a.now(), address) {
		return nil, news.Errorf(news.CodeTooMany, "passkey", "too many questions have been asked from your address; wait a minute")
	}
	options, session, err := w.BeginDiscoverableLogin()
	if err != nil {
		return nil, err
	}
	return a.ask(ctx, at.Paper.ID, "", options.Response, session)
}

// UsePasskey returns who has signed what was asked. email may say who it ought to be. Errors: CodeInvalid when the answer
// can't be read, CodeUnauthenticated when it lets nobody in.
func (a *Accounts) UsePasskey(ctx context.Context, at Place, email string, answer []byte, by news.Doer) (news.Person, error) {
	p, err := a.usePasskey(ctx, at, email, answer)
	if news.CodeOf(err) == news.CodeUnauthenticated {
		a.refused(ctx, at.Paper.ID, p.ID, "passkey", by)
		p = news.Person{}
	}
	return p, err
}

// usePasskey returns the person also with an error, where it is known whose passkey it was.
func (a *Accounts) usePasskey(ctx context.Context, at Place, email string, answer []byte) (p news.Person, err error) {
	no := news.Errorf(news.CodeUnauthenticated, "passkey", "this passkey lets nobody in here; use another, a recovery code or a sign-in link")
	w, err := at.party()
	if err != nil {
		return p, err
	}
	parsed, err := readUsed(answer)
	if err != nil {
		return p, err
	}
	session, err := a.asked(ctx, at.Paper.ID, "", parsed.Response.CollectedClientData.Challenge)
	if err != nil {
		return p, err
	}
	k, err := a.store.Passkey(ctx, at.Paper.ID, keyID(parsed.RawID))
	if news.CodeOf(err) == news.CodeNotFound {
		return p, no
	}
	if err != nil {
		return p, err
	}
	var known webauthn.Credential
	if err := json.Unmarshal([]byte(k.Credential), &known); err != nil {
		return p, err
	}
	if p, err = a.store.Person(ctx, at.Paper.ID, k.Person); news.CodeOf(err) == news.CodeNotFound || err == nil && p.Role == "" {
		return p, no
	}
	if err != nil {
		return p, err
	}
	_, c, err := w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if !bytes.Equal(handle, []byte(p.ID)) {
			return nil, no
		}
		return keyHolder{person: p, keys: []webauthn.Credential{known}}, nil
	}, session, parsed)
	switch {
	case err != nil:
		return p, no
	case c.Authenticator.CloneWarning:
		return p, news.Errorf(news.CodeUnauthenticated, "passkey", "this passkey has counted backwards, as if it had been copied; sign in another way, and remove it")
	case strings.TrimSpace(email) != "" && !strings.EqualFold(strings.TrimSpace(email), p.Email):
		return p, news.Errorf(news.CodeUnauthenticated, "email", "the passkey is not that of this e-mail address; leave the address out, or choose the other passkey")
	}
	data, err := json.Marshal(c)
	if err != nil {
		return p, err
	}
	err = a.store.UsePasskey(ctx, k, string(data), a.now())
	if news.CodeOf(err) == news.CodeNotFound {
		return p, no
	}
	return p, err
}

// Passkeys lists somebody's passkeys.
func (a *Accounts) Passkeys(ctx context.Context, paper, person string) ([]news.Passkey, error) {
	return a.store.Passkeys(ctx, paper, person)
}

// RemovePasskey removes one of somebody's passkeys; it is no error when there is none.
func (a *Accounts) RemovePasskey(ctx context.Context, paper, person, id string, by news.Doer) error {
	return a.store.DeletePasskey(ctx, paper, person, id, by)
}

// RemoveWays removes all of somebody's passkeys and recovery codes.
func (a *Accounts) RemoveWays(ctx context.Context, paper, person string, by news.Doer) error {
	return errors.Join(a.store.DeletePasskeysOf(ctx, paper, person, by), a.store.PutRecoveryCodes(ctx, paper, person, nil, by))
}
