package manuscript

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// Store is what manuscripts ask of the store. Its methods are described there.
type Store interface {
	View(ctx context.Context, paper string, fn func(news.View) error) error
	BeginManuscript(ctx context.Context, paper string, m news.Manuscript, doc news.Body) error
	Manuscript(ctx context.Context, paper, article string) (news.Manuscript, []news.Field, error)
	StepsAfter(ctx context.Context, paper, article string, after int64, limit int) ([]news.Step, error)
	SnapshotAt(ctx context.Context, paper, article string, n int64) (news.Snapshot, error)
	KeepSnapshot(ctx context.Context, paper, article string, shot news.Snapshot) error
	AppendSteps(ctx context.Context, paper, article string, b news.Batch, check func(news.Article) error) error
	PutField(ctx context.Context, paper, article string, f news.Field, expect int, check func(news.Article) error) (news.Field, error)
	PassBaton(ctx context.Context, paper, article, person string, at news.Millis, check func(news.Article) error) error
	Notes(ctx context.Context, paper, article string) ([]news.Note, error)
	AddNote(ctx context.Context, paper, article string, note news.Note, check func(news.Article) error) error
	SetHere(ctx context.Context, process string, list []news.Presence, now, until news.Millis, changed bool) error
	HereElsewhere(ctx context.Context, process string, now news.Millis) ([]news.Presence, error)
	MarkCut(ctx context.Context, paper, article string, base int, edits int64) error
	IdleManuscripts(ctx context.Context, before news.Millis, limit int) ([]news.OpenManuscript, error)
	WatchManuscripts() (wake <-chan struct{}, cancel func())
}

// Desk is what the desk decides about manuscripts: who may do what, what fields may hold, and the cutting of versions.
type Desk struct {
	MayRead    func(by news.Actor, a news.Article) error // as it is being written: words that have not gone out
	MayWrite   func(by news.Actor, a news.Article) error
	FieldsOf   func(v news.View, a news.Article, c news.Copy) (map[string]json.RawMessage, error)
	CheckField func(ctx context.Context, paper, name string, value json.RawMessage) error
	Cut        func(ctx context.Context, paper string, by news.Actor, c news.Cut) (news.Article, []news.Entry, error)
}

// Options say how a Room works.
type Options struct {
	Store  Store
	Desk   Desk
	Now    func() news.Millis
	Limits body.Limits   // of the bodies
	Alone  time.Duration // a manuscript left alone for so long has a version cut; 0: three minutes
	Idle   time.Duration // one that nobody uses for so long is dropped from memory; 0: ten minutes
	Log    *slog.Logger  // nil: nothing is logged
}

// Room holds the manuscripts that are open. It is safe for concurrent use.
type Room struct {
	o    Options
	mu   sync.Mutex
	open map[string]*story // by article

	presence presence // Run's alone, but for its channel
}

// New makes a Room.
func New(o Options) *Room {
	if o.Alone <= 0 {
		o.Alone = 3 * time.Minute
	}
	if o.Idle <= 0 {
		o.Idle = 10 * time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Room{o: o, open: map[string]*story{}, presence: presence{process: rand.Text(), moved: make(chan struct{}, 1)}}
}

// lock returns an article's story, locked; whoever has it unlocks it.
func (r *Room) lock(paper, article string) *story {
	r.mu.Lock()
	s := r.open[article]
	if s == nil || s.paper != paper {
		s = &story{room: r, paper: paper, article: article, state: State{Rev: int64(r.o.Now()) << 10}, ears: map[chan struct{}]bool{}, here: map[*Here]bool{}}
		if r.open[article] == nil {
			r.open[article] = s
		}
	}
	s.users++
	s.used = r.o.Now()
	r.mu.Unlock()
	s.mu.Lock()
	return s
}

func (s *story) unlock() {
	s.mu.Unlock()
	s.room.mu.Lock()
	s.users--
	s.room.mu.Unlock()
}

// Run takes in what other processes write, as they say so and every second in case they weren't heard, and drops what
// nobody uses, until ctx ends.
func (r *Room) Run(ctx context.Context) {
	wake, cancel := r.o.Store.WatchManuscripts()
	defer cancel()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			r.endHere(context.WithoutCancel(ctx))
			return
		case <-wake:
		case <-tick.C:
		case <-r.presence.moved:
			r.sayHere(ctx)
			continue
		}
		r.look(ctx)
		r.sayHere(ctx)
	}
}

// look has every open story that somebody listens to catch up, and drops those that nobody has used for a while.
func (r *Room) look(ctx context.Context) {
	now := r.o.Now()
	var listened []*story
	r.mu.Lock()
	for article, s := range r.open {
		switch {
		case s.users > 0 || len(s.ears) > 0: // ears are added and taken under both locks
			listened = append(listened, s)
		case now-s.used > news.Millis(r.o.Idle/time.Millisecond):
			delete(r.open, article)
		}
	}
	r.mu.Unlock()
	for _, s := range listened {
		s.mu.Lock()
		if s.doc != nil {
			if err := s.catchUp(ctx); err != nil && ctx.Err() == nil {
				r.o.Log.Warn("taking in a manuscript's steps", "article", s.article, "err", err)
			}
		}
		s.mu.Unlock()
	}
}

// Listen returns a channel on which something can be received after an article's manuscript has changed, and a function
// that ends the subscription.
func (r *Room) Listen(paper, article string) (wake <-chan struct{}, cancel func()) {
	ear := make(chan struct{}, 1)
	s := r.lock(paper, article)
	defer s.unlock()
	r.mu.Lock()
	s.ears[ear] = true
	r.mu.Unlock()
	return ear, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(s.ears, ear)
	}
}
