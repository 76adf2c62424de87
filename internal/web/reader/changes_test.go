package reader_test

import (
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// next puts out another version of an article: act, at the present moment.
func (b *bundle) next(a news.Article, c news.Copy, note *news.Correction) news.Article {
	b.t.Helper()
	a.Version++
	a.Live, a.UpdatedAt, a.ModifiedAt = a.Version, b.clock(), b.clock()
	act := news.ActPublish
	if note != nil {
		act, a.State, note.At = news.ActCorrect, news.Corrected, b.clock()
	}
	b.put(news.Change{Act: act, Article: a, Version: &news.Version{Article: a.ID, N: a.Version, At: b.clock(), Copy: c, Hash: news.HashCopy(c), Correction: note, Note: "the lawyer rang"}})
	return a
}

// TestWhatChanged follows an article through a change and a correction.
func TestWhatChanged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	town := b.needSection("town")
	copyOf := func(headline, words string) news.Copy {
		return news.Copy{Kind: news.KindNews, Section: town, Headline: headline, Standfirst: "As it was.", Body: b.markdown(words)}
	}
	a := b.file("bridge", copyOf("A bridge", "It costs £4 million.\n\nIt is red."))
	if page := b.text(b.get("/bridge")); strings.Contains(page, "/bridge/changes") {
		t.Error("an article that wasn't changed links to what was changed")
	}
	page := b.text(b.get("/bridge/changes"))
	inOrder(t, page, "What changed", "A bridge</h1>", `href="/bridge"`, "Published", "The words are those that were published.")
	if strings.Contains(page, "It is red") {
		t.Error("it repeats the article")
	}
	b.at("2026-02-01T12:10:00Z")
	a = b.next(a, copyOf("A long bridge", "It costs £4 million.\n\nIt is red.\n\nIt is long."), nil)
	b.at("2026-02-01T12:20:00Z")
	b.next(a, copyOf("A long bridge", "It costs £40 million.\n\nIt is red.\n\nIt is long."), &news.Correction{Kind: news.CorrectionError, Text: "It costs ten times as much."})
	inOrder(t, b.text(b.get("/bridge")), `<a rel="nofollow" href="/bridge/changes">What changed</a>`)
	res := b.get("/bridge/changes")
	page = b.text(res)
	checkStructure(t, "/bridge/changes", page)
	inOrder(t, page, "12:20 GMT", "Correction", "It costs ten times as much.", "12:10 GMT", "Changed", "12:00 GMT", "Published",
		"<h3>Headline</h3>", "A", "put in: ", "long", "bridge", "£", "taken out: </span>4<", "put in: </span>40<", " million.", `class="kept"`, "It is red.", "put in: </span>It is long.<")
	for _, no := range []string{"the lawyer rang", "Standfirst</h3>"} {
		if strings.Contains(page, no) {
			t.Errorf("it says %q", no)
		}
	}
	if !strings.Contains(page, `<meta name="robots" content="noindex`) {
		t.Error("search engines may list it")
	}
	if tags := res.Header.Get("Surrogate-Key"); !strings.Contains(tags, "article:"+a.ID) {
		t.Errorf("a cache isn't told when it changes: %q", tags)
	}
}

// TestWhatChangedAsksTheGate: nothing is told that readers couldn't read, nor what was taken down.
func TestWhatChangedAsksTheGate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	town := b.needSection("town")
	copyOf := func(words string) news.Copy {
		return news.Copy{Kind: news.KindNews, Section: town, Headline: "A bridge", Body: b.markdown(words)}
	}
	embargoed := func(a *news.Article) { a.State, a.EmbargoUntil = news.Scheduled, b.clock()+600_000 }
	a := b.file("bridge", copyOf("Before the embargo it said SECRET."), embargoed)
	missing := func(why string) {
		t.Helper()
		res := b.get("/bridge/changes")
		if body := b.text(res); res.StatusCode != 404 || strings.Contains(body, "SECRET") || strings.Contains(body, "A bridge") {
			t.Errorf("%s: status %d", why, res.StatusCode)
		}
	}
	missing("under embargo")
	a = b.next(a, copyOf("It is open. It said so at first."), nil)
	missing("still under embargo")
	b.at("2026-02-01T12:11:00Z")
	page := b.text(b.get("/bridge/changes"))
	if strings.Contains(page, "SECRET") || !strings.Contains(page, "The words are those that were published.") {
		t.Error("what was replaced before the embargo's end is told")
	}
	b.at("2026-02-01T12:20:00Z")
	held := a
	held.Version, held.ModifiedAt, held.State = 3, b.clock(), news.Live
	b.put(news.Change{Act: news.ActSave, Article: held, Version: &news.Version{Article: a.ID, N: 3, At: b.clock(), Copy: copyOf("Held back: SECRET."), Hash: "3"}})
	if page := b.text(b.get("/bridge/changes")); strings.Contains(page, "SECRET") {
		t.Error("what is held back is told")
	}
	b.at("2026-02-01T12:30:00Z")
	down := b.change(news.ActUnpublish, "bridge", func(a *news.Article) { a.State, a.ModifiedAt = news.Unpublished, b.clock() })
	missing("taken down")
	b.at("2026-02-01T12:40:00Z")
	down.State = news.Live
	a = b.next(down, copyOf("It is open."), nil)
	page = b.text(b.get("/bridge/changes"))
	inOrder(t, page, "12:40 GMT", "Published again", "12:30 GMT", "Taken down", "12:00 GMT", "Published", "The words are those that were published.", "taken down and published again")
	if strings.Contains(page, "at first") || strings.Contains(page, "SECRET") {
		t.Error("what was taken down is told")
	}
	b.change(news.ActKill, "bridge", func(a *news.Article) { a.State, a.Notice, a.SeenAt = news.Killed, "Withdrawn.", 1 })
	if res := b.get("/bridge/changes"); res.StatusCode != 410 || !strings.Contains(b.text(res), "Withdrawn.") {
		t.Errorf("killed: status %d", res.StatusCode)
	}
}

// TestWhatChangedElsewhere: addresses near it.
func TestWhatChangedElsewhere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("bridge", news.Copy{Headline: "A bridge"})
	b.change(news.ActSave, "bridge", func(a *news.Article) { a.Slug = "long-bridge" })
	b.article["long-bridge"] = b.article["bridge"]
	for path, want := range map[string]int{
		"/long-bridge/changes": 200, "/bridge/changes": 301, "/never/changes": 404, "/long-bridge/changes/more": 404, "/search/changes": 404, "/long-bridge/other": 404,
		"/Long-Bridge/changes/": 301,
	} {
		if res := b.get(path); res.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, res.StatusCode, want)
		}
	}
}

// TestWhatChangedInSample has the sample's corrected article.
func TestWhatChangedInSample(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	page := b.text(b.get("/town-keeps-its-last-bus/changes"))
	golden(t, "changes.html", page)
	checkStructure(t, "/town-keeps-its-last-bus/changes", page)
	inOrder(t, page, "Correction", "Published", "Parking there will cost £", "taken out: </span>2.40<", "put in: </span>1.40<", " for the first hour")
}
