package browsertest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/cli"
)

// site is the program, serving the sample paper with some articles more.
type site struct {
	base  string // http://127.0.0.1:port
	token string
	data  string
	end   context.CancelFunc
	ended chan int
}

// startSite starts the program once for all tests of the binary; endSite stops it.
var startSite = sync.OnceValues(newSite)

// paper returns the running site.
func paper(t testing.TB) *site {
	t.Helper()
	s, err := startSite()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newSite() (*site, error) {
	for _, v := range os.Environ() { // nothing of the machine's settings reaches the program
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "BROADSHEET_") && !strings.HasPrefix(name, "BROADSHEET_TEST_") {
			_ = os.Unsetenv(name)
		}
	}
	data, err := os.MkdirTemp("", "broadsheet-browsertest-")
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(context.Background())
	s := &site{data: data, end: end, ended: make(chan int, 1)}
	out := &said{}
	go func() { s.ended <- cli.Run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", data}, out, out) }()
	if s.base, err = out.address(s.ended); err != nil {
		return nil, err
	}
	var token bytes.Buffer
	if code := cli.Run(ctx, []string{"token", "create", "--email", "editor@example.org", "--data", data}, &token, out); code != 0 {
		return nil, fmt.Errorf("no token: %s", out)
	}
	s.token = strings.TrimSpace(token.String())
	return s, s.fill()
}

// endSite stops the program, if it was started.
func endSite() {
	s, err := startSite()
	if err != nil || s == nil {
		return
	}
	s.end()
	<-s.ended
	_ = os.RemoveAll(s.data)
}

// api calls the API and decodes the answer into out.
func (s *site) api(method, path string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, s.base+"/api/v1"+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	b, err = io.ReadAll(res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode >= 300:
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, b)
	case out == nil:
		return nil
	}
	return json.Unmarshal(b, out)
}

// got is an answer as it came, redirects not followed.
type got struct {
	status int
	header http.Header
	body   []byte
}

// get asks for a page in the given encoding.
func (s *site) get(t testing.TB, path, encoding string) got {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", encoding)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{res.StatusCode, res.Header, b}
}

// said is what the program writes, from which its address is read.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// address waits until the program serves and returns where.
func (s *said) address(ended <-chan int) (string, error) {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if _, rest, ok := strings.Cut(s.String(), "msg=serving address="); ok {
			base, _, _ := strings.Cut(rest, " ")
			return base, nil
		}
		select {
		case code := <-ended:
			return "", fmt.Errorf("the program ended with %d: %s", code, s)
		case <-time.After(10 * time.Millisecond):
		}
	}
	return "", fmt.Errorf("the program did not serve in time: %s", s)
}
