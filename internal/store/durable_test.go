package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// TestSavesWaitForTheDisk has saves and derivations take turns: what is saved is synced by its commit, always; what is
// derived isn't.
func TestSavesWaitForTheDisk(t *testing.T) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			s := storetest.Open(t, e.fresh(t))
			ask, saved, derived := "PRAGMA synchronous", "2", "1" // FULL, NORMAL
			if s.Engine() == "postgres" {
				ask, saved, derived = "SHOW synchronous_commit", "on", "off"
			}
			for i, of := range []bool{false, true, true, false, false, true, false} {
				want := map[bool]string{false: saved, true: derived}[of]
				if got, err := s.Within(context.Background(), of, ask); got != want || err != nil {
					t.Errorf("transaction %d, derived %v: %s says %q (%v); want %q", i, of, ask, got, err, want)
				}
			}
		})
	}
}

// TestCheckpointInQuiet finds what was written in the database's own file, without its log, soon after the writing ended.
func TestCheckpointInQuiet(t *testing.T) {
	t.Parallel()
	o := storetest.SQLiteOptions(t)
	s := storetest.Open(t, o)
	paper := storetest.Paper(t, s)
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		whole, err := os.ReadFile(o.Path)
		if err != nil {
			t.Fatal(err)
		}
		alone := filepath.Join(t.TempDir(), "alone.db")
		if err := os.WriteFile(alone, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if holds(t, alone, paper.ID) {
			return
		}
		if time.Now().After(until) {
			t.Fatal("the paper is in the log alone, twenty seconds after it was made")
		}
	}
}

// holds says whether a database's file holds a paper. A file copied in the middle of a checkpoint may be anything.
func holds(t *testing.T, path, paper string) bool {
	s, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		return false
	}
	defer s.Close()
	papers, err := s.Papers(t.Context())
	return err == nil && len(papers) == 1 && papers[0].ID == paper
}
