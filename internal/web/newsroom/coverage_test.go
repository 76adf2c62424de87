package newsroom

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// TestCoverage closes a live page's coverage and opens it again by forms alone: the panel says how it stands, a page asks first,
// the audit trail says who did it. A reporter is offered nothing, and refused.
func TestCoverage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	_, ada := b.person("Ada", news.Editor)
	_, rons := b.person("Ron", news.Reporter)
	_, pia := b.person("Pia", news.Publisher)
	var id, slug string
	b.do(news.Program, func(w *desk.Work) error {
		headline, section, kind, yes := "The flood, hour by hour", "news", news.KindLive, true
		c, err := b.desk.Check(desk.Filing{Headline: &headline, Section: &section, Kind: &kind, Publish: &yes})
		if err != nil {
			return err
		}
		r, err := w.File(c)
		id, slug = r.Article.ID, r.Article.Slug
		return err
	})
	path := "/newsroom/article/" + id
	says := func(br *browser, address string, status int, wants ...string) string {
		t.Helper()
		got, page := br.get(address)
		for _, want := range wants {
			if got != status || !strings.Contains(page, want) {
				t.Errorf("%s: %d, without %q\n%s", address, got, want, page)
			}
		}
		return page
	}
	says(ada, path, http.StatusOK, "Coverage open", path+"/close", "Close the coverage")
	says(ada, path+"/close", http.StatusOK, "Close the coverage of “The flood, hour by hour”?", "Readers are told that it ended now", `name="key"`)
	if status, page := rons.get(path + "/close"); status != http.StatusForbidden {
		t.Errorf("a reporter is asked: %d\n%s", status, page)
	}
	if status, _ := rons.post(path+"/close", url.Values{"key": {rons.key()}}); status != http.StatusForbidden {
		t.Errorf("a reporter closes it: %d", status)
	}
	if status, page := ada.post(path+"/close", url.Values{"key": {ada.key()}}); status != http.StatusOK || !strings.Contains(page, "The coverage is closed; readers are told when it ended.") {
		t.Errorf("%d\n%s", status, page)
	}
	if page := says(ada, path, http.StatusOK, "Coverage closed", "It ended on", path+"/reopen", "Open the coverage again"); strings.Contains(page, path+"/close") {
		t.Error("what is closed is offered to be closed")
	}
	if status, page := ada.post(path+"/close", url.Values{"key": {ada.key()}}); status != http.StatusConflict || !strings.Contains(page, "The coverage has been closed already") {
		t.Errorf("closed twice: %d\n%s", status, page)
	}
	says(pia, "/newsroom/audit", http.StatusOK, "Coverage closed", "Ada", slug)
	says(ada, path+"/reopen", http.StatusOK, "Open again the coverage of")
	if status, page := ada.post(path+"/reopen", url.Values{"key": {ada.key()}}); status != http.StatusOK || !strings.Contains(page, "The coverage is open again.") {
		t.Errorf("%d\n%s", status, page)
	}
	says(ada, path, http.StatusOK, "Coverage open")
}
