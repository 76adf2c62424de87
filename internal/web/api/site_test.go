package api_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/web"
	"broadsheet/internal/web/api"
)

// site is a paper on a real store with the real handler before it.
type site struct {
	t       testing.TB
	clock   *storetest.Clock
	store   *store.Store
	desk    *desk.Desk
	people  *account.Accounts
	paper   news.Paper
	handler http.Handler
	api     *api.API
	tokens  map[string]string // by role
	ids     map[string]string // by role: the person; by name: what a test has made
	from    string            // where requests come from; empty: as httptest has it
}

// engines runs a test on every engine there is.
func engines(t *testing.T, run func(t *testing.T, s *site)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		run(t, newSite(t, storetest.SQLiteOptions(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		run(t, newSite(t, storetest.PostgresOptions(t)))
	})
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// newSite makes a paper with the sections news and sport, one person of each role, and a token for each.
func newSite(t testing.TB, o store.Options, with ...func(*api.Options)) *site {
	t.Helper()
	s := &site{t: t, clock: storetest.NewClock(storetest.Noon), tokens: map[string]string{}, ids: map[string]string{}}
	if o.Now != nil {
		o.Now = s.clock.Now
	}
	s.store = storetest.Open(t, o)
	s.paper = storetest.Paper(t, s.store)
	s.desk = &desk.Desk{Store: s.store, Now: s.clock.Now, NewID: newID, Rules: s.store}
	s.people = account.New(s.store, s.clock.Now)
	s.furnish()
	options := api.Options{Desk: s.desk, Store: s.store, Accounts: s.people, Now: s.clock.Now, Served: "http://127.0.0.1:8080", Rate: 1e6, Burst: 1e6, Pictures: pictures(t)}
	for _, w := range with {
		w(&options)
	}
	var err error
	if s.api, err = api.New(options); err != nil {
		t.Fatal(err)
	}
	s.handler = web.Server{
		Papers: s.store, Reader: http.NotFoundHandler(), API: s.api, TellAPI: api.Tell, Health: &web.Health{Store: s.store},
		Log: slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelError})),
	}.Handler()
	return s
}

// testLog writes the server's log into the test's.
type testLog struct{ t testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(string(b))
	return len(b), nil
}

// quiet is a test that expects the server to log an error.
type quiet struct{ testing.TB }

func (quiet) Log(...any) {}

// furnish makes sections, people and tokens.
func (s *site) furnish() {
	s.t.Helper()
	s.do(news.Program, func(w *desk.Work) error {
		for _, name := range []string{"News", "Sport"} {
			if _, err := w.AddSection(desk.SectionFiling{Name: &name}); err != nil {
				return err
			}
		}
		for _, role := range append([]news.Role{"rival"}, news.Roles...) {
			name, email, is := "The "+string(role), string(role)+"@example.org", role
			if role == "rival" { // another reporter
				is = news.Reporter
			}
			p, err := w.AddPerson(desk.PersonFiling{Name: &name, Email: &email, Role: &is})
			if err != nil {
				return err
			}
			s.ids[string(role)] = p.ID
		}
		return nil
	})
	for _, role := range []string{"rival", "reporter", "editor", "publisher"} {
		token, err := s.people.CreateToken(context.Background(), s.paper.ID, account.NewToken{Email: role + "@example.org"})
		if err != nil {
			s.t.Fatal(err)
		}
		s.tokens[role] = token
	}
}

func (s *site) do(by news.Actor, fn func(*desk.Work) error) {
	s.t.Helper()
	if _, err := s.desk.Do(context.Background(), s.paper.ID, by, fn); err != nil {
		s.t.Fatal(err)
	}
}

// ask sends a request as the person of a role ("" nobody) and returns the answer.
func (s *site) ask(as, method, url, body string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/api/v1"+s.fill(url), strings.NewReader(s.fill(body)))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.from != "" {
		r.RemoteAddr = s.from
	}
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+s.tokens[as])
	}
	for k, v := range header {
		if v == "" {
			r.Header.Del(k)
			continue
		}
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// fill puts ids in the place of their names: {draft} becomes what s.ids has under "draft".
func (s *site) fill(text string) string {
	for name := range maps.Keys(s.ids) {
		text = strings.ReplaceAll(text, "{"+name+"}", s.ids[name])
	}
	return text
}

// answered is what tests read of an answer about an article.
type answered struct {
	ID, State, URL, Slug, Headline, Section, Mark              string
	Version, Live                                              int
	Byline                                                     any
	Tags                                                       []string
	PublishedAt, UpdatedAt, ReleaseAt, EmbargoUntil, ExpiresAt *string
	Body                                                       json.RawMessage
	BodyHTML                                                   string `json:"body_html"`
}

// must sends a request that has to succeed and decodes the answer.
func (s *site) must(as, method, url, body string) (a answered) {
	s.t.Helper()
	w := s.ask(as, method, url, body, nil)
	if w.Code >= 300 {
		s.t.Fatalf("%s %s as %s: %d %s", method, s.fill(url), as, w.Code, w.Body)
	}
	decodeAnswer(s.t, w.Body, &a)
	return a
}

func decodeAnswer(t testing.TB, r io.Reader, to any) {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	// the answers' names are in snake case, the tests' fields are not
	var m map[string]json.RawMessage
	if json.Unmarshal(b, &m) == nil {
		for k, v := range m {
			m[strings.ReplaceAll(k, "_", "")] = v
		}
		b, _ = json.Marshal(m)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
}

// file files an article as somebody and remembers its id under a name.
func (s *site) file(as, name, fields string) answered {
	s.t.Helper()
	a := s.must(as, "POST", "/articles", `{"headline": "`+name+`", "section": "news"`+fields+`}`)
	s.ids[name] = a.ID
	return a
}

// seq returns the number of the ledger's last entry.
func (s *site) seq() int64 {
	s.t.Helper()
	n, err := s.store.LastSeq(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// since returns what the ledger says after a number, as "article.file article.publish".
func (s *site) since(seq int64) string {
	s.t.Helper()
	entries, err := s.store.Entries(context.Background(), s.paper.ID, seq, 10000)
	if err != nil {
		s.t.Fatal(err)
	}
	var what []string
	for _, e := range entries {
		what = append(what, e.What)
	}
	return strings.Join(what, " ")
}

// scenario is one request and what is to come of it.
type scenario struct {
	name   string
	as     string // role; "": editor; "nobody": without a token
	method string // "": POST
	url    string // below /api/v1
	header map[string]string
	body   string
	status int
	has    []string
	lacks  []string
	ledger string // what is appended; "": nothing may be
}

// run sends the scenarios one after the other.
func (s *site) run(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, c := range scenarios {
		t.Run(c.name, func(t *testing.T) { s.one(t, c) })
	}
}

func (s *site) one(t *testing.T, c scenario) {
	t.Helper()
	as, method := c.as, c.method
	switch as {
	case "":
		as = "editor"
	case "nobody":
		as = ""
	}
	if method == "" {
		method = "POST"
	}
	before := s.seq()
	w := s.ask(as, method, c.url, c.body, c.header)
	text := w.Body.String()
	shown := text[:min(len(text), 1500)]
	if w.Code != c.status {
		t.Fatalf("status %d, want %d: %s", w.Code, c.status, shown)
	}
	for _, x := range c.has {
		if !strings.Contains(text, s.fill(x)) {
			t.Errorf("the answer lacks %q: %s", s.fill(x), shown)
		}
	}
	for _, x := range c.lacks {
		if strings.Contains(text, s.fill(x)) {
			t.Errorf("the answer has %q: %s", x, shown)
		}
	}
	if got := s.since(before); got != c.ledger {
		t.Errorf("the ledger got %q, want %q", got, c.ledger)
	}
	if w.Code >= 400 {
		checkProblem(t, w)
	}
}

// checkProblem holds a failure to RFC 9457 and to our own rules.
func checkProblem(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	var p struct {
		Type, Title, Detail string
		Status              int
		Errors              []struct{ Field, Message string }
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("a failure of type %q", got)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	if p.Type == "" || p.Title == "" || p.Status != w.Code || len(p.Detail) < 10 {
		t.Errorf("an incomplete problem: %s", w.Body)
	}
	for _, e := range p.Errors {
		if e.Message == "" {
			t.Errorf("a fault without words: %s", w.Body)
		}
	}
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// newSiteOnSQLite is newSite for tests in which the store's engine makes no difference.
func newSiteOnSQLite(t testing.TB, with ...func(*api.Options)) *site {
	t.Helper()
	return newSite(t, storetest.SQLiteOptions(t), with...)
}

// relatedToNothing gives the API related lists, with nothing on them.
func relatedToNothing(o *api.Options) {
	o.Related = func(context.Context, news.Paper, string, int) ([]api.Related, error) { return nil, nil }
}
