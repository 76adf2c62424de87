package ledger

import (
	"context"
	"time"

	"broadsheet/internal/news"
)

// Follower derives something from the ledger inside the store. Its cursor lives in the store and moves in the same
// transaction, so that whatever dies when, every entry is applied once; processes that share a store share the cursor.
type Follower struct {
	Name  string // of the cursor; for good
	Batch int    // entries a transaction at most; 0: 200

	// After, when it is set, names the follower whose derivation this one reads: it never goes further along the ledger
	// than that one has come.
	After string

	// Background says that nobody waits for this follower, for readers are shown something else until it has come: it
	// begins a moment after it was woken, and rests between its batches for longer than they took.
	Background bool

	// Prepare looks at the next entries, while others may write, and returns what is to be done about them in the
	// transaction that moves the cursor; nil when there is nothing. What it returns is thrown away when another process
	// was faster.
	Prepare func(ctx context.Context, read Read, entries []news.Entry) (apply func(Tx) error, err error)

	// Rest, when there is one, is called when the follower has caught up, outside of any transaction, to put in order
	// what was left lying while there was more to do: a little at a time, again as long as it says that there is more.
	Rest func(ctx context.Context) (more bool, err error)
}

// Listener hears of entries in this process only: a cache, or whoever wakes on a change. Its cursor is in memory and
// begins at the ledger's end when the Runner starts. What Hear is told has been committed, in order, each entry once.
type Listener struct {
	Name string
	Hear func(entries []news.Entry)
}

// Store is what following asks of the store.
type Store interface {
	// Follow gives a follower the next entries after its cursor, and does what it returns in the transaction that moves
	// the cursor; it returns how many entries there were. When either fails, nothing has happened.
	Follow(ctx context.Context, name string, limit int, prepare func(Read, []news.Entry) (func(Tx) error, error)) (n int, err error)
	// Cursor returns the number of the last entry that a follower has applied.
	Cursor(ctx context.Context, name string) (int64, error)
	// Entries returns entries after a number, in order; of all papers when paper is empty.
	Entries(ctx context.Context, paper string, after int64, limit int) ([]news.Entry, error)
	// LastSeq returns the number of the last entry.
	LastSeq(ctx context.Context) (int64, error)
	// Written returns the number of the last entry that this process wrote; 0 when it wrote none.
	Written() int64
	// Subscribe returns a channel that rings when the ledger has grown, and a function that ends the subscription.
	Subscribe() (wake <-chan struct{}, cancel func())
}

// Entries a step where nothing else is said.
const (
	defaultBatch = 200
	hearBatch    = 100
)

// track is one follower or listener on its way along the ledger.
type track struct {
	name   string
	behind bool                                                   // nobody waits for it; see Follower.Background
	step   func(ctx context.Context) (n int, at int64, err error) // does the next entries; at: how far it has come
	limit  int                                                    // entries a step does at most; of a follower
	rest   func(ctx context.Context) (more bool, err error)       // may be nil
	cursor func(ctx context.Context) (int64, error)               // of a follower, which another process may have moved; may be nil
	most   time.Duration                                          // it waits at most after failures
	at     int64                                                  // how far it has come, as far as this process knows
	end    int64                                                  // of the ledger, when it was last looked at
	alone  bool                                                   // no other process takes it along, as far as was seen
	failed bool                                                   // its last step failed
}

// limit is how many entries a step does at most.
func (f Follower) limit() int {
	if f.Batch <= 0 {
		return defaultBatch
	}
	return f.Batch
}

// Step takes a follower one batch along the ledger. n is how many entries it did, and at is how far it has come. n = 0
// says that there is nothing left.
func Step(ctx context.Context, s Store, f Follower) (n int, at int64, err error) {
	limit := f.limit()
	if f.After != "" {
		if limit, at, err = room(ctx, s, f, limit); limit <= 0 || err != nil {
			return 0, at, err
		}
	}
	n, err = s.Follow(ctx, f.Name, limit, func(read Read, entries []news.Entry) (func(Tx) error, error) {
		at = entries[len(entries)-1].Seq
		return f.Prepare(ctx, read, entries)
	})
	if err == nil && n == 0 {
		at, err = s.Cursor(ctx, f.Name)
	}
	return n, at, err
}

// room says how many entries a follower may do before it would overtake the one that it comes after, and where it is.
// Numbers have no gaps. When another process moves the cursor meanwhile, it may do more: what it reads of the other's
// derivation is then a batch behind, and never wrong.
func room(ctx context.Context, s Store, f Follower, limit int) (n int, at int64, err error) {
	if at, err = s.Cursor(ctx, f.Name); err != nil {
		return 0, at, err
	}
	first, err := s.Cursor(ctx, f.After)
	return int(min(int64(limit), first-at)), at, err
}

// CatchUp takes a follower to the ledger's end.
func CatchUp(ctx context.Context, s Store, f Follower) error {
	for {
		if n, _, err := Step(ctx, s, f); err != nil || n == 0 {
			return err
		}
	}
}

// follow makes the track of a follower.
func follow(s Store, f Follower) *track {
	return &track{
		name: f.Name, behind: f.Background, limit: f.limit(), rest: f.Rest, most: backoffTo,
		step:   func(ctx context.Context) (int, int64, error) { return Step(ctx, s, f) },
		cursor: func(ctx context.Context) (int64, error) { return s.Cursor(ctx, f.Name) },
	}
}

// listen makes the track of a listener that begins after entry at. It looks every second however long the store was away:
// what it holds for readers may have been withdrawn meanwhile by another process.
func listen(s Store, l Listener, at int64) *track {
	t := &track{name: l.Name, at: at, most: pollEvery}
	cursor := at
	t.step = func(ctx context.Context) (int, int64, error) {
		entries, err := s.Entries(ctx, "", cursor, hearBatch)
		if err != nil || len(entries) == 0 {
			return 0, cursor, err
		}
		l.Hear(entries)
		cursor = entries[len(entries)-1].Seq
		return len(entries), cursor, nil
	}
	return t
}
