package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"broadsheet/internal/news"
)

// Store is what working asks of the store.
type Store interface {
	// Enqueue writes a job down.
	Enqueue(ctx context.Context, j news.Job) error
	// ClaimJobs gives a holder jobs that are due; HoldJobs keeps them his.
	ClaimJobs(ctx context.Context, kinds []string, holder string, now, until news.Millis, limit int) ([]news.Job, error)
	HoldJobs(ctx context.Context, holder string, until news.Millis) error
	// FinishJob deletes a job that its holder has done; PutOffJob gives it back to be done at another moment.
	FinishJob(ctx context.Context, id, holder string, now news.Millis) error
	PutOffJob(ctx context.Context, id, holder string, at news.Millis, attempt int, failure string) error
	// NextJob returns when the next job of the kinds named is due.
	NextJob(ctx context.Context, kinds []string) (news.Millis, error)
	// SubscribeJobs returns a channel that rings when this process has written jobs down.
	SubscribeJobs() (wake <-chan struct{}, cancel func())
}

// Work does one job. It may be done again, so it must bear that. A news.Error with CodeInvalid says that trying again
// is no use.
type Work func(ctx context.Context, j news.Job) error

// Kind is a kind of job and how it is done.
type Kind struct {
	Name    string
	Work    Work
	Every   time.Duration // 0: when it is asked for; else again and again, at multiples of this from midnight UTC
	Timeout time.Duration // ends the context of Work; 0: ten minutes
	Tries   int           // attempts before it is given up; 0: twenty, over some twelve hours. What comes by Every never is
}

// Options say how a Runner works.
type Options struct {
	Now     func() news.Millis // nil: the machine's clock
	Workers int                // jobs done at once; 0: four
	Lease   time.Duration      // who is silent for so long is given up; 0: ten seconds
	Poll    time.Duration      // how often other processes' jobs are looked for; 0: a second
	Log     *slog.Logger       // nil: nothing is logged
}

func (o Options) orDefaults() Options {
	if o.Now == nil {
		o.Now = func() news.Millis { return news.At(time.Now()) }
	}
	if o.Workers <= 0 {
		o.Workers = 4
	}
	if o.Lease <= 0 {
		o.Lease = 10 * time.Second
	}
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Runner does jobs. Add every kind with Handle, then Start.
type Runner struct {
	store  Store
	o      Options
	kinds  map[string]Kind
	holder string // this Runner's name in the store

	work    context.Context // of the jobs being done; ends when Stop has lost patience
	abandon context.CancelFunc
	stop    context.CancelFunc
	claims  sync.WaitGroup
	holds   sync.WaitGroup
	busy    sync.WaitGroup
	slots   chan struct{} // one in it for each job being done
	freed   chan struct{} // rings when a job has been done
}

// New returns a Runner over a store.
func New(s Store, o Options) *Runner {
	return &Runner{store: s, o: o.orDefaults(), kinds: map[string]Kind{}, holder: uuid.NewString(), freed: make(chan struct{}, 1)}
}

// Handle adds a kind of job. Call it before Start.
func (r *Runner) Handle(k Kind) {
	if k.Timeout <= 0 {
		k.Timeout = 10 * time.Minute
	}
	if k.Tries <= 0 {
		k.Tries = 20
	}
	r.kinds[k.Name] = k
}

// Start writes down what comes by the clock, unless it is written down already, and begins to work.
func (r *Runner) Start(ctx context.Context) error {
	if len(r.kinds) == 0 {
		return errors.New("jobs: a Runner needs something to do; Handle comes before Start")
	}
	for _, k := range r.kinds {
		if k.Every == 0 {
			continue
		}
		if err := r.store.Enqueue(ctx, news.Job{Kind: k.Name, Key: "every", At: k.next(r.o.Now())}); err != nil {
			return fmt.Errorf("planning %s: %w", k.Name, err)
		}
	}
	base := context.WithoutCancel(ctx)
	r.work, r.abandon = context.WithCancel(base)
	claiming, stop := context.WithCancel(base)
	r.stop = stop
	r.slots = make(chan struct{}, r.o.Workers)
	r.claims.Go(func() { r.claim(claiming) })
	r.holds.Go(func() { r.hold(r.work) })
	return nil
}

// next returns when a kind that comes by the clock comes next.
func (k Kind) next(now news.Millis) news.Millis {
	every := news.Millis(k.Every / time.Millisecond)
	return now - now%every + every
}

// Stop begins no more jobs and returns when those being done have ended. When ctx ends before, their contexts end, and
// they are given back for another to do.
func (r *Runner) Stop(ctx context.Context) {
	if r.stop == nil {
		return
	}
	r.stop()
	r.claims.Wait()
	done := make(chan struct{})
	go func() {
		r.busy.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		r.abandon()
		<-done
	}
	r.abandon()
	r.holds.Wait()
}

// claim takes jobs as they fall due and workers are free, until ctx ends.
func (r *Runner) claim(ctx context.Context) {
	wake, cancel := r.store.SubscribeJobs()
	defer cancel()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		wait, err := r.claimDue(ctx)
		if err != nil {
			r.o.Log.Error("taking jobs failed and will be tried again", "err", err)
			wait = r.o.Poll
		}
		timer.Reset(min(wait, r.o.Poll))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-wake:
		case <-r.freed:
		}
	}
}

// claimDue starts the jobs that are due, as far as workers are free, and returns how long until the next is.
func (r *Runner) claimDue(ctx context.Context) (wait time.Duration, err error) {
	for {
		next, err := r.store.NextJob(ctx, r.names())
		if err != nil {
			return 0, err
		}
		now := r.o.Now()
		if next > now {
			return time.Duration(min(next-now, news.Millis(time.Hour/time.Millisecond))) * time.Millisecond, nil
		}
		free := cap(r.slots) - len(r.slots)
		if free == 0 {
			return r.o.Poll, nil // whoever is done rings
		}
		jobs, err := r.store.ClaimJobs(ctx, r.names(), r.holder, now, r.until(now), free)
		if err != nil {
			return 0, err
		}
		for _, j := range jobs {
			r.slots <- struct{}{}
			r.busy.Go(func() {
				r.do(j)
				<-r.slots
				select {
				case r.freed <- struct{}{}:
				default:
				}
			})
		}
		if len(jobs) == 0 { // others were faster, or know kinds that we don't
			return r.o.Poll, nil
		}
	}
}

func (r *Runner) until(now news.Millis) news.Millis {
	return now + news.Millis(r.o.Lease/time.Millisecond)
}

func (r *Runner) names() (names []string) {
	for name := range r.kinds {
		names = append(names, name)
	}
	return names
}

// hold says again and again, while jobs are being done, that we are still here.
func (r *Runner) hold(ctx context.Context) {
	tick := time.NewTicker(r.o.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if len(r.slots) == 0 {
			continue
		}
		if err := r.store.HoldJobs(ctx, r.holder, r.until(r.o.Now())); err != nil && ctx.Err() == nil {
			r.o.Log.Warn("keeping hold of jobs failed", "err", err)
		}
	}
}

// do does one job and says in the store how it ended.
func (r *Runner) do(j news.Job) {
	k := r.kinds[j.Kind]
	err := r.safely(k, j)
	settle := context.WithoutCancel(r.work)
	now := r.o.Now()
	switch {
	case err == nil && k.Every > 0:
		err = r.store.PutOffJob(settle, j.ID, r.holder, k.next(now), 0, "")
	case err == nil:
		err = r.store.FinishJob(settle, j.ID, r.holder, now)
	case r.work.Err() != nil: // we stop; it is no failure of the job's
		err = r.store.PutOffJob(settle, j.ID, r.holder, now, j.Attempt-1, "")
	default:
		err = r.failed(settle, k, j, now, err)
	}
	if err != nil { // then it is done again when we are given up
		r.o.Log.Error("writing down how a job ended failed", "kind", j.Kind, "job", j.ID, "err", err)
	}
}

func (r *Runner) failed(ctx context.Context, k Kind, j news.Job, now news.Millis, cause error) error {
	at := now + backoff(j.Attempt)
	hopeless := j.Attempt >= k.Tries || news.CodeOf(cause) == news.CodeInvalid
	switch {
	case k.Every > 0:
		at = min(at, k.next(now))
	case hopeless:
		at = news.Never
	}
	log := r.o.Log.Warn
	if at == news.Never {
		log = r.o.Log.Error
	}
	log("a job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "again", at, "err", cause)
	return r.store.PutOffJob(ctx, j.ID, r.holder, at, j.Attempt, cause.Error())
}

// safely runs a job's work and turns a panic into an error.
func (r *Runner) safely(k Kind, j news.Job) (err error) {
	ctx, cancel := context.WithTimeout(r.work, k.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the job panicked: %v", p)
		}
	}()
	if k.Work == nil {
		return errors.New("nobody knows how to do it")
	}
	return k.Work(ctx, j)
}

// backoff is how long to wait after so many attempts: five seconds, doubling, up to an hour.
func backoff(attempt int) news.Millis {
	return min(news.Millis(5000)<<min(max(attempt, 1)-1, 10), 3600_000)
}
