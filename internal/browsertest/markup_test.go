package browsertest

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"broadsheet/internal/store/storetest"
	"broadsheet/ui"
)

// TestMarkup looks at the markup of every kind of page, without a browser.
func TestMarkup(t *testing.T) {
	t.Parallel()
	s := paper(t)
	for _, k := range kinds() {
		g := s.get(t, k.path, "identity")
		if g.status != k.status {
			t.Errorf("%s answers %d, want %d", k.path, g.status, k.status)
			continue
		}
		root, err := html.Parse(bytes.NewReader(g.body))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range markup(root, k.status == 200) {
			t.Errorf("%s: %s", k.path, w)
		}
	}
}

// TestPastFront wants a past front page to show its pictures: the lead of the sample's yesterday has one.
func TestPastFront(t *testing.T) {
	t.Parallel()
	if page := paper(t).get(t, named("archive-day")[0].path, "identity").body; !bytes.Contains(page, []byte("<picture>")) {
		t.Error("the front page of yesterday has no picture")
	}
}

// markup returns what is wrong with a page: one h1, no level of heading skipped, ids that are unique, names for links,
// pictures and fields, times and languages that machines can read, one canonical address where the page is to be found.
func markup(root *html.Node, found bool) (wrong []string) {
	say := func(s string) { wrong = append(wrong, s) }
	ids, labels, fields := map[string]bool{}, map[string]bool{}, []string{}
	h1, level, canonical := 0, 0, 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				say("the id " + id + " twice")
			}
			ids[id] = true
		}
		switch n.DataAtom {
		case atom.Html:
			if attr(n, "lang") == "" || attr(n, "dir") == "" {
				say("no language or direction")
			}
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			l := int(n.Data[1] - '0')
			if l == 1 {
				h1++
			}
			if l > level+1 {
				say("a heading of level " + n.Data[1:] + " skips one: " + text(n))
			}
			level = l
		case atom.Img:
			if !has(n, "alt") || attr(n, "width") == "" || attr(n, "height") == "" {
				say("a picture without alt, width or height: " + attr(n, "src"))
			}
		case atom.A:
			if has(n, "href") && text(n) == "" && attr(n, "aria-label") == "" {
				say("a link without words to " + attr(n, "href"))
			}
		case atom.Button:
			if text(n) == "" && attr(n, "aria-label") == "" {
				say("a button without words")
			}
		case atom.Label:
			labels[attr(n, "for")] = true
		case atom.Input, atom.Select, atom.Textarea:
			if attr(n, "type") != "hidden" && attr(n, "aria-label") == "" {
				fields = append(fields, attr(n, "id"))
			}
		case atom.Time:
			if _, err := time.Parse(time.RFC3339, attr(n, "datetime")); err != nil {
				say("a time that machines cannot read: " + attr(n, "datetime"))
			}
		case atom.Link:
			if attr(n, "rel") == "canonical" {
				canonical++
				if u, err := url.Parse(attr(n, "href")); err != nil || !u.IsAbs() {
					say("a canonical address that is not absolute")
				}
			}
		}
	}
	for _, id := range fields {
		if !labels[id] {
			say("a field without a label: " + id)
		}
	}
	if h1 != 1 {
		say("not one h1")
	}
	if found && canonical != 1 {
		say("not one canonical address")
	}
	return wrong
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// text is the words in n, those of its pictures included.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		} else if d.DataAtom == atom.Img {
			b.WriteString(attr(d, "alt"))
		}
	}
	return strings.TrimSpace(b.String())
}

// TestLinks follows every link and every picture of the whole paper: none is dead, none leads over a redirect, and none
// names a place in a page that isn't there. It runs alone, hence without t.Parallel: other tests publish and withdraw.
func TestLinks(t *testing.T) {
	s := paper(t)
	todo, from := []string{"/"}, map[string]string{"/": "the start"}
	places := map[string][]string{} // page to the places in it that links name
	ids := map[string]map[string]bool{}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		g := s.get(t, path, "identity")
		if g.status != 200 {
			t.Errorf("%s, linked from %s, answers %d", path, from[path], g.status)
			continue
		}
		if !strings.HasPrefix(g.header.Get("Content-Type"), "text/html") {
			continue
		}
		root, err := html.Parse(bytes.NewReader(g.body))
		if err != nil {
			t.Fatal(err)
		}
		ids[path] = map[string]bool{}
		for n := range root.Descendants() {
			if id := attr(n, "id"); id != "" {
				ids[path][id] = true
			}
			for _, to := range targets(n) {
				page, place, ok := s.within(path, to)
				if !ok || !storetest.Full() && daily.MatchString(page) {
					continue
				}
				if place != "" {
					places[page] = append(places[page], place)
				}
				if from[page] == "" {
					from[page] = path
					todo = append(todo, page)
				}
			}
		}
	}
	for page, all := range places {
		for _, place := range all {
			if ids[page] != nil && !ids[page][place] {
				t.Errorf("%s has no place #%s, which is linked", page, place)
			}
		}
	}
	t.Logf("%d addresses", len(from))
	if len(from) < 100 {
		t.Errorf("only %d addresses were found in the whole paper", len(from))
	}
}

// targets are the addresses an element leads to or loads.
func targets(n *html.Node) (all []string) {
	if n.Type != html.ElementNode || n.DataAtom == atom.Link && attr(n, "rel") == "preconnect" {
		return nil
	}
	for _, name := range []string{"href", "src", "action"} {
		if v := attr(n, name); v != "" {
			all = append(all, v)
		}
	}
	for candidate := range strings.SplitSeq(attr(n, "srcset"), ",") {
		if f := strings.Fields(candidate); len(f) > 0 {
			all = append(all, f[0])
		}
	}
	return all
}

// within returns the path on this site that a link on a page leads to; ok is false where it leads elsewhere.
func (s *site) within(page, link string) (path, place string, ok bool) {
	base, err := url.Parse(s.base + page)
	if err != nil {
		return "", "", false
	}
	u, err := base.Parse(link)
	if err != nil || u.Scheme+"://"+u.Host != s.base {
		return "", "", false
	}
	return u.RequestURI(), u.Fragment, true
}

// daily are the days of the archive: two thousand of them, which short runs leave out.
var daily = regexp.MustCompile(`^/archive/\d{4}/\d\d/\d\d`)

// The bars of a page's bytes by gzip, as they go over the wire.
const (
	maxHTML  = 8 << 10  // of an article, and of lists as long
	maxFirst = 30 << 10 // of the first view: the page, with its scripts, and its stylesheet
)

// TestWeight holds the bytes of pages as they go over the wire to the bars.
func TestWeight(t *testing.T) {
	t.Parallel()
	s := paper(t)
	css := len(s.get(t, ui.Stylesheet(), "gzip").body)
	for _, k := range named("front", "section", "article", "search", "opinion", "corrected", "tag", "archive") {
		n := len(s.get(t, k.path, "gzip").body)
		t.Logf("%s: %d bytes by gzip, and %d of style", k.path, n, css)
		if k.name != "front" && n > maxHTML { // a front has no bar of its own
			t.Errorf("%s: %d bytes by gzip, want at most %d", k.path, n, maxHTML)
		}
		if n+css > maxFirst {
			t.Errorf("%s: %d bytes by gzip with the stylesheet, want at most %d", k.path, n+css, maxFirst)
		}
		if br := len(brotlied(t, s.get(t, k.path, "identity").body)); br > 14<<10 {
			t.Errorf("%s: %d bytes by brotli, want at most 14 KB", k.path, br)
		}
	}
	if got := s.get(t, "/", "gzip").header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("asked for gzip, the front comes as %q", got)
	}
	for deadline := time.Now().Add(20 * time.Second); s.get(t, "/", "br").header.Get("Content-Encoding") != "br"; {
		if time.Now().After(deadline) { // it is made in the background once it has been asked for a few times
			t.Fatal("asked for br again and again, the front never comes so")
		}
	}
}
