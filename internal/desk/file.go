package desk

import (
	"context"
	"errors"

	"broadsheet/internal/news"
)

// File files a new article: as a draft, or published in the same act when the filing says so.
func (w *Work) File(c Checked) (Result, error) {
	if err := news.MayDo(w.by, news.ActFile, "", w.by.Person); err != nil {
		return Result{}, err
	}
	publish := c.f.Publish != nil && *c.f.Publish
	if publish {
		if err := news.MayDo(w.by, news.ActPublish, news.Draft, w.by.Person); err != nil {
			return Result{}, err
		}
	}
	p, err := w.planNew(c, publish)
	if err != nil {
		return Result{}, err
	}
	return p.carryOut(w)
}

// planNew decides everything about a new article and writes nothing.
func (w *Work) planNew(c Checked, publish bool) (*plan, error) {
	p := &plan{act: news.ActFile}
	p.head = news.Article{ID: or(c.f.ID, w.desk.NewID()), State: news.Draft, CreatedAt: w.now, Owner: w.by.Person}
	copyErr := p.merge(w, news.Copy{Kind: news.KindNews}, c)
	if c.f.Headline == nil {
		copyErr = errors.Join(news.Invalid("headline", "is missing; every article has a headline"), copyErr)
	}
	if c.f.Section == nil {
		copyErr = errors.Join(copyErr, w.unknownSection("is missing"))
	}
	p.cut(w, c.f.Note)
	err := errors.Join(copyErr, p.setTimes(w, c.f), p.setSlug(w, c))
	if err == nil && publish {
		p.act, err = p.letOut(w, w.now)
	}
	return p, err
}

// Outcome is what became of one filing of a batch: the article, or why it wasn't filed.
type Outcome struct {
	Result
	Err error
}

// FileAll files many articles in this one transaction. Each has its own outcome: one that is refused changes nothing and
// doesn't stop the others. The error is of the transaction as a whole. refused holds, for each filing, what Check said
// of it, nil where it was sound; it may be nil.
func (w *Work) FileAll(batch []Checked, refused []error) ([]Outcome, error) {
	out := make([]Outcome, len(batch))
	for i, c := range batch {
		if refused != nil && refused[i] != nil {
			out[i].Err = refused[i]
			continue
		}
		r, err := w.File(c)
		if err != nil && !IsRefusal(err) {
			return nil, err
		}
		out[i] = Outcome{r, err}
	}
	return out, nil
}

// IsRefusal says whether err is the desk's own decision about one article: a batch or an import goes on after it.
// Everything else (a lost race, a full disk) concerns the transaction.
func IsRefusal(err error) bool {
	var lost *lostRace
	if errors.As(err, &lost) {
		return false
	}
	problems := news.Problems(err)
	for _, p := range problems {
		if p.Code == news.CodeUnavailable {
			return false
		}
	}
	return len(problems) > 0
}

// CheckBatch refuses a batch that is empty or too large.
func (d *Desk) CheckBatch(n int) error {
	switch limit := d.limits().Batch; {
	case n == 0:
		return news.Invalid("articles", "is empty; send at least one article")
	case n > limit:
		return news.Errorf(news.CodeTooLarge, "articles", "has %d articles and may have %d; send them in several batches", n, limit)
	}
	return nil
}

// FileAll checks and files many articles in one transaction, as Work.FileAll does.
func (d *Desk) FileAll(ctx context.Context, paper string, by news.Actor, filings []Filing) ([]Outcome, []news.Entry, error) {
	if err := d.CheckBatch(len(filings)); err != nil {
		return nil, nil, err
	}
	batch, refused := make([]Checked, len(filings)), make([]error, len(filings))
	for i, f := range filings {
		batch[i], refused[i] = d.Check(f)
	}
	return d.FileChecked(ctx, paper, by, batch, refused)
}

// FileChecked is FileAll for filings that have been checked already, perhaps by several goroutines.
func (d *Desk) FileChecked(ctx context.Context, paper string, by news.Actor, batch []Checked, refused []error) (out []Outcome, entries []news.Entry, err error) {
	entries, err = d.Do(ctx, paper, by, func(w *Work) (err error) {
		out, err = w.FileAll(batch, refused)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return out, entries, nil
}
