package body

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads each file of testdata/golden. A file begins with foreign copy in a part named html or markdown; the
// other parts are what comes of it, and -update writes them anew.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			was, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			is := goldenOf(t, string(was))
			if *update {
				if err := os.WriteFile(file, is, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if d := cmp.Diff(string(was), string(is)); d != "" {
				t.Errorf("(-file +now):\n%s", d)
			}
		})
	}
}

// goldenOf returns what a golden file should be.
func goldenOf(t *testing.T, file string) []byte {
	name, rest, _ := strings.Cut(strings.TrimPrefix(file, "-- "), " --\n")
	src, _, _ := strings.Cut(rest, "\n-- ")
	src = strings.TrimSuffix(src, "\n")
	read := FromHTML
	if name == "markdown" {
		read = FromMarkdown
	}
	doc, warnings, err := read(src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	assertBody(t, doc)
	var out bytes.Buffer
	part := func(name, content string) {
		fmt.Fprintf(&out, "-- %s --\n%s\n", name, strings.TrimRight(content, "\n"))
	}
	part(name, src)
	part("readers", byElement(doc, func(n *news.Node) []byte { return AppendHTML(nil, n, HTMLOptions{}) }))
	part("canonical", byElement(doc, func(n *news.Node) []byte { return AppendCanonicalHTML(nil, n) }))
	part("as markdown", string(AppendMarkdown(nil, &doc)))
	part("text", string(AppendText(nil, &doc)))
	var notes []string
	for _, w := range warnings {
		notes = append(notes, w.String())
	}
	if _, _, err := read(src, Options{Strict: true}); err != nil {
		notes = append(notes, "strict: "+err.Error())
	}
	part("notes", fmt.Sprintf("%d words\n%s", Words(&doc), strings.Join(notes, "\n")))
	return out.Bytes()
}

// byElement writes a body one element a line.
func byElement(doc news.Node, write func(*news.Node) []byte) string {
	var lines []string
	for i := range doc.Content {
		lines = append(lines, string(write(&news.Node{Type: Doc, Content: doc.Content[i : i+1]})))
	}
	return strings.Join(lines, "\n")
}
