package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"broadsheet/internal/news"
)

// postgresEngine is a server that any number of equal processes share.
type postgresEngine struct {
	config *pgx.ConnConfig
	pool   *sql.DB
}

// channel is where processes tell each other that the ledger has grown. Notifications stay within a database.
const channel = "broadsheet_ledger"

// openPostgres connects and brings the tables up to date. Nothing is written to a database that isn't ours.
func openPostgres(ctx context.Context, o Options) (engine, error) {
	config, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return nil, news.Invalid("database", "the address of the database cannot be read (%v); write it as postgres://user:password@host:5432/name", err)
	}
	readers := o.Readers
	if readers <= 0 {
		readers = 16
	}
	e := &postgresEngine{config: config, pool: stdlib.OpenDB(*config)}
	e.pool.SetMaxOpenConns(readers)
	e.pool.SetMaxIdleConns(readers)
	e.pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := migratePostgres(ctx, e.pool); err != nil {
		return nil, errors.Join(atOpening(e.failure(err), config.Host), e.pool.Close())
	}
	return e, nil
}

func (e *postgresEngine) name() string { return "postgres" }

func (e *postgresEngine) close() error { return e.pool.Close() }

func (e *postgresEngine) dialect() dialect {
	return dialect{
		forUpdate:   " FOR UPDATE",
		lockDerived: "LOCK TABLE articles, listed, placed, corrections, moved, shown, front_pictures IN EXCLUSIVE MODE",
		notify:      "SELECT pg_notify('" + channel + "', $1)",
	}
}

func (e *postgresEngine) read(_ context.Context, fn func(runner) error) error {
	return fn(direct{e.pool})
}

func (e *postgresEngine) snapshot(ctx context.Context, fn func(runner) error) error {
	return e.transact(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func (e *postgresEngine) write(ctx context.Context, fn func(runner) error) error {
	return e.transact(ctx, nil, fn)
}

func (e *postgresEngine) derive(ctx context.Context, fn func(runner) error) error {
	return e.transact(ctx, nil, func(r runner) error {
		if _, err := r.exec(ctx, "SET LOCAL synchronous_commit = off"); err != nil {
			return err
		}
		return fn(r)
	})
}

func (e *postgresEngine) transact(ctx context.Context, o *sql.TxOptions, fn func(runner) error) error {
	tx, err := e.pool.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := fn(direct{tx}); err != nil {
		return err
	}
	return tx.Commit()
}

// listen holds one connection of its own. When it breaks, it is made again after a second; until then the poll does.
func (e *postgresEngine) listen(ctx context.Context, ring func()) {
	for ctx.Err() == nil {
		_ = e.hear(ctx, ring)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// hear listens until the connection breaks or ctx ends.
func (e *postgresEngine) hear(ctx context.Context, ring func()) error {
	c, err := pgx.ConnectConfig(ctx, e.config.Copy())
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = c.Close(closing)
	}()
	if _, err := c.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	ring() // whatever was said before we listened
	for {
		if _, err := c.WaitForNotification(ctx); err != nil {
			return err
		}
		ring()
	}
}

// failure tells a server that is away, full or busy, and rows that break a rule, by PostgreSQL's code.
func (e *postgresEngine) failure(err error) error {
	if err == nil || news.CodeOf(err) != "" || errors.Is(err, context.Canceled) {
		return err
	}
	var pe *pgconn.PgError
	if !errors.As(err, &pe) {
		var ce *pgconn.ConnectError
		var ne net.Error
		if errors.As(err, &ce) || errors.As(err, &ne) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) {
			return unavailable(err, "the database cannot be reached; check that it runs and try again")
		}
		return err
	}
	switch {
	case pe.Code == "23505":
		return conflict(pe.ConstraintName[strings.LastIndexByte(pe.ConstraintName, '_')+1:])
	case pe.Code == "23503":
		return missing()
	case pe.Code == "22021", pe.Code == "22P05":
		return &told{says: news.Invalid("", "the text holds a character that cannot be stored, such as U+0000; take it out"), cause: err}
	case pe.Code == "40001", pe.Code == "40P01", pe.Code == "55P03":
		return unavailable(err, "somebody changed the same things at the same moment; try again")
	case pe.Code == "53100":
		return unavailable(err, "the disk of the database is full; nothing was changed; make room and try again")
	case strings.HasPrefix(pe.Code, "53"), strings.HasPrefix(pe.Code, "57P"), strings.HasPrefix(pe.Code, "08"):
		return unavailable(err, "the database cannot serve just now (%s); try again in a moment", pe.Message)
	}
	return err
}

// direct runs SQL through database/sql; pgx remembers the statements of each connection by itself.
type direct struct {
	db interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	}
}

func (d direct) exec(ctx context.Context, text string, args ...any) (int64, error) {
	res, err := d.db.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (d direct) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return d.db.QueryContext(ctx, text, args...)
}

func (d direct) row(ctx context.Context, text string, args ...any) *sql.Row {
	return d.db.QueryRowContext(ctx, text, args...)
}

func (d direct) atOnce() int { return insertChunk }
