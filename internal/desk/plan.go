package desk

import (
	"errors"

	"broadsheet/internal/news"
)

// plan is what has been decided about one article. It is made whole before anything of it is written.
type plan struct {
	act     news.Act
	before  news.Article // as it stood; zero for a new one
	head    news.Article // as it is to stand
	old     news.Version // the newest version before; zero for a new article
	copy    news.Copy    // the copy as it is to stand
	version *news.Version
	tags    []news.Tag // to be made
	dated   bool       // the date of publication was given by somebody; else it follows the release
}

// open begins a plan for an article that exists. expect is the version the person has seen, or 0 for whichever stands.
func (w *Work) open(id string, expect int) (*plan, error) {
	a, err := w.Article(id)
	if err != nil {
		return nil, err
	}
	if expect != 0 && expect != a.Version {
		e := news.Errorf(news.CodeStale, "If-Match", "the article is at version %d, not %d: somebody changed it first; read it again and repeat your change", a.Version, expect)
		e.Current, e.Mark = a.Version, a.Mark()
		return nil, e
	}
	v, err := w.Version(id, a.Version)
	if err != nil {
		return nil, err
	}
	news.Settle(&a, w.now) // the clock may not have come round yet
	return &plan{before: a, head: a, old: v, copy: v.Copy, dated: isDated(a)}, nil
}

// Stands refuses, as stale, when an article doesn't stand any more as the person has seen it: mark is its Mark then.
func (w *Work) Stands(id, mark string) error {
	a, err := w.Article(id)
	if err != nil || a.Mark() == mark {
		return err
	}
	e := news.Errorf(news.CodeStale, "If-Match", "the article is at version %d, and its state, times, address or holds are not as you read them: somebody, or the clock, changed it first; read it again and repeat your change", a.Version)
	e.Current, e.Mark = a.Version, a.Mark()
	return e
}

// may refuses an act that the person may not do, or that the article's state does not allow.
func (p *plan) may(w *Work, act news.Act) error {
	if err := news.MayDo(w.by, act, p.before.State, p.before.Owner); err != nil {
		return err
	}
	return news.CanFollow(p.before.State, act)
}

// merge puts a filing's copy over base.
func (p *plan) merge(w *Work, base news.Copy, c Checked) error {
	f := c.f
	set(&base.Kind, f.Kind)
	set(&base.Headline, f.Headline)
	set(&base.Kicker, f.Kicker)
	set(&base.Standfirst, f.Standfirst)
	set(&base.Credit, f.Credit)
	set(&base.Dateline, f.Dateline)
	set(&base.Language, f.Language)
	set(&base.Picture, f.Picture)
	set(&base.Slugline, f.Slugline)
	set(&base.SEO, f.SEO)
	set(&base.SEO.Title, f.SearchTitle)
	set(&base.SEO.Description, f.SearchDescription)
	if c.hasBody || base.Body == nil {
		base.Body = c.f.Body
	}
	err := errors.Join(w.closeLive(&base, f.ClosedAt), p.mergeNames(w, &base, f), w.hasPictures(c))
	p.copy = base
	return err
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// mergeNames puts what a filing names by slug (section, people, tags, storylines) into to, by id.
func (p *plan) mergeNames(w *Work, to *news.Copy, f Filing) error {
	var faults [4]error
	if f.Section != nil {
		to.Section, faults[0] = w.sectionID(*f.Section, to.Section)
	}
	if f.Byline != nil {
		to.Byline, faults[1] = w.byline(*f.Byline)
	}
	if f.Tags != nil {
		to.Tags, p.tags, faults[2] = w.tagIDs(*f.Tags)
	}
	if f.Storylines != nil {
		to.Storylines, faults[3] = w.storylineIDs(*f.Storylines)
	}
	return errors.Join(faults[:]...)
}

// cut makes the next version of the copy.
func (p *plan) cut(w *Work, note string) {
	p.head.Version = p.before.Version + 1
	p.version = &news.Version{
		Article: p.head.ID, N: p.head.Version, At: w.now, By: w.by.Person, Note: note, Copy: p.copy, Hash: news.HashCopy(p.copy),
	}
}

// cutIfChanged makes the next version when the copy says something else than before.
func (p *plan) cutIfChanged(w *Work, note string) {
	if news.HashCopy(p.copy) != p.old.Hash {
		p.cut(w, note)
	}
}

// setSlug decides the article's address: the one given, or for a new article one made from the headline.
func (p *plan) setSlug(w *Work, c Checked) (err error) {
	switch {
	case c.f.Slug != nil && *c.f.Slug == p.head.Slug && p.head.Slug != "":
		return nil
	case c.f.Slug != nil && *c.f.Slug != "":
		p.head.Slug = *c.f.Slug
		return w.checkFree(p.head.Slug, p.head.ID)
	case p.head.Slug == "" && p.copy.Headline != "":
		language, err := w.language()
		if err != nil {
			return err
		}
		p.head.Slug, err = w.makeSlug(p.copy.Headline, or(p.copy.Language, language))
		return err
	}
	return nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// goesOut says whether the plan shows readers a version that they could not read before, or not yet.
func (p *plan) goesOut() bool {
	return p.head.Live != 0 && p.head.State.Public() && (p.head.Live != p.before.Live || !p.before.State.Public())
}

// carryOut writes the plan.
func (p *plan) carryOut(w *Work) (Result, error) {
	if p.goesOut() {
		if err := w.mayGoOut(p.head, p.copy); err != nil {
			return Result{}, err
		}
	}
	for _, t := range p.tags {
		if err := w.tx.PutTag(t, w.by.Person); err != nil {
			return Result{}, raced(err)
		}
	}
	r := Result{Article: p.head, Version: p.old}
	if p.version != nil {
		r.Version = *p.version
	}
	if p.version == nil && p.head == p.before {
		return r, nil
	}
	if err := w.put(p.act, &p.head, p.version); err != nil {
		return Result{}, err
	}
	r.Article = p.head
	return r, nil
}
