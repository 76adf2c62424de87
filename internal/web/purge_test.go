package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/web"
)

// front is a cache in front that notes what it is told.
type front struct {
	mu    sync.Mutex
	told  []string // the keys of each request
	fails int      // requests that are refused first
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fails > 0 {
		f.fails--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.Method == "PURGE" && r.Header.Get("xkey") == r.Header.Get("Surrogate-Key") {
		f.told = append(f.told, r.Header.Get("Surrogate-Key"))
	}
}

func (f *front) keys() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.told...)
}

// purge runs a Purger before some caches.
func purge(t *testing.T, fronts ...*front) *web.Purger {
	t.Helper()
	p := &web.Purger{}
	for _, f := range fronts {
		s := httptest.NewServer(f)
		t.Cleanup(s.Close)
		p.URLs = append(p.URLs, s.URL)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { p.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	return p
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}

func TestPurgeTellsEveryCacheAndOnceMore(t *testing.T) {
	t.Parallel()
	a, b := &front{}, &front{}
	p := purge(t, a, b)
	p.Tell([]string{"list:paper:p", "article:a"})
	p.Tell(nil)
	for _, f := range []*front{a, b} {
		eventually(t, "both are told twice", func() bool { return len(f.keys()) >= 2 })
		if told := f.keys(); len(told) != 2 || told[0] != "article:a list:paper:p" || told[1] != told[0] {
			t.Errorf("it is told %q", told)
		}
	}
}

func TestPurgeIsTriedAgain(t *testing.T) {
	t.Parallel()
	f := &front{fails: 3}
	p := purge(t, f)
	p.Tell([]string{"article:a"})
	eventually(t, "it is told in the end", func() bool { return strings.Contains(strings.Join(f.keys(), " "), "article:a") })
}

func TestPurgeOfMuch(t *testing.T) {
	t.Parallel()
	f := &front{}
	p := purge(t, f)
	var all []string
	for i := range 1000 {
		all = append(all, fmt.Sprintf("article:01900000-0000-7000-8000-%012d", i))
	}
	p.Tell(all)
	eventually(t, "all are told", func() bool { return len(strings.Fields(strings.Join(f.keys(), " "))) >= len(all) })
	for _, keys := range f.keys() {
		if len(keys) > 4100 {
			t.Errorf("one request has %d bytes of keys", len(keys))
		}
	}
}

// TestPurgeWhileACacheIsAway changes more than can be remembered while nobody listens.
func TestPurgeWhileACacheIsAway(t *testing.T) {
	t.Parallel()
	f := &front{fails: 1}
	p := purge(t, f)
	all := []string{"list:paper:p", "paper:q"}
	for i := range 10_000 {
		all = append(all, fmt.Sprint("article:", i))
	}
	p.Tell(all)
	eventually(t, "it is told", func() bool { return len(f.keys()) > 0 })
	if told := f.keys()[0]; told != "list:paper:p paper:q" {
		t.Errorf("it is told %.200s", told)
	}
}
