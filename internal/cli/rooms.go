package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
	"broadsheet/internal/web"
	"broadsheet/internal/web/api"
	"broadsheet/internal/web/feeds"
	"broadsheet/internal/web/reader"
)

// rooms are the parts of a running server.
type rooms struct {
	d      *desktop
	log    *slog.Logger
	store  *store.Store
	desk   *desk.Desk
	runner *ledger.Runner
	web    web.Server
}

// followers are those that derive something from the ledger inside the store.
func followers() []ledger.Follower {
	return []ledger.Follower{search.Follower()}
}

// furnish builds every room and wires them together.
func (d *desktop) furnish(log *slog.Logger, s *store.Store, served string) (*rooms, error) {
	r := &rooms{d: d, log: log, store: s, desk: d.desk(s), runner: ledger.NewRunner(s, log)}
	var names []string
	for _, f := range followers() {
		r.runner.Follow(f)
		names = append(names, f.Name)
	}
	pages := &reader.Reader{
		Store: s, Now: now, Served: served,
		Search: &search.Searcher{Store: s, Now: now},
		Feeds:  &feeds.Feeds{Store: s, Now: now, Served: served},
	}
	accounts := account.New(s, now)
	calls, err := api.New(api.Options{
		Desk: r.desk, Store: s, Accounts: accounts, Now: now, Served: served, Wait: r.wait, Version: versionNow(),
		Rate: d.config.APIRate, Burst: d.config.APIBurst, MaxBody: int(d.config.MaxArticle.Bytes), MaxBatch: d.config.MaxRequest.Bytes,
		TrustProxy: d.config.TrustProxy,
	})
	if err != nil {
		return nil, fmt.Errorf("making the API: %w", err)
	}
	r.web = web.Server{
		Papers: s, Reader: pages, TellPage: pages.Tell, API: calls, TellAPI: api.Tell,
		Health: &web.Health{Store: s, Followers: names}, Metrics: web.NewMetrics(), Log: log, Limits: limits(d),
		OperationsElsewhere: d.config.MetricsAddr != "",
	}
	r.measure()
	return r, nil
}

// limits are the web's limits as the settings want them.
func limits(d *desktop) web.Limits {
	c := d.config.Server
	return web.Limits{
		Header: int(c.MaxHeader.Bytes), APIBody: c.MaxRequest.Bytes, ReaderTime: c.PageTimeout.Duration, APITime: c.APITimeout.Duration,
		HeaderTime: c.HeaderTimeout.Duration, ReceiveTime: c.ReceiveTimeout.Duration, SendTime: c.SendTimeout.Duration, IdleTime: c.IdleTimeout.Duration,
	}
}

// wait waits until this process's followers have seen entry seq, but not for long.
func (r *rooms) wait(ctx context.Context, seq int64) {
	ctx, cancel := context.WithTimeout(ctx, waitAtMost)
	defer cancel()
	_ = r.runner.Wait(ctx, seq) // what isn't followed by then will be soon
}

// measure adds what the followers and the store say of themselves to the metrics.
func (r *rooms) measure() {
	for _, f := range followers() {
		r.web.Metrics.Set.NewGauge(fmt.Sprintf(`broadsheet_follower_behind{follower=%q}`, f.Name), func() float64 {
			last, err := r.store.LastSeq(context.Background())
			at, err2 := r.store.Cursor(context.Background(), f.Name)
			if err != nil || err2 != nil {
				return -1
			}
			return float64(last - at)
		})
	}
	r.web.Metrics.Set.NewGauge("broadsheet_ledger_entries", func() float64 {
		last, err := r.store.LastSeq(context.Background())
		if err != nil {
			return -1
		}
		return float64(last)
	})
}

// redirect is what answers plain http where https is served.
func (r *rooms) redirect() http.Handler {
	return toTLS(r.store, r.d.config.ACMEHosts, func(p news.Paper, host string) bool { return slices.Contains(p.Hosts, host) })
}

// Times of the chores.
const (
	tickAtLeast  = time.Second    // how often the clock looks although it knows of nothing
	tidyEvery    = time.Hour      // how often what has expired is forgotten
	answersKept  = 48 * time.Hour // how long a request's answer is kept for its idempotency key
	sessionsKept = 24 * time.Hour // how long after their end
)

// chores runs what the program does by itself, until ctx ends.
func (r *rooms) chores(ctx context.Context) *sync.WaitGroup {
	var wg sync.WaitGroup
	wg.Go(func() { every(ctx, tickAtLeast, r.tick) })
	wg.Go(func() { every(ctx, tidyEvery, r.tidy) })
	return &wg
}

// tick has the desk do what is due.
func (r *rooms) tick(ctx context.Context) {
	if _, err := r.desk.Tick(ctx); err != nil && ctx.Err() == nil {
		r.log.Error("the clock could not settle what is due and will try again", "err", err)
	}
}

// tidy forgets what has expired.
func (r *rooms) tidy(ctx context.Context) {
	before := now() - news.Millis(sessionsKept.Milliseconds())
	if err := r.store.ForgetExpired(ctx, before); err != nil && ctx.Err() == nil {
		r.log.Error("expired links and sessions could not be forgotten", "err", err)
	}
	if _, err := r.store.ForgetAnswers(ctx, now()-news.Millis(answersKept.Milliseconds())); err != nil && ctx.Err() == nil {
		r.log.Error("old answers could not be forgotten", "err", err)
	}
}
