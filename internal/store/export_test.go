package store

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// Exec runs SQL in a transaction, for tests that break things.
func (s *Store) Exec(ctx context.Context, text string, args ...any) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		_, err := r.exec(ctx, text, args...)
		return err
	}))
}

// Rows returns the rows of a query, printed.
func (s *Store) Rows(ctx context.Context, text string, args ...any) (printed []string, err error) {
	err = s.engine.read(ctx, func(r runner) error {
		rows, err := r.query(ctx, text, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			row, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			printed = append(printed, printRow(row))
		}
		return rows.Err()
	})
	return printed, err
}

// Within returns what a query of one value says in a transaction: of a save, or of what is derived.
func (s *Store) Within(ctx context.Context, derived bool, text string) (value string, err error) {
	commit := s.engine.write
	if derived {
		commit = s.engine.derive
	}
	err = commit(ctx, func(r runner) error { return r.row(ctx, text).Scan(&value) })
	return value, err
}

// BreakListener ends the connections that listen for notifications.
func (s *Store) BreakListener(ctx context.Context) error {
	return s.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND query = 'LISTEN `+channel+`'`)
}

// PostgresFailure is what becomes of an error with one of PostgreSQL's codes.
func PostgresFailure(code, constraint string) error {
	return (&postgresEngine{}).failure(&pgconn.PgError{Code: code, ConstraintName: constraint})
}

// DumpedTables names the tables that a dump holds.
func DumpedTables() (names []string) {
	for _, t := range dumped() {
		names = append(names, t.name)
	}
	return names
}

// LimitPages keeps the SQLite database from growing beyond the pages it has and a few more, as a full disk does; 0
// lifts the limit.
func (s *Store) LimitPages(ctx context.Context, more int) error {
	return s.engine.write(ctx, func(r runner) error {
		var pages int
		if err := r.row(ctx, `PRAGMA page_count`).Scan(&pages); err != nil {
			return err
		}
		pages += more
		if more == 0 {
			pages = 1 << 30
		}
		var is int
		return r.(*prepared).conn.QueryRowContext(ctx, `PRAGMA max_page_count = `+strconv.Itoa(pages)).Scan(&is)
	})
}
