package store_test

import (
	"context"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// TestNavigationIsFresh changes the sections that two processes remember: whoever changes them sees it at once, the other
// within a poll, and nobody's own list can be written into.
func TestNavigationIsFresh(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]func(testing.TB) store.Options{"sqlite": storetest.SQLiteOptions, "postgres": storetest.PostgresOptions} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, o := context.Background(), options(t)
			one, two := storetest.Open(t, o), storetest.Open(t, o)
			paper := storetest.Paper(t, one).ID
			named := func(s *store.Store) (names string) {
				list, err := s.Sections(ctx, paper)
				if err != nil {
					t.Fatal(err)
				}
				for i := range list {
					names += list[i].Name + " "
					list[i].Name = "spoilt"
				}
				return names
			}
			put := func(v news.Section) {
				if _, err := one.Write(ctx, paper, func(tx news.Tx) error { return tx.PutSection(v, "") }); err != nil {
					t.Fatal(err)
				}
			}
			v := news.Section{ID: storetest.ID(t), Slug: "town", Name: "Town", Version: 1}
			put(v)
			if a, b := named(one), named(one); a != "Town " || b != a {
				t.Fatalf("%q, then %q", a, b)
			}
			for deadline := time.Now().Add(time.Minute); named(two) != "Town "; time.Sleep(10 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("the other process has %q", named(two))
				}
			}
			v.Name, v.Version = "Town and harbour", 2
			put(v)
			if got := named(one); got != "Town and harbour " {
				t.Errorf("at once: %q", got)
			}
			for deadline := time.Now().Add(time.Minute); named(two) != "Town and harbour "; time.Sleep(10 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("the other process has %q still", named(two))
				}
			}
		})
	}
}
