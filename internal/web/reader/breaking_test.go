package reader_test

import (
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestBreaking announces an article on pages that are kept already, and ends that by the clock, by a change and by a
// kill: the line is on every page but the article's own, and gone at its moment with nobody writing.
func TestBreaking(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	surfaces := []string{"/", "/section/town", "/town-keeps-its-last-bus", "/about", "/never-existed", "/search?q=bus"}
	shows := func(when string, want bool) {
		t.Helper()
		for _, path := range surfaces {
			for range 2 {
				page := b.text(b.get(path))
				if got := strings.Contains(page, `class="breaking"`); got != want {
					t.Errorf("%s, %s shows the bar: %v", when, path, got)
				}
			}
		}
	}
	shows("before", false)
	end := b.clock() + 60_000
	until := func(at news.Millis) func(*news.Article) { return func(a *news.Article) { a.BreakingUntil = at } }
	b.file("quay-fire", news.Copy{Headline: "Fire on the quay"}, until(end))
	b.follow()
	shows("filed", true)
	if page := b.text(b.get("/quay-fire")); strings.Contains(page, `class="breaking"`) {
		t.Error("the article announces itself")
	}
	b.now.Store(int64(end - 1))
	shows("a moment before its end", true)
	b.now.Store(int64(end))
	shows("at its end", false)
	b.change(news.ActSave, "quay-fire", until(end+60_000))
	b.follow()
	shows("announced again", true)
	b.change(news.ActSave, "quay-fire", until(0))
	b.follow()
	shows("taken back", false)
	b.change(news.ActSave, "quay-fire", until(end+60_000))
	b.follow()
	shows("announced once more", true)
	b.change(news.ActKill, "quay-fire", func(a *news.Article) { a.State, a.Notice = news.Killed, "Withdrawn." })
	b.follow()
	shows("killed", false)
}
