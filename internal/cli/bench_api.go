package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

type benchAPICommand struct {
	Articles int    `toml:"articles" default:"1000" placeholder:"N" help:"How many articles are there before anything is measured."`
	Clients  int    `toml:"clients" default:"8" placeholder:"N" help:"How many clients file and read at once."`
	Dir      string `toml:"dir" placeholder:"DIR" help:"Where to make the folder that is measured on; without it, the system's place for such."`
}

// Help is the command's help.
func (benchAPICommand) Help() string {
	return `Runs a server of its own on this machine, on a folder that it takes away again, and measures over HTTP: filing in bulk and singly, from the answer to a publication until front, section, feed and search show it, and reading pages. The last column compares with a bare net/http server that answers 20 KB, in the same run.

Example:
  broadsheet bench api --articles 10000`
}

// apiBench is one run.
type apiBench struct {
	d     *desktop
	c     *benchAPICommand
	base  string
	bare  string
	token string
	w     *writer
	table benchTable
	slugs []string
}

// Run runs the command.
func (c *benchAPICommand) Run(outer *desktop) error {
	if c.Clients < 1 || c.Articles < 1 {
		return wrongUsage("--clients", "and --articles must be at least 1")
	}
	d, clean, err := benchFolder(outer, c.Dir)
	if err != nil {
		return err
	}
	defer clean()
	d.config.Addr, d.config.MetricsAddr, d.config.APIRate, d.config.APIBurst = "127.0.0.1:0", "", 1e9, 1<<30
	b := &apiBench{d: d, c: c, w: newWriter(), table: benchTable{columns: []string{"measured"}}}
	stop, err := b.start()
	if err != nil {
		return err
	}
	defer stop()
	for _, step := range []func() error{b.bulk, b.singles, b.seen, b.pages} {
		if err := step(); err != nil {
			return err
		}
	}
	fmt.Fprintln(outer.stdout)
	return b.table.write(outer.stdout)
}

// start runs the server, and the bare one beside it.
func (b *apiBench) start() (stop func(), err error) {
	log := b.d.log()
	s, err := b.d.openStore(log)
	if err != nil {
		return nil, err
	}
	paper, err := benchPaper(b.d, s)
	if err != nil {
		return nil, err
	}
	name, email, role := "Bench", "bench@example.org", news.Publisher
	_, err = b.d.desk(s).Do(b.d.ctx, paper.ID, news.Program, func(w *desk.Work) error {
		_, err := w.AddPerson(desk.PersonFiling{Name: &name, Email: &email, Role: &role})
		return err
	})
	if err != nil {
		return nil, err
	}
	if b.token, err = account.New(s, now).CreateToken(b.d.ctx, paper.ID, account.NewToken{Email: email}); err != nil {
		return nil, err
	}
	doors, err := openDoors(b.d.config.Server)
	if err != nil {
		return nil, err
	}
	b.base = doors.served
	ctx, cancel := context.WithCancel(b.d.ctx)
	own := *b.d
	own.ctx, own.stdout = ctx, io.Discard
	done := make(chan error, 1)
	go func() { done <- own.serve(log, s, doors, "") }()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		cancel()
		return nil, err
	}
	b.bare = "http://" + l.Addr().String()
	page := bytes.Repeat([]byte("x"), 20<<10)
	bare := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(page) })}
	go func() { _ = bare.Serve(l) }()
	return func() {
		cancel()
		<-done
		_ = bare.Close()
		_ = s.Close()
	}, nil
}

// client keeps its connections.
func (b *apiBench) client() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: b.c.Clients, MaxConnsPerHost: 0}}
}

func (b *apiBench) post(c *http.Client, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(b.d.ctx, http.MethodPost, b.base+"/api/v1/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+b.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("POST %s answered %d: %.500s", path, resp.StatusCode, answer)
	}
	return json.Unmarshal(answer, out)
}

func (b *apiBench) bulk() error {
	c := b.client()
	var took time.Duration
	for at := 0; at < b.c.Articles; at += 500 {
		var batch []draft
		for i := at; i < min(at+500, b.c.Articles); i++ {
			batch = append(batch, b.w.draft(i))
		}
		var out struct {
			Items []struct {
				Slug string `json:"slug"`
			} `json:"items"`
		}
		start := time.Now()
		if err := b.post(c, "articles:batch", map[string]any{"articles": batch}, &out); err != nil {
			return err
		}
		took += time.Since(start)
		for _, i := range out.Items {
			b.slugs = append(b.slugs, i.Slug)
		}
	}
	b.table.add("filing in bulk, 500 a request", perSecond(b.c.Articles, took), "")
	return nil
}

// crowd runs fn in several clients until n are done, and returns how long it took.
func (b *apiBench) crowd(clients, n int, fn func(c *http.Client, i int) error) (took time.Duration, err error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, clients)
	start := time.Now()
	for k := range clients {
		wg.Go(func() {
			c := b.client()
			for i := int(next.Add(1)) - 1; i < n && errs[k] == nil; i = int(next.Add(1)) - 1 {
				errs[k] = fn(c, i)
			}
		})
	}
	wg.Wait()
	for _, e := range errs {
		if e != nil {
			return 0, e
		}
	}
	return time.Since(start), nil
}

func (b *apiBench) singles() error {
	const n = 400
	drafts := make([]draft, 2*n)
	for i := range drafts {
		drafts[i] = b.w.draft(b.c.Articles + i)
	}
	for k, clients := range []int{1, b.c.Clients} {
		took, err := b.crowd(clients, n, func(c *http.Client, i int) error {
			var out struct{}
			return b.post(c, "articles", drafts[k*n+i], &out)
		})
		if err != nil {
			return err
		}
		b.table.add(fmt.Sprintf("filing singly, %d clients", clients), perSecond(n, took), "")
	}
	return nil
}

// seen measures how long after sending a publication every surface shows it.
func (b *apiBench) seen() error {
	c := b.client()
	call, err := measure(60, func(i int) error {
		a := b.w.draft(b.c.Articles + 1000 + i)
		a.PublishedAt = "" // now
		a.Headline = fmt.Sprintf("Seenword%d %s", i, a.Headline)
		var out struct {
			Slug string `json:"slug"`
		}
		if err := b.post(c, "articles", a, &out); err != nil {
			return err
		}
		for _, path := range []string{"/", "/section/news", "/feed.xml", fmt.Sprintf("/search?q=seenword%d", i), "/" + out.Slug} {
			if err := b.shows(c, path, fmt.Sprintf("Seenword%d ", i)); err != nil {
				return err
			}
		}
		return nil
	})
	b.table.add("publish, then seen on five surfaces", fmt.Sprintf("%.1f ms (p99 %.1f)", float64(call.at(.5).Microseconds())/1e3, float64(call.at(.99).Microseconds())/1e3), "")
	return err
}

// shows asks for a page until it shows a text.
func (b *apiBench) shows(c *http.Client, path, text string) error {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		body, err := get(c, b.base+path)
		if err != nil {
			return err
		}
		if strings.Contains(body, text) {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return fmt.Errorf("%s does not show %q within ten seconds", path, text)
}

func get(c *http.Client, address string) (string, error) {
	resp, err := c.Get(address)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", address, resp.StatusCode)
	}
	return string(body), err
}

// pages measures reading, in turn with the bare server, so that both see the same machine.
func (b *apiBench) pages() error {
	const n, rounds = 600, 5
	for _, p := range []struct {
		name string
		at   func(i int) string
	}{
		{"article pages", func(i int) string { return "/" + b.slugs[i*7919%len(b.slugs)] }},
		{"front pages", func(int) string { return "/" }},
		{"section pages", func(int) string { return "/section/news" }},
		{"feeds", func(int) string { return "/feed.xml" }},
	} {
		var ours, bare durations
		for range rounds {
			for _, run := range []struct {
				to   *durations
				base string
			}{{&ours, b.base}, {&bare, b.bare}} {
				took, err := b.crowd(b.c.Clients, n, func(c *http.Client, i int) error {
					_, err := get(c, run.base+p.at(i))
					return err
				})
				if err != nil {
					return err
				}
				*run.to = append(*run.to, took)
			}
		}
		b.table.add(fmt.Sprintf("%s, %d clients", p.name, b.c.Clients), perSecond(n, ours.at(.5)), times(ours.at(.5), bare.at(.5)))
	}
	return nil
}
