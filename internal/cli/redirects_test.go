package cli

import (
	"net/http"
	"strings"
	"testing"
)

// TestImportRedirects brings in a table with every kind of line, twice, and asks at the old addresses.
func TestImportRedirects(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.blank()
	m.must("import", "ninjs", m.file("wire.jsonl", `{"uri":"urn:a","headline":"A story","body_text":"Words","slugline":"x","versioncreated":"2020-05-01T10:00:00Z"}`+"\n"))
	table := strings.Join([]string{
		"\xef\xbb\xbfOld URL;New URL;Code",  // 1
		"/2019/05/a-story.html;a-story;301", // 2
		"https://old.example/?p=7;/a-story", // 3
		`"/with;semicolon";/about`,          // 4
		"/chain-1;/chain-2",                 // 5: leads on to 6, and that to 7
		"/chain-2;/chain-3",                 // 6
		"/chain-3;https://example.org/end",  // 7
		"/ring-1;/ring-2",                   // 8
		"/ring-2;/ring-1",                   // 9
		"/a-story;/about",                   // 10: an article lives there
		"/search;/about",                    // 11: a page
		"/nowhere;/there-is-nothing",        // 12
		"/no-target",                        // 13
		"no slash;/about",                   // 14
		"",                                  //
		"# a comment",                       //
		"/2019/05/a-story.html;/about",      // 17: leads elsewhere already
		"/bad;ftp://example.org/x",          // 18
		"/2019/05/trailing/;a-story",        // 19
		"/caf%C3%A9/menu;/about",            // 20
	}, "\n")
	file := m.file("old.csv", table)
	code, report, errs := m.run("import", "redirects", "--dry-run", file)
	if code != 1 || !strings.Contains(report, "Nothing was written") {
		t.Errorf("a dry run: %d\n%s%s", code, report, errs)
	}
	want := map[string]int{"read": 17, "made": 8, "failed": 9}
	wantCounts(t, report, want)
	code, report, errs = m.run("import", "redirects", file)
	if code != 1 {
		t.Errorf("exit code %d, want 1 because some failed", code)
	}
	wantCounts(t, report, want)
	for _, said := range []string{":8: to:", ":9: to:", ":10: from:", ":11: from:", ":12: to:", ":13: to:", ":14: ", ":17: from:", ":18: to:"} {
		if !strings.Contains(errs, "old.csv"+said) {
			t.Errorf("standard error does not say %q:\n%s", said, errs)
		}
	}
	_, report, _ = m.run("import", "redirects", file)
	wantCounts(t, report, map[string]int{"read": 17, "unchanged": 8, "failed": 9})
	_, report, _ = m.run("import", "redirects", "--replace", m.file("new.csv", "/chain-3,/about\n"))
	wantCounts(t, report, map[string]int{"read": 1, "made": 1})
	s := m.serve()
	for path, to := range map[string]string{
		"/2019/05/a-story.html": "/a-story", "/?p=7": "/a-story", "/with;semicolon": "/about", "/chain-1": "https://example.org/end",
		"/chain-2": "https://example.org/end", "/chain-3": "/about", "/2019/05/trailing/": "/a-story", "/2019/05/trailing": "/a-story",
		"/2019/05/a-story.html/": "/a-story", "/caf%C3%A9/menu": "/about",
	} {
		if got := s.location(t, path); got != to {
			t.Errorf("%s leads to %q, want %q", path, got, to)
		}
	}
	for _, path := range []string{"/ring-1", "/nowhere", "/no-target"} {
		if status, _, err := s.get(path); status != 404 || err != nil {
			t.Errorf("%s answers %d (%v)", path, status, err)
		}
	}
}

// location asks at an address and returns where it leads.
func (s *server) location(t *testing.T, path string) string {
	t.Helper()
	resp, err := http.DefaultTransport.RoundTrip(must(http.NewRequest("GET", s.base+path, nil)))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusMovedPermanently {
		t.Errorf("%s answers %d", path, resp.StatusCode)
	}
	return resp.Header.Get("Location")
}

func must(r *http.Request, err error) *http.Request {
	if err != nil {
		panic(err)
	}
	return r
}
