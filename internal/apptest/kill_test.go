package apptest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

// TestKilledWhileFiling kills the server with SIGKILL at random moments while articles are filed in bulk and singly.
// Afterwards every acknowledged article is there once, the ledger has no gap and no double, doctor finds the
// derivations equal to it, and the server had started by itself every time. Requests whose answer was lost are sent
// again with their idempotency key, as a client would, and must not double anything.
func TestKilledWhileFiling(t *testing.T) {
	t.Parallel()
	p := newPaper(t)
	killWhileFiling(t, p, storetest.Pick(4, 4, 50))
}

func killWhileFiling(t *testing.T, p *paper, kills int) {
	s := p.serve()
	s.must("POST", "/sections", map[string]any{"slug": "news", "name": "News"}, nil)
	f := &filer{acked: map[string]int{}}
	r := rand.New(rand.NewPCG(7, uint64(kills)))
	for range kills {
		f.work(s, 3, time.Duration(30+r.IntN(400))*time.Millisecond)
		f.again(t, s.restart())
		s = f.server
	}
	f.verify(t, p, s)
}

func (s *server) restart() *server {
	s.signal(syscall.SIGKILL)
	return s.p.serve()
}

// filer files articles and remembers what was acknowledged and what is in doubt.
type filer struct {
	mu     sync.Mutex
	n      int
	acked  map[string]int // article id: times acknowledged by different requests
	doubt  []request      // requests whose answer never came
	sent   int            // articles that must exist in the end
	server *server
}

type request struct {
	key   string
	batch []map[string]any
}

// next makes a request of one article or of twenty.
func (f *filer) next() request {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	size := 1
	if f.n%2 == 0 {
		size = 20
	}
	req := request{key: fmt.Sprintf("kill-test-%d", f.n)}
	for i := range size {
		req.batch = append(req.batch, map[string]any{
			"headline": fmt.Sprintf("Tide table %d, sheet %d", f.n, i), "section": "news",
			"body_html": "<p>High water was noted by the harbour office.</p><h2>Morning</h2><p>Nothing else happened.</p>",
			"publish":   i%2 == 0, "tags": []string{"tides"},
		})
	}
	return req
}

// send sends req and notes what was acknowledged; it reports whether an answer came.
func (f *filer) send(ctx context.Context, s *server, req request) (bool, error) {
	header := map[string]string{"Idempotency-Key": req.key}
	var ids []string
	var status int
	var err error
	if len(req.batch) == 1 {
		var one filed
		status, err = s.api(ctx, "POST", "/articles", header, req.batch[0], &one)
		ids = append(ids, one.ID)
	} else {
		var many struct {
			Items []filed `json:"items"`
		}
		status, err = s.api(ctx, "POST", "/articles:batch", header, map[string]any{"articles": req.batch}, &many)
		for _, one := range many.Items {
			ids = append(ids, one.ID)
		}
	}
	if status == 0 {
		return false, nil
	}
	if err != nil || status >= 300 || len(ids) != len(req.batch) {
		return true, fmt.Errorf("filing answered %d, %d items, %v", status, len(ids), err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent += len(ids)
	for _, id := range ids {
		f.acked[id]++
	}
	return true, nil
}

// work files with several clients until the time is up, then kills the server under them.
func (f *filer) work(s *server, clients int, d time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for ctx.Err() == nil {
				req := f.next()
				answered, err := f.send(context.Background(), s, req)
				if err != nil {
					s.p.t.Error(err)
					return
				}
				if !answered {
					f.mu.Lock()
					f.doubt = append(f.doubt, req)
					f.mu.Unlock()
					return
				}
			}
		})
	}
	time.Sleep(d) // the moment of the kill is the point of the test
	cancel()
	s.signal(syscall.SIGKILL)
	wg.Wait()
}

// again sends what is in doubt once more.
func (f *filer) again(t *testing.T, s *server) {
	f.server = s
	doubt := f.doubt
	f.doubt = nil
	for _, req := range doubt {
		if answered, err := f.send(context.Background(), s, req); !answered || err != nil {
			t.Fatalf("sending %s again: answered %v, %v", req.key, answered, err)
		}
	}
}

func (f *filer) verify(t *testing.T, p *paper, s *server) {
	t.Helper()
	t.Logf("%d articles acknowledged in %d requests", f.sent, f.n)
	if len(f.acked) != f.sent {
		t.Errorf("%d articles were acknowledged under %d ids", f.sent, len(f.acked))
	}
	filedOnce := map[string]int{}
	for i, e := range s.lines() {
		if e.Seq < int64(i+1) {
			t.Fatalf("the ledger has line %d twice", e.Seq)
		}
		if e.What == "article.file" || e.What == "article.publish" {
			filedOnce[e.Subject]++
		}
	}
	for id := range f.acked {
		if filedOnce[id] != 1 {
			t.Errorf("article %s was acknowledged and stands %d times in the ledger", id, filedOnce[id])
		}
	}
	if len(filedOnce) != len(f.acked) {
		t.Errorf("the ledger has %d articles, %d were acknowledged or sent again", len(filedOnce), len(f.acked))
	}
	for id := range f.acked {
		var a filed
		if status, err := s.api(context.Background(), "GET", "/articles/"+id, nil, nil, &a); status != 200 || a.ID != id {
			t.Fatalf("acknowledged article %s: %d %v", id, status, err)
		}
	}
	p.run("doctor")
	s.signal(syscall.SIGTERM)
	p.run("doctor")
}
