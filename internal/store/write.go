package store

import (
	"context"

	"broadsheet/internal/news"
)

// Write runs fn in a transaction of one paper and commits it. When it returns without an error, everything fn put is on
// disk and in the ledger, as the entries returned say; else nothing is. fn is run once. Errors: fn's own; CodeConflict
// when somebody else took a name at the same moment; CodeUnavailable when the disk is full or the database away.
func (s *Store) Write(ctx context.Context, paper string, fn func(news.Tx) error) ([]news.Entry, error) {
	var t *transaction
	err := s.engine.write(ctx, func(r runner) error {
		t = s.begin(ctx, r, paper)
		t.writing = true
		if err := fn(t); err != nil {
			return err
		}
		return t.appendLedger()
	})
	if err != nil {
		return nil, s.engine.failure(err)
	}
	s.committed(ctx, t.pending)
	if t.enqueued {
		s.jobBell.ring()
	}
	return entriesOf(t.pending), nil
}

// View runs fn on one consistent look at one paper.
func (s *Store) View(ctx context.Context, paper string, fn func(news.View) error) error {
	return s.engine.failure(s.engine.snapshot(ctx, func(r runner) error {
		return fn(s.begin(ctx, r, paper))
	}))
}

// transaction is a news.Tx; as long as writing is false it is only used as a news.View.
type transaction struct {
	ctx      context.Context // of the whole transaction; its methods take none, as decisions know no contexts
	store    *Store
	run      runner
	paper    string
	at       news.Millis
	writing  bool
	enqueued bool // a job was written down
	pending  []pendingEntry
	late     late
	memo     memo
}

var _ news.Tx = (*transaction)(nil)

func (s *Store) begin(ctx context.Context, r runner, paper string) *transaction {
	return &transaction{ctx: ctx, store: s, run: r, paper: paper, at: s.now()}
}

// lock ends a SELECT of a row on which a decision depends, so that nobody changes it before the transaction ends.
func (t *transaction) lock() string {
	if t.writing {
		return t.store.engine.dialect().forUpdate
	}
	return ""
}

// late is what waits to be written many rows at a time: versions and what is derived. Nothing that a View can be asked
// shows the difference, since whoever reads versions settles first.
type late struct {
	versions [][]any
	derived  []derivation
}

// settle writes what is late.
func (t *transaction) settle() error {
	l := t.late
	t.late = late{}
	if err := insertRows(t.ctx, t.run, insertVersions, "", l.versions); err != nil {
		return err
	}
	if err := insertRows(t.ctx, t.run, insertShown, "", shownByVersions(l.versions)); err != nil {
		return err
	}
	return insertDerived(t.ctx, t.run, l.derived)
}

// memo remembers what a transaction has looked up, since a bulk filing asks for the same few again and again. Putting
// one of a kind forgets that kind.
type memo struct {
	sections   map[string]news.Section
	tags       map[string]news.Tag
	people     map[string]news.Person
	storylines map[string]news.Storyline
}

// remember keeps v under key, making the map when there is none.
func remember[V any](m *map[string]V, key string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = v
}
