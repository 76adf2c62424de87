package newsroom

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/account"
	"broadsheet/internal/manuscript"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// Store is what the newsroom's pages read.
type Store interface {
	Sections(ctx context.Context, paper string) ([]news.Section, error)
	Articles(ctx context.Context, paper string, f news.DeskFilter, after news.After, limit int) ([]news.DeskItem, error)
	Moves(ctx context.Context, paper string, articles []string) (map[string]news.Move, error)
	Read(ctx context.Context, paper, id string, n int) (news.Article, news.Version, error)
	Versions(ctx context.Context, paper, article string, afterN, limit int) ([]news.Version, error)
	View(ctx context.Context, paper string, fn func(news.View) error) error
	People(ctx context.Context, paper, after string, limit int) ([]news.Person, error)
	Person(ctx context.Context, paper, slugOrID string) (news.Person, error)
	Preferences(ctx context.Context, paper, person string) ([]news.Preference, error)
	PutPreference(ctx context.Context, paper, person string, p news.Preference) error
	DropPreference(ctx context.Context, paper, person, name string) error
	Entries(ctx context.Context, paper string, after int64, limit int) ([]news.Entry, error)
	EntriesAbout(ctx context.Context, paper, subject string) ([]news.Entry, error)
	LastSeq(ctx context.Context) (int64, error)
	Subscribe() (wake <-chan struct{}, cancel func())
	Audit(ctx context.Context, paper string, f news.AuditFilter, before int64, limit int) ([]news.AuditRow, error)
	SettingsStore
}

// Accounts let people in. UseLink says whether its link is for filing alone, and answers CodeUnauthenticated for one that
// is not known or no longer good.
type Accounts interface {
	UseLink(ctx context.Context, paper, secret string) (p news.Person, filing bool, err error)
	CreateLink(ctx context.Context, paper, email string, by news.Doer) (string, error)
	CreateFilingLink(ctx context.Context, paper, email string, by news.Doer) (string, error)
	Mails() bool // whether links can be sent by mail
	AskLink(ctx context.Context, paper, email, address string, by news.Doer) error
	Invite(ctx context.Context, paper, email string, why account.LinkFor, by news.Doer) error
	CreateToken(ctx context.Context, paper string, n account.NewToken) (string, error)
	Tokens(ctx context.Context, paper, person string) ([]news.Token, error)
	Revoke(ctx context.Context, paper, person, hash string, by news.Doer) error
	// Passkeys and recovery codes: see package account.
	BeginPasskey(ctx context.Context, at account.Place, p news.Person) ([]byte, error)
	AddPasskey(ctx context.Context, at account.Place, p news.Person, name string, answer []byte, by news.Doer) error
	AskPasskey(ctx context.Context, at account.Place, address string) ([]byte, error)
	UsePasskey(ctx context.Context, at account.Place, email string, answer []byte, by news.Doer) (news.Person, error)
	Passkeys(ctx context.Context, paper, person string) ([]news.Passkey, error)
	RemovePasskey(ctx context.Context, paper, person, id string, by news.Doer) error
	NewRecoveryCodes(ctx context.Context, paper, person string, by news.Doer) ([]string, error)
	RecoveryCodes(ctx context.Context, paper, person string) (left int, made news.Millis, err error)
	UseRecoveryCode(ctx context.Context, paper, email, code, address string, by news.Doer) (news.Person, error)
	RemoveWays(ctx context.Context, paper, person string, by news.Doer) error
}

// Newsroom serves everything under /newsroom/; web.WithPaper has found the paper.
type Newsroom struct {
	Store    Store
	Accounts Accounts
	Sessions account.Sessions
	Now      func() news.Millis
	Served   string // the address served, for papers that have no URL of their own

	Desk        Desk
	Pages       Pages // makes previews
	FrontStore  FrontStore
	FrontPages  FrontPages
	Library     Library
	Intake      Intake
	MaxPicture  int64                                // bytes of a picture's file
	Manuscripts *manuscript.Room                     // copy that is being written
	Wait        func(ctx context.Context, seq int64) // waits a moment until the public's pages show a ledger entry; nil: doesn't
	Stopping    <-chan struct{}                      // closed when the server is to stop: open sockets end
	MaxBody     int                                  // bytes of an article's body
	Log         *slog.Logger                         // nil: nothing is logged

	TrustProxy bool // a proxy in front says in X-Forwarded-Proto how the reader came

	counts counts
}

// cookie is the name of the session's cookie.
const cookie = "broadsheet_session"

// visit is one request.
type visit struct {
	*Newsroom
	w      http.ResponseWriter
	r      *http.Request
	paper  news.Paper
	secret string
	person news.Person       // zero: nobody is signed in
	script string            // what the screen runs beside the frame's, such as door.js
	err    error             // of what answered it
	names  map[string]string // people's, by id, as far as they were looked up
	prefs  map[string]string // the person's preferences, once looked up
	frames bool              // the screen shows pages in frames

	filing  bool // the session is for filing alone
	mayFile bool // the screen is one that such a session may see
}

// ServeHTTP serves a request.
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.Adapt(n.serve, n.tell).ServeHTTP(w, r)
}

func (n *Newsroom) serve(w http.ResponseWriter, r *http.Request) error {
	guard(w.Header(), r)
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return news.Errorf(news.CodeForbidden, "", "the request came from another site; go back to the newsroom and try again")
	}
	return (&visit{Newsroom: n, w: w, r: r, paper: web.PaperOf(r.Context())}).route()
}

func (v *visit) unknown() error {
	return v.page(http.StatusNotFound, "Page not found", notice("We can’t find that page", "The newsroom has no page at this address.", "/newsroom/", "My desk"))
}

func isRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// guard sets the headers that every page of the newsroom has: nothing of it is kept by caches or shown in frames.
func guard(h http.Header, r *http.Request) {
	style := styles(news.Paper{})
	if p, ok := web.FindPaper(r.Context()); ok {
		style = styles(p)
	}
	h.Set("Content-Security-Policy", "default-src 'none'; style-src "+style+"; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin") // the sign-in link stands in an address
	h.Set("X-Robots-Tag", "noindex, nofollow")
	if r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// guardScripts lets a screen run the scripts that bear a nonce, and those talk to the server.
func guardScripts(h http.Header, nonce string) {
	h.Set("Content-Security-Policy", "script-src 'nonce-"+nonce+"'; connect-src 'self'; "+h.Get("Content-Security-Policy"))
}

// as lets do run for somebody who is signed in; a form must carry the session's key.
func (v *visit) as(do func() error) error {
	if c, err := v.r.Cookie(cookie); err == nil {
		v.secret = c.Value
	}
	person, filing, err := v.Sessions.Stay(v.r.Context(), v.paper.ID, v.secret)
	if news.CodeOf(err) == news.CodeUnauthenticated && v.r.URL.Path == filingPath && !isRead(v.r) {
		return v.fileSignedOut()
	}
	if news.CodeOf(err) == news.CodeUnauthenticated {
		p := signInPage{wrong: "You are not signed in."}
		if isRead(v.r) {
			p.to = v.r.URL.RequestURI()
		}
		return v.waysIn(http.StatusUnauthorized, p)
	}
	if err != nil {
		return err
	}
	if filing {
		person.Role, v.filing = news.Reporter, true
		if !v.mayFile && isRead(v.r) {
			return v.move(filingPath)
		}
		if !v.mayFile {
			return news.Errorf(news.CodeForbidden, "", "you came in by a link for filing alone; ask the desk for a sign-in link to do more")
		}
	}
	v.person = person
	if err := v.tooLarge(); err != nil {
		return err
	}
	if !isRead(v.r) && subtle.ConstantTimeCompare([]byte(v.formKey()), []byte(account.FormKey(v.secret))) != 1 {
		if v.r.URL.Path == filingPath {
			return v.fileAgain(http.StatusForbidden, map[string]string{"": "The form was one of an earlier session. Press “File it” again."})
		}
		return news.Errorf(news.CodeForbidden, "", "the form is not one of this session's; go back to the newsroom, load the page again and repeat")
	}
	return do()
}

// formKey is the key that a request carries: in a header where a script sends it, else in its form.
func (v *visit) formKey() string {
	if key := v.r.Header.Get("X-Form-Key"); key != "" {
		return key
	}
	return v.r.PostFormValue("key")
}

// secure says whether the reader came by https.
func (v *visit) secure() bool {
	return v.r.TLS != nil || strings.HasPrefix(v.paper.URL, "https://") || v.TrustProxy && v.r.Header.Get("X-Forwarded-Proto") == "https"
}

func (v *visit) setCookie(value string, life int) {
	http.SetCookie(v.w, &http.Cookie{Name: cookie, Value: value, Path: "/newsroom/", MaxAge: life, HttpOnly: true, Secure: v.secure(), SameSite: http.SameSiteLaxMode})
}

func (v *visit) move(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// page writes a whole page around content.
func (v *visit) page(status int, title string, content templ.Component) error {
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	return v.write(status, title, sections, content)
}

func (n *Newsroom) site(p news.Paper, sections []news.Section) ui.Site {
	return ui.Site{Paper: p, Base: web.BaseURL(p, n.Served), Now: n.Now().Time(), Dates: ui.NewDates(p), Sections: news.InUse(sections)}
}

// write writes a page in the newsroom's own frame.
func (v *visit) write(status int, title string, sections []news.Section, content templ.Component) error {
	var b bytes.Buffer
	site := v.site(v.paper, sections)
	f := framePage{site: site, title: title, person: v.person, path: v.r.URL.Path}
	if v.script != "" {
		f.scripts = append(f.scripts, v.script)
	}
	if v.person.ID != "" {
		prefs, err := v.preferences()
		if err != nil {
			return err
		}
		f.key, f.lettersOff = account.FormKey(v.secret), prefs[lettersOff] == "off"
		f.scripts = append(f.scripts, "frame.js")
	}
	if f.scripts != nil {
		f.nonce = rand.Text()
		guardScripts(v.w.Header(), f.nonce)
	}
	if v.frames {
		h := v.w.Header()
		h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; frame-src 'self'")
	}
	page := frame(f)
	if err := page.Render(templ.WithChildren(v.r.Context(), content), &b); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, err := b.WriteTo(v.w)
	return err
}

// tell writes the page of a failure. It looks nothing up: the store may be what failed.
func (n *Newsroom) tell(w http.ResponseWriter, r *http.Request, f web.Failure) {
	guard(w.Header(), r)
	sentence := "The fault is ours and has been noted under " + f.Request + ". Please try again."
	if len(f.Problems) > 0 {
		sentence = f.Problems[0].Message
	}
	v := &visit{Newsroom: n, w: w, r: r, paper: web.PaperOf(r.Context())}
	_ = v.write(f.Status, "That didn’t work", nil, notice("That didn’t work", sentence, "/newsroom/", "Back to my desk")) // nobody is left to tell
}
