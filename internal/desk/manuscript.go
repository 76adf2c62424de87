package desk

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"broadsheet/internal/news"
)

// MayWrite refuses a person who may not write in an article's manuscript, and copy that is past being written: a
// reporter writes in their own copy before it is ready, an editor in all that is not killed or spiked.
func MayWrite(by news.Actor, a news.Article) error {
	if err := news.MayDo(by, news.ActSave, a.State, a.Owner); err != nil {
		return err
	}
	return news.CanFollow(a.State, news.ActSave)
}

// manuscriptFields are the fields that a manuscript has beside the body: how each is put into a filing, and read from an
// article's copy in the same form.
var manuscriptFields = map[string]manuscriptField{
	"headline":        textField(func(f *Filing) **string { return &f.Headline }, func(_ news.Article, c news.Copy) string { return c.Headline }),
	"standfirst":      textField(func(f *Filing) **string { return &f.Standfirst }, func(_ news.Article, c news.Copy) string { return c.Standfirst }),
	"kicker":          textField(func(f *Filing) **string { return &f.Kicker }, func(_ news.Article, c news.Copy) string { return c.Kicker }),
	"dateline":        textField(func(f *Filing) **string { return &f.Dateline }, func(_ news.Article, c news.Copy) string { return c.Dateline }),
	"slugline":        textField(func(f *Filing) **string { return &f.Slugline }, func(_ news.Article, c news.Copy) string { return c.Slugline }),
	"slug":            textField(func(f *Filing) **string { return &f.Slug }, func(a news.Article, _ news.Copy) string { return a.Slug }),
	"picture":         textField(func(f *Filing) **string { return &f.Picture }, func(_ news.Article, c news.Copy) string { return c.Picture }),
	"credit":          textField(func(f *Filing) **string { return &f.Credit }, func(_ news.Article, c news.Copy) string { return c.Credit }),
	"seo_title":       textField(func(f *Filing) **string { return &f.SearchTitle }, func(_ news.Article, c news.Copy) string { return c.SEO.Title }),
	"seo_description": textField(func(f *Filing) **string { return &f.SearchDescription }, func(_ news.Article, c news.Copy) string { return c.SEO.Description }),
	"kind": {
		file: func(f *Filing, v json.RawMessage) error { return json.Unmarshal(v, &f.Kind) },
		of:   func(_ news.View, _ news.Article, c news.Copy) (any, error) { return c.Kind, nil },
	},
	"byline": {
		file: func(f *Filing, v json.RawMessage) error { return json.Unmarshal(v, &f.Byline) },
		of: func(v news.View, _ news.Article, c news.Copy) (any, error) {
			b := news.Byline{Text: c.Byline.Text}
			for _, id := range c.Byline.People {
				p, err := v.Person(id)
				if err != nil {
					return nil, err
				}
				b.People = append(b.People, p.Slug)
			}
			return b, nil
		},
	},
	"section": {
		file: func(f *Filing, v json.RawMessage) error { return json.Unmarshal(v, &f.Section) },
		of: func(v news.View, _ news.Article, c news.Copy) (any, error) {
			s, err := v.Section(c.Section)
			return s.Slug, err
		},
	},
	"tags": {
		file: func(f *Filing, v json.RawMessage) error { return json.Unmarshal(v, &f.Tags) },
		of: func(v news.View, _ news.Article, c news.Copy) (any, error) {
			slugs := make([]string, len(c.Tags))
			for i, id := range c.Tags {
				t, err := v.Tag(id)
				if err != nil {
					return nil, err
				}
				slugs[i] = t.Slug
			}
			return slugs, nil
		},
	},
}

// manuscriptField is how one field is put into a filing, and read.
type manuscriptField struct {
	file func(*Filing, json.RawMessage) error
	of   func(news.View, news.Article, news.Copy) (any, error)
}

// textField is a field that is a text.
func textField(in func(*Filing) **string, of func(news.Article, news.Copy) string) manuscriptField {
	return manuscriptField{
		file: func(f *Filing, v json.RawMessage) error { return json.Unmarshal(v, in(f)) },
		of:   func(_ news.View, a news.Article, c news.Copy) (any, error) { return of(a, c), nil },
	}
}

// FieldsOf returns an article's copy as the fields of a manuscript, in the form in which CheckField takes them.
func FieldsOf(v news.View, a news.Article, c news.Copy) (map[string]json.RawMessage, error) {
	fields := make(map[string]json.RawMessage, len(manuscriptFields))
	for name, field := range manuscriptFields {
		value, err := field.of(v, a, c)
		if err != nil {
			return nil, err
		}
		if fields[name], err = json.Marshal(value); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

// CheckField refuses what a manuscript's field must not be. An empty headline may stand while it is being written; that
// there is one is asked when a version is cut.
func (d *Desk) CheckField(ctx context.Context, paper, name string, value json.RawMessage) error {
	f, err := fileField(Filing{}, name, value)
	if err != nil {
		return err
	}
	if f.Headline != nil && *f.Headline == "" {
		return nil
	}
	if _, err := d.Check(f); err != nil {
		return err
	}
	if f.Picture != nil || f.Byline != nil {
		return d.Store.View(ctx, paper, func(v news.View) error {
			w := &Work{View: v, desk: d, ctx: ctx, id: paper, now: d.Now()}
			if f.Byline != nil {
				_, err := w.byline(*f.Byline)
				return err
			}
			return w.hasPicture("picture", *f.Picture)
		})
	}
	if f.Section == nil {
		return nil
	}
	sections, err := d.Store.Sections(ctx, paper)
	if err != nil {
		return err
	}
	for _, s := range sections {
		if s.Slug == *f.Section {
			return nil
		}
	}
	return news.Invalid("section", "there is no section %s; choose one of the paper's", strconv.Quote(*f.Section))
}

func fileField(f Filing, name string, value json.RawMessage) (Filing, error) {
	field, ok := manuscriptFields[name]
	if !ok {
		return f, news.Invalid(name, "a manuscript has no field %q", name)
	}
	if err := field.file(&f, value); err != nil || string(value) == "null" {
		return f, news.Invalid(name, "%.40s is not what the field %s may hold", value, name)
	}
	return f, nil
}

// CutManuscript makes a version of what a manuscript says, where it says something new, and does with it what the cut
// asks for, in one transaction. Errors: those of the act.
func (d *Desk) CutManuscript(ctx context.Context, paper string, by news.Actor, cut news.Cut) (Result, []news.Entry, error) {
	publish := cut.Act == news.ActPublish
	f := Filing{Body: cut.Body, Note: cut.Note, Publish: &publish}
	var err error
	for name, value := range cut.Fields {
		if cut.Act == news.ActCorrect && name == "slug" {
			continue // an address is changed by a save
		}
		if f, err = fileField(f, name, value); err != nil {
			return Result{}, nil, err
		}
	}
	if cut.Act == news.ActCorrect {
		f.Publish = nil
	}
	c, err := d.Check(f)
	if err != nil {
		return Result{}, nil, err
	}
	var r Result
	entries, err := d.Do(ctx, paper, by, func(w *Work) (err error) {
		r, err = w.cutManuscript(cut, c)
		return err
	})
	return r, entries, err
}

// overtaken refuses what somebody asked for who has not seen what was published meanwhile: two people press the same
// button, and the second is told.
func (w *Work) overtaken(cut news.Cut) error {
	if cut.Seen == nil {
		return nil
	}
	a, err := w.Article(cut.Article)
	if err != nil || a.Live == *cut.Seen {
		return err
	}
	return news.Errorf(news.CodeConflict, "seen", "somebody else was faster: version %d is the one for readers now, and nothing was done twice; look at it, and press again if it isn't what you want", a.Live)
}

func (w *Work) cutManuscript(cut news.Cut, c Checked) (Result, error) {
	if err := w.overtaken(cut); err != nil {
		return Result{}, err
	}
	switch cut.Act {
	case news.ActCorrect:
		return w.correct(cut.Article, 0, cut.Correction, c, true)
	case news.ActSave, news.ActPublish, news.ActSchedule, news.ActSubmit, news.ActReady:
	default:
		return Result{}, news.Invalid("act", "a manuscript cannot be cut to %q it", cut.Act)
	}
	if cut.Restore != 0 {
		return w.restore(cut, c)
	}
	r, err := w.Change(cut.Article, 0, c)
	switch {
	case err != nil:
		return r, err
	case cut.Act == news.ActSubmit:
		return w.Submit(cut.Article, 0)
	case cut.Act == news.ActReady:
		return w.Ready(cut.Article, 0)
	case cut.Act == news.ActSchedule:
		return w.Schedule(cut.Article, 0, cut.At)
	}
	return r, nil
}

// restore makes a version of a manuscript that was taken back to an earlier one: what a manuscript doesn't hold is that
// version's too. Readers don't see it before it is published.
func (w *Work) restore(cut news.Cut, c Checked) (Result, error) {
	return w.act(cut.Article, 0, news.ActSave, func(p *plan) (news.Act, error) {
		earlier, err := w.Version(cut.Article, cut.Restore)
		if err != nil {
			return "", err
		}
		if err := errors.Join(p.merge(w, earlier.Copy, c), p.setSlug(w, c)); err != nil {
			return "", err
		}
		p.cutIfChanged(w, c.f.Note)
		return p.afterChange(w, c.f.Publish)
	})
}
