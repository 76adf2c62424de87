package desk

import (
	"errors"
	"slices"

	"broadsheet/internal/news"
)

// SectionFiling is what somebody wants a section, or a tag, to say. A nil field is left as it is.
type SectionFiling struct {
	Slug        *string // empty: made from the name
	Name        *string
	Description *string
	Position    *int  // of a section: its place in the navigation, from 1
	Retired     *bool // of a section: it stands in no navigation and takes no new articles
}

// AddSection makes a section. It comes last in the navigation unless the filing says where.
func (w *Work) AddSection(f SectionFiling) (news.Section, error) {
	if err := w.atLeast(news.Editor, "making a section"); err != nil {
		return news.Section{}, err
	}
	all, err := w.allSections()
	if err != nil {
		return news.Section{}, err
	}
	s := news.Section{ID: w.desk.NewID()}
	for _, x := range all {
		s.Position = max(s.Position, x.Position)
	}
	s.Position++
	return w.putSection(s, f)
}

// ChangeSection changes a section. Its articles move with it; its old address leads to the new one.
func (w *Work) ChangeSection(slugOrID string, expect int, f SectionFiling) (news.Section, error) {
	if err := w.atLeast(news.Editor, "changing a section"); err != nil {
		return news.Section{}, err
	}
	s, err := w.Section(slugOrID)
	if err != nil {
		return s, err
	}
	if err := expected("section", expect, s.Version); err != nil {
		return s, err
	}
	return w.putSection(s, f)
}

func (w *Work) putSection(s news.Section, f SectionFiling) (news.Section, error) {
	if _, err := w.allSections(); err != nil {
		return s, err
	}
	old := s
	set(&s.Position, f.Position)
	set(&s.Retired, f.Retired)
	err := w.describe(f, &s.Name, &s.Slug, &s.Description)
	if s.Position < 1 || s.Position > 10000 {
		err = errors.Join(err, news.Invalid("position", "is %d and must be from 1 to 10000", s.Position))
	}
	if s.Slug != old.Slug {
		err = errors.Join(err, w.checkSectionSlug(s.Slug, s.ID))
	}
	if err != nil || s == old {
		return s, err
	}
	s.Version++
	if err := w.tx.PutSection(s, w.by.Person); err != nil {
		return s, raced(err)
	}
	w.remember(s)
	return s, w.redirect("/section/", old.Slug, s.Slug)
}

// remember keeps the list of sections in step with what this transaction has put.
func (w *Work) remember(s news.Section) {
	if i := slices.IndexFunc(w.order, func(x news.Section) bool { return x.ID == s.ID }); i >= 0 {
		w.order[i] = s
		return
	}
	w.order = append(w.order, s)
}

// checkSectionSlug refuses a slug for a section that is taken: an article's and a section's never shadow each other.
func (w *Work) checkSectionSlug(s, id string) error {
	if s == "" {
		return nil // told by describe
	}
	if IsReserved(s) {
		return news.Invalid("slug", "%q is reserved for a page of the site; choose another", s)
	}
	other, err := w.Section(s)
	switch {
	case err == nil && other.ID != id:
		return news.Errorf(news.CodeConflict, "slug", "there is a section %q already; choose another slug, or change that section", s)
	case err != nil && news.CodeOf(err) != news.CodeNotFound:
		return err
	}
	article, err := w.occupant(s)
	if err != nil || article == "" {
		return err
	}
	return news.Errorf(news.CodeConflict, "slug", "an article of this paper has or had the address %q; choose another slug", s)
}

// describe puts a filing's name, slug and description into the three, checked.
func (w *Work) describe(f SectionFiling, name, slug, description *string) error {
	l := w.desk.limits()
	c := checker{limits: l}
	set(name, c.line("name", f.Name, l.Line))
	if *name == "" {
		c.fault(news.Invalid("name", "is missing; give the name that readers see"))
	}
	set(description, c.text("description", f.Description, l.Text))
	if f.Slug != nil && *f.Slug != "" && *f.Slug != *slug {
		*slug = *f.Slug
		c.fault(checkSlug(*slug, l.Slug))
	}
	if *slug == "" && *name != "" {
		language, err := w.language()
		if err != nil {
			return err
		}
		if *slug = Slugify(*name, language, l.MadeSlug); *slug == "" {
			c.fault(news.Invalid("slug", "no address can be made from the name %q; give a slug", *name))
		}
	}
	return c.err()
}

// redirect lets an old address of a list lead to its new one.
func (w *Work) redirect(prefix, from, to string) error {
	if from == "" || from == to {
		return nil
	}
	return w.tx.PutRedirect(news.Redirect{Path: prefix + from, To: prefix + to}, w.by.Person)
}

// atLeast refuses whoever has not the role that doing something needs.
func (w *Work) atLeast(role news.Role, doing string) error {
	if w.by.Role.AtLeast(role) {
		return nil
	}
	return news.Errorf(news.CodeForbidden, "", "%s needs the role %s; yours is %s", doing, role, w.by.Role)
}

// expected refuses a change of something that is not at the version the person has seen. 0 expects nothing.
func expected(what string, expect, stands int) error {
	if expect == 0 || expect == stands {
		return nil
	}
	e := news.Errorf(news.CodeStale, "If-Match", "the %s is at version %d, not %d: somebody changed it first; read it again and repeat your change", what, stands, expect)
	e.Current = stands
	return e
}
