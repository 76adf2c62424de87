package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// counted reads a number out of a report.
func counted(t *testing.T, report, name string) (n int) {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + name + ` +(\d+)`).FindStringSubmatch(report)
	if m != nil {
		_, _ = fmt.Sscan(m[1], &n)
	}
	if strings.Contains(report, "fault of Broadsheet") {
		t.Errorf("the report does not add up:\n%s", report)
	}
	return n
}

func wantCounts(t *testing.T, report string, want map[string]int) {
	t.Helper()
	for name, n := range want {
		if got := counted(t, report, name); got != n {
			t.Errorf("%s: %d, want %d", name, got, n)
		}
	}
	if t.Failed() {
		t.Logf("\n%s", report)
	}
}

func TestImportNinjs(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.blank()
	future := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	lines := []string{
		`{"uri":"urn:a","version":"1","headline":"Usable and old","body_html":"<p>One <b>two</b>.</p>","versioncreated":"2020-05-01T10:00:00Z","pubstatus":"usable","subject":[{"name":"Fishing"}],"source":"Testwire"}`,
		`{"uri":"urn:b","headline":"Embargoed in 1.x","body_text":"Held back words","embargoed":"` + future + `"}`,
		`{"uri":"urn:c","standard":{"version":"2.1"},"headlines":[{"value":"Embargoed in 2.x"}],"bodies":[{"value":"Held back words"}],"embargoed":"` + future + `"}`,
		`{"uri":"urn:d","headlines":[{"value":"Embargoed in 3.x"}],"bodies":[{"value":"Held back words"}],"embargoedUntil":"` + future + `"}`,
		`{"uri":"urn:e","headline":"Withheld","body_text":"Withheld words","pubstatus":"withheld"}`,
		`{"uri":"urn:f","headline":"Canceled","body_text":"Canceled words","pubStatus":"canceled"}`,
		`{"uri":"urn:g","headline":"Bad embargo","body_text":"Held words","embargoed":"tomorrow"}`,
		`{"uri":"urn:h","headline":"Misspelt status","body_text":"Held words","pubstatus":"cancelled"}`,
		`{"uri":"urn:i","type":"picture","headline":"A picture"}`,
		`{"uri":"urn:j","headline":"` + strings.Repeat("x", 50) + `","body_html":"<script>alert(1)</script><p onclick=\"x()\">Clean</p>"}`,
		`{"uri":"urn:k"}`,
		`not json`,
		`{"headline":"no identity"}`,
	}
	file := m.file("wire.jsonl", strings.Join(lines, "\n")+"\n")
	code, report, errs := m.run("import", "ninjs", file)
	if code != 1 {
		t.Errorf("exit code %d, want 1 because some failed", code)
	}
	wantCounts(t, report, map[string]int{"read": 13, "published": 2, "scheduled": 3, "drafts": 3, "withdrawn": 1, "no articles": 1, "failed": 3})
	for _, want := range []string{"wire.jsonl:12: ", "wire.jsonl:13: uri: the item has none", "wire.jsonl:7: its embargo \"tomorrow\" cannot be read", "wire.jsonl:11: headline: "} {
		if !strings.Contains(errs, want) {
			t.Errorf("standard error does not say %q:\n%s", want, errs)
		}
	}
	s := m.serve()
	if page := s.page("/usable-and-old"); !strings.Contains(page, "Testwire") || !strings.Contains(page, "2020") || !strings.Contains(page, "<strong>two</strong>") {
		t.Errorf("the article's page lacks its credit, date or words:\n%s", page)
	}
	s.page("/tag/fishing")
	for _, hidden := range []string{"embargoed-in-1-x", "embargoed-in-2-x", "embargoed-in-3-x", "withheld", "canceled", "bad-embargo", "misspelt-status"} {
		if status, _, err := s.get("/" + hidden); err != nil || status != 404 {
			t.Errorf("/%s answers %d, %v", hidden, status, err)
		}
	}
	if page := s.page("/search?q=words"); strings.Contains(page, "Embargoed") || strings.Contains(page, "Withheld") {
		t.Error("the search shows what is held back")
	}
	if page := s.page("/" + strings.Repeat("x", 50)); strings.Contains(page, "alert(1)") || strings.Contains(page, "onclick") {
		t.Error("a script got through")
	}
	// The same file again, beside the running server, adds nothing.
	_, report, _ = m.run("import", "ninjs", file)
	wantCounts(t, report, map[string]int{"read": 13, "published": 0, "scheduled": 0, "drafts": 0, "updated": 0, "unchanged": 9, "failed": 3})
	// A later version changes it, an older one doesn't, a cancel withdraws it, and a late older one leaves it so.
	later := func(version, status, headline string) string {
		return `{"uri":"urn:a","version":"` + version + `","headline":"` + headline + `","body_html":"<p>Three.</p>","pubstatus":"` + status + `"}`
	}
	for _, step := range []struct {
		item, counts string
		status       int
	}{
		{later("3", "usable", "Changed"), "updated", 200}, {later("2", "usable", "Too late"), "unchanged", 200},
		{later("5", "canceled", "Gone"), "withdrawn", 410}, {later("4", "usable", "Late again"), "left alone", 410}, {later("6", "usable", "Back?"), "left alone", 410},
	} {
		report := m.must("import", "ninjs", m.file("one.json", step.item))
		wantCounts(t, report, map[string]int{"read": 1, step.counts: 1})
		need(t, 3*time.Second, func() error {
			status, page, err := s.get("/usable-and-old")
			if err != nil || status != step.status || strings.Contains(page, "Too late") {
				return fmt.Errorf("after %s: %d %v", step.item, status, err)
			}
			return nil
		})
	}
	m.must("doctor")
}

func TestImportMarkdown(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.blank()
	m.file("content/posts/tide.md", "---\ntitle: Tide turns\ndate: 2021-03-04\ntags: [Sea]\ncategories: [Harbour]\naliases: [/2021/tide.html, old-tide]\nauthors: [Ada Quill]\n---\nHigh **water**.\n\n{{<figure src=\"a.png\">}}\n")
	m.file("content/posts/draft.md", "---\ntitle: Not yet\ndate: 2021-03-04\ndraft: true\n---\nWords.\n")
	m.file("content/posts/future.md", "+++\ntitle = \"Not before time\"\ndate = 2099-01-01\n+++\nWords.\n")
	m.file("content/posts/expired.md", "---\ntitle: Past its time\ndate: 2020-01-01\nexpiryDate: 2020-02-01\n---\nWords.\n")
	m.file("content/posts/undated.md", "---\ntitle: No date\n---\nWords.\n")
	m.file("content/bundle/index.md", "{\"title\": \"A bundle\", \"date\": \"2022-01-01T00:00:00Z\", \"url\": \"/bundles/the-first/\"}\nWords.\n")
	m.file("content/bundle/bio.md", "Part of the bundle.\n")
	m.file("content/_index.md", "---\ntitle: Home\n---\n")
	m.file("content/broken.md", "---\ntitle: [x\n---\n")
	m.fails(2, `--map: the paper has no section "harbor"; did you mean "harbour"?`, "import", "markdown", "--section", "harbour", "--map", "sea=harbor", "content")
	code, report, errs := m.run("import", "markdown", "--section", "harbour", "content")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	wantCounts(t, report, map[string]int{"read": 9, "published": 2, "scheduled": 1, "drafts": 3, "no articles": 2, "failed": 1})
	for _, want := range []string{"content/broken.md: line 2: the front matter is not YAML", "tide.md: line 11: the shortcode {{figure}} was kept as text", "undated.md: it has no date"} {
		if !strings.Contains(errs, want) {
			t.Errorf("standard error does not say %q:\n%s", want, errs)
		}
	}
	s := m.serve()
	if page := s.page("/tide"); !strings.Contains(page, "{{&lt;figure") || !strings.Contains(page, "Ada Quill") || !strings.Contains(page, "4 March 2021") && !strings.Contains(page, "Mar 4, 2021") && !strings.Contains(page, "March 4, 2021") {
		t.Errorf("the page lacks shortcode, author or date:\n%s", page)
	}
	for _, old := range []string{"/2021/tide.html", "/posts/old-tide", "/posts/tide/", "/bundles/the-first/"} {
		if page := s.page(old); !strings.Contains(page, "Tide turns") && !strings.Contains(page, "A bundle") {
			t.Errorf("%s does not lead to its article", old)
		}
	}
	for _, hidden := range []string{"/draft", "/not-yet", "/future", "/expired", "/undated", "/posts/future/"} {
		if status, _, err := s.get(hidden); err != nil || status != 404 {
			t.Errorf("%s answers %d, %v", hidden, status, err)
		}
	}
	_, report, _ = m.run("import", "markdown", "--section", "harbour", "content")
	wantCounts(t, report, map[string]int{"published": 0, "drafts": 0, "scheduled": 0, "unchanged": 6})
	m.must("doctor")
}

// TestImportDry checks that a dry run tells the same and writes nothing.
func TestImportDry(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.blank()
	file := m.file("a.json", `[{"uri":"urn:a","headline":"A","body_text":"x"},{"uri":"urn:b","headline":"B","body_text":"x"}]`)
	m.must("import", "ninjs", "--dry-run", m.file("b.json", `{"uri":"urn:z","headline":"Z"}`))
	for range 2 {
		wantCounts(t, m.must("import", "ninjs", "--dry-run", "--section", "news", file), map[string]int{"read": 2, "published": 2})
	}
	wantCounts(t, m.must("import", "ninjs", file), map[string]int{"read": 2, "published": 2})
	wantCounts(t, m.must("import", "ninjs", "--dry-run", file), map[string]int{"read": 2, "unchanged": 2})
}

// TestImportReal brings in the real files that lie beside the repository: as many go out as came in, and again nothing.
func TestImportReal(t *testing.T) {
	t.Parallel()
	alone(t)
	shared, err := filepath.Abs("../../../shared/data")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("%s is not here", shared)
	}
	m := newMachine(t)
	m.blank()
	_, report, _ := m.run("import", "markdown", filepath.Join(shared, "import-markdown"))
	wantCounts(t, report, map[string]int{"read": 148, "failed": 0})
	published := counted(t, report, "published")
	if published < 100 {
		t.Errorf("only %d published:\n%s", published, report)
	}
	_, report, _ = m.run("import", "markdown", filepath.Join(shared, "import-markdown"))
	wantCounts(t, report, map[string]int{"read": 148, "published": 0, "failed": 0})
	_, report, errs := m.run("import", "ninjs", filepath.Join(shared, "ninjs", "examples"), filepath.Join(shared, "ninjs", "superdesk"), filepath.Join(shared, "ninjs", "test_suite"))
	if counted(t, report, "read") < 180 || counted(t, report, "published") < 20 {
		t.Errorf("too little of ninjs came in:\n%s\n%s", report, errs)
	}
	m.must("doctor")
}

// TestImportLargeItems brings in more than an import holds in memory: it neither keeps all of it nor waits for room that
// only it could make.
func TestImportLargeItems(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.blank()
	terms := strings.Repeat("x", inMemory/10) // an item may have 8 MiB
	var wire strings.Builder
	for i := range 20 {
		fmt.Fprintf(&wire, `{"uri":"urn:%d","headline":"Item %d","body_text":"Words","usageterms":%q}`+"\n", i, i, terms)
	}
	code, report, errs := m.run("import", "ninjs", m.file("wire.jsonl", wire.String()))
	if code != 0 {
		t.Errorf("exit code %d: %s", code, errs)
	}
	wantCounts(t, report, map[string]int{"read": 20, "published": 20})
}
