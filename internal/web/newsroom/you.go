package newsroom

import (
	"encoding/json"
	"net/http"
	"net/url"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// waysPage is what a person's ways in are shown by: on You, and to a publisher.
type waysPage struct {
	site     ui.Site
	key      string
	person   news.Person // whose they are
	own      bool
	done     string
	refuses  string // why browsers use no passkeys here
	passkeys []news.Passkey
	codes    int
	codesAt  news.Millis
	sessions []news.Session
	tokens   []news.Token
	now      news.Millis
	is       func(news.Session) bool // the one that asks
}

// doneYou are what was done, in sentences.
var doneYou = map[string]string{
	"passkey": "The passkey is made. You can sign in with it from now on.", "removed": "The passkey is removed.",
	"ended": "The session is ended.", "revoked": "The token is revoked: the next request with it is refused.", "others": "All other sessions are ended.",
	"sessions": "All their sessions are ended.", "passkeys": "All their passkeys are removed.",
}

// lastWay says whether a passkey, when it goes, leaves no way in but a sign-in link.
func (p waysPage) lastWay() bool { return len(p.passkeys) <= 1 && p.codes == 0 }

func (v *visit) waysOf(of news.Person) (p waysPage, err error) {
	ctx := v.r.Context()
	sections, err := v.Store.Sections(ctx, v.paper.ID)
	if err != nil {
		return p, err
	}
	p = waysPage{site: v.site(v.paper, sections), key: account.FormKey(v.secret), person: of, own: of.ID == v.person.ID,
		done: doneYou[v.r.URL.Query().Get("done")], refuses: v.place().RefusesPasskeys(),
		is: func(s news.Session) bool { return v.Sessions.IsOf(s, v.secret) }}
	if p.passkeys, err = v.Accounts.Passkeys(ctx, v.paper.ID, of.ID); err != nil {
		return p, err
	}
	if p.codes, p.codesAt, err = v.Accounts.RecoveryCodes(ctx, v.paper.ID, of.ID); err != nil {
		return p, err
	}
	if p.sessions, err = v.Sessions.Of(ctx, v.paper.ID, of.ID); err != nil {
		return p, err
	}
	p.now = v.Now()
	p.tokens, err = v.Accounts.Tokens(ctx, v.paper.ID, of.ID)
	return p, err
}

// you shows somebody their ways in and their sessions.
func (v *visit) you() error {
	p, err := v.waysOf(v.person)
	if err != nil {
		return err
	}
	if p.refuses == "" {
		v.script = "door.js"
	}
	return v.write(http.StatusOK, "You", p.site.Sections, youView(p))
}

// askNewPasskey answers what a browser is to make.
func (v *visit) askNewPasskey() error {
	options, err := v.Accounts.BeginPasskey(v.r.Context(), v.place(), v.person)
	return v.reply(json.RawMessage(options), err)
}

// addPasskey keeps what it has made.
func (v *visit) addPasskey() error {
	a, err := readKeyAnswer(v.r.Body)
	if err == nil {
		err = v.Accounts.AddPasskey(v.r.Context(), v.place(), v.person, a.Name, a.Answer, v.doer())
	}
	return v.reply(map[string]string{"to": "/newsroom/you?done=passkey"}, err)
}

// removePasskey removes a passkey; when it is the last way in, it asks first.
func (v *visit) removePasskey() error {
	id := v.r.PostFormValue("id")
	p, err := v.waysOf(v.person)
	if err != nil {
		return err
	}
	for _, k := range p.passkeys {
		if k.ID == id && p.lastWay() && v.r.PostFormValue("sure") == "" {
			return v.write(http.StatusOK, "Remove the passkey?", p.site.Sections, lastWayView(p.key, k))
		}
	}
	if err := v.Accounts.RemovePasskey(v.r.Context(), v.paper.ID, v.person.ID, id, v.doer()); err != nil {
		return err
	}
	return v.move("/newsroom/you?done=removed")
}

// newCodes makes recovery codes and shows them, this once.
func (v *visit) newCodes() error {
	codes, err := v.Accounts.NewRecoveryCodes(v.r.Context(), v.paper.ID, v.person.ID, v.doer())
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, "Your recovery codes", codesView(v.paper.Name, v.person.Email, codes))
}

// endSession ends one of somebody's own sessions, or all but this one.
func (v *visit) endSession() error {
	if v.r.PostFormValue("others") != "" {
		if err := v.Sessions.EndOthers(v.r.Context(), v.paper.ID, v.person.ID, v.secret, v.doer()); err != nil {
			return err
		}
		return v.move("/newsroom/you?done=others")
	}
	if err := v.Sessions.EndOne(v.r.Context(), v.paper.ID, v.person.ID, v.r.PostFormValue("session"), v.doer()); err != nil {
		return err
	}
	return v.move("/newsroom/you?done=ended")
}

// other finds the person of the address, for somebody who may end their sessions.
func (v *visit) other() (news.Person, error) {
	id := v.r.PathValue("id")
	if err := desk.MayEndStays(v.actor(), id); err != nil {
		return news.Person{}, err
	}
	return v.Store.Person(v.r.Context(), v.paper.ID, id)
}

// sessionsOf shows a publisher a person's sessions and passkeys.
func (v *visit) sessionsOf() error {
	of, err := v.other()
	if err != nil {
		return err
	}
	p, err := v.waysOf(of)
	if err != nil {
		return err
	}
	return v.write(http.StatusOK, "The sessions of "+of.Name, p.site.Sections, sessionsOfView(p))
}

// endSessionsOf ends a person's sessions, or removes their passkeys and recovery codes.
func (v *visit) endSessionsOf() error {
	of, err := v.other()
	if err != nil {
		return err
	}
	done := "sessions"
	switch v.r.PostFormValue("what") {
	case "sessions":
		err = v.Sessions.EndOthers(v.r.Context(), v.paper.ID, of.ID, "", v.doer())
	case "passkeys":
		done = "passkeys"
		err = v.Accounts.RemoveWays(v.r.Context(), v.paper.ID, of.ID, v.doer())
	default:
		err = news.Invalid("what", "say what is to end: sessions or passkeys")
	}
	if err != nil {
		return err
	}
	return v.move("/newsroom/people/" + url.PathEscape(of.ID) + "/sessions?done=" + done)
}

// wayWords says how somebody came in.
func wayWords(way string) string {
	switch way {
	case "passkey":
		return "by a passkey"
	case "recovery":
		return "by a recovery code"
	}
	return "by a sign-in link"
}
