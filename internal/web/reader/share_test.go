package reader_test

import (
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

var ogImage = regexp.MustCompile(`property="og:image" content="https://pellwick.example(/share/[^"]+)"`)

// shared returns the address of an article's share picture.
func (b *bundle) shared(slug string) string {
	b.t.Helper()
	m := ogImage.FindStringSubmatch(b.text(b.get("/" + slug)))
	if m == nil {
		b.t.Fatalf("/%s has no share picture", slug)
	}
	return m[1]
}

// TestSharePicture follows an article's share picture through its life: a change of headline and every year give it a new
// address, the old ones lead there, and what nobody may see has none.
func TestSharePicture(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("a", news.Copy{Headline: "A story"})
	b.file("held", news.Copy{Headline: "Held"}, func(a *news.Article) { a.EmbargoUntil = b.clock() + 1000 })
	first := b.shared("a")
	res := b.get(first)
	if body := b.text(res); res.StatusCode != 200 || res.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(body, "\x89PNG") || res.Header.Get("ETag") == "" {
		t.Errorf("%s: %d %v", first, res.StatusCode, res.Header)
	}
	if !strings.Contains(b.text(b.get("/a")), `property="og:image:width" content="1200"`) {
		t.Error("the picture's size is not told")
	}
	b.at("2027-02-02T12:00:00Z")
	second := b.shared("a")
	if second == first {
		t.Error("a year later the picture has the same address")
	}
	if res := b.get(first); res.StatusCode != 301 || res.Header.Get("Location") != second {
		t.Errorf("the old picture: %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	never := b.text(b.get("/never-existed"))
	b.at(noon)
	for _, path := range []string{
		strings.Replace(first, b.article["a"].ID, b.article["held"].ID, 1), strings.Replace(first, b.article["a"].ID, "x", 1),
		"/share/" + b.article["a"].ID, "/share/" + b.article["a"].ID + "/x.png", "/share//0123456789abcdef.png",
	} {
		if res := b.get(path); res.StatusCode != 404 || len(never) == 0 {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
	b.change(news.ActUnpublish, "a", func(a *news.Article) { a.State = news.Unpublished })
	if res := b.get(first); res.StatusCode != 404 {
		t.Errorf("the picture of what was taken down answers %d", res.StatusCode)
	}
}

// TestMissingOffersTheFront sees today's five most prominent articles on the page for a missing one.
func TestMissingOffersTheFront(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, slug := range []string{"one", "two", "three", "four", "five", "six"} {
		b.file(slug, news.Copy{Headline: "Headline " + slug})
		b.now.Add(1000)
	}
	b.front(news.MainFront, news.Slot{Article: b.article["one"].ID}, news.Slot{Article: b.article["four"].ID})
	body := b.text(b.get("/never-existed"))
	var got []string
	for _, link := range b.links(body[strings.Index(body, "<main"):strings.Index(body, "</main>")]) {
		if link != "/search" {
			got = append(got, link)
		}
	}
	if want := "/one /four /six /five /three"; strings.Join(got, " ") != want {
		t.Errorf("it offers %v, want %s", got, want)
	}
}

// TestSearchSaysWhatIsWrong sends the form with what can't be meant.
func TestSearchSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for query, want := range map[string]string{
		"q=x&section=nope": "no such section", "q=x&from=yesterday": "written like", "q=x&until=2026-02-30": "written like",
		"q=x&from=2026-02-01&until=2026-01-01": "later than the last", "q=" + strings.Repeat("x", 10<<10): "too much", "q=%ff": "could not be read",
	} {
		if res := b.get("/search?" + query); res.StatusCode != 400 || !strings.Contains(b.text(res), want) {
			t.Errorf("%.40s answers %d without %q", query, res.StatusCode, want)
		}
	}
	if res := b.get("/search?q=" + "%27%3B+DROP+TABLE+articles+--"); res.StatusCode != 200 {
		t.Errorf("a search for SQL answers %d", res.StatusCode)
	}
}
