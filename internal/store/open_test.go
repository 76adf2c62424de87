package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestOpenRefusesFilesThatAreNotOurs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	foreign := filepath.Join(dir, "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(dir, "newer.db")
	s, err := store.Open(context.Background(), store.Options{Path: newer})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Exec(context.Background(), `INSERT INTO broadsheet_migrations (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"text.db": strings.Repeat("words\n", 100), "short.db": "SQLite"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, says := range map[string]string{"foreign.db": "another program", "newer.db": "version 9999", "text.db": "not a database",
		"short.db": "not a database"} {
		path := filepath.Join(dir, name)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.Open(context.Background(), store.Options{Path: path})
		if news.CodeOf(err) != news.CodeInvalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want a sentence with %q", name, err, says)
		}
		after, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s was changed (%v)", name, err)
		}
		if left, _ := filepath.Glob(path + "-*"); len(left) > 0 {
			t.Errorf("%s: left behind %v", name, left)
		}
	}
	if _, err := store.Open(context.Background(), store.Options{Path: filepath.Join(dir, "no", "folder.db")}); news.CodeOf(err) != news.CodeUnavailable {
		t.Errorf("no folder: got %v", err)
	}
	if _, err := store.Open(context.Background(), store.Options{}); news.CodeOf(err) != news.CodeInvalid {
		t.Errorf("no path: got %v", err)
	}
}

func TestOpenRefusesServersThatAreNotOurs(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	foreign := storetest.NewPostgres(t)
	run := func(url, text string) {
		t.Helper()
		db, err := sql.Open("pgx", url)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	run(foreign.URL, `CREATE TABLE recipes (name TEXT)`)
	if _, err := store.Open(ctx, foreign); news.CodeOf(err) != news.CodeInvalid || !strings.Contains(err.Error(), "another program") {
		t.Errorf("got %v", err)
	}
	newer := storetest.NewPostgres(t)
	s, err := store.Open(ctx, newer)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run(newer.URL, `INSERT INTO broadsheet_migrations (version_id, is_applied) VALUES (9999, true)`)
	if _, err := store.Open(ctx, newer); news.CodeOf(err) != news.CodeInvalid || !strings.Contains(err.Error(), "version 9999") {
		t.Errorf("got %v", err)
	}
	for url, code := range map[string]news.Code{"postgres://%zz": news.CodeInvalid, "postgres://nobody@127.0.0.1:1/x?connect_timeout=2": news.CodeUnavailable} {
		if _, err := store.Open(ctx, store.Options{URL: url}); news.CodeOf(err) != code {
			t.Errorf("%s: got %v", url, err)
		}
	}
}

func TestSeveralProcessesMayBeginAtOnce(t *testing.T) {
	t.Parallel()
	for name, none := range map[string]func(testing.TB) store.Options{"sqlite": storetest.NewSQLite, "postgres": storetest.NewPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := none(t)
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Go(func() {
					s, err := store.Open(context.Background(), o)
					if err != nil {
						t.Error(err)
						return
					}
					defer s.Close()
					if _, err := s.CreatePaper(context.Background(), news.Paper{Name: fmt.Sprint(i), Locale: "en-GB", TimeZone: "UTC"}); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			s := storetest.Open(t, o)
			if papers, err := s.Papers(context.Background()); len(papers) != 4 || err != nil {
				t.Errorf("%d papers (%v)", len(papers), err)
			}
		})
	}
}

func TestReopening(t *testing.T) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			o := e.fresh(t)
			s, err := store.Open(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			paper := small(t, s)
			last, _ := s.LastSeq(context.Background())
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = storetest.Open(t, o)
			if again, err := s.LastSeq(context.Background()); again != last || err != nil {
				t.Errorf("%d entries, were %d (%v)", again, last, err)
			}
			if _, err := s.PaperByID(context.Background(), paper); err != nil {
				t.Error(err)
			}
			if found := problems(t, s); len(found) > 0 {
				t.Error(found)
			}
		})
	}
}

// A notification that nobody hears costs the time of a poll and no more.
func TestALostNotification(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := storetest.PostgresOptions(t)
	one := storetest.Open(t, o)
	two := storetest.Open(t, o)
	paper := storetest.Paper(t, one).ID
	wake := two.Wake()
	for i := range 5 {
		if err := one.BreakListener(ctx); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		_, err := one.Write(ctx, paper, func(tx news.Tx) error {
			return tx.PutTag(news.Tag{ID: storetest.ID(t), Slug: fmt.Sprint("tag-", i), Name: "Tag", Version: 1}, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-wake:
		case <-time.After(3 * time.Second):
			t.Fatal("nobody was woken")
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("it took %v", took)
		}
	}
}

func TestAnyFolderName(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a b?c#d%20&_pragma=é")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "broadsheet.db")
	storetest.Paper(t, storetest.Open(t, store.Options{Path: path}))
	if info, err := os.Stat(path); err != nil || info.Size() == 0 || info.Mode().Perm() != 0o600 {
		t.Errorf("the database is elsewhere, or open to others: %v %v", info, err)
	}
}
