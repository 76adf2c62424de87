package storetest

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"broadsheet/internal/store"
)

// memory is where Linux keeps files in memory, and room what there has to be free of it for tests to use it.
const (
	memory = "/dev/shm"
	room   = 4 << 30
)

// Folder makes a folder for a test's data, in memory where there is room. A disk would only make the test wait for it: a
// process that is killed leaves the same files behind here as there, and no test pulls the machine's plug.
func Folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(fast(), "broadsheet-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

var fast = sync.OnceValue(func() string {
	var fs syscall.Statfs_t
	if syscall.Statfs(memory, &fs) != nil || uint64(fs.Bavail)*uint64(fs.Bsize) < room {
		return ""
	}
	return memory
})

// readySQLite is the file of a store with nothing in it: the tables are made once, not for every test.
var readySQLite = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp(fast(), "broadsheet-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "ready.db")
	if err := tables(store.Options{Path: path}); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// readyPostgres makes a database with nothing in it, to copy, and returns its name. Nobody says when the last test is over,
// so it stays until another process wants one: a lock says that its own is still at work.
var readyPostgres = sync.OnceValues(func() (string, error) {
	ctx := context.Background()
	u, err := url.Parse(os.Getenv(PostgresVariable))
	if err != nil {
		return "", err
	}
	db, err := sql.Open("pgx", u.String())
	if err != nil {
		return "", err
	}
	c, err := db.Conn(ctx) // stays open as long as the process, and with it the lock
	if err != nil {
		return "", err
	}
	if err := dropLeft(ctx, c); err != nil {
		return "", err
	}
	name := readyPrefix + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := c.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext($1))`, name); err != nil {
		return "", err
	}
	if _, err := c.ExecContext(ctx, `CREATE DATABASE `+name); err != nil {
		return "", err
	}
	u.Path = "/" + name
	return name, tables(store.Options{URL: u.String()})
})

const readyPrefix = "bs_ready_"

// dropLeft drops the databases that processes have left which are no more.
func dropLeft(ctx context.Context, c *sql.Conn) error {
	rows, err := c.QueryContext(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1)`, readyPrefix)
	if err != nil {
		return err
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return errors.Join(err, rows.Close())
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range names {
		var left bool
		if err := c.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(hashtext($1))`, name).Scan(&left); err != nil {
			return err
		}
		if !left {
			continue
		}
		if _, err := c.ExecContext(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
			return err
		}
		if _, err := c.ExecContext(ctx, `SELECT pg_advisory_unlock(hashtext($1))`, name); err != nil {
			return err
		}
	}
	return nil
}

// tables makes the tables of a store.
func tables(o store.Options) error {
	s, err := store.Open(context.Background(), o)
	if err != nil {
		return err
	}
	return s.Close()
}
