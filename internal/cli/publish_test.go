package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// person is somebody in the newsroom, as their browser.
type person struct {
	s      *server
	client *http.Client
	key    string
}

// signIn lets somebody into the newsroom.
func (s *server) signIn(email string) *person {
	s.m.t.Helper()
	link := strings.TrimSpace(s.m.must("person", "signin-link", "--email", email))
	_, secret, _ := strings.Cut(link, "link=")
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.m.t.Fatal(err)
	}
	p := &person{s: s, client: &http.Client{Jar: jar}}
	if status, page, _ := p.ask("POST", "/newsroom/signin", url.Values{"link": {secret}}); status != 200 || !strings.Contains(page, "My desk") {
		s.m.t.Fatalf("signing in: %d\n%s", status, page)
	}
	_, desk, _ := p.ask("GET", "/newsroom/", nil)
	found := regexp.MustCompile(`name="key" value="([0-9a-f]+)"`).FindStringSubmatch(desk)
	if found == nil {
		s.m.t.Fatalf("My desk has no form:\n%s", desk)
	}
	p.key = found[1]
	return p
}

func (p *person) ask(method, path string, values url.Values) (int, string, http.Header) {
	p.s.m.t.Helper()
	var body io.Reader
	if values != nil {
		values.Set("key", p.key)
		body = strings.NewReader(values.Encode())
	}
	req, err := http.NewRequest(method, p.s.base+path, body)
	if err != nil {
		p.s.m.t.Fatal(err)
	}
	if values != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := p.client.Do(req)
	if err != nil {
		p.s.m.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.s.m.t.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header
}

// say sends one of the editor's messages.
func (p *person) say(article, message string) {
	p.s.m.t.Helper()
	req, _ := http.NewRequest("POST", p.s.base+"/newsroom/article/"+article+"/messages", strings.NewReader(message))
	req.Header.Set("X-Form-Key", p.key)
	resp, err := p.client.Do(req)
	if err != nil {
		p.s.m.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if b, _ := io.ReadAll(resp.Body); !strings.Contains(string(b), `"taken":true`) {
		p.s.m.t.Fatalf("%s was answered %s", message, b)
	}
}

// filed is what filing answers.
func (s *server) filed(token, fields string) (id, slug string) {
	s.m.t.Helper()
	var a struct{ ID, Slug string }
	if err := json.Unmarshal([]byte(s.mustPost(token, "/articles", fields)), &a); err != nil {
		s.m.t.Fatal(err)
	}
	return a.ID, a.Slug
}

// banner is what a preview has and the page has not.
var banner = regexp.MustCompile(`(?s)<!--preview-->.*<!--/preview-->`)

// TestPreview compares a preview with the page that is published afterwards, byte by byte.
func TestPreview(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	token := m.blank()
	m.must("person", "add", "--email", "ron@example.org", "--name", "Ron Reporter", "--role", "reporter")
	s := m.serve()
	s.mustPost(token, "/sections", `{"slug":"news","name":"News"}`)
	for _, name := range []string{"Council votes for a bridge", "Harbour dredged again", "The bridge and the harbour"} {
		s.filed(token, `{"headline":"`+name+`","section":"news","publish":true,"body_markdown":"The council and the harbour."}`)
	}
	id, slug := s.filed(token, `{"headline":"Bridge to close for a week","section":"news","published_at":"2026-01-05T06:00:00Z","tags":["bridges"],
		"body_markdown":"The council [said](/council-votes-for-a-bridge) so.\n\n> We are sorry.\n\n## Why\n\nRust & salt."}`)
	desk, ron := s.signIn("desk@example.org"), s.signIn("ron@example.org")
	desk.say(id, `{"id":1,"do":"field","client":"c","name":"standfirst","value":"Drivers \"must\" go round","version":0}`)
	desk.say(id, `{"id":2,"do":"field","client":"c","name":"tags","value":["bridges","A new tag"],"version":0}`)
	path := "/newsroom/article/" + id
	if status, _, err := s.get(path + "/preview"); status != 401 || err != nil {
		t.Errorf("a stranger is answered %d (%v)", status, err)
	}
	for _, what := range []string{"/preview", "/preview/card", "/views", "/panel"} {
		if status, page, _ := ron.ask("GET", path+what, nil); status != 403 || strings.Contains(page, "We are sorry") {
			t.Errorf("a reporter who may not read it is answered %d at %s", status, what)
		}
	}
	status, preview, header := desk.ask("GET", path+"/preview", nil)
	if status != 200 || !banner.MatchString(preview) || !strings.Contains(preview, "A new tag") {
		t.Fatalf("the preview: %d\n%s", status, preview)
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Content-Security-Policy": "frame-ancestors 'self'"} {
		if !strings.Contains(header.Get(name), want) {
			t.Errorf("%s is %q", name, header.Get(name))
		}
	}
	if _, editor, header := desk.ask("GET", path, nil); !strings.Contains(header.Get("Content-Security-Policy"), "frame-ancestors 'none'") || !strings.Contains(editor, "Goes live now on The Test Paper in News, by its date") {
		t.Errorf("the editor may be framed, or its panel doesn't say what will happen")
	}
	if status, _, _ := s.get("/" + slug); status != 404 {
		t.Errorf("what was previewed answers readers %d", status)
	}
	if status, page, _ := desk.ask("POST", path+"/publish", url.Values{"seen": {"0"}}); status != 200 || !strings.Contains(page, "It is published.") || !strings.Contains(page, s.base+"/"+slug) {
		t.Fatalf("publishing: %d\n%s", status, page)
	}
	same := func(preview string) {
		t.Helper()
		page := s.page("/" + slug)
		if cut := banner.ReplaceAllString(preview, ""); cut != page {
			at := 0
			for at < min(len(cut), len(page)) && cut[at] == page[at] {
				at++
			}
			t.Errorf("the preview is not the page from byte %d on:\n%.200s\n%.200s", at, cut[at:], page[at:])
		}
	}
	same(preview)
	_, again, _ := desk.ask("GET", path+"/preview", nil)
	same(again)
	_, card, header := desk.ask("GET", path+"/preview/card", nil)
	share := regexp.MustCompile(`property="og:image" content="([^"]+)"`).FindStringSubmatch(again)
	if share == nil || s.page(strings.TrimPrefix(share[1], s.base)) != card || !strings.HasPrefix(header.Get("Content-Type"), "image/") {
		t.Errorf("the share picture is not the one that is previewed (%v)", share)
	}
	if _, noted, _ := desk.ask("POST", path+"/preview", url.Values{"kind": {"correction"}, "text": {"It is a fortnight."}}); !strings.Contains(noted, "It is a fortnight.") {
		t.Error("a note that is being written is not previewed")
	}
	if strings.Contains(s.page("/"+slug), "fortnight") {
		t.Error("a note that was only previewed is published")
	}
	// A version of the history, for those who may read that.
	desk.ask("POST", path+"/publish", url.Values{"seen": {"0"}})
	desk.say(id, `{"id":3,"do":"field","client":"c","name":"headline","value":"Bridge to close for good","version":0}`)
	if status, page, _ := desk.ask("POST", path+"/save", url.Values{}); status != 200 {
		t.Fatalf("saving: %d\n%s", status, page)
	}
	for version, want := range map[string]string{"1": "Bridge to close for a week", "3": "Bridge to close for good"} {
		status, was, _ := desk.ask("GET", path+"/preview?version="+version, nil)
		if status != 200 || !strings.Contains(was, "Preview of version "+version+".") || !strings.Contains(was, ">"+want+"</h1>") || !strings.Contains(was, path+"/versions") {
			t.Errorf("version %s is previewed with %d:\n%s", version, status, was)
		}
	}
	for _, version := range []string{"0", "99", "x", ""} {
		if status, page, _ := desk.ask("GET", path+"/preview?version="+version, nil); status != 404 || !strings.Contains(page, "the versions 1 to 3") {
			t.Errorf("version %q is answered %d", version, status)
		}
	}
	if status, page, _ := ron.ask("GET", path+"/preview?version=1", nil); status != 403 || strings.Contains(page, "We are sorry") {
		t.Errorf("a reporter who may not read its history is answered %d", status)
	}
	if _, views, header := desk.ask("GET", path+"/views?as=print", nil); !strings.Contains(views, path+"/preview?print") || !strings.Contains(header.Get("Content-Security-Policy"), "frame-src 'self'") {
		t.Error("the print frame is missing")
	}
	if status, css, _ := desk.ask("GET", "/newsroom/print.css", nil); status != 200 || strings.Contains(css, "@media screen") || !strings.Contains(css, "@media all") {
		t.Errorf("the printer's styles: %d", status)
	}
}

// TestTwoPublish has two people publish one article, and the second is told.
func TestTwoPublish(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	token := m.blank()
	m.must("person", "add", "--email", "ada@example.org", "--name", "Ada Editor", "--role", "editor")
	s := m.serve()
	s.mustPost(token, "/sections", `{"slug":"news","name":"News"}`)
	id, _ := s.filed(token, `{"headline":"Twice","section":"news"}`)
	both := []*person{s.signIn("desk@example.org"), s.signIn("ada@example.org")}
	type answer struct {
		status int
		page   string
	}
	answers := make(chan answer, 2)
	for _, p := range both {
		go func() {
			status, page, _ := p.ask("POST", "/newsroom/article/"+id+"/publish", url.Values{"seen": {"0"}})
			answers <- answer{status, page}
		}()
	}
	var published, told int
	for range both {
		switch a := <-answers; {
		case a.status == 200 && strings.Contains(a.page, "It is published."):
			published++
		case a.status == 409 && strings.Contains(a.page, "Somebody else was faster"):
			told++
		default:
			t.Errorf("answered %d\n%s", a.status, a.page)
		}
	}
	if published != 1 || told != 1 {
		t.Errorf("%d published, %d were told", published, told)
	}
	if n := strings.Count(s.page("/feed.xml"), "<item>"); n != 1 {
		t.Errorf("the feed has it %d times", n)
	}
}

// TestKilledEverywhere kills an article from the newsroom and looks for it on every surface that had it.
func TestKilledEverywhere(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	token := m.blank()
	m.must("person", "add", "--email", "ada@example.org", "--name", "Ada Editor", "--role", "editor")
	s := m.serve()
	s.mustPost(token, "/sections", `{"slug":"news","name":"News"}`)
	id, slug := s.filed(token, `{"headline":"Zanzibar claim","section":"news","publish":true,"tags":["isles"],"byline":["dora-desk"],"body_markdown":"A zanzibar claim of great length about a harbour."}`)
	s.filed(token, `{"headline":"Another harbour claim","section":"news","publish":true,"tags":["isles"],"body_markdown":"A claim of great length about a harbour."}`)
	s.mustPost(token, "/articles/"+id+"/corrections", `{"text":"A zanzibar note."}`)
	surfaces := []string{"/", "/section/news", "/tag/isles", "/by/dora-desk", "/feed.xml", "/atom.xml", "/feed.json", "/section/news/feed.xml", "/search?q=zanzibar", "/sitemap.xml",
		"/news-sitemap.xml", "/corrections", "/another-harbour-claim", "/archive/" + time.Now().UTC().Format("2006/01/02")}
	has := func(path string) bool {
		status, page, err := s.get(path)
		if err != nil {
			t.Fatal(err)
		}
		if status == 404 { // a tag's or a person's page goes with the last article on it
			return false
		}
		for _, loc := range regexp.MustCompile(`<loc>([^<]+\.xml[^<]*)</loc>`).FindAllStringSubmatch(page, -1) {
			_, part, err := s.get(strings.TrimPrefix(strings.ReplaceAll(loc[1], "&amp;", "&"), s.base))
			if err != nil {
				t.Fatal(err)
			}
			page += part
		}
		return strings.Contains(page, slug)
	}
	for _, path := range surfaces {
		need(t, 30*time.Second, func() error { // related articles follow in the background
			if !has(path) {
				return fmt.Errorf("%s doesn't have the article", path)
			}
			return nil
		})
	}
	ada, dora := s.signIn("ada@example.org"), s.signIn("desk@example.org")
	kill := "/newsroom/article/" + id + "/kill"
	if status, _, _ := ada.ask("GET", kill, nil); status != 403 {
		t.Errorf("an editor is asked whether to kill: %d", status)
	}
	if status, page, _ := dora.ask("GET", kill, nil); status != 200 || !strings.Contains(page, "Kill “Zanzibar claim”?") {
		t.Errorf("the question: %d\n%s", status, page)
	}
	if status, page, _ := dora.ask("POST", kill, url.Values{"reason": {" "}}); status != 422 || !strings.Contains(page, "Say why") && !strings.Contains(page, "say why") {
		t.Errorf("without a reason: %d\n%s", status, page)
	}
	start := time.Now()
	if status, page, _ := dora.ask("POST", kill, url.Values{"order": {"Legal"}, "reason": {"Letter of the claimant’s"}, "notice": {"Withdrawn on legal advice."}}); status != 200 || !strings.Contains(page, "withdrawn for good") {
		t.Fatalf("killing: %d\n%s", status, page)
	}
	for _, path := range surfaces {
		if path != "/another-harbour-claim" && has(path) {
			t.Errorf("%s still has it", path)
		}
	}
	t.Logf("%d surfaces looked at %v after the press", len(surfaces), time.Since(start))
	need(t, time.Second, func() error {
		if has("/another-harbour-claim") {
			return fmt.Errorf("a related article still leads to it")
		}
		return nil
	})
	if status, page, _ := s.get("/" + slug); status != 410 || !strings.Contains(page, "Withdrawn on legal advice.") || strings.Contains(page, "claimant") || strings.Contains(page, "great length") {
		t.Errorf("its address answers %d\n%s", status, page)
	}
	req, _ := http.NewRequest("GET", s.base+"/api/v1/articles/"+id, nil)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if b, _ := io.ReadAll(resp.Body); !strings.Contains(string(b), `"state":"killed"`) || !strings.Contains(string(b), "Legal: Letter of the claimant’s") {
		t.Errorf("the API says %s", b)
	}
	if status, _, _ := dora.ask("GET", "/newsroom/article/"+id+"/retract", nil); status != 409 {
		t.Errorf("what is killed can be taken down: %d", status)
	}
}
