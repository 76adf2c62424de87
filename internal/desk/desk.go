package desk

import (
	"context"
	"errors"

	"broadsheet/internal/news"
)

// Store is what the desk asks of the store.
type Store interface {
	// Write runs fn in one transaction of one paper and returns the ledger's entries it made. All of it is on disk when
	// Write returns without an error; none of it is there when it returns one.
	Write(ctx context.Context, paper string, fn func(news.Tx) error) ([]news.Entry, error)
	// View runs fn in one reading transaction of one paper.
	View(ctx context.Context, paper string, fn func(news.View) error) error
	// Sections lists a paper's sections in their order.
	Sections(ctx context.Context, paper string) ([]news.Section, error)
	// Due lists articles whose turn has come by now.
	Due(ctx context.Context, now news.Millis, limit int) ([]news.DueArticle, error)
	// DueFronts and DuePictures list fronts and pictures whose turn has come by now.
	DueFronts(ctx context.Context, now news.Millis, limit int) ([]news.Due, error)
	DuePictures(ctx context.Context, now news.Millis, limit int) ([]news.Due, error)
}

// Desk decides and has its decisions written.
type Desk struct {
	Store  Store
	Now    func() news.Millis
	NewID  func() string // unique, rising with time
	Limits Limits        // zero fields take the defaults
	Rules  RuleStore     // nil: there are no house rules

	checkers checkers
}

// maxTries bounds how often a transaction is run again because somebody else's came between.
const maxTries = 8

// Do runs fn in one transaction of one paper on behalf of by. When somebody else's write comes between (two processes
// on one database), fn is run again from the beginning: it must not keep anything from an earlier run.
func (d *Desk) Do(ctx context.Context, paper string, by news.Actor, fn func(*Work) error) ([]news.Entry, error) {
	for try := 1; ; try++ {
		entries, err := d.Store.Write(ctx, paper, func(tx news.Tx) error { return fn(d.newWork(ctx, tx, paper, by)) })
		var lost *lostRace
		if !errors.As(err, &lost) {
			return entries, err
		}
		if try == maxTries || ctx.Err() != nil {
			return nil, lost.error
		}
	}
}

// lostRace marks what the store refused although the desk had found it free a moment before: somebody else was faster.
type lostRace struct{ error }

func (l *lostRace) Unwrap() error { return l.error }

// raced marks err as a lost race when it is one.
func raced(err error) error {
	switch news.CodeOf(err) {
	case news.CodeConflict, news.CodeStale:
		return &lostRace{err}
	}
	return err
}

// Work is one transaction: what one person does in one paper, all of it or nothing. It may be asked like any news.View.
type Work struct {
	news.View
	tx   news.Tx
	desk *Desk
	ctx  context.Context // of the transaction; for the one lookup that news.View does not have
	id   string          // the paper's
	by   news.Actor
	now  news.Millis

	locale   string         // the paper's, once asked for
	order    []news.Section // all sections in their order, once asked for
	ordered  bool           // order has been filled
	suffixes map[string]int // by made slug: the highest suffix known to be taken
}

func (d *Desk) newWork(ctx context.Context, tx news.Tx, paper string, by news.Actor) *Work {
	return &Work{View: tx, tx: tx, desk: d, ctx: ctx, id: paper, by: by, now: d.Now(), suffixes: map[string]int{}}
}

// language returns the language that the paper's words are taken to be in where nothing else is said.
func (w *Work) language() (string, error) {
	if w.locale == "" {
		p, err := w.Paper()
		if err != nil {
			return "", err
		}
		w.locale = or(p.Locale, "en")
	}
	return w.locale, nil
}

// Result is an article as it stands after something was done to it.
type Result struct {
	Article news.Article
	Version news.Version // the newest
}

// Answered returns what was answered to an earlier request with this idempotency key of the same person.
func (w *Work) Answered(key string) (news.Answer, error) { return w.tx.Answered(w.ownKey(key)) }

// KeepAnswer stores the answer to a request under its idempotency key, in the same transaction as its effect.
func (w *Work) KeepAnswer(key string, a news.Answer) error {
	a.At = w.now
	return raced(w.tx.KeepAnswer(w.ownKey(key), a))
}

// ownKey keeps one person's keys apart from another's: nobody can have somebody else's answer replayed.
func (w *Work) ownKey(key string) string { return w.by.Person + " " + key }

// put writes what was decided about an article.
func (w *Work) put(act news.Act, a *news.Article, v *news.Version) error {
	a.ModifiedAt = w.now
	_, err := w.tx.PutArticle(news.Change{Act: act, Article: *a, Version: v, By: w.by.Person})
	return raced(err)
}
