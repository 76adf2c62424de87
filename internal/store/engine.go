package store

import (
	"context"
	"database/sql"

	"broadsheet/internal/ledger"
)

// engine is a kind of database: how its connections are had, and the little in which its SQL differs.
type engine interface {
	name() string
	// read lends a connection that reads; each query sees what is committed when it begins.
	read(ctx context.Context, fn func(runner) error) error
	// snapshot lends a connection on which every query sees the same moment.
	snapshot(ctx context.Context, fn func(runner) error) error
	// write runs fn in a transaction and commits it to disk, or rolls back when fn fails.
	write(ctx context.Context, fn func(runner) error) error
	// derive is write for what is derived alone: when the machine falls, the last such transactions may be gone, each as a
	// whole and none before an earlier one. Whatever follows the ledger then begins where its cursor stands.
	derive(ctx context.Context, fn func(runner) error) error
	// listen calls ring whenever another process says that it has written, until ctx ends. It may miss some.
	listen(ctx context.Context, ring func())
	// failure turns a driver's error into a news.Error where a person can do something about it.
	failure(error) error
	close() error
	dialect() dialect
}

// dialect is what differs in the SQL itself.
type dialect struct {
	forUpdate string // ends a SELECT whose row is to stay as it is until the transaction ends
	// lockDerived keeps writers, and nobody else, from what is derived until the transaction ends; empty: they are kept.
	lockDerived string
	notify      string // tells other processes that entry $1 has been written; empty: they look by themselves
}

// runner runs SQL on one connection or in one transaction.
type runner interface {
	exec(ctx context.Context, text string, args ...any) (changed int64, err error)
	query(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	row(ctx context.Context, text string, args ...any) *sql.Row
	atOnce() int // how many rows an INSERT carries best: a power of two
}

func openEngine(ctx context.Context, o Options) (engine, error) {
	if o.URL != "" {
		return openPostgres(ctx, o)
	}
	return openSQLite(ctx, o)
}

// read lends a reading connection, and says failures in people's words.
func (s *Store) read(ctx context.Context, fn func(runner) error) error {
	return s.engine.failure(s.engine.read(ctx, fn))
}

// each runs a query and calls scan for every row of the answer.
func each(ctx context.Context, r runner, scan func(*sql.Rows) error, text string, args ...any) error {
	rows, err := r.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		ledger.Breathe(ctx)
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
