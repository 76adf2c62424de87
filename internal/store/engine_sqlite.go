package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	sqlite "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"broadsheet/internal/news"
)

// sqliteEngine is one file with one connection that writes and several that read. SQLite has one writer at a time
// anyhow; queueing for it in Go is fair and costs nothing, queueing in SQLite is a polling sleep.
type sqliteEngine struct {
	path    string
	pool    *sql.DB
	writer  chan *prepared // holds the one connection while nobody writes
	readers chan *prepared
	all     []*prepared
}

// defaultReaders is how many reading connections there are when nobody said.
const defaultReaders = 4

// openSQLite opens or makes the file. Nothing is written to a file that isn't ours.
func openSQLite(ctx context.Context, o Options) (engine, error) {
	if o.Path == "" {
		return nil, news.Invalid("database", "neither a file nor an address of a database is given")
	}
	if err := checkSQLiteFile(o.Path); err != nil {
		return nil, err
	}
	e := &sqliteEngine{path: o.Path}
	if err := e.open(ctx, o.Readers); err != nil {
		return nil, errors.Join(e.failure(err), e.close())
	}
	return e, nil
}

func (e *sqliteEngine) open(ctx context.Context, readers int) error {
	if readers <= 0 {
		readers = defaultReaders
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
	e.writer, e.readers = make(chan *prepared, 1), make(chan *prepared, readers)
	w, err := e.connect(ctx, "PRAGMA cache_size = -16000")
	if err != nil {
		return err
	}
	e.writer <- w
	for range readers {
		r, err := e.connect(ctx, "PRAGMA query_only = 1")
		if err != nil {
			return err
		}
		e.readers <- r
	}
	return nil
}

// sqliteName writes the driver's name for the file. The wait for locks comes first: switching to WAL needs one.
// synchronous FULL syncs the log at every commit: an acknowledged write survives the machine's fall, not only ours.
// Memory mapping stays off: what it saves, it takes back in resident memory.
func sqliteName(path string) string {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"cache_size(-4000)", "journal_size_limit(67108864)"}}
	// The driver runs the pragmas in the order given, and url.Values keeps it.
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

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
	for _, p := range e.all {
		errs = append(errs, p.close())
	}
	if e.pool != nil {
		errs = append(errs, e.pool.Close())
	}
	return errors.Join(errs...)
}

// take waits for a connection, or for ctx to end.
func take(ctx context.Context, from chan *prepared) (*prepared, error) {
	select {
	case p := <-from:
		return p, nil
	default:
	}
	select {
	case p := <-from:
		return p, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (e *sqliteEngine) read(ctx context.Context, fn func(runner) error) error {
	p, err := take(ctx, e.readers)
	if err != nil {
		return err
	}
	defer func() { e.readers <- p }()
	return fn(p)
}

func (e *sqliteEngine) snapshot(ctx context.Context, fn func(runner) error) error {
	p, err := take(ctx, e.readers)
	if err != nil {
		return err
	}
	defer func() { e.readers <- p }()
	return p.transact(ctx, "BEGIN", fn)
}

func (e *sqliteEngine) write(ctx context.Context, fn func(runner) error) error {
	p, err := take(ctx, e.writer)
	if err != nil {
		return err
	}
	defer func() { e.writer <- p }()
	return p.transact(ctx, "BEGIN IMMEDIATE", fn)
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
		return unavailable(err, "the disk that holds %s is full; nothing was changed; make room and try again", e.path)
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM, lib.SQLITE_IOERR:
		return unavailable(err, "the database %s cannot be read or written (%v); check the disk and the file's rights", e.path, se)
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		return unavailable(err, "the database %s is damaged (%v); restore it from a backup", e.path, se)
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

// prepared is a connection with its statements, each prepared when it is first used.
type prepared struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

// maxStatements bounds what a connection remembers. The texts are few; only lists of placeholders make more.
const maxStatements = 400

func (p *prepared) close() error {
	for _, st := range p.statements {
		st.Close()
	}
	return p.conn.Close()
}

// statement prepares text, once. Statements are short, and the driver pays dearly for a context that can end: so once
// a connection is had, its statements run to their end.
func (p *prepared) statement(text string) (*sql.Stmt, error) {
	if st := p.statements[text]; st != nil {
		return st, nil
	}
	if len(p.statements) >= maxStatements {
		for _, st := range p.statements {
			st.Close()
		}
		clear(p.statements)
	}
	st, err := p.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, fmt.Errorf("%w in %q", err, text)
	}
	p.statements[text] = st
	return st, nil
}

func (p *prepared) exec(_ context.Context, text string, args ...any) (int64, error) {
	st, err := p.statement(text)
	if err != nil {
		return 0, err
	}
	res, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (p *prepared) query(_ context.Context, text string, args ...any) (*sql.Rows, error) {
	st, err := p.statement(text)
	if err != nil {
		return nil, err
	}
	return st.Query(args...)
}

func (p *prepared) row(ctx context.Context, text string, args ...any) *sql.Row {
	st, err := p.statement(text)
	if err != nil { // let the driver say it again, in the form of a row
		return p.conn.QueryRowContext(ctx, text, args...)
	}
	return st.QueryRow(args...)
}

// transact runs fn between begin and COMMIT, and rolls back when it fails or panics.
func (p *prepared) transact(ctx context.Context, begin string, fn func(runner) error) error {
	if _, err := p.exec(ctx, begin); err != nil {
		return err
	}
	open := true
	defer func() {
		if open { // SQLite may have rolled back by itself, on a full disk for one: then this fails, and no harm is done
			_, _ = p.exec(ctx, "ROLLBACK")
		}
	}()
	if err := fn(p); err != nil {
		return err
	}
	if _, err := p.exec(ctx, "COMMIT"); err != nil {
		return err
	}
	open = false
	return nil
}
