package search_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/related"
	"broadsheet/internal/search"
	"broadsheet/internal/store/storetest"
)

// lexicon is an invented language with the shape of a real one: a few words stand everywhere, most hardly anywhere
// (Zipf), and three letters begin hundreds of words.
type lexicon struct {
	words []string
	r     *rand.Rand
	zipf  *rand.Zipf
}

func newLexicon(seed uint64) *lexicon {
	r := rand.New(rand.NewPCG(7, 7)) // the same words for every seed
	l := &lexicon{words: strings.Fields("the of and to in a for on with said")}
	seen := map[string]bool{}
	for len(l.words) < 60_000 {
		var b strings.Builder
		for range 1 + r.IntN(2) + min(len(l.words)/400, 2) {
			b.WriteByte("bcdfghklmnprstvw"[min(r.IntN(16), r.IntN(16))])
			b.WriteByte("aeiou"[r.IntN(5)])
			if r.IntN(3) == 0 {
				b.WriteByte("nrst"[r.IntN(4)])
			}
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			l.words = append(l.words, w)
		}
	}
	l.r = rand.New(rand.NewPCG(seed, 9))
	l.zipf = rand.NewZipf(l.r, 1.07, 2.7, uint64(len(l.words)-1))
	return l
}

// about writes a text in which some rarer words come again and again, as in a story about something.
func (l *lexicon) about(n, topic int) string {
	own := rand.New(rand.NewPCG(uint64(topic), 3))
	var mine []string
	for range 12 {
		mine = append(mine, l.words[500+own.IntN(20_000)])
	}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		if l.r.IntN(12) == 0 {
			b.WriteString(mine[l.r.IntN(len(mine))])
		} else {
			b.WriteString(l.words[l.zipf.Uint64()])
		}
	}
	return b.String()
}

// sizes are the numbers of articles measured side by side; the last only when BROADSHEET_BENCH_FULL is set.
func sizes() []int {
	if os.Getenv("BROADSHEET_BENCH_FULL") != "" {
		return []int{1_000, 10_000, 100_000}
	}
	return []int{1_000, 10_000}
}

// archive is a paper that grows.
type archive struct {
	*desk
	words   *lexicon
	ids     []string
	n       int
	written time.Duration
	indexed time.Duration
	longest time.Duration // of a transaction that indexes
	costs   map[string]float64
}

// once reports what can be done but once: when the benchmark is run again, for a better count, it reports the same.
func (a *archive) once(b *testing.B, name string, do func() map[string]float64) {
	if a.costs == nil {
		a.costs = map[string]float64{}
	}
	if _, done := a.costs[name]; !done {
		a.costs[name] = 0
		for unit, cost := range do() {
			a.costs[name+" "+unit] = cost
		}
	}
	for unit, cost := range a.costs {
		if of, unit, ok := strings.Cut(unit, " "); ok && of == name {
			b.ReportMetric(cost, unit)
		}
	}
	b.ReportMetric(0, "ns/op")
}

func newArchive(b *testing.B, engine int) *archive {
	o := engines[engine].fresh(b)
	clock := storetest.NewClock(storetest.Noon)
	o.Now = clock.Now
	a := &archive{desk: newDesk(b, storetest.Open(b, o), clock), words: newLexicon(1)}
	a.section(b, "news")
	return a
}

// grow files articles of some 700 words, as an import does, and lets the index follow.
func (a *archive) grow(b *testing.B, to int) {
	for a.n < to {
		n := min(500, to-a.n)
		changes := make([]news.Change, n)
		for i := range changes {
			at := storetest.Noon - news.Millis(200_000-a.n-i)*600_000
			s := story{slug: fmt.Sprintf("s%d", a.n+i), headline: a.words.about(8, (a.n+i)/4), standfirst: a.words.about(25, (a.n+i)/4), at: at}
			changes[i] = a.change(b, s)
			changes[i].Version.Copy.Body = body12(a.words, (a.n+i)/4)
			a.ids = append(a.ids, changes[i].Article.ID)
		}
		begun := time.Now()
		if err := storetest.PutAll(a.Store, a.paper, changes); err != nil {
			b.Fatal(err)
		}
		a.written += time.Since(begun)
		a.catchUp(b)
		a.n += n
	}
}

func body12(l *lexicon, topic int) news.Body {
	doc := news.Node{Type: "doc"}
	for i := range 12 {
		doc.Content = append(doc.Content, news.Node{Type: "paragraph", Attrs: &news.Attrs{ID: fmt.Sprintf("p%d", i)},
			Content: []news.Node{{Type: "text", Text: l.about(58, topic)}}})
	}
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return b
}

func (a *archive) catchUp(b *testing.B) {
	f := search.Follower(nil)
	for {
		begun := time.Now()
		n, _, err := ledger.Step(context.Background(), a, f)
		if err != nil {
			b.Fatal(err)
		}
		if n == 0 {
			return
		}
		a.indexed += time.Since(begun)
		a.longest = max(a.longest, time.Since(begun))
	}
}

// index grows the archive and says what writing the full-text index cost, beside what writing the articles did.
func (a *archive) index(b *testing.B, to int) map[string]float64 {
	before, cpu := *a, cpuTime()
	a.longest = 0
	a.grow(b, to)
	articles := float64(a.n - before.n)
	return map[string]float64{
		"written/s":      articles / (a.written - before.written).Seconds(),
		"indexed/s":      articles / (a.indexed - before.indexed).Seconds(),
		"cpu-us/article": float64((cpuTime() - cpu).Microseconds()) / articles,
		"longest-ms":     float64(a.longest.Microseconds()) / 1000,
	}
}

// tidy lets the index put itself in order and says what that cost.
func (a *archive) tidy(b *testing.B) map[string]float64 {
	var all, longest time.Duration
	cpu := cpuTime()
	for more := true; more; {
		begun := time.Now()
		var err error
		if more, err = a.TidySearch(context.Background()); err != nil {
			b.Fatal(err)
		}
		all += time.Since(begun)
		longest = max(longest, time.Since(begun))
	}
	return map[string]float64{"s": all.Seconds(), "cpu-s": (cpuTime() - cpu).Seconds(), "longest-ms": float64(longest.Microseconds()) / 1000}
}

// cpuTime is what this process has used of the processors: on a busy machine a truer measure than the clock.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// report gives the median and the 99th percentile of what was measured.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// measure asks at least 100 times.
func measure(b *testing.B, ask func(i int) error) {
	var took []time.Duration
	cpu := cpuTime()
	for i, more := 0, true; ; i++ {
		if more = more && b.Loop(); !more && i >= 100 {
			break
		}
		begun := time.Now()
		if err := ask(i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	b.ReportMetric(float64((cpuTime()-cpu).Microseconds())/1000/float64(len(took)), "cpu-ms/op")
	report(b, took)
}

// BenchmarkSearch grows an archive and asks it, at each size, by the class of word.
func BenchmarkSearch(b *testing.B) {
	for i, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			a := newArchive(b, i)
			for _, n := range sizes() {
				b.Run(fmt.Sprint(n), func(b *testing.B) {
					b.Run("index", func(b *testing.B) {
						a.once(b, fmt.Sprint("index", n), func() map[string]float64 { return a.index(b, n) })
					})
					b.Run("untidy", func(b *testing.B) {
						a.once(b, fmt.Sprint("untidy", n), func() map[string]float64 {
							begun := time.Now()
							if _, err := a.searcher.Search(context.Background(), a.paper, news.Query{Text: "the"}, news.After{}, 20); err != nil {
								b.Fatal(err)
							}
							return map[string]float64{"ms": float64(time.Since(begun).Microseconds()) / 1000}
						})
					})
					b.Run("tidy", func(b *testing.B) {
						a.once(b, fmt.Sprint("tidy", n), func() map[string]float64 { return a.tidy(b) })
					})
					a.ask(b)
				})
			}
		})
	}
}

// ask measures every class of query, and related articles.
func (a *archive) ask(b *testing.B) {
	w := a.words.words
	r := rand.New(rand.NewPCG(5, 5))
	pick := func(from, to int) string { return w[from+r.IntN(to-from)] }
	for _, c := range []struct {
		name  string
		query func() string
	}{
		{"commonest", func() string { return "the" }},
		{"common", func() string { return pick(1, 100) }},
		{"mid", func() string { return pick(500, 3000) }},
		{"rare", func() string { return pick(20_000, 60_000) }},
		{"twocommon", func() string { return pick(0, 50) + " " + pick(0, 50) }},
		{"twomid", func() string { return pick(500, 3000) + " " + pick(500, 3000) }},
		{"commonandrare", func() string { return pick(0, 10) + " " + pick(20_000, 60_000) }},
		{"phrase", func() string { return `"of the"` }},
		{"prefix3", func() string { return pick(10, 60_000)[:2] + "r*" }},
		{"prefix3worst", func() string { return "ban*" }},
		{"prefix2", func() string { return "ba*" }},
		{"butnot", func() string { return pick(10, 200) + " -" + pick(10, 200) }},
		{"onlyinold", func() string { return "the -of" }},
	} {
		b.Run(c.name, func(b *testing.B) {
			measure(b, func(int) error {
				_, err := a.searcher.Search(context.Background(), a.paper, news.Query{Text: c.query()}, news.After{}, 20)
				return err
			})
		})
	}
	b.Run("relatedworkedout", func(b *testing.B) {
		finder := related.New(a.Store, func() news.Millis { return storetest.Noon })
		measure(b, func(i int) error {
			_, err := finder.Items(context.Background(), a.paper, a.ids[r.IntN(len(a.ids))], storetest.Noon+news.Millis(i)*100_000, 6)
			return err
		})
	})
	if err := ledger.CatchUp(context.Background(), a, related.New(a.Store, func() news.Millis { return storetest.Noon }).AtOnce(search.FollowerName)); err != nil {
		b.Fatal(err)
	}
	b.Run("relatedlisted", func(b *testing.B) {
		finder := related.New(a.Store, func() news.Millis { return storetest.Noon })
		measure(b, func(i int) error {
			_, err := finder.Cards(context.Background(), a.paper, a.ids[i%len(a.ids)], news.Copy{}, storetest.Noon, 6)
			return err
		})
	})
}
