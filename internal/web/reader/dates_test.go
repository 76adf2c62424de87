package reader_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// TestOthersFindTheDate lets other people's readers (Mozilla's Readability, metascraper-date, article-extractor) look for
// the date of publication on every kind of page. Of an article they find the moment it was published; of other pages
// none, or at least never the day that the nameplate shows. Nothing is published on that day.
func TestOthersFindTheDate(t *testing.T) {
	t.Parallel()
	modules := nodeModules(t)
	b := setup(t, func(p *news.Paper) { p.URL = "https://www.example.org" }) // metascraper takes no other ending for a site
	tag := b.needTag("Bridges")
	copyOf := func(h string) news.Copy { return news.Copy{Headline: h, Tags: []string{tag}, Body: b.markdown(words)} }
	want := map[string]string{
		"/new": "2026-01-28T06:30:00.000Z", "/old": "2019-05-04T11:00:00.000Z", "/corrected": "2025-12-24T10:00:00.000Z", "/updated": "2026-01-02T00:30:00.000Z",
		"/": "", "/section/town": "", "/tag/bridges": "", "/archive": "", "/archive/2026": "", "/archive/2026/01": "", "/archive/2026/01/28": "",
		"/search": "", "/search?q=bridge": "", "/corrections": "", "/about": "", "/never-existed": "",
	}
	for _, path := range []string{"/new", "/old", "/corrected", "/updated"} {
		at, err := news.ParseTime(want[path])
		b.must(err)
		a := b.file(path[1:], copyOf("A bridge for Pellwick: "+path[1:]), func(a *news.Article) { a.PublishedAt, a.ReleaseAt = at, at })
		switch path {
		case "/corrected":
			c := copyOf("A bridge for Pellwick, corrected")
			c.Section = b.section["town"]
			b.correct(a, c, news.Correction{Kind: news.CorrectionError, Text: "It was not so.", At: at + 3*86400_000})
		case "/updated":
			b.change(news.ActSave, "updated", func(a *news.Article) { a.UpdatedAt = at + 7200_000 })
		}
	}
	b.follow()
	for path, found := range b.datesFound(modules, want) {
		for reader, date := range found {
			switch {
			case want[path] != "" && date != want[path]:
				t.Errorf("%s finds the date %q on %s, want %s", reader, date, path, want[path])
			case strings.HasPrefix(date, noon[:10]):
				t.Errorf("%s takes the nameplate's date for that of %s", reader, path)
			}
		}
		if len(found) != 3 {
			t.Errorf("%s was read by %v", path, found)
		}
	}
}

// words are long enough for an article to be taken for one.
var words = strings.Repeat("The council met on the quay and spoke of the bridge, of its cost, and of those who would cross it every day. ", 12) + "\n\n" +
	strings.Repeat("Nobody could say when the first stone would be laid, but everybody had seen the drawings and had a view of them. ", 12)

// datesFound asks the readers.
func (b *bundle) datesFound(modules string, paths map[string]string) (found map[string]map[string]string) {
	b.t.Helper()
	type page struct {
		Path string `json:"path"`
		URL  string `json:"url"`
		HTML string `json:"html"`
	}
	var pages []page
	for path := range paths {
		pages = append(pages, page{path, b.paper.URL + path, b.text(b.get(path))})
	}
	slices.SortFunc(pages, func(x, y page) int { return strings.Compare(x.Path, y.Path) })
	all, err := json.Marshal(pages)
	b.must(err)
	dir := b.t.TempDir()
	b.must(os.WriteFile(filepath.Join(dir, "pages.json"), all, 0o600))
	script, err := os.ReadFile("../../../script/dates/dates.cjs")
	b.must(err)
	b.must(os.WriteFile(filepath.Join(dir, "dates.cjs"), script, 0o600))
	b.must(os.Symlink(modules, filepath.Join(dir, "node_modules")))
	cmd := exec.CommandContext(b.t.Context(), "node", filepath.Join(dir, "dates.cjs"), dir)
	cmd.Stderr, cmd.WaitDelay = os.Stderr, time.Second
	out, err := cmd.Output()
	b.must(err)
	b.must(json.Unmarshal(out, &found))
	if len(found) != len(paths) {
		b.t.Fatalf("%d of %d pages were read", len(found), len(paths))
	}
	return found
}

// nodeModules finds the readers, which script/test installs.
func nodeModules(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("BROADSHEET_TEST_DATES")
	_, err := exec.LookPath("node")
	if err == nil && dir != "" {
		return dir
	}
	const how = "other people's readers are not installed: npm ci in a copy of script/dates, and name its node_modules in BROADSHEET_TEST_DATES; script/test does"
	if os.Getenv("CI") == "true" {
		t.Fatal(how)
	}
	t.Skip("SKIPPED: " + how)
	return ""
}

// TestBefore1970 files what was printed before moments were counted from 1970: it was never updated, and nothing says that
// it was, least of all in the year 1.
func TestBefore1970(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at, err := time.Parse(time.RFC3339, "1955-05-05T11:00:00Z")
	b.must(err)
	b.file("from-the-archive", news.Copy{Headline: "From the archive", Tags: []string{b.needTag("old-times")}}, func(a *news.Article) { a.PublishedAt = news.At(at) })
	if page := b.text(b.get("/from-the-archive")); strings.Contains(page, "Updated") || !strings.Contains(page, `"dateModified":"1955-05-05T`) {
		t.Errorf("the page says: %s", between(page, `<p class="times">`, "</p>"))
	}
	for _, path := range []string{"/from-the-archive", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml?month=1955-05", "/sitemap.xml?part=fronts", "/sitemap.xml?part=tags", "/tag/old-times/atom.xml"} {
		body := b.text(b.get(path))
		if !strings.Contains(body, "1955") {
			t.Errorf("%s says nothing of 1955", path)
		}
		for _, wrong := range []string{"0001-01-01", "0000-12-31", "0001 00:", "date_modified", "dcterms:modified>"} {
			if strings.Contains(body, wrong) {
				t.Errorf("%s has %q", path, wrong)
			}
		}
	}
}
