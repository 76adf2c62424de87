package api_test

import (
	"net/http"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// TestRevokedElsewhere revokes a token in one process, while another is answering to it: the very next request there is
// refused, for reading and for writing, and other tokens go on.
func TestRevokedElsewhere(t *testing.T) {
	t.Parallel()
	for engine, options := range map[string]func(testing.TB) store.Options{"sqlite": storetest.SQLiteOptions, "postgres": storetest.PostgresOptions} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			s := newSite(t, o)
			o.Now = s.clock.Now
			there := account.New(storetest.Open(t, o), s.clock.Now) // a process of its own, on the same database
			for range 3 {
				if w := s.ask("reporter", "GET", "/articles", "", nil); w.Code != http.StatusOK {
					t.Fatalf("a good token: %d %s", w.Code, w.Body)
				}
			}
			tokens, err := there.Tokens(t.Context(), s.paper.ID, s.ids["reporter"])
			if err != nil || len(tokens) != 1 || !account.IsToken(tokens[0], s.tokens["reporter"]) {
				t.Fatal(tokens, err)
			}
			if _, err := there.Authenticate(t.Context(), s.paper.ID, s.tokens["reporter"]); err != nil {
				t.Fatal(err)
			}
			if err := there.Revoke(t.Context(), s.paper.ID, s.ids["reporter"], tokens[0].Hash, news.Doer{Person: s.ids["publisher"]}); err != nil {
				t.Fatal(err)
			}
			before := s.seq()
			if w := s.ask("reporter", "GET", "/articles", "", nil); w.Code != http.StatusUnauthorized {
				t.Errorf("revoked elsewhere, it reads: %d %s", w.Code, w.Body)
			}
			if w := s.ask("reporter", "POST", "/articles", `{"headline": "X", "section": "news"}`, nil); w.Code != http.StatusUnauthorized || s.seq() != before {
				t.Errorf("revoked elsewhere, it writes: %d %s", w.Code, w.Body)
			}
			if w := s.ask("editor", "GET", "/articles", "", nil); w.Code != http.StatusOK {
				t.Errorf("another's token: %d %s", w.Code, w.Body)
			}
		})
	}
}
