package reader

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]Address{
		"/":                      {Kind: KindFront},
		"/a-slug":                {Kind: KindArticle, Slug: "a-slug"},
		"/section/town":          {Kind: KindSection, Slug: "town"},
		"/tag/x":                 {Kind: KindTag, Slug: "x"},
		"/by/x":                  {Kind: KindPerson, Slug: "x"},
		"/storyline/x":           {Kind: KindStoryline, Slug: "x"},
		"/archive":               {Kind: KindArchive},
		"/archive/2026/02/01":    {Kind: KindArchive, Day: []string{"2026", "02", "01"}},
		"/archive/2026/02":       {Kind: KindArchive, Day: []string{"2026", "02"}},
		"/search":                {Kind: KindSearch},
		"/corrections":           {Kind: KindCorrections},
		"/about":                 {Kind: KindAbout},
		"/feed.xml":              {Kind: KindFeed, Of: KindFront, File: "feed.xml"},
		"/section/town/atom.xml": {Kind: KindFeed, Of: KindSection, Slug: "town", File: "atom.xml"},
		"/by/x/feed.json":        {Kind: KindFeed, Of: KindPerson, Slug: "x", File: "feed.json"},
		"/robots.txt":            {Kind: KindCrawlers, File: "robots.txt"},
		"/news-sitemap.xml":      {Kind: KindCrawlers, File: "news-sitemap.xml"},
	} {
		if got := Parse(path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, want %+v", path, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"", "a-slug", "//", "//evil.example", "/a//b", "/a/", "/A-slug", "/section", "/section/", "/section/a/b", "/section/../about",
		"/..", "/.", "/a/../b", "/%2e%2e", "/a%00", "/a\x00", "/a b", "/a\\b", "/\xff", "/é", "/-a", "/a--b", "/archive/2026/2/1",
		"/archive/02026/02/01", "/archive/2026/02/01/x", "/archive/2026/02/0x", "/archive/-026", "/about/x", "/feed.xml/x", "/api", "/newsroom", "/media",
		"/listen", "/letters", "/healthz", "/favicon.ico", "/tag/x/feed.rss",
	} {
		if got := Parse(path); got.Kind != KindNone {
			t.Errorf("%q is %+v", path, got)
		}
	}
}

// TestReservedWords sees to it that no page of ours can be shadowed by an article, and that no article can be filed at
// an address that isn't read as one.
func TestReservedWords(t *testing.T) {
	t.Parallel()
	for _, word := range desk.Reserved() {
		if a := Parse("/" + word); a.Kind == KindArticle {
			t.Errorf("%q is reserved and would be read as an article", word)
		}
	}
	for _, page := range []string{
		"archive", "search", "corrections", "about", "section", "tag", "by", "storyline", "feed.xml", "atom.xml", "feed.json",
		"robots.txt", "sitemap.xml", "news-sitemap.xml", "api", "newsroom", "media", "healthz", "readyz", "metrics", "listen", "letters",
	} {
		if !desk.IsReserved(page) {
			t.Errorf("an article could be filed over /%s", page)
		}
	}
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		"/a-slug/":                  "/a-slug",
		"/A-Slug":                   "/a-slug",
		"/Section/TOWN///":          "/section/town",
		"/A-slug/?utm=1&x=%2F":      "/a-slug?utm=1&x=%2F",
		"/a-slug":                   "",
		"/":                         "",
		"//":                        "",
		"//evil.example/":           "",
		"/%2F%2Fevil.example/":      "",
		"/\\evil.example/":          "",
		"/Wp-Content/uploads/X.JPG": "",
		"/A%2Dslug":                 "",
		"/%41-slug/":                "",
	} {
		u, err := url.Parse("http://x" + asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := canonical(u); got != want {
			t.Errorf("%s should be %q, is %q", asked, want, got)
		}
	}
}

func TestParsePage(t *testing.T) {
	t.Parallel()
	cursor := formatAfter(news.After{At: 1769947200000, ID: "0190-a"})
	for query, want := range map[string]int{ // 0: no page
		"": 1, "page=1": 1, "page=2": 2, "page=25": 25, "page=26": 0, "page=26&after=" + cursor: 26, "page=0": 0, "page=-1": 0,
		"page=x": 0, "page=": 0, "page=01": 0, "page=2.0": 0, "page=+2": 0, "page=99999999999999999999": 0, "page=1000001&after=" + cursor: 0,
		"page=2&after=": 0, "page=2&after=x": 0, "after=" + cursor: 0, "page=2&after=0" + cursor: 0, "page=2&after=1.%27": 0,
		"page=2&after=-5.a": 2, "utm_source=x": 1, "page=2&page=3": 2,
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if ref, ok := parsePage(q); ok != (want > 0) || ok && ref.Number != want {
			t.Errorf("%q: page %d, %v; want %d", query, ref.Number, ok, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"/", "/a", "/section/x/feed.xml", "/archive/2026/02/01", "//x", "/%2e", "/A/", "/\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		a := Parse(path)
		if a.Slug != "" && !desk.IsSlug(a.Slug) {
			t.Errorf("%q gives the slug %q", path, a.Slug)
		}
		u := &url.URL{Path: path}
		if c := canonical(u); c != "" && (!strings.HasPrefix(c, "/") || strings.HasPrefix(c, "//") || strings.ContainsAny(c, "\\\r\n\x00")) {
			t.Errorf("%q would be redirected to %q", path, c)
		}
	})
}

func FuzzAfter(f *testing.F) {
	for _, seed := range []string{"1.a", "1769947200000.01900000-0000-7000-8000-000000000001", "-1.x/2", ".", "1.", "01.a", "1.A"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := parseAfter(s)
		if ok && formatAfter(a) != s {
			t.Errorf("%q is read as %+v, which is written %q", s, a, formatAfter(a))
		}
	})
}
