package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Purger tells caches in front what has changed, so that they throw away the pages made from it: a PURGE request to each
// address, with the tags in Surrogate-Key, as Fastly and the VCL in deploy/ understand it. It tells again until it is
// heard, and once more a moment later: a page that left this process just before the change may reach the cache just
// after the first telling.
type Purger struct {
	URLs   []string
	Client *http.Client // nil: one with a timeout
	Log    *slog.Logger // nil: nothing is logged

	once  sync.Once
	wake  chan struct{}
	mu    sync.Mutex
	tags  map[string]bool // to be told
	echo  map[string]bool // to be told once more
	lost  int             // times in a row that a cache didn't answer
	since time.Time       // since when one doesn't
}

// Bounds of what a cache is told at once.
const (
	purgeHeader  = 4000 // bytes of Surrogate-Key in a request
	purgeTimeout = 5 * time.Second
	purgeEcho    = 2 * time.Second
	purgeRetry   = 30 * time.Second // between two tries at most
	maxPurges    = 5000             // tags that wait; when there are more, caches are told that all pages have changed
)

func (p *Purger) begin() {
	p.once.Do(func() {
		p.wake, p.tags, p.echo = make(chan struct{}, 1), map[string]bool{}, map[string]bool{}
		if p.Client == nil {
			p.Client = &http.Client{Timeout: purgeTimeout}
		}
		if p.Log == nil {
			p.Log = slog.New(slog.DiscardHandler)
		}
	})
}

// Tell notes what has changed. It doesn't wait for the caches.
func (p *Purger) Tell(tags []string) {
	p.begin()
	if len(tags) == 0 {
		return
	}
	p.mu.Lock()
	for _, t := range tags {
		p.tags[t] = true
	}
	p.mu.Unlock()
	p.ring()
}

func (p *Purger) ring() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Run tells the caches until ctx ends.
func (p *Purger) Run(ctx context.Context) {
	p.begin()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		timer.Reset(p.round(ctx))
		select {
		case <-ctx.Done():
		case <-p.wake:
			if p.lost > 0 { // trying sooner because more has changed would not help
				sleepUntil(ctx, timer)
			}
		case <-timer.C:
		}
	}
}

func sleepUntil(ctx context.Context, timer *time.Timer) {
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// round tells what there is to tell, and returns how long to wait when nothing more comes.
func (p *Purger) round(ctx context.Context) time.Duration {
	p.mu.Lock()
	first, again := p.tags, p.echo
	p.tags, p.echo = map[string]bool{}, map[string]bool{}
	p.mu.Unlock()
	told := append(sorted(first), sorted(again)...)
	if len(told) == 0 {
		return time.Hour
	}
	if err := p.tellAll(ctx, told); err != nil {
		return p.failed(first, again, err)
	}
	p.lost = 0
	p.mu.Lock()
	defer p.mu.Unlock()
	for t := range first {
		p.echo[t] = true
	}
	if len(p.echo) == 0 {
		return time.Hour
	}
	return purgeEcho
}

// failed keeps what wasn't told, and returns how long to wait before it is tried again.
func (p *Purger) failed(first, again map[string]bool, err error) time.Duration {
	if p.lost++; p.lost == 1 {
		p.since = time.Now()
	}
	p.Log.Error("a cache in front could not be told what has changed; it may show old pages until it is", "tries", p.lost, "since", p.since, "err", err)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range []map[string]bool{first, again} {
		for t := range m {
			p.tags[t] = true
		}
	}
	if len(p.tags) > maxPurges {
		p.tags = papersOf(p.tags)
	}
	return min(200*time.Millisecond<<min(p.lost-1, 10), purgeRetry)
}

// papersOf puts the tags of whole papers in the place of more tags than can be told.
func papersOf(tags map[string]bool) map[string]bool {
	papers := map[string]bool{}
	for t := range tags {
		if strings.HasPrefix(t, "paper:") || strings.HasPrefix(t, "list:paper:") {
			papers[t] = true
		}
	}
	return papers
}

// tellAll tells every cache, in as many requests as it takes.
func (p *Purger) tellAll(ctx context.Context, tags []string) error {
	for len(tags) > 0 {
		n, size := 0, 0
		for n < len(tags) && (n == 0 || size+len(tags[n]) < purgeHeader) {
			size += 1 + len(tags[n])
			n++
		}
		for _, u := range p.URLs {
			if err := p.tell(ctx, u, strings.Join(tags[:n], " ")); err != nil {
				return err
			}
		}
		tags = tags[n:]
	}
	return nil
}

func (p *Purger) tell(ctx context.Context, url, keys string) error {
	req, err := http.NewRequestWithContext(ctx, "PURGE", url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Surrogate-Key", keys)
	req.Header.Set("xkey", keys)
	res, err := p.Client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 64<<10) // so that the connection can be used again
	if res.StatusCode >= 300 {
		return fmt.Errorf("PURGE %s answered %s", url, res.Status)
	}
	return nil
}

func sorted(tags map[string]bool) []string {
	all := make([]string, 0, len(tags))
	for t := range tags {
		all = append(all, t)
	}
	slices.Sort(all)
	return all
}
