package newsroom

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// peoplePage lists people beside a form for a new one, or shows the form of one.
type peoplePage struct {
	settingsPage
	people []news.Person
	more   string // address of those that follow
	one    news.Person
	made   string // the link that was just made
	filing bool   // it is one with which one may file, and nothing else
	mails  bool   // links can be sent by mail
	sent   bool   // one is on its way
	tokens tokenList
}

// perPeople is how many people a page lists.
const perPeople = 100

var roleChoices = []choice{{"", "None: bylines may name them"}, {"reporter", "Reporter"}, {"editor", "Editor"}, {"publisher", "Publisher"}}

func (v *visit) personForm() (p peoplePage, err error) {
	if p.settingsPage, err = v.settingsPage("people", "People and roles"); err != nil {
		return p, err
	}
	p.form, p.mails = form{action: settingsPath + "people", button: "Add the person", title: "Somebody new"}, v.Accounts.Mails()
	if id := v.r.PathValue("id"); id != "" {
		if p.one, err = v.Store.Person(v.r.Context(), v.paper.ID, id); err != nil {
			return p, err
		}
		p.title, p.form = p.one.Name, form{action: settingsPath + "people/" + p.one.ID, button: "Save", version: p.one.Version}
	} else if err := v.listPeople(&p); err != nil {
		return p, err
	}
	x := p.one
	email := x.Email
	if !p.may && x.ID != v.person.ID { // as the API tells it
		email = ""
	}
	p.form.fields = []field{
		{name: "name", label: "Name", kind: "text", value: x.Name, hint: "As bylines have it."},
		{name: "title", label: "Title", kind: "text", value: x.Title, hint: "Such as Political editor."},
		{name: "email", label: "E-mail address", kind: "email", value: email, hint: "Whoever has a role signs in by it."},
		{name: "role", label: "Role", kind: "choice", value: string(x.Role), choices: roleChoices, hint: "Who has none any more is shut out at once, with every session and token."},
		{name: "slug", label: "Address", kind: "text", value: x.Slug, hint: "The end of /by/…; empty: made from the name."},
		{name: "bio", label: "About them", kind: "lines", rows: 4, value: x.Bio},
	}
	if p.mails && x.ID == "" {
		p.form.fields = append(p.form.fields, field{name: "invite", label: "Send them an invitation by mail", kind: "check", on: true, hint: "A link to sign in with, good for three days; for somebody who has a role."})
	}
	if p.may && x.ID == "" {
		p.tokens, err = v.allTokens(p.site)
	}
	return p, err
}

func (v *visit) listPeople(p *peoplePage) (err error) {
	p.people, err = v.Store.People(v.r.Context(), v.paper.ID, v.r.URL.Query().Get("after"), perPeople+1)
	if len(p.people) > perPeople {
		p.people = p.people[:perPeople]
		p.more = settingsPath + "people?after=" + p.people[perPeople-1].Slug
	}
	return err
}

func (v *visit) people() error { return v.showPeople() }

func (v *visit) personSettings() error { return v.showPeople() }

func (v *visit) showPeople() error {
	p, err := v.personForm()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, p.settingsPage, peopleView(p))
}

// savePerson adds somebody, or changes who they are and what they may.
func (v *visit) savePerson() error {
	p, err := v.personForm()
	if err != nil {
		return err
	}
	role := news.Role(v.r.PostFormValue("role"))
	f := desk.PersonFiling{Name: v.typed("name"), Title: v.typed("title"), Email: v.typed("email"), Role: &role, Slug: v.typed("slug"), Bio: v.typed("bio")}
	what := "added"
	if p.one.ID == v.person.ID && role != v.person.Role {
		err = news.Invalid("role", "is your own; have another publisher change it, so that the paper is never without one")
	} else {
		err = v.do(func(w *desk.Work) error {
			if p.one.ID == "" {
				_, err := w.AddPerson(f)
				return err
			}
			what = "saved"
			_, err := w.ChangePerson(p.one.ID, v.seen(), f)
			return err
		})
	}
	if err == nil && p.mails && what == "added" && role != "" && v.r.PostFormValue("invite") != "" {
		what = "invited"
		err = v.Accounts.Invite(v.r.Context(), v.paper.ID, strings.TrimSpace(*f.Email), account.LinkInvite, v.doer())
	}
	if err != nil {
		return v.again(p.settingsPage, func(s settingsPage) templ.Component { p.settingsPage = s; return peopleView(p) }, err, nil)
	}
	return v.done("people", what)
}

// linkFor makes somebody a link to sign in with, and shows it, to be handed to them by whoever knows that it is they; or
// has it sent to them by mail.
func (v *visit) linkFor() error {
	p, err := v.personForm()
	if err != nil {
		return err
	}
	if !p.may {
		return news.Errorf(news.CodeForbidden, "", "making a sign-in link needs the role publisher; yours is %s", v.person.Role)
	}
	p.filing, p.sent = v.r.PostFormValue("filing") != "" || v.r.PostFormValue("mail") == "filing", v.r.PostFormValue("mail") != ""
	make, why := v.Accounts.CreateLink, account.LinkInvite
	if p.filing {
		make, why = v.Accounts.CreateFilingLink, account.LinkFiling
	}
	var secret string
	if p.sent {
		err = v.Accounts.Invite(v.r.Context(), v.paper.ID, p.one.Email, why, v.doer())
	} else {
		secret, err = make(v.r.Context(), v.paper.ID, p.one.Email, v.doer())
		p.made = web.BaseURL(v.paper, v.Served) + "/newsroom/signin?link=" + secret
	}
	if err != nil {
		p.sent, p.made = false, ""
		return v.again(p.settingsPage, func(s settingsPage) templ.Component { p.settingsPage = s; return peopleView(p) }, err, nil)
	}
	return v.show(http.StatusOK, p.settingsPage, peopleView(p))
}

// roleName is a role in words.
func roleName(r news.Role) string {
	for _, c := range roleChoices {
		if c.value == string(r) && r != "" {
			return c.label
		}
	}
	return "–"
}

// mayWord says in a word what a role may of a deed.
func mayWord(d desk.Deed, role news.Role) string {
	switch {
	case d.Least == desk.Nobody || role.AtLeast(d.Least):
		return "yes"
	case d.Own:
		return "their own"
	}
	return "no"
}

func emailShown(p peoplePage, x news.Person) string {
	if !p.may || strings.TrimSpace(x.Email) == "" {
		return "–"
	}
	return x.Email
}
