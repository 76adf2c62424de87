package body

import (
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// safeAttrs are the attributes that readers' HTML may have, for each tag that it may have.
var safeAttrs = map[string]string{
	"p": "", "h2": "id class", "h3": "id", "blockquote": "", "ul": "class", "ol": "start", "li": "", "hr": "", "br": "",
	"figure": "class data-provider", "picture": "", "source": "type srcset sizes", "img": "src srcset sizes alt width height loading decoding", "figcaption": "",
	"span": "class", "a": "href title rel", "em": "", "strong": "", "s": "", "sub": "", "sup": "", "code": "class",
	"pre": "tabindex", "aside": "class", "article": "class id", "time": "datetime", "div": "class tabindex role aria-label",
	"table": "", "caption": "", "thead": "", "tbody": "", "tr": "", "td": "colspan rowspan", "th": "colspan rowspan scope",
}

// canonicalExtra is what canonical HTML has beside them.
const canonicalExtra = "data-id data-origin data-source data-item data-item-version data-exact data-media data-title data-note id"

// assertSafe fails the test if a browser would find anything in written HTML but what the schema has.
func assertSafe(t testing.TB, written string, canonical bool) {
	t.Helper()
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(written), root)
	if err != nil {
		t.Fatalf("the HTML written can't be parsed: %v", err)
	}
	for _, top := range nodes {
		for n := range allNodes(top) {
			assertSafeNode(t, n, canonical)
		}
	}
}

func allNodes(n *html.Node) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		if !yield(n) {
			return
		}
		for d := range n.Descendants() {
			if !yield(d) {
				return
			}
		}
	}
}

func assertSafeNode(t testing.TB, n *html.Node, canonical bool) {
	t.Helper()
	if n.Type == html.TextNode {
		return
	}
	allowed, ok := safeAttrs[n.Data]
	if canonical && (n.Data == "ins" || n.Data == "del") {
		ok = true
	}
	if n.Type != html.ElementNode || !ok || n.Namespace != "" {
		t.Fatalf("<%s> (type %d) was written", n.Data, n.Type)
	}
	if canonical {
		allowed += " " + canonicalExtra
	}
	for _, a := range n.Attr {
		if !slices.Contains(strings.Fields(allowed), a.Key) {
			t.Fatalf("<%s %s=%q> was written", n.Data, a.Key, a.Val)
		}
		if a.Key == "href" || a.Key == "src" {
			switch scheme(a.Val) {
			case "", "http", "https", "mailto", "tel":
			default:
				t.Fatalf("<%s %s=%q> was written", n.Data, a.Key, a.Val)
			}
		}
	}
}

// assertBody fails the test if doc isn't a body in canonical form, or what is written of it isn't safe and exact.
func assertBody(t testing.TB, doc news.Node) {
	t.Helper()
	if err := Validate(&doc); err != nil {
		t.Fatalf("the schema refuses what was read: %v", err)
	}
	b := Marshal(doc)
	if parsed, err := Parse(b); err != nil {
		t.Fatalf("Parse refuses what was read: %v", err)
	} else if d := diff(doc, parsed); d != "" {
		t.Fatalf("what was read is not canonical (-read +parsed):\n%s", d)
	}
	opt := HTMLOptions{Image: func(string) (Image, bool) {
		return Image{Src: "/media/x.jpg", Sources: []Source{{"image/webp", "/media/x.webp 1w"}}}, true
	}}
	assertSafe(t, string(AppendHTML(nil, &doc, opt)), false)
	canonical := string(AppendCanonicalHTML(nil, &doc))
	assertSafe(t, canonical, true)
	again, _, err := FromHTML(canonical, Options{Strict: true})
	if err != nil {
		t.Fatalf("canonical HTML is refused: %v\n%s", err, canonical)
	} else if d := diff(doc, again); d != "" {
		t.Fatalf("canonical HTML is not exact (-read +again):\n%s\n%s", d, canonical)
	}
	md := string(AppendMarkdown(nil, &doc))
	if again, _, err := FromMarkdown(md, Options{Strict: true}); err != nil {
		if !bounded(err) {
			t.Fatalf("our Markdown is refused: %v\n%s", err, md)
		}
	} else if d := diff(bare(doc), bare(again)); d != "" {
		t.Fatalf("our Markdown is not exact (-read +again):\n%s\n%s", d, md)
	}
	AppendText(nil, &doc)
}

// bounded says whether err is one of the limits that guard goldmark.
func bounded(err error) bool {
	s := err.Error()
	return strings.Contains(s, "split") || strings.Contains(s, "flatten")
}
