package main

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDistFresh bundles everything again and compares. When it fails: go generate ./ui/newsroom
func TestDistFresh(t *testing.T) {
	t.Parallel()
	files, err := build("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not as its sources say; run: go generate ./ui/newsroom (%v)", name, err)
		}
	}
	there, err := filepath.Glob("../dist/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range there {
		if _, ok := files["dist/"+filepath.Base(path)]; !ok {
			t.Errorf("%s is left over; run: go generate ./ui/newsroom", path)
		}
	}
}

// TestVendorHashes compares what lies in vendor with the lock, file by file.
func TestVendorHashes(t *testing.T) {
	t.Parallel()
	lock, err := readLock("../vendor")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for name, l := range lock {
		for file, hash := range l.Files {
			want[name+"/"+file] = hash
		}
		said, err := readPackage("../vendor", name)
		if err != nil || said.Version != l.Version || said.License != l.Licence {
			t.Errorf("%s says %v and the lock %s, %s (%v)", name, said, l.Version, l.Licence, err)
		}
		if l.Licence != "MIT" {
			t.Errorf("%s is under %q; see whether it may be shipped, and put it into this test", name, l.Licence)
		}
	}
	got, err := found("../vendor")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the lock and the folder vendor differ:\n%s", diff)
	}
	for name := range packages {
		if _, ok := lock[name]; !ok {
			t.Errorf("%s is not in the lock", name)
		}
	}
	if len(lock) != len(packages) {
		t.Errorf("the lock has %d packages, not %d", len(lock), len(packages))
	}
}

// TestNotices finds every vendored package, with its licence, in the notices that go out with the scripts, and in the
// list of dependencies.
func TestNotices(t *testing.T) {
	t.Parallel()
	text, err := notices("../vendor")
	if err != nil {
		t.Fatal(err)
	}
	listed, err := os.ReadFile("../../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range packages {
		licence, err := os.ReadFile(filepath.Join("../vendor", name, "LICENSE"))
		if err != nil || !bytes.Contains(text, bytes.TrimSpace(licence)) || !bytes.Contains(text, []byte("== "+name+" ")) {
			t.Errorf("%s is not in the notices (%v)", name, err)
		}
		if !bytes.Contains(listed, []byte(name)) {
			t.Errorf("%s is not in docs/dependencies.md", name)
		}
	}
}

// budgets are how many bytes of brotli the scripts may be, by entry. frame.js is the shell, which every screen loads, the
// editor too: with its own it may have 120 kB.
var budgets = map[string]int{"editor.js": 120_000 - 10_000, "frame.js": 10_000, "door.js": 4_000, "front.js": 4_000, "pictures.js": 3_000}

func TestBudgets(t *testing.T) {
	t.Parallel()
	files, err := build("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range files {
		if !strings.HasSuffix(name, ".js.br") {
			continue
		}
		parts := strings.Split(filepath.Base(name), ".")
		budget, ok := budgets[parts[0]+".js"]
		if !ok {
			t.Errorf("%s has no budget; give it one", name)
		}
		if len(b) > budget {
			t.Errorf("%s is %d bytes of brotli and may be %d", name, len(b), budget)
		}
		t.Logf("%s: %d bytes of brotli, of %d", name, len(b), budget)
	}
}

// TestNotShipped: esbuild makes the scripts and must not be in the program.
func TestNotShipped(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-pgo=off", "-deps", "broadsheet/cmd/broadsheet").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "broadsheet/internal/web") {
		t.Fatal("the list of what is in the program has nothing in it")
	}
	if strings.Contains(string(out), "esbuild") {
		t.Error("esbuild is linked into the program; only ui/newsroom/bundle may import it")
	}
}

// TestTake vendors the packages from themselves: nothing changes.
func TestTake(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := vendor(dir, "../vendor"); err != nil {
		t.Fatal(err)
	}
	want, err := found("../vendor")
	if err != nil {
		t.Fatal(err)
	}
	got, err := found(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Errorf("taking the packages again changes them:\n%s", cmp.Diff(want, got))
	}
	if err := vendor(dir, t.TempDir()); err == nil {
		t.Error("packages that aren't there were taken")
	}
}
