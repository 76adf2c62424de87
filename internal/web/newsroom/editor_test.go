package newsroom

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"broadsheet/internal/manuscript"
	"broadsheet/internal/news"
)

const adas, rons = "client-of-ada-0001", "client-of-ron-0001"

// begin begins an article by the form of My desk and returns its editor's address.
func (br *browser) begin(headline string) string {
	br.b.t.Helper()
	br.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	defer func() { br.client.CheckRedirect = nil }()
	key := br.key()
	req, err := http.NewRequest("POST", br.b.url+"/newsroom/article", strings.NewReader(url.Values{"key": {key}, "headline": {headline}, "section": {"news"}}.Encode()))
	if err != nil {
		br.b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := br.client.Do(req)
	if err != nil {
		br.b.t.Fatal(err)
	}
	_ = resp.Body.Close()
	at := resp.Header.Get("Location")
	if resp.StatusCode != http.StatusSeeOther || !strings.HasPrefix(at, "/newsroom/article/") {
		br.b.t.Fatalf("beginning an article: %d to %q", resp.StatusCode, at)
	}
	return at
}

// data reads what the editor's page gives its script.
func (br *browser) data(path string) (d editorData) {
	br.b.t.Helper()
	status, page := br.get(path)
	_, rest, ok := strings.Cut(page, `<script id="manuscript" type="application/json">`)
	text, _, _ := strings.Cut(rest, "</script>")
	if err := json.Unmarshal([]byte(text), &d); status != http.StatusOK || !ok || err != nil {
		br.b.t.Fatalf("the editor's page: %d %v\n%s", status, err, page)
	}
	return d
}

// say posts a message and returns the status and the answer.
func (br *browser) say(path, key, text string, edit ...func(*http.Request)) (int, answer) {
	br.b.t.Helper()
	req, err := http.NewRequest("POST", br.b.url+path+"/messages", strings.NewReader(text))
	if err != nil {
		br.b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Form-Key", key)
	for _, e := range edit {
		e(req)
	}
	resp, err := br.client.Do(req)
	if err != nil {
		br.b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		br.b.t.Fatal(err)
	}
	var a answer
	_ = json.Unmarshal(b, &a) // a page has no answer
	return resp.StatusCode, a
}

func push(client string, after int64, text string) string {
	return fmt.Sprintf(`{"id":1,"do":"push","client":%q,"after":%d,"steps":[{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"text","text":%q}]}}]}`, client, after, text)
}

// dial opens a socket as a browser does.
func (br *browser) dial(path, origin string) (*websocket.Conn, *http.Response, error) {
	at, err := url.Parse(br.b.url)
	if err != nil {
		br.b.t.Fatal(err)
	}
	if origin == "" {
		origin = br.b.url
	}
	c, resp, err := websocket.Dial(br.b.t.Context(), "ws://"+at.Host+path+"/live?client="+adas+"&after=0&rev=0", &websocket.DialOptions{
		HTTPClient: br.client, HTTPHeader: http.Header{"Origin": {origin}},
	})
	if err == nil {
		c.SetReadLimit(10 << 20)
		br.b.t.Cleanup(func() { _ = c.CloseNow() })
	}
	return c, resp, err
}

func hear(t *testing.T, c *websocket.Conn) (m struct {
	answer
	State *manuscript.State
}, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, b, err := c.Read(ctx)
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	return m, err
}

func TestEditorPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	ada, br := b.person("Ada", news.Editor)
	path := br.begin("Ferry <b>runs</b> late")
	resp, err := br.client.Get(b.url + path)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	nonce := regexp.MustCompile(`script-src 'nonce-([A-Z2-7]+)'`).FindStringSubmatch(resp.Header.Get("Content-Security-Policy"))
	if len(nonce) != 2 || strings.Count(string(page), `nonce="`+nonce[1]+`"`) != 4 || strings.Contains(string(page), "<b>runs") {
		t.Errorf("the policy is %s, the page\n%s", resp.Header.Get("Content-Security-Policy"), page)
	}
	d := br.data(path)
	if d.Me.Person != ada.ID || d.Page.N != 0 || len(d.Sections) != 1 || d.Page.State.State != news.Draft {
		t.Errorf("%+v", d)
	}
	if status, a := br.say(path, d.Key, push(adas, 0, "It sailed.")); status != http.StatusOK || !a.Taken || a.N != 1 {
		t.Fatalf("%d %+v", status, a)
	}
	if status, a := br.say(path, d.Key, `{"id":2,"do":"field","name":"kicker","value":"Boats","version":0}`); status != http.StatusOK || !a.Taken || a.Field.Version != 1 {
		t.Errorf("%d %+v", status, a)
	}
	status, a := br.say(path, d.Key, `{"id":3,"do":"field","name":"kicker","value":"Ships","version":0}`)
	if status != http.StatusOK || a.Taken || a.Error == nil || a.Error.Code != news.CodeStale || string(a.Field.Value) != `"Boats"` {
		t.Errorf("a late write: %d %+v", status, a)
	}
	if status, page := br.post(path+"/publish", url.Values{"key": {d.Key}}); status != http.StatusOK || !strings.Contains(page, "It is published") {
		t.Errorf("publishing: %d\n%s", status, page)
	}
	if d := br.data(path); d.Page.State.State != news.Live || d.Page.State.Uncut {
		t.Errorf("%+v", d.Page.State)
	}
	if status, page := br.post(path+"/correct", url.Values{"key": {d.Key}, "kind": {"correction"}, "text": {"It did not."}}); status != http.StatusOK || !strings.Contains(page, "with the note") {
		t.Errorf("correcting: %d\n%s", status, page)
	}
	for _, odd := range []string{"/newsroom/article/", "/newsroom/article/nothing", path + "/nothing", "/newsroom/article/" + strings.Repeat("x", 200)} {
		if status, _ := br.get(odd); status != http.StatusNotFound {
			t.Errorf("%s: %d", odd, status)
		}
	}
	if status, _ := br.get(path + "/publish"); status != http.StatusOK {
		t.Errorf("following a link to publish: %d", status)
	}
}

func TestSockets(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	_, br := b.person("Ada", news.Editor)
	path := br.begin("Ferry runs late")
	c, _, err := br.dial(path, "")
	if err != nil {
		t.Fatal(err)
	}
	if m, err := hear(t, c); err != nil || m.State == nil || len(m.State.Here) != 1 || m.State.Here[0].Name != "Ada" {
		t.Fatalf("%+v %v", m, err)
	}
	if err := c.Write(t.Context(), websocket.MessageText, []byte(push(adas, 0, "Words"))); err != nil {
		t.Fatal(err)
	}
	for taken := false; !taken; { // beside the answer comes what has changed
		m, err := hear(t, c)
		if err != nil {
			t.Fatal(err)
		}
		taken = m.ID == 1 && m.Taken && m.N == 1
	}
	if status, a := br.say(path, br.data(path).Key, push("another-of-adas-01", 1, "More ")); status != http.StatusOK || !a.Taken {
		t.Fatalf("%d %+v", status, a)
	}
	for came := false; !came; {
		m, err := hear(t, c)
		if err != nil {
			t.Fatal(err)
		}
		came = len(m.Steps) > 0 && m.Steps[len(m.Steps)-1].N == 2
	}
	for _, bad := range []string{"{", "7", `{"do":"explode"}`, `{"do":"push","x":1}`, `{"id":9,"do":"baton"} `} {
		if err := c.Write(t.Context(), websocket.MessageText, []byte(bad)); err != nil {
			t.Fatal(err)
		}
	}
	refused := 0
	for {
		m, err := hear(t, c)
		if err != nil {
			t.Fatal(err)
		}
		if m.Error != nil {
			refused++
		}
		if m.ID == 9 {
			break
		}
	}
	if refused != 4 {
		t.Errorf("%d messages of four bad ones were refused", refused)
	}
	if err := c.Write(t.Context(), websocket.MessageText, bytes.Repeat([]byte(" "), maxMessage+1)); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := hear(t, c); err != nil {
			if websocket.CloseStatus(err) != websocket.StatusMessageTooBig {
				t.Errorf("a message that is too long ends in %v", err)
			}
			break
		}
	}
}

// TestSignedOut ends a session elsewhere: an open socket closes, and what is sent is refused.
func TestSignedOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	ada, br := b.person("Ada", news.Editor)
	path := br.begin("Ferry runs late")
	key := br.data(path).Key
	talking, _, err := br.dial(path, "")
	if err != nil {
		t.Fatal(err)
	}
	silent, _, err := br.dial(path, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.room.Sessions.EndOthers(t.Context(), b.paper.ID, ada.ID, "", news.Doer{}); err != nil {
		t.Fatal(err)
	}
	if err := talking.Write(t.Context(), websocket.MessageText, []byte(push(adas, 0, "Stolen"))); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*websocket.Conn{"one that talks": talking, "one that is silent": silent} {
		for {
			m, err := hear(t, c)
			if m.Taken {
				t.Errorf("%s: a step was taken after the session had ended", name)
			}
			if err != nil {
				if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
					t.Errorf("%s: the socket ends with %v", name, err)
				}
				break
			}
		}
	}
	if status, _ := br.say(path, key, push(adas, 0, "Stolen")); status != http.StatusUnauthorized {
		t.Errorf("posting after the session had ended: %d", status)
	}
	if _, resp, err := br.dial(path, ""); err == nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a socket after the session had ended: %v", err)
	}
	for _, what := range []string{"", "/updates?after=0&rev=0", "/at?n=0"} {
		if status, _ := br.get(path + what); status != http.StatusUnauthorized {
			t.Errorf("%s after the session had ended: %d", what, status)
		}
	}
}

// TestStrangers tries what other sites, and people who may not, would: nothing of it comes in.
func TestStrangers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	_, ada := b.person("Ada", news.Editor)
	_, ron := b.person("Ron", news.Reporter)
	hers, his := ada.begin("The editor's"), ron.begin("The reporter's")
	key := ron.data(his).Key
	if _, resp, err := ron.dial(his, "https://evil.example"); err == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("a socket from another site: %v", err)
	}
	if status, a := ada.say(his, ada.data(his).Key, push(adas, 0, "x")); status != http.StatusOK || !a.Taken {
		t.Fatalf("%d %+v", status, a)
	}
	for name, c := range map[string]struct {
		path, key, text string
		edit            func(*http.Request)
		status          int
	}{
		"without the key":          {his, "", push(rons, 1, "x"), nil, http.StatusForbidden},
		"from another site":        {his, key, push(rons, 1, "x"), func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden},
		"into another's draft":     {hers, key, push(rons, 0, "x"), nil, http.StatusForbidden},
		"under another's name":     {his, key, push(adas, 1, "x"), nil, http.StatusForbidden},
		"that doesn't apply":       {his, key, `{"do":"push","client":"` + rons + `","after":1,"steps":[{"stepType":"replace","from":1,"to":99}]}`, nil, http.StatusUnprocessableEntity},
		"that is no JSON":          {his, key, `{"do":`, nil, http.StatusUnprocessableEntity},
		"of 100 MB":                {his, key, push(rons, 1, strings.Repeat("x", 100_000_000)), nil, http.StatusRequestEntityTooLarge},
		"in no article":            {"/newsroom/article/nothing", key, push(rons, 0, "x"), nil, http.StatusNotFound},
		"a field there is not":     {his, key, `{"do":"field","name":"role","value":"publisher"}`, nil, http.StatusUnprocessableEntity},
		"the baton of another's":   {hers, key, `{"do":"baton"}`, nil, http.StatusForbidden},
		"a field of another's":     {hers, key, `{"do":"field","name":"headline","value":"x"}`, nil, http.StatusForbidden},
		"a step from before steps": {his, key, push(rons, -1, "x"), nil, http.StatusOK}, // stale: it is told what came since
	} {
		edit := func(*http.Request) {}
		if c.edit != nil {
			edit = c.edit
		}
		if status, a := ron.say(c.path, c.key, c.text, edit); status != c.status || a.Taken {
			t.Errorf("%s: %d, want %d (%+v)", name, status, c.status, a.Error)
		}
	}
	for _, what := range []string{"publish", "ready", "correct"} {
		if status, _ := ron.post(his+"/"+what, url.Values{"key": {key}, "text": {"x"}}); status != http.StatusForbidden {
			t.Errorf("a reporter may %s: %d", what, status)
		}
	}
	for _, what := range []string{"", "/updates?after=0&rev=0", "/at?n=0"} {
		if status, _ := ron.get(hers + what); status != http.StatusForbidden {
			t.Errorf("a reporter reads %s of an editor's draft: %d", what, status)
		}
	}
	if status, _ := ron.post("/newsroom/article", url.Values{"headline": {"x"}, "section": {"news"}}); status != http.StatusForbidden {
		t.Errorf("beginning an article without the key: %d", status)
	}
	if status, page := ron.post("/newsroom/article", url.Values{"key": {key}, "headline": {" "}, "section": {"news"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "headline") {
		t.Errorf("beginning an article without a headline: %d", status)
	}
	if p := ron.data(his).Page; p.N != 1 {
		t.Errorf("after all that, the copy is at step %d", p.N)
	}
}

// TestWithoutSockets has somebody wait for news over plain HTTP.
func TestWithoutSockets(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	_, br := b.person("Ada", news.Editor)
	path := br.begin("Ferry runs late")
	d := br.data(path)
	got := make(chan string, 1)
	go func() {
		_, text := br.get(fmt.Sprintf("%s/updates?after=0&rev=%d", path, d.Page.State.Rev))
		got <- text
	}()
	if status, a := br.say(path, d.Key, push(adas, 0, "Words")); status != http.StatusOK || !a.Taken {
		t.Fatalf("%d %+v", status, a)
	}
	var u manuscript.Update
	select {
	case text := <-got:
		if err := json.Unmarshal([]byte(text), &u); err != nil || len(u.Steps) != 1 || u.N != 1 {
			t.Errorf("%v %s", err, text)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("no news comes")
	}
	if status, _ := br.get(path + "/updates?after=99&rev=0"); status != http.StatusOK && status != http.StatusPreconditionFailed {
		t.Errorf("from a step that never was: %d", status)
	}
}

// FuzzReadMessage has any bytes read as a message; what is taken for one can be written and read again.
func FuzzReadMessage(f *testing.F) {
	f.Add([]byte(push(adas, 3, "x")))
	f.Add([]byte(`{"id":3,"do":"field","name":"kicker","value":["a",{"b":null}],"version":0}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := readMessage(b)
		if err != nil {
			if news.CodeOf(err) != news.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readMessage(again); err != nil {
			t.Fatalf("%s is read, and not %s: %v", b, again, err)
		}
	})
}
