package cli

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // a database for the test's own
)

// postgres makes an empty database and returns its address. Without a server the test is skipped, and fails in CI.
func postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv("BROADSHEET_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("BROADSHEET_TEST_POSTGRES is not set; script/test sets it")
		}
		t.Skip("SKIPPED: BROADSHEET_TEST_POSTGRES is not set; script/test sets it")
	}
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("cli_%d_%d", os.Getpid(), time.Now().UnixNano())
	if _, err := db.ExecContext(t.Context(), `CREATE DATABASE `+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
		_ = db.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// TestBothEngines takes a paper from SQLite to PostgreSQL and back: pages and exports are the same everywhere.
func TestBothEngines(t *testing.T) {
	t.Parallel()
	alone(t)
	address := postgres(t)
	m := newMachine(t)
	s := m.serve()
	pages := crawl(t, s)
	file := filepath.Join(m.dir, "sqlite.tar.zst")
	m.must("backup", file)
	m.must("export", filepath.Join(m.dir, "export"))
	want := tree(t, filepath.Join(m.dir, "export"))

	pg := newMachine(t)
	pg.env = []string{"BROADSHEET_DATABASE=" + address}
	pg.fails(1, "there is no paper yet", "person", "list")
	pg.must("restore", file)
	pg.fails(1, "holds papers already", "restore", file)
	pg.must("doctor")
	there := pg.serve()
	comparePages(t, pages, crawl(t, there))
	if page := there.page("/search?q=breakwater"); !strings.Contains(page, "Divers find second hole") {
		t.Errorf("the search on PostgreSQL finds\n%s", page)
	}
	pg.must("rebuild")
	pg.must("doctor")
	pg.must("export", filepath.Join(pg.dir, "export"))
	if !maps.Equal(want, tree(t, filepath.Join(pg.dir, "export"))) {
		t.Error("the export from PostgreSQL is another")
	}
	wantCounts(t, pg.must("import", "ninjs", pg.file("a.json", `[{"uri":"urn:a","headline":"A","body_text":"x"}]`)), map[string]int{"read": 1, "published": 1})
	need(t, 3*time.Second, func() error { // the server hears of it
		status, _, err := there.get("/a")
		if err != nil || status != 200 {
			return fmt.Errorf("/a answers %d, %v", status, err)
		}
		return nil
	})
	back := filepath.Join(pg.dir, "postgres.tar.zst")
	pg.must("backup", back)
	home := newMachine(t)
	home.must("restore", back)
	home.must("doctor")
}

// TestBadDatabases names databases that cannot be used.
func TestBadDatabases(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.fails(1, "database", "serve", "--addr", "127.0.0.1:0", "--database", "postgres://nobody@127.0.0.1:1/nothing?connect_timeout=2")
	address := postgres(t)
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE somebody_elses (id int)`); err != nil {
		t.Fatal(err)
	}
	m.fails(1, "holds tables of another program", "serve", "--addr", "127.0.0.1:0", "--database", address)
}

// TestNewerDatabase opens a database that a newer program has written.
func TestNewerDatabase(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.blank()
	db, err := sql.Open("sqlite", filepath.Join(m.data, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `INSERT INTO broadsheet_migrations (version_id, is_applied) VALUES (99, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	m.fails(1, "use the newer Broadsheet that wrote it", "serve", "--addr", "127.0.0.1:0")
	m.fails(1, "use the newer Broadsheet that wrote it", "person", "list")
}
