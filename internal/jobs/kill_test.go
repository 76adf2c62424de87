package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/jobs"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// victim names the environment variable that makes this test binary a process to be killed: it holds what the process
// needs to know.
const victim = "BROADSHEET_TEST_VICTIM"

type order struct {
	Path, URL, Paper string
	Round            int
}

func TestMain(m *testing.M) {
	if text := os.Getenv(victim); text != "" {
		var o order
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			panic(err)
		}
		live(o)
	}
	os.Exit(m.Run())
}

// mark leaves a mark in the paper, a tag, unless it is there.
func mark(tx news.Tx, what string) error {
	if _, err := tx.Tag(what); err == nil {
		return nil
	}
	return tx.PutTag(news.Tag{ID: what, Slug: what, Name: what, Version: 1}, "")
}

// worker makes the kind of job that marks what it did.
func worker(s *store.Store) jobs.Kind {
	return jobs.Kind{Name: "note", Work: func(ctx context.Context, j news.Job) error {
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		_, err := s.Write(ctx, j.Paper, func(tx news.Tx) error { return mark(tx, "done-"+strings.Trim(string(j.Args), `"`)) })
		return err
	}}
}

// quick has leases that end soon after a kill.
var quick = jobs.Options{Lease: 900 * time.Millisecond}

// live writes jobs down without end, marking those that were committed, and works.
func live(o order) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Path: o.Path, URL: o.URL})
	if err != nil {
		panic(err)
	}
	r := jobs.New(s, quick)
	r.Handle(worker(s))
	if err := r.Start(ctx); err != nil {
		panic(err)
	}
	sorry := errors.New("rolled back")
	for n := 0; ; n++ {
		name := fmt.Sprintf("%d-%d", o.Round, n)
		if n%5 == 4 {
			name = "never-" + name
		}
		_, err := s.Write(ctx, o.Paper, func(tx news.Tx) error {
			j := news.Job{Kind: "note", Args: json.RawMessage(`"` + name + `"`), Key: name}
			if n%3 == 0 {
				j.At = news.At(time.Now()) + news.Millis(rand.IntN(500))
			}
			if err := jobs.Enqueue(tx, j); err != nil {
				return err
			}
			if n%5 == 4 {
				return sorry
			}
			return mark(tx, "want-"+name)
		})
		if err != nil && !errors.Is(err, sorry) {
			panic(err)
		}
		time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
	}
}

// TestKill is the conformance test of the queue: a process that writes jobs down and does them is killed, again and
// again, at any moment. Every job that was committed is done, and none that was rolled back.
func TestKill(t *testing.T) {
	onBothOptions(t, func(t *testing.T, opts store.Options) {
		s := storetest.Open(t, opts)
		o := order{Path: opts.Path, URL: opts.URL, Paper: storetest.Paper(t, s).ID}
		rounds := storetest.Pick(3, 20, 50) // what is killed tells of no race; what comes after may
		for o.Round = range rounds {
			killOne(t, s, o)
		}
		begun := time.Now()
		run(t, s, quick, worker(s))
		eventually(t, "all jobs are done", func() bool {
			open, failed, err := s.CountJobs(context.Background())
			if failed > 0 {
				t.Fatalf("%d failed", failed)
			}
			return err == nil && open == 0
		})
		t.Logf("what was open after the last kill was done after %v", time.Since(begun))
		marks := map[string]bool{}
		entries, err := s.Entries(context.Background(), o.Paper, 0, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		wanted := 0
		for _, e := range entries {
			marks[e.Subject] = true
		}
		for m := range marks {
			name, want := strings.CutPrefix(m, "want-")
			if want && !marks["done-"+name] {
				t.Errorf("job %s was committed and never done", name)
			}
			if want {
				wanted++
			}
			if strings.HasPrefix(m, "done-never") {
				t.Errorf("%s was rolled back and done", m)
			}
		}
		if wanted < 3*rounds {
			t.Errorf("only %d jobs: too few to mean anything", wanted)
		}
	})
}

func onBothOptions(t *testing.T, test func(*testing.T, store.Options)) {
	t.Parallel()
	for name, fresh := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := fresh(t)
			o.Now = nil
			test(t, o)
		})
	}
}

// killOne starts a process and kills it some time after it has begun to write.
func killOne(t *testing.T, s *store.Store, o order) {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	begun, err := s.LastSeq(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+string(text))
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	some := begun + 1 + rand.Int64N(40)
	eventually(t, "the process writes", func() bool {
		last, err := s.LastSeq(context.Background())
		return err == nil && last >= some
	})
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || strings.Contains(said.String(), "panic") {
		t.Fatalf("the process ended by itself: %v %s", err, said.String())
	}
}
