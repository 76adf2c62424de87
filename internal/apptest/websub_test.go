package apptest

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

// pushed is somebody who is sent a feed.
type pushed struct {
	mu     sync.Mutex
	bodies []string
}

func (p *pushed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		fmt.Fprint(w, r.URL.Query().Get("hub.challenge"))
		return
	}
	b, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bodies = append(p.bodies, string(b))
}

func (p *pushed) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.bodies...)
}

// has says whether what was sent last has a word.
func (p *pushed) has(word string) error {
	all := p.all()
	if len(all) == 0 || !strings.Contains(all[len(all)-1], word) {
		return fmt.Errorf("%d deliveries, and the last has no %q", len(all), word)
	}
	return nil
}

// hub posts a form to the paper's hub.
func (s *server) hub(form url.Values) (status int, says string) {
	s.p.t.Helper()
	resp, err := http.PostForm("http://"+s.addr+"/feed/hub", form)
	if err != nil {
		s.p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}

// discovered subscribes as a program does: it finds the hub and the topic in the feed's Link header.
func (s *server) discovered(callback string) url.Values {
	s.p.t.Helper()
	resp, err := http.Head("http://" + s.addr + "/feed.xml")
	if err != nil {
		s.p.t.Fatal(err)
	}
	_ = resp.Body.Close()
	links := strings.Join(resp.Header["Link"], ", ")
	base := "http://" + s.addr
	if links != "<"+base+`/feed/hub>; rel="hub", <`+base+`/feed.xml>; rel="self"` {
		s.p.t.Fatalf("the feed's Link is %s", links)
	}
	return url.Values{"hub.mode": {"subscribe"}, "hub.topic": {base + "/feed.xml"}, "hub.callback": {callback}}
}

// TestPushedFeed subscribes to the real program's feed, files with kills in between, and looks at what arrives: what was
// acknowledged, what was withdrawn no more, nothing before its moment, and nothing twice but after a kill.
func TestPushedFeed(t *testing.T) {
	t.Parallel()
	p := newPaper(t, "--websub-private")
	s := p.serve()
	s.must("POST", "/sections", map[string]any{"slug": "news", "name": "News"}, nil)
	first := s.addr
	reader := &pushed{}
	at := httptest.NewServer(reader)
	t.Cleanup(at.Close)
	if status, says := s.hub(s.discovered(at.URL)); status != 202 {
		t.Fatalf("%d %s", status, says)
	}
	file := func(word string, more ...any) filed {
		t.Helper()
		in := map[string]any{"headline": "Council names " + word, "section": "news", "publish": true, "body_html": "<p>" + word + "</p>"}
		for i := 0; i+1 < len(more); i += 2 {
			in[more[i].(string)] = more[i+1]
		}
		var out filed
		s.must("POST", "/articles", in, &out)
		return out
	}
	file("zanzibar0")
	within(t, 10*time.Second, func() error { return reader.has("zanzibar0") })
	held := time.Now().Add(4 * time.Second)
	file("embargoed", "embargo_until", held.UTC().Format(time.RFC3339Nano))
	r := rand.New(rand.NewPCG(3, 1))
	kills := storetest.Pick(2, 2, 15)
	for i := range kills {
		doomed := file(fmt.Sprintf("zanzibar%d", i+1))
		time.Sleep(time.Duration(r.IntN(30)) * time.Millisecond)
		s.signal(syscall.SIGKILL)
		s = p.serveAt(first)
		within(t, 30*time.Second, func() error { return reader.has(fmt.Sprintf("zanzibar%d<", i+1)) })
		if i == 0 {
			s.must("POST", "/articles/"+doomed.ID+"/kill", map[string]any{"notice": "Withdrawn."}, nil)
			within(t, 10*time.Second, func() error {
				if reader.has("zanzibar1<") == nil {
					return fmt.Errorf("what was killed is still in the feed that was sent")
				}
				return nil
			})
		}
	}
	within(t, 30*time.Second, func() error { return reader.has("embargoed") })
	all, twice := reader.all(), 0
	for i, body := range all {
		if i > 0 && body == all[i-1] {
			twice++
		}
	}
	if time.Now().Before(held) || twice > kills {
		t.Errorf("%d of %d deliveries came twice, with %d kills", twice, len(all), kills)
	}
	t.Logf("%d deliveries, %d of them twice, %d kills", len(all), twice, kills)
}

// TestHubRefuses sends the hub what is wrong: each has a status and a sentence that names the field.
func TestHubRefuses(t *testing.T) {
	t.Parallel()
	p := newPaper(t)
	s := p.serve()
	good := s.discovered("https://reader.example/push")
	for _, c := range []struct {
		name, value string
		status      int
		says        string
	}{
		{"hub.mode", "publish", 422, "hub.mode: must be subscribe or unsubscribe"},
		{"hub.topic", "https://other.example/feed.xml", 404, "is no feed of this paper"},
		{"hub.topic", good.Get("hub.topic") + "?page=2", 404, "is no feed of this paper"},
		{"hub.callback", "http://10.0.0.1/push", 422, "hub.callback: leads to a private address"},
		{"hub.callback", "", 422, "hub.callback: is missing"},
		{"hub.secret", strings.Repeat("s", 200), 422, "hub.secret: must be shorter than 200 bytes"},
		{"hub.secret", strings.Repeat("s", 20_000), 413, "at most 16 KiB"},
		{"hub.mode", "unsubscribe", 404, "nothing is subscribed"},
	} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(c.name, c.value)
		if status, says := s.hub(form); status != c.status || !strings.Contains(says, c.says) {
			t.Errorf("%s=%.40s: %d %s", c.name, c.value, status, says)
		}
	}
	for _, c := range []struct {
		method, kind string
		status       int
	}{{"GET", "", 405}, {"PUT", "application/x-www-form-urlencoded", 405}, {"POST", "application/json", 422}, {"POST", "", 422}} {
		req, err := http.NewRequest(c.method, "http://"+s.addr+"/feed/hub", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", c.kind)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s %s: %d", c.method, c.kind, resp.StatusCode)
		}
	}
}
