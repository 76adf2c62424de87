package cli

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// crawl follows every link of the site from its front and returns every page by its address.
func crawl(t *testing.T, s *server) map[string]string {
	t.Helper()
	s.settle(t)
	pages := map[string]string{}
	queue := []string{"/", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/nothing-here"}
	link := regexp.MustCompile(`(?:href="|<loc>)([^"<]+)`)
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if _, done := pages[at]; done {
			continue
		}
		status, body, err := s.get(at)
		if err != nil {
			t.Fatal(err)
		}
		body = strings.NewReplacer(s.base, "http://BASE", url.PathEscape(s.base), "http:%2F%2FBASE").Replace(body)
		pages[at] = fmt.Sprintf("%d\n%s", status, body)
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			next := strings.ReplaceAll(strings.TrimPrefix(m[1], "http://BASE"), "&amp;", "&")
			if strings.HasPrefix(next, "/") && !strings.HasPrefix(next, "//") && !strings.HasPrefix(next, "/api/") {
				next, _, _ = strings.Cut(next, "#")
				queue = append(queue, next)
			}
		}
	}
	return pages
}

// settle waits until the server has derived everything: pages show the lists of related articles once they are made.
func (s *server) settle(t *testing.T) {
	t.Helper()
	behind := regexp.MustCompile(`broadsheet_follower_behind\{follower="[a-z]+"\} [^0\n].*`)
	need(t, 60*time.Second, func() error {
		_, page, err := s.get("/metrics")
		if err != nil {
			return err
		}
		if late := behind.FindString(page); late != "" {
			return errors.New(late)
		}
		return nil
	})
}

func comparePages(t *testing.T, want, got map[string]string) {
	t.Helper()
	if len(want) < 20 {
		t.Errorf("only %d pages were crawled", len(want))
	}
	for _, at := range slices.Sorted(maps.Keys(want)) {
		if got[at] != want[at] {
			t.Errorf("%s is not the same:\n%s\n--- was\n%s", at, got[at], want[at])
			return
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d pages, were %d", len(got), len(want))
	}
}

// withoutRelated takes the lists of related articles out of pages: made anew they go by all that the index knows by then.
func withoutRelated(pages map[string]string) map[string]string {
	list := regexp.MustCompile(`(?s)<section class="related">.*?</section>`)
	for at := range pages {
		pages[at] = list.ReplaceAllString(pages[at], "")
	}
	return pages
}

// TestBackupAndRestore takes a backup of a running server, restores it, and compares every page of both sites.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.must("init", "--name", "The Look", "--accent", "#00594c", "--fonts", "system")
	s := m.serve()
	s.settle(t)
	m.file("data/media/ab/picture.webp", "a picture")
	file := filepath.Join(m.dir, "backup.tar.zst")
	m.must("backup", file)
	m.fails(2, "is there already", "backup", file)
	m.must("backup", "--force", file)

	other := newMachine(t)
	other.must("restore", file)
	other.fails(1, "holds a paper already", "restore", file)
	if b, err := os.ReadFile(filepath.Join(other.data, "media/ab/picture.webp")); err != nil || string(b) != "a picture" {
		t.Errorf("the picture: %q %v", b, err)
	}
	other.must("doctor")
	restored := other.serve()
	comparePages(t, crawl(t, s), crawl(t, restored))
	search := func(s *server) string { return strings.ReplaceAll(s.page("/search?q=breakwater"), s.base, "") }
	if a, b := search(s), search(restored); a != b || !strings.Contains(a, "Divers find second hole") {
		t.Errorf("the search answers differ:\n%s\n--- was\n%s", b, a)
	}
	for name, spoil := range map[string]func([]byte) []byte{
		"cut short": func(b []byte) []byte { return b[:len(b)/2] },
		"altered":   func(b []byte) []byte { c := slices.Clone(b); c[len(c)/2] ^= 0x40; return c },
		"no backup": func([]byte) []byte { return []byte("hello") },
		"empty":     func([]byte) []byte { return nil },
	} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		third := newMachine(t)
		bad := third.file("bad.tar.zst", string(spoil(b)))
		t.Log(name)
		third.fails(1, "FILE: ", "restore", bad)
		if _, err := os.Stat(filepath.Join(third.data, databaseFile)); err == nil {
			t.Errorf("%s: a database was made", name)
		}
	}
}

// TestBackupOfABusyServer takes backups while articles are filed; every one is consistent.
func TestBackupOfABusyServer(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	token := m.blank()
	s := m.serve("--api-rate", "1e6", "--api-burst", "1000000") // it is to be busy: quick machines would meet the limit
	s.mustPost(token, "/sections", `{"slug":"news","name":"News"}`)
	stop := make(chan struct{})
	var filers sync.WaitGroup
	for n := range 2 {
		filers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if status, answer, err := s.post(token, "/articles", fmt.Sprintf(`{"headline":"Story %d of %d","section":"news","publish":true,"tags":["t%d"]}`, i, n, i%7)); err != nil || status != 201 {
					t.Errorf("filing: %d %v %s", status, err, answer)
					return
				}
			}
		})
	}
	for i := range 3 {
		file := filepath.Join(m.dir, fmt.Sprintf("busy-%d.tar.zst", i))
		m.must("backup", file)
		other := newMachine(t)
		other.must("restore", file)
		other.must("doctor")
	}
	close(stop)
	filers.Wait()
}

// tree returns the hash of every file under dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(rel)] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestExportAndImport exports a paper, makes it anew of its files, and exports that: the files are the same.
func TestExportAndImport(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.must("init", "--name", "The Look", "--motto", "Dressed", "--accent", "#00594c,#6fd3bc", "--dateform", "Monday, 2 January 2006", "--fonts", "system")
	s := m.serve()
	if _, page, err := s.get("/"); err != nil || !strings.Contains(page, "--accent:#00594c") {
		t.Errorf("the front doesn't have the paper's accent: %v", err)
	}
	m.file("data/media/ab/picture.webp", "a picture")
	first := filepath.Join(m.dir, "first")
	m.must("export", first)
	m.fails(2, "is not empty", "export", first)
	want := tree(t, first)
	for _, name := range []string{"MANIFEST", "paper.json", "paper_versions.json", "sections.json", "people.json", "tags.json", "storylines.json", "fronts.json", "redirects.csv", "ledger.jsonl", "corrections.json", "media/ab/picture.webp"} {
		if want[name] == "" {
			t.Errorf("the export has no %s", name)
		}
	}
	twice := filepath.Join(m.dir, "twice")
	m.must("export", twice)
	if !maps.Equal(want, tree(t, twice)) {
		t.Error("two exports of a quiet paper differ")
	}
	other := newMachine(t)
	other.must("import", "broadsheet", "--dry-run", first)
	other.must("import", "broadsheet", first)
	other.fails(1, "holds a paper already", "import", "broadsheet", first)
	other.must("doctor")
	second := filepath.Join(other.dir, "second")
	other.must("export", second)
	got := tree(t, second)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			a, _ := os.ReadFile(filepath.Join(first, name))
			b, _ := os.ReadFile(filepath.Join(second, name))
			t.Fatalf("%s differs:\n%.2000s\n--- was\n%.2000s", name, b, a)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d files, were %d", len(got), len(want))
	}
	restored := other.serve()
	comparePages(t, withoutRelated(crawl(t, s)), withoutRelated(crawl(t, restored)))

	var live string
	for name := range want {
		if strings.HasSuffix(name, "/v1.json") {
			live = name
		}
	}
	b, err := os.ReadFile(filepath.Join(first, live))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(first, live), []byte(strings.Replace(string(b), "headline", "Headline", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	newMachine(t).fails(1, "the file is not as it was exported", "import", "broadsheet", first)
}

func TestRebuild(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	s := m.serve()
	want := crawl(t, s)
	if out := m.must("rebuild"); !strings.Contains(out, "listings rebuilt in") || !strings.Contains(out, "search rebuilt in") || !strings.Contains(out, "related stays as it is") {
		t.Errorf("rebuild says %s", out)
	}
	m.must("rebuild", "search")
	m.must("rebuild", "related")
	comparePages(t, withoutRelated(want), withoutRelated(crawl(t, s)))
	m.must("doctor")
}
