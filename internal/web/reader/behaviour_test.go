package reader_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for _, path := range []string{"/", "/town-keeps-its-last-bus", "/never-existed", "/feed.xml"} {
		h := b.get(path).Header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "style-src 'self';") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "script-src 'sha256-") {
			t.Errorf("%s: the policy is %q", path, csp)
		}
		for _, name := range []string{"X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "X-Request-Id", "Cache-Control"} {
			if h.Get(name) == "" {
				t.Errorf("%s lacks %s", path, name)
			}
		}
		if h.Get("Set-Cookie") != "" || h.Get("Last-Modified") != "" {
			t.Errorf("%s has %v", path, h)
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	const path = "/town-keeps-its-last-bus"
	first := b.get(path)
	tag := first.Header.Get("ETag")
	if again := b.get(path, "If-None-Match", tag); again.StatusCode != 304 || b.text(again) != "" {
		t.Errorf("the same page again: %d", again.StatusCode)
	}
	b.at("2026-02-01T12:00:59Z")
	if again := b.get(path, "If-None-Match", tag); again.StatusCode != 304 {
		t.Errorf("a minute later, when nothing has changed: %d", again.StatusCode)
	}
	b.at("2026-02-02T00:00:00Z")
	if again := b.get(path, "If-None-Match", tag); again.StatusCode != 200 {
		t.Errorf("the next day, whose date it must show: %d", again.StatusCode)
	}
}

func TestLifetimesEndAtThePapersMidnight(t *testing.T) {
	t.Parallel()
	b := setup(t, func(p *news.Paper) { p.TimeZone = "Pacific/Auckland" }).sample()
	for _, c := range []struct{ at, want string }{
		{"2026-02-01T10:59:59Z", "public, max-age=0, must-revalidate, s-maxage=1"}, // midnight in Auckland is at eleven in UTC
		{"2026-02-01T10:59:59.01Z", "no-cache"},
		{"2026-02-01T11:00:00Z", "public, max-age=0, must-revalidate, s-maxage=1"},
	} {
		b.at(c.at)
		if got := b.get("/").Header.Get("Cache-Control"); got != c.want {
			t.Errorf("at %s: %q, want %q", c.at, got, c.want)
		}
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for _, path := range []string{"/", "/town-keeps-its-last-bus", "/search?q=x", "/feed.xml", "/never-existed"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"} {
			if res := b.ask(method, path); res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, path, res.StatusCode, res.Header.Get("Allow"))
			}
		}
		get, head := b.get(path), b.ask("HEAD", path)
		if head.StatusCode != get.StatusCode || b.text(head) != "" || head.Header.Get("Content-Length") != fmt.Sprint(len(b.text(get))) || head.Header.Get("ETag") != get.Header.Get("ETag") {
			t.Errorf("HEAD %s: %d %v", path, head.StatusCode, head.Header)
		}
	}
}

func TestCanonicalRedirects(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for path, want := range map[string]string{
		"/town-keeps-its-last-bus/": "/town-keeps-its-last-bus",
		"/Town-Keeps-Its-Last-Bus":  "/town-keeps-its-last-bus",
		"/SECTION/Town/?utm=mail":   "/section/town?utm=mail",
		"/section/town?page=1":      "/section/town",
		"/?page=1":                  "/",
		"/Feed.xml":                 "/feed.xml",
		"/Never-Existed/":           "/never-existed", // for everything alike, so that it tells nothing
		"/section/town/feed.xml/":   "/section/town/feed.xml",
	} {
		res := b.get(path)
		if res.StatusCode != 301 || res.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", path, res.StatusCode, res.Header.Get("Location"), want)
		}
	}
}

// TestWhatIsHiddenNeverExisted compares what readers get of articles they must not know of with what they get of none.
func TestWhatIsHiddenNeverExisted(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	tag := b.needTag("Secret matter")
	later := b.clock() + 3_600_000
	c := func(headline string) news.Copy {
		return news.Copy{Headline: headline, Tags: []string{tag}, Byline: news.Byline{People: []string{b.people["marta-kesling"]}}}
	}
	b.file("embargoed", c("Embargoed zanzib"), func(a *news.Article) { a.EmbargoUntil = later })
	b.file("scheduled", c("Scheduled zanzib"), func(a *news.Article) { a.ReleaseAt, a.State = later, news.Scheduled })
	b.file("a-draft", c("Draft zanzib"), func(a *news.Article) { a.State, a.Live, a.PublishedAt, a.ReleaseAt = news.Draft, 0, 0, 0 })
	b.file("expired", c("Expired zanzib"), func(a *news.Article) {
		a.PublishedAt, a.ReleaseAt, a.ExpiresAt = a.PublishedAt-2, a.ReleaseAt-2, b.clock()-1
	})
	b.file("taken-down", c("Unpublished zanzib"))
	b.change(news.ActUnpublish, "taken-down", func(a *news.Article) { a.State = news.Unpublished })
	b.file("killed-unseen", c("Killed before anybody saw it zanzib"), func(a *news.Article) { a.State, a.SeenAt = news.Killed, 0 })
	b.write(func(tx news.Tx) error {
		return tx.PutRedirect(news.Redirect{Path: "/old-address-of-embargoed", Article: b.article["embargoed"].ID}, "")
	})
	b.follow()
	never := b.get("/never-existed")
	want := b.text(never)
	for _, slug := range []string{
		"embargoed", "scheduled", "a-draft", "expired", "taken-down", "killed-unseen", "old-address-of-embargoed", "tag/secret-matter",
		"tag/secret-matter/feed.xml", "tag/secret-matter/atom.xml", "tag/secret-matter?page=2", "by/" + b.people["marta-kesling"], "section/" + b.section["town"],
	} {
		for _, header := range [][]string{nil, {"If-None-Match", "*"}, {"If-Modified-Since", "Mon, 01 Jan 2035 00:00:00 GMT"}} {
			res := b.get("/"+slug, header...)
			if got := b.text(res); res.StatusCode != 404 || got != want || res.Header.Get("ETag") != "" || res.Header.Get("Cache-Control") != never.Header.Get("Cache-Control") {
				t.Errorf("/%s with %v: %d, the same bytes: %v, %v", slug, header, res.StatusCode, got == want, res.Header)
			}
		}
	}
	for _, path := range []string{"/", "/section/town", "/by/marta-kesling", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/sitemap.xml?month=2026-02",
		"/news-sitemap.xml", "/archive", "/archive/2026/02/01", "/search?q=zanzib", "/corrections", "/town-keeps-its-last-bus"} {
		if body := b.text(b.get(path)); strings.Contains(strings.ReplaceAll(body, `value="zanzib"`, ""), "zanzib<") || strings.Contains(body, "embargoed") || strings.Contains(body, "Secret matter") {
			t.Errorf("%s shows what is hidden", path)
		}
	}
}

func TestTagAppearsWithItsFirstArticle(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("held", news.Copy{Headline: "Held", Tags: []string{b.needTag("Matter")}}, func(a *news.Article) { a.EmbargoUntil = b.clock() + 1000 })
	b.at("2026-02-01T12:00:00.999Z")
	if s := b.get("/tag/matter").StatusCode; s != 404 {
		t.Errorf("a millisecond before: %d", s)
	}
	b.at("2026-02-01T12:00:01Z")
	for _, path := range []string{"/tag/matter", "/held", "/tag/matter/feed.xml"} {
		if res := b.get(path); res.StatusCode != 200 || !strings.Contains(b.text(res), "Held") {
			t.Errorf("when its time has come %s answers %d", path, res.StatusCode)
		}
	}
}

func TestKilled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("withdrawn", news.Copy{Headline: "What must not be read"})
	b.change(news.ActKill, "withdrawn", func(a *news.Article) { a.State, a.Notice = news.Killed, "Withdrawn on <legal> advice." })
	b.write(func(tx news.Tx) error {
		return tx.PutRedirect(news.Redirect{Path: "/its-old-address", Article: b.article["withdrawn"].ID}, "")
	})
	for _, path := range []string{"/withdrawn", "/its-old-address"} {
		res := b.get(path)
		body := b.text(res)
		if res.StatusCode != 410 || !strings.Contains(body, "Withdrawn on &lt;legal&gt; advice.") || strings.Contains(body, "What must not be read") {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
		checkStructure(t, path, body)
	}
	if body := b.text(b.get("/")); strings.Contains(body, "withdrawn") {
		t.Error("the front still links it")
	}
}

func TestOldAddresses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.file("new-slug", news.Copy{Headline: "Here now"})
	for from, to := range map[string]news.Redirect{
		"/old-slug": {Article: a.ID}, "/?p=123": {Article: a.ID}, "/2019/05/My_Story.HTML": {Article: a.ID}, "/%C3%A9tude/": {Article: a.ID},
		"/elsewhere": {To: "https://other.example/x"}, "/about-us": {To: "/about"}, "/section/kitchen": {To: "/section/town"},
		"/tag/old-tag": {To: "/tag/new-tag"}, "/by/old-name": {To: "/by/new-name"}, "/section/all": {To: "/"},
		"/section/one": {Article: a.ID}, "/section/abroad": {To: "https://other.example/section/town"},
	} {
		to.Path = from
		b.write(func(tx news.Tx) error { return tx.PutRedirect(to, "") })
	}
	for path, want := range map[string]string{
		"/old-slug": "/new-slug", "/old-slug?utm=1": "/new-slug", "/2019/05/My_Story.HTML": "/new-slug", "/%C3%A9tude/": "/new-slug",
		"/elsewhere": "https://other.example/x", "/about-us": "/about", "/?p=123": "/new-slug",
		"/?p=123&utm_source=letter&utm_medium=email": "/new-slug", "/?fbclid=x&p=123": "/new-slug",
	} {
		res := b.get(path)
		if res.StatusCode != 301 || res.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", path, res.StatusCode, res.Header.Get("Location"), want)
		}
	}
	for path, want := range map[string]string{
		"/section/kitchen/feed.xml": "/section/town/feed.xml", "/tag/old-tag/atom.xml": "/tag/new-tag/atom.xml",
		"/by/old-name/feed.json": "/by/new-name/feed.json", "/section/all/feed.xml": "/feed.xml", "/section/one/feed.xml": "",
		"/section/abroad/feed.xml": "", "/section/never/feed.xml": "",
	} {
		res := b.get(path)
		if (res.StatusCode != 301 || res.Header.Get("Location") != want) && (res.StatusCode != 404 || want != "") {
			t.Errorf("%s, a feed of what lives elsewhere now: %d to %q, want %q", path, res.StatusCode, res.Header.Get("Location"), want)
		}
	}
	for _, path := range []string{"/?p=124", "/?p=123&q=4", "/?utm_source=letter", "/?utm_source=p=123"} {
		if res := b.get(path); res.StatusCode != 200 {
			t.Errorf("%s, the front with a query that is nobody's: %d", path, res.StatusCode)
		}
	}
	b.change(news.ActUnpublish, "new-slug", func(a *news.Article) { a.State = news.Unpublished })
	if res := b.get("/old-slug"); res.StatusCode != 404 {
		t.Errorf("the old address of what was taken down: %d", res.StatusCode)
	}
}

func TestPagesOfAList(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const n = 65
	for i := range n {
		b.file(fmt.Sprintf("article-%02d", i), news.Copy{Headline: fmt.Sprintf("Article %02d", i)}, func(a *news.Article) {
			a.PublishedAt -= news.Millis(i / 3 * 60_000) // three at a time have the same time
		})
	}
	b.front("town", news.Slot{Article: b.article["article-40"].ID}, news.Slot{Article: b.article["article-00"].ID})
	for _, path := range []string{"/", "/section/town"} {
		byCursor := b.walk(path, func(body string) string { return between(body, `<a rel="next" href="`, `"`) })
		page := 1
		byNumber := b.walk(path, func(string) string { page++; return fmt.Sprintf("%s?page=%d", path, page) })
		for name, got := range map[string][]string{"by cursors": byCursor, "by numbers": byNumber} {
			seen := map[string]bool{}
			for _, slug := range got {
				if seen[slug] && path != "/" { // the paper's front has section's cards besides
					t.Errorf("%s %s: %s stands twice", path, name, slug)
				}
				seen[slug] = true
			}
			if len(seen) != n {
				t.Errorf("%s %s: %d articles of %d", path, name, len(seen), n)
			}
		}
	}
	for _, query := range []string{"page=0", "page=-1", "page=x", "page=99", "page=26", "page=5", "page=2&after=zzz", "after=1.a"} {
		if res := b.get("/section/town?" + query); res.StatusCode != 404 {
			t.Errorf("?%s answers %d", query, res.StatusCode)
		}
	}
}

// walk reads a list page by page and returns the articles it linked.
func (b *bundle) walk(path string, next func(body string) string) (slugs []string) {
	b.t.Helper()
	for range 20 {
		res := b.get(path)
		body := b.text(res)
		if res.StatusCode != 200 {
			return slugs
		}
		checkStructure(b.t, path, body)
		for _, link := range links(b.t, body) {
			if strings.HasPrefix(link, "/article-") {
				slugs = append(slugs, link)
			}
		}
		if path = strings.ReplaceAll(next(body), "&amp;", "&"); path == "" {
			return slugs
		}
	}
	b.t.Fatal("the list has no end")
	return nil
}

func between(s, from, to string) string {
	_, rest, found := strings.Cut(s, from)
	if !found {
		return ""
	}
	inside, _, _ := strings.Cut(rest, to)
	return inside
}

func TestArticlesOverAYearOldSaySo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("new", news.Copy{Headline: "New"})
	b.file("year", news.Copy{Headline: "A year"}, func(a *news.Article) { a.PublishedAt = news.At(b.clock().Time().AddDate(-1, 0, -1)) })
	b.file("old", news.Copy{Headline: "Old"}, func(a *news.Article) { a.PublishedAt = news.At(b.clock().Time().AddDate(-3, 0, -1)) })
	for path, want := range map[string]string{"/new": "", "/year": "more than 1 year old", "/old": "more than 3 years old"} {
		body := b.text(b.get(path))
		if got := between(body, `<p class="old">This article is `, `</p>`); got != want {
			t.Errorf("%s says %q, want %q", path, got, want)
		}
		if strings.Index(body, `class="old"`) > strings.Index(body, "<h1") {
			t.Errorf("%s says it under the headline", path)
		}
	}
}

func TestAddressesNeverComeFromTheHostHeader(t *testing.T) {
	t.Parallel()
	b := setup(t, func(p *news.Paper) { p.URL = "" }).sample()
	for _, path := range []string{"/", "/town-keeps-its-last-bus", "/feed.xml", "/sitemap.xml", "/robots.txt", "/never-existed"} {
		body := b.text(b.get(path, "Host", "evil.example", "X-Forwarded-Host", "evil.example"))
		if strings.Contains(body, "evil.example") || path != "/never-existed" && !strings.Contains(body, "http://127.0.0.1:8080/") {
			t.Errorf("%s is made of the Host header", path)
		}
	}
}

func TestUnknownHost(t *testing.T) {
	t.Parallel()
	b := setup(t, func(p *news.Paper) { p.Hosts = []string{"pellwick.example"} }).sample()
	res := b.get("/", "Host", "other.example")
	body := b.text(res)
	if res.StatusCode != http.StatusMisdirectedRequest || strings.Contains(body, "Pellwick") || !strings.Contains(body, "no newspaper") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	checkStructure(t, "another host", body)
	if res := b.get("/", "Host", "PELLWICK.example:8080"); res.StatusCode != 200 {
		t.Errorf("its own host: %d", res.StatusCode)
	}
}

// TestHostile asks what no reader asks.
func TestHostile(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	long := strings.Repeat("x", 10<<10)
	for path, want := range map[string]int{
		"/%2e%2e/%2e%2e/etc/passwd": 404, "/..%2f..%2fetc/passwd": 404, "/%00": 404, "/a%00b": 404, "/%ff%fe": 404, "/\\evil.example": 404,
		"//evil.example/": 404, "//evil.example/%2e%2e": 404, "/%2F%2Fevil.example": 404, "/section%2Ftown": 404, "/" + long: 404, "/section/" + long: 404,
		"/town-keeps-its-last-bus%0d%0aX:1": 404, "/%E2%80%AE": 404, "/.git/config": 404, "/wp-login.php": 404, "/%252e%252e": 404,
		"/search?q=" + long: 400, "/search?q=%ff": 400, "/search?q=%00%01": 200, "/search?q=&from=yesterday": 400,
		"/search?q=%27%3B%20DROP%20TABLE%20articles%3B--": 200, "/search?q=%22%22%22*%20AND%20NEAR(": 200, "/search?q=%3Cscript%3E": 200, "/search?q=-": 200,
		"/search?page=2&q=x": 404, "/search?page=2&after=1.a&q=x": 200, "/section/town?page=%00": 404, "/?q=%zz": 200,
		"/sitemap.xml?month=2026-13": 404, "/sitemap.xml?month=x": 404, "/sitemap.xml?month=1999-01": 404, "/sitemap.xml?part=x": 404, "/archive/2026/02/30": 404, "/archive/9999/12/31": 404, "/archive/0000/01/01": 404,
	} {
		res := b.get(path)
		body := b.text(res)
		if res.StatusCode != want {
			t.Errorf("%.60s answers %d, want %d", path, res.StatusCode, want)
		}
		if strings.Count(body, "<script>") > 2 || res.Header.Get("X") != "" || strings.Contains(res.Header.Get("Location"), "//") {
			t.Errorf("%.60s: %v", path, res.Header)
		}
		if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			checkStructure(t, path, body)
		}
	}
}

// TestHostileCopy publishes what would run if a page were put together carelessly.
func TestHostileCopy(t *testing.T) {
	t.Parallel()
	const evil = `</script><script>alert(1)</script>"><img src=x onerror=alert(1)>&amp;`
	b := setup(t, func(p *news.Paper) { p.Name, p.Motto, p.About = evil, evil, evil })
	b.file("hostile", news.Copy{Headline: evil, Kicker: evil, Standfirst: evil, Credit: evil, Dateline: evil, Byline: news.Byline{Text: evil},
		Picture: "javascript:alert(1)", SEO: news.SEO{Title: evil, Description: evil}, Tags: []string{b.needTag("Tag " + evil)}, Body: b.markdown(evil)})
	c := news.Copy{Headline: evil, Section: b.section["town"], Body: b.markdown("x"), Kind: news.KindNews}
	b.correct(b.article["hostile"], c, news.Correction{Kind: news.CorrectionError, Text: evil, At: b.clock()})
	b.follow()
	for _, path := range []string{"/", "/hostile", "/section/town", "/corrections", "/about", "/archive/2026/02/01", "/search?q=alert", "/search?q=%3C/script%3E%3Cscript%3Ealert(1)", "/never"} {
		body := b.text(b.get(path))
		if strings.Count(body, "<script>") != 2 || strings.Contains(body, "<img src=x") || strings.Contains(body, `"javascript:`) {
			t.Errorf("%s carries it", path)
		}
		checkStructure(t, path, body)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	b := setup(t, func(p *news.Paper) { p.Locale = "de-AT" })
	b.file("auf-deutsch", news.Copy{Headline: "Deutsch", Language: "de-AT"})
	b.file("in-hebrew", news.Copy{Headline: "Hebrew", Language: "he"})
	body := b.text(b.get("/"))
	for _, want := range []string{`<html lang="de-AT" dir="ltr">`, "Sonntag, 1. Februar 2026", `<a href="/in-hebrew" dir="rtl" lang="he">Hebrew</a>`, `<a href="/auf-deutsch">`} {
		if !strings.Contains(body, want) {
			t.Errorf("the front lacks %s", want)
		}
	}
	if body := b.text(b.get("/in-hebrew")); !strings.Contains(body, `class="story news" dir="rtl" lang="he"`) || !strings.Contains(body, `"inLanguage":"he"`) {
		t.Error("the article doesn't say its language")
	}
}

func TestBrokenStore(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	b.must(b.store.Close())
	res := b.get("/")
	body := b.text(res)
	if res.StatusCode < 500 || strings.Contains(body, "sql") || !strings.Contains(body, "REQUEST") || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	checkStructure(t, "a failure", body)
}

func TestNewDayNewDate(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for _, day := range []struct{ at, want string }{
		{"2026-02-01T23:59:59.999Z", "Sunday, Feb 01, 2026"},
		{"2026-02-02T00:00:00Z", "Monday, Feb 02, 2026"},
		{"2026-02-01T23:59:58Z", "Sunday, Feb 01, 2026"}, // the clock was set back
	} {
		b.at(day.at)
		for _, p := range pages {
			if body := b.text(b.get(p.path)); !strings.Contains(body, day.want) {
				t.Errorf("%s at %s doesn't say %s", p.path, day.at, day.want)
			}
		}
	}
}

func TestDatesForMachines(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	body := b.text(b.get("/town-keeps-its-last-bus"))
	published, updated := "2026-02-01T08:00:00Z", "2026-02-01T10:00:00Z"
	for _, want := range []string{
		`property="article:published_time" content="` + published, `property="article:modified_time" content="` + updated,
		`"datePublished":"` + published, `"dateModified":"` + updated, `<time datetime="` + published, `"@type":"CorrectionComment"`,
		"1 February 2026, 08:00 GMT", "1 February 2026, 10:00 GMT", `"author":[{"@type":"Person","name":"Agnes Borlow"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the article lacks %s", want)
		}
	}
	if first := between(body, `<time datetime="`, `"`); first != published {
		t.Errorf("the first time on the page is %s", first)
	}
	if _, err := time.Parse(time.RFC3339, published); err != nil {
		t.Error(err)
	}
}
