package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/web/api"
)

// TestIdempotencyKeys sends requests again.
func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		key := map[string]string{"Idempotency-Key": "monday-1"}
		body := `{"headline": "Once", "section": "news", "tags": ["one"], "publish": true}`
		first := s.ask("editor", "POST", "/articles", body, key)
		if first.Code != 201 || first.Header().Get("Idempotency-Replayed") != "" {
			t.Fatalf("%d %s", first.Code, first.Body)
		}
		before := s.seq()
		again := s.ask("editor", "POST", "/articles", body, key)
		if again.Code != 201 || again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" || again.Header().Get("ETag") != first.Header().Get("ETag") {
			t.Errorf("sent again: %d %v %s", again.Code, again.Header(), again.Body)
		}
		if s.seq() != before {
			t.Errorf("sent again, the ledger got %q", s.since(before))
		}
		s.run(t, []scenario{
			{name: "the key with another request", url: "/articles", body: `{"headline": "Another", "section": "news"}`, header: key, status: 422, has: []string{`"field":"Idempotency-Key"`, "new key"}},
			{name: "the key at another address", url: "/sections", body: body, header: key, status: 422},
			{name: "somebody else's key", as: "publisher", url: "/articles", body: `{"headline": "Theirs", "section": "news"}`, header: key, status: 201, ledger: "article.file"},
			{name: "a key that is too long", url: "/articles", body: body, header: map[string]string{"Idempotency-Key": strings.Repeat("k", 256)}, status: 422, has: []string{"Idempotency-Key"}},
			{name: "a key on what fails", url: "/articles", body: `{"headline": "Later", "section": "arts"}`, header: map[string]string{"Idempotency-Key": "arts"}, status: 422},
			{name: "is free when the reason has gone", as: "editor", url: "/sections", body: `{"name": "Arts"}`, header: map[string]string{"Idempotency-Key": "arts-section"}, status: 201, ledger: "section.save"},
			{name: "and does it then", url: "/articles", body: `{"headline": "Later", "section": "arts"}`, header: map[string]string{"Idempotency-Key": "arts"}, status: 201, ledger: "article.file"},
			{name: "a section again", url: "/sections", body: `{"name": "Arts"}`, header: map[string]string{"Idempotency-Key": "arts-section"}, status: 201, has: []string{`"slug":"arts"`}},
			{name: "a section again without the key", url: "/sections", body: `{"name": "Arts"}`, status: 409, has: []string{`"field":"slug"`}},
			{name: "a batch", url: "/articles:batch", body: `{"articles": [{"headline": "B1", "section": "news"}, {"section": "news"}]}`, header: map[string]string{"Idempotency-Key": "batch"}, status: 200, ledger: "article.file"},
			{name: "a batch again", url: "/articles:batch", body: `{"articles": [{"headline": "B1", "section": "news"}, {"section": "news"}]}`, header: map[string]string{"Idempotency-Key": "batch"}, status: 200, has: []string{`"status":422`}},
		})
	})
}

// TestOneKeyAtOnce sends one request many times at the same moment: it has one effect, and everybody gets its answer.
func TestOneKeyAtOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		before := s.seq()
		var wg sync.WaitGroup
		var mu sync.Mutex
		answers := map[string]int{}
		for range 12 {
			wg.Go(func() {
				w := s.ask("editor", "POST", "/articles", `{"headline": "At once", "section": "news", "publish": true}`, map[string]string{"Idempotency-Key": "k"})
				mu.Lock()
				defer mu.Unlock()
				answers[fmt.Sprint(w.Code, " ", w.Body)]++
			})
		}
		wg.Wait()
		if len(answers) != 1 {
			t.Errorf("%d different answers: %v", len(answers), answers)
		}
		if got := s.since(before); got != "article.publish" {
			t.Errorf("the ledger got %q", got)
		}
	})
}

// TestRaces lets several clients do the same at the same moment.
func TestRaces(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "one", "")
		count := func(do func(i int) int) map[int]int {
			var wg sync.WaitGroup
			var mu sync.Mutex
			codes := map[int]int{}
			for i := range 8 {
				wg.Go(func() {
					code := do(i)
					mu.Lock()
					defer mu.Unlock()
					codes[code]++
				})
			}
			wg.Wait()
			return codes
		}
		codes := count(func(i int) int {
			return s.ask("editor", "PATCH", "/articles/{one}", fmt.Sprintf(`{"kicker": "K%d"}`, i), map[string]string{"If-Match": `"1"`}).Code
		})
		if codes[200] != 1 || codes[412] != 7 {
			t.Errorf("eight changes of version 1: %v", codes)
		}
		codes = count(func(i int) int {
			return s.ask("editor", "PATCH", "/articles/{one}", fmt.Sprintf(`{"kicker": "L%d"}`, i), nil).Code
		})
		if a := s.must("editor", "GET", "/articles/{one}", ""); codes[200] != 8 || a.Version != 10 {
			t.Errorf("eight changes of whatever stands: %v, version %d", codes, a.Version)
		}
		codes = count(func(i int) int {
			return s.ask("editor", "POST", "/articles", `{"headline": "The same", "section": "news", "tags": ["same tag"]}`, nil).Code
		})
		if codes[201] != 8 {
			t.Errorf("eight equal headlines: %v", codes)
		}
		codes = count(func(i int) int {
			return s.ask("editor", "POST", "/articles", `{"headline": "X", "section": "news", "slug": "wanted"}`, nil).Code
		})
		if codes[201] != 1 || codes[409] != 7 {
			t.Errorf("eight who want one slug: %v", codes)
		}
		codes = count(func(i int) int { return s.ask("editor", "POST", "/sections", `{"name": "Arts"}`, nil).Code })
		if codes[201] != 1 || codes[409] != 7 {
			t.Errorf("eight who make one section: %v", codes)
		}
		codes = count(func(i int) int { return s.ask("editor", "POST", "/articles/{one}/publish", "", nil).Code })
		if codes[200] != 8 {
			t.Errorf("eight who publish: %v", codes)
		}
		if n := strings.Count(s.since(0), "article.publish"); n != 1 {
			t.Errorf("published %d times", n)
		}
	})
}

// TestIfMatch changes things that somebody else has changed meanwhile.
func TestIfMatch(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	s.file("editor", "one", "")
	s.must("editor", "PATCH", "/articles/{one}", `{"kicker": "K"}`)
	is := func(v string) map[string]string { return map[string]string{"If-Match": v} }
	s.run(t, []scenario{
		{name: "an older version", method: "PATCH", url: "/articles/{one}", body: `{"kicker": "L"}`, header: is(`"1"`), status: 412, has: []string{`"current":2`, `"field":"If-Match"`, "version 2"}},
		{name: "an older version for an act", url: "/articles/{one}/publish", header: is("1"), status: 412, has: []string{`"current":2`}},
		{name: "a version to come", url: "/articles/{one}/publish", header: is("3"), status: 412},
		{name: "no version", method: "PATCH", url: "/articles/{one}", body: `{"kicker": "L"}`, header: is("yesterday's"), status: 422, has: []string{`"field":"If-Match"`}},
		{name: "any version", method: "PATCH", url: "/articles/{one}", body: `{"kicker": "M"}`, header: is("*"), status: 200, ledger: "article.save"},
		{name: "the version that stands", method: "PATCH", url: "/articles/{one}", body: `{"kicker": "N"}`, header: is(`"3"`), status: 200, ledger: "article.save"},
		{name: "a section's older version", method: "PATCH", url: "/sections/news", body: `{"name": "The News"}`, header: is("2"), status: 412, has: []string{`"current":1`}},
		{name: "a front's older version", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{one}"}]}`, header: is("2"), status: 412},
	})
	w := s.ask("editor", "GET", "/articles/{one}", "", nil)
	stands := w.Header().Get("ETag")
	if !strings.HasPrefix(stands, `"4-`) {
		t.Errorf("ETag %s", stands)
	}
	if w := s.ask("editor", "PATCH", "/articles/{one}", `{"kicker": "L"}`, is("1")); w.Header().Get("ETag") != stands {
		t.Errorf("after a lost race: ETag %s", w.Header().Get("ETag"))
	}
}

// TestBatches files many at once, good and bad together.
func TestBatches(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "taken", "")
		s.run(t, []scenario{
			{name: "good and bad", url: "/articles:batch", status: 200, ledger: "tag.save article.publish article.file article.schedule article.file",
				body: "{\"articles\": [{\"headline\": \"A\", \"section\": \"news\", \"publish\": true, \"tags\": [\"t\"]}," +
					`{"section": "news"}, {"headline": "B", "section": "sprot", "tags": ["never made"]}, {"headline": "A", "section": "news", "tags": ["t"]}, {"headline": "C", "section": "news", "slug": "taken"},` +
					`{"headline": "D", "section": "news", "embargo_until": "2027-01-01T00:00:00Z", "publish": true}, {"hedline": "E"}, "F", {"headline": 7}, ` +
					"{\"headline\": \"G\xff\"}, {\"headline\": \"H\", \"section\": \"news\", \"headline\": \"I\"}, {\"headline\": \"J\", \"section\": \"sport\"}]}",
				has: []string{`"status":201`, `"slug":"a"`, `"slug":"a-2"`, `"state":"scheduled"`, `"state":"live"`, `"field":"headline"`, `sprot`, `"field":"slug"`,
					`"status":409`, `did you mean \"headline\"`, "UTF-8", "twice", "must be an object, and is a text"}},
			{name: "none", url: "/articles:batch", body: `{"articles": []}`, status: 422, has: []string{`"field":"articles"`}},
			{name: "nothing", url: "/articles:batch", body: `{}`, status: 422, has: []string{`"field":"articles"`}},
			{name: "a list", url: "/articles:batch", body: `[{"headline": "A", "section": "news"}]`, status: 422},
			{name: "too many", url: "/articles:batch", body: `{"articles": [{}` + strings.Repeat(",{}", 1000) + `]}`, status: 413, has: []string{`"field":"articles"`, "1001"}},
			{name: "by another name", url: "/articles:batch", body: `{"items": []}`, status: 422, has: []string{`articles`}},
			{name: "a reporter's who publishes", as: "reporter", url: "/articles:batch", body: `{"articles": [{"headline": "R", "section": "news", "publish": true}, {"headline": "R", "section": "news"}]}`,
				status: 200, ledger: "article.file", has: []string{`"status":403`, `"status":201`}},
		})
		w := s.ask("editor", "GET", "/tags", "", nil)
		if strings.Contains(w.Body.String(), "never") {
			t.Errorf("a refused article left a tag: %s", w.Body)
		}
	})
}

// TestThousandEqualHeadlines files a full batch of one headline, twice.
func TestThousandEqualHeadlines(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	body := `{"articles": [` + strings.TrimSuffix(strings.Repeat(`{"headline": "Weather", "section": "news"},`, 1000), ",") + `]}`
	for range 2 {
		if w := s.ask("editor", "POST", "/articles:batch", body, nil); w.Code != 200 || strings.Count(w.Body.String(), `"status":201`) != 1000 {
			t.Fatalf("%d %.500s", w.Code, w.Body)
		}
	}
	if a := s.file("editor", "Weather", ""); a.Slug != "weather-2001" {
		t.Errorf("the next is %q", a.Slug)
	}
}

// TestLimits asks too often.
func TestLimits(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t, func(o *api.Options) { o.Rate, o.Burst = 0.001, 5 })
	codes := map[int]int{}
	for range 8 {
		w := s.ask("editor", "GET", "/sections", "", nil)
		codes[w.Code]++
		if w.Code == http.StatusTooManyRequests {
			checkProblem(t, w)
			if w.Header().Get("Retry-After") == "" {
				t.Errorf("no Retry-After")
			}
		}
	}
	if codes[200] != 5 || codes[429] != 3 {
		t.Errorf("one token: %v", codes)
	}
	if w := s.ask("publisher", "GET", "/sections", "", nil); w.Code != 200 {
		t.Errorf("another token waits too: %d", w.Code)
	}
	codes = map[int]int{}
	for range 40 {
		codes[s.ask("", "GET", "/sections", "", nil).Code]++
	}
	if codes[401] < 25 || codes[429] < 5 {
		t.Errorf("without a token: %v", codes)
	}
	if w := s.ask("publisher", "GET", "/sections", "", nil); w.Code != 200 {
		t.Errorf("a good token waits behind strangers: %d", w.Code)
	}
}

// TestTokens ends tokens in every way.
func TestTokens(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	if w := s.ask("reporter", "GET", "/sections", "", nil); w.Code != 200 {
		t.Fatal(w.Code)
	}
	brief, err := s.people.CreateToken(t.Context(), s.paper.ID, account.NewToken{Email: "publisher@example.org", Life: 500})
	if err != nil {
		t.Fatal(err)
	}
	s.tokens["brief"] = brief
	if w := s.ask("brief", "GET", "/sections", "", nil); w.Code != 200 {
		t.Fatal(w.Code)
	}
	s.must("publisher", "PATCH", "/people/the-reporter", `{"role": ""}`)
	s.must("publisher", "PATCH", "/people/the-editor", `{"role": "reporter"}`)
	s.clock.Set(s.clock.Now() + 600)
	s.run(t, []scenario{
		{name: "that has expired", as: "brief", method: "GET", url: "/sections", status: 401, has: []string{"expired", "broadsheet token create"}},
		{name: "of somebody without a role", as: "reporter", method: "GET", url: "/sections", status: 401, has: []string{"no entry"}},
		{name: "of somebody with a lesser role", as: "editor", url: "/sections", body: `{"name": "Arts"}`, status: 403},
	})
}

// TestPanicsAreProblems lets a dependency fall over.
func TestPanicsAreProblems(t *testing.T) {
	t.Parallel()
	s := newSite(quiet{t}, storetest.SQLiteOptions(t))
	s.desk.NewID = func() string { panic("no ids today") }
	w := s.ask("editor", "POST", "/articles", `{"headline": "X", "section": "news"}`, nil)
	if w.Code != 500 || strings.Contains(w.Body.String(), "no ids") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	checkProblem(t, w)
}

// TestAnswersHaveHeaders holds an answer to what HTTP and browsers want of it.
func TestAnswersHaveHeaders(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	w := s.ask("editor", "POST", "/articles", `{"headline": "X", "section": "news"}`, nil)
	var a answered
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]string{"Content-Type": "application/json", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"ETag": `"` + a.Mark + `"`, "Location": "/api/v1/articles/" + a.ID} {
		if got := w.Header().Get(k); got != want {
			t.Errorf("%s: %q, want %q", k, got, want)
		}
	}
	if w := s.ask("", "GET", "/sections", "", nil); !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("401 without WWW-Authenticate")
	}
	if w := s.ask("editor", "PUT", "/sections", "{}", nil); w.Code != 405 || !strings.Contains(w.Header().Get("Allow"), "POST") {
		t.Errorf("%d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

// fullDisk is a store on a disk that has no room left.
type fullDisk struct{ *store.Store }

func (fullDisk) Write(context.Context, string, func(news.Tx) error) ([]news.Entry, error) {
	return nil, news.Errorf(news.CodeUnavailable, "", "the disk is full; make room and try again")
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	s := newSite(quiet{t}, storetest.SQLiteOptions(t))
	s.desk.Store = fullDisk{s.store}
	s.run(t, []scenario{{name: "filing", url: "/articles", body: `{"headline": "X", "section": "news"}`, status: 503, has: []string{"disk is full"}}})
	if w := s.ask("editor", "GET", "/articles", "", nil); w.Code != 200 {
		t.Errorf("reading: %d", w.Code)
	}
}

// TestHosts asks at hosts that are no paper's, or another's.
func TestHosts(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	storetest.Paper(t, s.store, "other.example")
	at := func(host string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "http://"+host+"/api/v1/sections", nil)
		r.Header.Set("Authorization", "Bearer "+s.tokens["editor"])
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		return w
	}
	if w := at("other.example"); w.Code != 401 {
		t.Errorf("another paper takes the token: %d %s", w.Code, w.Body)
	} else {
		checkProblem(t, w)
	}
	if w := at("www.example"); w.Code != 200 {
		t.Errorf("the paper without hosts answers %d", w.Code)
	}
	_, err := s.store.Write(t.Context(), s.paper.ID, func(tx news.Tx) error {
		p, err := tx.Paper()
		p.Hosts, p.Version = []string{"news.example"}, p.Version+1
		return errors.Join(err, tx.PutPaper(p, ""))
	})
	if err != nil {
		t.Fatal(err)
	}
	if w := at("news.example:8080"); w.Code != 200 {
		t.Errorf("at its host the paper answers %d %s", w.Code, w.Body)
	}
	w := at("www.example")
	if w.Code != 421 {
		t.Errorf("a host that is no paper's: %d %s", w.Code, w.Body)
	}
	checkProblem(t, w)
}
