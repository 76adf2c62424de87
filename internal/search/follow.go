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

// Follower keeps the full-text index: every article whose live version the public may ever see is in it, with the words
// of that version, and no other. When it may be seen is the gate's business, at the moment of the question. tidy puts
// the index in order, a little at a time (Store.TidySearch); whoever follows only for a while may leave it out.
func Follower(tidy func(context.Context) (more bool, err error)) ledger.Follower {
	return ledger.Follower{Name: FollowerName, Batch: 200, Apply: apply, Rest: tidy}
}

// apply brings the index to where the articles named by entries stand now. Of an article only its last entry here
// counts, and none when it has moved on since: then a later entry will see to it.
func apply(_ context.Context, tx ledger.Tx, entries []news.Entry) error {
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
		if err := index(tx, e); err != nil {
			return fmt.Errorf("indexing article %s (entry %d): %w", e.Subject, e.Seq, err)
		}
	}
	return nil
}

func index(tx ledger.Tx, e news.Entry) error {
	view := tx.View(e.Paper)
	head, err := view.Article(e.Subject)
	if err != nil {
		return err
	}
	if moved(head, *e.Article) {
		return nil
	}
	if from, until := news.Window(head); from == until {
		return tx.Unindex(e.Paper, head.ID)
	}
	if have, err := tx.Indexed(e.Paper, head.ID); err != nil || have == (ledger.Held{Version: head.Live, PublishedAt: head.PublishedAt}) {
		return err
	}
	v, err := view.Version(head.ID, head.Live)
	if err != nil {
		return err
	}
	d, err := document(head, v.Copy)
	if err != nil {
		return err
	}
	return tx.Index(e.Paper, d)
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
