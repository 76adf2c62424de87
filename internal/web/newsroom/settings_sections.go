package newsroom

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// sectionsPage lists the sections beside a form for a new one, or shows the form of one.
type sectionsPage struct {
	settingsPage
	sections []news.Section
	one      bool
}

func (v *visit) sectionForm() (p sectionsPage, err error) {
	id := v.r.PathValue("id")
	if p.settingsPage, err = v.settingsPage("sections", "Sections"); err != nil {
		return p, err
	}
	if p.sections, err = v.Store.Sections(v.r.Context(), v.paper.ID); err != nil {
		return p, err
	}
	p.form = form{action: settingsPath + "sections", button: "Add the section", title: "A new section"}
	s := news.Section{}
	for _, x := range p.sections {
		if id != "" && (x.ID == id || x.Slug == id) {
			s, p.one, p.title = x, true, x.Name
			p.form = form{action: settingsPath + "sections/" + x.ID, button: "Save", version: x.Version}
		}
	}
	if id != "" && !p.one {
		return p, news.Errorf(news.CodeNotFound, "section", "there is no section %q", id)
	}
	position := ""
	if p.one {
		position = strconv.Itoa(s.Position)
	}
	p.form.fields = []field{
		{name: "name", label: "Name", kind: "text", value: s.Name},
		{name: "slug", label: "Address", kind: "text", value: s.Slug, hint: "The end of /section/…; empty: made from the name. A changed one leaves a redirect."},
		{name: "description", label: "Scope", kind: "text", value: s.Description, hint: "A sentence for readers."},
		{name: "position", label: "Place in the navigation", kind: "number", value: position, hint: "From 1; empty: last."},
	}
	if p.one {
		p.form.fields = append(p.form.fields, field{name: "retired", label: "Retired: it keeps its page and its articles, stands in no navigation and takes no new articles", kind: "check", on: s.Retired})
	}
	return p, nil
}

func (v *visit) sectionSettings() error {
	p, err := v.sectionForm()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, p.settingsPage, sectionsView(p))
}

// saveSection adds a section, or changes one.
func (v *visit) saveSection() error {
	p, err := v.sectionForm()
	if err != nil {
		return err
	}
	f := desk.SectionFiling{Name: v.typed("name"), Slug: v.typed("slug"), Description: v.typed("description")}
	if s := strings.TrimSpace(v.r.PostFormValue("position")); s != "" {
		n, err2 := strconv.Atoi(s)
		if f.Position = &n; err2 != nil {
			err = news.Invalid("position", "%.20q is no number; write one from 1, or nothing", s)
		}
	}
	what := "added"
	if err == nil {
		err = v.do(func(w *desk.Work) error {
			if !p.one {
				_, err := w.AddSection(f)
				return err
			}
			retired := v.r.PostFormValue("retired") != ""
			f.Retired, what = &retired, "saved"
			_, err := w.ChangeSection(v.r.PathValue("id"), v.seen(), f)
			return err
		})
	}
	if err != nil {
		return v.again(p.settingsPage, func(s settingsPage) templ.Component { p.settingsPage = s; return sectionsView(p) }, err, nil)
	}
	return v.done("sections", what)
}
