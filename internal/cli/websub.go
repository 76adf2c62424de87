package cli

import (
	"context"
	"time"

	"broadsheet/internal/jobs"
	"broadsheet/internal/web/feeds"
	"broadsheet/internal/web/reader"
	"broadsheet/internal/websub"
)

// Settings of websub-hub that are no address.
const (
	ownHub = "own"
	noHub  = "none"
)

// namedHub is the hub that feeds name: an address, a path of the paper's own, or "".
func (d *desktop) namedHub() string {
	switch h := d.config.WebSubHub; h {
	case ownHub:
		return feeds.HubPath
	case noHub:
		return ""
	default:
		return h
	}
}

// makeHub makes the hub, which hears of every change, unless there is to be none.
func (r *rooms) makeHub(pages *reader.Reader) {
	c := r.d.config.Server
	if c.WebSubHub == noHub {
		return
	}
	o := websub.Options{Store: r.store, Feeds: reader.Topics{Reader: pages}, AllowPrivate: c.WebSubPrivate, Now: now, Log: r.log}
	if c.WebSubHub != ownHub {
		o.Outside, o.AllowPrivate = c.WebSubHub, true // whoever runs the program has named it
	}
	r.hub = websub.New(o)
	r.runner.Listen(r.hub.Listener())
}

// openHub lets readers' programs subscribe, where the hub is our own.
func (r *rooms) openHub() {
	if r.d.config.WebSubHub == ownHub {
		r.web.Hub, r.web.HubPath = feeds.Hub(r.hub), feeds.HubPath
	}
}

// deliveries is how many subscribers are sent something at once. They have workers of their own: many that never answer
// must not keep the paper's other work waiting.
const deliveries = 16

// startHub begins to do the hub's jobs.
func (r *rooms) startHub(ctx context.Context) (stop func(context.Context), err error) {
	if r.hub == nil {
		return func(context.Context) {}, nil
	}
	work := jobs.New(r.store, jobs.Options{Now: now, Log: r.log, Workers: deliveries})
	for _, k := range hubJobs(r.hub) {
		work.Handle(k)
	}
	return work.Stop, work.Start(ctx)
}

// hubJobs are the kinds of jobs that a hub has done. It decides itself when to give up, since what is given up by the
// jobs is kept to be looked at, and strangers could have any number of those made.
func hubJobs(h *websub.Hub) []jobs.Kind {
	const ever = 1 << 30
	return []jobs.Kind{
		{Name: websub.VerifyJob, Work: h.Verify, Timeout: time.Minute, Tries: ever},
		{Name: websub.ChangedJob, Work: h.Changed, Timeout: 10 * time.Minute, Tries: ever},
		{Name: websub.DeliverJob, Work: h.Deliver, Timeout: time.Minute, Tries: ever},
		{Name: websub.TellJob, Work: h.Tell, Timeout: time.Minute, Tries: ever},
		{Name: websub.SweepJob, Work: h.Sweep, Every: time.Hour},
	}
}
