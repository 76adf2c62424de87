package newsroom

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// TestDoorRights tries every address of the door as everybody who may not, and without the form's key.
func TestDoorRights(t *testing.T) {
	t.Parallel()
	b := setup(t)
	publisher, pubs := b.person("Pat", news.Publisher)
	editor, eds := b.person("Ada", news.Editor)
	_, reps := b.person("Ron", news.Reporter)
	of := "/newsroom/people/" + publisher.ID + "/sessions"
	for _, c := range []struct {
		who    string
		br     *browser
		method string
		path   string
		want   int
	}{
		{"a reporter", reps, "GET", of, 403}, {"a reporter", reps, "POST", of + "/end", 403}, {"a reporter", reps, "GET", "/newsroom/audit", 403},
		{"a reporter", reps, "GET", "/newsroom/audit.csv", 403}, {"a reporter", reps, "GET", "/newsroom/audit.jsonl?kind=article", 403},
		{"an editor", eds, "GET", of, 403}, {"an editor", eds, "POST", of + "/end", 403}, {"an editor", eds, "GET", "/newsroom/audit?kind=person", 403},
		{"an editor", eds, "GET", "/newsroom/audit.csv?kind=session", 403}, {"an editor", eds, "GET", "/newsroom/audit", 200},
		{"an editor", eds, "GET", "/newsroom/people/" + editor.ID + "/sessions", 200},
		{"a publisher", pubs, "GET", "/newsroom/audit", 200}, {"a publisher", pubs, "GET", "/newsroom/people/nobody/sessions", 404},
		{"a publisher", pubs, "POST", of + "/end", 422},
		{"a stranger", b.browser(), "GET", "/newsroom/audit", 401}, {"a stranger", b.browser(), "GET", "/newsroom/audit.jsonl", 401},
		{"a stranger", b.browser(), "GET", "/newsroom/you", 401}, {"a stranger", b.browser(), "POST", "/newsroom/you/codes", 401},
	} {
		status := 0
		page := ""
		if c.method == "GET" {
			status, page = c.br.get(c.path)
		} else {
			values := url.Values{"what": {"nonsense"}}
			if c.who != "a stranger" {
				values.Set("key", c.br.key())
			}
			status, page = c.br.post(c.path, values)
		}
		if status != c.want || status != 200 && strings.Contains(page, "Chrome") {
			t.Errorf("%s: %s %s answers %d, want %d", c.who, c.method, c.path, status, c.want)
		}
	}
	for _, path := range []string{"/newsroom/you/passkey/ask", "/newsroom/you/passkey", "/newsroom/you/passkey/remove", "/newsroom/you/codes", "/newsroom/you/session/end", of + "/end", "/newsroom/signout"} {
		if status, page := pubs.post(path, url.Values{"what": {"sessions"}}); status != 403 || !strings.Contains(page, "not one of this session") {
			t.Errorf("%s without the form's key answers %d", path, status)
		}
		if status, _ := pubs.get(path); status != 200 {
			t.Errorf("following a link to %s answers %d", path, status)
		}
	}
	evil := &browser{b: b, client: pubs.client, header: http.Header{"Sec-Fetch-Site": {"cross-site"}}}
	for _, path := range []string{"/newsroom/signin", "/newsroom/signin/code", "/newsroom/signin/ask", "/newsroom/signin/passkey", "/newsroom/you/codes"} {
		if status, _ := evil.post(path, url.Values{"key": {pubs.key()}}); status != 403 {
			t.Errorf("another site's post to %s answers %d", path, status)
		}
	}
}

// TestEndingSessions ends sessions on You and as a publisher; a cookie that was stolen before is worth nothing after.
func TestEndingSessions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, pubs := b.person("Pat", news.Publisher)
	ada, eds := b.person("Ada", news.Editor)
	again := func() *browser {
		br := b.browser()
		br.header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0")
		if status, _ := br.post("/newsroom/signin", url.Values{"link": {b.link("ada@example.org")}}); status != 200 {
			t.Fatal(status)
		}
		return br
	}
	in := func(br *browser) bool {
		status, _ := br.get("/newsroom/you")
		return status == 200
	}
	second := again()
	_, page := eds.get("/newsroom/you")
	found := regexp.MustCompile(`name="session" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
	if found == nil || !strings.Contains(page, "Firefox on Linux") || !strings.Contains(page, "127.0.0.0/24") || !strings.Contains(page, "This one") {
		t.Fatalf("You shows:\n%s", page)
	}
	if status, page := eds.post("/newsroom/you/session/end", url.Values{"key": {eds.key()}, "session": {found[1]}}); status != 200 || !strings.Contains(page, "The session is ended.") {
		t.Errorf("ending one: %d", status)
	}
	if in(second) || !in(eds) {
		t.Error("another session was ended than the one meant")
	}
	second, third := again(), again()
	eds.post("/newsroom/you/session/end", url.Values{"key": {eds.key()}, "others": {"1"}})
	if in(second) || in(third) || !in(eds) {
		t.Error("the others are not ended, or this one is")
	}
	stolen := &browser{b: b, client: &http.Client{}, header: http.Header{}}
	at, _ := url.Parse(b.url)
	for _, c := range eds.client.Jar.Cookies(&url.URL{Scheme: "http", Host: at.Host, Path: "/newsroom/"}) {
		stolen.header.Set("Cookie", c.String())
	}
	if !in(stolen) {
		t.Fatal("the cookie isn't the session's")
	}
	if status, page := eds.post("/newsroom/signout", url.Values{"key": {eds.key()}}); status != 200 || strings.Contains(page, "My desk") {
		t.Errorf("signing out: %d", status)
	}
	if in(stolen) {
		t.Error("a stolen cookie works after the sign-out")
	}
	second = again()
	status, page := pubs.post("/newsroom/people/"+ada.ID+"/sessions/end", url.Values{"key": {pubs.key()}, "what": {"sessions"}})
	if status != 200 || !strings.Contains(page, "All their sessions are ended.") || in(second) {
		t.Errorf("a publisher ends them: %d", status)
	}
	for name, to := range map[string]string{"elsewhere": "https://evil.example/", "another host": "//evil.example", "by a trick": "/newsroom/\\evil", "up": "/newsroom/../x", "out": "/newsroom/signout"} {
		if inside(to) != "/newsroom/" {
			t.Errorf("%s: after signing in one lands at %q", name, inside(to))
		}
	}
	if inside("/newsroom/article/x?y=1") != "/newsroom/article/x?y=1" {
		t.Error("nobody gets back to where they were")
	}
}

// TestRecovery signs in by a code on the page, and wants the same answer whether an address is known.
func TestRecovery(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, eds := b.person("Ada", news.Editor)
	_, page := eds.post("/newsroom/you/codes", url.Values{"key": {eds.key()}})
	codes := regexp.MustCompile(`(?m)^(?:.*<code>)?((?:[a-z1-9]{4}-){3}[a-z1-9]{4})`).FindAllStringSubmatch(page, -1)
	if len(codes) != 10 {
		t.Fatalf("%d codes are shown:\n%s", len(codes), page)
	}
	if _, page := eds.get("/newsroom/you"); strings.Contains(page, codes[0][1]) || !strings.Contains(page, "10 of ten are left") {
		t.Error("the codes are shown again, or not counted")
	}
	use := func(email, code string) (int, string) {
		return b.browser().post("/newsroom/signin/code", url.Values{"email": {email}, "code": {code}, "to": {"/newsroom/you"}})
	}
	if status, page := use("ada@example.org", codes[0][1]); status != 200 || !strings.Contains(page, "9 of ten are left") {
		t.Errorf("a code answers %d", status)
	}
	status, known := use("ada@example.org", codes[0][1])
	status2, unknown := use("eve@example.org", codes[0][1])
	if status != 401 || status2 != 401 || strings.ReplaceAll(known, "ada@", "eve@") != unknown {
		t.Errorf("a used code answers %d, an unknown address %d, and not alike", status, status2)
	}
	if status, _ := use("", ""); status != 422 {
		t.Errorf("nothing typed answers %d", status)
	}
	for range 20 {
		status, page = use("ada@example.org", "guess")
	}
	if status != 429 || !strings.Contains(page, "Too many codes") {
		t.Errorf("guessing answers %d", status)
	}
}

// TestScriptsAnswers sends what no script would.
func TestScriptsAnswers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	br := b.browser()
	for body, want := range map[string]int{"": 422, "[]": 422, `{"answer":{}}`: 409, strings.Repeat("x", account.MaxKeyAnswer+1): 413} {
		if status, page := br.do("POST", "/newsroom/signin/passkey", strings.NewReader(body)); status != want || !json.Valid([]byte(page)) {
			t.Errorf("%.20q answers %d: %.200s", body, status, page)
		}
	}
	if status, page := br.do("POST", "/newsroom/signin/ask", strings.NewReader("{}")); status != 409 || !strings.Contains(page, "open http://localhost:") {
		t.Errorf("asking at 127.0.0.1 answers %d %s", status, page)
	}
	if _, page := br.get("/newsroom/signin"); !strings.Contains(page, "open http://localhost:") || strings.Contains(page, "door.") {
		t.Errorf("the page at 127.0.0.1:\n%s", page)
	}
}

// TestAudit reads the trail as a publisher and an editor, a page at a time and as files, and looks for secrets in it.
func TestAudit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	ada, eds := b.person("Ada", news.Editor)
	_, pubs := b.person("Pat", news.Publisher)
	var secrets []string
	_, page := eds.post("/newsroom/token", url.Values{"key": {eds.key()}, "days": {"30"}, "name": {"=cmd"}})
	secrets = append(secrets, regexp.MustCompile(`bst_[\w-]{43}`).FindString(page), b.link("ada@example.org"))
	_, page = eds.post("/newsroom/you/codes", url.Values{"key": {eds.key()}})
	secrets = append(secrets, regexp.MustCompile(`(?:[a-z1-9]{4}-){3}[a-z1-9]{4}`).FindString(page))
	at, _ := url.Parse(b.url)
	for _, c := range eds.client.Jar.Cookies(&url.URL{Scheme: "http", Host: at.Host, Path: "/newsroom/"}) {
		secrets = append(secrets, c.Value)
	}
	path := "=1+1"
	b.do(news.Actor{Person: ada.ID, Role: ada.Role}, func(w *desk.Work) error {
		_, err := w.AddTag(desk.SectionFiling{Name: &path})
		return err
	})
	for n := range auditPerPage + 5 {
		b.file(ada, "Number "+strconv.Itoa(n))
	}
	_, first := pubs.get("/newsroom/audit")
	more := regexp.MustCompile(`href="(/newsroom/audit\?before=\d+)">Older`).FindStringSubmatch(first)
	if more == nil || strings.Count(first, "<li value=") != auditPerPage || !strings.Contains(first, "Ada") {
		t.Fatalf("the first page:\n%.3000s", first)
	}
	_, second := pubs.get(more[1])
	for _, want := range []string{"Signed in", "Sign-in link made", "Recovery codes made", "Token made", "Section made", "127.0.0.0/24"} {
		if !strings.Contains(second, want) {
			t.Errorf("the second page lacks %q", want)
		}
	}
	if _, page := eds.get("/newsroom/audit"); strings.Contains(page, "Signed in") || !strings.Contains(page, "number-54") {
		t.Error("the editor's page shows more than articles, or not these")
	}
	if _, page := pubs.get("/newsroom/audit?article=" + url.QueryEscape(b.url+"/number-7") + "&from=2026-02-02&until=2026-02-02&person=" + ada.ID); strings.Count(page, "<li value=") != 1 {
		t.Error("the filter by article, day and person finds not just the one")
	}
	for _, odd := range []string{"?from=x", "?until=20260101", "?person=" + strings.Repeat("x", 201), "?article=%00", "?from=99999-01-01"} {
		if status, _ := pubs.get("/newsroom/audit" + odd); status != 422 {
			t.Errorf("%s answers %d", odd, status)
		}
	}
	for _, odd := range []string{"?before=x", "?before=-1", "?before=9999999999999999999", "?kind=nothing", "?article=/"} {
		if status, _ := pubs.get("/newsroom/audit" + odd); status != 200 {
			t.Errorf("%s answers %d", odd, status)
		}
	}
	_, lines := pubs.get("/newsroom/audit.jsonl")
	_, table := pubs.get("/newsroom/audit.csv")
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil || len(rows) != strings.Count(lines, "\n")+1 || len(rows) < auditPerPage+10 {
		t.Errorf("the table has %d rows, the other file %d lines, %v", len(rows), strings.Count(lines, "\n"), err)
	}
	oldest := strings.Split(strings.TrimSpace(lines), "\n")
	prev := ""
	for i := len(oldest) - 1; i >= 0; i-- {
		var r news.AuditRow
		if err := json.Unmarshal([]byte(oldest[i]), &r); err != nil || r.Hash != news.AuditHash(prev, r) {
			t.Fatalf("the file's chain breaks at %s: %v", oldest[i], err)
		}
		prev = r.Hash
	}
	_, dump := pubs.get("/newsroom/audit.csv?kind=nothing")
	if strings.TrimSpace(dump) != strings.Join(rows[0], ",") {
		t.Errorf("an empty table is %q", dump)
	}
	for _, s := range secrets {
		if s == "" || strings.Contains(lines+table+first+second, s) || strings.Contains(lines, s[len(s)/2:]) {
			t.Errorf("the trail has the secret %q in it, or there was none", s)
		}
	}
}

func FuzzKeyAnswer(f *testing.F) {
	f.Add(`{"email":"a@b","name":"x","to":"/newsroom/","answer":{"id":"x"}}`)
	f.Add(`{"answer":null}`)
	f.Fuzz(func(t *testing.T, s string) {
		a, err := readKeyAnswer(strings.NewReader(s))
		if err != nil && len(news.Problems(err)) != 1 {
			t.Errorf("an error without a sentence: %v", err)
		}
		if to := inside(a.To); !strings.HasPrefix(to, "/newsroom/") || strings.ContainsAny(to, "\\\n") {
			t.Errorf("%q leads out to %q", a.To, to)
		}
	})
}

// TestWanted asks for a link on the way somewhere: the link leads there, once, and to nowhere outside the newsroom.
func TestWanted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person("Ada", news.Editor)
	b.accounts.Mail = func(context.Context, account.LinkMail) error { return nil }
	br := b.browser()
	br.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	comes := func() string {
		t.Helper()
		resp, err := br.client.PostForm(b.url+"/newsroom/signin", url.Values{"link": {b.link("ada@example.org")}})
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.Header.Get("Location")
	}
	for wanted, want := range map[string]string{"/newsroom/list?state=live&q=a;b": "/newsroom/list?state=live&q=a;b", "https://evil.example/": "/newsroom/", "": "/newsroom/"} {
		if status, page := br.post("/newsroom/signin/mail", url.Values{"email": {"ada@example.org"}, "to": {wanted}}); status != 200 {
			t.Fatalf("%d\n%s", status, page)
		}
		if to := comes(); to != want {
			t.Errorf("who wanted %q comes to %q", wanted, to)
		}
		if to := comes(); to != "/newsroom/" {
			t.Errorf("the next link leads to %q", to)
		}
	}
}
