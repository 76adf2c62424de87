package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestEdition curates a front over three days and looks at the editions: each shows the front as it stood when its day
// ended, filled by rule from what was out by then, and nothing that the public may not see today.
func TestEdition(t *testing.T) {
	t.Parallel()
	b := setup(t, func(p *news.Paper) { p.TimeZone = "America/New_York" }) // the day ends at five in the morning in UTC
	b.at("2026-01-28T12:00:00Z")
	for _, slug := range []string{"one", "two", "three"} {
		b.file(slug, news.Copy{Headline: "Headline " + slug})
		b.now.Add(1000)
	}
	b.front(news.MainFront, news.Slot{Article: b.article["one"].ID, Headline: "One, as it was led with"}, news.Slot{Article: b.article["two"].ID})
	b.at("2026-01-29T12:00:00Z")
	b.file("four", news.Copy{Headline: "Headline four"})
	b.front(news.MainFront, news.Slot{Article: b.article["four"].ID}, news.Slot{Article: b.article["one"].ID, Until: b.clock() + 3600_000})
	b.at("2026-01-30T04:59:00Z") // still the 29th
	b.file("late", news.Copy{Headline: "Headline late"})
	b.at("2026-01-30T12:00:00Z")
	b.file("archived", news.Copy{Headline: "Headline archived"}, func(a *news.Article) { a.PublishedAt -= 30 * 3600_000 })
	b.front(news.MainFront, news.Slot{Article: b.article["late"].ID}, news.Slot{Article: b.article["four"].ID, Pin: 3})
	b.at("2026-02-01T12:00:00Z")
	b.file("today", news.Copy{Headline: "Headline today"})
	for path, want := range map[string]string{
		"/archive/2026/01/28": "/one /two /three",
		"/archive/2026/01/29": "/four /late /archived /three /two /one", // the slot of one was over by then
		"/archive/2026/01/30": "/late /archived /four /three /two /one",
		"/archive/2026/01/31": "/late /archived /four /three /two /one",
		"/archive/2026/02/01": "/late /today /four /archived /three /two /one",
	} {
		if got := b.edition(path); got != want {
			t.Errorf("%s leads to %s, want %s", path, got, want)
		}
	}
	first := b.text(b.get("/archive/2026/01/28"))
	if !strings.Contains(first, "One, as it was led with") || !strings.Contains(first, "as it stood at the end of the day") {
		t.Error("the first edition has lost its own words")
	}
	if b.change(news.ActKill, "one", func(a *news.Article) { a.State = news.Killed }); strings.Contains(b.text(b.get("/archive/2026/01/28")), "led with") {
		t.Error("the edition still leads with what has been killed")
	}
	b.change(news.ActUnpublish, "two", func(a *news.Article) { a.State = news.Unpublished })
	if got := b.edition("/archive/2026/01/28"); got != "/three" {
		t.Errorf("after a kill and an unpublishing the first edition leads to %s", got)
	}
}

// edition returns the articles on the front of a day's edition, in order.
func (b *bundle) edition(path string) string {
	b.t.Helper()
	body := b.text(b.get(path))
	from, to := strings.Index(body, `<div class="edition">`), strings.Index(body, `<section class="ofday">`)
	if from < 0 || to < from {
		b.t.Fatalf("%s has no edition", path)
	}
	var got []string
	for _, link := range links(b.t, body[from:to]) {
		if !strings.HasPrefix(link, "/section/") {
			got = append(got, link)
		}
	}
	return strings.Join(got, " ")
}

// TestDayIsListedWhole files more in a day than a page lists and goes through the pages.
func TestDayIsListedWhole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("day-before", news.Copy{Headline: "The day before"}, func(a *news.Article) { a.PublishedAt -= 86400_000 })
	const n = 430
	for i := range n {
		b.file(fmt.Sprint("a", i), news.Copy{Headline: fmt.Sprint("Headline ", i)}, func(a *news.Article) { a.PublishedAt -= news.Millis(i / 7) })
	}
	seen := map[string]bool{}
	path := "/archive/2026/02/01"
	for pages := 1; path != ""; pages++ {
		res := b.get(path)
		body := b.text(res)
		if res.StatusCode != 200 || pages > 3 {
			t.Fatalf("page %d, %s, answers %d", pages, path, res.StatusCode)
		}
		checkStructure(t, path, body)
		list := body[strings.Index(body, `<section class="ofday">`):strings.Index(body, "</main>")]
		path = ""
		for _, link := range links(t, list) {
			switch {
			case strings.HasPrefix(link, "/archive/2026/02/01?page=") && strings.Contains(link, "&after="):
				path = link
			case !strings.HasPrefix(link, "/archive"):
				if seen[link] {
					t.Errorf("%s is listed twice", link)
				}
				seen[link] = true
			}
		}
	}
	if len(seen) != n || seen["/day-before"] {
		t.Errorf("%d of %d articles are listed", len(seen), n)
	}
	if got := b.links(b.text(b.get("/archive/2026/02/01?page=3"))); len(got) == 0 {
		t.Error("the third page can't be found by its number")
	}
	for path, want := range map[string]int{"/archive/2026/02/01?page=4": 404, "/archive/2026/02/01?page=-1": 404, "/archive/2026/02/01?page=1": 301, "/archive/2026/02/03": 404, "/archive/2026/02/03?page=1": 404} {
		if res := b.get(path); res.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, res.StatusCode, want)
		}
	}
}

func (b *bundle) links(body string) []string { return links(b.t, body) }
