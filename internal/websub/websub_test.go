package websub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// TestSubscribeAndReceive follows one subscriber from the request to the end.
func TestSubscribeAndReceive(t *testing.T) {
	t.Parallel()
	b, s := setup(t), newSubscriber(t)
	b.publish("First")
	b.hear()
	b.subscribes(s, "/feed.xml", "hub.secret", "s3cret", "hub.lease_seconds", "600")
	q := s.asked[0]
	if len(s.asked) != 1 || q.Get("id") != "1" || q.Get("hub.mode") != "subscribe" || q.Get("hub.topic") != base+"/feed.xml" || q.Get("hub.lease_seconds") != "600" || len(q.Get("hub.challenge")) < 20 {
		t.Fatalf("asked %v", s.asked)
	}
	if subs := b.subscriptions(); len(subs) != 1 || subs[0].Until != b.clock.Now()+600_000 {
		t.Fatalf("%+v", subs)
	}
	if len(s.got()) != 0 {
		t.Fatal("the subscriber was sent what was there already")
	}
	b.publish("Second")
	b.publish("Third")
	b.hear()
	got := s.got()
	if len(got) != 1 || got[0].body != "/feed.xml\nThird\nSecond\nFirst\n" && got[0].body != "/feed.xml\nSecond\nThird\nFirst\n" && !strings.Contains(got[0].body, "Third") {
		t.Fatalf("two changes at once are sent together, in full: %+v", got)
	}
	h := got[0].header
	if h.Get("Content-Type") != "application/rss+xml; charset=utf-8" || h.Get("X-Hub-Signature") != Signature("s3cret", []byte(got[0].body)) ||
		strings.Count(h.Get("Link"), `rel="self"`) != 1 || strings.Count(h.Get("Link"), `rel="hub"`) != 1 {
		t.Errorf("headers %v", h)
	}
	b.hear()
	b.must(b.hub.lookAll(t.Context()))
	b.work()
	if len(s.got()) != 1 {
		t.Error("what it has was sent again")
	}
	b.must(b.hub.Ask(t.Context(), b.paper, s.wish(t, unsubscribe, "/feed.xml")))
	b.work()
	b.publish("Fourth")
	b.hear()
	if len(b.subscriptions()) != 0 || len(s.got()) != 1 || s.asked[1].Get("hub.mode") != "unsubscribe" || s.asked[1].Has("hub.lease_seconds") {
		t.Errorf("after the end: %v %v", s.got(), s.asked)
	}
	b.nothingWaits()
}

// TestSignature checks the signature against RFC 4231's second test case.
func TestSignature(t *testing.T) {
	t.Parallel()
	if got := Signature("Jefe", []byte("what do ya want for nothing?")); got != "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" {
		t.Error(got)
	}
}

// TestOnlyWhatChanged publishes in a section, and looks who is told.
func TestOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	b, s, other := setup(t), newSubscriber(t), newSubscriber(t)
	b.publish("First")
	b.subscribes(s, "/section/town/feed.xml")
	b.subscribes(other, "/feed.xml")
	b.hear()
	a := b.publish("Held", func(a *news.Article) {
		a.State, a.ReleaseAt, a.SeenAt = news.Scheduled, b.clock.Now()+3_600_000, 0
	})
	b.hear()
	if len(s.got())+len(other.got()) != 0 {
		t.Fatalf("what is held back was told: %v %v", s.got(), other.got())
	}
	b.later(2 * time.Hour)
	news.Settle(&a, b.clock.Now())
	a.SeenAt = a.ReleaseAt
	b.put(news.Change{Act: news.ActSave, Article: a})
	b.hear()
	if len(s.got()) != 1 || len(other.got()) != 1 || !strings.Contains(s.got()[0].body, "Held") {
		t.Fatalf("at its moment: %v %v", s.got(), other.got())
	}
	a.State = news.Killed
	b.put(news.Change{Act: news.ActKill, Article: a})
	b.hear()
	if got := s.got(); len(got) != 2 || strings.Contains(got[1].body, "Held") {
		t.Fatalf("a kill does not reach the subscriber: %v", got)
	}
}

// TestFeedEnds withdraws everything a feed is made of.
func TestFeedEnds(t *testing.T) {
	t.Parallel()
	b, s := setup(t), newSubscriber(t)
	a := b.publish("Only")
	b.subscribes(s, "/section/town/feed.xml")
	a.State = news.Killed
	b.put(news.Change{Act: news.ActKill, Article: a})
	b.hear()
	if len(s.got()) != 0 || len(s.asked) != 2 || s.asked[1].Get("hub.mode") != "denied" || s.asked[1].Get("hub.topic") != base+"/section/town/feed.xml" {
		t.Errorf("%v %v", s.got(), s.asked)
	}
	b.nothingWaits()
}

// TestNotConfirmed has callbacks that don't confirm: nothing is left of the request.
func TestNotConfirmed(t *testing.T) {
	t.Parallel()
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	t.Cleanup(inside.Close)
	for name, c := range map[string]struct {
		confirm func(http.ResponseWriter, string)
		asks    int
	}{
		"no challenge":    {func(w http.ResponseWriter, _ string) { _, _ = w.Write([]byte("yes")) }, 1},
		"part of it":      {func(w http.ResponseWriter, c string) { _, _ = w.Write([]byte(c[1:])) }, 1},
		"more than it":    {func(w http.ResponseWriter, c string) { _, _ = w.Write([]byte(strings.Repeat(c, 1000))) }, 1},
		"not found":       {func(w http.ResponseWriter, c string) { w.WriteHeader(404); _, _ = w.Write([]byte(c)) }, 1},
		"redirect inside": {func(w http.ResponseWriter, _ string) { w.Header().Set("Location", inside.URL); w.WriteHeader(302) }, 1},
		"broken":          {func(w http.ResponseWriter, c string) { w.WriteHeader(503); _, _ = w.Write([]byte(c)) }, VerifyTries},
		"never answers":   {func(http.ResponseWriter, string) { time.Sleep(600 * time.Millisecond) }, VerifyTries},
	} {
		t.Run(name, func(t *testing.T) {
			b, s := setup(t), newSubscriber(t)
			var asks atomic.Int32 // the one before may still be at it
			s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asks.Add(1)
				c.confirm(w, r.URL.Query().Get("hub.challenge"))
			})
			b.subscribes(s, "/feed.xml")
			for range VerifyTries {
				b.later(time.Minute)
				b.work()
			}
			if n := int(asks.Load()); len(b.subscriptions()) != 0 || n != c.asks {
				t.Errorf("%d subscriptions after %d questions, want none after %d", len(b.subscriptions()), n, c.asks)
			}
			b.nothingWaits()
		})
	}
}

// TestFailures has a subscriber that fails: it is tried again, and given up in the end.
func TestFailures(t *testing.T) {
	t.Parallel()
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	t.Cleanup(inside.Close)
	subscribed := func(t *testing.T, take func(http.ResponseWriter, int)) (*bench, *subscriber) {
		t.Helper()
		b, s := setup(t), newSubscriber(t)
		b.subscribes(s, "/feed.xml")
		s.take = take
		b.publish("First")
		b.hear()
		return b, s
	}
	t.Run("once", func(t *testing.T) {
		b, s := subscribed(t, func(w http.ResponseWriter, n int) {
			if n == 1 {
				w.WriteHeader(500)
			}
		})
		b.later(time.Minute)
		b.work()
		if got := s.got(); len(got) != 2 || got[0].body != got[1].body || b.subscriptions()[0].FailingSince != 0 {
			t.Errorf("%v %+v", got, b.subscriptions())
		}
		b.nothingWaits()
	})
	t.Run("what changes meanwhile is sent once, as it is then", func(t *testing.T) {
		b, s := subscribed(t, func(w http.ResponseWriter, n int) {
			if n == 1 {
				w.WriteHeader(500)
			}
		})
		b.publish("Second")
		b.hear()
		b.later(time.Minute)
		b.work()
		if got := s.got(); len(got) != 2 || !strings.Contains(got[1].body, "Second") {
			t.Errorf("%v", got)
		}
		b.nothingWaits()
	})
	t.Run("gone", func(t *testing.T) {
		b, s := subscribed(t, func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusGone) })
		if len(b.subscriptions()) != 0 || len(s.got()) != 1 {
			t.Errorf("%v %v", b.subscriptions(), s.got())
		}
		b.nothingWaits()
	})
	for name, take := range map[string]func(http.ResponseWriter, int){
		"for long":      func(w http.ResponseWriter, _ int) { w.WriteHeader(503) },
		"redirects":     func(w http.ResponseWriter, _ int) { w.Header().Set("Location", inside.URL); w.WriteHeader(307) },
		"never answers": func(w http.ResponseWriter, _ int) { time.Sleep(600 * time.Millisecond) },
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := subscribed(t, take)
			if subs := b.subscriptions(); len(subs) != 1 || subs[0].FailingSince != b.clock.Now() {
				t.Fatalf("%+v", subs)
			}
			b.later(59 * time.Minute)
			b.work()
			if len(b.subscriptions()) != 1 {
				t.Fatal("given up too soon")
			}
			b.later(2 * time.Minute)
			b.work()
			if len(b.subscriptions()) != 0 {
				t.Error("not given up")
			}
			b.nothingWaits()
		})
	}
}

// TestPrivate subscribes from an address that leads inside, though its name doesn't say so.
func TestPrivate(t *testing.T) {
	t.Parallel()
	b, s := setup(t, func(o *Options) { o.AllowPrivate = false }), newSubscriber(t)
	b.subscribes(s, "/feed.xml") // the helper reads the request as if it were allowed
	if len(s.asked) != 0 || len(b.subscriptions()) != 0 {
		t.Errorf("a private address was asked: %v", s.asked)
	}
	b.nothingWaits()
	b = setup(t)
	b.subscribes(s, "/feed.xml")
	b.hub = b.another(func(o *Options) { o.AllowPrivate = false }) // the setting has changed since
	b.publish("First")
	b.hear()
	if len(s.got()) != 0 || b.subscriptions()[0].FailingSince == 0 {
		t.Errorf("a private address was sent a feed: %v", s.got())
	}
}

// TestLease lets a subscription end, and one be renewed.
func TestLease(t *testing.T) {
	t.Parallel()
	b, s := setup(t), newSubscriber(t)
	b.subscribes(s, "/feed.xml", "hub.lease_seconds", "1")
	if subs := b.subscriptions(); len(subs) != 1 || subs[0].Until != b.clock.Now()+minLease*1000 {
		t.Fatalf("%+v", subs)
	}
	b.later(4 * time.Minute)
	b.subscribes(s, "/feed.xml", "hub.lease_seconds", "99999999999")
	if subs := b.subscriptions(); len(subs) != 1 || subs[0].Until != b.clock.Now()+maxLease*1000 {
		t.Fatalf("%+v", subs)
	}
	b.later(maxLease * time.Second)
	b.publish("First")
	b.hear()
	b.must(b.hub.Sweep(t.Context(), news.Job{}))
	if len(s.got()) != 0 || len(b.subscriptions()) != 0 {
		t.Errorf("after the lease: %v", s.got())
	}
	b.nothingWaits()
}

// forgetful is a store that loses what was to be written down about a delivery, as a kill at that moment does.
type forgetful struct{ Store }

func (forgetful) SubscriptionSent(context.Context, string, string, string) error {
	return errors.New("killed")
}

// TestKilled loses, one after the other, what a killed process loses: what it heard, and that it has delivered.
func TestKilled(t *testing.T) {
	t.Parallel()
	b, s := setup(t), newSubscriber(t)
	b.subscribes(s, "/feed.xml")
	b.publish("First")
	b.told = nil // heard by a process that was killed before it wrote a job down
	b.hub = b.another()
	b.must(b.hub.lookAll(t.Context()))
	b.work()
	if len(s.got()) != 1 || !strings.Contains(s.got()[0].body, "First") {
		t.Fatalf("after the kill nothing was compared: %v", s.got())
	}
	b.publish("Second")
	b.hub = b.another(func(o *Options) { o.Store = forgetful{b.store} })
	b.hear()
	b.hub = b.another()
	b.later(time.Minute)
	b.work()
	got := s.got()
	if len(got) != 3 || got[1].body != got[2].body {
		t.Fatalf("a delivery that was not written down is made once more: %v", got)
	}
	b.must(b.hub.lookAll(t.Context()))
	b.work()
	if len(s.got()) != 3 {
		t.Error("and then no more")
	}
	b.nothingWaits()
}

// TestManyChanges hears of more articles than are looked at one by one, and of what may have changed anything.
func TestManyChanges(t *testing.T) {
	t.Parallel()
	b, s := setup(t), newSubscriber(t)
	b.subscribes(s, "/feed.xml")
	b.publish("First")
	e := b.told[len(b.told)-1]
	for i := range manyArticles + 5 {
		other := e
		other.Subject, other.Seq = fmt.Sprint(e.Subject, i), e.Seq+int64(i)
		b.told = append(b.told, other)
	}
	b.hear()
	if len(s.got()) != 1 {
		t.Errorf("%v", s.got())
	}
	b.section.Version, b.section.Name = 2, "Our town"
	b.write(func(tx news.Tx) error { return tx.PutSection(b.section, "") })
	b.hub.hear(b.told)
	if c := b.hub.pending[b.paper.ID]; c == nil || !c.anything {
		t.Error("a section's new name may be in any feed")
	}
}

// TestElsewhere tells a hub elsewhere, which fails at first.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	var told []url.Values
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		if told = append(told, r.PostForm); len(told) == 1 {
			w.WriteHeader(503)
		}
	}))
	t.Cleanup(other.Close)
	b := setup(t, func(o *Options) { o.Outside = other.URL })
	b.told = nil
	b.publish("First")
	b.hear()
	for range 3 {
		b.later(time.Minute)
		b.work()
	}
	var all []string
	for _, f := range told[1:] {
		if f.Get("hub.mode") != "publish" {
			t.Errorf("%v", f)
		}
		all = append(all, f["hub.url"]...)
	}
	if text := strings.Join(all, " "); !strings.Contains(text, base+"/feed.xml") || !strings.Contains(text, base+"/section/town/feed.xml") || len(told) != 3 {
		t.Errorf("%v", told)
	}
	b.nothingWaits()
}

// TestRun runs the hub as the program does.
func TestRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { b.hub.Run(ctx); close(done) }()
	s := newSubscriber(t)
	b.subscribes(s, "/feed.xml")
	b.publish("First")
	b.hub.Listener().Hear(b.told)
	for range 500 {
		if b.work(); len(s.got()) == 1 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	<-done
	if len(s.got()) != 1 {
		t.Errorf("%v", s.got())
	}
}
