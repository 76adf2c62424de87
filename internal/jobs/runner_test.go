package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/jobs"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// patience is how long a test waits for what should come at once: long, for machines with other things to do.
const patience = 60 * time.Second

var engines = map[string]func(testing.TB) store.Options{"sqlite": storetest.SQLiteOptions, "postgres": storetest.PostgresOptions}

// onBoth runs a test on each engine, with the machine's clock.
func onBoth(t *testing.T, test func(t *testing.T, s *store.Store, paper string)) {
	t.Parallel()
	for name, fresh := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := fresh(t)
			o.Now = nil
			s := storetest.Open(t, o)
			test(t, s, storetest.Paper(t, s).ID)
		})
	}
}

func now() news.Millis { return news.At(time.Now()) }

// done keeps what was worked, and when.
type done struct {
	mu   sync.Mutex
	jobs []news.Job
	at   []news.Millis
}

func (d *done) work(_ context.Context, j news.Job) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.jobs, d.at = append(d.jobs, j), append(d.at, now())
	return nil
}

func (d *done) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.jobs)
}

func run(t *testing.T, s jobs.Store, o jobs.Options, kinds ...jobs.Kind) *jobs.Runner {
	t.Helper()
	r := jobs.New(s, o)
	for _, k := range kinds {
		r.Handle(k)
	}
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Stop(context.Background()) })
	return r
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for until := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// enqueue writes jobs down in a transaction of the paper, which is rolled back when undo is true.
func enqueue(t testing.TB, s *store.Store, paper string, undo bool, list ...news.Job) {
	t.Helper()
	sorry := errors.New("rolled back")
	_, err := s.Write(context.Background(), paper, func(tx news.Tx) error {
		for _, j := range list {
			if err := jobs.Enqueue(tx, j); err != nil {
				return err
			}
		}
		if undo {
			return sorry
		}
		return nil
	})
	if err != nil && !(undo && errors.Is(err, sorry)) {
		t.Fatal(err)
	}
}

func TestJobsAreDoneWithTheirTransaction(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, paper string) {
		var d done
		run(t, s, jobs.Options{}, jobs.Kind{Name: "note", Work: d.work})
		args, _ := json.Marshal(map[string]int{"n": 7})
		enqueue(t, s, paper, true, news.Job{Kind: "note", Args: []byte(`"never"`)})
		begun := time.Now()
		enqueue(t, s, paper, false, news.Job{Kind: "note", Args: args})
		eventually(t, "the job is done", func() bool { return d.count() == 1 })
		if took := time.Since(begun); took > 4*time.Second {
			t.Errorf("it took %v", took)
		}
		if j := d.jobs[0]; string(j.Args) != `{"n":7}` || j.Paper != paper || j.Attempt != 1 {
			t.Errorf("worked %+v", j)
		}
		eventually(t, "it is forgotten", func() bool {
			open, failed, err := s.CountJobs(context.Background())
			return err == nil && open == 0 && failed == 0
		})
	})
}

func TestScheduledJobsAreOnTime(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, paper string) {
		slowness := watchMachine(t, s, paper)
		var d done
		due := map[string]news.Millis{}
		begin := now()
		for i := range 12 {
			j := news.Job{ID: fmt.Sprintf("job-%02d", i), Kind: "note", At: begin + news.Millis(200+150*i)}
			due[j.ID] = j.At
			enqueue(t, s, paper, false, j)
		}
		run(t, s, jobs.Options{}, jobs.Kind{Name: "note", Work: d.work})
		eventually(t, "all are done", func() bool { return d.count() == len(due) })
		var late []news.Millis
		for i, j := range d.jobs {
			late = append(late, d.at[i]-due[j.ID])
		}
		onTime(t, late, slowness())
	})
}

// onTime takes how late things were done, in milliseconds: none may be early, and none later than half a second, beside
// what the machine itself was late meanwhile.
func onTime(t *testing.T, late []news.Millis, slowness time.Duration) {
	t.Helper()
	most := news.Millis((500*time.Millisecond + 4*slowness).Milliseconds())
	if slices.Min(late) < 0 || slices.Max(late) > most {
		t.Errorf("done so many ms after their time: %v; %d would be right, on a machine that was %v late itself", late, most, slowness)
	}
}

// watchMachine has a sleep and a write go on all the while, and returns a function that ends them and tells by how much
// the slowest of them took longer than the sleep.
func watchMachine(t *testing.T, s *store.Store, paper string) (slowness func() time.Duration) {
	const nap = 20 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	worst := make(chan time.Duration, 1)
	go func() {
		var most time.Duration
		for i := 0; ctx.Err() == nil; i++ {
			begun, id := time.Now(), fmt.Sprintf("nap-%d", i)
			time.Sleep(nap)
			_, _ = s.Write(ctx, paper, func(tx news.Tx) error {
				return tx.PutTag(news.Tag{ID: id, Slug: id, Name: id, Version: 1}, "")
			})
			most = max(most, time.Since(begun)-nap)
		}
		worst <- most
	}()
	return func() time.Duration { stop(); return <-worst }
}

func TestOneKeyIsDoneOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, paper string) {
		for range 5 {
			enqueue(t, s, paper, false, news.Job{Kind: "note", Key: "a"}, news.Job{Kind: "note", Key: "b"}, news.Job{Kind: "other", Key: "a"})
		}
		var d done
		begun, finish := make(chan struct{}, 10), make(chan struct{})
		slow := func(ctx context.Context, j news.Job) error {
			begun <- struct{}{}
			<-finish
			return d.work(ctx, j)
		}
		run(t, s, jobs.Options{Workers: 8}, jobs.Kind{Name: "note", Work: slow}, jobs.Kind{Name: "other", Work: d.work})
		<-begun
		<-begun
		for range 3 { // asked for while it is being done: once more
			enqueue(t, s, paper, false, news.Job{Kind: "note", Key: "a"})
		}
		close(finish)
		eventually(t, "all are done", func() bool {
			open, _, err := s.CountJobs(context.Background())
			return err == nil && open == 0
		})
		var keys []string
		for _, j := range d.jobs {
			keys = append(keys, j.Kind+j.Key)
		}
		slices.Sort(keys)
		if want := []string{"notea", "notea", "noteb", "othera"}; !slices.Equal(keys, want) {
			t.Errorf("done: %v; want %v", keys, want)
		}
	})
}

// TestFailuresAreTriedAgain has a clock that the test sets: the waits between attempts are long.
func TestFailuresAreTriedAgain(t *testing.T) {
	t.Parallel()
	for name, fresh := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := fresh(t)
			clock := storetest.NewClock(storetest.Noon)
			o.Now = clock.Now
			s := storetest.Open(t, o)
			paper := storetest.Paper(t, s).ID
			var mu sync.Mutex
			tries := map[string]int{}
			work := func(_ context.Context, j news.Job) error {
				mu.Lock()
				defer mu.Unlock()
				tries[j.Key]++
				switch {
				case j.Key == "hopeless":
					return news.Invalid("", "this can never be done")
				case j.Key == "panics" && tries[j.Key] == 1:
					panic("a mistake")
				case j.Key == "third" && tries[j.Key] < 3, j.Key == "never":
					return errors.New("not yet")
				}
				return nil
			}
			tried := func(key string) int {
				mu.Lock()
				defer mu.Unlock()
				return tries[key]
			}
			run(t, s, jobs.Options{Now: clock.Now, Poll: 5 * time.Millisecond, Lease: time.Hour}, jobs.Kind{Name: "note", Work: work, Tries: 4})
			enqueue(t, s, paper, false, news.Job{Kind: "note", Key: "hopeless"}, news.Job{Kind: "note", Key: "third"},
				news.Job{Kind: "note", Key: "never"}, news.Job{Kind: "note", Key: "panics"})
			eventually(t, "the first attempts", func() bool {
				return tried("hopeless") == 1 && tried("third") == 1 && tried("never") == 1 && tried("panics") == 1
			})
			for range 200 {
				clock.Set(clock.Now() + 2000)
				time.Sleep(2 * time.Millisecond)
			}
			eventually(t, "the last attempts", func() bool {
				open, failed, err := s.CountJobs(context.Background())
				clock.Set(clock.Now() + 2000)
				return err == nil && open == 0 && failed == 2
			})
			if tried("hopeless") != 1 || tried("third") != 3 || tried("never") != 4 || tried("panics") != 2 {
				t.Errorf("attempts: %v", tries)
			}
		})
	}
}

func TestWhatComesByTheClock(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, paper string) {
		var d done
		every := jobs.Kind{Name: "sweep", Every: 300 * time.Millisecond, Work: d.work}
		for range 3 { // several runners, as several processes: it is done once each time
			run(t, s, jobs.Options{Poll: 50 * time.Millisecond}, every)
		}
		eventually(t, "it comes again and again", func() bool { return d.count() >= 5 })
		d.mu.Lock()
		defer d.mu.Unlock()
		for i := 1; i < len(d.at); i++ {
			if d.at[i]/300 == d.at[i-1]/300 {
				t.Errorf("done twice in one span, at %d and %d", d.at[i-1], d.at[i])
			}
		}
	})
}

func TestStopGivesBackWhatItCannotEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store, paper string) {
		begun := make(chan struct{})
		endless := func(ctx context.Context, _ news.Job) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		}
		r := jobs.New(s, jobs.Options{})
		r.Handle(jobs.Kind{Name: "note", Work: endless})
		if err := r.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		enqueue(t, s, paper, false, news.Job{Kind: "note"})
		<-begun
		patient, lose := context.WithCancel(context.Background())
		lose()
		r.Stop(patient)
		var d done
		run(t, s, jobs.Options{}, jobs.Kind{Name: "note", Work: d.work})
		eventually(t, "another does it", func() bool { return d.count() == 1 })
		if d.jobs[0].Attempt != 1 {
			t.Errorf("stopping counted as an attempt: %d", d.jobs[0].Attempt)
		}
	})
}

func TestSweep(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := storetest.SQLite(t)
	paper := storetest.Paper(t, s).ID
	person := storetest.ID(t)
	if _, err := s.Write(ctx, paper, func(tx news.Tx) error {
		if err := tx.PutPerson(news.Person{ID: person, Slug: "p", Name: "P", Version: 1}, ""); err != nil {
			return err
		}
		return errors.Join(tx.KeepAnswer("old", news.Answer{Status: 201, At: storetest.Noon - 3*86400_000}),
			tx.KeepAnswer("new", news.Answer{Status: 201, At: storetest.Noon}))
	}); err != nil {
		t.Fatal(err)
	}
	for name, expires := range map[string]news.Millis{"old": storetest.Noon - 31*86400_000, "new": storetest.Noon + 1, "never": 0} {
		if err := s.PutToken(ctx, news.Token{Hash: name, Paper: paper, Person: person, Role: news.Editor, ExpiresAt: expires}, news.Doer{}); err != nil {
			t.Fatal(err)
		}
	}
	sweep := jobs.Sweep(s, func() news.Millis { return storetest.Noon })
	if err := sweep.Work(ctx, news.Job{}); err != nil {
		t.Fatal(err)
	}
	tokens, err := s.Tokens(ctx, paper, person)
	if err != nil || len(tokens) != 2 {
		t.Errorf("tokens left: %+v, %v", tokens, err)
	}
	_, err = s.Write(ctx, paper, func(tx news.Tx) error {
		if _, err := tx.Answered("old"); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("the old answer: %v", err)
		}
		_, err := tx.Answered("new")
		return err
	})
	if err != nil {
		t.Errorf("the new answer: %v", err)
	}
}
