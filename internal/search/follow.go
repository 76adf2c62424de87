package search

import (
	"context"
	"fmt"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/words"
)

// FollowerName is the name of the cursor that the full-text index has in the ledger.
const FollowerName = "search"

// batch is how many entries are followed at once: as many articles as an import writes in one transaction, so that the
// two take turns and the index keeps up. Of more, the writer would be held for longer than somebody who files should wait.
const batch = 500

// Follower keeps the full-text index: every article whose live version the public may ever see is in it, with the words
// of that version, and no other. When it may be seen is the gate's business, at the moment of the question. tidy puts
// the index in order, a little at a time (Store.TidySearch); whoever follows only for a while may leave it out.
func Follower(tidy func(context.Context) (more bool, err error)) ledger.Follower {
	return ledger.Follower{Name: FollowerName, Batch: batch, Prepare: prepare, Rest: tidy}
}

// prepare works out what brings the index to where the articles named by entries stand. Of an article only its last
// entry here counts, and none when it has moved on since: then a later entry will see to it.
func prepare(_ context.Context, read ledger.Read, entries []news.Entry) (func(ledger.Tx) error, error) {
	last := map[string]int{}
	for i, e := range entries {
		if e.Article != nil {
			last[e.Subject] = i
		}
	}
	var changes []change
	for i, e := range entries {
		if e.Article == nil || last[e.Subject] != i {
			continue
		}
		c, needed, err := changeOf(read, e)
		if err != nil {
			return nil, fmt.Errorf("indexing article %s (entry %d): %w", e.Subject, e.Seq, err)
		}
		if needed {
			changes = append(changes, c)
		}
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

// change is what is to happen to an article's place in the index.
type change struct {
	paper string
	out   bool // it goes
	doc   ledger.Document
}

func (c change) apply(tx ledger.Tx) error {
	if c.out {
		return tx.Unindex(c.paper, c.doc.Article)
	}
	return tx.Index(c.paper, c.doc)
}

// changeOf works out what an entry calls for.
func changeOf(read ledger.Read, e news.Entry) (c change, needed bool, err error) {
	view := read.View(e.Paper)
	head, err := view.Article(e.Subject)
	if err != nil || moved(head, *e.Article) {
		return c, false, err
	}
	if from, until := news.Window(head); from == until {
		return change{paper: e.Paper, out: true, doc: ledger.Document{Article: head.ID}}, true, nil
	}
	if have, err := read.Indexed(e.Paper, head.ID); err != nil || have == (ledger.Held{Version: head.Live, PublishedAt: head.PublishedAt}) {
		return c, false, err
	}
	v, err := view.Version(head.ID, head.Live)
	if err != nil {
		return c, false, err
	}
	d, err := document(head, v.Copy)
	return change{paper: e.Paper, doc: d}, true, err
}

// moved says whether, in what the index is about, a head has moved on since an entry was written.
func moved(now, then news.Article) bool {
	from, until := news.Window(now)
	thenFrom, thenUntil := news.Window(then)
	return now.Live != then.Live || now.PublishedAt != then.PublishedAt || from != thenFrom || until != thenUntil
}

// document folds the words of an article.
func document(head news.Article, c news.Copy) (ledger.Document, error) {
	text, err := plain(c)
	if err != nil {
		return ledger.Document{}, err
	}
	return ledger.Document{
		Article:     head.ID,
		Version:     head.Live,
		PublishedAt: head.PublishedAt,
		Section:     c.Section,
		Headline:    words.Fold(c.Kicker + " " + c.Headline),
		Standfirst:  words.Fold(c.Standfirst),
		Text:        words.Fold(c.Dateline + " " + text),
	}, nil
}
