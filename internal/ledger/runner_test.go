package ledger_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// patience is how long a test waits for what should come at once: long, for machines with other things to do.
const patience = 60 * time.Second

// record keeps the numbers of the entries that it is told of.
type record struct {
	mu   sync.Mutex
	seqs []int64
}

func (r *record) hear(entries []news.Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range entries {
		r.seqs = append(r.seqs, e.Seq)
	}
}

func (r *record) all() []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seqs)
}

// follower makes a follower that only keeps a record. What a batch told is forgotten when the batch fails.
func (r *record) follower(name string) ledger.Follower {
	return applying(name, 3, func(_ context.Context, entries []news.Entry) error {
		r.hear(entries)
		return nil
	})
}

// applying makes a follower of what is to be done in the transaction.
func applying(name string, batch int, apply func(context.Context, []news.Entry) error) ledger.Follower {
	return ledger.Follower{Name: name, Batch: batch, Prepare: func(ctx context.Context, _ ledger.Read, entries []news.Entry) (func(ledger.Tx) error, error) {
		return func(ledger.Tx) error { return apply(ctx, entries) }, nil
	}}
}

func upTo(from, to int64) (seqs []int64) {
	for i := from; i <= to; i++ {
		seqs = append(seqs, i)
	}
	return seqs
}

// tag writes n entries and returns the number of the last.
func tag(t *testing.T, s *store.Store, paper string, n int) int64 {
	t.Helper()
	entries, err := s.Write(context.Background(), paper, func(tx news.Tx) error {
		for range n {
			id := storetest.ID(t)
			if err := tx.PutTag(news.Tag{ID: id, Slug: id, Name: id, Version: 1}, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries[len(entries)-1].Seq
}

func start(t *testing.T, r *ledger.Runner) {
	t.Helper()
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
}

func wait(t *testing.T, r *ledger.Runner, seq int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.Wait(ctx, seq); err != nil {
		t.Fatalf("waiting for entry %d: %v", seq, err)
	}
}

func TestEveryEntryOnceInOrder(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	before := tag(t, s, paper, 10)
	var followed, heard record
	r := ledger.NewRunner(s, nil)
	r.Follow(followed.follower("a"))
	r.Listen(ledger.Listener{Name: "b", Hear: heard.hear})
	start(t, r)
	var last int64
	for range 20 {
		last = tag(t, s, paper, 5)
		wait(t, r, last)
		if seqs := followed.all(); seqs[len(seqs)-1] != last {
			t.Fatalf("after Wait for %d, the follower stands at %d", last, seqs[len(seqs)-1])
		}
	}
	if got, want := followed.all(), upTo(1, last); !slices.Equal(got, want) {
		t.Errorf("the follower was given %v", got)
	}
	if got, want := heard.all(), upTo(before+1, last); !slices.Equal(got, want) {
		t.Errorf("the listener heard %v", got)
	}
	lags, err := r.Lag(context.Background())
	if err != nil || len(lags) != 2 || lags[0].Behind != 0 || lags[1].Behind != 0 {
		t.Errorf("Lag: %+v, %v", lags, err)
	}
}

// TestOneAfterAnother has a follower in the background come after another: it never overtakes it, and nobody waits for it.
func TestOneAfterAnother(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	var first, second record
	var ahead atomic.Int64
	r := ledger.NewRunner(s, nil)
	r.Follow(applying("first", 3, func(_ context.Context, entries []news.Entry) error {
		time.Sleep(5 * time.Millisecond)
		first.hear(entries)
		return nil
	}))
	release := make(chan struct{})
	later := ledger.Follower{Name: "second", After: "first", Background: true, Batch: 1000,
		Prepare: func(ctx context.Context, _ ledger.Read, entries []news.Entry) (func(ledger.Tx) error, error) {
			<-release
			at, err := s.Cursor(ctx, "first")
			if last := entries[len(entries)-1].Seq; err != nil || last > at {
				ahead.Store(last)
			}
			second.hear(entries)
			return nil, nil
		}}
	r.Follow(later)
	start(t, r)
	var last int64
	for range 10 {
		last = tag(t, s, paper, 10)
		wait(t, r, last) // waits for the first alone
	}
	close(release)
	eventually(t, "the second catches up", func() bool { return slices.Equal(second.all(), upTo(1, last)) })
	if seq := ahead.Load(); seq != 0 {
		t.Errorf("the second did entry %d before the first", seq)
	}
}

func TestABadFollowerStopsNobody(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	var good, mended record
	var mu sync.Mutex
	broken, tries := true, 0
	r := ledger.NewRunner(s, nil)
	r.Follow(good.follower("good"))
	r.Follow(applying("bad", 0, func(_ context.Context, entries []news.Entry) error {
		mu.Lock()
		defer mu.Unlock()
		if tries++; broken && tries == 1 {
			panic("a mistake")
		} else if broken {
			return errors.New("another")
		}
		mended.hear(entries)
		return nil
	}))
	start(t, r)
	last := tag(t, s, paper, 7)
	wait(t, r, last) // doesn't wait for what fails
	if got := good.all(); !slices.Equal(got, upTo(1, last)) {
		t.Errorf("the good follower was given %v", got)
	}
	eventually(t, "the bad follower shows in Lag", func() bool {
		lags, err := r.Lag(context.Background())
		return err == nil && lags[1].Failed && lags[1].Behind == last
	})
	mu.Lock()
	broken = false
	mu.Unlock()
	eventually(t, "the mended follower catches up", func() bool { return slices.Equal(mended.all(), upTo(1, last)) })
}

// eventually waits for what must become true by itself.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for until := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func TestStopEndsTheRunningBatch(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	last := tag(t, s, paper, 3)
	begun, finish := make(chan struct{}), make(chan struct{})
	r := ledger.NewRunner(s, nil)
	r.Follow(applying("slow", 0, func(ctx context.Context, _ []news.Entry) error {
		close(begun)
		<-finish
		return ctx.Err()
	}))
	start(t, r)
	<-begun
	stopped := make(chan struct{})
	go func() { r.Stop(); close(stopped) }()
	close(finish)
	<-stopped
	if at, err := s.Cursor(context.Background(), "slow"); err != nil || at != last {
		t.Errorf("the cursor stands at %d of %d: %v", at, last, err)
	}
}

func TestWaitIsBounded(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	release := make(chan struct{})
	r := ledger.NewRunner(s, nil)
	r.Follow(applying("slow", 0, func(context.Context, []news.Entry) error { <-release; return nil }))
	start(t, r)
	defer close(release)
	ctx, cancel := context.WithCancel(context.Background())
	last := tagUnfollowed(t, s, paper)
	cancel()
	if err := r.Wait(ctx, last); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait: %v", err)
	}
}

// tagUnfollowed returns a number that the ledger hasn't reached; the writer may be held by a follower.
func tagUnfollowed(t *testing.T, s *store.Store, _ string) int64 {
	t.Helper()
	last, err := s.LastSeq(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return last + 1
}

// TestProcessesShareAFollower has three stores over one database follow under one name.
func TestProcessesShareAFollower(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) store.Options{"sqlite": storetest.SQLiteOptions, "postgres": storetest.PostgresOptions} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := fresh(t)
			first := storetest.Open(t, o)
			paper := storetest.Paper(t, first).ID
			var all record
			runners := []*ledger.Runner{}
			for i := range 3 {
				s := first
				if i > 0 {
					s = storetest.Open(t, o)
				}
				r := ledger.NewRunner(s, nil)
				r.Follow(all.follower("shared"))
				start(t, r)
				runners = append(runners, r)
			}
			var last int64
			for range 30 {
				last = tag(t, first, paper, 4)
			}
			for _, r := range runners {
				wait(t, r, last)
			}
			got := all.all() // a batch that PostgreSQL refused may have been told twice; none is applied twice
			slices.Sort(got)
			if !slices.Equal(slices.Compact(got), upTo(1, last)) {
				t.Errorf("together they were given %v", got)
			}
		})
	}
}

// TestElsewhere has a command write and follow beside a server that nobody rings for: the server leaves the follower to
// the command as long as that gets on, and goes on by itself when it has ended.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	o := storetest.SQLiteOptions(t)
	server, command := storetest.Open(t, o), storetest.Open(t, o)
	paper := storetest.Paper(t, server).ID
	var here record
	r := ledger.NewRunner(server, nil)
	r.Follow(here.follower("shared"))
	start(t, r)
	wait(t, r, 1)
	alone := len(here.all())

	var there record
	f := there.follower("shared")
	for began := time.Now(); time.Since(began) < 3*time.Second; { // the server looks three times
		tag(t, command, paper, 3)
		if _, _, err := ledger.Step(t.Context(), command, f); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(here.all()) - alone; n > len(there.all())/10 {
		t.Errorf("the server followed %d entries while the command followed %d", n, len(there.all()))
	}
	last := tag(t, command, paper, 3)
	wait(t, r, last)
	if at, err := server.Cursor(t.Context(), "shared"); err != nil || at != last {
		t.Errorf("after the command had ended it was followed to %d of %d (%v)", at, last, err)
	}
}

// TestLeaves has a command write an archive and follow it slowly: the server leaves the follower to it, also before the
// command has begun, and takes up what the command leaves behind.
func TestLeaves(t *testing.T) {
	t.Parallel()
	o := storetest.SQLiteOptions(t)
	server, command := storetest.Open(t, o), storetest.Open(t, o)
	paper := storetest.Paper(t, server).ID
	var here, there record
	r := ledger.NewRunner(server, nil)
	r.Follow(here.follower("shared"))
	start(t, r)
	wait(t, r, tag(t, server, paper, 200)) // its own it follows by itself
	alone := len(here.all())

	f := there.follower("shared")
	f.Batch = 100
	for rounds := 0; rounds < 3; {
		var longest time.Duration // between two steps of the command's: the server waits three seconds
		moved := time.Now()
		tag(t, command, paper, 400)
		time.Sleep(1500 * time.Millisecond) // the server looks at the ledger
		for more := true; more; time.Sleep(100 * time.Millisecond) {
			n, _, err := ledger.Step(t.Context(), command, f)
			if err != nil {
				t.Fatal(err)
			}
			more, longest, moved = n > 0, max(longest, time.Since(moved)), time.Now()
		}
		n := len(here.all()) - alone
		if alone += n; longest > 2500*time.Millisecond { // this machine stood still, and the server may have thought that the command did
			continue
		}
		if rounds++; n > 0 {
			t.Errorf("the server followed %d entries of the command's", n)
		}
	}
	last := tag(t, command, paper, 400)
	wait(t, r, last)
	if n := len(here.all()) - alone; n != 400 {
		t.Errorf("the server followed %d of the 400 entries that the command left behind", n)
	}
}

// TestBackgroundLeavesOff has an archive come in, by this very process: whom nobody waits for begins when it is in, and
// isn't kept waiting by single entries that come all the time.
func TestBackgroundLeavesOff(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	var heard record
	f := heard.follower("later")
	f.Background, f.Batch = true, 200
	r := ledger.NewRunner(s, nil)
	r.Follow(f)
	start(t, r)
	began := time.Now()
	for range 2 {
		tag(t, s, paper, 400)
		time.Sleep(time.Second)
	}
	if n := len(heard.all()); n > 2 && time.Since(began) < 2900*time.Millisecond {
		t.Errorf("it followed %d entries while an archive came in", n)
	}
	eventually(t, "all is followed while single entries come", func() bool {
		tag(t, s, paper, 1)
		return len(heard.all()) > 800
	})
}

// TestBackgroundWaitsForAPause saves again and again: who follows in the background begins when the saves pause.
func TestBackgroundWaitsForAPause(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	var heard record
	f := heard.follower("later")
	f.Background = true
	r := ledger.NewRunner(s, nil)
	r.Follow(f)
	start(t, r)
	eventually(t, "it follows what was there before", func() bool { return len(heard.all()) == 1 })
	var last int64
	longest := time.Duration(0)
	for range 30 {
		began := time.Now()
		last = tag(t, s, paper, 1)
		time.Sleep(50 * time.Millisecond)
		longest = max(longest, time.Since(began))
	}
	// On a machine that stood still in between, it was right to begin.
	if n := len(heard.all()); n > 1 && longest < 250*time.Millisecond {
		t.Errorf("it followed %d entries while others were saved", n-1)
	}
	eventually(t, "it follows all", func() bool { return slices.Equal(heard.all(), upTo(1, last)) })
}
