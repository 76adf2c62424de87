package newsroom

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// TestKinds begins an article of every kind by the form of My desk, without scripts: the editor, the panel and the list say
// which it is. What is no kind is refused.
func TestKinds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	_, ada := b.person("Ada", news.Editor)
	_, page := ada.get("/newsroom/")
	for _, k := range news.Kinds {
		if !strings.Contains(page, `<option value="`+string(k)+`">`+kindName(k)+`</option>`) {
			t.Errorf("My desk offers no %s", k)
		}
		status, editor := ada.post("/newsroom/article", url.Values{"key": {ada.key()}, "headline": {"One of " + string(k)}, "section": {"news"}, "kind": {string(k)}})
		says := map[news.Kind]string{news.KindNews: `id="panel"`, news.KindLive: "It is open once it is published", news.KindOpinion: "Readers see the words “Opinion” above the headline"}[k]
		if status != http.StatusOK || !strings.Contains(editor, `{"name":"kind","version":0,"value":"`+string(k)+`"`) || !strings.Contains(editor, says) {
			t.Errorf("%s: %d\n%s", k, status, editor)
		}
	}
	_, list := ada.get("/newsroom/list?all=1")
	for _, k := range news.Kinds {
		if has := strings.Contains(list, `<span class="chip">`+kindName(k)+`</span>`); has != (k != news.KindNews) {
			t.Errorf("the list has a chip for %s: %v", k, has)
		}
	}
	if status, page := ada.post("/newsroom/article", url.Values{"key": {ada.key()}, "headline": {"No such"}, "section": {"news"}, "kind": {"rumour"}}); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest || !strings.Contains(page, "there is no kind") && !strings.Contains(page, "There is no kind") {
		t.Errorf("a kind that isn't: %d\n%s", status, page)
	}
}

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

// TestCoverageNotOut offers to close a coverage only when readers have it as a live page, and refuses before with a sentence: on the
// page that asks, and when it is sent.
func TestCoverageNotOut(t *testing.T) {
	t.Parallel()
	b, ada, _, eds, _ := newsroomOf(t)
	b.file(ada, "The flood")
	id := b.idOf("The flood")
	path := "/newsroom/article/" + id
	b.change(ada, id, desk.Filing{Publish: ptr(true)})
	offers := func(when string, offered bool, says string) {
		t.Helper()
		_, page := eds.get(path + "/panel")
		if strings.Contains(page, path+"/close") != offered || !strings.Contains(page, says) {
			t.Errorf("%s closing is offered: %v, want %v and %q:\n%s", when, !offered, offered, says, page)
		}
	}
	refused := func(when, says string) {
		t.Helper()
		if status, page := eds.get(path + "/close"); status != http.StatusConflict || !strings.Contains(page, says) {
			t.Errorf("%s it is asked: %d\n%s", when, status, page)
		}
		if status, page := eds.post(path+"/close", url.Values{"key": {eds.key()}}); status != http.StatusConflict || !strings.Contains(page, says) {
			t.Errorf("%s it is done: %d\n%s", when, status, page)
		}
	}
	if _, page := eds.get(path + "/panel"); strings.Contains(page, path+"/close") {
		t.Errorf("of news it is offered:\n%s", page)
	}
	refused("of news", "nly a live page has coverage to close or open")
	b.change(ada, id, desk.Filing{Kind: ptr(news.KindLive), Publish: ptr(false)})
	offers("before the kind is out,", false, "It can be closed once what is written is published.")
	refused("before the kind is out,", "has changes that are not out yet")
	b.change(ada, id, desk.Filing{Publish: ptr(true)})
	offers("when it is out,", true, "Coverage open")
	if status, page := eds.get(path + "/close"); status != http.StatusOK || !strings.Contains(page, "Close the coverage of “The flood”?") {
		t.Errorf("%d\n%s", status, page)
	}
}
