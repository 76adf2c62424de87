package newsroom

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/manuscript"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// bench is a newsroom on a real store, with a clock of its own.
type bench struct {
	t        *testing.T
	store    *store.Store
	desk     *desk.Desk
	accounts *account.Accounts
	paper    news.Paper
	room     *Newsroom
	now      atomic.Int64
	url      string
	ids      atomic.Int64
	options  store.Options // of the store
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, options: storetest.SQLiteOptions(t)}
	b.now.Store(1770000000000)
	clock := func() news.Millis { return news.Millis(b.now.Load()) }
	b.options.Now, b.options.Poll = clock, 50*time.Millisecond
	s := storetest.Open(t, b.options)
	b.store = s
	var err error
	b.desk = &desk.Desk{Store: s, Now: clock, NewID: func() string { return fmt.Sprintf("id-%06d", b.ids.Add(1)) }}
	b.desk.Rules = s
	b.accounts = account.New(s, clock)
	if b.paper, err = s.CreatePaper(t.Context(), news.Paper{Name: "The <Test> Paper", Locale: "en-GB", TimeZone: "Europe/London"}); err != nil {
		t.Fatal(err)
	}
	b.room = &Newsroom{
		Desk: b.desk, MaxBody: 2 << 20, Stopping: t.Context().Done(),
		Manuscripts: manuscript.New(manuscript.Options{Store: s, Now: clock, Desk: manuscript.Desk{
			MayRead: desk.MayReadHistory, MayWrite: desk.MayWrite, FieldsOf: desk.FieldsOf, CheckField: b.desk.CheckField,
			Cut: func(ctx context.Context, paper string, by news.Actor, c news.Cut) (news.Article, []news.Entry, error) {
				r, entries, err := b.desk.CutManuscript(ctx, paper, by, c)
				return r.Article, entries, err
			},
		}}),
		Store: s, Accounts: b.accounts, Sessions: account.Sessions{Store: s, Now: clock}, Now: clock, Served: "http://127.0.0.1:8080", TrustProxy: true}
	srv := httptest.NewServer(web.WithPaper(b.room, s, web.TellText))
	t.Cleanup(srv.Close)
	b.url = srv.URL
	return b
}

func (b *bench) do(by news.Actor, fn func(*desk.Work) error) {
	b.t.Helper()
	if _, err := b.desk.Do(b.t.Context(), b.paper.ID, by, fn); err != nil {
		b.t.Fatal(err)
	}
}

// person adds somebody and returns a browser in which they are signed in.
func (b *bench) person(name string, role news.Role) (news.Person, *browser) {
	b.t.Helper()
	email := strings.ToLower(name) + "@example.org"
	var p news.Person
	b.do(news.Program, func(w *desk.Work) (err error) {
		p, err = w.AddPerson(desk.PersonFiling{Name: &name, Email: &email, Role: &role})
		return err
	})
	br := b.browser()
	if status, page := br.post("/newsroom/signin", url.Values{"link": {b.link(email)}}); status != http.StatusOK || !strings.Contains(page, "My desk") {
		b.t.Fatalf("signing in: %d\n%s", status, page)
	}
	return p, br
}

func (b *bench) link(email string) string {
	b.t.Helper()
	secret, err := b.accounts.CreateLink(context.Background(), b.paper.ID, email, news.Doer{})
	if err != nil {
		b.t.Fatal(err)
	}
	return secret
}

type browser struct {
	b      *bench
	client *http.Client
	header http.Header
}

func (b *bench) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return &browser{b: b, client: &http.Client{Jar: jar}, header: http.Header{}}
}

func (br *browser) do(method, path string, body io.Reader) (int, string) {
	br.b.t.Helper()
	req, err := http.NewRequest(method, br.b.url+path, body)
	if err != nil {
		br.b.t.Fatal(err)
	}
	req.Header = br.header.Clone()
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := br.client.Do(req)
	if err != nil {
		br.b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		br.b.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func (br *browser) get(path string) (int, string) { return br.do("GET", path, nil) }

func (br *browser) post(path string, values url.Values) (int, string) {
	return br.do("POST", path, strings.NewReader(values.Encode()))
}

// key reads the session's key out of a page.
func (br *browser) key() string {
	br.b.t.Helper()
	_, page := br.get("/newsroom/")
	_, rest, _ := strings.Cut(page, `name="key" value="`)
	key, _, ok := strings.Cut(rest, `"`)
	if !ok {
		br.b.t.Fatalf("the page has no form:\n%s", page)
	}
	return key
}

// file files an article as somebody.
func (b *bench) file(by news.Person, headline string) {
	b.t.Helper()
	section := "news"
	c, err := b.desk.Check(desk.Filing{Headline: &headline, Section: &section})
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(news.Actor{Person: by.ID, Role: by.Role}, func(w *desk.Work) error {
		_, err := w.File(c)
		return err
	})
}

func (b *bench) section() {
	slug, name := "news", "News"
	b.do(news.Program, func(w *desk.Work) error {
		_, err := w.AddSection(desk.SectionFiling{Slug: &slug, Name: &name})
		return err
	})
}

func TestSigningIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person("Ada", news.Editor)
	stranger := b.browser()
	if status, page := stranger.get("/newsroom/"); status != http.StatusUnauthorized || !strings.Contains(page, "You are not signed in") {
		t.Errorf("a stranger gets %d\n%s", status, page)
	}
	link := b.link("ada@example.org")
	if status, page := stranger.get("/newsroom/signin?link=" + link); status != http.StatusOK || !strings.Contains(page, link) {
		t.Errorf("the link shows %d", status)
	}
	for range 3 { // looking at it does not use it up
		stranger.get("/newsroom/signin?link=" + link)
	}
	if status, _ := stranger.post("/newsroom/signin", url.Values{"link": {link}}); status != http.StatusOK {
		t.Errorf("the link's button answers %d", status)
	}
	if status, _ := b.browser().post("/newsroom/signin", url.Values{"link": {link}}); status != http.StatusUnauthorized {
		t.Errorf("the link works twice: %d", status)
	}
	late := b.link("ada@example.org")
	b.now.Add(16 * 60 * 1000)
	if status, page := b.browser().post("/newsroom/signin", url.Values{"link": {late}}); status != http.StatusUnauthorized || !strings.Contains(page, "a quarter of an hour") {
		t.Errorf("a link that is too old answers %d", status)
	}
	b.now.Add(31 * 24 * 60 * 60 * 1000)
	if status, _ := stranger.get("/newsroom/"); status != http.StatusUnauthorized {
		t.Errorf("a session that nobody used for a month answers %d", status)
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person("Ada", news.Editor)
	for name, secure := range map[string]bool{"http": false, "https": true} {
		br := b.browser()
		br.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		br.header.Set("X-Forwarded-Proto", name)
		req, err := http.NewRequest("POST", b.url+"/newsroom/signin", strings.NewReader(url.Values{"link": {b.link("ada@example.org")}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = br.header
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := br.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		c := resp.Cookies()
		if len(c) != 1 || !c[0].HttpOnly || c[0].SameSite != http.SameSiteLaxMode || c[0].Secure != secure || c[0].Path != "/newsroom/" {
			t.Errorf("%s: %v", name, c)
		}
		if resp.Header.Get("Cache-Control") != "no-store" || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("the headers are %v", resp.Header)
		}
	}
}

func TestForgery(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, br := b.person("Ada", news.Editor)
	good := url.Values{"key": {br.key()}, "days": {"30"}}
	if status, page := br.post("/newsroom/token", good); status != http.StatusOK || !strings.Contains(page, "bst_") {
		t.Fatalf("a token: %d\n%s", status, page)
	}
	for name, spoil := range map[string]func(*browser, url.Values){
		"without the key":          func(_ *browser, v url.Values) { v.Del("key") },
		"with another's key":       func(_ *browser, v url.Values) { v.Set("key", account.FormKey("bss_x")) },
		"from another site":        func(o *browser, _ url.Values) { o.header.Set("Sec-Fetch-Site", "cross-site") },
		"from another old browser": func(o *browser, _ url.Values) { o.header.Set("Origin", "https://evil.example") },
	} {
		other := &browser{b: b, client: br.client, header: http.Header{}}
		values := url.Values{"key": good["key"], "days": good["days"]}
		spoil(other, values)
		if status, page := other.post("/newsroom/token", values); status != http.StatusForbidden || strings.Contains(page, "bst_") {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status, _ := br.post("/newsroom/token", url.Values{"key": good["key"], "days": {"99999"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("a life that is not offered: %d", status)
	}
	if status, _ := br.get("/newsroom/signout"); status != http.StatusOK {
		t.Errorf("following a link to signout: %d", status)
	}
	if status, _ := br.get("/newsroom/"); status != http.StatusOK {
		t.Error("following a link signed somebody out")
	}
}

func TestDesk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	editor, eds := b.person("Ada", news.Editor)
	reporter, reps := b.person("Ron", news.Reporter)
	b.file(editor, "The editor's <b>own</b>")
	for n := range perPage + 2 {
		b.now.Add(1000)
		b.file(reporter, fmt.Sprintf("The reporter's number %03d", n))
	}
	_, page := eds.get("/newsroom/")
	for _, want := range []string{"The &lt;Test&gt; Paper", "With me", "The editor&#39;s &lt;b&gt;own&lt;/b&gt;", "You have it since"} {
		if !strings.Contains(page, want) {
			t.Errorf("the editor's desk lacks %s:\n%s", want, page)
		}
	}
	if strings.Contains(page, "number 00") {
		t.Error("the editor's desk has what a reporter has in hand")
	}
	if _, page := reps.get("/newsroom/"); !strings.Contains(page, "number 101") || strings.Contains(page, "The editor&#39;s") || !strings.Contains(page, "There is more than is shown here") {
		t.Errorf("the reporter's desk:\n%s", page)
	}
	_, page = eds.get("/newsroom/list?state=draft")
	if !strings.Contains(page, "number 101") || strings.Contains(page, "number 001") {
		t.Errorf("the first page of drafts:\n%s", page)
	}
	_, rest, _ := strings.Cut(page, `href="/newsroom/list?after=`)
	rest, _, _ = strings.Cut(rest, `"`)
	if _, page = eds.get("/newsroom/list?after=" + strings.ReplaceAll(rest, "&amp;", "&")); !strings.Contains(page, "The editor&#39;s &lt;b&gt;own&lt;/b&gt;") || !strings.Contains(page, "number 000") || strings.Contains(page, "number 002") {
		t.Errorf("the second page of drafts:\n%s", page)
	}
	if _, page = reps.get("/newsroom/list?state=draft&q=own"); strings.Contains(page, "The editor&#39;s") {
		t.Errorf("the reporter's list:\n%s", page)
	}
	for odd, want := range map[string]int{"list?state=nonsense": 422, "list?section=nowhere": 422, "list?from=yesterday": 422, "list?until=2026-02-31": 422,
		"list?state=draft&after=x": 200, "list?state=draft&after=1.x": 200, "list?state=live": 200, "list?from=2026-02-01&until=2026-02-03&section=news": 200, "list?person=nobody": 200, "nothing": 404} {
		if status, page := eds.get("/newsroom/" + odd); status != want {
			t.Errorf("%s answers %d\n%s", odd, status, page)
		}
	}
	_, page = reps.post("/newsroom/token", url.Values{"key": {reps.key()}, "days": {"30"}})
	if strings.Contains(page, "publish") {
		t.Error("a reporter is shown how to publish")
	}
}

// TestOtherPaper takes a session of one paper to another: it is nobody's there.
func TestOtherPaper(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, br := b.person("Ada", news.Editor)
	if _, err := b.store.CreatePaper(t.Context(), news.Paper{Name: "Other", Locale: "en", TimeZone: "UTC", Hosts: []string{"other.example"}}); err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(b.url)
	req, _ := http.NewRequest("GET", b.url+"/newsroom/", nil)
	req.Host = "other.example"
	for _, c := range br.client.Jar.Cookies(&url.URL{Scheme: "http", Host: u.Host, Path: "/newsroom/"}) {
		req.AddCookie(c)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("another paper lets the session in: %d", resp.StatusCode)
	}
}

// TestGallery opens every group of the gallery, which a stranger doesn't see.
func TestGallery(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, reporter := b.person("Ron", news.Reporter)
	if status, page := b.browser().get("/newsroom/gallery/cards"); status != http.StatusUnauthorized || strings.Contains(page, `class="specimen`) {
		t.Errorf("a stranger is answered %d", status)
	}
	for _, g := range ui.GalleryGroups() {
		status, page := reporter.get(ui.GalleryPath + g.Name)
		if status != http.StatusOK || !strings.Contains(page, "<h1>"+g.Title+"</h1>") || strings.Count(page, `class="specimen`) < 4 || strings.Contains(page, "body_html") {
			t.Errorf("%s: %d\n%.300s", g.Name, status, page)
		}
	}
	if status, page := reporter.get(ui.GalleryPicture); status != http.StatusOK || !strings.HasPrefix(page, "<svg") {
		t.Errorf("the picture: %d", status)
	}
	if status, _ := reporter.get("/newsroom/gallery/nothing"); status != http.StatusNotFound {
		t.Errorf("a group that isn't there: %d", status)
	}
}
