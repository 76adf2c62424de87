package store

import (
	"context"
	"database/sql"
	"errors"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// Follow shows a follower the next entries after its cursor, at most limit, without keeping anybody from writing, and
// then does what prepare returned in the transaction that moves the cursor. It returns how many entries there were.
// Processes that share a follower take turns, so that no entry is applied twice: what was prepared while another did the
// same is prepared anew. An error leaves the cursor where it was.
func (s *Store) Follow(ctx context.Context, name string, limit int, prepare func(ledger.Read, []news.Entry) (func(ledger.Tx) error, error)) (n int, err error) {
	for {
		next, err := s.prepare(ctx, name, limit, prepare)
		if err != nil || next.n == 0 {
			return 0, err
		}
		done, err := s.applyPrepared(ctx, name, next)
		if err != nil {
			return 0, s.engine.failure(err)
		}
		if done {
			return next.n, nil
		}
	}
}

// applyPrepared does what a follower has prepared, unless its cursor has moved since.
func (s *Store) applyPrepared(ctx context.Context, name string, next following) (done bool, err error) {
	f := &followed{ctx: ctx, store: s}
	err = s.engine.derive(ctx, func(r runner) error {
		cursor, err := lockCursor(ctx, r, name, s.engine.dialect().forUpdate)
		if err != nil || cursor != next.after {
			return err
		}
		f.run, f.indexing, f.turn, done = r, indexing{}, 0, true // the transaction may be run again
		if next.apply != nil {
			if err := next.apply(f); err != nil {
				return err
			}
		}
		if err := f.writeIndex(); err != nil {
			return err
		}
		_, err = r.exec(ctx, `UPDATE cursors SET seq = $1 WHERE name = $2`, next.last, name)
		return err
	})
	if err == nil {
		s.known.learn(f.indexing.words)
	}
	return done, err
}

// following is a batch that has been prepared: n entries after the cursor's place, the last of which is last.
type following struct {
	after, last int64
	n           int
	apply       func(ledger.Tx) error
}

// prepare shows a follower its next entries, as everything stands at one moment.
func (s *Store) prepare(ctx context.Context, name string, limit int, prepare func(ledger.Read, []news.Entry) (func(ledger.Tx) error, error)) (next following, err error) {
	err = s.engine.snapshot(ctx, func(r runner) error {
		next = following{}
		err := r.row(ctx, readCursor, name).Scan(&next.after)
		if err != nil {
			return err
		}
		entries, err := readEntries(ctx, r, "", next.after, limit)
		if err != nil || len(entries) == 0 {
			return err
		}
		next.n, next.last = len(entries), entries[len(entries)-1].Seq
		next.apply, err = prepare(ahead{ctx, s, r}, entries)
		return err
	})
	return next, s.engine.failure(err)
}

// ahead is what a follower sees before its transaction.
type ahead struct {
	ctx   context.Context
	store *Store
	run   runner
}

var _ ledger.Read = ahead{}

// View looks things up in one paper.
func (a ahead) View(paper string) news.View { return a.store.begin(a.ctx, a.run, paper) }

// Indexed says what the full-text index holds of an article.
func (a ahead) Indexed(_, article string) (h ledger.Held, err error) {
	err = a.run.row(a.ctx, `SELECT version, published_at FROM search_docs WHERE article = $1`, article).Scan(&h.Version, &h.PublishedAt)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return h, err
}

// Listed says for which version of an article there is a list of what is like it.
func (a ahead) Listed(article string) (version int, err error) {
	err = a.run.row(a.ctx, `SELECT version FROM related_lists WHERE article = $1`, article).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return version, err
}

// Cursor says how far another follower has come.
func (a ahead) Cursor(follower string) (seq int64, err error) {
	err = a.run.row(a.ctx, readCursor, follower).Scan(&seq)
	return seq, err
}

// readCursor reads the cursor $1; 0 when nothing has been followed.
const readCursor = `SELECT coalesce(max(seq), 0) FROM cursors WHERE name = $1`

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
		return r.row(ctx, readCursor, name).Scan(&seq)
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
	ctx      context.Context
	store    *Store
	run      runner
	indexing indexing // see search_doc.go
	turn     int64    // of the lists that this batch changes; 0: not known yet
}

var _ ledger.Tx = (*followed)(nil)

// Index puts an article into the full-text index; see search_doc.go.
func (f *followed) Index(paper string, d ledger.Document) error { return f.index(paper, d) }

// Unindex takes an article out of the full-text index; see search_doc.go.
func (f *followed) Unindex(paper, article string) error { return f.unindex(paper, article) }
