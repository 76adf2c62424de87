package reader_test

import (
	"strings"
	"testing"
)

// TestRelatedBesideTheStory names no article twice: what stands in the story so far isn't related as well.
func TestRelatedBesideTheStory(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	page := b.text(b.get("/breakwater-repair-to-begin-in-nine-days"))
	_, rail, _ := strings.Cut(page, `class="rail"`)
	rail, _, _ = strings.Cut(rail, `class="latest"`)
	if !strings.Contains(rail, "The story so far") || !strings.Contains(rail, "Related Articles") {
		t.Fatal("one of the two is missing")
	}
	for _, slug := range []string{"divers-find-second-hole-under-breakwater", "gale-cracks-east-breakwater", "a-loan-is-a-rise-in-the-dues-with-a-bow-on"} {
		if n := strings.Count(rail, `href="/`+slug+`"`); n != 1 {
			t.Errorf("%s stands there %d times, want once", slug, n)
		}
	}
}
