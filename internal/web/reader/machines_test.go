package reader_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// urlset is a part of the sitemap.
type urlset struct {
	URL []struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
	} `xml:"url"`
	Sitemap []struct {
		Loc string `xml:"loc"`
	} `xml:"sitemap"`
}

// sitemap reads a part: addresses, and when each last changed.
func (b *bundle) sitemap(path string) (u urlset, changed map[string]string) {
	b.t.Helper()
	res := b.get(path)
	text := b.text(res)
	if res.StatusCode != 200 {
		b.t.Fatalf("%s: %d", path, res.StatusCode)
	}
	b.must(xml.Unmarshal([]byte(text), &u))
	changed = map[string]string{}
	for _, x := range u.URL {
		changed[strings.TrimPrefix(x.Loc, "https://pellwick.example")] = x.LastMod
	}
	return u, changed
}

// TestSitemapIsTheSite reads every part of the sitemap and every address in it: each is a page that may be found, under
// the address that it says is its own, and none is listed twice. Pages of every kind are there.
func TestSitemapIsTheSite(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	b.file("held", news.Copy{Headline: "Held", Tags: []string{b.needTag("Only held")}}, func(a *news.Article) { a.ReleaseAt, a.State = a.ReleaseAt+1000, news.Scheduled })
	b.needTag("Empty")
	index, _ := b.sitemap("/sitemap.xml")
	seen := map[string]bool{}
	for _, part := range index.Sitemap {
		u, changed := b.sitemap(strings.TrimPrefix(part.Loc, "https://pellwick.example"))
		if len(u.URL) == 0 {
			t.Errorf("%s is empty", part.Loc)
		}
		for path, at := range changed {
			if seen[path] {
				t.Errorf("%s is listed twice", path)
			}
			seen[path] = true
			if at != "" {
				if m, err := time.Parse(time.RFC3339, at); err != nil || news.At(m) > b.clock() {
					t.Errorf("%s changed at %s (%v)", path, at, err)
				}
			}
			res := b.get(path)
			page := b.text(res)
			if res.StatusCode != 200 || strings.Contains(page, `content="noindex`) || !strings.Contains(page, `<link rel="canonical" href="https://pellwick.example`+path+`"`) {
				t.Errorf("%s: %d, or not to be found, or another's", path, res.StatusCode)
			}
		}
	}
	for _, want := range []string{"/", "/about", "/corrections", "/archive", "/archive/2026", "/archive/2026/02", "/archive/2026/02/01", "/town-keeps-its-last-bus", "/section/harbour", "/tag/breakwater", "/by/tom-quillan", "/storyline/the-east-breakwater"} {
		if !seen[want] {
			t.Errorf("the sitemap lacks %s", want)
		}
	}
	for _, not := range []string{"/held", "/tag/only-held", "/tag/empty", "/search", "/archive/2025/07/13"} {
		if seen[not] {
			t.Errorf("the sitemap has %s", not)
		}
	}
	for _, path := range []string{"/sitemap.xml?part=nothing", "/sitemap.xml?month=2026-13", "/sitemap.xml?month=2026-2", "/sitemap.xml?page=2", "/sitemap.xml?part=tags&page=2",
		"/sitemap.xml?part=tags&page=1", "/sitemap.xml?part=tags&page=x", "/sitemap.xml?month=2026-02&page=2", "/sitemap.xml?month=2026-02&part=tags", "/sitemap.xml?part=fronts&page=2"} {
		if res := b.get(path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// TestLastModIsReal corrects an old article and looks what the sitemap says has changed.
func TestLastModIsReal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tag := b.needTag("Gulls")
	a := b.file("old", news.Copy{Headline: "Old", Tags: []string{tag}}, func(a *news.Article) { a.PublishedAt -= 10 * 24 * 3600_000; a.ReleaseAt = a.PublishedAt })
	_, month := b.sitemap("/sitemap.xml?month=2026-01")
	if month["/old"] != "2026-01-22T12:00:00Z" || month["/archive/2026/01/22"] != "2026-01-22T12:00:00Z" || month["/archive/2026/01"] != "2026-01-22T12:00:00Z" {
		t.Errorf("%v", month)
	}
	b.correct(a, news.Copy{Kind: news.KindNews, Headline: "Old", Section: b.section["town"], Tags: []string{tag}, Body: b.markdown("Other words.")},
		news.Correction{Kind: news.CorrectionError, Text: "It was wrong.", At: b.clock()})
	_, month = b.sitemap("/sitemap.xml?month=2026-01")
	_, tags := b.sitemap("/sitemap.xml?part=tags")
	if month["/old"] != "2026-02-01T12:00:00Z" || month["/archive/2026/01/22"] != "2026-02-01T12:00:00Z" || tags["/tag/gulls"] != "2026-02-01T12:00:00Z" {
		t.Errorf("after a correction: %v %v", month, tags)
	}
}

// TestNewsSitemapEdge looks at the very edge of two days, on the nights on which clocks are put forward and back: two days
// are 48 hours, and the dates carry the zone that held when the article was published.
func TestNewsSitemapEdge(t *testing.T) {
	t.Parallel()
	for night, dates := range map[string][2]string{
		"2026-03-29T12:00:00Z": {"2026-03-27T12:00:00Z", "2026-03-29T12:30:00+01:00"},
		"2026-10-25T12:00:00Z": {"2026-10-23T13:00:00+01:00", "2026-10-25T11:30:00Z"},
	} {
		b := setup(t)
		b.at(night)
		now := b.clock()
		ago := func(d time.Duration) func(*news.Article) {
			return func(a *news.Article) {
				a.PublishedAt = now - news.Millis(d.Milliseconds())
				a.ReleaseAt = a.PublishedAt
			}
		}
		b.file("edge", news.Copy{Headline: "Edge"}, ago(48*time.Hour))
		b.file("past", news.Copy{Headline: "Past"}, ago(48*time.Hour+time.Millisecond))
		b.file("young", news.Copy{Headline: "Young"}, ago(30*time.Minute))
		b.change(news.ActSave, "young", func(a *news.Article) { a.UpdatedAt = now })
		body := b.text(b.get("/news-sitemap.xml"))
		for _, want := range []string{"/edge<", "/young<", ">" + dates[0] + "<", ">" + dates[1] + "<"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s in %s", night, want, body)
			}
		}
		if strings.Contains(body, "/past<") {
			t.Errorf("%s: it has what is older than two days", night)
		}
		b.now.Add(60_001) // the sitemap is kept for a minute
		if body = b.text(b.get("/news-sitemap.xml")); strings.Contains(body, "/edge<") {
			t.Errorf("%s: a minute later it still has what has grown too old", night)
		}
	}
}

// TestPicturesInFeeds shows a picture of the library in every form of feed: as the article's own and in its text, absolute,
// with size and credit; and no more when the right to show it has ended.
func TestPicturesInFeeds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addPicture(func(p *news.Picture) { p.ExpiresAt = b.clock() + 3600_000 })
	b.file("main", news.Copy{Headline: "Main", Picture: pictureID})
	b.file("within", news.Copy{Headline: "Within", Body: news.Body(`{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"a"},"content":[{"type":"text","text":"Words."}]},
		{"type":"picture","attrs":{"id":"b","media":"` + pictureID + `","alt":"Our gull","caption":"Here it is.","credit":"Somebody"}}]}`)})
	b.file("agency", news.Copy{Headline: "Agency", Picture: "https://wire.example/p.jpg"})
	const file = `https://pellwick.example/media/00000000000000000000000000001200-1200.jpeg`
	rss, atom := b.text(b.get("/feed.xml")), b.text(b.get("/atom.xml"))
	for _, want := range []string{
		`<media:content url="` + file + `" fileSize="120000" width="1200" height="900" type="image/jpeg" medium="image">`,
		"<media:title>The gull that stayed.</media:title>", "<media:description>A gull on a post</media:description>", "<media:credit>Wren Tolley / The Packet</media:credit>",
		`<img src="` + file + `" alt="A gull on a post" width="1200" height="900"`, `<figcaption>The gull that stayed. <span class="credit">Wren Tolley / The Packet</span>`,
		`<img src="` + file + `" alt="Our gull"`, "<media:credit>Somebody</media:credit>", `<media:content url="https://wire.example/p.jpg" medium="image">`,
		`<img src="https://wire.example/p.jpg"`,
	} {
		if !strings.Contains(rss, want) {
			t.Errorf("RSS lacks %s\n%s", want, rss)
		}
	}
	if want := `<link href="` + file + `" rel="enclosure" type="image/jpeg" length="120000" title="The gull that stayed."/>`; !strings.Contains(atom, want) || !strings.Contains(atom, "&lt;img src=&quot;"+file) {
		t.Errorf("Atom lacks %s\n%s", want, atom)
	}
	var f struct {
		Items []struct {
			Title, Image, ContentHTML string
		}
	}
	b.must(json.Unmarshal([]byte(strings.ReplaceAll(b.text(b.get("/feed.json")), "content_html", "ContentHTML")), &f))
	for _, it := range f.Items {
		want := map[string]string{"Main": file, "Within": file, "Agency": "https://wire.example/p.jpg"}[it.Title]
		if it.Image != want || strings.Count(it.ContentHTML, "<img") != 1 {
			t.Errorf("JSON Feed: %+v", it)
		}
	}
	b.now.Add(3600_000)
	for _, name := range feedFiles {
		if body := b.text(b.get("/" + name)); strings.Contains(body, "/media/") {
			t.Errorf("%s shows a picture whose rights have ended", name)
		}
	}
}

// TestPicturesInFeedsAreDropped corrects a picture's credit: the feeds are made anew.
func TestPicturesInFeedsAreDropped(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.addPicture()
	b.file("main", news.Copy{Headline: "Main", Picture: pictureID})
	b.get("/feed.xml")
	b.addPicture(func(p *news.Picture) { p.Version, p.Credit = 2, "Somebody else" })
	if body := b.text(b.get("/feed.xml")); !strings.Contains(body, "Somebody else") {
		t.Error("the feed still has the old credit")
	}
}

// TestFeedsAsReadersWantThem checks what Flipboard and MSN ask of a feed, as far as it is ours to give.
func TestFeedsAsReadersWantThem(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	short, ids := 0, map[string]bool{}
	f := b.rss("/feed.xml")
	for _, it := range f.Channel.Items {
		if len([]rune(it.Description)) < 300 {
			short++
		}
		if n := len([]rune(it.Title)); n > 150 || ids[it.GUID.ID] {
			t.Errorf("%q has %d characters, or an id that another has", it.Title, n)
		}
		ids[it.GUID.ID] = true
	}
	if len(f.Channel.Items) < 30 || short > 0 {
		t.Errorf("%d items, %d of them with a short description", len(f.Channel.Items), short)
	}
	if body := b.text(b.get("/feed.xml")); strings.Count(body, "<atom:updated>") != strings.Count(body, "<dcterms:modified>") || !strings.Contains(body, "<dcterms:modified>") {
		t.Error("what was corrected is not told as changed")
	}
}

// TestHubInFeeds looks for the hub where programs look: in the headers, exactly one self among them, and in each form.
func TestHubInFeeds(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for path, form := range map[string]string{
		"/feed.xml": `<atom:link href="https://pellwick.example/feed/hub" rel="hub"/>`, "/section/harbour/atom.xml": `<link href="https://pellwick.example/feed/hub" rel="hub"/>`,
		"/tag/breakwater/feed.json": `"hubs":[{"type":"WebSub","url":"https://pellwick.example/feed/hub"}]`,
	} {
		for _, method := range []string{"GET", "HEAD"} {
			res := b.ask(method, path)
			want := `<https://pellwick.example/feed/hub>; rel="hub", <https://pellwick.example` + path + `>; rel="self"`
			if got := res.Header["Link"]; len(got) != 1 || got[0] != want {
				t.Errorf("%s %s: Link %q", method, path, got)
			}
			if body := b.text(res); method == "GET" && !strings.Contains(body, form) {
				t.Errorf("%s lacks %s", path, form)
			}
		}
	}
	if link := b.get("/").Header["Link"]; link != nil {
		t.Errorf("a page that nobody can subscribe to names a hub: %q", link)
	}
}

func TestRobots(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	robots := b.text(b.get("/robots.txt"))
	if len(robots) > 500<<10 || !strings.HasPrefix(robots, "User-agent: *\n") {
		t.Errorf("%s", robots)
	}
	for _, want := range []string{"Disallow: /search?\n", "Disallow: /newsroom/\n", "Disallow: /api/\n", "Sitemap: https://pellwick.example/sitemap.xml\n", "Sitemap: https://pellwick.example/news-sitemap.xml\n"} {
		if !strings.Contains(robots, want) {
			t.Errorf("robots.txt lacks %s", want)
		}
	}
	b.file("licensed", news.Copy{Headline: "Licensed"}, func(a *news.Article) { a.ExpiresAt = b.clock() + 24*3600_000 })
	for path, want := range map[string]string{
		"/": "max-image-preview:large", "/town-keeps-its-last-bus": "max-image-preview:large", "/search": "max-image-preview:large",
		"/search?q=gull": "noindex, max-image-preview:large", "/never-existed": "noindex, max-image-preview:large",
		"/licensed": "unavailable_after: 2026-02-02T12:00:00Z, max-image-preview:large",
	} {
		if body := b.text(b.get(path)); !strings.Contains(body, `<meta name="robots" content="`+want+`">`) {
			t.Errorf("%s: %s", path, between(body, `<meta name="robots" content="`, `"`))
		}
	}
}
