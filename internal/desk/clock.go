package desk

import (
	"context"

	"broadsheet/internal/news"
)

// tickBatch is how many articles one transaction of the clock settles: few enough that nobody waits long behind it.
const tickBatch = 200

// Tick does what is due by now: lets out what was scheduled or embargoed, takes down what has expired, has planned fronts
// go live. It returns how many things it settled. It may run at any time, again, and in several processes at once: what is settled already
// stays as it is. Of all this readers wait only for fronts: for the rest the gate reads the times itself.
func (d *Desk) Tick(ctx context.Context) (settled int, err error) {
	// Fronts first: they are few, and readers wait for them.
	for _, kind := range []struct {
		due    func(context.Context, news.Millis, int) ([]news.Due, error)
		settle func(*Work, string) error
	}{{d.Store.DueFronts, (*Work).settleFront}, {d.Store.DuePictures, (*Work).takeDown}} {
		due, err := kind.due(ctx, d.Now(), tickBatch)
		if err != nil {
			return settled, err
		}
		for _, x := range due {
			entries, err := d.Do(ctx, x.Paper, news.Program, func(w *Work) error { return kind.settle(w, x.ID) })
			if err != nil {
				return settled, err
			}
			settled += len(entries)
		}
	}
	for {
		due, err := d.Store.Due(ctx, d.Now(), tickBatch)
		if err != nil {
			return settled, err
		}
		n, err := d.settle(ctx, due)
		settled += n
		if err != nil {
			return settled, err
		}
		if n == 0 || len(due) < tickBatch {
			break
		}
	}
	return settled, nil
}

// settle settles articles, with one transaction for each paper among them.
func (d *Desk) settle(ctx context.Context, due []news.DueArticle) (settled int, err error) {
	for len(due) > 0 {
		paper := due[0].Paper
		var these, others []news.DueArticle
		for _, a := range due {
			if a.Paper == paper {
				these = append(these, a)
			} else {
				others = append(others, a)
			}
		}
		entries, err := d.Do(ctx, paper, news.Program, func(w *Work) error { return w.settleAll(these) })
		if err != nil {
			return settled, err
		}
		settled += len(entries)
		due = others
	}
	return settled, nil
}

func (w *Work) settleAll(due []news.DueArticle) error {
	for _, d := range due {
		a, err := w.Article(d.Article)
		if err != nil {
			return err
		}
		if act := news.Settle(&a, w.now); act != "" {
			if err := w.put(act, &a, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
