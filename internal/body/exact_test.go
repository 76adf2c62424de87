package body

import (
	"flag"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"broadsheet/internal/news"

	"github.com/google/go-cmp/cmp"
)

// seedFrom moves the property tests to other bodies: go test -run Exact -seed-from 100000.
var seedFrom = flag.Uint64("seed-from", 0, "first seed of the generated bodies")

// seeds returns how many bodies the property tests make.
func seeds(t *testing.T) uint64 {
	if testing.Short() {
		return 200
	}
	return 1000
}

// forDocs runs a property for many generated bodies and stops at the first that breaks it.
func forDocs(t *testing.T, check func(t *testing.T, doc news.Node)) {
	t.Helper()
	for seed := range seeds(t) {
		seed += *seedFrom
		g := newGenerator(seed, seed%3 == 0)
		doc := g.doc()
		if err := Validate(&doc); err != nil {
			t.Fatalf("seed %d: the generator made a body that the schema refuses: %v", seed, err)
		}
		check(t, doc)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestJSONIsExact(t *testing.T) {
	t.Parallel()
	forDocs(t, func(t *testing.T, doc news.Node) {
		b := Marshal(doc)
		for name, read := range map[string]func([]byte) (news.Node, error){"Parse": Parse, "Decode": func(b []byte) (news.Node, error) { return Decode(b) }} {
			got, err := read(b)
			if err != nil {
				t.Errorf("%s: %v\n%s", name, err, b)
			} else if d := diff(doc, got); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			} else if again := Marshal(got); string(again) != string(b) {
				t.Errorf("%s: Marshal again differs:\n%s\n%s", name, b, again)
			}
		}
	})
}

func TestCanonicalHTMLIsExact(t *testing.T) {
	t.Parallel()
	forDocs(t, func(t *testing.T, doc news.Node) {
		h := string(AppendCanonicalHTML(nil, &doc))
		for _, strict := range []bool{false, true} {
			got, _, err := FromHTML(h, Options{Strict: strict})
			if err != nil {
				t.Errorf("strict %v: %v\n%s", strict, err, h)
			} else if d := diff(doc, got); d != "" {
				t.Errorf("strict %v (-want +got):\n%s\n%s", strict, d, h)
			}
		}
	})
}

func TestMarkdownIsExact(t *testing.T) {
	t.Parallel()
	forDocs(t, func(t *testing.T, doc news.Node) {
		md := string(AppendMarkdown(nil, &doc))
		got, _, err := FromMarkdown(md, Options{})
		if err != nil {
			t.Errorf("%v\n%s", err, md)
		} else if d := diff(bare(doc), bare(got)); d != "" {
			t.Errorf("(-want +got):\n%s\n%s", d, md)
		}
	})
}

// diff returns how two bodies differ, or "".
func diff(want, got news.Node) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	if len(want.Content) == len(got.Content) {
		for i := range want.Content {
			if !reflect.DeepEqual(want.Content[i], got.Content[i]) {
				return cmp.Diff(string(Marshal(want.Content[i])), string(Marshal(got.Content[i])))
			}
		}
	}
	return cmp.Diff(want, got)
}

// bare returns doc without the ids and origins of its elements.
func bare(doc news.Node) news.Node {
	doc = clone(&doc)
	for i := range doc.Content {
		if a := doc.Content[i].Attrs; a != nil {
			a.ID, a.Origin = "", nil
		}
	}
	canonicalise(&doc)
	return doc
}

// TestReadersHTMLIsFixed: what readers get, read again and written again, is the same.
func TestReadersHTMLIsFixed(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t) {
		doc := newGenerator(seed, true).doc()
		for i := range doc.Content {
			doc.Content[i].Attrs.ID = fmt.Sprintf("e%d", i)
		}
		opt := HTMLOptions{Image: func(string) (Image, bool) { return Image{Src: "/media/p.jpg", Width: 3, Height: 2}, true }}
		first := string(AppendHTML(nil, &doc, opt))
		got, _, err := FromHTML(first, Options{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		again, _, err := FromHTML(string(AppendHTML(nil, &got, opt)), Options{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if d := diff(bare(got), bare(again)); d != "" {
			t.Fatalf("seed %d (-first +again):\n%s\n%s", seed, d, first)
		}
	}
}

// TestTextKeepsWords: plain text has as many words as Words counts, captions and numbers of lists apart.
func TestTextKeepsWords(t *testing.T) {
	t.Parallel()
	doc := news.Node{Type: Doc, Content: []news.Node{
		lineParagraph("One two, three."),
		{Type: BulletList, Content: []news.Node{{Type: ListItem, Content: []news.Node{lineParagraph("four"), lineParagraph("five-six seven")}}}},
		{Type: Paragraph, Content: []news.Node{{Type: Text, Text: "eight"}, {Type: HardBreak}, {Type: Text, Text: "nine"}, {Type: Text, Text: "ty", Marks: []news.Mark{{Type: Em}}}}},
	}}
	if n := Words(&doc); n != 8 {
		t.Errorf("Words = %d, want 8", n)
	}
	if got, want := len(strings.Fields(string(AppendText(nil, &doc)))), 9; got != want {
		t.Errorf("the text has %d fields, want %d", got, want)
	}
}
