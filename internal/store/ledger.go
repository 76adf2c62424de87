package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"broadsheet/internal/news"
)

// pendingEntry is a ledger line that waits for the end of its transaction, where it gets its number.
type pendingEntry struct {
	entry news.Entry
	moved string // the slug that the article left by it, when the public could have seen it there
	deed  deed   // its line of the audit trail
}

// note appends a line about a subject that is no article, which was before and is now after.
func (t *transaction) note(what, subject string, version int, by string, before, after any) {
	t.pending = append(t.pending, pendingEntry{
		entry: news.Entry{At: t.at, Paper: t.paper, What: what, Subject: subject, Version: version, By: by},
		deed:  deed{what: what, subject: subject, version: version, by: news.Doer{Person: by}, before: before, after: after},
	})
}

// earlier looks up what a subject was before a version is put; nil where there was none.
func earlier[V any](version int, key string, get func(string) (V, error)) (any, error) {
	if version <= 1 {
		return nil, nil
	}
	v, err := get(key)
	if news.CodeOf(err) == news.CodeNotFound {
		return nil, nil // whoever puts it says so
	}
	return v, err
}

// appendLedger numbers the transaction's lines and writes them. It comes last: on PostgreSQL the row of ledger_head
// stays locked from here to the commit, which makes the order of commits the order of numbers, without gaps.
func (t *transaction) appendLedger() error {
	if err := t.settle(); err != nil || len(t.pending) == 0 {
		return err
	}
	var last int64
	err := t.run.row(t.ctx, `UPDATE ledger_head SET seq = seq + $1 RETURNING seq`, len(t.pending)).Scan(&last)
	if err != nil {
		return fmt.Errorf("numbering the ledger: %w", err)
	}
	rows := make([][]any, len(t.pending))
	for i := range t.pending {
		e := &t.pending[i].entry
		e.Seq = last - int64(len(t.pending)-1-i)
		if rows[i], err = ledgerRow(*e); err != nil {
			return err
		}
	}
	if err := insertRows(t.ctx, t.run, `INSERT INTO ledger (seq, at, paper, what, subject, version, made_by, head) VALUES `, "", rows); err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	deeds := make([]deed, len(t.pending))
	for i, p := range t.pending {
		if err := t.putMoved(p); err != nil {
			return err
		}
		deeds[i] = p.deed
	}
	if err := appendAudit(t.ctx, t.run, t.paper, t.at, deeds); err != nil {
		return err
	}
	if notify := t.store.engine.dialect().notify; notify != "" {
		_, err = t.run.exec(t.ctx, notify, strconv.FormatInt(last, 10))
	}
	return err
}

func ledgerRow(e news.Entry) ([]any, error) {
	head := ""
	if e.Article != nil {
		b, err := json.Marshal(e.Article)
		if err != nil {
			return nil, err
		}
		head = string(b)
	}
	return []any{e.Seq, int64(e.At), e.Paper, e.What, e.Subject, e.Version, e.By, head}, nil
}

const entryColumns = `seq, at, paper, what, subject, version, made_by, head`

func scanEntry(rows *sql.Rows) (e news.Entry, err error) {
	var head string
	if err := rows.Scan(&e.Seq, &e.At, &e.Paper, &e.What, &e.Subject, &e.Version, &e.By, &head); err != nil {
		return e, err
	}
	if head != "" {
		e.Article = new(news.Article)
		err = json.Unmarshal([]byte(head), e.Article)
	}
	return e, err
}

// Entries returns the ledger's entries after a number, in order: of one paper, or of all when paper is empty. What they say
// has changed is forgotten here before anybody hears of it, so that whoever looks again sees the change.
func (s *Store) Entries(ctx context.Context, paper string, after int64, limit int) (entries []news.Entry, err error) {
	err = s.read(ctx, func(r runner) error {
		entries, err = readEntries(ctx, r, paper, after, limit)
		return err
	})
	papers := false
	for _, e := range entries {
		s.named.forget(e.What, e.Subject)
		papers = papers || e.What == "paper.save"
	}
	if papers && err == nil {
		err = s.refreshPapers(ctx)
	}
	return entries, err
}

func readEntries(ctx context.Context, r runner, paper string, after int64, limit int) (entries []news.Entry, err error) {
	text, args := `SELECT `+entryColumns+` FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2`, []any{after, limit}
	if paper != "" {
		text, args = `SELECT `+entryColumns+` FROM ledger WHERE paper = $1 AND seq > $2 ORDER BY seq LIMIT $3`, []any{paper, after, limit}
	}
	err = each(ctx, r, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		entries = append(entries, e)
		return err
	}, text, args...)
	return entries, err
}

// EntriesAbout returns all the ledger's entries about one subject of a paper, in order.
func (s *Store) EntriesAbout(ctx context.Context, paper, subject string) (entries []news.Entry, err error) {
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			e, err := scanEntry(rows)
			entries = append(entries, e)
			return err
		}, `SELECT `+entryColumns+` FROM ledger WHERE subject = $1 AND paper = $2 ORDER BY seq`, subject, paper)
	})
	return entries, err
}

// LastSeq returns the number of the last entry; 0 when there is none.
func (s *Store) LastSeq(ctx context.Context) (seq int64, err error) {
	err = s.read(ctx, func(r runner) error { return lastSeq(ctx, r, &seq) })
	return seq, err
}

func lastSeq(ctx context.Context, r runner, seq *int64) error {
	return r.row(ctx, `SELECT seq FROM ledger_head`).Scan(seq)
}

func entriesOf(pending []pendingEntry) []news.Entry {
	entries := make([]news.Entry, len(pending))
	for i, p := range pending {
		entries[i] = p.entry
	}
	return entries
}
