package body

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/news"

	"golang.org/x/net/html"
)

// sharedData returns the folder of real cases beside the module, and skips the test when it isn't there.
func sharedData(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("much reading on one goroutine")
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	data := filepath.Join(dir, "..", "shared", "data", name)
	if _, err := os.Stat(data); err != nil {
		t.Skipf("no %s beside the module", filepath.Join("shared", "data", name))
	}
	return data
}

// eachFile calls f with every file below dir whose name ends so.
func eachFile(t *testing.T, dir, suffix string, f func(name, content string)) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, suffix) {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		name, _ := filepath.Rel(dir, path)
		f(name, string(b))
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d files, %v", n, err)
	}
	return n
}

// seenText returns the text of a page as a browser holds it, apart from what is never copy.
func seenText(t *testing.T, page string) string {
	root, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	never := map[string]bool{"script": true, "style": true, "title": true, "head": true, "noscript": true, "template": true, "svg": true,
		"button": true, "select": true, "textarea": true, "iframe": true, "label": true, "audio": true, "video": true, "canvas": true}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if never[n.Data] && n.Type == html.ElementNode {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "a", "b", "strong", "i", "em", "span", "sup", "sub", "code", "font", "abbr", "q", "cite", "u", "s", "small", "time":
			default:
				b.WriteByte(' ')
			}
		}
	}
	walk(root)
	return b.String()
}

var wordsOf = regexp.MustCompile(`[\pL\pN]+`)

// kept returns how many of the words of want stand in got, each as often as it stands there.
func kept(want, got string) (all, found int) {
	have := map[string]int{}
	for _, w := range wordsOf.FindAllString(got, -1) {
		have[w]++
	}
	for _, w := range wordsOf.FindAllString(want, -1) {
		all++
		if have[w] > 0 {
			have[w]--
			found++
		}
	}
	return all, found
}

// everything returns all that a body says, alternative texts and titles included.
func everything(doc *news.Node) string {
	return string(AppendText(nil, doc)) + " " + strings.Join(attrTexts(doc), " ")
}

func attrTexts(n *news.Node) []string {
	a := attrsOf(n)
	out := []string{a.Credit}
	for i := range n.Content {
		out = append(out, attrTexts(&n.Content[i])...)
	}
	return out
}

// TestReadabilityKeepsText reads what readability tools should make of real pages, and measures how much of it is kept.
func TestReadabilityKeepsText(t *testing.T) {
	t.Parallel()
	all, found := 0, 0
	n := eachFile(t, sharedData(t, "extract-readability"), "expected.html", func(name, page string) {
		doc, _, err := FromHTML(page, Options{Base: "https://example.org/a/"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		assertBody(t, doc)
		a, f := kept(seenText(t, page), everything(&doc))
		all, found = all+a, found+f
		if a-f > a/100 {
			t.Errorf("%s: %d of %d words kept", name, f, a)
		}
	})
	t.Logf("%d of %d words of %d pages kept: %.3f %%", found, all, n, 100*float64(found)/float64(all))
}

// TestReadabilitySources reads the whole pages: old, odd and full of scripts.
func TestReadabilitySources(t *testing.T) {
	t.Parallel()
	all, found := 0, 0
	eachFile(t, sharedData(t, "extract-readability"), "source.html", func(name, page string) {
		doc, _, err := FromHTML(page, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		assertBody(t, doc)
		a, f := kept(seenText(t, page), everything(&doc))
		all, found = all+a, found+f
		if a-f > a/10 {
			t.Logf("%s: %d of %d words kept", name, f, a)
		}
		FromHTML(page, Options{Strict: true})
	})
	t.Logf("%d of %d words kept: %.3f %%", found, all, 100*float64(found)/float64(all))
}

// TestFeeds reads feeds, which are XML with HTML in it, as if they were HTML.
func TestFeeds(t *testing.T) {
	t.Parallel()
	eachFile(t, sharedData(t, "feeds-w3c"), ".xml", func(name, feed string) {
		for _, src := range []string{feed, html.UnescapeString(feed)} {
			doc, _, err := FromHTML(src, Options{})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			assertBody(t, doc)
			FromHTML(src, Options{Strict: true})
		}
	})
}

// TestMarkdownFiles reads the documentation of a Markdown tool.
func TestMarkdownFiles(t *testing.T) {
	t.Parallel()
	all, found := 0, 0
	eachFile(t, sharedData(t, "import-markdown"), ".md", func(name, md string) {
		doc, _, err := FromMarkdown(md, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		assertBody(t, doc)
		a, f := kept(md, everything(&doc)+string(AppendCanonicalHTML(nil, &doc)))
		all, found = all+a, found+f
	})
	t.Logf("%d of %d words kept: %.3f %%", found, all, 100*float64(found)/float64(all))
}
