package reader_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/related"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/web"
	"broadsheet/internal/web/feeds"
	"broadsheet/internal/web/reader"
)

// process is what of a server shows pages: store, followers, press and reader, as command cli wires them.
type process struct {
	store  *store.Store
	runner *ledger.Runner
	press  *press.Press
	pages  http.Handler
}

// startProcess starts a process on a store with the machine's clock.
func startProcess(t *testing.T, s *store.Store) *process {
	t.Helper()
	now := func() news.Millis { return news.At(time.Now()) }
	p := &process{store: s, runner: ledger.NewRunner(s, nil), press: press.New(press.Options{Store: s, Now: now, Size: 4 << 20})}
	finder := related.New(s, now)
	p.runner.Follow(search.Follower(nil))
	p.runner.Follow(finder.Follower(search.FollowerName))
	p.runner.Listen(p.press.Listener())
	looks := reader.Noted(s)
	rd := &reader.Reader{Store: looks, Now: now, Served: "http://127.0.0.1", Press: p.press, Search: &search.Searcher{Store: s, Now: now},
		Feeds: &feeds.Feeds{Store: looks, Now: now, Served: "http://127.0.0.1", Memo: p.press.NewMemo(feeds.Kept)}, Related: finder.Cards}
	p.pages = web.Server{Papers: s, Reader: rd, Quick: rd, TellPage: rd.Tell, API: http.NotFoundHandler(), Health: &web.Health{Store: s},
		Log: slog.New(slog.DiscardHandler)}.Handler()
	if err := p.runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.runner.Stop)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { p.press.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	return p
}

func (p *process) get(path string) (int, string) {
	w := httptest.NewRecorder()
	p.pages.ServeHTTP(w, httptest.NewRequest("GET", "http://harbour.example"+path, nil))
	b, _ := io.ReadAll(w.Result().Body)
	return w.Code, string(b)
}

// hammer changes articles at random while others read, and knows which words nobody may be shown any more.
type hammer struct {
	t     *testing.T
	paper string
	desk  *desk.Desk
	home  *process
	r     *rand.Rand

	acked atomic.Int64 // changes that have been acknowledged
	mu    sync.Mutex
	over  map[string]int64 // words, and the change with which they went
	items []*item
}

// item is an article as the hammer knows it.
type item struct {
	n       int
	id      string
	slug    string
	version int
	words   string // in its headline; "": it isn't out
	killed  bool
}

var hammered = regexp.MustCompile(`Hammer\d+v\d+x`)

// look reads a page and complains of words that were gone when it was asked for.
func (h *hammer) look(p *process, path string) (status int, shown map[string]bool) {
	before := h.acked.Load()
	status, text := p.get(path)
	shown = map[string]bool{}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, words := range hammered.FindAllString(text, -1) {
		shown[words] = true
		if gone := h.over[words]; gone != 0 && gone <= before {
			h.t.Errorf("%s shows %s, which went with change %d, after change %d", path, words, gone, before)
		}
	}
	if status >= 500 {
		h.t.Errorf("%s answers %d: %.300s", path, status, text)
	}
	return status, shown
}

// surfaces are the pages on which anything may stand.
func (h *hammer) surfaces() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	paths := []string{"/", "/section/town", "/section/town?page=2", "/tag/ferry", "/feed.xml", "/atom.xml", "/section/town/feed.json",
		"/search?q=hammered", "/archive", "/corrections", "/sitemap.xml?part=fronts", "/news-sitemap.xml", "/nothing-at-all"}
	for _, x := range h.items {
		paths = append(paths, "/"+x.slug)
	}
	return paths
}

// do has the desk do something and waits for the acknowledgement, as the API does.
func (h *hammer) do(fn func(*desk.Work) error) {
	h.t.Helper()
	entries, err := h.desk.Do(h.t.Context(), h.paper, news.Program, fn)
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	if err := h.home.runner.Wait(ctx, entries[len(entries)-1].Seq); err != nil {
		h.t.Fatalf("waiting for the followers: %v", err)
	}
}

// filing is an item's next version.
func (h *hammer) filing(x *item) (desk.Checked, string) {
	words := fmt.Sprintf("Hammer%dv%dx", x.n, x.version+1)
	headline, section, tags, yes := words+" hammered", "town", []string{"Ferry"}, true
	text := "The ferry " + words + " was hammered in the harbour."
	f := desk.Filing{Headline: &headline, BodyMarkdown: &text}
	if x.id == "" {
		slug := "hammered-" + strconv.Itoa(x.n)
		f.Section, f.Tags, f.Slug, f.Publish = &section, &tags, &slug, &yes
	}
	c, err := h.desk.Check(f)
	if err != nil {
		h.t.Fatal(err)
	}
	return c, words
}

// step changes something, and checks every surface when it has been acknowledged.
func (h *hammer) step() {
	x := &item{n: len(h.items)}
	if len(h.items) > 4 && h.r.IntN(3) > 0 {
		x = h.items[h.r.IntN(len(h.items))]
	}
	old := x.words
	act := h.r.IntN(4)
	switch {
	case x.id == "":
		h.publish(x)
	case x.killed:
		return
	case x.words == "": // it was taken down, and comes back as it was
		x.words = fmt.Sprintf("Hammer%dv%dx", x.n, x.version)
		h.mu.Lock()
		delete(h.over, x.words)
		h.mu.Unlock()
		h.do(func(w *desk.Work) error { _, err := w.Publish(x.id, 0); return err })
		old = ""
	case act == 0:
		h.do(func(w *desk.Work) error { _, err := w.Kill(x.id, 0, "", "hammered out"); return err })
		x.words, x.killed = "", true
	case act == 1:
		h.do(func(w *desk.Work) error { _, err := w.Unpublish(x.id, 0); return err })
		x.words = ""
	default:
		c, words := h.filing(x)
		h.do(func(w *desk.Work) error {
			_, err := w.Correct(x.id, 0, news.Correction{Text: "It was not so."}, c)
			return err
		})
		x.words, x.version = words, x.version+1
	}
	h.mu.Lock()
	if old != "" && old != x.words {
		h.over[old] = h.acked.Load() + 1
	}
	h.mu.Unlock()
	h.acked.Add(1)
	h.check(x)
}

func (h *hammer) publish(x *item) {
	c, words := h.filing(x)
	h.do(func(w *desk.Work) error {
		r, err := w.File(c)
		x.id, x.slug = r.Article.ID, r.Article.Slug
		return err
	})
	x.words, x.version = words, 1
	h.mu.Lock()
	h.items = append(h.items, x)
	h.mu.Unlock()
}

// check looks at every surface for what mustn't be there, and at those that must show x.
func (h *hammer) check(x *item) {
	for _, path := range h.surfaces() {
		h.look(h.home, path)
	}
	status, shown := h.look(h.home, "/"+x.slug)
	want := map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[x.words != ""]
	if x.killed {
		want = http.StatusGone
	}
	if status != want || x.words != "" && !shown[x.words] {
		h.t.Errorf("after change %d /%s answers %d and shows %v; want %d and %q", h.acked.Load(), x.slug, status, shown, want, x.words)
	}
	if x.words == "" {
		return
	}
	for _, path := range []string{"/section/town", "/feed.xml", "/tag/ferry", "/search?q=" + x.words} {
		if _, shown := h.look(h.home, path); !shown[x.words] && len(h.items) < 20 {
			h.t.Errorf("after change %d %s does not show %s", h.acked.Load(), path, x.words)
		}
	}
}

// TestHammer publishes, corrects, takes down and kills at random while pages are read without pause, on both engines.
// What has been acknowledged is seen everywhere; what has gone is seen nowhere, by those who ask later.
func TestHammer(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]func(testing.TB) store.Options{"sqlite": storetest.SQLiteOptions, "postgres": storetest.PostgresOptions} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			o.Now = func() news.Millis { return news.At(time.Now()) }
			h := newHammer(t, startProcess(t, storetest.Open(t, o)))
			stop := h.crowd(3)
			for range storetest.Pick(40, 40, 400) {
				h.step()
			}
			stop()
			if s := h.home.press.Stats(); s.Sheets == 0 || s.Spliced == 0 || s.Made == 0 {
				t.Errorf("the press held nothing: %+v", s)
			}
			if name == "postgres" {
				h.elsewhere(startProcess(t, storetest.Open(t, o)))
			}
		})
	}
}

func newHammer(t *testing.T, home *process) *hammer {
	h := &hammer{t: t, home: home, r: rand.New(rand.NewPCG(3, 1)), over: map[string]int64{}, paper: storetest.Paper(t, home.store).ID}
	h.desk = &desk.Desk{Store: home.store, Now: func() news.Millis { return news.At(time.Now()) }, NewID: func() string { return storetest.ID(t) }}
	name, slug := "Town", "town"
	h.do(func(w *desk.Work) error {
		_, err := w.AddSection(desk.SectionFiling{Name: &name, Slug: &slug})
		return err
	})
	return h
}

// crowd has readers read at random until stop is called.
func (h *hammer) crowd(readers int) (stop func()) {
	var over atomic.Bool
	var all sync.WaitGroup
	for n := range readers {
		r := rand.New(rand.NewPCG(7, uint64(n)))
		all.Go(func() {
			for !over.Load() && h.t.Context().Err() == nil {
				paths := h.surfaces()
				h.look(h.home, paths[r.IntN(len(paths))])
			}
		})
	}
	return func() { over.Store(true); all.Wait() }
}

// elsewhere has another process over the same database show a kill, within a second.
func (h *hammer) elsewhere(other *process) {
	x := &item{n: len(h.items)}
	h.publish(x)
	until := time.Now().Add(time.Second)
	for _, path := range []string{"/" + x.slug, "/", "/feed.xml"} {
		h.eventually(other, path, until, func(status int, shown map[string]bool) bool { return shown[x.words] })
	}
	h.do(func(w *desk.Work) error { _, err := w.Kill(x.id, 0, "", "hammered out"); return err })
	until = time.Now().Add(time.Second)
	for _, path := range []string{"/" + x.slug, "/", "/feed.xml"} {
		h.eventually(other, path, until, func(status int, shown map[string]bool) bool { return !shown[x.words] })
	}
}

func (h *hammer) eventually(p *process, path string, until time.Time, ok func(int, map[string]bool) bool) {
	h.t.Helper()
	for !ok(h.look(p, path)) {
		if time.Now().After(until) {
			h.t.Error(errors.New("another process shows a change on " + path + " later than a second after it"))
			return
		}
		time.Sleep(time.Millisecond)
	}
}
