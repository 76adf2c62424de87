package websub

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// bench is a hub over a real store, with a clock of its own, and a paper with a section.
type bench struct {
	t       *testing.T
	store   *store.Store
	clock   *storetest.Clock
	paper   news.Paper
	section news.Section
	hub     *Hub
	told    []news.Entry // what the hub hasn't heard of yet
}

func setup(t *testing.T, change ...func(*Options)) *bench {
	t.Helper()
	b := &bench{t: t, clock: storetest.NewClock(storetest.Noon)}
	o := storetest.SQLiteOptions(t)
	o.Now = b.clock.Now
	b.store = storetest.Open(t, o)
	b.paper = storetest.Paper(t, b.store)
	b.section = news.Section{ID: storetest.ID(t), Slug: "town", Name: "Town", Position: 1, Version: 1}
	b.write(func(tx news.Tx) error { return tx.PutSection(b.section, "") })
	b.hub = b.another(change...)
	return b
}

// another makes a hub of another process over the same store.
func (b *bench) another(change ...func(*Options)) *Hub {
	o := Options{Store: b.store, Feeds: headlines{b.store, b.clock}, AllowPrivate: true, Now: b.clock.Now, Timeout: 300 * time.Millisecond, GiveUp: time.Hour}
	for _, f := range change {
		f(&o)
	}
	return New(o)
}

// headlines makes feeds of a list's headlines.
type headlines struct {
	store *store.Store
	clock *storetest.Clock
}

const base = "https://paper.example"

func (headlines) FeedBase(news.Paper) string { return base }

func (f headlines) FeedList(ctx context.Context, p news.Paper, path string) (news.List, error) {
	switch path {
	case "/feed.xml", "/atom.xml":
		return news.List{Of: "paper", ID: p.ID}, nil
	case "/section/town/feed.xml":
		sections, err := f.store.Sections(ctx, p.ID)
		return news.List{Of: "section", ID: sections[0].ID}, err
	}
	return news.List{}, news.Errorf(news.CodeNotFound, "", "there is no such feed")
}

// FeedNow makes the feed of a section only as long as something is in it.
func (f headlines) FeedNow(ctx context.Context, p news.Paper, path string) (Feed, error) {
	l, err := f.FeedList(ctx, p, path)
	if err != nil {
		return Feed{}, err
	}
	cards, err := f.store.List(ctx, p.ID, l, f.clock.Now(), news.After{}, 10)
	if len(cards) == 0 && l.Of == "section" {
		return Feed{}, news.Errorf(news.CodeNotFound, "", "there is no such feed")
	}
	text := path + "\n"
	for _, c := range cards {
		text += c.Headline + "\n"
	}
	return Feed{Type: "application/rss+xml; charset=utf-8", Body: []byte(text), Name: text,
		Link: "<" + base + "/feed/hub>; rel=\"hub\", <" + base + path + ">; rel=\"self\""}, err
}

func (f headlines) FeedPaths(_ context.Context, _ news.Paper, l news.List) ([]string, error) {
	return map[string][]string{"paper": {"/feed.xml", "/atom.xml"}, "section": {"/section/town/feed.xml"}}[l.Of], nil
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) write(fn func(news.Tx) error) {
	b.t.Helper()
	entries, err := b.store.Write(b.t.Context(), b.paper.ID, fn)
	b.must(err)
	b.told = append(b.told, entries...)
}

// publish publishes an article, and hands back its head.
func (b *bench) publish(headline string, change ...func(*news.Article)) news.Article {
	b.t.Helper()
	now := b.clock.Now()
	a := news.Article{ID: storetest.ID(b.t), Slug: strings.ToLower(headline), State: news.Live, Version: 1, Live: 1, PublishedAt: now, ReleaseAt: now,
		SeenAt: now, CreatedAt: now, ModifiedAt: now}
	for _, f := range change {
		f(&a)
	}
	c := news.Copy{Kind: news.KindNews, Headline: headline, Section: b.section.ID, Body: storetest.Body("Words.")}
	b.put(news.Change{Act: news.ActPublish, Article: a, Version: &news.Version{Article: a.ID, N: 1, At: now, Copy: c, Hash: news.HashCopy(c)}})
	return a
}

func (b *bench) put(c news.Change) {
	b.t.Helper()
	b.write(func(tx news.Tx) error {
		_, err := tx.PutArticle(c)
		return err
	})
}

// hear has a hub hear of what was written, and its jobs done.
func (b *bench) hear() {
	b.t.Helper()
	b.hub.hear(b.told)
	b.told = nil
	b.must(b.hub.look(b.t.Context()))
	b.work()
}

// work does the jobs that are due until none is, as a Runner does: what fails is put off.
func (b *bench) work() {
	b.t.Helper()
	work := map[string]func(context.Context, news.Job) error{VerifyJob: b.hub.Verify, ChangedJob: b.hub.Changed, DeliverJob: b.hub.Deliver, TellJob: b.hub.Tell}
	var kinds []string
	for k := range work {
		kinds = append(kinds, k)
	}
	for {
		now := b.clock.Now()
		jobs, err := b.store.ClaimJobs(b.t.Context(), kinds, "test", now, now+10_000, 10)
		b.must(err)
		if len(jobs) == 0 {
			return
		}
		for _, j := range jobs {
			if err := work[j.Kind](b.t.Context(), j); err != nil {
				b.must(b.store.PutOffJob(b.t.Context(), j.ID, "test", now+5000, j.Attempt, err.Error()))
			} else {
				b.must(b.store.FinishJob(b.t.Context(), j.ID, "test", now))
			}
		}
	}
}

// later lets time pass, so that what was put off is due.
func (b *bench) later(d time.Duration) {
	b.clock.Set(b.clock.Now() + millis(d))
}

// subscription returns the subscription of a subscriber, if there is one.
func (b *bench) subscriptions() []news.Subscription {
	b.t.Helper()
	all, err := b.store.Subscriptions(b.t.Context(), b.paper.ID, news.List{Of: "paper", ID: b.paper.ID}, b.clock.Now())
	b.must(err)
	return all
}

// nothingWaits sees to it that no job is left.
func (b *bench) nothingWaits() {
	b.t.Helper()
	if open, failed, err := b.store.CountJobs(b.t.Context()); open != 0 || failed != 0 || err != nil {
		b.t.Errorf("%d jobs wait and %d have failed (%v)", open, failed, err)
	}
}

// subscriber is somebody else's server: it confirms what it is asked, and takes feeds.
type subscriber struct {
	*httptest.Server
	mu       sync.Mutex
	asked    []url.Values
	received []delivery
	confirm  func(w http.ResponseWriter, challenge string) // nil: as WebSub has it
	take     func(w http.ResponseWriter, n int)            // nil: 204; n counts from 1
}

type delivery struct {
	header http.Header
	body   string
}

func newSubscriber(t *testing.T) *subscriber {
	t.Helper()
	s := &subscriber{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.CloseClientConnections)
	t.Cleanup(s.Close)
	return s
}

func (s *subscriber) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == http.MethodGet {
		q := r.URL.Query()
		s.asked = append(s.asked, q)
		if s.confirm != nil {
			s.confirm(w, q.Get("hub.challenge"))
			return
		}
		fmt.Fprint(w, q.Get("hub.challenge"))
		return
	}
	b, _ := io.ReadAll(r.Body)
	s.received = append(s.received, delivery{r.Header, string(b)})
	if s.take != nil {
		s.take(w, len(s.received))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// got returns what was delivered.
func (s *subscriber) got() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]delivery(nil), s.received...)
}

// wish is a subscriber's request.
func (s *subscriber) wish(t *testing.T, mode, topic string, more ...string) Request {
	t.Helper()
	form := url.Values{"hub.mode": {mode}, "hub.topic": {base + topic}, "hub.callback": {s.URL + "/push?id=1"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	r, err := ParseRequest(form, true)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// subscribes has a subscriber subscribe, and confirms it.
func (b *bench) subscribes(s *subscriber, topic string, more ...string) {
	b.t.Helper()
	b.must(b.hub.Ask(b.t.Context(), b.paper, s.wish(b.t, subscribe, topic, more...)))
	b.work()
}
