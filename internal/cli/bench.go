package cli

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

type benchCommand struct {
	Site  benchSiteCommand  `cmd:"" toml:"site" help:"The reader's pages, against a bare net/http server."`
	Store benchStoreCommand `cmd:"" toml:"store" help:"Import, filing, reads and lists, at growing sizes."`
	API   benchAPICommand   `cmd:"" toml:"api" name:"api" help:"Filing and reading over HTTP, from publishing to being seen."`
}

// benchFolder gives a benchmark a folder of its own and takes it away afterwards. Nothing of the real data is touched.
func benchFolder(d *desktop, keep string) (*desktop, func(), error) {
	dir, err := os.MkdirTemp(keep, "broadsheet-bench-")
	if err != nil {
		return nil, nil, news.Errorf(news.CodeUnavailable, "--dir", "no folder can be made in %s (%v)", keep, plainReason(err))
	}
	own := *d
	own.config.Data, own.config.Database, own.config.LogLevel = dir, "", "error"
	return &own, func() { _ = os.RemoveAll(dir) }, nil
}

// benchPaper makes a paper with one section to measure on.
func benchPaper(d *desktop, s *store.Store) (news.Paper, error) {
	p, err := s.CreatePaper(d.ctx, news.Paper{Name: "The Bench", Locale: "en", TimeZone: "UTC"})
	if err != nil {
		return p, err
	}
	_, err = s.Write(d.ctx, p.ID, func(tx news.Tx) error {
		return tx.PutSection(news.Section{ID: newID(), Slug: "news", Name: "News", Position: 1, Version: 1}, "")
	})
	return p, err
}

// writer makes articles of invented words, the same ones each time.
type writer struct {
	r     *rand.Rand
	words []string
}

// newWriter invents words. They are as unevenly common as those of a language, so that a full-text index has its work.
func newWriter() *writer {
	w := &writer{r: rand.New(rand.NewPCG(1, 2))}
	starts := strings.Fields("b br c ch d dr f fl g gr h k l m n p pl qu r s sh st t tr v w")
	middles := strings.Fields("a ai e ea i o oa ou u")
	ends := strings.Fields("b ck d ft g l ll m n nd ng nt p r rd rk s sh st t th")
	for len(w.words) < 20000 {
		word := ""
		for range 1 + w.r.IntN(3) {
			word += pick(w.r, starts) + pick(w.r, middles) + pick(w.r, ends)
		}
		w.words = append(w.words, word)
	}
	return w
}

func pick[V any](r *rand.Rand, from []V) V { return from[r.IntN(len(from))] }

// word picks a word, the first ones far more often than the last.
func (w *writer) word() string {
	f := w.r.Float64()
	return w.words[int(f*f*f*f*float64(len(w.words)))]
}

// rare and common are words to search for: the one in every hundredth article, the other in most.
func (w *writer) rare(i int) string   { return w.words[10_000+i*37%10_000] }
func (w *writer) common(i int) string { return w.words[i%20] }

func (w *writer) sentence(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = w.word()
	}
	s := strings.Join(words, " ")
	return strings.ToUpper(s[:1]) + s[1:]
}

// draft is an article as a program would file it.
type draft struct {
	Headline    string   `json:"headline"`
	Standfirst  string   `json:"standfirst"`
	Section     string   `json:"section"`
	Tags        []string `json:"tags"`
	BodyHTML    string   `json:"body_html"`
	PublishedAt string   `json:"published_at,omitempty"`
	Publish     bool     `json:"publish"`
}

// draft writes an article of about 600 words: ten paragraphs, two crossheads, a quotation.
func (w *writer) draft(n int) draft {
	var b strings.Builder
	for i := range 10 {
		if i == 3 || i == 7 {
			fmt.Fprintf(&b, "<h2>%s</h2>\n", w.sentence(4))
		}
		if i == 5 {
			fmt.Fprintf(&b, "<blockquote><p>%s.</p></blockquote>\n", w.sentence(12))
		}
		fmt.Fprintf(&b, "<p>%s, <em>%s</em> %s. %s.</p>\n", w.sentence(25), w.word(), w.sentence(12), w.sentence(20))
	}
	at := time.Date(2000, 1, 1, 6, 0, 0, 0, time.UTC).Add(time.Duration(n) * 9 * time.Minute) // a million are in the past
	return draft{
		Headline: w.sentence(7), Standfirst: w.sentence(18) + ".", Section: "news", BodyHTML: b.String(), Publish: true,
		Tags: []string{w.words[n%50], w.words[50+n%333]}, PublishedAt: at.Format(time.RFC3339),
	}
}

// durations are measured times of one thing.
type durations []time.Duration

// measure runs fn n times.
func measure(n int, fn func(i int) error) (durations, error) {
	all := make(durations, 0, n)
	for i := range n {
		start := time.Now()
		if err := fn(i); err != nil {
			return all, err
		}
		all = append(all, time.Since(start))
	}
	return all, nil
}

// at returns the q-th part of the times: .5 the median.
func (d durations) at(q float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	s := slices.Clone(d)
	slices.Sort(s)
	return s[min(len(s)-1, int(q*float64(len(s))))]
}

// benchTable is what a benchmark prints: a line for each thing, a column for each size.
type benchTable struct {
	columns []string
	last    string // what the last column is; "" the ratio to a bare loop
	lines   []benchLine
}

type benchLine struct {
	name  string
	cells []string
	bare  string // against the bare loop of the same run
}

// add puts a cell at the end of a line, which it makes when it isn't there.
func (t *benchTable) add(name, cell, bare string) {
	i := slices.IndexFunc(t.lines, func(l benchLine) bool { return l.name == name })
	if i < 0 {
		t.lines = append(t.lines, benchLine{name: name})
		i = len(t.lines) - 1
	}
	t.lines[i].cells = append(t.lines[i].cells, cell)
	t.lines[i].bare = cmp.Or(bare, t.lines[i].bare)
}

func (t *benchTable) write(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintf(w, "\t%s\t%s\n", strings.Join(t.columns, "\t"), cmp.Or(t.last, "against bare"))
	for _, l := range t.lines {
		cells := l.cells
		for len(cells) < len(t.columns) {
			cells = append(cells, "")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", l.name, strings.Join(cells, "\t"), l.bare)
	}
	return w.Flush()
}

func perSecond(n int, took time.Duration) string {
	return fmt.Sprintf("%.0f/s", float64(n)/took.Seconds())
}

// micros writes a time in microseconds, median and 99th percentile.
func (d durations) micros() string {
	return fmt.Sprintf("%.0f µs (p99 %.0f)", float64(d.at(.5).Nanoseconds())/1e3, float64(d.at(.99).Nanoseconds())/1e3)
}

// times writes how often a bare time goes into one of ours.
func times(ours, bare time.Duration) string {
	if bare <= 0 {
		return ""
	}
	return fmt.Sprintf("%.1f×", float64(ours)/float64(bare))
}
