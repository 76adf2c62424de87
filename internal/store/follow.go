package store

import (
	"context"
	"database/sql"
	"errors"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// Follow gives a follower the next entries after its cursor, at most limit, and moves the cursor in the same
// transaction. It returns how many there were. Processes that share a follower take turns, so that no entry is applied
// twice. An error of apply leaves the cursor where it was.
func (s *Store) Follow(ctx context.Context, name string, limit int, apply func(ledger.Tx, []news.Entry) error) (n int, err error) {
	if waiting, err := s.behind(ctx, name); err != nil || !waiting {
		return 0, err
	}
	var indexed []uint64
	err = s.engine.write(ctx, func(r runner) error {
		cursor, err := lockCursor(ctx, r, name, s.engine.dialect().forUpdate)
		if err != nil {
			return err
		}
		entries, err := readEntries(ctx, r, "", cursor, limit)
		if err != nil || len(entries) == 0 {
			return err
		}
		n = len(entries)
		f := &followed{transaction: s.begin(ctx, r, "")}
		if err := apply(f, entries); err != nil {
			return err
		}
		if err := f.writeIndex(); err != nil {
			return err
		}
		indexed = f.indexing.words
		_, err = r.exec(ctx, `UPDATE cursors SET seq = $1 WHERE name = $2`, entries[n-1].Seq, name)
		return err
	})
	if err != nil {
		return 0, s.engine.failure(err)
	}
	s.known.learn(indexed)
	return n, nil
}

// behind asks, without keeping anybody from writing, whether a follower has something to do.
func (s *Store) behind(ctx context.Context, name string) (waiting bool, err error) {
	err = s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT seq > coalesce((SELECT seq FROM cursors WHERE name = $1), 0) FROM ledger_head`, name).Scan(&waiting)
	})
	return waiting, err
}

// lockCursor reads a cursor, making it when there is none, and keeps it from others until the transaction ends.
func lockCursor(ctx context.Context, r runner, name, forUpdate string) (seq int64, err error) {
	const read = `SELECT seq FROM cursors WHERE name = $1`
	err = r.row(ctx, read+forUpdate, name).Scan(&seq)
	if !errors.Is(err, sql.ErrNoRows) {
		return seq, err
	}
	if _, err := r.exec(ctx, `INSERT INTO cursors (name, seq) VALUES ($1, 0) ON CONFLICT DO NOTHING`, name); err != nil {
		return 0, err
	}
	err = r.row(ctx, read+forUpdate, name).Scan(&seq)
	return seq, err
}

// Cursor returns the number of the last entry that a follower has applied; 0 when it has applied none.
func (s *Store) Cursor(ctx context.Context, name string) (seq int64, err error) {
	err = s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT coalesce(max(seq), 0) FROM cursors WHERE name = $1`, name).Scan(&seq)
	})
	return seq, err
}

// ResetFollower sets a follower back to the beginning of the ledger.
func (s *Store) ResetFollower(ctx context.Context, name string) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		if _, err := lockCursor(ctx, r, name, s.engine.dialect().forUpdate); err != nil {
			return err
		}
		_, err := r.exec(ctx, `UPDATE cursors SET seq = 0 WHERE name = $1`, name)
		return err
	}))
}

// followed is what a follower may do in the transaction that moves its cursor.
type followed struct {
	*transaction
	indexing indexing // see search_doc.go
}

var _ ledger.Tx = (*followed)(nil)

// View looks things up in one paper.
func (f *followed) View(paper string) news.View { return f.store.begin(f.ctx, f.run, paper) }

// Index puts an article into the full-text index; see search_doc.go.
func (f *followed) Index(paper string, d ledger.Document) error { return f.index(paper, d) }

// Indexed says what the full-text index holds of an article; see search_doc.go.
func (f *followed) Indexed(paper, article string) (ledger.Held, error) {
	return f.indexed(paper, article)
}

// Unindex takes an article out of the full-text index; see search_doc.go.
func (f *followed) Unindex(paper, article string) error { return f.unindex(paper, article) }
