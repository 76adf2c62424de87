package reader_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// decoded returns an answer's body without its encoding.
func decoded(t *testing.T, r *http.Response) string {
	t.Helper()
	var in io.Reader = r.Body
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "":
	case "gzip":
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		in = z
	case "br":
		in = brotli.NewReader(r.Body)
	default:
		t.Fatalf("encoding %q", encoding)
	}
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestEveryEncodingIsTheSamePage asks for pages with Accept-Encoding as it comes, odd ones among them.
func TestEveryEncodingIsTheSamePage(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for _, path := range []string{"/", "/town-keeps-its-last-bus", "/section/town", "/feed.xml", "/sitemap.xml", "/robots.txt", "/search?q=bus", "/nothing"} {
		plain := b.text(b.get(path))
		for _, accept := range []string{"gzip", "br", "gzip, deflate, br, zstd", "identity", "gzip;q=0", "*;q=0", "gzip;q=1.5", ";;;=,,", "\x00\xff", strings.Repeat("gzip,", 2000), "deflate"} {
			for range 2 { // made, and kept
				r := b.get(path, "Accept-Encoding", accept)
				if got := decoded(t, r); got != plain {
					t.Errorf("%s with Accept-Encoding %.40q: %d bytes, plain %d", path, accept, len(got), len(plain))
				}
				if r.Header.Get("Content-Encoding") != "" && !strings.Contains(r.Header.Get("Vary"), "Accept-Encoding") {
					t.Errorf("%s is compressed and doesn't say that it varies", path)
				}
				if tag := r.Header.Get("ETag"); tag != "" {
					again := b.get(path, "Accept-Encoding", accept, "If-None-Match", tag)
					if again.StatusCode != http.StatusNotModified || again.Header.Get("ETag") != tag || len(b.text(again)) != 0 {
						t.Errorf("%s, %.40q, with its own tag: %d", path, accept, again.StatusCode)
					}
				}
			}
		}
	}
}

// TestTheCacheDoesNotFill asks with whatever anybody adds to an address: it makes no page more.
func TestTheCacheDoesNotFill(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for _, path := range []string{"/", "/town-keeps-its-last-bus", "/section/town", "/search", "/feed.xml", "/nothing"} {
		b.get(path)
	}
	before := b.press.Stats()
	n := storetest.Pick(500, 5_000, 100_000) // they are asked one after another
	for i := range n / 5 {
		for _, address := range []string{"/?x=%d", "/town-keeps-its-last-bus?utm_source=%d", "/section/town?%d", "/feed.xml?cachebuster=%d", "/?page=1&y=%d"} {
			if r := b.get(fmt.Sprintf(address, i)); r.StatusCode != 200 && r.StatusCode != 301 {
				t.Fatalf("%s: %d", address, r.StatusCode)
			}
		}
	}
	for i := range 500 {
		for _, address := range []string{"/search?q=%d", "/?page=%d", "/section/town?page=2&after=%d.abc", "/nothing-%d", "/tag/no-%d", "/archive/%d", "/%%41bc%d", "/a%%2fb%d", "//x%d", "/../x%d"} {
			if r := b.get(fmt.Sprintf(address, i+1000)); r.StatusCode >= 500 {
				t.Fatalf("%s: %d", address, r.StatusCode)
			}
		}
	}
	after := b.press.Stats()
	if after.Sheets > before.Sheets || after.Bytes > before.Bytes+1000 {
		t.Errorf("before %d pages of %d bytes are kept, afterwards %d of %d", before.Sheets, before.Bytes, after.Sheets, after.Bytes)
	}
}

// TestOddAddresses asks for what is no page, and sees that the answer is clear and kept nowhere.
func TestOddAddresses(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	b.get("/")
	b.get("/nothing")
	for address, want := range map[string]int{
		"/?page=-1": 404, "/?page=0": 404, "/?page=x": 404, "/section/town?page=9999999999999999999999": 404, "/?page=2&after=%27%3BDROP%20TABLE": 404,
		"/search?q=" + strings.Repeat("x", 10<<10): 400, "/search?q=%27%20OR%201=1%3B--": 200, "/search?q=%ff%fe": 400, "/search?q=%00": 200,
		"/..%2f..%2fetc/passwd": 404, "/%2e%2e/": 404, "/.git/config": 404, "/town-keeps-its-last-bus/../../x": 404, "/town-keeps-its-last-bus%00": 404,
		"/TOWN-KEEPS-ITS-LAST-BUS": 301, "/town-keeps-its-last-bus/": 301, "/" + strings.Repeat("a/", 2000): 404,
	} {
		before := b.press.Stats().Sheets
		r := b.get(address)
		if r.StatusCode != want {
			t.Errorf("%.60s answers %d, want %d", address, r.StatusCode, want)
		}
		if got := b.press.Stats().Sheets; got > before {
			t.Errorf("%.60s is kept", address)
		}
		if r.StatusCode == 404 && r.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%.60s: caches are told %q", address, r.Header.Get("Cache-Control"))
		}
	}
}

func TestRangesAreNotServed(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	whole := b.text(b.get("/town-keeps-its-last-bus"))
	for _, ranges := range []string{"bytes=0-99", "bytes=-1", "bytes=5-1", "lines=1-2", "bytes=0-0,2-2,4-4" + strings.Repeat(",6-6", 1000)} {
		r := b.get("/town-keeps-its-last-bus", "Range", ranges)
		if r.StatusCode != http.StatusOK || b.text(r) != whole || r.Header.Get("Accept-Ranges") != "none" {
			t.Errorf("Range %.40s: %d", ranges, r.StatusCode)
		}
	}
}

func TestAHostThatIsNoPapersMakesNoPage(t *testing.T) {
	t.Parallel()
	b := setup(t, func(p *news.Paper) { p.Hosts = []string{"pellwick.example"} }).sample()
	b.get("/")
	before := b.press.Stats()
	for range 3 {
		if r := b.get("/", "Host", "evil.example"); r.StatusCode != http.StatusMisdirectedRequest || strings.Contains(b.text(r), "Pellwick") {
			t.Errorf("another host: %d", r.StatusCode)
		}
	}
	if after := b.press.Stats(); after != before {
		t.Errorf("%+v, then %+v", before, after)
	}
}

// TestSlugAppearsAtOnce asks for an address until it is surely missing, and then publishes there.
func TestSlugAppearsAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for range 3 {
		if r := b.get("/soon-to-come"); r.StatusCode != 404 {
			t.Fatal(r.StatusCode)
		}
	}
	b.file("soon-to-come", news.Copy{Headline: "It has come"})
	if r := b.get("/soon-to-come"); r.StatusCode != 200 || !strings.Contains(b.text(r), "It has come") {
		t.Errorf("%d", r.StatusCode)
	}
	for _, path := range []string{"/", "/town-keeps-its-last-bus"} { // the page for what is missing shows the curated front
		if !strings.Contains(b.text(b.get(path)), "It has come") {
			t.Errorf("%s doesn't show it", path)
		}
	}
}

// TestEmbargoEndsOnKeptPages lets pages be kept before an embargo ends and asks again at its moment, with nobody writing.
func TestEmbargoEndsOnKeptPages(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	end := b.clock() + 60_000
	b.file("held", news.Copy{Headline: "Held until noon"}, func(a *news.Article) { a.EmbargoUntil = end; a.PublishedAt = end })
	b.file("bound", news.Copy{Headline: "Bound to expire"}, func(a *news.Article) { a.ExpiresAt = end + 60_000 })
	surfaces := []string{"/", "/section/town", "/feed.xml", "/town-keeps-its-last-bus"}
	shows := func(at news.Millis, text string, want bool) {
		t.Helper()
		b.now.Store(int64(at))
		for _, path := range surfaces {
			for range 2 {
				if got := strings.Contains(b.text(b.get(path)), text); got != want {
					t.Errorf("%d ms after the end %s shows %q: %v", at-end, path, text, got)
				}
			}
		}
	}
	shows(end-1, "Held until noon", false)
	if r := b.get("/held"); r.StatusCode != 404 {
		t.Errorf("the held article answers %d", r.StatusCode)
	}
	shows(end, "Held until noon", true)
	if r := b.get("/held"); r.StatusCode != 200 {
		t.Errorf("at its moment the held article answers %d", r.StatusCode)
	}
	shows(end, "Bound to expire", true)
	shows(end+60_000, "Bound to expire", false)
	if r := b.get("/bound"); r.StatusCode != 404 {
		t.Errorf("the expired article answers %d", r.StatusCode)
	}
}

// TestAgeTurnsOnItsDay keeps an article's page over the moment at which it becomes a year old.
func TestAgeTurnsOnItsDay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("old-story", news.Copy{Headline: "An old story"}, func(a *news.Article) {
		m, err := news.ParseTime("2025-02-01T12:34:56Z")
		b.must(err)
		a.PublishedAt = m
	})
	for _, c := range []struct {
		at   string
		says bool
	}{{"2026-02-01T12:34:50Z", false}, {"2026-02-01T12:34:57Z", true}} {
		b.at(c.at)
		if got := bytes.Contains([]byte(b.text(b.get("/old-story"))), []byte("more than 1 year old")); got != c.says {
			t.Errorf("at %s it says that it is a year old: %v", c.at, got)
		}
	}
}
