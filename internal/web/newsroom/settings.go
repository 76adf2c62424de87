package newsroom

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// settings are where each of them is, who may change it, and the ledger's word for a change.
var settings = []struct {
	path, title, about string
	role               news.Role
	what               []string
}{
	{"paper", "The paper", "Its name and motto, its imprint, where it is and how it writes dates, the addresses it answers to.", news.Publisher, []string{"paper.save"}},
	{"look", "Look", "Colours, type, nameplate and logo.", news.Publisher, []string{"paper.save"}},
	{"sections", "Sections", "The parts of the paper, in the order of its navigation.", news.Editor, []string{"section.save"}},
	{"people", "People and roles", "Who works here and may do what, and who stands in bylines.", news.Publisher, []string{"person.save"}},
	{"rules", "House rules", "What copy is checked against while it is written, and before it goes out.", news.Editor, []string{"rule.save", "rule.drop"}},
	{"redirects", "Redirects", "Old addresses, and where they lead.", news.Editor, []string{"redirect.save", "redirect.drop"}},
}

// settingsPath begins their addresses.
const settingsPath = "/newsroom/settings/"

// settingsRoutes registers the settings' screens. Everybody who may read the desk's settings is an editor at least.
func settingsRoutes(in func(string, func(*visit) error)) {
	at := func(pattern string, do func(*visit) error) {
		method, path, _ := strings.Cut(pattern, " ")
		in(method+" "+settingsPath+path, func(v *visit) error {
			if err := desk.MayReadAll(v.actor()); err != nil {
				return news.Errorf(news.CodeForbidden, "", "the settings are for editors and publishers; you are %s", withArticle(string(v.person.Role)))
			}
			return do(v)
		})
	}
	at("GET {$}", (*visit).settings)
	at("GET paper", (*visit).paperSettings)
	at("POST paper", (*visit).savePaper)
	at("GET look", (*visit).lookSettings)
	at("POST look", (*visit).saveLook)
	at("GET sections", (*visit).sectionSettings)
	at("POST sections", (*visit).saveSection)
	at("GET sections/{id}", (*visit).sectionSettings)
	at("POST sections/{id}", (*visit).saveSection)
	at("GET people", (*visit).people)
	at("POST people", (*visit).savePerson)
	at("GET people/{id}", (*visit).personSettings)
	at("POST people/{id}", (*visit).savePerson)
	at("POST people/{id}/link", (*visit).linkFor)
	at("GET redirects", (*visit).redirects)
	at("POST redirects", (*visit).saveRedirect)
	at("POST redirects/remove", (*visit).removeRedirect)
	at("POST redirects/import", (*visit).importRedirects)
	at("GET rules", (*visit).rules)
	at("GET rules/new", (*visit).ruleForm)
	at("GET rules/as/{format}", (*visit).exportRules)
	at("POST rules/import", (*visit).importRules)
	at("POST rules/new", (*visit).saveRule)
	at("GET rules/rule/{id}", (*visit).ruleForm)
	at("POST rules/rule/{id}", (*visit).saveRule)
	at("POST rules/rule/{id}/{act}", (*visit).ruleAct)
}

func withArticle(word string) string {
	if strings.HasPrefix(word, "e") {
		return "an " + word
	}
	return "a " + word
}

// field is one control of a form.
type field struct {
	name, label, hint string
	kind              string // an input's type, or "lines", "choice", "check"
	value             string
	on                bool // of a "check"
	rows              int  // of "lines"
	choices           []choice
	wrong             string // why what it holds was refused
	locked            bool   // it can't be changed
}

type choice struct{ value, label string }

// form is a form of settings.
type form struct {
	action, button string
	version        int // that was seen
	fields         []field
	wrong          []string // what was refused and concerns no field
	upload         bool     // it has a file
	title          string   // its heading; empty: the page's own
}

// settingsPage is a page of the settings.
type settingsPage struct {
	site    ui.Site
	key     string
	at      string // the setting's path
	title   string
	done    string // what was just done
	changed string // who changed it last, and when
	may     bool   // the person may change it
	role    news.Role
	form    form
}

// page begins a page of a setting.
func (v *visit) settingsPage(at, title string) (p settingsPage, err error) {
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return p, err
	}
	p = settingsPage{site: v.site(v.paper, sections), key: account.FormKey(v.secret), at: at, title: title, done: doneWords[v.r.URL.Query().Get("done")]}
	for _, s := range settings {
		if s.path == at {
			p.role, p.may = s.role, v.person.Role.AtLeast(s.role)
			p.changed, err = v.lastChange(p.site.Dates, s.what...)
		}
	}
	return p, err
}

// doneWords are what a page says after something was done.
var doneWords = map[string]string{
	"saved": "It is saved.", "added": "It is added.", "invited": "They are added, and an invitation is on its way to them by mail.", "revoked": "The token is revoked: the next request with it is refused.",
	"removed": "It is removed.", "on": "The rule is on: copy is checked against it from now on.",
	"off": "The rule is off: copy is no longer checked against it.", "settled": "What was said of the rule is settled.",
}

// lastChange says who changed something last, and when.
func (v *visit) lastChange(dates ui.Dates, what ...string) (string, error) {
	var last news.Entry
	for _, w := range what {
		e, err := v.Store.LastChange(v.r.Context(), v.paper.ID, w)
		if err != nil {
			return "", err
		}
		if e.Seq > last.Seq {
			last = e
		}
	}
	if last.Seq == 0 {
		return "Nobody has changed this yet.", nil
	}
	who, err := v.knownAs(last.By)
	return "Last changed by " + who + ", " + dates.Moment(last.At) + ".", err
}

// knownAs is somebody's name.
func (v *visit) knownAs(id string) (string, error) {
	if id == "" {
		return "the program", nil
	}
	p, err := v.Store.Person(v.r.Context(), v.paper.ID, id)
	if news.CodeOf(err) == news.CodeNotFound {
		return "somebody who is gone", nil
	}
	return p.Name, err
}

// refuse puts what is wrong beside the fields that it is about; rename says which of the form's fields one of the desk's is.
func (f *form) refuse(err error, rename func(string) string) {
	for _, p := range news.Problems(err) {
		name := p.Field
		if rename != nil {
			name = rename(name)
		}
		says := strings.ToUpper(p.Message[:1]) + strings.TrimSuffix(p.Message[1:], ".") + "."
		i := slices.IndexFunc(f.fields, func(x field) bool { return x.name == name })
		switch {
		case p.Code == news.CodeStale:
			f.wrong = append(f.wrong, "Somebody changed this while you had it open. What you wrote is still here; look at what stands now in another window, and save again to put yours over it.")
			f.version = p.Current
		case i < 0:
			f.wrong = append(f.wrong, says)
		case f.fields[i].wrong == "":
			f.fields[i].wrong = f.fields[i].label + ": " + strings.ToLower(says[:1]) + says[1:]
		default:
			f.fields[i].wrong += " " + says
		}
	}
}

// fillForm puts what was typed into a form.
func (v *visit) fillForm(f *form) {
	for i := range f.fields {
		x := &f.fields[i]
		if _, sent := v.r.PostForm[x.name]; sent {
			x.value = v.r.PostFormValue(x.name)
		}
		if x.kind == "check" {
			x.on = v.r.PostFormValue(x.name) != ""
		}
	}
}

// typed is a field of the form that was sent, for the desk.
func (v *visit) typed(name string) *string {
	s := v.r.PostFormValue(name)
	return &s
}

// done goes to a page that says so.
func (v *visit) done(to, what string) error { return v.move(settingsPath + to + "?done=" + what) }

// do has the desk do something, and waits until readers see it.
func (v *visit) do(fn func(*desk.Work) error) error {
	entries, err := v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), fn)
	if err == nil && len(entries) > 0 && v.Wait != nil {
		v.Wait(v.r.Context(), entries[len(entries)-1].Seq)
	}
	return err
}

// again shows a page with what was refused, and everything that was typed. A failure that nobody may be told is one of the server's.
func (v *visit) again(p settingsPage, content func(settingsPage) templ.Component, err error, rename func(string) string) error {
	if len(news.Problems(err)) == 0 {
		return err
	}
	v.fillForm(&p.form)
	p.form.refuse(err, rename)
	return v.show(web.Status(err), p, content(p))
}

func (v *visit) show(status int, p settingsPage, content templ.Component) error {
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	return v.write(status, p.title, sections, content)
}

// settings shows all of them.
func (v *visit) settings() error {
	p, err := v.settingsPage("", "Settings")
	if err != nil {
		return err
	}
	var all []settingsLine
	for _, s := range settings {
		changed, err := v.lastChange(p.site.Dates, s.what...)
		if err != nil {
			return err
		}
		l := settingsLine{settingsPath + s.path, s.title, s.about, changed, ""}
		if !v.person.Role.AtLeast(s.role) {
			l.needs = "You may look; changing it needs the role " + string(s.role) + "."
		}
		all = append(all, l)
	}
	return v.show(http.StatusOK, p, settingsView(p, all))
}

type settingsLine struct{ href, title, about, changed, needs string }

// SettingsStore is what the settings read.
type SettingsStore interface {
	LastChange(ctx context.Context, paper, what string) (news.Entry, error)
	Person(ctx context.Context, paper, slugOrID string) (news.Person, error)
	People(ctx context.Context, paper, after string, limit int) ([]news.Person, error)
	Papers(ctx context.Context) ([]news.Paper, error)
	View(ctx context.Context, paper string, fn func(news.View) error) error
	RedirectsWith(ctx context.Context, paper, text, after string, limit int) ([]news.Redirect, error)
	Rules(ctx context.Context, paper, text, after string, limit int) ([]news.Rule, error)
	RuleVersions(ctx context.Context, paper, id string, limit int) ([]news.Rule, error)
	RuleReports(ctx context.Context, paper, rule string, limit int) ([]news.RuleReport, error)
}

// described ties what stands beside a control to it.
func (x field) described() templ.Attributes {
	var ids []string
	a := templ.Attributes{}
	if x.wrong != "" {
		ids = append(ids, "wrong-"+x.name)
		a["aria-invalid"] = "true"
	}
	if x.hint != "" {
		ids = append(ids, "hint-"+x.name)
	}
	if len(ids) > 0 {
		a["aria-describedby"] = strings.Join(ids, " ")
	}
	return a
}
