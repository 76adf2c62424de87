package newsroom

import (
	"net/url"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web/reader"
)

// change makes another version of an article.
func (b *bench) change(by news.Person, id string, f desk.Filing) {
	b.t.Helper()
	c, err := b.desk.Check(f)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(news.Actor{Person: by.ID, Role: by.Role}, func(w *desk.Work) error {
		_, err := w.Change(id, 0, c)
		return err
	})
}

func ptr[T any](v T) *T { return &v }

func TestVersions(t *testing.T) {
	t.Parallel()
	b, ada, ron, eds, reps := newsroomOf(t)
	b.file(ada, "Five men hurt")
	id := b.idOf("Five men")
	b.change(ada, id, desk.Filing{BodyHTML: ptr(`<p id="one">The ferry is late.</p><p id="two">Nobody <b>knows</b> why.</p>`)})
	b.change(ada, id, desk.Filing{Headline: ptr("Six women hurt"), BodyHTML: ptr(`<p id="one">The ferry is <i>early</i>.</p><p id="three">It comes.</p>`), Note: "After a call"})
	path := "/newsroom/article/" + id + "/versions"
	status, page := eds.get(path)
	for _, want := range []string{"Versions of “Six women hurt”", "After a call", "Filed", "Ada", ">newest<", `name="version" value="1"`} {
		if status != 200 || !strings.Contains(page, want) {
			t.Errorf("the list lacks %q: %d\n%s", want, status, page)
		}
	}
	status, page = eds.get(path + "?from=2&to=3")
	for _, want := range []string{
		`<del><span class="unseen">[taken out: </span>Five men<span class="unseen">]</span></del>`, `<ins><span class="unseen">[added: </span>Six women<span class="unseen">]</span></ins>`,
		"[taken out: </span>late", "[added: </span>early", "[taken out: </span>Nobody knows why.", "[added: </span>It comes.",
	} {
		if status != 200 || !strings.Contains(page, want) {
			t.Errorf("the comparison lacks %q: %d\n%s", want, status, page)
		}
	}
	if _, page := eds.get(path + "?from=2&to=2"); !strings.Contains(page, "They say the same") {
		t.Error("a version is other than itself")
	}
	for _, odd := range []string{"?from=0&to=1", "?from=1&to=9", "?from=x&to=y", "?from=1"} {
		if status, page := eds.get(path + odd); status != 404 || !strings.Contains(page, "versions 1 to 3") {
			t.Errorf("%s: %d", odd, status)
		}
	}
	key := eds.key()
	status, page = eds.post("/newsroom/article/"+id+"/restore", url.Values{"key": {key}, "version": {"2"}})
	if status != 200 || !strings.Contains(page, "Version 2 is restored: version 4 says what it said") || !strings.Contains(page, "Versions of “Five men hurt”") {
		t.Errorf("restoring: %d\n%s", status, page)
	}
	for _, odd := range []struct {
		version string
		status  int
	}{{"0", 422}, {"x", 422}, {"99", 404}} {
		if status, _ := eds.post("/newsroom/article/"+id+"/restore", url.Values{"key": {key}, "version": {odd.version}}); status != odd.status {
			t.Errorf("restoring %s: %d", odd.version, status)
		}
	}
	// A reporter: of their own copy only.
	if status, _ := reps.get(path); status != 403 {
		t.Errorf("another's versions: %d", status)
	}
	if status, _ := reps.post("/newsroom/article/"+id+"/restore", url.Values{"key": {reps.key()}, "version": {"1"}}); status != 403 {
		t.Errorf("restoring another's: %d", status)
	}
	b.file(ron, "Ron’s own")
	if status, _ := reps.get("/newsroom/article/" + b.idOf("own") + "/versions"); status != 200 {
		t.Errorf("one's own versions: %d", status)
	}
	if status, _ := eds.get("/newsroom/article/nothing/versions"); status != 404 {
		t.Errorf("of nothing: %d", status)
	}
}

func TestBreaking(t *testing.T) {
	t.Parallel()
	b, _, _, eds, reps := newsroomOf(t)
	if _, page := reps.get("/newsroom/breaking"); strings.Contains(page, "Go on") || !strings.Contains(page, "Tell an editor") {
		t.Errorf("a reporter's breaking news:\n%s", page)
	}
	form := url.Values{"key": {reps.key()}, "headline": {"Wall breaks"}, "section": {"news"}}
	if status, page := reps.post("/newsroom/breaking", form); status != 422 && status != 403 || strings.Contains(page, "Publish now") {
		t.Errorf("a reporter's: %d", status)
	}
	form.Set("key", eds.key())
	for name, bad := range map[string]string{"headline": "", "section": "nowhere"} {
		spoilt := url.Values{"key": form["key"], "headline": form["headline"], "section": form["section"]}
		spoilt.Set(name, bad)
		if status, page := eds.post("/newsroom/breaking", spoilt); status != 422 || strings.Contains(page, "Publish now") || !strings.Contains(page, `role="alert"`) {
			t.Errorf("%s %q: %d", name, bad, status)
		}
	}
	form.Set("text", "The <wall> broke.\n\nNobody is hurt.")
	status, page := eds.post("/newsroom/breaking", form)
	if status != 200 || !strings.Contains(page, "goes live now in News") || !strings.Contains(page, "no alert is sent") {
		t.Fatalf("the summary: %d\n%s", status, page)
	}
	if items, err := b.store.Articles(t.Context(), b.paper.ID, news.DeskFilter{}, news.After{}, 9); err != nil || len(items) != 0 {
		t.Errorf("before it was confirmed there is %+v %v", items, err)
	}
	_, once, _ := strings.Cut(page, `name="once" value="`)
	once, _, _ = strings.Cut(once, `"`)
	form.Set("once", once)
	for range 2 { // pressed twice, it goes out once
		if status, page := eds.post("/newsroom/breaking", form); status != 200 || !strings.Contains(page, "Editing: Wall breaks") || !strings.Contains(page, "It is published.") {
			t.Fatalf("after: %d\n%s", status, page)
		}
	}
	items, err := b.store.Articles(t.Context(), b.paper.ID, news.DeskFilter{}, news.After{}, 9)
	if err != nil || len(items) != 1 || items[0].State != news.Live || items[0].BreakingUntil != b.room.Now()+2*60*60*1000 {
		t.Fatalf("%+v %v", items, err)
	}
	_, v, err := b.store.Read(t.Context(), b.paper.ID, items[0].ID, 0)
	if body := string(v.Copy.Body); err != nil || !strings.Contains(body, "The <wall> broke.") && !strings.Contains(body, `The \u003cwall\u003e broke.`) || !strings.Contains(body, "Nobody is hurt.") || !strings.Contains(body, toFollow) {
		t.Errorf("the stub: %s %v", body, err)
	}
	// And back.
	retract := "/newsroom/article/" + items[0].ID + "/retract"
	if status, page := reps.get(retract); status != 403 {
		t.Errorf("a reporter may retract: %d\n%s", status, page)
	}
	if status, _ := reps.post(retract, url.Values{"key": {reps.key()}}); status != 403 {
		t.Errorf("a reporter retracts: %d", status)
	}
	if status, page := eds.get(retract); status != 200 || !strings.Contains(page, "Retract “Wall breaks”?") || !strings.Contains(page, "the sitemap") {
		t.Errorf("the question: %d\n%s", status, page)
	}
	if status, page := eds.post(retract, url.Values{"key": {eds.key()}}); status != 200 || !strings.Contains(page, "It is taken down.") || !strings.Contains(lane(page, "unpublished"), "Wall breaks") {
		t.Errorf("retracting: %d\n%s", status, page)
	}
	if status, page := eds.post(retract, url.Values{"key": {eds.key()}}); status != 409 || !strings.Contains(page, "It stays where it is") {
		t.Errorf("twice: %d\n%s", status, page)
	}
}

// TestPreviewOfAVersion shows earlier versions as they were met: with their own words, date, address and notes, none of today's.
func TestPreviewOfAVersion(t *testing.T) {
	t.Parallel()
	b, ada, _, eds, reps := newsroomOf(t)
	b.room.Pages = &reader.Reader{Store: b.store, Now: b.room.Now, Served: b.room.Served}
	b.file(ada, "Ferry late")
	id := b.idOf("Ferry late")
	by := news.Actor{Person: ada.ID, Role: ada.Role}
	hour := func() { b.now.Add(60 * 60 * 1000) }
	act := func(f desk.Filing, do func(w *desk.Work, c desk.Checked) (desk.Result, error)) {
		t.Helper()
		c, err := b.desk.Check(f)
		if err != nil {
			t.Fatal(err)
		}
		b.do(by, func(w *desk.Work) error { _, err := do(w, c); return err })
		hour()
	}
	change := func(w *desk.Work, c desk.Checked) (desk.Result, error) { return w.Change(id, 0, c) }
	first := b.room.Now() // 02:40 on 2 February 2026
	hour()
	act(desk.Filing{Headline: ptr("Ferry an hour late"), Standfirst: ptr("It waits at the pier."), Slug: ptr("late-ferry"), Publish: ptr(true)}, change)
	act(desk.Filing{Headline: ptr("Ferry two hours late"), Standfirst: ptr("It waits at sea."), Byline: &news.Byline{Text: "By Bea"}}, func(w *desk.Work, c desk.Checked) (desk.Result, error) {
		return w.Correct(id, 0, news.Correction{Text: "It was two hours."}, c)
	})
	act(desk.Filing{Headline: ptr("Ferry home"), Standfirst: ptr("All are well."), Slug: ptr("ferry-home")}, change)
	act(desk.Filing{Headline: ptr("Ferry home at last"), Publish: ptr(false)}, change)
	path := "/newsroom/article/" + id + "/preview?version="
	moment := func(m news.Millis) string { return m.Time().UTC().Format("15:04") }
	for n, x := range map[string]struct{ has, lacks []string }{
		"1": {[]string{"Preview of version 1.", "Readers have never had it", "<h1>Ferry late</h1>", moment(first)}, []string{"It was two hours", "All are well", "Updated <time"}},
		"2": {[]string{"that it had then", "<h1>Ferry an hour late</h1>", "It waits at the pier.", "/late-ferry", moment(first + 3600_000)}, []string{"It was two hours", "By Bea", "All are well", "ferry-home", "Updated <time"}},
		"3": {[]string{"that it had then", "<h1>Ferry two hours late</h1>", "It waits at sea.", "By Bea", "It was two hours", "/late-ferry", "Updated <time"}, []string{"All are well", "ferry-home"}},
		"4": {[]string{"that it had then", "<h1>Ferry home</h1>", "/ferry-home", "It was two hours"}, []string{"late-ferry", "at last"}},
		"5": {[]string{"Readers have never had it", "<h1>Ferry home at last</h1>", "/ferry-home"}, nil},
	} {
		status, page := eds.get(path + n)
		for _, want := range x.has {
			if status != 200 || !strings.Contains(page, want) {
				t.Errorf("version %s lacks %q: %d\n%s", n, want, status, page)
			}
		}
		for _, not := range x.lacks {
			if strings.Contains(page, not) {
				t.Errorf("version %s has %q:\n%s", n, not, page)
			}
		}
	}
	if status, _ := eds.get(path + "6"); status != 404 {
		t.Errorf("a version that there isn't: %d", status)
	}
	if status, _ := reps.get(path + "2"); status != 403 {
		t.Errorf("another's version, for a reporter: %d", status)
	}
}
