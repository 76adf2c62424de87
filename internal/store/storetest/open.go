// Package storetest is the suite that every engine of package store passes, and how tests of other rooms get a real
// store to run on.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx", to make and drop databases

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// PostgresVariable names the environment variable that holds the address of a PostgreSQL server for tests.
const PostgresVariable = "BROADSHEET_TEST_POSTGRES"

// Clock is a clock that stands until it is set.
type Clock struct{ at atomic.Int64 }

// NewClock returns a clock that stands at a moment.
func NewClock(at news.Millis) *Clock {
	c := new(Clock)
	c.Set(at)
	return c
}

// Now returns the moment at which the clock stands.
func (c *Clock) Now() news.Millis { return news.Millis(c.at.Load()) }

// Set puts the clock to a moment.
func (c *Clock) Set(at news.Millis) { c.at.Store(int64(at)) }

// Noon is a moment for tests: 2026-02-01T12:00:00Z.
const Noon news.Millis = 1769947200000

// SQLite opens an empty store in a folder of the test's own.
func SQLite(t testing.TB) *store.Store { return Open(t, SQLiteOptions(t)) }

// Postgres opens an empty store in a database of the test's own; it skips the test where no server is named.
func Postgres(t testing.TB) *store.Store { return Open(t, PostgresOptions(t)) }

// SQLiteOptions names a database that has its tables and nothing in them, with a clock that stands at Noon.
func SQLiteOptions(t testing.TB) store.Options {
	t.Helper()
	o := NewSQLite(t)
	file, err := readySQLite()
	if err == nil {
		err = os.WriteFile(o.Path, file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// NewSQLite names a database that isn't there yet, with a clock that stands at Noon.
func NewSQLite(t testing.TB) store.Options {
	return store.Options{Path: filepath.Join(Folder(t), "broadsheet.db"), Now: NewClock(Noon).Now}
}

// PostgresOptions makes a database that has its tables and nothing in them, which is dropped after the test, with a clock
// that stands at Noon.
func PostgresOptions(t testing.TB) store.Options {
	t.Helper()
	address(t)
	ready, err := readyPostgres()
	if err != nil {
		t.Fatal(err)
	}
	return onServer(t, `CREATE DATABASE %s TEMPLATE `+ready, `DROP DATABASE %s WITH (FORCE)`, func(u *url.URL, name string) { u.Path = "/" + name })
}

// NewPostgres makes an empty schema, which is dropped after the test, with a clock that stands at Noon. To the store it is
// a database of its own; only notifications of other schemas' stores come through, and wake it for nothing.
func NewPostgres(t testing.TB) store.Options {
	t.Helper()
	return onServer(t, `CREATE SCHEMA %s`, `DROP SCHEMA %s CASCADE`, func(u *url.URL, name string) {
		q := u.Query()
		q.Set("search_path", name)
		u.RawQuery = q.Encode()
	})
}

// address is that of the test server; without one the test is skipped, and fails in CI.
func address(t testing.TB) *url.URL {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not set: CI runs every test on PostgreSQL too", PostgresVariable)
		}
		t.Skipf("SKIPPED: %s is not set; name a PostgreSQL server there to run this", PostgresVariable)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// onServer makes something with a name of its own on the test server, and drops it after the test.
func onServer(t testing.TB, create, drop string, at func(*url.URL, string)) store.Options {
	t.Helper()
	u := address(t)
	server, name := u.String(), "bs_test_"+strings.ReplaceAll(uuid.NewString(), "-", "")
	onceOn(t, server, fmt.Sprintf(create, name))
	t.Cleanup(func() { onceOn(t, server, fmt.Sprintf(drop, name)) })
	at(u, name)
	return store.Options{URL: u.String(), Now: NewClock(Noon).Now}
}

// onceOn runs one statement on a server.
func onceOn(t testing.TB, server, text string) {
	t.Helper()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Errorf("%v in %s", err, text)
	}
}

// Open opens a store and closes it after the test.
func Open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("opening the store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	return s
}

// Paper makes a paper without hosts.
func Paper(t testing.TB, s *store.Store, hosts ...string) news.Paper {
	t.Helper()
	p, err := s.CreatePaper(context.Background(), news.Paper{Name: "The Harbour Post", Locale: "en-GB", TimeZone: "Europe/London", Hosts: hosts})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ID makes an id.
func ID(t testing.TB) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// Body is a body of one paragraph.
func Body(words string) news.Body {
	return news.Body(fmt.Sprintf(`{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"p1"},"content":[{"type":"text","text":%q}]}]}`, words))
}
