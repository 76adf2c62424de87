package desk

import (
	"net/mail"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// PersonFiling is what somebody wants a person to say. A nil field is left as it is.
type PersonFiling struct {
	Slug      *string // empty: made from the name
	Name      *string
	Title     *string
	Bio       *string
	Beat      *string // what they cover
	Contact   *string // how readers reach them safely, Markdown
	PublicKey *string // for what only they may read
	Email     *string
	Role      *news.Role // empty: no entry to the newsroom
}

// AddPerson adds somebody whom bylines may name, who works here, or both.
func (w *Work) AddPerson(f PersonFiling) (news.Person, error) {
	if err := w.atLeast(news.Publisher, "adding a person"); err != nil {
		return news.Person{}, err
	}
	return w.putPerson(news.Person{ID: w.desk.NewID()}, f)
}

// ChangePerson changes a person. Who loses a role loses it at once, with every token.
func (w *Work) ChangePerson(slugOrID string, expect int, f PersonFiling) (news.Person, error) {
	if err := w.atLeast(news.Publisher, "changing a person"); err != nil {
		return news.Person{}, err
	}
	p, err := w.Person(slugOrID)
	if err != nil {
		return p, err
	}
	if err := expected("person", expect, p.Version); err != nil {
		return p, err
	}
	return w.putPerson(p, f)
}

func (w *Work) putPerson(p news.Person, f PersonFiling) (news.Person, error) {
	old := p
	l := w.desk.limits()
	c := checker{limits: l}
	set(&p.Title, c.line("title", f.Title, l.Line))
	set(&p.Beat, c.line("beat", f.Beat, l.Line))
	set(&p.Contact, c.text("contact", f.Contact, l.Text))
	set(&p.PublicKey, c.publicKey(f.PublicKey))
	c.email(&p.Email, f.Email)
	c.role(&p, f.Role)
	if err := w.describe(SectionFiling{Slug: f.Slug, Name: f.Name, Description: f.Bio}, &p.Name, &p.Slug, &p.Bio); err != nil {
		for _, problem := range news.Problems(err) {
			c.fault(inField(problem, strings.Replace(problem.Field, "description", "bio", 1)))
		}
	}
	if len(c.faults) > 0 {
		return p, c.err()
	}
	if p == old {
		return p, nil
	}
	if err := w.freePersonSlug(&p, old, f.Slug); err != nil {
		return p, err
	}
	p.Version++
	if err := w.tx.PutPerson(p, w.by.Person); err != nil {
		return p, err // a conflict is the e-mail address: nothing else was left to collide
	}
	return p, w.redirect("/by/", old.Slug, p.Slug)
}

// freePersonSlug refuses a given slug that is another person's, and puts a number behind a made one.
func (w *Work) freePersonSlug(p *news.Person, old news.Person, given *string) error {
	if p.Slug == old.Slug {
		return nil
	}
	isFree := func(s string) (bool, error) {
		_, err := w.Person(s)
		if news.CodeOf(err) == news.CodeNotFound {
			return true, nil
		}
		return false, err
	}
	free, err := isFree(p.Slug)
	if err != nil || free {
		return err
	}
	if given != nil && *given != "" {
		return news.Errorf(news.CodeConflict, "slug", "there is a person %q already; choose another slug, or change that person", p.Slug)
	}
	base := p.Slug
	n, err := firstFree(1, func(n int) (bool, error) { return isFree(numbered(base, n)) })
	p.Slug = numbered(base, n)
	return err
}

func (c *checker) email(to *string, s *string) {
	if s == nil {
		return
	}
	*to = strings.ToLower(strings.TrimSpace(*s))
	if *to == "" {
		return
	}
	a, err := mail.ParseAddress(*to)
	if err != nil || a.Address != *to || len(*to) > 254 {
		c.fault(news.Invalid("email", "%q is not an e-mail address; write it like name@example.org", *s))
	}
}

// publicKey checks a key that is to be published. Its other half must never be.
func (c *checker) publicKey(s *string) *string {
	s = c.text("public_key", s, 2*c.limits.Text)
	if s != nil && (strings.Contains(*s, "PRIVATE KEY") || strings.Contains(strings.ToUpper(*s), "SECRET-KEY")) {
		c.fault(news.Invalid("public_key", "is a private key, which must not be published; send the public one, and make a new pair, since this one has left your hands"))
	}
	return s
}

func (c *checker) role(p *news.Person, r *news.Role) {
	set(&p.Role, r)
	switch {
	case p.Role == "":
	case !slices.Contains(news.Roles, p.Role):
		c.fault(news.Invalid("role", "there is no role %q; it is reporter, editor or publisher, or empty for somebody who has no entry", string(p.Role)))
	case p.Email == "":
		c.fault(news.Invalid("email", "is missing; whoever has a role signs in by e-mail address"))
	}
}
