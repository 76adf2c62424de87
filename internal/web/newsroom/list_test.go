package newsroom

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// TestFilters cuts the list, keeps filters under names, and comes back to the last one.
func TestFilters(t *testing.T) {
	t.Parallel()
	b, ada, ron, eds, reps := newsroomOf(t)
	b.file(ada, "Harbour wall breaks")
	b.file(ron, "Harbour festival")
	b.now.Add(3 * 24 * 60 * 60 * 1000)
	b.file(ron, "Market day")
	b.change(ron, b.idOf("Market day"), desk.Filing{Kind: ptr(news.KindLive)})
	if status, page := eds.get("/newsroom/list?kind=lively"); status != 422 || !strings.Contains(page, "There is no kind &#34;lively&#34;") {
		t.Errorf("a kind that there isn't: %d\n%s", status, page)
	}
	for query, want := range map[string]string{
		"all=1": "Harbour wall breaks,Harbour festival,Market day", "q=harbour": "Harbour wall breaks,Harbour festival", "q=HARBOUR+wall": "Harbour wall breaks",
		"person=" + ron.ID: "Harbour festival,Market day", "section=news&state=draft": "Harbour wall breaks,Harbour festival,Market day", "state=live": "",
		"kind=live": "Market day", "kind=news": "Harbour wall breaks,Harbour festival", "kind=news&person=" + ron.ID: "Harbour festival", "kind=letter": "",
		"from=2026-02-03": "Market day", "until=2026-02-02": "Harbour wall breaks,Harbour festival", "from=2026-02-05": "Market day", "until=2026-02-05": "Harbour wall breaks,Harbour festival,Market day",
		"from=2026-02-06": "",
	} {
		status, page := eds.get("/newsroom/list?" + query)
		for _, h := range []string{"Harbour wall breaks", "Harbour festival", "Market day"} {
			if strings.Contains(page, ">"+h+"<") != strings.Contains(want, h) || status != 200 {
				t.Errorf("%s: %d, want %q:\n%s", query, status, want, page)
			}
		}
	}
	eds.get("/newsroom/list?state=live&q=harbour")
	if _, page := eds.get("/newsroom/list"); !strings.Contains(page, `value="live" selected`) || !strings.Contains(page, `value="harbour"`) {
		t.Errorf("the list doesn't come back to what was looked at last:\n%s", page)
	}
	eds.get("/newsroom/list?all=1")
	if _, page := eds.get("/newsroom/list"); strings.Contains(page, `value="live" selected`) || !strings.Contains(page, ">Market day<") {
		t.Errorf("the list doesn't forget what was looked at:\n%s", page)
	}
	key := eds.key()
	if status, page := eds.post("/newsroom/filters", url.Values{"key": {key}, "name": {"  The   <harbour> "}, "query": {"q=harbour&evil=1"}}); status != 200 || !strings.Contains(page, `href="/newsroom/list?q=harbour"`) || !strings.Contains(page, "The &lt;harbour&gt;") {
		t.Errorf("saving: %d\n%s", status, page)
	}
	if _, page := reps.get("/newsroom/list?all=1"); strings.Contains(page, "&lt;harbour&gt;") {
		t.Error("one person's filters are another's")
	}
	for _, bad := range []url.Values{{"name": {""}}, {"name": {strings.Repeat("x", 61)}}, {"name": {"a"}, "query": {"%zz"}}, {"name": {"a"}, "query": {"q=" + strings.Repeat("x", 1001)}}} {
		bad.Set("key", key)
		if status, _ := eds.post("/newsroom/filters", bad); status != 422 {
			t.Errorf("%.60v: %d", bad, status)
		}
	}
	for n := range maxFilters {
		status, page := eds.post("/newsroom/filters", url.Values{"key": {key}, "name": {fmt.Sprint("f", n)}, "query": {"state=draft"}})
		if want := map[bool]int{true: 200, false: 422}[n < maxFilters-1]; status != want {
			t.Errorf("filter %d: %d\n%s", n, status, page)
		}
	}
	if status, page := eds.post("/newsroom/filters/drop", url.Values{"key": {key}, "name": {"The <harbour>"}, "query": {"state=draft"}}); status != 200 || strings.Contains(page, "&lt;harbour&gt;") {
		t.Errorf("deleting: %d", status)
	}
}

// TestPagesOfAKind goes through the pages of what is of one kind: everything once, and nothing else.
func TestPagesOfAKind(t *testing.T) {
	t.Parallel()
	b, ada, _, eds, _ := newsroomOf(t)
	b.do(news.Actor{Person: ada.ID, Role: ada.Role}, func(w *desk.Work) error {
		for n := range 2*perPage + 30 {
			kind := news.KindNews
			if n%2 == 0 {
				kind = news.KindLive
			}
			c, err := b.desk.Check(desk.Filing{Headline: ptr(fmt.Sprintf("%s story %03d.", kind, n)), Kind: &kind, Section: ptr("news")})
			if err == nil {
				_, err = w.File(c)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	found := map[string]int{}
	next := "/newsroom/list?kind=live"
	for pages := 0; next != ""; pages++ {
		_, page := eds.get(next)
		if strings.Contains(page, "news story") || pages > 1 {
			t.Fatalf("page %d of live pages has others, or there are too many", pages+1)
		}
		for _, m := range regexp.MustCompile(`live story (\d+)\.<`).FindAllStringSubmatch(page, -1) {
			found[m[1]]++
		}
		next = ""
		if m := regexp.MustCompile(`href="([^"]+)" rel="next"`).FindStringSubmatch(page); m != nil {
			if next = html.UnescapeString(m[1]); !strings.Contains(next, "kind=live") {
				t.Errorf("the next page is of everything: %s", next)
			}
		}
	}
	if len(found) != perPage+15 {
		t.Errorf("the pages have %d of %d: %v", len(found), perPage+15, found)
	}
}

// TestFind finds articles for the command palette, and nothing that one may not open.
func TestFind(t *testing.T) {
	t.Parallel()
	b, ada, ron, eds, reps := newsroomOf(t)
	b.file(ada, "Harbour wall breaks")
	b.file(ron, "Harbour festival")
	for _, want := range []struct {
		who *browser
		q   string
		n   int
	}{{eds, "harbour", 2}, {reps, "harbour", 1}, {eds, "nothing", 0}, {eds, "", 0}, {eds, strings.Repeat("x", 300), 0}} {
		var list []found
		status, text := want.who.get("/newsroom/find?q=" + url.QueryEscape(want.q))
		if err := json.Unmarshal([]byte(text), &list); status != 200 || err != nil || len(list) != want.n {
			t.Errorf("%.20q: %d %s", want.q, status, text)
		}
	}
}

// TestLetters turns the keys that are a letter alone off and on again.
func TestLetters(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, eds := b.person("Ada", "editor")
	for _, want := range []string{"off", "on"} {
		if status, page := eds.post("/newsroom/keys", url.Values{"key": {eds.key()}, "letters": {want}}); status != 200 || !strings.Contains(page, `data-letters="`+want+`"`) {
			t.Errorf("%s: %d\n%s", want, status, page)
		}
	}
}
