package newsroom

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

func TestReadLocal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, s, want string }{
		{"Europe/London", "2026-01-05T06:00", "2026-01-05T06:00:00Z"},
		{"Europe/London", "2026-07-05T06:00", "2026-07-05T05:00:00Z"},
		{"Asia/Kolkata", "2026-07-05T06:00", "2026-07-05T00:30:00Z"},
		{"Europe/London", "2026-03-29T01:30", ""}, // the clocks go forward
		{"Europe/London", "2026-02-30T01:30", ""},
		{"Europe/London", "tomorrow", ""},
		{"Europe/London", "", ""},
	} {
		got, err := readLocal("at", c.s, c.zone)
		if c.want == "" {
			if news.CodeOf(err) != news.CodeInvalid {
				t.Errorf("%s in %s is %v, %v", c.s, c.zone, got, err)
			}
			continue
		}
		if want, _ := time.Parse(time.RFC3339, c.want); err != nil || got != news.At(want) {
			t.Errorf("%s in %s is %v, %v", c.s, c.zone, got, err)
		}
	}
}

// TestTwoSetTheEmbargo has two editors set an article's embargo from the same form: the second is told the first's and their
// own, nothing is lost, and their next press counts.
func TestTwoSetTheEmbargo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	_, ada := b.person("Ada", news.Editor)
	_, bea := b.person("Bea", news.Editor)
	ron, _ := b.person("Ron", news.Reporter)
	b.file(ron, "Wanted by two")
	items, err := b.store.Articles(t.Context(), b.paper.ID, news.DeskFilter{}, news.After{}, 1)
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	path := "/newsroom/article/" + items[0].ID
	seen := func(page string) string {
		t.Helper()
		found := regexp.MustCompile(`name="was" value="([^"]+)"`).FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("the form doesn't say how the embargo stands:\n%s", page)
		}
		return found[1]
	}
	set := func(br *browser, was, until string) (int, string) {
		t.Helper()
		return br.post(path+"/embargo", url.Values{"key": {br.key()}, "was": {was}, "until": {until}})
	}
	_, page := ada.get(path)
	was := seen(page)
	if status, page := set(ada, was, "2026-02-03T06:00"); status != http.StatusOK {
		t.Fatalf("%d\n%s", status, page)
	}
	status, page := set(bea, was, "2026-02-04T09:00")
	for _, want := range []string{"Ada changed the embargo meanwhile and set it to 3 February 2026, 06:00", "you chose 4 February 2026, 09:00", `value="2026-02-04T09:00"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the second isn't told %q:\n%s", want, page)
		}
	}
	stands := func(want string) {
		t.Helper()
		a, _, err := b.store.Read(t.Context(), b.paper.ID, items[0].ID, 0)
		if got := a.EmbargoUntil.Time().Format("2 15:04"); got != want || err != nil {
			t.Errorf("the embargo ends at %s, not at %s (%v)", got, want, err)
		}
	}
	if stands("3 06:00"); status != http.StatusConflict {
		t.Errorf("it was answered %d", status)
	}
	if status, page := set(bea, seen(page), "2026-02-04T09:00"); status != http.StatusOK {
		t.Errorf("pressed again: %d\n%s", status, page)
	}
	stands("4 09:00")
	// Two who want the same are of one mind.
	if status, _ := set(ada, was, "2026-02-04T09:00"); status != http.StatusOK {
		t.Errorf("the same end was answered %d", status)
	}
	// One asks for an earlier end, which the other, asking for yet another, is told.
	_, page = bea.get(path)
	was = seen(page)
	set(ada, was, "2026-02-03T12:00")
	if status, page := set(bea, was, "2026-02-03T18:00"); status != http.StatusConflict || !strings.Contains(page, "asked to end it: 3 February 2026, 12:00 GMT; you chose 3 February 2026, 18:00 GMT") {
		t.Errorf("two wishes: %d\n%s", status, page)
	}
}

// TestEmbargoForms has one editor ask to end an embargo sooner, and another agree.
func TestEmbargoForms(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	_, ada := b.person("Ada", news.Editor)
	_, bea := b.person("Bea", news.Editor)
	ron, rons := b.person("Ron", news.Reporter)
	b.file(ron, "Under embargo")
	items, err := b.store.Articles(t.Context(), b.paper.ID, news.DeskFilter{}, news.After{}, 1)
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	path := "/newsroom/article/" + items[0].ID
	post := func(br *browser, what string, values url.Values, status int, want string) {
		t.Helper()
		values.Set("key", br.key())
		if got, page := br.post(path+"/"+what, values); got != status || !strings.Contains(page, want) {
			t.Errorf("%s: %d, without %q\n%s", what, got, want, page)
		}
	}
	// The bench's clock stands at 02:40 on 2 February 2026, in London.
	post(ada, "embargo", url.Values{"until": {"2026-02-03T06:00"}}, http.StatusOK, "until")
	post(ada, "embargo", url.Values{"until": {"2026-02-01T06:00"}}, http.StatusUnprocessableEntity, "has passed already")
	_, page := ada.get(path)
	for _, want := range []string{"Goes out by itself when its embargo ends", "3 February 2026, 06:00", "GMT (Europe/London)", `data-until="2026-02-03T06:00:00Z"`, "in 1 d 3 h"} {
		if !strings.Contains(page, want) {
			t.Errorf("the panel lacks %q", want)
		}
	}
	post(ada, "embargo", url.Values{"until": {""}}, http.StatusOK, "It stays as it is until another editor agrees")
	_, page = ada.get(path)
	if strings.Contains(page, path+"/agree") || !strings.Contains(page, "Another editor has to agree") {
		t.Error("whoever asked is offered to agree")
	}
	post(rons, "embargo", url.Values{"until": {""}}, http.StatusForbidden, "needs the role editor")
	_, page = bea.get(path)
	if !strings.Contains(page, "Ada asks to end the embargo") {
		t.Errorf("the second editor isn't asked:\n%s", page)
	}
	post(bea, "agree", url.Values{"until": {"0"}}, http.StatusOK, "The embargo has been moved")
	b.do(news.Program, func(w *desk.Work) error {
		a, err := w.Article(items[0].ID)
		if a.EmbargoUntil != 0 || a.EmbargoAsk.At != 0 {
			t.Errorf("the embargo is %v, the wish %v", a.EmbargoUntil, a.EmbargoAsk)
		}
		return err
	})
}
