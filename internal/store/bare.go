package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Bare is the least that the embedded engine takes for what a benchmark measures, to measure against: a table of a key
// and a text, through the same driver with the same promises to the disk, and nothing else.
type Bare struct {
	Bulk   time.Duration // a row, inserted 500 in a transaction
	Single time.Duration // a row in a transaction of its own, on disk
	Point  time.Duration // a row read by its key
	List   time.Duration // thirty rows read by an index
}

// MeasureBare measures into a new file, with rows of the given text.
func MeasureBare(ctx context.Context, file string, rows int, text string) (b Bare, err error) {
	db, err := sql.Open("sqlite", sqliteName(file))
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `CREATE TABLE bare (id TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT`); err != nil {
		return b, err
	}
	if _, err := db.ExecContext(ctx, `CREATE INDEX bare_at ON bare (at, id)`); err != nil {
		return b, err
	}
	m := bareMeter{ctx: ctx, db: db, text: text}
	b.Bulk = m.time(rows, func(n int) error { return m.bulk(n) })
	singles := min(rows, 300)
	b.Single = m.time(singles, func(n int) error {
		for range n {
			m.insert(db.ExecContext)
		}
		return m.err
	})
	b.Point = m.time(rows, func(n int) error {
		var body string
		for i := range n {
			m.keep(db.QueryRowContext(ctx, `SELECT body FROM bare WHERE id = $1`, m.key(i)).Scan(&body))
		}
		return m.err
	})
	b.List = m.time(min(rows, 1000), func(n int) error {
		for range n {
			m.keep(m.list())
		}
		return m.err
	})
	return b, m.err
}

type bareMeter struct {
	ctx  context.Context
	db   *sql.DB
	text string
	next int
	err  error
}

func (m *bareMeter) keep(err error) { m.err = errors.Join(m.err, err) }

// time runs fn for n things and returns what one took.
func (m *bareMeter) time(n int, fn func(n int) error) time.Duration {
	start := time.Now()
	m.keep(fn(n))
	return time.Since(start) / time.Duration(max(n, 1))
}

func (m *bareMeter) key(i int) string { return fmt.Sprintf("%036d", i) }

func (m *bareMeter) insert(exec func(context.Context, string, ...any) (sql.Result, error)) {
	_, err := exec(m.ctx, `INSERT INTO bare (id, at, body) VALUES ($1, $2, $3)`, m.key(m.next), m.next, m.text)
	m.keep(err)
	m.next++
}

func (m *bareMeter) bulk(n int) error {
	for n > 0 {
		tx, err := m.db.BeginTx(m.ctx, nil)
		if err != nil {
			return err
		}
		for range min(n, 500) {
			m.insert(tx.ExecContext)
		}
		n -= 500
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func (m *bareMeter) list() error {
	rows, err := m.db.QueryContext(m.ctx, `SELECT id, at, substr(body, 1, 200) FROM bare ORDER BY at DESC, id DESC LIMIT 30`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, body string
		var at int64
		if err := rows.Scan(&id, &at, &body); err != nil {
			return err
		}
	}
	return rows.Err()
}
