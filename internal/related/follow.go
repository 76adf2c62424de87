package related

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// FollowerName is the name of the cursor that the lists of related articles have in the ledger.
const FollowerName = "related"

// Batches, in entries. In the background they are small, so that nobody's reading or saving waits long for one.
const (
	batch       = 8
	batchAtOnce = 64
)

// Follower keeps the lists of related articles: every article whose live version the public may ever see has one, worked
// out for that version. It comes after the follower that keeps the full-text index, named index, from which it works, and
// nobody waits for it.
func (f *Finder) Follower(index string) ledger.Follower {
	return ledger.Follower{Name: FollowerName, After: index, Background: true, Batch: batch, Prepare: f.preparing(index, 1)}
}

// AtOnce is Follower for a command that does nothing else: it takes every processor.
func (f *Finder) AtOnce(index string) ledger.Follower {
	return ledger.Follower{Name: FollowerName, After: index, Batch: batchAtOnce, Prepare: f.preparing(index, runtime.GOMAXPROCS(0))}
}

// change is what an entry calls for.
type change struct {
	paper string
	out   bool // nobody may see the article any more
	same  bool // its list stands; others may look different for it
	copy  news.Copy
	likes ledger.Likes
}

func (c change) apply(tx ledger.Tx) error {
	switch {
	case c.out:
		return tx.Unrelate(c.likes.Article)
	case c.same:
		return tx.Reveal(c.likes.Article)
	}
	return tx.Relate(c.paper, c.likes)
}

// preparing returns a follower's Prepare that works a number of lists out at a time.
func (f *Finder) preparing(index string, workers int) func(context.Context, ledger.Read, []news.Entry) (func(ledger.Tx) error, error) {
	return func(ctx context.Context, read ledger.Read, entries []news.Entry) (func(ledger.Tx) error, error) {
		changes, err := changesOf(read, index, entries)
		if err != nil {
			return nil, err
		}
		work, ctx := errgroup.WithContext(ctx)
		work.SetLimit(workers)
		for i := range changes {
			if c := &changes[i]; !c.out && !c.same {
				work.Go(func() (err error) {
					if c.likes.List, err = f.find(ctx, c.paper, c.likes.Article, c.copy, f.now()); err != nil {
						return fmt.Errorf("finding what is like article %s (entry %d): %w", c.likes.Article, c.likes.Seq, err)
					}
					return nil
				})
			}
		}
		if err := work.Wait(); err != nil {
			return nil, err
		}
		return func(tx ledger.Tx) error {
			for _, c := range changes {
				if err := c.apply(tx); err != nil {
					return err
				}
			}
			return nil
		}, nil
	}
}

// changesOf says what entries call for. Of an article only its last entry here counts.
func changesOf(read ledger.Read, index string, entries []news.Entry) (changes []change, err error) {
	known, err := read.Cursor(index)
	if err != nil {
		return nil, err
	}
	last := map[string]int{}
	for i, e := range entries {
		if e.Article != nil {
			last[e.Subject] = i
		}
	}
	for i, e := range entries {
		if e.Article == nil || last[e.Subject] != i {
			continue
		}
		c, needed, err := changeOf(read, e)
		if err != nil {
			return nil, fmt.Errorf("looking at article %s (entry %d): %w", e.Subject, e.Seq, err)
		}
		if needed {
			c.likes.Seq, c.likes.Known = e.Seq, known
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// changeOf says what an entry calls for, as its article stands now.
func changeOf(read ledger.Read, e news.Entry) (c change, needed bool, err error) {
	view := read.View(e.Paper)
	head, err := view.Article(e.Subject)
	if err != nil {
		return c, false, err
	}
	have, err := read.Listed(head.ID)
	if err != nil {
		return c, false, err
	}
	c = change{paper: e.Paper, likes: ledger.Likes{Article: head.ID, Version: head.Live}}
	if from, until := news.Window(head); from == until {
		c.out = true
		return c, have != 0, nil
	}
	if have == head.Live {
		c.same = true
		return c, true, nil
	}
	v, err := view.Version(head.ID, head.Live)
	c.copy = v.Copy
	return c, true, err
}
