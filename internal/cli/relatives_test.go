package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestNewArticleShowsUnderOlderOnes reads an article, publishes another on the same matter, and finds it under the first.
func TestNewArticleShowsUnderOlderOnes(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	token := m.blank()
	s := m.serve()
	s.mustPost(token, "/sections", `{"slug": "town", "name": "Town"}`)
	file := func(headline string) {
		s.mustPost(token, "/articles", fmt.Sprintf(`{"headline": %q, "section": "town", "publish": true, "body_html":
			"<p>The harbour bridge of Pellwick and the ferry Margaret Ann: the harbour bridge inquiry by Commissioner Tolliver heard the ferry's crew on the harbour bridge. Commissioner Tolliver spoke.</p>"}`, headline))
	}
	w := newWriter()
	for i := range 12 { // a paper of two articles has no rare words
		a := w.draft(i)
		s.mustPost(token, "/articles", fmt.Sprintf(`{"headline": %q, "section": "town", "publish": true, "body_html": %q}`, a.Headline, a.BodyHTML))
	}
	related := func() string {
		_, rest, _ := strings.Cut(s.page("/bridge-inquiry-opens"), "Related Articles")
		rest, _, _ = strings.Cut(rest, "Latest headlines")
		return rest
	}
	file("Bridge inquiry opens")
	if strings.Contains(related(), "Tolliver names") {
		t.Fatal("there is nothing yet")
	}
	for i := range 3 {
		related()
		file(fmt.Sprint("Tolliver names bridge witness ", i))
		need(t, 5*time.Second, func() error {
			if !strings.Contains(related(), fmt.Sprint("witness ", i)) {
				return fmt.Errorf("witness %d isn't under the older article", i)
			}
			return nil
		})
	}
}
