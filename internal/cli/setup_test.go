package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

// build makes the binary once for all tests.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "broadsheet-cli-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "broadsheet")
	args := append(append([]string{"build", "-pgo=off"}, buildFlags()...), "-o", bin, "broadsheet/cmd/broadsheet")
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

func TestMain(m *testing.M) {
	for _, v := range os.Environ() { // nothing of the machine's settings reaches the tests
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "BROADSHEET_") && !strings.HasPrefix(name, "BROADSHEET_TEST_") {
			_ = os.Unsetenv(name)
		}
	}
	code := m.Run()
	if bin, err := build(); err == nil {
		_ = os.RemoveAll(filepath.Dir(bin))
	}
	if blanks.data != "" {
		_ = os.RemoveAll(blanks.data)
	}
	os.Exit(code)
}

// alone skips, in short runs, tests in which nothing happens at once: the race detector would only make them slow.
func alone(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("not in short runs")
	}
}

// machine is a folder to run commands in, with a data folder of its own.
type machine struct {
	t    testing.TB
	dir  string
	data string
	env  []string

	before []string // what the command's line begins with, such as taskset
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	dir := storetest.Folder(t)
	return &machine{t: t, dir: dir, data: filepath.Join(dir, "data")}
}

// file writes a file and returns its path.
func (m *machine) file(name, content string) string {
	m.t.Helper()
	path := filepath.Join(m.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		m.t.Fatal(err)
	}
	return path
}

func (m *machine) command(args ...string) *exec.Cmd {
	m.t.Helper()
	bin, err := build()
	if err != nil {
		m.t.Fatal(err)
	}
	cmd := m.other(bin, args...)
	cmd.Env = append(os.Environ(), "BROADSHEET_DATA="+m.data)
	cmd.Env = append(cmd.Env, m.env...)
	return cmd
}

// other makes a command of another program than ours.
func (m *machine) other(program string, args ...string) *exec.Cmd {
	line := append(append(append([]string{}, m.before...), program), args...)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir = m.dir
	return cmd
}

// run runs a command and returns its exit code and what it wrote.
func (m *machine) run(args ...string) (code int, stdout, stderr string) {
	m.t.Helper()
	cmd := m.command(args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		m.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// must runs a command that has to succeed and returns its standard output.
func (m *machine) must(args ...string) string {
	m.t.Helper()
	code, stdout, stderr := m.run(args...)
	if code != 0 {
		m.t.Fatalf("broadsheet %s: exit code %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

// fails runs a command that has to fail with a code and a text in standard error.
func (m *machine) fails(code int, text string, args ...string) {
	m.t.Helper()
	got, stdout, stderr := m.run(args...)
	if got != code || !strings.Contains(stderr, text) {
		m.t.Errorf("broadsheet %s: exit code %d, want %d\n%s%s\nwant in it: %s", strings.Join(args, " "), got, code, stdout, stderr, text)
	}
	for _, line := range strings.Split(strings.TrimSpace(stderr), "\n") {
		if strings.Contains(line, "goroutine ") || strings.Contains(line, "panic:") {
			m.t.Errorf("broadsheet %s panicked:\n%s", strings.Join(args, " "), stderr)
		}
	}
}

// blank gives the machine an empty paper with a publisher and returns their token. On SQLite it is a copy: the first
// machine's is made for all.
func (m *machine) blank() (token string) {
	m.t.Helper()
	if len(m.env) > 0 {
		return m.newBlank()
	}
	blanks.Do(func() {
		dir := m.dir + "-blank"
		first := &machine{t: m.t, dir: m.dir, data: dir}
		blanks.token = first.newBlank()
		blanks.data = dir
	})
	if blanks.data == "" {
		m.t.Fatal("no empty paper could be made; another test says why")
	}
	if err := os.MkdirAll(m.data, 0o700); err != nil {
		m.t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", blanks.data+"/.", m.data).CombinedOutput(); err != nil {
		m.t.Fatalf("%v: %s", err, out)
	}
	return blanks.token
}

// blanks is the data folder of which the machines' are copies.
var blanks struct {
	sync.Once
	data, token string
}

func (m *machine) newBlank() (token string) {
	m.t.Helper()
	m.must("init", "--name", "The Test Paper", "--timezone", "Europe/London", "--blank")
	m.must("person", "add", "--email", "desk@example.org", "--name", "Dora Desk", "--role", "publisher")
	return strings.TrimSpace(m.must("token", "create", "--email", "desk@example.org"))
}

// server is a running serve.
type server struct {
	m      *machine
	cmd    *exec.Cmd
	base   string
	out    *safeBuffer // standard output and error
	ended  chan struct{}
	result error
}

// serve starts a server on a free port and waits until it is ready.
func (m *machine) serve(args ...string) *server {
	m.t.Helper()
	s := &server{m: m, out: &safeBuffer{}, ended: make(chan struct{})}
	s.cmd = m.command(append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	if err := s.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	go func() {
		s.result = s.cmd.Wait()
		close(s.ended)
	}()
	m.t.Cleanup(func() { s.stop(syscall.SIGKILL) })
	deadline := time.Now().Add(60 * time.Second)
	for {
		if s.base == "" {
			if _, rest, ok := strings.Cut(s.out.String(), "msg=serving address="); ok {
				s.base, _, _ = strings.Cut(rest, " ")
			}
		}
		if s.base != "" {
			if status, _, err := s.get("/readyz"); err == nil && status == http.StatusOK {
				return s
			}
		}
		select {
		case <-s.ended:
			m.t.Fatalf("serve ended while starting: %v\n%s", s.result, s.out)
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			m.t.Fatalf("serve was not ready in time\n%s", s.out)
		}
	}
}

// stop sends a signal and waits for the end.
func (s *server) stop(sig syscall.Signal) error {
	_ = s.cmd.Process.Signal(sig)
	<-s.ended
	return s.result
}

func (s *server) get(path string) (int, string, error) {
	resp, err := http.Get(s.base + path)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

// page gets a page that has to be there.
func (s *server) page(path string) string {
	s.m.t.Helper()
	status, body, err := s.get(path)
	if err != nil || status != http.StatusOK {
		s.m.t.Fatalf("GET %s: %d %v\n%s", path, status, err, body)
	}
	return body
}

// post calls the API.
func (s *server) post(token, path, body string) (int, string, error) {
	return s.postAs(token, path, body, nil)
}

// postAs is post with headers.
func (s *server) postAs(token, path, body string, header map[string]string) (int, string, error) {
	req, err := http.NewRequest("POST", s.base+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

func (s *server) mustPost(token, path, body string) string {
	s.m.t.Helper()
	status, answer, err := s.post(token, path, body)
	if err != nil || status >= 300 {
		s.m.t.Fatalf("POST %s: %d %v %s", path, status, err, answer)
	}
	return answer
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *safeBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *safeBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// need calls f until it succeeds, for what happens soon but not at once.
func need(t *testing.T, within time.Duration, f func() error) {
	t.Helper()
	start := time.Now()
	for {
		err := f()
		if err == nil {
			return
		}
		if time.Since(start) > within {
			t.Fatalf("not within %v: %v", within, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
