package store_test

import (
	"context"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// checkAudit returns what is told of a paper's trail.
func checkAudit(t *testing.T, s *store.Store, paper string) (told []string) {
	t.Helper()
	if _, err := s.CheckAudit(context.Background(), paper, func(p string) { told = append(told, p) }); err != nil {
		t.Fatal(err)
	}
	return told
}

// TestTamperedAudit changes, drops, slips in and cuts rows of a trail, each in a store of its own, and wants the first
// broken row told.
func TestTamperedAudit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, tells string }{
		"changed":   {`UPDATE audit SET became = '{"name":"Nothing"}' WHERE n = 2`, "line 2 of"},
		"its hash":  {`UPDATE audit SET hash = 'x' WHERE n = 3`, "line 3 of"},
		"somebody":  {`UPDATE audit SET made_by = 'me' WHERE n = 1`, "line 1 of"},
		"dropped":   {`DELETE FROM audit WHERE n = 2`, "line 3 after line 1"},
		"the first": {`DELETE FROM audit WHERE n = 1`, "line 2 after line 0"},
		"cut off":   {`DELETE FROM audit WHERE n > 3`, "cut off"},
		"all of it": {`DELETE FROM audit`, "cut off"},
		"slipped in": {`INSERT INTO audit (paper, n, at, kind, act, subject, version, made_by, network, was, became, hash)
			SELECT paper, 0, at, kind, act, subject, version, made_by, network, was, became, hash FROM audit WHERE n = 1`, "line 0 after line 0"},
	} {
		for _, e := range engines {
			t.Run(name+" "+e.name, func(t *testing.T) {
				t.Parallel()
				s := storetest.Open(t, e.fresh(t))
				paper := storetest.Paper(t, s).ID
				for range 4 {
					if err := s.PutRefusal(context.Background(), paper, "", news.Doer{}, nil); err != nil {
						t.Fatal(err)
					}
				}
				if told := checkAudit(t, s, paper); len(told) > 0 {
					t.Fatal(told)
				}
				if err := s.Exec(context.Background(), c.text); err != nil {
					t.Fatal(err)
				}
				if told := checkAudit(t, s, paper); len(told) != 1 || !strings.Contains(told[0], c.tells) {
					t.Errorf("told: %v", told)
				}
			})
		}
	}
}
