package reader_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"broadsheet/internal/news"
	"broadsheet/ui"
)

var update = flag.Bool("update", false, "write the golden files anew")

// pages are the addresses of the sample paper that have golden files.
var pages = []struct {
	name, path string
	status     int
}{
	{"front", "/", 200},
	{"section", "/section/harbour", 200},
	{"tag", "/tag/breakwater", 200},
	{"person", "/by/tom-quillan", 200},
	{"storyline", "/storyline/the-east-breakwater", 200},
	{"article", "/breakwater-repair-to-begin-in-nine-days", 200},
	{"article-corrected", "/town-keeps-its-last-bus", 200},
	{"article-agency", "/lock-failure-closes-varden-canal-to-grain-ships", 200},
	{"article-old", "/footbridge-over-the-marrack-opens", 200},
	{"article-opinion", "/publish-the-survey-all-of-it", 200},
	{"live", "/coaster-aground-on-the-marrack-bar", 200},
	{"live-closed", "/breakwater-meeting-as-it-happened", 200},
	{"archive", "/archive", 200},
	{"archive-month", "/archive/2026/01", 200},
	{"archive-day", "/archive/2026/02/01", 200},
	{"search-empty", "/search", 200},
	{"search", "/search?q=lobsters", 200},
	{"search-none", "/search?q=zanzibnoneq", 200},
	{"corrections", "/corrections", 200},
	{"about", "/about", 200},
	{"not-found", "/never-existed", 404},
}

// TestPages compares every page with its golden file, and looks at its structure.
func TestPages(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for _, p := range pages {
		res := b.get(p.path)
		got := b.text(res)
		if res.StatusCode != p.status {
			t.Errorf("%s: status %d, want %d", p.path, res.StatusCode, p.status)
		}
		golden(t, p.name+".html", got)
		checkStructure(t, p.path, got)
	}
}

// golden compares with a golden file, in which the stylesheet and the script have no hash.
func golden(t *testing.T, name, got string) {
	t.Helper()
	got = strings.NewReplacer(ui.Stylesheet(), "/assets/style.css", ui.LiveScript(), "/assets/live.js").Replace(got)
	got = strings.NewReplacer("><", ">\n<").Replace(got) + "\n"
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("%v; renew with: go test ./internal/web/reader -update", err)
		return
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; if that is meant, renew with -update:\n%s", name, diff)
	}
}

// page is a parsed page and what its checks gather.
type page struct {
	t        testing.TB
	path     string
	ids      map[string]bool
	headings []int
	labels   map[string]bool
	fields   []string
	refs     []string // what href="#…" and aria-labelledby name
}

// checkStructure looks at what every page must have: one h1, no skipped heading, unique ids, a language, machine-readable
// times, labels, and a nameplate whose date is marked up as nothing.
func checkStructure(t testing.TB, path, source string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	p := &page{t: t, path: path, ids: map[string]bool{}, labels: map[string]bool{}}
	p.walk(root, false)
	if n := len(slices.DeleteFunc(slices.Clone(p.headings), func(l int) bool { return l != 1 })); n != 1 {
		t.Errorf("%s has %d h1", path, n)
	}
	last := 0
	for _, level := range p.headings {
		if level > last+1 {
			t.Errorf("%s skips from h%d to h%d", path, last, level)
		}
		last = level
	}
	for _, id := range p.fields {
		if !p.labels[id] {
			t.Errorf("%s: the field %q has no label", path, id)
		}
	}
	for _, id := range p.refs {
		if !p.ids[id] {
			t.Errorf("%s points to #%s, which is not there", path, id)
		}
	}
	if strings.Count(source, "<main") != 1 || strings.Count(source, "</main>") != 1 {
		t.Errorf("%s has not one main", path)
	}
}

func (p *page) walk(n *html.Node, inNameplate bool) {
	if n.Type == html.ElementNode {
		inNameplate = inNameplate || n.DataAtom == atom.Header && attr(n, "class") == "nameplate"
		p.element(n, inNameplate)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c, inNameplate)
	}
}

func (p *page) element(n *html.Node, inNameplate bool) {
	if id := attr(n, "id"); id != "" {
		if p.ids[id] {
			p.t.Errorf("%s has the id %q twice", p.path, id)
		}
		p.ids[id] = true
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style":
			p.t.Errorf("%s: <%s> has %s", p.path, n.Data, a.Key)
		case inNameplate && (a.Key == "datetime" || strings.Contains(a.Val, "date") || strings.Contains(a.Val, "publish") || strings.Contains(a.Key, "item")):
			p.t.Errorf("%s: the nameplate's %s=%q looks like a date of publication", p.path, a.Key, a.Val)
		case a.Key == "aria-labelledby":
			p.refs = append(p.refs, a.Val)
		case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
			p.refs = append(p.refs, a.Val[1:])
		}
	}
	switch n.DataAtom {
	case atom.Html:
		if attr(n, "lang") == "" {
			p.t.Errorf("%s names no language", p.path)
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.headings = append(p.headings, int(n.Data[1]-'0'))
	case atom.Time:
		p.time(n, inNameplate)
	case atom.Img:
		if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
			p.t.Errorf("%s has a picture without alt", p.path)
		}
	case atom.Label:
		if of := attr(n, "for"); of != "" {
			p.labels[of] = true
		}
	case atom.Input, atom.Select, atom.Textarea:
		if n.Parent.DataAtom == atom.Label && strings.TrimSpace(n.NextSibling.Data) != "" {
			break // its words stand beside it
		}
		p.fields = append(p.fields, attr(n, "id"))
	case atom.Script:
		ours := attr(n, "src") == ui.LiveScript() || n.Attr == nil && strings.Contains(ui.SchemeHashes(), hashOf(n.FirstChild.Data))
		if attr(n, "type") != "application/ld+json" && !ours {
			p.t.Errorf("%s has a script", p.path)
		}
	case atom.Iframe, atom.Object, atom.Embed:
		p.t.Errorf("%s has <%s>", p.path, n.Data)
	}
}

func (p *page) time(n *html.Node, inNameplate bool) {
	if inNameplate {
		p.t.Errorf("%s: the nameplate's date is in a time element", p.path)
	}
	if _, err := time.Parse(time.RFC3339, attr(n, "datetime")); err != nil {
		p.t.Errorf("%s has a time that machines can't read: %v", p.path, err)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// TestLinksLeadSomewhere follows every link of every page, feeds included.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	seen := map[string]bool{}
	queue := []string{"/"}
	for len(queue) > 0 && len(seen) < 2000 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		res := b.get(path)
		body := b.text(res)
		if res.StatusCode != 200 {
			t.Errorf("%s is linked and answers %d", path, res.StatusCode)
		}
		if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			queue = append(queue, links(t, body)...)
		}
	}
	if len(seen) < 80 {
		t.Errorf("only %d addresses were found: %v", len(seen), seen)
	}
}

// links returns the paths that a page links to.
func links(t testing.TB, source string) (paths []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, name := range []string{"href", "action"} {
			if v := strings.TrimPrefix(attr(n, name), "https://pellwick.example"); strings.HasPrefix(v, "/") {
				paths = append(paths, v)
			}
		}
	}
	return paths
}

// TestEveryPageHasWhatEveryPageHas looks for the parts that belong on each.
func TestEveryPageHasWhatEveryPageHas(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	for _, p := range pages {
		body := b.text(b.get(p.path))
		for _, want := range []string{
			"The Pellwick Packet", "Read on the quay since 1871", "Sunday, Feb 01, 2026", `href="/section/harbour"`, `action="/search"`,
			`href="/about"`, `href="/corrections"`, `href="/feed.xml"`, `name="viewport"`, `max-image-preview:large`, `property="og:title"`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", p.path, want)
			}
		}
		if p.status == 200 && strings.Count(body, `<link rel="canonical" href="https://pellwick.example/`) != 1 {
			t.Errorf("%s has no canonical address", p.path)
		}
		if strings.Contains(body, "—") {
			t.Errorf("%s has a long dash", p.path)
		}
		if n := len(body); n > 100<<10 {
			t.Errorf("%s has %d bytes", p.path, n)
		}
	}
}

func TestEmptyPaper(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.needSection("town")
	for path, want := range map[string]int{
		"/": 200, "/section/town": 200, "/archive": 200, "/corrections": 200, "/about": 200, "/search?q=x": 200, "/feed.xml": 200, "/atom.xml": 200,
		"/feed.json": 200, "/sitemap.xml": 200, "/news-sitemap.xml": 200, "/robots.txt": 200, "/section/town/feed.xml": 200,
		"/section/sport": 404, "/tag/x": 404, "/by/x": 404, "/storyline/x": 404, "/archive/2026/02/01": 404, "/archive/2026": 404, "/?page=2": 404,
	} {
		res := b.get(path)
		if body := b.text(res); res.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, res.StatusCode, want)
		} else if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			checkStructure(t, path, body)
		}
	}
}

// TestNoStoryTwice sees to it that the front shows each article once, also when a curated one is a section's newest.
func TestNoStoryTwice(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	root, err := html.Parse(strings.NewReader(b.text(b.get("/"))))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]int{}
	for n := range root.Descendants() {
		if n.DataAtom == atom.A && n.Parent != nil && (n.Parent.DataAtom == atom.H2 || n.Parent.DataAtom == atom.H3) {
			shown[attr(n, "href")]++
		}
	}
	for href, n := range shown {
		if n > 1 {
			t.Errorf("%s stands %d times on the front", href, n)
		}
	}
	if len(shown) < 15 {
		t.Errorf("the front shows %d links: %v", len(shown), shown)
	}
}

// TestCuratedFront keeps an editor's order, headlines and times, and fills up by rule.
func TestCuratedFront(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, slug := range []string{"one", "two", "three", "four"} {
		b.file(slug, news.Copy{Headline: "Headline " + slug})
	}
	held := b.file("held", news.Copy{Headline: "Held back"}, func(a *news.Article) { a.EmbargoUntil = b.clock() + 60_000 })
	b.front(news.MainFront,
		news.Slot{Article: held.ID},
		news.Slot{Article: b.article["two"].ID, Headline: "Two, as the front says it", Kicker: "Look here", Until: b.clock() + 120_000},
		news.Slot{Article: b.article["one"].ID},
		news.Slot{Article: b.article["two"].ID})
	order := func() string {
		var got []string
		body := b.text(b.get("/"))
		for _, path := range links(t, body[strings.Index(body, "<main"):strings.Index(body, "</main>")]) {
			if !strings.HasPrefix(path, "/section") {
				got = append(got, path)
			}
		}
		return strings.Join(got, " ")
	}
	if got := order(); got != "/two /one /four /three" {
		t.Errorf("the front is %s", got)
	}
	if body := b.text(b.get("/")); !strings.Contains(body, "Two, as the front says it") || !strings.Contains(body, "Look here") {
		t.Error("the front's own words are not shown")
	}
	b.at("2026-02-01T12:01:00Z")
	if got := order(); got != "/held /two /one /four /three" {
		t.Errorf("when the embargo has ended the front is %s", got)
	}
	b.at("2026-02-01T12:02:00Z")
	if got := order(); got != "/held /one /two /four /three" { // its second slot has no such time
		t.Errorf("when the slot's time is over the front is %s", got)
	}
}
