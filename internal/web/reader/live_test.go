package reader_test

import (
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// coverage is a live page with a summary and three entries, not in their order.
const coverage = `{"type":"doc","content":[
	{"type":"paragraph","attrs":{"id":"s"},"content":[{"type":"text","text":"The count so far."}]},
	{"type":"live_entry","attrs":{"id":"two","at":"2026-02-01T11:00:00Z","key":true},"content":[{"type":"crosshead","attrs":{"level":3},"content":[{"type":"text","text":"Counting has begun"}]},{"type":"paragraph","content":[{"type":"text","text":"In the hall."}]}]},
	{"type":"live_entry","attrs":{"id":"one","at":"2026-01-31T22:00:00Z"},"content":[{"type":"paragraph","content":[{"type":"text","text":"The doors are shut."}]}]},
	{"type":"live_entry","attrs":{"id":"three","at":"2026-02-01T11:30:00Z"},"content":[{"type":"paragraph","content":[{"type":"text","text":"A recount is asked for."}]}]}]}`

// TestLivePage follows a live page from its first entries to its close.
func TestLivePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.file("live", news.Copy{Kind: news.KindLive, Headline: "Live: the count", Body: news.Body(coverage)})
	b.file("done", news.Copy{Kind: news.KindLive, Headline: "The day before", ClosedAt: b.clock()})
	page := b.text(b.get("/live"))
	checkStructure(t, "/live", page)
	inOrder(t, page, `class="onair">Live</strong>`, "The count so far.", "Key events", `href="#entry-two">Counting has begun`, "Load new entries", `href="#entry-one">Read from the beginning`,
		`id="entry-three"`, ">11:30 GMT</time>", `id="entry-two"`, `href="#entry-two"><time`, ">11:00 GMT</time>", `id="entry-one"`, ">31 January 2026, 22:00 GMT</time>")
	if _, shown, _ := strings.Cut(page, "<body"); strings.Count(shown, "A recount is asked for.") != 1 {
		t.Error("an entry stands twice, or nowhere")
	}
	if strings.Contains(page, "closed") {
		t.Error("it says that it is closed")
	}
	front := b.text(b.get("/"))
	inOrder(t, front, `class="onair">Live</strong>`, "Live: the count")
	inOrder(t, front, "As it happened", "The day before")
	if n := strings.Count(front, `class="onair"`); n != 1 {
		t.Errorf("the front has %d live marks, want 1", n)
	}

	b.at("2026-02-01T13:00:00Z")
	c := news.Copy{Kind: news.KindLive, Headline: "Live: the count", Body: news.Body(coverage), Section: b.section["town"], ClosedAt: b.clock()}
	a.Version, a.Live, a.UpdatedAt, a.ModifiedAt = 2, 2, b.clock(), b.clock()
	b.put(news.Change{Act: news.ActPublish, Article: a, Version: &news.Version{Article: a.ID, N: 2, At: b.clock(), Copy: c, Hash: news.HashCopy(c)}})
	page = b.text(b.get("/live"))
	inOrder(t, page, "As it happened", "The count so far.", "This live page is closed.", "1 February 2026, 13:00 GMT")
	if strings.Contains(page, "onair") || strings.Contains(page, "Load new entries") {
		t.Error("it says that it goes on")
	}
	things, _ := b.linked("/live")
	live := things["LiveBlogPosting"]
	if live["coverageEndTime"] != "2026-02-01T13:00:00Z" || live["coverageStartTime"] != "2026-01-31T22:00:00Z" {
		t.Errorf("coverage from %v to %v", live["coverageStartTime"], live["coverageEndTime"])
	}
	if first := live["liveBlogUpdate"].([]any)[0].(map[string]any); first["url"] != "https://pellwick.example/live#entry-three" {
		t.Errorf("the newest update is at %v", first["url"])
	}
	if strings.Contains(b.text(b.get("/")), "onair") {
		t.Error("the front says that it goes on")
	}
}

// TestEntries asks for a live page's coverage alone, which stands behind the gate that the page stands behind.
func TestEntries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("live", news.Copy{Kind: news.KindLive, Headline: "Live: the count", Body: news.Body(coverage)})
	b.file("plain", news.Copy{Headline: "No live page"})
	missing := b.get("/never-there/entries")
	if r := b.get("/plain/entries"); r.StatusCode != 404 || b.text(r) != b.text(missing) {
		t.Errorf("of an article that is no live page: %d", r.StatusCode)
	}
	res := b.get("/live/entries")
	alone := b.text(res)
	inOrder(t, alone, `data-entries="/live/entries"`, "The count so far.", "Key events", `role="status"`, `id="entry-three"`, `id="entry-two"`, `id="entry-one"`)
	if strings.Contains(alone, "Latest headlines") || strings.Contains(alone, "<header") || !strings.Contains(alone, `content="noindex"`) {
		t.Error("there is more than the coverage, or it is for search engines")
	}
	page := b.text(b.get("/live"))
	if copied := between(alone, `<div class="copy live"`, "</body>"); !strings.Contains(page, strings.TrimSuffix(copied, "</body>")) {
		t.Error("the page says otherwise")
	}
	b.file("other", news.Copy{Headline: "Something else"})
	if again := b.get("/live/entries"); again.Header.Get("ETag") != res.Header.Get("ETag") {
		t.Error("it changes with what else is published")
	}
	b.change(news.ActKill, "live", func(a *news.Article) { a.State, a.Notice, a.SeenAt = news.Killed, "Withdrawn.", 1 })
	if r := b.get("/live/entries"); r.StatusCode != 410 {
		t.Errorf("after it was killed: %d", r.StatusCode)
	}
}

// TestForgottenLivePage is one that nobody closed: it is over when neither today nor yesterday brought anything.
func TestForgottenLivePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("live", news.Copy{Kind: news.KindLive, Headline: "Live: the count", Body: news.Body(coverage)})
	for _, x := range []struct {
		at   string
		over bool
	}{{"2026-02-02T23:59:59Z", false}, {"2026-02-03T00:00:00Z", true}} {
		b.at(x.at)
		page, front := b.text(b.get("/live")), b.text(b.get("/"))
		if got := strings.Contains(page, "no longer updated"); got != x.over || strings.Contains(page, "onair") == x.over {
			t.Errorf("at %s the page says that it is over: %v", x.at, got)
		}
		if strings.Contains(front, "onair") == x.over {
			t.Errorf("at %s the front says otherwise", x.at)
		}
	}
}

// inOrder checks that words stand on a page, one after the other.
func inOrder(t *testing.T, page string, words ...string) {
	t.Helper()
	rest := page
	if _, after, found := strings.Cut(page, "<body"); found { // the head says much of it too
		rest = after
	}
	for i, w := range words {
		_, after, found := strings.Cut(rest, w)
		if !found {
			t.Errorf("the page doesn't say %q after %q", w, words[max(i-1, 0)])
			continue
		}
		rest = after
	}
}

// TestLiveWithoutEntries has nothing but its summary yet.
func TestLiveWithoutEntries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("live", news.Copy{Kind: news.KindLive, Headline: "Live: the count"})
	page := b.text(b.get("/live"))
	checkStructure(t, "/live", page)
	if slices.ContainsFunc([]string{"Key events", "Read from the beginning", "Entries"}, func(s string) bool { return strings.Contains(page, s) }) {
		t.Error("it speaks of entries")
	}
	inOrder(t, page, "Summary", "The words of Live: the count.", "Load new entries")
}
