package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/sample"
	"broadsheet/internal/store"
)

// makeSample makes a paper and files the sample edition into it, in one transaction: there is a whole sample or none.
// Each article is filed by a desk whose clock stands at the article's own moment, so that versions, notes and dates are
// as if the paper had come out for years. own, when not nil, is the paper to make in place of the sample's.
func makeSample(d *desktop, s *store.Store, own *news.Paper) (news.Paper, error) {
	e, err := sample.Read(now())
	if err != nil {
		return news.Paper{}, fmt.Errorf("reading the sample edition: %w", err)
	}
	paper := e.Paper
	if own != nil {
		paper = *own
	}
	paper.ID, paper.CreatedAt, paper.Version = newID(), now(), 1
	_, err = s.Write(d.ctx, paper.ID, func(tx news.Tx) error {
		if err := tx.PutPaper(paper, ""); err != nil {
			return err
		}
		f := &sampleFiler{d: d, tx: tx, paper: paper.ID, ids: map[string]string{}, people: map[string]string{}, pictures: map[string]string{}}
		return f.fill(e)
	})
	return paper, err
}

// sampleFiler is what the desk has for a store while the sample is made: everything goes into the one transaction.
type sampleFiler struct {
	d        *desktop
	tx       news.Tx
	paper    string
	sections []news.Section
	ids      map[string]string // of articles, by slug
	people   map[string]string // ids, by slug
	pictures map[string]string // ids, by name
}

var _ desk.Store = (*sampleFiler)(nil)

// Write runs fn in the transaction that is open.
func (f *sampleFiler) Write(_ context.Context, _ string, fn func(news.Tx) error) ([]news.Entry, error) {
	return nil, fn(f.tx)
}

// View runs fn in it as well.
func (f *sampleFiler) View(_ context.Context, _ string, fn func(news.View) error) error {
	return fn(f.tx)
}

// Sections lists those that have been made.
func (f *sampleFiler) Sections(context.Context, string) ([]news.Section, error) {
	return f.sections, nil
}

// Due lists nothing: the clock has no business with a paper that isn't there yet.
func (f *sampleFiler) Due(context.Context, news.Millis, int) ([]news.DueArticle, error) {
	return nil, nil
}

// DueFronts lists nothing, and nor does DuePictures.
func (f *sampleFiler) DueFronts(context.Context, news.Millis, int) ([]news.Due, error) {
	return nil, nil
}

// DuePictures lists nothing.
func (f *sampleFiler) DuePictures(context.Context, news.Millis, int) ([]news.Due, error) {
	return nil, nil
}

func (f *sampleFiler) fill(e sample.Paper) error {
	if err := f.furnish(e); err != nil {
		return fmt.Errorf("making the sample's sections and people: %w", err)
	}
	if err := f.takePictures(e.Pictures); err != nil {
		return fmt.Errorf("taking in the sample's pictures: %w", err)
	}
	for _, item := range e.Items {
		if err := f.file(item); err != nil {
			return fmt.Errorf("filing the sample article %s: %w", item.Slug, err)
		}
	}
	return f.curate(e)
}

// at runs fn at the desk with its clock at a moment.
func (f *sampleFiler) at(moment news.Millis, fn func(*desk.Work) error) error {
	return f.as(news.Program, moment, fn)
}

// as runs fn at the desk in somebody's name.
func (f *sampleFiler) as(actor news.Actor, moment news.Millis, fn func(*desk.Work) error) error {
	dk := f.d.desk(f)
	dk.Now = func() news.Millis { return moment }
	_, err := dk.Do(f.d.ctx, f.paper, actor, fn)
	return err
}

// furnish makes what the articles name: sections, people, tags and storylines.
func (f *sampleFiler) furnish(e sample.Paper) error {
	err := f.at(now(), func(w *desk.Work) error {
		for _, s := range e.Sections {
			made, err := w.AddSection(desk.SectionFiling{Slug: &s.Slug, Name: &s.Name, Description: &s.Description, Position: &s.Position})
			if err != nil {
				return err
			}
			f.sections = append(f.sections, made)
		}
		for _, p := range e.People {
			made, err := w.AddPerson(desk.PersonFiling{Slug: &p.Slug, Name: &p.Name, Title: &p.Title, Bio: &p.Bio, Beat: &p.Beat, Contact: &p.Contact, PublicKey: &p.PublicKey})
			if err != nil {
				return err
			}
			f.people[p.Slug] = made.ID
		}
		for _, r := range e.Rules {
			if _, _, err := w.SetRule(r, 0); err != nil {
				return err
			}
		}
		for _, t := range e.Tags {
			if _, err := w.AddTag(desk.SectionFiling{Name: &t.Name, Description: &t.Description}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, l := range e.Storylines {
		err = errors.Join(err, f.storyline(l))
	}
	return err
}

// completeAfter is when pictures that are there already get the rest of their renditions: not while the server is starting.
const completeAfter = news.Millis(60_000)

// takePictures puts the edition's pictures into the library.
func (f *sampleFiler) takePictures(all []sample.Picture) error {
	in, err := f.d.intake()
	if err != nil {
		return err
	}
	taken := make([]news.Picture, len(all))
	g, ctx := errgroup.WithContext(f.d.ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range all {
		g.Go(func() (err error) {
			taken[i], err = in.TakeQuickly(ctx, p.JPEG)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return f.at(now(), func(w *desk.Work) error {
		for i, p := range all {
			made, err := w.AddPicture(taken[i], desk.PictureFiling{Alt: &p.Alt, Caption: &p.Caption, Credit: &p.Credit, Focus: &p.Focus}, now()+completeAfter)
			if err != nil {
				return err
			}
			f.pictures[p.Name] = made.ID
		}
		return nil
	})
}

// storyline makes a storyline, with its briefing signed by whoever wrote it.
func (f *sampleFiler) storyline(l news.Storyline) error {
	by := news.Actor{Person: f.people[l.BriefedBy], Role: news.Editor}
	return f.as(by, l.BriefedAt, func(w *desk.Work) error {
		_, err := w.AddStoryline(desk.StorylineFiling{Slug: &l.Slug, Name: &l.Name, Summary: &l.Summary, Briefing: &l.Briefing})
		return err
	})
}

func (f *sampleFiler) file(item sample.Item) error {
	publish, picture := true, f.pictures[item.Picture]
	c, err := f.d.desk(f).Check(desk.Filing{
		Kind: &item.Kind, Headline: &item.Headline, Kicker: &item.Kicker, Standfirst: &item.Standfirst, Byline: &item.Byline,
		Credit: &item.Credit, Dateline: &item.Dateline, Section: &item.Section, Tags: &item.Tags, Storylines: &item.Storylines,
		BodyMarkdown: &item.Body, Slug: &item.Slug, Picture: &picture, PublishedAt: &item.PublishedAt, Publish: &publish,
	})
	if err != nil {
		return err
	}
	err = f.at(item.PublishedAt, func(w *desk.Work) error {
		r, err := w.File(c)
		f.ids[item.Slug] = r.Article.ID
		return err
	})
	if err != nil || item.ClosedAt == 0 && item.Note == nil {
		return err
	}
	if item.ClosedAt != 0 {
		return f.close(f.ids[item.Slug], item.ClosedAt)
	}
	return f.note(f.ids[item.Slug], *item.Note)
}

// close closes a live page at its moment.
func (f *sampleFiler) close(article string, at news.Millis) error {
	c, err := f.d.desk(f).Check(desk.Filing{ClosedAt: &at})
	if err != nil {
		return err
	}
	return f.at(at, func(w *desk.Work) error {
		_, err := w.Change(article, 0, c)
		return err
	})
}

// note puts a public note on an article, with the words it mended.
func (f *sampleFiler) note(article string, n sample.Note) error {
	mended := desk.Checked{}
	if n.Body != "" {
		var err error
		if mended, err = f.d.desk(f).Check(desk.Filing{BodyMarkdown: &n.Body}); err != nil {
			return err
		}
	}
	return f.at(n.At, func(w *desk.Work) error {
		_, err := w.Correct(article, 0, n.Correction, mended)
		return err
	})
}

// curate makes the paper's front, and those of the sections that an article leads.
func (f *sampleFiler) curate(e sample.Paper) error {
	var slots []news.Slot
	for _, slug := range e.Front {
		slots = append(slots, news.Slot{Article: f.ids[slug]})
	}
	return f.at(now(), func(w *desk.Work) error {
		_, err := w.Curate(news.MainFront, 0, slots, nil)
		for _, item := range e.Items {
			if item.Leads && err == nil {
				_, err = w.Curate(item.Section, 0, []news.Slot{{Article: f.ids[item.Slug]}}, nil)
			}
		}
		return err
	})
}
