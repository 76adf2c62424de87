package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/jobs"
	"broadsheet/internal/ledger"
	"broadsheet/internal/manuscript"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/related"
	"broadsheet/internal/search"
	"broadsheet/internal/share"
	"broadsheet/internal/store"
	"broadsheet/internal/web"
	"broadsheet/internal/web/api"
	"broadsheet/internal/web/feeds"
	"broadsheet/internal/web/newsroom"
	"broadsheet/internal/web/reader"
	"broadsheet/internal/websub"
)

// rooms are the parts of a running server.
type rooms struct {
	d        *desktop
	log      *slog.Logger
	store    *store.Store
	desk     *desk.Desk
	runner   *ledger.Runner
	press    *press.Press
	purger   *web.Purger // nil: no cache in front is told of changes
	pictures *media.Intake
	hub      *websub.Hub // nil: there is none
	scripts  *manuscript.Room
	accounts *account.Accounts
	web      web.Server
}

// followers are those that derive something from the ledger inside the store, and that whoever writes waits for.
func followers(s *store.Store) []ledger.Follower {
	return []ledger.Follower{search.Follower(s.TidySearch)}
}

// background are those that a server runs when it has nothing better to do. An import leaves them behind.
func background(s *store.Store) []ledger.Follower {
	return []ledger.Follower{related.New(s, now).Follower(search.FollowerName)}
}

// furnish builds every room and wires them together.
func (d *desktop) furnish(log *slog.Logger, s *store.Store, served string) (*rooms, error) {
	r := &rooms{d: d, log: log, store: s, desk: d.desk(s), runner: ledger.NewRunner(s, log)}
	var names []string
	for _, f := range followers(s) {
		r.runner.Follow(f)
		names = append(names, f.Name)
	}
	cards, err := share.NewPainter()
	if err != nil {
		return nil, err
	}
	for _, f := range background(s) {
		r.runner.Follow(f)
	}
	finder := related.New(s, now)
	r.makePress()
	looks := reader.Noted(s)
	pages := &reader.Reader{
		Store: looks, Now: now, Served: served, Press: r.press, Purged: r.purger != nil,
		Search:  &search.Searcher{Store: s, Now: now},
		Related: finder.Cards, Cards: cards,
		Feeds: &feeds.Feeds{Store: looks, Now: now, Served: served, Hub: d.namedHub(), Memo: r.press.NewMemo(feeds.Kept)},
	}
	r.makeHub(pages)
	if r.pictures, err = d.intake(); err != nil {
		return nil, err
	}
	pages.OpenPicture = func(ctx context.Context, path string) (io.ReadCloser, error) {
		return r.pictures.Files().Open(ctx, media.Key(strings.TrimPrefix(path, media.Prefix)))
	}
	r.scripts = d.manuscripts(s, log)
	r.accounts = d.accounts(s, func(p news.Paper) string { return web.BaseURL(p, served) })
	calls, err := api.New(api.Options{
		Desk: r.desk, Store: s, Accounts: r.accounts, Now: now, Served: served, Wait: r.wait, Version: versionNow(),
		Related: likeFor(finder, served), Pictures: r.pictures, MaxPicture: d.config.MaxPicture.Bytes,
		Rate: d.config.APIRate, Burst: d.config.APIBurst, MaxBody: int(d.config.MaxArticle.Bytes), MaxBatch: d.config.MaxRequest.Bytes,
		TrustProxy: d.config.TrustProxy,
	})
	if err != nil {
		return nil, fmt.Errorf("making the API: %w", err)
	}
	room := &newsroom.Newsroom{
		Store: s, Accounts: r.accounts, Sessions: account.Sessions{Store: s, Now: now}, Now: now, Served: served, TrustProxy: d.config.TrustProxy,
		Desk: r.desk, Pages: pages, FrontStore: s, FrontPages: pages, Library: s, Intake: r.pictures, MaxPicture: d.config.MaxPicture.Bytes, Manuscripts: r.scripts, Wait: r.wait, Stopping: d.ctx.Done(), MaxBody: int(d.config.MaxArticle.Bytes), Log: log,
	}
	r.web = web.Server{
		Papers: s, Reader: pages, Quick: pages, TellPage: pages.Tell, API: calls, TellAPI: api.Tell, Newsroom: room,
		Health: &web.Health{Store: s, Followers: names}, Metrics: web.NewMetrics(), Log: log, Limits: limits(d),
		Renditions: r.pictures.Files(), FileEnd: s.FileEnd, FileOf: s.FilePictures,
		OperationsElsewhere: d.config.MetricsAddr != "",
	}
	r.openHub()
	if log.Enabled(d.ctx, slog.LevelInfo) {
		r.web.Access = &web.AccessLog{Out: d.stderr, JSON: d.config.LogFormat == "json"}
	}
	r.measure()
	return r, nil
}

// makePress makes the press, which hears of every change, and tells the caches in front.
func (r *rooms) makePress() {
	c := r.d.config.Server
	o := press.Options{Store: r.store, Now: now, Size: int(c.PressSize.Bytes), Time: c.PageTimeout.Duration, Log: r.log}
	if len(c.PurgeURLs) > 0 {
		r.purger = &web.Purger{URLs: c.PurgeURLs, Log: r.log}
		o.Outside = r.purger.Tell
	}
	r.press = press.New(o)
	r.runner.Listen(r.press.Listener())
}

// likeFor gives the API related articles with their addresses.
func likeFor(finder *related.Finder, served string) func(context.Context, news.Paper, string, int) ([]api.Related, error) {
	return func(ctx context.Context, p news.Paper, article string, limit int) ([]api.Related, error) {
		items, err := finder.Items(ctx, p.ID, article, now(), limit)
		list := make([]api.Related, len(items))
		for i, item := range items {
			list[i] = api.Related{ID: item.Card.Article, Headline: item.Card.Headline, URL: web.BaseURL(p, served) + "/" + item.Card.Slug,
				Score: item.Score, Reason: item.Reason}
		}
		return list, err
	}
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
	for _, f := range slices.Concat(followers(r.store), background(r.store)) {
		r.web.Metrics.Set.NewGauge(fmt.Sprintf(`broadsheet_follower_behind{follower=%q}`, f.Name), func() float64 {
			last, err := r.store.LastSeq(context.Background())
			at, err2 := r.store.Cursor(context.Background(), f.Name)
			if err != nil || err2 != nil {
				return -1
			}
			return float64(last - at)
		})
	}
	r.measurePress()
	r.web.Metrics.Set.NewGauge("broadsheet_ledger_entries", func() float64 {
		last, err := r.store.LastSeq(context.Background())
		if err != nil {
			return -1
		}
		return float64(last)
	})
}

// measurePress adds what the press says of itself.
func (r *rooms) measurePress() {
	for name, of := range map[string]func(press.Stats) float64{
		"pages": func(s press.Stats) float64 { return float64(s.Sheets) }, "bytes": func(s press.Stats) float64 { return float64(s.Bytes) },
		"made_total": func(s press.Stats) float64 { return float64(s.Made) }, "spliced_total": func(s press.Stats) float64 { return float64(s.Spliced) },
		"missing_total": func(s press.Stats) float64 { return float64(s.Missed) }, "dropped_total": func(s press.Stats) float64 { return float64(s.Swept) },
		"evicted_total": func(s press.Stats) float64 { return float64(s.Gone) },
	} {
		r.web.Metrics.Set.NewGauge("broadsheet_press_"+name, func() float64 { return of(r.press.Stats()) })
	}
}

// redirect is what answers plain http where https is served.
func (r *rooms) redirect() http.Handler {
	return toTLS(r.store, r.d.config.ACMEHosts, func(p news.Paper, host string) bool { return slices.Contains(p.Hosts, host) })
}

// chores starts what the program does by itself: the clock, and the jobs. stop ends them: no new ones begin, and those
// that are being done end, or are given back when ctx ends before.
func (r *rooms) chores(ctx context.Context) (stop func(context.Context), err error) {
	work := jobs.New(r.store, jobs.Options{Now: now, Log: r.log})
	work.Handle(jobs.Sweep(r.store, now))
	work.Handle(completePictures(r.store, r.desk, r.pictures))
	work.Handle(cutManuscripts(r.scripts))
	if err := work.Start(ctx); err != nil {
		return nil, err
	}
	stopHub, err := r.startHub(ctx)
	if err != nil {
		work.Stop(ctx)
		return nil, err
	}
	stopMail, err := r.startMail(ctx)
	if err != nil {
		stopHub(ctx)
		work.Stop(ctx)
		return nil, err
	}
	running, end := context.WithCancel(context.WithoutCancel(ctx))
	var clock sync.WaitGroup
	clock.Go(func() { r.press.Run(running) })
	clock.Go(func() { r.completeMissing(running) })
	clock.Go(func() { r.dropRelisted(running) })
	if r.hub != nil {
		clock.Go(func() { r.hub.Run(running) })
	}
	clock.Go(func() { r.scripts.Run(running) })
	if r.purger != nil {
		clock.Go(func() { r.purger.Run(running) })
	}
	clock.Go(func() { jobs.Clock{Turns: r.store, Tick: r.desk.Tick, Now: now, Log: r.log}.Run(running) })
	return func(ctx context.Context) {
		end()
		clock.Wait()
		stopMail(ctx)
		stopHub(ctx)
		work.Stop(ctx)
	}, nil
}
