package apptest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"broadsheet/internal/store/storetest"
)

// browser is somebody's browser, signed in at every process alike: their cookie is the paper's.
type browser struct {
	t      *testing.T
	client *http.Client
	key    string
}

// signIn lets somebody into the newsroom by a link.
func (s *server) signIn(email string) *browser {
	s.p.t.Helper()
	_, secret, _ := strings.Cut(strings.TrimSpace(s.p.run("person", "signin-link", "--email", email)), "link=")
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.p.t.Fatal(err)
	}
	b := &browser{t: s.p.t, client: &http.Client{Jar: jar}}
	if status, page := b.ask(s, "POST", "/newsroom/signin", url.Values{"link": {secret}}); status != 200 || !strings.Contains(page, "My desk") {
		s.p.t.Fatalf("signing in: %d\n%s", status, page)
	}
	_, desk := b.ask(s, "GET", "/newsroom/", nil)
	if found := regexp.MustCompile(`name="key" value="([0-9a-f]+)"`).FindStringSubmatch(desk); found != nil {
		b.key = found[1]
		return b
	}
	s.p.t.Fatalf("My desk has no form:\n%s", desk)
	return nil
}

func (b *browser) ask(s *server, method, path string, form url.Values) (int, string) {
	b.t.Helper()
	var body io.Reader
	if form != nil {
		form.Set("key", b.key)
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, "http://"+s.addr+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// board opens a board and returns the socket that wakes it.
func (b *browser) board(s *server) (*websocket.Conn, string) {
	b.t.Helper()
	_, page := b.ask(s, "GET", "/newsroom/board", nil)
	found := regexp.MustCompile(`data-seq="([0-9]+)"`).FindStringSubmatch(page)
	if found == nil {
		b.t.Fatalf("the board doesn't say as of when it is:\n%s", page)
	}
	header := http.Header{"Origin": {"http://" + s.addr}}
	at, _ := url.Parse("http://" + s.addr + "/newsroom/live")
	for _, c := range b.client.Jar.Cookies(at) {
		header.Add("Cookie", c.Name+"="+c.Value)
	}
	c, resp, err := websocket.Dial(context.Background(), "ws://"+s.addr+"/newsroom/live?seq="+found[1], &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		b.t.Fatal(err, resp)
	}
	b.t.Cleanup(func() { _ = c.CloseNow() })
	return c, found[1]
}

// TestTwoDesks runs the newsroom in two processes over one PostgreSQL: a card moved in one wakes the other's open boards, by socket and
// without, which then show it; and a session that is ended in one is refused in the other, its open board too.
func TestTwoDesks(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	c := newCluster(t)
	p := newPaper(t, "--database", c.url())
	p.run("person", "add", "--email", "ada@example.org", "--name", "Ada Editor", "--role", "editor")
	q := &paper{t: t, bin: p.bin, data: filepath.Join(storetest.Folder(t), "other"), extra: p.extra, token: p.token}
	a, b := p.serve(), q.serve()
	a.must("POST", "/sections", map[string]any{"slug": "news", "name": "News"}, nil)
	var card filed
	a.must("POST", "/articles", map[string]any{"headline": "The card that moves", "section": "news"}, &card)
	desk, ada := a.signIn("desk@example.org"), a.signIn("ada@example.org")
	for i, to := range []string{"submitted", "ready", "draft"} {
		socket, seq := ada.board(b)
		polled := make(chan string, 1)
		go func() {
			_, answer := ada.ask(b, "GET", "/newsroom/news?seq="+seq, nil)
			polled <- answer
		}()
		began := time.Now()
		if status, page := desk.ask(a, "POST", "/newsroom/board/move", url.Values{"article": {card.ID}, "to": {to}}); status != 200 {
			t.Fatalf("moving the card: %d\n%s", status, page)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		_, woke, err := socket.Read(ctx)
		cancel()
		var wake struct{ Seq int64 }
		if err != nil || json.Unmarshal(woke, &wake) != nil || wake.Seq == 0 {
			t.Fatalf("the other's board was not woken: %v %s", err, woke)
		}
		t.Logf("move %d woke the other's board after %v", i+1, time.Since(began).Round(time.Millisecond))
		if answer := <-polled; !strings.Contains(answer, `"seq":`) {
			t.Errorf("the board without a socket was answered %s", answer)
		}
		within(t, time.Second, func() error {
			_, page := ada.ask(b, "GET", "/newsroom/board", nil)
			if !strings.Contains(page, `data-article="`+card.ID+`" data-state="`+to+`"`) {
				return fmt.Errorf("the other's board doesn't show the card as %s", to)
			}
			return nil
		})
		_ = socket.CloseNow()
	}

	socket, _ := ada.board(b)
	if status, _ := ada.ask(b, "GET", "/newsroom/", nil); status != 200 {
		t.Fatalf("before her session is ended she is answered %d", status)
	}
	var people struct {
		Items []struct{ ID, Slug, Name string }
	}
	a.must("GET", "/people", nil, &people)
	for _, x := range people.Items {
		if x.Name == "Ada Editor" {
			if status, page := desk.ask(a, "POST", "/newsroom/people/"+x.ID+"/sessions/end", url.Values{"what": {"sessions"}}); status != 200 {
				t.Fatalf("ending her sessions: %d\n%s", status, page)
			}
		}
	}
	within(t, time.Second, func() error {
		if status, _ := ada.ask(b, "GET", "/newsroom/", nil); status != 401 {
			return fmt.Errorf("her session was ended in one process, and the other answers %d", status)
		}
		return nil
	})
	ended := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for {
		if _, _, err := socket.Read(ctx); err != nil {
			if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
				t.Errorf("her open board ended with %v", err)
			}
			break
		}
	}
	t.Logf("her open board was shut %v after", time.Since(ended).Round(time.Millisecond))
	if status, _ := desk.ask(b, "GET", "/newsroom/", nil); status != 200 {
		t.Errorf("somebody else is answered %d", status)
	}
	if status, page := ada.ask(b, "POST", "/newsroom/board/move", url.Values{"article": {card.ID}, "to": {"submitted"}}); status != 401 {
		t.Errorf("a move by the ended session is answered %d\n%s", status, page)
	}
}
