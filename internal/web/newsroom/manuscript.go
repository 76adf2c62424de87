package newsroom

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/manuscript"
	"broadsheet/internal/manuscript/steps"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
	uiroom "broadsheet/ui/newsroom"
)

// Desk is what the newsroom has the desk do.
type Desk interface {
	Check(f desk.Filing) (desk.Checked, error)
	Do(ctx context.Context, paper string, by news.Actor, fn func(*desk.Work) error) ([]news.Entry, error)
	// TryManuscript says what would come of publishing a manuscript.
	TryManuscript(ctx context.Context, paper string, by news.Actor, cut news.Cut) (desk.Trial, error)
	CheckStyle(ctx context.Context, paper, article string, passages []desk.Passage) ([]desk.StyleHit, error)
	TryRule(ctx context.Context, paper string, by news.Actor, r news.Rule) (desk.RuleTrial, error)
}

// actor is who asks.
func (v *visit) actor() news.Actor { return news.Actor{Person: v.person.ID, Role: v.person.Role} }

// fileNew files a draft with the headline that My desk's form has, and opens it.
func (v *visit) fileNew() error {
	headline, section := v.r.PostFormValue("headline"), v.r.PostFormValue("section")
	if section == "" { // the command palette asks for a headline alone
		sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
		if err == nil {
			section, err = v.presetSection(sections)
		}
		if err != nil {
			return err
		}
	}
	f := desk.Filing{Headline: &headline, Section: &section}
	if kind := news.Kind(v.r.PostFormValue("kind")); kind != "" { // the palette asks for none
		f.Kind = &kind
	}
	c, err := v.Desk.Check(f)
	if err != nil {
		return err
	}
	var made desk.Result
	_, err = v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), func(w *desk.Work) (err error) {
		made, err = w.File(c)
		return err
	})
	if err != nil {
		return err
	}
	return v.move("/newsroom/article/" + made.Article.ID)
}

// articlePath is where articles are edited.
const articlePath = "/newsroom/article/"

// articleRoutes registers what lies under an article's address.
func articleRoutes(in func(string, func(*visit) error)) {
	at := func(method, what string, do func(v *visit, id string) error) {
		in(method+" "+articlePath+"{id}"+what, func(v *visit) error {
			id := v.r.PathValue("id")
			if len(id) > 100 {
				return v.unknown()
			}
			return do(v, id)
		})
	}
	at("GET", "", (*visit).editor)
	at("GET", "/live", (*visit).live)
	at("GET", "/updates", (*visit).updates)
	at("GET", "/at", (*visit).at)
	at("POST", "/messages", (*visit).message)
	at("GET", "/panel", (*visit).panelAlone)
	at("GET", "/preview", (*visit).preview)
	at("POST", "/preview", (*visit).preview) // a form shows the note that is being written
	at("GET", "/preview/card", (*visit).previewCard)
	at("GET", "/views", (*visit).views)
	at("POST", "/rules", (*visit).checkStyle)
	at("POST", "/rules/ignore", (*visit).ignoreRule)
	at("POST", "/rules/report", (*visit).reportRule)
	for what := range withdrawals {
		at("GET", "/"+what, func(v *visit, id string) error { return v.withdraw(id, what) })
		at("POST", "/"+what, func(v *visit, id string) error { return v.withdraw(id, what) })
	}
	for what := range closings {
		at("GET", "/"+what, func(v *visit, id string) error { return v.coverage(id, what) })
		at("POST", "/"+what, func(v *visit, id string) error { return v.coverage(id, what) })
	}
	for what := range headActs {
		at("POST", "/"+what, func(v *visit, id string) error { return v.headAct(id, what) })
	}
	for what, act := range acts {
		at("POST", "/"+what, func(v *visit, id string) error { return v.cut(id, act) })
	}
}

// acts are what the editor's forms ask for, by the end of their address.
var acts = map[string]news.Act{
	"save": news.ActSave, "submit": news.ActSubmit, "ready": news.ActReady, "publish": news.ActPublish,
	"schedule": news.ActSchedule, "correct": news.ActCorrect,
}

// cut makes a version of the manuscript and does with it what the form asks for. Where that is refused, the editor is
// shown again with everything that is wrong.
func (v *visit) cut(id string, act news.Act) error {
	c := news.Cut{Article: id, Act: act, Note: v.r.PostFormValue("note")}
	c.Correction = news.Correction{Kind: news.CorrectionKind(v.r.PostFormValue("kind")), Text: v.r.PostFormValue("text")}
	if seen, err := strconv.Atoi(v.r.PostFormValue("seen")); err == nil {
		c.Seen = &seen
	}
	var err error
	if c.At, err = v.localTime("at"); err != nil {
		return v.editorAgain(id, err)
	}
	_, entries, err := v.Manuscripts.Cut(v.r.Context(), v.paper.ID, v.actor(), c)
	if len(news.Problems(err)) > 0 {
		return v.editorAgain(id, err)
	}
	if err != nil {
		return err
	}
	if len(entries) > 0 && v.Wait != nil {
		v.Wait(v.r.Context(), entries[len(entries)-1].Seq)
	}
	return v.move("/newsroom/article/" + url.PathEscape(id) + "?done=" + string(act))
}

// editorPage is what the editor's page shows and gives to its script.
type editorPage struct {
	site     ui.Site
	person   news.Person
	key      string
	nonce    string
	headline string
	done     string  // what was just done
	faults   []fault // why something was not done
	may      func(news.Act) bool
	letters  string // whether keys may be a letter alone
	panel    panel
	data     editorData
}

// fault is one reason why something that was asked for was not done.
type fault struct{ name, at, says string }

// editorData is the page's data for its script.
type editorData struct {
	Article  string          `json:"article"`
	Key      string          `json:"key"`
	Me       manuscript.Here `json:"me"`
	Page     manuscript.Page `json:"page"`
	Sections []named         `json:"sections"`
	Kinds    []named         `json:"kinds"`
	Zone     string          `json:"zone"`   // the paper's, in which times are written
	People   []named         `json:"people"` // who can be named in the byline
	Limit    int             `json:"limit"`  // bytes of a body

	Suggesting bool `json:"suggesting"` // what this person changes begins as a suggestion
}

// suggesting is the preference of those who suggest rather than write.
const suggesting = "suggesting"

type named struct {
	ID   string `json:"id,omitempty"` // of a person: suggestions and notes name them by it
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// editor shows the editor of an article.
func (v *visit) editor(id string) error { return v.editorWith(id, nil) }

// editorAgain shows the editor after something was refused, with why. Who may not open it is told only that.
func (v *visit) editorAgain(id string, err error) error {
	if c := news.CodeOf(err); c == news.CodeNotFound || c == news.CodeUnauthenticated {
		return err
	}
	return v.editorWith(id, err)
}

func (v *visit) editorWith(id string, refused error) error {
	page, err := v.Manuscripts.Open(v.r.Context(), v.paper.ID, v.actor(), id)
	if err != nil {
		return err
	}
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	p := editorPage{site: v.site(v.paper, sections), person: v.person, key: account.FormKey(v.secret), nonce: rand.Text(), done: v.r.URL.Query().Get("done")}
	for _, x := range news.Problems(refused) {
		f := desk.Finding{Field: x.Field, Says: x.Message}
		p.faults = append(p.faults, fault{about(f), mendAt(f), sentence(f)})
	}
	if p.panel, err = v.panelOf(id, sections); err != nil {
		return err
	}
	if refused != nil && strings.HasSuffix(v.r.URL.Path, "/embargo") {
		p.panel.chosen = v.r.PostFormValue("until")
	}
	p.data = editorData{Article: id, Key: p.key, Me: manuscript.Here{Person: v.person.ID, Name: v.person.Name}, Page: page, Limit: v.MaxBody, Zone: v.paper.TimeZone}
	for _, k := range news.Kinds {
		p.data.Kinds = append(p.data.Kinds, named{Slug: string(k), Name: kindName(k)})
	}
	for _, s := range sections {
		p.data.Sections = append(p.data.Sections, named{Slug: s.Slug, Name: s.Name})
	}
	people, err := v.Store.People(v.r.Context(), v.paper.ID, "", namedPeople)
	if err != nil {
		return err
	}
	for _, x := range people {
		p.data.People = append(p.data.People, named{x.ID, x.Slug, x.Name})
	}
	for _, f := range page.State.Fields {
		if f.Name == "headline" {
			_ = json.Unmarshal(f.Value, &p.headline) // it is a text, or the room would not have it
		}
	}
	p.may = func(act news.Act) bool {
		return news.MayDo(v.actor(), act, page.State.State, page.State.Owner) == nil && news.CanFollow(page.State.State, act) == nil
	}
	prefs, err := v.preferences()
	if err != nil {
		return err
	}
	p.data.Suggesting = prefs[suggesting] == "on"
	p.letters = framePage{lettersOff: prefs[lettersOff] == "off"}.letters()
	guardEditor(v.w.Header(), p.nonce)
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if refused != nil {
		v.w.WriteHeader(web.Status(refused))
	}
	return editorView(p).Render(v.r.Context(), v.w)
}

// namedPeople is how many people the byline's field suggests.
const namedPeople = 500

// guardEditor lets the page run the editor's script, named by the visit's nonce, and that talk to the server.
func guardEditor(h http.Header, nonce string) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"'; style-src 'nonce-"+nonce+"'; connect-src 'self'; "+
		"img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
}

// scriptAddress and styleAddress are where the editor's files are.
func scriptAddress() string { return uiroom.Address("editor.js") }
func styleAddress() string  { return uiroom.Address("editor.css") }

// json answers a program.
func (v *visit) json(status int, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	_, err = v.w.Write(b)
	return err
}

// number reads a whole number from the address; what can't be read is none.
func (v *visit) number(name string) int64 {
	n, err := strconv.ParseInt(v.r.URL.Query().Get(name), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// at answers the body as a step left it: an editor that was cut off goes on from there.
func (v *visit) at(id string) error {
	page, err := v.Manuscripts.At(v.r.Context(), v.paper.ID, v.actor(), id, v.number("n"))
	if err != nil {
		return v.refuse(err)
	}
	return v.json(http.StatusOK, page)
}

// message takes one message of an editor that has no socket.
func (v *visit) message(id string) error {
	b, err := io.ReadAll(io.LimitReader(v.r.Body, maxMessage+1))
	if err != nil {
		return err
	}
	if len(b) > maxMessage {
		return v.refuse(tooLong())
	}
	m, err := readMessage(b)
	if err != nil {
		return v.refuse(err)
	}
	a := v.answer(v.r.Context(), id, m)
	return v.json(a.status(), a)
}

// refuse answers a program with an error that it may be told; any other goes the way of all errors.
func (v *visit) refuse(err error) error {
	if len(news.Problems(err)) == 0 {
		return err
	}
	a := answer{Error: problemOf(err)}
	return v.json(a.status(), a)
}

// longest is how long an editor without a socket waits for news.
const longest = 25 * time.Second

// updates answers what is new, as soon as there is something.
func (v *visit) updates(id string) error {
	after, rev := v.number("after"), v.number("rev")
	wake, cancel := v.Manuscripts.Listen(v.paper.ID, id)
	defer cancel()
	timer, check := time.NewTimer(longest), time.NewTicker(checkSession)
	defer timer.Stop()
	defer check.Stop()
	for {
		if _, err := v.Sessions.Person(v.r.Context(), v.paper.ID, v.secret); err != nil {
			return v.refuse(err)
		}
		u, err := v.Manuscripts.Since(v.r.Context(), v.paper.ID, v.actor(), id, after, rev)
		if err != nil {
			return v.refuse(err)
		}
		if len(u.Steps) > 0 || u.State != nil {
			return v.json(http.StatusOK, u)
		}
		select {
		case <-wake:
		case <-check.C:
		case <-timer.C:
			return v.json(http.StatusOK, u)
		case <-v.Stopping:
			return v.json(http.StatusOK, u)
		case <-v.r.Context().Done():
			return v.r.Context().Err()
		}
	}
}

// maxMessage is how long a message may be: the steps of a batch, and what is said about them.
const maxMessage = steps.MaxBytes + 4096

func tooLong() error {
	return news.Errorf(news.CodeTooLarge, "steps", "the message is longer than %d bytes; paste less at once", maxMessage)
}
