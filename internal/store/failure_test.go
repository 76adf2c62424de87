package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestPostgresCodes(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]news.Code{"23505": news.CodeConflict, "23503": news.CodeNotFound, "22021": news.CodeInvalid,
		"40001": news.CodeUnavailable, "40P01": news.CodeUnavailable, "53100": news.CodeUnavailable, "53300": news.CodeUnavailable,
		"57P01": news.CodeUnavailable, "08006": news.CodeUnavailable, "42601": ""} {
		if err := store.PostgresFailure(code, "articles_slug"); news.CodeOf(err) != want {
			t.Errorf("%s is told as %v", code, err)
		}
	}
	for constraint, field := range map[string]string{"articles_slug": "slug", "people_email": "email"} {
		if e := news.Problems(store.PostgresFailure("23505", constraint)); len(e) != 1 || e[0].Field != field {
			t.Errorf("%s is told as %v", constraint, e)
		}
	}
}

// fillUp files articles until one is refused, and returns how many were acknowledged.
func fillUp(t *testing.T, s *store.Store, f *storetest.Fixture, paper string) (acknowledged int) {
	t.Helper()
	for i := range 5000 {
		err := storetest.PutAll(s, paper, []news.Change{f.Article(t, i)})
		if err == nil {
			continue
		}
		if news.CodeOf(err) != news.CodeUnavailable || !strings.Contains(err.Error(), "full") {
			t.Fatalf("a full disk is told as %v", err)
		}
		return i
	}
	t.Fatal("it never got full")
	return 0
}

// afterFullDisk checks that nothing is half done, and that the store goes on.
func afterFullDisk(t *testing.T, s *store.Store, f *storetest.Fixture, paper string, acknowledged int) {
	t.Helper()
	if _, _, err := s.ReadBySlug(context.Background(), paper, f.Slug(acknowledged)); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("the refused article is there: %v", err)
	}
	for i := range acknowledged {
		if _, v, err := s.ReadBySlug(context.Background(), paper, f.Slug(i)); err != nil || v.N != 1 {
			t.Fatalf("article %d of %d is not there: %v", i, acknowledged, err)
		}
	}
	if err := storetest.PutAll(s, paper, []news.Change{f.Article(t, acknowledged)}); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if found := problems(t, s); len(found) > 0 {
		t.Error(found)
	}
}

func TestFullDatabase(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	f := storetest.NewFixture(t, s, paper)
	if err := s.LimitPages(context.Background(), 300); err != nil {
		t.Fatal(err)
	}
	n := fillUp(t, s, f, paper)
	if err := s.LimitPages(context.Background(), 0); err != nil {
		t.Fatal(err)
	}
	afterFullDisk(t, s, f, paper, n)
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("a small disk cannot be mounted here (%v); TestFullDatabase stands in for it", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t, store.Options{Path: filepath.Join(dir, "broadsheet.db")})
	paper := storetest.Paper(t, s).ID
	f := storetest.NewFixture(t, s, paper)
	n := fillUp(t, s, f, paper)
	if n < 10 {
		t.Errorf("only %d articles fitted", n)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	afterFullDisk(t, s, f, paper, n)
}

func TestAWriterThatIsHeldUp(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	inside, leave := make(chan struct{}), make(chan struct{})
	done := make(chan error)
	go func() {
		_, err := s.Write(context.Background(), paper, func(news.Tx) error {
			close(inside)
			<-leave
			return nil
		})
		done <- err
	}()
	<-inside
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.Write(ctx, paper, func(news.Tx) error { return fmt.Errorf("it got in") }); err != context.DeadlineExceeded {
		t.Errorf("got %v", err)
	}
	if _, err := s.Papers(context.Background()); err != nil { // readers are not held up
		t.Error(err)
	}
	if _, err := s.LastSeq(context.Background()); err != nil {
		t.Error(err)
	}
	close(leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
}
