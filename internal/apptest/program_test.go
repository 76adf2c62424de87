package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "broadsheet/internal/cli" // the program under test: go test must not take a result from before it changed
	"broadsheet/internal/store/storetest"
)

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "broadsheet-apptest-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "broadsheet")
	out, err := exec.Command("go", "build", "-pgo=off", "-o", bin, "broadsheet/cmd/broadsheet").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if bin, err := build(); err == nil {
		_ = os.RemoveAll(filepath.Dir(bin))
	}
	os.Exit(code)
}

// paper is a paper on a folder (and perhaps a PostgreSQL), with the binary to work on it.
type paper struct {
	t     *testing.T
	bin   string
	data  string
	extra []string // flags every command gets
	token string
}

// newPaper makes an empty paper with one section, "news", and a publisher's token.
func newPaper(t *testing.T, extra ...string) *paper {
	t.Helper()
	bin, err := build()
	if err != nil {
		t.Fatal(err)
	}
	p := &paper{t: t, bin: bin, data: filepath.Join(storetest.Folder(t), "data"), extra: extra}
	p.run("init", "--name", "The Test Paper", "--timezone", "Europe/London", "--blank")
	p.run("person", "add", "--email", "desk@example.org", "--name", "Dora Desk", "--role", "publisher")
	p.token = strings.TrimSpace(p.run("token", "create", "--email", "desk@example.org"))
	return p
}

// run runs a command on the paper and returns its standard output; the test fails when the command does.
func (p *paper) run(args ...string) string {
	p.t.Helper()
	cmd := exec.Command(p.bin, append(append(args, "--data", p.data), p.extra...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		p.t.Fatalf("broadsheet %s: %v\n%s%s", strings.Join(args, " "), err, stdout.String(), stderr.String())
	}
	return stdout.String()
}

// server is one running serve.
type server struct {
	p    *paper
	cmd  *exec.Cmd
	addr string
	log  *lockedBuffer
	done chan error
}

// serve starts the server and waits until it is ready.
func (p *paper) serve() *server {
	p.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	return p.serveAt(addr)
}

// serveAt is serve at an address.
func (p *paper) serveAt(addr string) *server {
	p.t.Helper()
	s := &server{p: p, addr: addr, log: &lockedBuffer{}, done: make(chan error, 1)}
	s.cmd = exec.Command(p.bin, append([]string{"serve", "--blank", "--addr", addr, "--data", p.data}, p.extra...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	s.cmd.Env = append(os.Environ(), "BROADSHEET_API_RATE=100000", "BROADSHEET_API_BURST=100000")
	if err := s.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() { s.done <- s.cmd.Wait() }()
	p.t.Cleanup(func() { s.signal(syscall.SIGKILL) })
	deadline := time.Now().Add(30 * time.Second)
	for {
		if resp, err := http.Get("http://" + addr + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return s
			}
		}
		select {
		case err := <-s.done:
			s.done <- err
			p.t.Fatalf("serve ended while starting: %v\n%s", err, s.log)
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("serve was not ready in time\n%s", s.log)
		}
	}
}

// signal sends sig and waits for the process to end.
func (s *server) signal(sig syscall.Signal) {
	_ = s.cmd.Process.Signal(sig)
	s.done <- <-s.done
}

// get asks for a page and returns its status and body.
func (s *server) get(path string) (int, string, error) {
	resp, err := http.Get("http://" + s.addr + path)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

// api calls the API with in as the JSON body (nil: none) and decodes the answer into out (nil: dropped). The error is
// the network's; a refusal is told by the status.
func (s *server) api(ctx context.Context, method, path string, header map[string]string, in, out any) (int, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+s.addr+"/api/v1"+path, body)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+s.p.token)
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	if out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			return resp.StatusCode, fmt.Errorf("%s %s answered %d: %s", method, path, resp.StatusCode, b)
		}
	}
	if resp.StatusCode >= 300 && out == nil {
		return resp.StatusCode, errors.New(string(b))
	}
	return resp.StatusCode, nil
}

// must is api for calls that have to succeed.
func (s *server) must(method, path string, in, out any) {
	s.p.t.Helper()
	status, err := s.api(context.Background(), method, path, nil, in, out)
	if err != nil || status >= 300 {
		s.p.t.Fatalf("%s %s: %d %v %v", method, path, status, err, out)
	}
}

// filed is what the API answers about one article of a batch or a single filing.
type filed struct {
	ID    string `json:"id"`
	State string `json:"state"`
	URL   string `json:"url"`
	Slug  string `json:"slug"`
}

// lines reads the whole ledger through the API.
func (s *server) lines() []entry {
	s.p.t.Helper()
	var all []entry
	next := "0"
	for {
		var page struct {
			Items []entry `json:"items"`
			Next  *string `json:"next"`
		}
		s.must("GET", "/ledger?limit=1000&after="+next, nil, &page)
		all = append(all, page.Items...)
		if len(page.Items) == 0 || page.Next == nil {
			return all
		}
		next = fmt.Sprint(page.Items[len(page.Items)-1].Seq)
	}
}

type entry struct {
	Seq     int64  `json:"seq"`
	What    string `json:"what"`
	Subject string `json:"subject"`
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
