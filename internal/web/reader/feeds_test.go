package reader_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode"

	"broadsheet/internal/news"
)

// feedFiles are the addresses of the sample's feeds, with golden files of the paper's own.
var feedFiles = []string{"feed.xml", "atom.xml", "feed.json"}

func TestFeeds(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	types := map[string]string{"feed.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}
	for _, front := range []string{"", "/section/harbour", "/tag/breakwater", "/by/tom-quillan", "/storyline/the-east-breakwater"} {
		for _, file := range feedFiles {
			path := front + "/" + file
			res := b.get(path)
			body := b.text(res)
			if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), types[file]) {
				t.Errorf("%s: %d %s", path, res.StatusCode, res.Header.Get("Content-Type"))
			}
			if noIndex := res.Header.Get("X-Robots-Tag") == "noindex"; noIndex != (file == "feed.json") {
				t.Errorf("%s: search engines are told %q", path, res.Header.Get("X-Robots-Tag"))
			}
			if file == "feed.json" {
				if !json.Valid([]byte(body)) {
					t.Errorf("%s is no JSON", path)
				}
			} else {
				mustBeXML(t, path, body)
			}
			if strings.IndexFunc(body, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) >= 0 {
				t.Errorf("%s has control characters", path)
			}
			if strings.Contains(body, `href="/`) || strings.Contains(body, `src="/`) || !strings.Contains(body, "https://pellwick.example"+path) {
				t.Errorf("%s has relative addresses or not its own", path)
			}
		}
	}
	for _, file := range feedFiles {
		golden(t, file, b.text(b.get("/"+file)))
	}
	for _, path := range []string{"/sitemap.xml", "/sitemap.xml?month=2026-02", "/sitemap.xml?part=fronts", "/news-sitemap.xml"} {
		res := b.get(path)
		body := b.text(res)
		mustBeXML(t, path, body)
		golden(t, strings.NewReplacer("/", "", "?", "-", "=", "-").Replace(path), body)
	}
}

// mustBeXML reads a document as strictly as encoding/xml can.
func mustBeXML(t *testing.T, name, source string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(source))
	d.Strict = true
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Errorf("%s is no XML: %v", name, err)
			return
		}
	}
}

type rss struct {
	Channel struct {
		Title, Link, Description, LastBuildDate string
		Items                                   []struct {
			Title, Link, PubDate, Description string
			GUID                              struct {
				Permalink string `xml:"isPermaLink,attr"`
				ID        string `xml:",chardata"`
			} `xml:"guid"`
			Creators []string `xml:"http://purl.org/dc/elements/1.1/ creator"`
			Updated  string   `xml:"http://www.w3.org/2005/Atom updated"`
			Content  string   `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
		} `xml:"item"`
	} `xml:"channel"`
}

func (b *bundle) rss(path string) (f rss) {
	b.t.Helper()
	b.must(xml.Unmarshal([]byte(lower(b.text(b.get(path)))), &f))
	return f
}

// lower gives the elements of RSS that encoding/xml looks for by their Go names the names it expects.
func lower(s string) string {
	for _, name := range []string{"title", "link", "description", "lastBuildDate", "pubDate"} {
		up := strings.ToUpper(name[:1]) + name[1:]
		s = strings.NewReplacer("<"+name+">", "<"+up+">", "</"+name+">", "</"+up+">").Replace(s)
	}
	return s
}

func TestRSSRules(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	f := b.rss("/feed.xml")
	if len(f.Channel.Items) != 30 {
		t.Errorf("%d items", len(f.Channel.Items))
	}
	for _, it := range f.Channel.Items {
		if it.GUID.Permalink != "false" || !strings.HasPrefix(it.GUID.ID, "urn:uuid:") || len(it.Creators) == 0 || it.Content == "" || it.Description == "" {
			t.Errorf("%s: %+v", it.Title, it.GUID)
		}
		if _, err := time.Parse("Mon, 02 Jan 2006 15:04:05 -0700", it.PubDate); err != nil {
			t.Error(err)
		}
		noted := strings.HasPrefix(it.Title, "Lock failure") || strings.HasPrefix(it.Title, "Council tax")
		switch {
		case strings.HasPrefix(it.Title, "Town keeps"):
			if it.Updated != "2026-02-01T10:00:00Z" || !strings.Contains(it.Content, "<strong>Correction</strong>") || !strings.Contains(it.Content, "It will cost £1.40.") {
				t.Errorf("the correction is not told: %q %s", it.Updated, it.Content)
			}
		case noted != (it.Updated != ""):
			t.Errorf("%s is told as changed at %q; whether it was: %v", it.Title, it.Updated, noted)
		}
	}
}

// TestFeedsSayWhose wants an agency named beside whoever worked on its copy, and the paper where nobody is named.
func TestFeedsSayWhose(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("both", news.Copy{Headline: "Both", Byline: news.Byline{Text: "Jane Doe"}, Credit: "Northway Press Agency"})
	b.file("nobody", news.Copy{Headline: "Nobody"})
	name := b.text(b.get("/feed.json"))
	name = strings.Split(strings.Split(name, `"title":"`)[1], `"`)[0]
	for _, it := range b.rss("/feed.xml").Channel.Items {
		if want := map[string]string{"Both": "Jane Doe, Northway Press Agency", "Nobody": name}[it.Title]; strings.Join(it.Creators, ", ") != want {
			t.Errorf("RSS says that %q is by %q, want %q", it.Title, it.Creators, want)
		}
	}
	for file, want := range map[string][]string{
		"atom.xml":  {"<author><name>Jane Doe</name>\n</author>\n<author><name>Northway Press Agency</name>", "<author><name>" + name + "</name>"},
		"feed.json": {`"authors":[{"name":"Jane Doe"},{"name":"Northway Press Agency"}]`, `"authors":[{"name":"` + name + `"}]`},
	} {
		for _, w := range want {
			if body := b.text(b.get("/" + file)); strings.Count(body, w) != 1 {
				t.Errorf("%s says %q not once:\n%s", file, w, body)
			}
		}
	}
}

// TestFeedsKeepIdentity corrects, renames and kills, and looks at what a feed reader would make of it.
func TestFeedsKeepIdentity(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := news.Copy{Headline: "Before"}
	b.file("first-slug", c)
	was := b.rss("/feed.xml").Channel.Items[0]
	tag := b.get("/feed.xml").Header.Get("ETag")
	b.at("2026-02-01T13:00:00Z")
	if b.get("/feed.xml").Header.Get("ETag") != tag {
		t.Error("an hour later the feed has other bytes, though nothing has changed")
	}
	a := b.change(news.ActSave, "first-slug", func(a *news.Article) { a.Slug = "second-slug" })
	c.Section = b.section["town"]
	c.Body = b.markdown("Other words.")
	b.correct(a, c, news.Correction{Kind: news.CorrectionError, Text: "Something & <something>.", At: b.clock()})
	is := b.rss("/feed.xml").Channel.Items[0]
	if is.GUID != was.GUID || is.PubDate != was.PubDate || is.Link == was.Link || is.Updated == "" {
		t.Errorf("it was %+v and is %+v", was, is)
	}
	if !strings.Contains(is.Content, "Something &amp; &lt;something&gt;.") {
		t.Errorf("the note is %s", is.Content)
	}
	b.change(news.ActKill, "second-slug", func(a *news.Article) { a.State = news.Killed })
	for _, file := range feedFiles {
		if body := b.text(b.get("/" + file)); strings.Contains(body, "Before") {
			t.Errorf("%s still has what was killed", file)
		}
	}
}

// TestFeedsCarryHostileCopy files what would break a feed that is put together carelessly.
func TestFeedsCarryHostileCopy(t *testing.T) {
	t.Parallel()
	b := setup(t, func(p *news.Paper) { p.Name, p.Motto = `The "A" & <B>`, "]]> & all" })
	b.file("hostile", news.Copy{Headline: "a ]]> b <c> & \x0bd\ufffe", Standfirst: "\x00 & \"", Credit: "<agency>",
		Body: b.markdown("Text with ]]> in it, and [a link](/about) & more.")})
	for _, path := range []string{"/feed.xml", "/atom.xml", "/news-sitemap.xml", "/section/town/feed.xml"} {
		mustBeXML(t, path, b.text(b.get(path)))
	}
	it := b.rss("/feed.xml").Channel.Items[0]
	if it.Title != "a ]]> b <c> & d" || !strings.Contains(it.Content, "]]&gt; in it") || !strings.Contains(it.Content, `href="https://pellwick.example/about"`) {
		t.Errorf("%q %s", it.Title, it.Content)
	}
	var f struct{ Items []struct{ Title string } }
	b.must(json.Unmarshal([]byte(b.text(b.get("/feed.json"))), &f))
	if f.Items[0].Title != it.Title {
		t.Errorf("JSON Feed: %q", f.Items[0].Title)
	}
}

// TestFeedsLinkIntoTheArticle wants a link to a crosshead of the same text to lead to the article, and not to the front.
func TestFeedsLinkIntoTheArticle(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("with-parts", news.Copy{Headline: "With parts", Body: b.markdown("See [below](#at-cost), [the front](/) and [the record](/corrections#x).\n\n## Cost\n\nMuch.")})
	content := b.rss("/feed.xml").Channel.Items[0].Content
	for _, want := range []string{"https://pellwick.example/with-parts#at-cost", "https://pellwick.example/", "https://pellwick.example/corrections#x"} {
		if !strings.Contains(content, `href="`+want+`"`) {
			t.Errorf("no link leads to %s in %s", want, content)
		}
	}
}

func TestFeedsAreBoundedAndInOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 40 {
		b.file(fmt.Sprintf("a-%d", i), news.Copy{Headline: fmt.Sprint("A ", i)}, func(a *news.Article) { a.PublishedAt -= news.Millis(i) * 3_600_000 })
	}
	items := b.rss("/feed.xml").Channel.Items
	if len(items) != 30 || items[0].Title != "A 0" || items[29].Title != "A 29" {
		t.Errorf("%d items, from %s to %s", len(items), items[0].Title, items[len(items)-1].Title)
	}
}

func TestNewsSitemapHasTwoDays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for slug, hours := range map[string]news.Millis{"young": 47, "edge": 48, "old": 49} {
		b.file(slug, news.Copy{Headline: slug, Language: map[string]string{"young": "fr-CA", "edge": "zh-Hant"}[slug]}, func(a *news.Article) { a.PublishedAt -= hours * 3_600_000 })
	}
	body := b.text(b.get("/news-sitemap.xml"))
	for _, want := range []string{"/young<", "/edge<", "<news:language>fr<", "<news:language>zh-tw<", "<news:name>The Pellwick Packet<"} {
		if !strings.Contains(body, want) {
			t.Errorf("the news sitemap lacks %s", want)
		}
	}
	if strings.Contains(body, "/old<") {
		t.Error("the news sitemap has what is older than two days")
	}
}
