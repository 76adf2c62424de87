package cli

import (
	"fmt"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/sample"
	"broadsheet/internal/store"
)

// makeSample makes a paper and files the sample edition into it, each article by a desk whose clock stands at the
// article's own moment, so that versions, notes and dates are as if the paper had come out for years. own, when not nil,
// is the paper to make in place of the sample's.
func makeSample(d *desktop, s *store.Store, own *news.Paper) (news.Paper, error) {
	e, err := sample.Read(now())
	if err != nil {
		return news.Paper{}, fmt.Errorf("reading the sample edition: %w", err)
	}
	paper := e.Paper
	if own != nil {
		paper = *own
	}
	if paper, err = s.CreatePaper(d.ctx, paper); err != nil {
		return paper, err
	}
	f := sampleFiler{d: d, store: s, paper: paper.ID, ids: map[string]string{}}
	if err := f.furnish(e); err != nil {
		return paper, fmt.Errorf("making the sample's sections and people: %w", err)
	}
	for _, item := range e.Items {
		if err := f.file(item); err != nil {
			return paper, fmt.Errorf("filing the sample article %s: %w", item.Slug, err)
		}
	}
	return paper, f.curate(e.Front)
}

type sampleFiler struct {
	d     *desktop
	store *store.Store
	paper string
	ids   map[string]string // of articles, by slug
}

// at runs fn at the desk with its clock at a moment.
func (f sampleFiler) at(moment news.Millis, fn func(*desk.Work) error) error {
	dk := f.d.desk(f.store)
	dk.Now = func() news.Millis { return moment }
	_, err := dk.Do(f.d.ctx, f.paper, news.Program, fn)
	return err
}

func (f sampleFiler) furnish(e sample.Paper) error {
	return f.at(now(), func(w *desk.Work) error {
		for _, s := range e.Sections {
			if _, err := w.AddSection(desk.SectionFiling{Slug: &s.Slug, Name: &s.Name, Description: &s.Description, Position: &s.Position}); err != nil {
				return err
			}
		}
		for _, p := range e.People {
			if _, err := w.AddPerson(desk.PersonFiling{Slug: &p.Slug, Name: &p.Name, Title: &p.Title, Bio: &p.Bio}); err != nil {
				return err
			}
		}
		for _, l := range e.Storylines {
			if _, err := w.AddStoryline(desk.SectionFiling{Slug: &l.Slug, Name: &l.Name, Description: &l.Summary}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f sampleFiler) file(item sample.Item) error {
	publish := true
	c, err := f.d.desk(f.store).Check(desk.Filing{
		Kind: &item.Kind, Headline: &item.Headline, Kicker: &item.Kicker, Standfirst: &item.Standfirst, Byline: &item.Byline,
		Credit: &item.Credit, Dateline: &item.Dateline, Section: &item.Section, Tags: &item.Tags, Storylines: &item.Storylines,
		BodyMarkdown: &item.Body, Slug: &item.Slug, PublishedAt: &item.PublishedAt, Publish: &publish,
	})
	if err != nil {
		return err
	}
	err = f.at(item.PublishedAt, func(w *desk.Work) error {
		r, err := w.File(c)
		f.ids[item.Slug] = r.Article.ID
		return err
	})
	if err != nil || item.Correction == nil {
		return err
	}
	return f.at(item.Correction.At, func(w *desk.Work) error {
		_, err := w.Correct(f.ids[item.Slug], 0, *item.Correction, desk.Checked{})
		return err
	})
}

func (f sampleFiler) curate(slugs []string) error {
	var slots []news.Slot
	for _, slug := range slugs {
		slots = append(slots, news.Slot{Article: f.ids[slug]})
	}
	return f.at(now(), func(w *desk.Work) error {
		_, err := w.Curate(news.MainFront, 0, slots, nil)
		return err
	})
}
