package ui

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

// TestGeneratedFilesAreFresh generates every component again and compares. When it fails: go generate ./ui
func TestGeneratedFilesAreFresh(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob("*.templ")
	if err != nil || len(sources) == 0 {
		t.Fatal("no components found", err)
	}
	for _, name := range sources {
		tf, err := parser.Parse(name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b bytes.Buffer
		if _, err := generator.Generate(tf, &b, generator.WithFileName(name)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want, err := format.Source(b.Bytes())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := os.ReadFile(strings.TrimSuffix(name, ".templ") + "_templ.go")
		if err != nil || strip(got) != strip(want) {
			t.Errorf("%s is newer than what was generated from it; run: go generate ./ui (%v)", name, err)
		}
	}
}

// strip leaves out the generator's version and the name it was called with, which depend on how it was called.
func strip(source []byte) string {
	var kept []string
	for line := range strings.SplitSeq(string(source), "\n") {
		if strings.HasPrefix(line, "// templ: version") || strings.TrimSpace(line) == "" {
			continue
		}
		kept = append(kept, strings.ReplaceAll(line, "`ui/", "`"))
	}
	return strings.Join(kept, "\n")
}

// TestNoGeneratedFileIsLeftOver finds generated files whose source is gone.
func TestNoGeneratedFileIsLeftOver(t *testing.T) {
	t.Parallel()
	generated, _ := filepath.Glob("*_templ.go")
	for _, name := range generated {
		if _, err := os.Stat(strings.TrimSuffix(name, "_templ.go") + ".templ"); err != nil {
			t.Errorf("%s has no source: %v", name, err)
		}
	}
}
