package rolestest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Stage is a paper on a real store on which acts are tried. Before each it is set anew: there is an article, a picture, a
// front's draft and so on, of whoever tries it or of somebody else.
type Stage struct {
	T     *testing.T
	Desk  *desk.Desk
	Store interface {
		Dump(context.Context, io.Writer) error
	}
	Paper   string
	Now     func() news.Millis
	People  map[news.Role]news.Person // who tries
	Picture func() news.Picture       // a new file, taken in

	Article, PictureID, Person, Slug, Rule, Plan, Redirect string // what the next act is done to
	Email                                                  string // the person's

	owner, setter news.Person // somebody else, a reporter; and an editor who leads copy to its state
	n             int
}

// Set sets the stage for an act.
func (s *Stage) Set(r Row, address string, w Who) {
	s.T.Helper()
	if s.owner.ID == "" {
		s.owner, s.setter = s.person("Olga Other", news.Reporter), s.person("Stefan Setter", news.Editor)
	}
	s.n++
	s.Slug, s.Redirect = fmt.Sprintf("thing-%d", s.n), fmt.Sprintf("/old/%d", s.n)
	s.Rule = s.Slug
	by := s.owner
	if w.Own {
		by = s.People[w.Role]
	}
	other := s.person(fmt.Sprintf("Person %d", s.n), news.Reporter)
	if s.Person, s.Email = other.ID, other.Email; w.Own {
		s.Person, s.Email = by.ID, by.Email
	}
	owner, setter := actor(by), actor(s.setter)
	s.do(owner, func(w *desk.Work) error {
		if strings.Contains(address, "/pictures/") || strings.Contains(address, "/media/") {
			p, err := w.AddPicture(s.Picture(), desk.PictureFiling{}, 0)
			if s.PictureID = p.ID; err != nil {
				return err
			}
		}
		headline, section, kind, text := fmt.Sprintf("Article %d", s.n), "news", news.KindLive, "<p>The quay is closed.</p>"
		c, err := s.Desk.Check(desk.Filing{Headline: &headline, Section: &section, Kind: &kind, BodyHTML: &text})
		if err != nil {
			return err
		}
		a, err := w.File(c)
		s.Article = a.Article.ID
		return err
	})
	s.do(setter, func(w *desk.Work) error { return s.lead(w, r, address) })
	s.do(setter, func(w *desk.Work) error { return s.furnish(w, address) })
}

// lead leads the article to the row's state.
func (s *Stage) lead(w *desk.Work, r Row, address string) (err error) {
	switch r.State {
	case news.Submitted:
		_, err = w.Submit(s.Article, 0)
	case news.Ready:
		_, err = w.Ready(s.Article, 0)
	case news.Scheduled:
		_, err = w.Schedule(s.Article, 0, s.Now()+3600_000)
	case news.Live:
		if _, err = w.Publish(s.Article, 0); err == nil && strings.HasSuffix(address, "/reopen") {
			_, err = w.CloseCoverage(s.Article, 0)
		}
	}
	if err != nil || !strings.Contains(address, "/lift") {
		return err
	}
	kind := news.HoldDesk
	if strings.HasSuffix(address, "(a legal hold)") {
		kind = news.HoldLegal
	}
	_, err = w.Hold(s.Article, 0, kind, "A reader has written.")
	return err
}

// furnish makes the things of the paper's that the addresses name.
func (s *Stage) furnish(w *desk.Work, address string) error {
	name := "Thing " + s.Slug
	severity := news.Must
	if strings.HasSuffix(address, "(of a should)") {
		severity = news.Should
	}
	thing := desk.SectionFiling{Slug: &s.Slug, Name: &name}
	for part, make := range map[string]func() error{
		"/sections":   func() error { _, err := w.AddSection(thing); return err },
		"/tags":       func() error { _, err := w.AddTag(thing); return err },
		"/storylines": func() error { _, err := w.AddStoryline(desk.StorylineFiling{Slug: &s.Slug, Name: &name}); return err },
		"/rules": func() error {
			_, _, err := w.SetRule(news.Rule{ID: s.Rule, Find: "boat" + s.Slug, Reason: "It is a ship.", Severity: severity, Examples: []news.RuleExample{{Wrong: "the boat" + s.Slug}}}, 0)
			return err
		},
		"/redirects": func() error {
			_, _, err := w.SetRedirect(desk.RedirectFiling{From: s.Redirect, To: "https://example.org/" + s.Slug})
			return err
		},
		"/front": func() error { return s.curate(w, address) },
	} {
		if strings.Contains(address, part) {
			if err := make(); err != nil {
				return err
			}
		}
	}
	return nil
}

// curate gives the front a draft, and a plan where one is to be cancelled.
func (s *Stage) curate(w *desk.Work, address string) error {
	slots := []news.Slot{{Article: s.Article}}
	f, err := w.Curate(news.MainFront, 0, slots, slots)
	if err != nil || !strings.Contains(address, "cancel") {
		return err
	}
	if f, err = w.PlanFront(news.MainFront, 0, s.later()); err == nil {
		s.Plan = f.Planned[len(f.Planned)-1].ID
	}
	return err
}

// At is where an act is done: the address with what the stage is set with in its gaps.
func (s *Stage) At(address string) (method, path string) {
	method, path, _ = strings.Cut(Route(address), " ")
	gap := s.Article
	for part, is := range map[string]string{"/media/": s.PictureID, "/pictures/": s.PictureID, "/people/": s.Person, "/rules/{": s.Rule, "/rule/": s.Rule, "/settings/sections/": s.Slug} {
		if strings.Contains(path, part) {
			gap = is
		}
	}
	slug := s.Slug
	if strings.Contains(path, "/people/") {
		slug = s.Person
	}
	return method, strings.NewReplacer("{id}", gap, "{slug}", slug, "{name}", news.MainFront, "{name...}", "cards", "{n}", "1", "{plan}", s.Plan, "{$}", "").Replace(path)
}

// Fill puts what the stage is set with into what is sent.
func (s *Stage) Fill(text string) string {
	return strings.NewReplacer("{article}", s.Article, "{picture}", s.PictureID, "{slug}", s.Slug, "{plan}", s.Plan, "{rule}", s.Rule, "{redirect}", s.Redirect, "{later}", s.later().String(), "{now}", s.Now().String(),
		"{local}", s.later().Time().UTC().Format("2006-01-02T15:04")).Replace(text)
}

// later is a moment at which nothing else is planned.
func (s *Stage) later() news.Millis { return s.Now() + news.Millis(s.n)*60_000 }

// Holds is everything that the store holds.
func (s *Stage) Holds() string {
	s.T.Helper()
	var b bytes.Buffer
	if err := s.Store.Dump(s.T.Context(), &b); err != nil {
		s.T.Fatal(err)
	}
	return b.String()
}

// Changed is the first line of what the store holds that was not there before; empty: nothing has changed.
func Changed(before, after string) string {
	was := map[string]bool{}
	for line := range strings.Lines(before) {
		was[line] = true
	}
	for line := range strings.Lines(after) {
		if !was[line] {
			return line
		}
	}
	if len(before) != len(after) {
		return "something is gone"
	}
	return ""
}

func (s *Stage) person(name string, role news.Role) (p news.Person) {
	s.T.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org"
	s.do(news.Program, func(w *desk.Work) (err error) {
		p, err = w.AddPerson(desk.PersonFiling{Name: &name, Email: &email, Role: &role})
		return err
	})
	return p
}

func actor(p news.Person) news.Actor { return news.Actor{Person: p.ID, Role: p.Role} }

func (s *Stage) do(by news.Actor, fn func(*desk.Work) error) {
	s.T.Helper()
	if _, err := s.Desk.Do(s.T.Context(), s.Paper, by, fn); err != nil {
		s.T.Fatal(err)
	}
}
