package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"broadsheet/internal/news"
)

//go:embed migrations
var migrations embed.FS

// migrationTable is where goose writes down what has been done. That it is there says that a database is ours.
const migrationTable = "broadsheet_migrations"

// steps returns the migrations of an engine and the number of the last.
func steps(engine string) (fs.FS, int64, error) {
	dir, err := fs.Sub(migrations, path.Join("migrations", engine))
	if err != nil {
		return nil, 0, err
	}
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return nil, 0, err
	}
	var last int64
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, 0, fmt.Errorf("migration %s doesn't begin with a number: %w", name, err)
		}
		last = max(last, n)
	}
	return dir, last, nil
}

// migrate takes the database from the version it has to the newest.
func migrate(ctx context.Context, db *sql.DB, engine string, dialect goose.Dialect, has int64) error {
	dir, last, err := steps(engine)
	if err != nil || has == last {
		return err
	}
	if has > last {
		return news.Invalid("database", "the database is at version %d and this program knows versions up to %d; use the newer Broadsheet that wrote it", has, last)
	}
	p, err := goose.NewProvider(dialect, db, dir, goose.WithTableName(migrationTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// schemaVersion reads how far a database of ours has come.
func schemaVersion(ctx context.Context, db *sql.DB) (v int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM `+migrationTable).Scan(&v)
	return v, err
}

// applicationID marks a SQLite file as ours, in its header: "Brds".
const applicationID = 0x42726473

// checkSQLiteFile looks at the header of the file without opening it as a database, so that a stranger's stays as it is.
func checkSQLiteFile(file string) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return news.Errorf(news.CodeUnavailable, "database", "the database %s cannot be opened: %v", file, err)
	}
	defer f.Close()
	var header [100]byte
	switch n, err := io.ReadFull(f, header[:]); {
	case n == 0 && errors.Is(err, io.EOF):
		return nil
	case err != nil || string(header[:16]) != "SQLite format 3\x00":
		return news.Invalid("database", "%s is not a database of Broadsheet; name another file or folder", file)
	case binary.BigEndian.Uint32(header[68:72]) != applicationID:
		return news.Invalid("database", "%s is a database of another program; name another file or folder", file)
	}
	return nil
}

// markSQLiteFile makes the file, for its owner's eyes only, and marks it as ours, before anything else is in it.
func markSQLiteFile(ctx context.Context, file string) error {
	if info, err := os.Stat(file); err == nil && info.Size() > 0 {
		return nil
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return unavailable(err, "the database's file cannot be made: %v", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", bareName(file))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = 10000; PRAGMA application_id = %d", applicationID))
	return errors.Join(err, db.Close())
}

func migrateSQLite(ctx context.Context, db *sql.DB) error {
	// Two processes may come at once, and goose has no lock for SQLite: whoever loses looks again.
	var err error
	for range 20 {
		var has int64
		if has, err = sqliteVersion(ctx, db); err == nil {
			err = migrate(ctx, db, "sqlite", goose.DialectSQLite3, has)
		}
		if err == nil || news.CodeOf(err) != "" || ctx.Err() != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

func sqliteVersion(ctx context.Context, db *sql.DB) (int64, error) {
	var tables int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = $1`, migrationTable).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	return schemaVersion(ctx, db)
}

// migrationLock names the advisory lock, of a schema, that lets one process at a time migrate a PostgreSQL database.
const migrationLock = applicationID

func migratePostgres(ctx context.Context, db *sql.DB) error {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, `SELECT pg_advisory_lock($1, hashtext(current_schema()))`, migrationLock); err != nil {
		return err
	}
	defer func() { // even when ctx has ended: the connection goes back to the pool
		_, _ = c.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1, hashtext(current_schema()))`, migrationLock)
	}()
	has, err := postgresVersion(ctx, db)
	if err != nil {
		return err
	}
	return migrate(ctx, db, "postgres", goose.DialectPostgres, has)
}

func postgresVersion(ctx context.Context, db *sql.DB) (int64, error) {
	var tables, ours int
	err := db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE table_name = $1) FROM information_schema.tables
		WHERE table_schema = current_schema()`, migrationTable).Scan(&tables, &ours)
	switch {
	case err != nil || tables == 0:
		return 0, err
	case ours == 0:
		return 0, news.Invalid("database", "the database holds tables of another program; make an empty database for Broadsheet and name that")
	}
	return schemaVersion(ctx, db)
}
