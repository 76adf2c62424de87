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
	"broadsheet/internal/store/storetest"
)

// site is the program, serving the sample paper with some articles more from a data folder of its own.
type site struct {
	base  string // http://127.0.0.1:port
	token string // "": nobody may change anything by the API
	data  string
	end   context.CancelFunc
	ended chan int
}

// paper returns the site that tests read together: none of them changes it, nor signs in.
func paper(t testing.TB) *site {
	t.Helper()
	s, err := startReading()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// startReading starts the site of paper once; endReading stops it.
var startReading = sync.OnceValues(func() (*site, error) {
	made, err := prepare()
	if err != nil {
		return nil, err
	}
	data, err := os.MkdirTemp("", "broadsheet-browsertest-")
	if err != nil {
		return nil, err
	}
	endReading = func() { _ = os.RemoveAll(data) }
	if err := made.copy(data); err != nil {
		return nil, err
	}
	if storetest.Full() {
		if err := makeWidths(data, made.token); err != nil {
			return nil, err
		}
	}
	s, err := serve(data)
	if err != nil {
		return nil, err
	}
	endReading = func() {
		s.stop()
		_ = os.RemoveAll(data)
	}
	return s, nil
})

var endReading = func() {}

// ownSites are the sites of the tests that run.
var ownSites sync.Map

// ownSite returns a site that is this test's alone: whatever it does there, no other test sees it. All tabs of a test are
// on the one site, a subtest's on another; flags are for the first call. It ends with the test.
func ownSite(t testing.TB, flags ...string) *site {
	t.Helper()
	if s, ok := ownSites.Load(t); ok {
		return s.(*site)
	}
	made, err := prepare()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	if err := made.copy(data); err != nil {
		t.Fatal(err)
	}
	s, err := serve(data, flags...)
	if err != nil {
		t.Fatal(err)
	}
	s.token = made.token
	ownSites.Store(t, s)
	t.Cleanup(func() {
		s.stop()
		ownSites.Delete(t)
	})
	return s
}

// serve starts the program on a data folder.
func serve(data string, flags ...string) (*site, error) {
	ctx, end := context.WithCancel(context.Background())
	s := &site{data: data, end: end, ended: make(chan int, 1)}
	out := &said{}
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, flags...)
	go func() { s.ended <- cli.Run(ctx, args, out, out) }()
	var err error
	if s.base, err = out.address(s.ended); err != nil {
		end()
		return nil, err
	}
	return s, nil
}

// stop ends the program and waits until it has ended.
func (s *site) stop() {
	s.end()
	<-s.ended
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
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
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
