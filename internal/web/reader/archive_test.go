package reader_test

import (
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestArchiveWithGaps files articles a century apart, one in the very first month of the epoch, and one in summer at an
// hour that is another day in the paper's zone.
func TestArchiveWithGaps(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for slug, at := range map[string]string{
		"of-1871": "1871-03-04T12:00:00Z", "of-1970": "1970-01-01T09:00:00Z", "of-1969": "1969-12-31T20:00:00Z",
		"late": "2025-06-30T23:30:00Z", "of-2026": "2026-01-31T12:00:00Z", "also-2026": "2026-01-02T12:00:00Z",
	} {
		b.file(slug, news.Copy{Headline: slug}, func(a *news.Article) {
			m, err := news.ParseTime(at)
			b.must(err)
			a.PublishedAt = m
		})
	}
	want := []string{"/archive/2026", "/archive/2026/01", "/archive/2025", "/archive/2025/07", "/archive/1970", "/archive/1970/01",
		"/archive/1969", "/archive/1969/12", "/archive/1871", "/archive/1871/03"}
	if got := b.archiveLinks("/archive"); !slices.Equal(got, want) {
		t.Errorf("the index links %v, want %v", got, want)
	}
	if got := b.archiveLinks("/archive/2026/01"); !slices.Equal(got, []string{"/archive/2026", "/archive/2026/01/02", "/archive/2026/01/31"}) {
		t.Errorf("the month links %v", got)
	}
	if got := b.archiveLinks("/archive/1970"); !slices.Equal(got, []string{"/archive", "/archive/1970/01"}) {
		t.Errorf("the year links %v", got)
	}
	if body := b.text(b.get("/archive/2026")); !strings.Contains(body, "2 articles") {
		t.Error("the year doesn't count its months' articles")
	}
	for path, want := range map[string]string{
		"/archive/2025/07/01": "late", "/archive/1970/01/01": "of-1970", "/archive/1969/12/31": "of-1969", "/archive/2000/01/01": "Nothing was published on this day",
	} {
		res := b.get(path)
		if body := b.text(res); res.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("%s answers %d without %q", path, res.StatusCode, want)
		}
	}
	for _, path := range []string{"/archive/2025/06", "/archive/2000/01", "/archive/2000", "/archive/2026/02/01", "/archive/1871/03/03", "/archive/2026/00", "/archive/2026/13"} {
		if res := b.get(path); res.StatusCode != 404 {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
	if got := strings.Count(b.text(b.get("/sitemap.xml")), "?month="); got != 5 {
		t.Errorf("the sitemap has %d months", got)
	}
	if body := b.text(b.get("/sitemap.xml?month=1969-12")); !strings.Contains(body, "/of-1969<") || strings.Contains(body, "/of-1871<") || strings.Contains(body, "/of-1970<") {
		t.Errorf("the sitemap of the month before the epoch: %s", body)
	}
}

// archiveLinks returns the archive's pages that the content of a page links.
func (b *bundle) archiveLinks(path string) (paths []string) {
	b.t.Helper()
	body := b.text(b.get(path))
	for _, link := range links(b.t, body[strings.Index(body, "<main"):strings.Index(body, "</main>")]) {
		if strings.HasPrefix(link, "/archive") {
			paths = append(paths, link)
		}
	}
	return paths
}
