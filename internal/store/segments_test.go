package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// TestTidying indexes in many small batches and lets the index put itself in order: it becomes few segments, and the
// structure record is understood.
func TestTidying(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := Open(ctx, Options{Path: filepath.Join(t.TempDir(), "b.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p, err := s.CreatePaper(ctx, news.Paper{ID: "p", Name: "P", Locale: "en-GB", TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	segments := func() (list []int) {
		var b []byte
		if err := s.read(ctx, func(r runner) error {
			return r.row(ctx, `SELECT block FROM search_text_data WHERE id = 10`).Scan(&b)
		}); err != nil {
			t.Fatal(err)
		}
		list, _ = segmentsOf(b)
		return list
	}
	for i := range 40 {
		if _, err := s.Write(ctx, p.ID, func(tx news.Tx) error {
			return tx.PutTag(news.Tag{ID: fmt.Sprint(i), Slug: fmt.Sprint(i), Name: "T", Version: 1}, "")
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Follow(ctx, "f", 10, func(ledger.Read, []news.Entry) (func(ledger.Tx) error, error) {
			return func(tx ledger.Tx) error {
				return tx.Index(p.ID, ledger.Document{Article: fmt.Sprint(i), Version: 1, PublishedAt: news.Millis(i * 1000), Headline: fmt.Sprintf("number w%d", i), Text: "some words"})
			}, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	before := len(segments())
	if before < 3 {
		t.Fatalf("40 batches left %d segments", before)
	}
	more, steps := true, 0
	for until := time.Now().Add(10 * time.Second); more; steps++ {
		if more, err = s.TidySearch(ctx); err != nil || time.Now().After(until) {
			t.Fatalf("tidying: %v after %d steps", err, steps)
		}
	}
	if after := segments(); len(after) > fewSegments {
		t.Errorf("after %d steps of tidying there are %d segments of %d: %v", steps, len(after), before, after)
	}
	holders, err := s.Holders(ctx, p.ID, [][]string{{"number"}, {"w17"}, {"some", "words"}, {"nothing"}}, 100)
	if err != nil || len(holders) != 4 || len(holders[0].Docs) != 40 || len(holders[1].Docs) != 1 || len(holders[2].Docs) != 40 || len(holders[3].Docs) != 0 {
		t.Errorf("afterwards: %+v, %v", holders, err)
	}
}
