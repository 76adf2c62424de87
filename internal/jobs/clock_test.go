package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/jobs"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// settler does what package desk's Tick does, as far as these tests need it.
type settler struct {
	store *store.Store
	paper string
	now   func() news.Millis

	mu      sync.Mutex
	at      map[string]news.Millis // when each article was settled
	batches int
	longest time.Duration
}

func (s *settler) tick(ctx context.Context) (settled int, err error) {
	for {
		due, err := s.store.Due(ctx, s.now(), 200)
		if err != nil || len(due) == 0 {
			return settled, err
		}
		begun := time.Now()
		_, err = s.store.Write(ctx, s.paper, func(tx news.Tx) error {
			for _, d := range due {
				a, err := tx.Article(d.Article)
				if err != nil {
					return err
				}
				act := news.Settle(&a, s.now())
				if act == "" {
					continue
				}
				if _, err := tx.PutArticle(news.Change{Act: act, Article: a}); err != nil {
					return err
				}
				settled++
			}
			return nil
		})
		if err != nil {
			return settled, err
		}
		s.mu.Lock()
		s.batches++
		s.longest = max(s.longest, time.Since(begun))
		for _, d := range due {
			s.at[d.Article] = news.At(time.Now())
		}
		s.mu.Unlock()
	}
}

func (s *settler) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.at)
}

func newSettler(s *store.Store, paper string, now func() news.Millis) *settler {
	return &settler{store: s, paper: paper, now: now, at: map[string]news.Millis{}}
}

// keep runs a clock until the test ends.
func keep(t *testing.T, c jobs.Clock) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { c.Run(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
}

// scheduled writes articles that are to be let out at the moments given.
func scheduled(t testing.TB, s *store.Store, paper string, moments ...news.Millis) (ids []string) {
	t.Helper()
	for from := 0; from < len(moments); from += 500 {
		_, err := s.Write(context.Background(), paper, func(tx news.Tx) error {
			for i, at := range moments[from:min(len(moments), from+500)] {
				id := storetest.ID(t)
				ids = append(ids, id)
				c := news.Copy{Kind: news.KindNews, Headline: "H", Section: "none", Body: news.Body(`{"type":"doc"}`)}
				a := news.Article{ID: id, Slug: fmt.Sprintf("s%d-%s", from+i, id), State: news.Scheduled, Version: 1, Live: 1, PublishedAt: at, ReleaseAt: at}
				if _, err := tx.PutArticle(news.Change{Act: news.ActSchedule, Article: a, Version: &news.Version{Article: id, N: 1, Copy: c, Hash: news.HashCopy(c)}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

func TestTheClockIsOnTime(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, paper string) {
		slowness := watchMachine(t, s, paper)
		desk := newSettler(s, paper, now)
		before := scheduled(t, s, paper, now()-5000, now()+300) // one overdue: nobody was there
		keep(t, jobs.Clock{Turns: s, Tick: desk.tick})
		eventually(t, "the first two", func() bool { return desk.count() == 2 })
		due := map[string]news.Millis{before[1]: 0}
		for i := range 8 { // written while the clock runs, the sooner the later
			at := now() + news.Millis(900-100*i)
			due[scheduled(t, s, paper, at)[0]] = at
		}
		eventually(t, "all", func() bool { return desk.count() == 10 })
		var late []news.Millis
		for id, at := range due {
			if at != 0 {
				late = append(late, desk.at[id]-at)
			}
		}
		onTime(t, late, slowness())
	})
}

// TestTheClockJumps sets the clock ahead by a day, as after a sleep: what fell due meanwhile is done at once.
func TestTheClockJumps(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(storetest.Noon)
	o := storetest.SQLiteOptions(t)
	o.Now = clock.Now
	s := storetest.Open(t, o)
	paper := storetest.Paper(t, s).ID
	desk := newSettler(s, paper, clock.Now)
	scheduled(t, s, paper, storetest.Noon+3600_000, storetest.Noon+7200_000, storetest.Noon+3*86400_000)
	keep(t, jobs.Clock{Turns: s, Tick: desk.tick, Now: clock.Now, Poll: 10 * time.Millisecond})
	time.Sleep(50 * time.Millisecond)
	if n := desk.count(); n != 0 {
		t.Fatalf("%d were settled before their time", n)
	}
	clock.Set(storetest.Noon + 86400_000)
	eventually(t, "what fell due", func() bool { return desk.count() == 2 })
}

func TestTheClockGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	o := storetest.SQLiteOptions(t)
	o.Now = nil
	s := storetest.Open(t, o)
	paper := storetest.Paper(t, s).ID
	desk := newSettler(s, paper, now)
	scheduled(t, s, paper, now())
	failures := 0
	keep(t, jobs.Clock{Turns: s, Poll: 10 * time.Millisecond, Tick: func(ctx context.Context) (int, error) {
		if failures++; failures < 3 {
			return 0, errors.New("the disk is full")
		}
		return desk.tick(ctx)
	}})
	eventually(t, "it is settled", func() bool { return desk.count() == 1 })
}

// TestManyAtOnce lets many articles fall due at one moment; they are settled in batches, and a reader doesn't wait.
func TestManyAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, paper string) {
		n := 1000
		at := now() + 1500
		moments := make([]news.Millis, n)
		for i := range moments {
			moments[i] = at
		}
		scheduled(t, s, paper, moments...)
		desk := newSettler(s, paper, now)
		keep(t, jobs.Clock{Turns: s, Tick: desk.tick})
		var slowest time.Duration
		eventually(t, "all", func() bool {
			begun := time.Now()
			if _, err := s.List(context.Background(), paper, news.List{Of: "paper", ID: paper}, now(), news.After{}, 50); err != nil {
				t.Fatal(err)
			}
			slowest = max(slowest, time.Since(begun))
			return desk.count() == n
		})
		t.Logf("%d settled in %d batches, %d ms after their moment; the longest batch took %v, the slowest list %v", n, desk.batches, now()-at, desk.longest, slowest)
		if desk.batches < n/200 {
			t.Errorf("%d were settled in %d batches", n, desk.batches)
		}
	})
}

// BenchmarkClock settles 10,000 articles that fall due at one moment.
func BenchmarkClock(b *testing.B) {
	for name, fresh := range engines {
		b.Run(name, func(b *testing.B) {
			o := fresh(b)
			o.Now = nil
			s := storetest.Open(b, o)
			paper := storetest.Paper(b, s).ID
			for b.Loop() {
				b.StopTimer()
				at, moments := now()+600_000, make([]news.Millis, 10_000)
				for i := range moments {
					moments[i] = at
				}
				scheduled(b, s, paper, moments...)
				desk := newSettler(s, paper, func() news.Millis { return at })
				b.StartTimer()
				if n, err := desk.tick(context.Background()); err != nil || n != len(moments) {
					b.Fatalf("settled %d: %v", n, err)
				}
				b.ReportMetric(float64(desk.longest.Microseconds())/1000, "ms/longest-batch")
			}
		})
	}
}
