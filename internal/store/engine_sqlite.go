package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"runtime"
	"strings"
	"time"

	sqlite "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// sqliteEngine is one file with one connection that writes and several that read. SQLite has one writer at a time
// anyhow; queueing for it in Go is fair and costs nothing, queueing in SQLite is a polling sleep.
type sqliteEngine struct {
	path    string
	pool    *sql.DB
	writer  *lent
	readers *lent
	all     []*prepared
	syncing bool // the writer syncs the log at every commit; whoever holds it may change that

	written      chan struct{} // something was committed
	closing      context.CancelFunc
	checkpointed chan struct{} // closed when no checkpoint is made any more
}

// openSQLite opens or makes the file. Nothing is written to a file that isn't ours.
func openSQLite(ctx context.Context, o Options) (engine, error) {
	if o.Path == "" {
		return nil, news.Invalid("database", "neither a file nor an address of a database is given")
	}
	if err := checkSQLiteFile(o.Path); err != nil {
		return nil, err
	}
	e := &sqliteEngine{path: o.Path, syncing: true, written: make(chan struct{}, 1)}
	if err := e.open(ctx, o.Readers); err != nil {
		return nil, errors.Join(atOpening(e.failure(err), o.Path), e.close())
	}
	return e, nil
}

func (e *sqliteEngine) open(ctx context.Context, readers int) error {
	if readers <= 0 {
		readers = max(4, runtime.GOMAXPROCS(0))
	}
	if err := markSQLiteFile(ctx, e.path); err != nil {
		return err
	}
	pool, err := sql.Open("sqlite", sqliteName(e.path))
	if err != nil {
		return err
	}
	e.pool = pool
	pool.SetMaxIdleConns(readers + 2)
	if err := migrateSQLite(ctx, pool); err != nil {
		return err
	}
	e.writer, e.readers = newLent(1), newLent(readers)
	w, err := e.connect(ctx, "PRAGMA cache_size = -16000")
	if err != nil {
		return err
	}
	e.writer.put(w)
	for range readers {
		r, err := e.connect(ctx, "PRAGMA query_only = 1")
		if err != nil {
			return err
		}
		e.readers.put(r)
	}
	c, err := e.connect(ctx, "PRAGMA wal_autocheckpoint = 0")
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(context.Background())
	e.closing, e.checkpointed = stop, make(chan struct{})
	go e.checkpoints(running, c)
	return nil
}

// When checkpoints are made: once nothing was written for a while, or has been for long.
const (
	checkpointQuiet = time.Second
	checkpointLate  = 10 * time.Second
)

// checkpoints brings what the log holds into the database's file, on a connection of its own, so that no save has to:
// only when more comes than this keeps up with does the writer do it, at the bound in sqliteName.
func (e *sqliteEngine) checkpoints(ctx context.Context, c *prepared) {
	defer close(e.checkpointed)
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.written:
		}
		ledger.Still(ctx, e.written, checkpointQuiet, checkpointLate)
		if ctx.Err() != nil {
			return // closing the last connection makes one
		}
		// Whatever keeps it from ending, a long reader for one, is gone the next time.
		_, _ = c.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
	}
}

// sqliteName writes the driver's name for the file, with the pragmas that every connection runs, in this order. The wait
// for locks comes first: switching to WAL needs one. synchronous FULL syncs the log at every commit: an acknowledged
// write survives the machine's fall, not only ours. Memory mapping stays off: what it saves, it takes back in resident
// memory.
func sqliteName(path string) string {
	pragmas := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"cache_size(-8000)", "wal_autocheckpoint(16000)", "journal_size_limit(67108864)"}}
	return bareName(path) + "?" + pragmas.Encode()
}

// bareName writes the driver's name for the file alone, whatever signs its path has.
func bareName(path string) string { return "file:" + url.PathEscape(path) }

// connect opens one more connection and runs a pragma on it.
func (e *sqliteEngine) connect(ctx context.Context, pragma string) (*prepared, error) {
	c, err := e.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	p := &prepared{conn: c, statements: map[string]*sql.Stmt{}}
	e.all = append(e.all, p)
	_, err = c.ExecContext(ctx, pragma)
	return p, err
}

func (e *sqliteEngine) name() string { return "sqlite" }

func (e *sqliteEngine) dialect() dialect { return dialect{} }

// listen has nothing to hear: SQLite tells nobody. The watcher's poll finds what another process wrote.
func (e *sqliteEngine) listen(context.Context, func()) {}

func (e *sqliteEngine) close() error {
	var errs []error
	if e.closing != nil {
		e.closing()
		<-e.checkpointed
	}
	for _, p := range e.all {
		errs = append(errs, p.close())
	}
	if e.pool != nil {
		errs = append(errs, e.pool.Close())
	}
	return errors.Join(errs...)
}

func (e *sqliteEngine) read(ctx context.Context, fn func(runner) error) error {
	p, err := e.readers.take(ctx)
	if err != nil {
		return err
	}
	defer e.readers.put(p)
	return fn(p)
}

func (e *sqliteEngine) snapshot(ctx context.Context, fn func(runner) error) error {
	p, err := e.readers.take(ctx)
	if err != nil {
		return err
	}
	defer e.readers.put(p)
	return p.transact(ctx, "BEGIN", fn)
}

func (e *sqliteEngine) write(ctx context.Context, fn func(runner) error) error {
	return e.commit(ctx, true, fn)
}

func (e *sqliteEngine) derive(ctx context.Context, fn func(runner) error) error {
	return e.commit(ctx, false, fn)
}

// commit runs a transaction, and syncs the log or not. Since what comes later stands behind it in the log, the next commit
// that syncs makes the earlier ones safe too.
func (e *sqliteEngine) commit(ctx context.Context, sync bool, fn func(runner) error) error {
	p, err := e.writer.take(ctx)
	if err != nil {
		return err
	}
	defer e.writer.put(p)
	if e.syncing != sync {
		// Not as a prepared statement: a pragma does its work when it is compiled.
		if _, err := p.conn.ExecContext(context.Background(), "PRAGMA synchronous = "+map[bool]string{true: "FULL", false: "NORMAL"}[sync]); err != nil {
			return err
		}
		e.syncing = sync
	}
	if err := p.transact(ctx, "BEGIN IMMEDIATE", fn); err != nil {
		return err
	}
	select {
	case e.written <- struct{}{}:
	default:
	}
	return nil
}

// failure tells a busy or full database, and rows that break a rule, by the driver's code.
func (e *sqliteEngine) failure(err error) error {
	var se *sqlite.Error
	if err == nil || news.CodeOf(err) != "" || !errors.As(err, &se) {
		return err
	}
	switch se.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return unavailable(err, "the database is held by another program; try again in a moment")
	case lib.SQLITE_FULL:
		return unavailable(err, "the disk that holds the database is full; nothing was changed; make room and try again")
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM, lib.SQLITE_IOERR:
		return unavailable(err, "the database's file cannot be read or written; check the disk, the folder and the file's rights")
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		return unavailable(err, "the database's file is damaged; restore it from a backup")
	case lib.SQLITE_CONSTRAINT:
		return sqliteConstraint(se)
	}
	return err
}

func sqliteConstraint(se *sqlite.Error) error {
	switch se.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY:
		return conflict(lastWord(se.Error()))
	case lib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return missing()
	}
	return se
}

// lastWord returns the column that a message such as "UNIQUE constraint failed: tags.paper, tags.slug (2067)" ends in.
func lastWord(message string) string {
	message, _, _ = strings.Cut(message, " (")
	return message[strings.LastIndexByte(message, '.')+1:]
}
