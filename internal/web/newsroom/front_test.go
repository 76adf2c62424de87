package newsroom

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web/reader"
)

// withFronts gives the newsroom what the front editor needs, and a section with three articles that are out.
func withFronts(t *testing.T) (b *bench, ids []string) {
	t.Helper()
	b = setup(t)
	b.room.FrontStore, b.room.Library = b.store, b.store
	b.room.FrontPages = &reader.Reader{Store: b.store, Now: b.room.Now, Served: b.room.Served}
	b.section()
	for i := range 3 {
		headline, section := fmt.Sprintf("Article %d", i+1), "news"
		c, err := b.desk.Check(desk.Filing{Headline: &headline, Section: &section})
		if err != nil {
			t.Fatal(err)
		}
		b.do(news.Program, func(w *desk.Work) error {
			r, err := w.File(c)
			if err == nil {
				_, err = w.Publish(r.Article.ID, 0)
				ids = append(ids, r.Article.ID)
			}
			return err
		})
	}
	return b, ids
}

func (b *bench) front() news.Front {
	b.t.Helper()
	f, err := b.store.FrontByName(b.t.Context(), b.paper.ID, news.MainFront)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

func (br *browser) act(what string, values url.Values) (int, string) {
	values.Set("key", br.key())
	return br.post("/newsroom/front/front/"+what, values)
}

func articles(slots []news.Slot) (ids []string) {
	for _, s := range slots {
		ids = append(ids, s.Article)
	}
	return ids
}

// TestFrontWithoutScripts curates, publishes and restores a front by plain forms.
func TestFrontWithoutScripts(t *testing.T) {
	t.Parallel()
	b, ids := withFronts(t)
	_, br := b.person("Ed", news.Editor)
	if status, page := br.get("/newsroom/front"); status != http.StatusOK || !strings.Contains(page, "Filled by rule") || !strings.Contains(page, "Article 2") {
		t.Fatalf("%d\n%s", status, page)
	}
	edit := func(do, article string, more ...string) {
		t.Helper()
		v := url.Values{"do": {do}, "article": {article}, "seen": {strconv.Itoa(b.front().Version)}}
		for i := 0; i+1 < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		if status, page := br.act("edit", v); status != http.StatusOK {
			t.Fatalf("%s: %d\n%s", do, status, page)
		}
	}
	edit("place", ids[0], "to", "1")
	edit("place", ids[1], "to", "1")
	edit("down", ids[1])
	edit("say", ids[1], "headline", "Said otherwise", "standfirst", "Below it", "pin", "2")
	f := b.front()
	if want := []string{ids[0], ids[1]}; fmt.Sprint(articles(f.Draft)) != fmt.Sprint(want) || f.Draft[1].Headline != "Said otherwise" || f.Draft[1].Pin != 2 || len(f.Live) != 0 {
		t.Fatalf("%+v", f)
	}
	_, page := br.act("publish", url.Values{"seen": {strconv.Itoa(f.Version)}})
	if f = b.front(); !strings.Contains(page, "The front is published") || len(f.Live) != 2 {
		t.Fatalf("%+v\n%s", f, page)
	}
	first := f.Version
	edit("remove", ids[0])
	br.act("publish", url.Values{"seen": {strconv.Itoa(b.front().Version)}})
	b.do(news.Program, func(w *desk.Work) error { _, err := w.Kill(ids[1], 0, "A court order", ""); return err })
	if _, page := br.get("/newsroom/front/front/history"); !strings.Contains(page, "Restore it for readers") || !strings.Contains(page, "goes off") {
		t.Errorf("the history:\n%s", page)
	}
	if _, page := br.act("restore", url.Values{"version": {strconv.Itoa(first)}, "as": {"live"}}); !strings.Contains(page, "The earlier front is back") {
		t.Errorf("%s", page)
	}
	if f = b.front(); fmt.Sprint(articles(f.Live)) != fmt.Sprint([]string{ids[0]}) {
		t.Errorf("the killed article came back, or the other didn't: %+v", f.Live)
	}
	if _, page := br.get("/newsroom/front/front/page"); !strings.Contains(page, "Article 1") || strings.Contains(page, "Said otherwise") {
		t.Errorf("the preview:\n%s", page)
	}
	_, rep := b.person("Rita", news.Reporter)
	if status, page := rep.get("/newsroom/front"); status != http.StatusForbidden || !strings.Contains(page, "needs the role editor") {
		t.Errorf("a reporter: %d", status)
	}
}

// TestFrontSeenBefore refuses what would undo another's work unseen, and keeps what was typed in.
func TestFrontSeenBefore(t *testing.T) {
	t.Parallel()
	b, ids := withFronts(t)
	_, one := b.person("Ann", news.Editor)
	_, two := b.person("Ben", news.Editor)
	one.act("edit", url.Values{"do": {"place"}, "article": {ids[0]}})
	seen := strconv.Itoa(b.front().Version)
	one.act("edit", url.Values{"do": {"say"}, "article": {ids[0]}, "headline": {"Ann’s words"}, "seen": {seen}})
	status, page := two.act("edit", url.Values{"do": {"say"}, "article": {ids[0]}, "headline": {"Ben’s words"}, "seen": {seen}})
	if status != http.StatusConflict || !strings.Contains(page, "Ben’s words") || !strings.Contains(page, "Ann changed the front") || b.front().Draft[0].Headline != "Ann’s words" {
		t.Errorf("%d %+v\n%s", status, b.front(), page)
	}
	if status, page := two.act("edit", url.Values{"do": {"place"}, "article": {ids[1]}, "seen": {seen}}); status != http.StatusOK || !strings.Contains(page, "other words") || len(b.front().Draft) != 2 {
		t.Errorf("an edit beside the other's: %d %+v\n%s", status, b.front(), page)
	}
	if status, _ := two.act("publish", url.Values{"seen": {seen}}); status != http.StatusConflict || len(b.front().Live) != 0 {
		t.Errorf("published unseen: %d", status)
	}
}

// TestFrontByTheProgram has a scheduled front go live by the clock, whose article was withdrawn meanwhile, and shows
// beforehand what will be seen.
func TestFrontByTheProgram(t *testing.T) {
	t.Parallel()
	b, ids := withFronts(t)
	_, br := b.person("Ed", news.Editor)
	for _, id := range ids[:2] {
		br.act("edit", url.Values{"do": {"place"}, "article": {id}})
	}
	for at, want := range map[string]string{"2020-01-01T10:00": "lies in the past", "soon": "is not a time", "": "say when"} {
		if status, page := br.act("plan", url.Values{"at": {at}}); status != http.StatusUnprocessableEntity || !strings.Contains(strings.ToLower(page), want) {
			t.Errorf("planned for %q: %d", at, status)
		}
	}
	in := func(hours int64) string {
		return news.Millis(b.now.Load() + hours*3_600_000).Time().UTC().Format("2006-01-02T15:04")
	}
	if status, page := br.act("plan", url.Values{"at": {in(2)}}); status != http.StatusOK || !strings.Contains(page, "Cancel this") {
		t.Fatalf("%d\n%s", status, page)
	}
	br.act("plan", url.Values{"at": {in(3)}})
	f := b.front()
	if _, page := br.act("cancel", url.Values{"plan": {f.Planned[1].ID}}); !strings.Contains(page, "is cancelled") || len(b.front().Planned) != 1 {
		t.Errorf("%+v\n%s", b.front(), page)
	}
	b.do(news.Program, func(w *desk.Work) error { _, err := w.Unpublish(ids[0], 0); return err })
	if _, page := br.get("/newsroom/front"); !strings.Contains(page, "was taken down") {
		t.Errorf("the plan doesn't say that its article was taken down")
	}
	if n, err := b.desk.Tick(t.Context()); n != 0 || err != nil || len(b.front().Live) != 0 {
		t.Errorf("before its time: %d %v", n, err)
	}
	b.now.Add(48 * 3_600_000) // the clock jumps
	for range 2 {
		if _, err := b.desk.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if f = b.front(); fmt.Sprint(articles(f.Live)) != fmt.Sprint(ids[:2]) || len(f.Planned) != 0 {
		t.Errorf("after its time: %+v", f)
	}
	if _, page := br.get("/newsroom/front/front/page"); strings.Contains(page, "Article 1") || !strings.Contains(page, "Article 2") {
		t.Errorf("the withdrawn article is shown:\n%s", page)
	}
}

// TestPreviewOfLater shows what is scheduled by a moment, and not before it.
func TestPreviewOfLater(t *testing.T) {
	t.Parallel()
	b, _ := withFronts(t)
	_, br := b.person("Ed", news.Editor)
	headline, section := "Tomorrow’s own", "news"
	later := news.Millis(b.now.Load() + 24*3_600_000)
	c, err := b.desk.Check(desk.Filing{Headline: &headline, Section: &section})
	if err != nil {
		t.Fatal(err)
	}
	b.do(news.Program, func(w *desk.Work) error {
		r, err := w.File(c)
		if err == nil {
			_, err = w.Schedule(r.Article.ID, 0, later)
			br.b.t.Log(r.Article.State)
		}
		return err
	})
	for hours, want := range map[int64]bool{0: false, 23: false, 25: true} {
		at := news.Millis(b.now.Load() + hours*3_600_000).Time().UTC().Format("2006-01-02T15:04")
		if _, page := br.get("/newsroom/front/front/page?at=" + url.QueryEscape(at)); strings.Contains(page, headline) != want {
			t.Errorf("after %d hours it is shown: %v", hours, !want)
		}
	}
	if _, page := br.get("/newsroom/front/front/preview?at=2099-01-01T10:00"); !strings.Contains(page, "<strong>Preview.</strong>") {
		t.Errorf("there is no banner:\n%s", page)
	}
}
