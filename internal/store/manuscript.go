package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"broadsheet/internal/news"
)

// BeginManuscript begins an article's manuscript with a body; where it has been begun already, nothing happens.
func (s *Store) BeginManuscript(ctx context.Context, paper string, m news.Manuscript, doc news.Body) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		n, err := r.exec(ctx, `INSERT INTO manuscripts (paper, article, base, steps, edits, cut, changed_at, changed_by, holder, held_since)
			VALUES ($1, $2, $3, 0, 0, 0, $4, $5, '', 0) ON CONFLICT (article) DO NOTHING`, paper, m.Article, m.Base, int64(m.ChangedAt), m.ChangedBy)
		if err != nil || n == 0 {
			return wrapped(err, "manuscript", m.Article)
		}
		_, err = r.exec(ctx, putSnapshot, paper, m.Article, 0, string(doc))
		return wrapped(err, "manuscript", m.Article)
	}))
}

const putSnapshot = `INSERT INTO manuscript_snapshots (paper, article, n, doc) VALUES ($1, $2, $3, $4) ON CONFLICT (article, n) DO NOTHING`

const manuscriptColumns = `article, base, steps, edits, cut, changed_at, changed_by, holder, held_since, notes`

func scanManuscript(scan func(...any) error) (m news.Manuscript, err error) {
	err = scan(&m.Article, &m.Base, &m.Steps, &m.Edits, &m.Cut, &m.ChangedAt, &m.ChangedBy, &m.Holder, &m.HeldSince, &m.Notes)
	return m, err
}

// Manuscript returns an article's manuscript and the fields that were written, at one moment. Errors: CodeNotFound when
// it has not been begun.
func (s *Store) Manuscript(ctx context.Context, paper, article string) (m news.Manuscript, fields []news.Field, err error) {
	err = s.engine.snapshot(ctx, func(r runner) error {
		m, err = scanManuscript(r.row(ctx, `SELECT `+manuscriptColumns+` FROM manuscripts WHERE paper = $1 AND article = $2`, paper, article).Scan)
		if err != nil {
			return found(err, "manuscript of article", article)
		}
		return each(ctx, r, func(rows *sql.Rows) error {
			f, err := scanField(rows.Scan)
			fields = append(fields, f)
			return err
		}, `SELECT `+fieldColumns+` FROM manuscript_fields WHERE article = $1 ORDER BY field`, article)
	})
	return m, fields, s.engine.failure(err)
}

const fieldColumns = `field, version, value, person, at`

func scanField(scan func(...any) error) (f news.Field, err error) {
	var value string
	err = scan(&f.Name, &f.Version, &value, &f.By, &f.At)
	f.Value = json.RawMessage(value)
	return f, err
}

// StepsAfter returns the steps that follow step after, at most limit.
func (s *Store) StepsAfter(ctx context.Context, paper, article string, after int64, limit int) ([]news.Step, error) {
	return all(ctx, s, func(scan func(...any) error) (st news.Step, err error) {
		var text string
		err = scan(&st.N, &st.Client, &st.Person, &st.At, &text)
		st.Step = json.RawMessage(text)
		return st, err
	}, `SELECT n, client, person, at, step FROM manuscript_steps WHERE paper = $1 AND article = $2 AND n > $3 ORDER BY n LIMIT $4`, paper, article, after, limit)
}

// SnapshotAt returns the newest snapshot of a manuscript at or before step n. Errors: CodeNotFound.
func (s *Store) SnapshotAt(ctx context.Context, paper, article string, n int64) (shot news.Snapshot, err error) {
	err = s.read(ctx, func(r runner) error {
		var doc string
		err := r.row(ctx, `SELECT n, doc FROM manuscript_snapshots WHERE paper = $1 AND article = $2 AND n <= $3 ORDER BY n DESC LIMIT 1`, paper, article, n).
			Scan(&shot.N, &doc)
		shot.Doc = news.Body(doc)
		return found(err, "snapshot of article", article)
	})
	return shot, err
}

// KeepSnapshot keeps a snapshot of a manuscript.
func (s *Store) KeepSnapshot(ctx context.Context, paper, article string, shot news.Snapshot) error {
	_, err := s.change(ctx, putSnapshot, paper, article, shot.N, string(shot.Doc))
	return err
}

// AppendSteps writes a batch to the end of a manuscript's log, all of it or nothing. When it returns without an error the
// steps are on disk. check says, of the article as it stands in this transaction, whether it may be written to. Errors:
// check's own; CodeStale when After is not the newest step (Current has that one); CodeForbidden when the client is
// another person's; CodeNotFound when there is no such manuscript.
func (s *Store) AppendSteps(ctx context.Context, paper, article string, b news.Batch, check func(news.Article) error) error {
	return s.writeManuscript(ctx, paper, article, check, func(r runner) error {
		if err := ownClient(ctx, r, paper, b); err != nil {
			return err
		}
		n, err := r.exec(ctx, `UPDATE manuscripts SET steps = steps + $1, edits = edits + 1, changed_at = $2, changed_by = $3
			WHERE paper = $4 AND article = $5 AND steps = $6`, len(b.Steps), int64(b.At), b.Person, paper, article, b.After)
		if err != nil {
			return wrapped(err, "manuscript", article)
		}
		if n == 0 {
			return lateSteps(ctx, r, paper, article, b.After)
		}
		rows := make([][]any, len(b.Steps))
		for i, step := range b.Steps {
			rows[i] = []any{paper, article, b.After + int64(i) + 1, b.Client, b.Person, int64(b.At), string(step)}
		}
		return wrapped(insertRows(ctx, r, `INSERT INTO manuscript_steps (paper, article, n, client, person, at, step) VALUES `, "", rows), "steps of article", article)
	})
}

// writeManuscript runs fn in a transaction, after check has seen the article, and tells other processes.
func (s *Store) writeManuscript(ctx context.Context, paper, article string, check func(news.Article) error, fn func(runner) error) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		head, err := s.begin(ctx, r, paper).Article(article)
		if err == nil {
			err = check(head)
		}
		if err == nil {
			err = fn(r)
		}
		if notify := s.engine.dialect().notify; err == nil && notify != "" {
			_, err = r.exec(ctx, notify, "manuscript")
		}
		return err
	}))
}

// ownClient refuses a batch whose client belongs to somebody else; one that nobody has used becomes the person's.
func ownClient(ctx context.Context, r runner, paper string, b news.Batch) error {
	_, err := r.exec(ctx, `INSERT INTO manuscript_clients (paper, client, person, at) VALUES ($1, $2, $3, $4) ON CONFLICT (client) DO NOTHING`,
		paper, b.Client, b.Person, int64(b.At))
	if err != nil {
		return wrapped(err, "client", b.Client)
	}
	var of, person string
	if err := r.row(ctx, `SELECT paper, person FROM manuscript_clients WHERE client = $1`, b.Client).Scan(&of, &person); err != nil {
		return err
	}
	if of != paper || person != b.Person {
		return news.Errorf(news.CodeForbidden, "client", "the changes come under the name of somebody else's editor; load the page again")
	}
	return nil
}

// lateSteps makes the error for a batch that doesn't follow the newest step.
func lateSteps(ctx context.Context, r runner, paper, article string, after int64) error {
	var steps int64
	if err := r.row(ctx, `SELECT steps FROM manuscripts WHERE paper = $1 AND article = $2`, paper, article).Scan(&steps); err != nil {
		return found(err, "manuscript of article", article)
	}
	e := news.Errorf(news.CodeStale, "after", "the copy is at step %d, not %d: somebody wrote first; take their steps in and send yours again", steps, after)
	e.Current = int(steps)
	return e
}

// PutField writes a field whose version is expect (0: it has not been written), and returns it as it stands then. Errors:
// check's own, as AppendSteps has it; CodeStale when it has another version: then what is returned is what stands.
func (s *Store) PutField(ctx context.Context, paper, article string, f news.Field, expect int, check func(news.Article) error) (now news.Field, err error) {
	stood := false
	err = s.writeManuscript(ctx, paper, article, check, func(r runner) error {
		n, err := r.exec(ctx, `UPDATE manuscripts SET edits = edits + 1, changed_at = $1, changed_by = $2 WHERE paper = $3 AND article = $4`,
			int64(f.At), f.By, paper, article)
		if err == nil && n == 0 {
			err = notFound("manuscript of article", article)
		}
		if err != nil {
			return err
		}
		now, err = scanField(r.row(ctx, `SELECT `+fieldColumns+` FROM manuscript_fields WHERE article = $1 AND field = $2`, article, f.Name).Scan)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if now.Version != expect {
			stood = true
			e := news.Errorf(news.CodeStale, f.Name, "somebody else has changed this meanwhile; choose which of the two stands")
			e.Current = now.Version
			return e
		}
		f.Version = expect + 1
		_, err = r.exec(ctx, `INSERT INTO manuscript_fields (paper, article, field, version, value, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (article, field) DO UPDATE SET version = excluded.version, value = excluded.value, person = excluded.person, at = excluded.at`,
			paper, article, f.Name, f.Version, string(f.Value), f.By, int64(f.At))
		now = f
		return wrapped(err, "field", f.Name)
	})
	if err != nil && !stood {
		now = news.Field{}
	}
	return now, err
}

// PassBaton gives the baton of a manuscript to a person.
func (s *Store) PassBaton(ctx context.Context, paper, article, person string, at news.Millis, check func(news.Article) error) error {
	return s.writeManuscript(ctx, paper, article, check, func(r runner) error {
		n, err := r.exec(ctx, `UPDATE manuscripts SET holder = $1, held_since = $2 WHERE paper = $3 AND article = $4`, person, int64(at), paper, article)
		if err == nil && n == 0 {
			err = notFound("manuscript of article", article)
		}
		return err
	})
}

// MarkCut says that version base of the article says what the manuscript said after so many edits.
func (s *Store) MarkCut(ctx context.Context, paper, article string, base int, edits int64) error {
	_, err := s.change(ctx, `UPDATE manuscripts SET base = $1, cut = $2 WHERE paper = $3 AND article = $4 AND cut <= $2 AND base <= $1`,
		base, edits, paper, article)
	return err
}

// IdleManuscripts lists those that were last written to before a moment and have changes that no version has.
func (s *Store) IdleManuscripts(ctx context.Context, before news.Millis, limit int) ([]news.OpenManuscript, error) {
	return all(ctx, s, func(scan func(...any) error) (m news.OpenManuscript, err error) {
		err = scan(&m.Paper, &m.Article, &m.ChangedBy)
		return m, err
	}, `SELECT paper, article, changed_by FROM manuscripts WHERE edits > cut AND changed_at < $1 ORDER BY changed_at, article LIMIT $2`, int64(before), limit)
}

// AllManuscripts lists every manuscript whose article's id follows after, by that id.
func (s *Store) AllManuscripts(ctx context.Context, after string, limit int) ([]news.OpenManuscript, error) {
	return all(ctx, s, func(scan func(...any) error) (m news.OpenManuscript, err error) {
		err = scan(&m.Paper, &m.Article, &m.ChangedBy)
		return m, err
	}, `SELECT paper, article, changed_by FROM manuscripts WHERE article > $1 ORDER BY article LIMIT $2`, after, limit)
}

// WatchManuscripts returns a channel that rings when another process may have written to a manuscript, and a function
// that ends the subscription.
func (s *Store) WatchManuscripts() (wake <-chan struct{}, cancel func()) {
	return s.elsewhere.subscribe()
}

// manuscripts checks that every log is whole: numbered from 1 up to what its manuscript says, each step JSON, from a
// beginning.
func (c *check) manuscripts(ctx context.Context) error {
	err := each(ctx, c.run, func(rows *sql.Rows) error {
		var article string
		var steps, count, first, last, beginnings int64
		err := rows.Scan(&article, &steps, &count, &first, &last, &beginnings)
		if count != steps || steps > 0 && (first != 1 || last != steps) {
			c.reportf("the step log of article %s is cut: its manuscript says %d steps, and %d are there, numbered from %d to %d; restore it from a backup", article, steps, count, first, last)
		}
		if beginnings != 1 {
			c.reportf("the manuscript of article %s has no beginning; restore it from a backup", article)
		}
		return err
	}, `SELECT m.article, m.steps, (SELECT count(*) FROM manuscript_steps s WHERE s.article = m.article),
		(SELECT coalesce(min(n), 0) FROM manuscript_steps s WHERE s.article = m.article),
		(SELECT coalesce(max(n), 0) FROM manuscript_steps s WHERE s.article = m.article),
		(SELECT count(*) FROM manuscript_snapshots s WHERE s.article = m.article AND s.n = 0)
		FROM manuscripts m ORDER BY m.article`)
	if err != nil {
		return err
	}
	err = each(ctx, c.run, func(rows *sql.Rows) error {
		var article, step string
		var n int64
		err := rows.Scan(&article, &n, &step)
		if !json.Valid([]byte(step)) {
			c.reportf("step %d of article %s is torn: it is no JSON; restore it from a backup", n, article)
		}
		return err
	}, `SELECT article, n, step FROM manuscript_steps ORDER BY article, n`)
	if err != nil {
		return err
	}
	return each(ctx, c.run, func(rows *sql.Rows) error {
		var article string
		err := rows.Scan(&article)
		c.reportf("there are steps of article %s, and no manuscript", article)
		return err
	}, `SELECT DISTINCT s.article FROM manuscript_steps s WHERE NOT EXISTS (SELECT 1 FROM manuscripts m WHERE m.article = s.article) ORDER BY s.article`)
}
