package newsroom

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// filingPath is where copy is filed without scripts.
const filingPath = "/newsroom/file"

// filingPage is a page for a bad connection: it fetches nothing beside itself, and is small.
type filingPage struct {
	site     ui.Site
	nonce    string // of its style
	key      string
	token    string // names this filing: sent twice, it is done once
	person   string
	only     bool // the session is for filing alone
	done     *news.DeskItem
	filed    []news.DeskItem
	wrong    map[string]string // by field
	headline string
	section  string
	text     string
	submit   bool
}

// filingRoutes registers filing without scripts: what a session for filing alone may do, with signing out.
func filingRoutes(mux *table) {
	for pattern, do := range map[string]func(*visit) error{
		"GET " + filingPath: (*visit).fileForm, "POST " + filingPath: (*visit).fileText, "GET " + filingPath + "/{id}": (*visit).fileForm,
		"POST /newsroom/signout": (*visit).signOut,
	} {
		mux.add(pattern, func(v *visit) error {
			v.mayFile = true
			return v.as(func() error { return do(v) })
		})
	}
}

// shownFiled is how many articles the page lists.
const shownFiled = 10

func (v *visit) filingPage() (p filingPage, err error) {
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return p, err
	}
	p = filingPage{site: v.site(v.paper, sections), nonce: rand.Text(), key: account.FormKey(v.secret), token: rand.Text(), person: v.person.Name, only: v.filing}
	p.filed, err = v.Store.Articles(v.r.Context(), v.paper.ID, news.DeskFilter{Owner: v.person.ID}, news.After{}, shownFiled)
	for i := range p.filed {
		if p.filed[i].ID == v.r.PathValue("id") {
			p.done = &p.filed[i]
		}
	}
	return p, err
}

func (v *visit) fileForm() error {
	p, err := v.filingPage()
	if err != nil {
		return err
	}
	return v.showFiling(http.StatusOK, p)
}

func (v *visit) showFiling(status int, p filingPage) error {
	var b bytes.Buffer
	if err := filingView(p).Render(v.r.Context(), &b); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'nonce-"+p.nonce+"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, err := b.WriteTo(v.w)
	return err
}

// fileText files what was typed. Whoever's connection broke before the answer came sends it again, and it is filed once.
func (v *visit) fileText() error {
	value := v.r.PostFormValue
	headline, section, text, submit := value("headline"), value("section"), value("text"), value("submit") != ""
	token := value("token")
	markup := paragraphs(text)
	c, err := v.Desk.Check(desk.Filing{Headline: &headline, Section: &section, BodyHTML: &markup})
	if err == nil && (len(token) < 16 || len(token) > 64 || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "") {
		err = news.Invalid("", "the form has lost its number; press “File it” again")
	}
	sum := sha256.Sum256([]byte(headline + "\x00" + section + "\x00" + text))
	request := hex.EncodeToString(sum[:])
	var id string
	if err == nil {
		err = v.do(func(w *desk.Work) error {
			key := "filing " + token
			if kept, err := w.Answered(key); err == nil {
				if kept.Request != request {
					return news.Invalid("", "this form has filed other copy already; it is below. Press “File it” again to file this as well")
				}
				return json.Unmarshal(kept.Body, &id)
			} else if news.CodeOf(err) != news.CodeNotFound {
				return err
			}
			r, err := w.File(c)
			if err == nil && submit {
				r, err = w.Submit(r.Article.ID, 0)
			}
			if err != nil {
				return err
			}
			id = r.Article.ID
			answer, err := json.Marshal(id)
			if err != nil {
				return err
			}
			return w.KeepAnswer(key, news.Answer{Request: request, Status: http.StatusSeeOther, Body: answer})
		})
	}
	if err == nil {
		return v.move(filingPath + "/" + id)
	}
	problems := news.Problems(err)
	if len(problems) == 0 {
		return err
	}
	wrong := map[string]string{}
	for _, x := range problems {
		name := map[string]string{"headline": "headline", "section": "section", "body_html": "text", "body": "text"}[x.Field]
		wrong[name] = strings.ToUpper(x.Message[:1]) + strings.TrimSuffix(x.Message[1:], ".") + "."
	}
	return v.fileAgain(web.Status(err), wrong)
}

// fileAgain shows the form with everything that was typed, and what is wrong with it.
func (v *visit) fileAgain(status int, wrong map[string]string) error {
	p, err := v.filingPage()
	if err != nil {
		return err
	}
	p.headline, p.section, p.text, p.submit = v.r.PostFormValue("headline"), v.r.PostFormValue("section"), v.r.PostFormValue("text"), v.r.PostFormValue("submit") != ""
	p.wrong = wrong
	return v.showFiling(status, p)
}

// fileSignedOut gives copy back that somebody sent after their session had ended.
func (v *visit) fileSignedOut() error {
	return v.page(http.StatusUnauthorized, "Sign in", unfiledView(v.r.PostFormValue("headline"), v.r.PostFormValue("text")))
}

// paragraphs makes a body of what was typed: a blank line ends a paragraph, or each line does where there is none.
func paragraphs(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
	parts := blankLines.Split(text, -1)
	if len(parts) == 1 {
		parts = strings.Split(text, "\n")
	}
	var b strings.Builder
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>") + "</p>")
		}
	}
	return b.String()
}

var blankLines = regexp.MustCompile(`\n[ \t]*\n\s*`)

// filingTied ties a control to what is wrong with it.
func filingTied(p filingPage, field string) templ.Attributes {
	if p.wrong[field] == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "wrong-" + field}
}

// filedState is where an article is, for whoever filed it.
func filedState(s news.State) string {
	switch s {
	case news.Draft:
		return "a draft"
	case news.Submitted:
		return "with the desk"
	case news.Ready:
		return "ready to go out"
	case news.Scheduled:
		return "scheduled"
	case news.Live, news.Corrected:
		return "published"
	}
	return "not published"
}
