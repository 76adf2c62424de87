package cli

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestFirstRun does what a newcomer does: starts the server on nothing, reads the paper, signs in by the link that was
// printed, makes a token and runs the command that the newsroom shows.
func TestFirstRun(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	s := m.serve()
	link := regexp.MustCompile(`http://\S+/newsroom/signin\?link=\S+`).FindString(s.out.String())
	if link == "" || !strings.Contains(s.out.String(), "Read it:  "+s.base+"/") {
		t.Fatalf("the addresses are not printed:\n%s", s.out)
	}
	front := s.page("/")
	article := regexp.MustCompile(`<h2><a href="(/[a-z0-9-]+)">`).FindStringSubmatch(front)
	if article == nil {
		t.Fatal("the front has no article")
	}
	for _, path := range []string{article[1], "/feed.xml", "/atom.xml", "/feed.json", "/archive", "/corrections", "/about", "/search?q=breakwater", "/sitemap.xml", "/robots.txt", "/healthz", "/metrics"} {
		s.page(path)
	}
	jar := map[string]*http.Cookie{}
	form := func(method, address string, values url.Values) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, address, strings.NewReader(values.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, c := range jar {
			req.AddCookie(c)
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		for _, c := range resp.Cookies() {
			jar[c.Name] = c
		}
		var b strings.Builder
		_, _ = bufio.NewReader(resp.Body).WriteTo(&b)
		return resp.StatusCode, b.String()
	}
	if status, page := form("GET", link, nil); status != 200 || !strings.Contains(page, `action="/newsroom/signin"`) {
		t.Fatalf("the link shows %d\n%s", status, page)
	}
	_, secret, _ := strings.Cut(link, "link=")
	if status, _ := form("POST", s.base+"/newsroom/signin", url.Values{"link": {secret}}); status != 303 {
		t.Fatalf("signing in answers %d", status)
	}
	if status, _ := form("POST", s.base+"/newsroom/signin", url.Values{"link": {secret}}); status != 401 {
		t.Errorf("the link works twice: %d", status)
	}
	status, desk := form("GET", s.base+"/newsroom/", nil)
	if status != 200 || !strings.Contains(desk, "My desk") {
		t.Fatalf("My desk: %d\n%s", status, desk)
	}
	if status, list := form("GET", s.base+"/newsroom/list", nil); status != 200 || !strings.Contains(list, article[1]) {
		t.Errorf("the list of articles: %d\n%s", status, list)
	}
	key := regexp.MustCompile(`name="key" value="([0-9a-f]+)"`).FindStringSubmatch(desk)
	status, page := form("POST", s.base+"/newsroom/token", url.Values{"key": {key[1]}, "days": {"30"}, "name": {"test"}})
	curl := regexp.MustCompile(`(?s)<pre><code>(curl .*?)</code></pre>`).FindStringSubmatch(page)
	if status != 200 || curl == nil {
		t.Fatalf("making a token: %d\n%s", status, page)
	}
	line := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(curl[1])
	if out, err := exec.Command("sh", "-c", line+" -sS").CombinedOutput(); err != nil {
		if _, missing := exec.LookPath("curl"); missing == nil {
			t.Fatalf("%s\n%v\n%s", line, err, out)
		}
		t.Log("curl is not installed; its line was not run")
	} else if s.page("/a-first-article") == "" {
		t.Error("the article that the line published cannot be read")
	}
	if status, _ := form("POST", s.base+"/newsroom/signout", url.Values{"key": {key[1]}}); status != 200 {
		t.Errorf("signing out answers %d", status)
	}
	if status, _ := form("GET", s.base+"/newsroom/", nil); status != 401 {
		t.Errorf("after signing out the newsroom answers %d", status)
	}
	if err := s.stop(syscall.SIGTERM); err != nil {
		t.Errorf("serve ended with %v\n%s", err, s.out)
	}
	m.must("doctor")
	again := m.serve()
	again.page(article[1])
	if strings.Contains(again.out.String(), "signin?link=") {
		t.Error("a paper that is there already gets another first editor")
	}
}

// TestGracefulStop stops the server while requests are open: they end, everything acknowledged is there afterwards, and
// nothing new is taken.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	token := m.blank()
	s := m.serve()
	s.mustPost(token, "/sections", `{"slug":"news","name":"News"}`)
	u, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	// A request whose body comes slowly: it is open when the stop is asked for, and ends afterwards.
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := `{"headline":"Filed while the server stopped","section":"news","publish":true}`
	fmt.Fprintf(conn, "POST /api/v1/articles HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", u.Host, token, len(body), body[:10])
	var acked, sent atomic.Int64
	var filers sync.WaitGroup
	for n := range 4 {
		filers.Go(func() {
			for i := 0; ; i++ {
				sent.Add(1)
				status, _, err := s.post(token, "/articles", fmt.Sprintf(`{"headline":"Story %d of %d","section":"news","publish":true}`, i, n))
				if err != nil {
					return
				}
				if status == 201 {
					acked.Add(1)
				}
			}
		})
	}
	need(t, 20*time.Second, func() error {
		if acked.Load() < 20 {
			return fmt.Errorf("%d filed", acked.Load())
		}
		return nil
	})
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	filers.Wait() // the listener is closed
	if _, err := net.DialTimeout("tcp", u.Host, time.Second); err == nil {
		t.Error("a stopping server takes new connections")
	}
	if _, err := conn.Write([]byte(body[10:])); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || resp.StatusCode != 201 {
		t.Fatalf("the open request ended with %v, %v\n%s", resp, err, s.out)
	}
	acked.Add(1)
	<-s.ended
	if s.result != nil {
		t.Errorf("serve ended with %v\n%s", s.result, s.out)
	}
	m.must("doctor")
	s = m.serve()
	s.page("/filed-while-the-server-stopped")
	var there int64
	for path := "/api/v1/ledger?limit=1000&after=0"; path != ""; {
		req, _ := http.NewRequest("GET", s.base+path, nil)
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		_, _ = bufio.NewReader(resp.Body).WriteTo(&b)
		_ = resp.Body.Close()
		there += int64(strings.Count(b.String(), `"article.publish"`) + strings.Count(b.String(), `"article.file"`))
		path = ""
		if next := regexp.MustCompile(`"next": ?"?(\d+)"?`).FindStringSubmatch(b.String()); next != nil {
			path = "/api/v1/ledger?limit=1000&after=" + next[1]
		}
	}
	if there < acked.Load() || there > sent.Load()+1 {
		t.Errorf("%d articles are there, %d were acknowledged, %d sent", there, acked.Load(), sent.Load()+1)
	}
}

// TestSecondSignal ends a server at once although a request is open.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	s := m.serve("--blank")
	u, _ := url.Parse(s.base)
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /newsroom/signin HTTP/1.1\r\nHost: %s\r\nContent-Length: 100\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n", u.Host)
	time.Sleep(100 * time.Millisecond) // until the server has read the header; nothing tells us
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	need(t, 10*time.Second, func() error {
		if !strings.Contains(s.out.String(), "msg=stopping") {
			return fmt.Errorf("not stopping:\n%s", s.out)
		}
		return nil
	})
	_ = s.stop(syscall.SIGTERM)
	if code := s.cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(s.out.String(), "stopped at once") {
		t.Errorf("exit code %d\n%s", code, s.out)
	}
	m.must("doctor")
}

func TestMetricsElsewhere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	s := newMachine(t).serve("--blank", "--metrics-addr", addr, "--log-format", "text")
	if status, _, err := s.get("/metrics"); err != nil || status != 404 {
		t.Errorf("/metrics at the readers' address: %d %v", status, err)
	}
	s.base = "http://" + addr
	if page := s.page("/metrics"); !strings.Contains(page, "broadsheet_ledger_entries") || !strings.Contains(page, "broadsheet_follower_behind") {
		t.Errorf("the metrics lack our own:\n%s", page)
	}
}
