package store_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// sizes are the numbers of articles at which the same is measured side by side.
var sizes = []int{1_000, 10_000, 100_000}

var engines = []struct {
	name  string
	fresh func(testing.TB) store.Options
}{{"sqlite", storetest.SQLiteOptions}, {"postgres", storetest.PostgresOptions}}

// filled is a store with a number of articles.
type filled struct {
	*store.Store
	options store.Options
	fixture *storetest.Fixture
	paper   string
	n       int // articles it was filled with
	filed   int // articles filed since
}

// sideBySide runs a benchmark on each engine at each size. A store is filled once, and grows from size to size.
func sideBySide(b *testing.B, run func(*testing.B, *filled)) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			f := &filled{options: e.fresh(b)}
			f.Store = storetest.Open(b, f.options)
			f.paper = storetest.Paper(b, f.Store).ID
			f.fixture = storetest.NewFixture(b, f.Store, f.paper)
			for _, n := range sizes {
				if testing.Short() && n > 10_000 {
					continue
				}
				f.fixture.Fill(b, f.Store, f.paper, f.n, n)
				f.n = n
				b.Run(fmt.Sprint(n), func(b *testing.B) { run(b, f) })
			}
		})
	}
}

// BenchmarkReads measures what readers ask for, at each size. The bar: a point read under 0.2 ms on SQLite, and nothing
// that grows faster than log n.
func BenchmarkReads(b *testing.B) {
	ctx := context.Background()
	sideBySide(b, func(b *testing.B, f *filled) {
		r := rand.New(rand.NewPCG(1, 1))
		section := news.List{Of: "section", ID: f.fixture.Sections[3]}
		moment := func() news.Millis {
			return storetest.Start + news.Millis(r.Int64N(int64(f.n)))*storetest.Step
		}
		for _, q := range []struct {
			name string
			ask  func() error
		}{
			{"point", func() error { _, _, err := f.ReadBySlug(ctx, f.paper, f.fixture.Slug(r.IntN(f.n))); return err }},
			{"list50", func() error {
				_, err := f.List(ctx, f.paper, news.List{Of: "paper", ID: f.paper}, storetest.Noon, news.After{}, 50)
				return err
			}},
			{"section20", func() error { _, err := f.List(ctx, f.paper, section, storetest.Noon, news.After{}, 20); return err }},
			{"sectiondeep20", func() error {
				_, err := f.List(ctx, f.paper, section, storetest.Noon, news.After{At: moment(), ID: "z"}, 20)
				return err
			}},
			{"day", func() error {
				at := moment()
				_, err := f.CountBetween(ctx, f.paper, []news.Millis{at, at + 24*3600*1000}, storetest.Noon)
				return err
			}},
			{"desk20", func() error { _, err := f.Articles(ctx, f.paper, news.DeskFilter{}, news.After{}, 20); return err }},
			{"deskwords20", func() error {
				_, err := f.Articles(ctx, f.paper, news.DeskFilter{Query: "harbour quota"}, news.After{}, 20)
				return err
			}},
			{"span", func() error { _, _, err := f.FirstAndLast(ctx, f.paper, storetest.Noon); return err }},
			{"turn", func() error { _, err := f.NextTurn(ctx); return err }},
		} {
			b.Run(q.name, func(b *testing.B) {
				b.ReportAllocs()
				defer meterCPU(b)()
				for b.Loop() {
					if err := q.ask(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}

// BenchmarkImport measures filing an archive in transactions of 500, without full text: in the order of its dates, and
// in no order, which touches a page for every place.
func BenchmarkImport(b *testing.B) {
	for _, e := range engines {
		for _, order := range []string{"dated", "shuffled"} {
			b.Run(e.name+"/"+order, func(b *testing.B) {
				s := storetest.Open(b, e.fresh(b))
				paper := storetest.Paper(b, s).ID
				f := storetest.NewFixture(b, s, paper)
				f.Shuffled = order == "shuffled"
				i := 0
				for b.Loop() {
					b.StopTimer()
					changes := make([]news.Change, 500)
					for k := range changes {
						changes[k] = f.Article(b, i)
						i++
					}
					b.StartTimer()
					if err := storetest.PutAll(s, paper, changes); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(500*b.N)/b.Elapsed().Seconds(), "articles/s")
			})
		}
	}
}

// BenchmarkWrites measures, at each size: one filing and one edit, each in a transaction of its own and synced to disk,
// and filing 500 at once.
func BenchmarkWrites(b *testing.B) {
	sideBySide(b, func(b *testing.B, f *filled) {
		b.Run("file", func(b *testing.B) {
			for b.Loop() {
				f.file(b, 1)
			}
		})
		b.Run("file500", func(b *testing.B) {
			for b.Loop() {
				f.file(b, 500)
			}
			b.ReportMetric(float64(500*b.N)/b.Elapsed().Seconds(), "articles/s")
		})
		c := f.file(b, 1)[0]
		b.Run("edit", func(b *testing.B) {
			defer meterCPU(b)()
			for b.Loop() {
				v := *c.Version
				v.N++
				c.Version, c.Article.Version, c.Article.Live = &v, v.N, v.N
				if err := storetest.PutAll(f.Store, f.paper, []news.Change{c}); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

// file files articles beyond those that the store was filled with, in one transaction; making them isn't measured.
func (f *filled) file(b *testing.B, n int) []news.Change {
	b.StopTimer()
	changes := make([]news.Change, n)
	for i := range changes {
		changes[i] = f.fixture.Article(b, 1_000_000+f.filed)
		f.filed++
	}
	b.StartTimer()
	if err := storetest.PutAll(f.Store, f.paper, changes); err != nil {
		b.Fatal(err)
	}
	return changes
}

// BenchmarkReadsDuringImport measures point reads while an archive is imported, and without: the bar is three times as
// long at the 99th of a hundred, and never over 50 ms.
func BenchmarkReadsDuringImport(b *testing.B) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			f := &filled{Store: storetest.Open(b, e.fresh(b)), n: 5000}
			f.paper = storetest.Paper(b, f.Store).ID
			f.fixture = storetest.NewFixture(b, f.Store, f.paper)
			f.fixture.Fill(b, f.Store, f.paper, 0, f.n)
			b.Run("quiet", func(b *testing.B) { f.timeReads(b) })
			b.Run("importing", func(b *testing.B) {
				stop, done := make(chan struct{}), make(chan struct{})
				go func() {
					defer close(done)
					for i := f.n; ; i += 500 {
						select {
						case <-stop:
							return
						default:
							f.fixture.Fill(b, f.Store, f.paper, 100_000+f.filed, 100_000+f.filed+500)
							f.filed += 500
						}
					}
				}()
				f.timeReads(b)
				close(stop)
				<-done
			})
		})
	}
}

// timeReads reads articles one after the other and reports how long the middle and the slowest of them took.
func (f *filled) timeReads(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		if _, _, err := f.ReadBySlug(context.Background(), f.paper, f.fixture.Slug(r.IntN(f.n))); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(took[len(took)-1].Microseconds()), "max-µs")
}

// meterCPU reports the processor time that a loop took, which other work on the machine disturbs less than it does the
// clock on the wall. On PostgreSQL it is this side's alone.
func meterCPU(b *testing.B) (report func()) {
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	begun := used()
	return func() { b.ReportMetric(float64((used()-begun).Microseconds())/float64(b.N), "cpu-µs/op") }
}

// BenchmarkUpkeep measures what goes through everything, at each size. The bar: rebuilding 100,000 articles takes under
// three minutes.
func BenchmarkUpkeep(b *testing.B) {
	ctx := context.Background()
	sideBySide(b, func(b *testing.B, f *filled) {
		for _, job := range []struct {
			name string
			do   func() error
		}{
			{"rebuild", func() error { return f.Rebuild(ctx, nil) }},
			{"check", func() error { return f.Check(ctx, func(problem string) { b.Error(problem) }) }},
			{"dump", func() error { return f.Dump(ctx, io.Discard) }},
		} {
			b.Run(job.name, func(b *testing.B) {
				defer meterCPU(b)()
				for b.Loop() {
					if err := job.do(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(f.n*b.N)/b.Elapsed().Seconds(), "articles/s")
			})
		}
	})
}
