package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
)

type benchStoreCommand struct {
	Full bool   `toml:"full" help:"Go on to 100,000 articles."`
	Size []int  `toml:"size" placeholder:"N" sep:"," help:"Other sizes than 1000 and 10000; each more than the one before."`
	Dir  string `toml:"dir" placeholder:"DIR" help:"Where to make the folder that is measured on; without it, the system's place for such."`

	Profile string `toml:"profile" placeholder:"FILE" help:"Write where the processor's time goes while the last size is imported; \"go tool pprof\" reads it."`
}

// Help is the command's help.
func (benchStoreCommand) Help() string {
	return `Writes invented articles into a folder of its own, which it takes away again, and measures at growing sizes: "import" with full text, filing in bulk and singly, reading one article, lists and searches. The last column compares the median at the first size with a bare loop over the same driver in the same run (500 rows a transaction, a row a transaction, a read by key, thirty rows by an index).

Examples:
  broadsheet bench store
  broadsheet bench store --full --dir /var/tmp`
}

// storeBench is one run.
type storeBench struct {
	d     *desktop
	c     *benchStoreCommand
	store *store.Store
	paper news.Paper
	desk  *desk.Desk
	w     *writer
	bare  store.Bare
	table benchTable
	made  int      // articles so far
	slugs []string // some of them
}

// Run runs the command.
func (c *benchStoreCommand) Run(outer *desktop) error {
	d, clean, err := benchFolder(outer, c.Dir)
	if err != nil {
		return err
	}
	defer clean()
	s, err := d.openStore(nil)
	if err != nil {
		return err
	}
	defer s.Close()
	b := &storeBench{d: d, c: c, store: s, desk: d.desk(s), w: newWriter()}
	if b.paper, err = benchPaper(d, s); err != nil {
		return err
	}
	text, err := json.Marshal(b.w.draft(0))
	if err != nil {
		return err
	}
	if b.bare, err = store.MeasureBare(d.ctx, d.folder().path("bare.db"), 2000, string(text)); err != nil {
		return err
	}
	for _, size := range b.sizes() {
		b.table.columns = append(b.table.columns, fmt.Sprintf("%d articles", size))
		if err := b.at(size); err != nil {
			return err
		}
	}
	fmt.Fprintln(outer.stdout)
	return b.table.write(outer.stdout)
}

func (b *storeBench) sizes() []int {
	switch {
	case len(b.c.Size) > 0:
		return b.c.Size
	case b.c.Full:
		return []int{1000, 10000, 100000}
	}
	return []int{1000, 10000}
}

// at grows the paper to a size by import, leaving room for what is filed there, and measures.
func (b *storeBench) at(size int) error {
	const filed = 500 + 100
	for _, step := range []func() error{
		func() error { return b.imports(max(0, size-b.made-filed)) },
		b.bulk, b.singles, b.points, b.lists, b.searches, b.rebuild,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// imports runs the import command's own importer over a file.
func (b *storeBench) imports(n int) error {
	file, err := b.wire(n)
	if err != nil {
		return err
	}
	defer os.Remove(file)
	c := &importCommand{Format: "ninjs", Files: []string{file}, Batch: 500}
	im := &importer{d: b.d, store: b.store, desk: b.desk, paper: b.paper, command: c, now: now(), zone: time.UTC}
	if im.sections, err = chooseSections(b.d, b.store, b.paper, c); err != nil {
		return err
	}
	stop, err := b.profile()
	if err != nil {
		return err
	}
	defer stop()
	start, before := time.Now(), processorTime(os.Getpid())
	followed, err := b.d.followMeanwhile(b.store)
	if err != nil {
		return err
	}
	if err := errors.Join(im.run(), followed()); err != nil {
		return err
	}
	took, cpu := time.Since(start), processorTime(os.Getpid())-before
	if im.report.published != n {
		return fmt.Errorf("%d of %d articles were imported", im.report.published, n)
	}
	b.made += n
	each := time.Duration(max(n, 1))
	b.table.add("import, full text included", fmt.Sprintf("%s, %d µs of CPU each", perSecond(n, took), (cpu/each).Microseconds()), times(took/each, b.bare.Bulk))
	return nil
}

// profile writes a profile, if one is asked for, until stop is called. Each size begins the file anew.
func (b *storeBench) profile() (stop func(), err error) {
	if b.c.Profile == "" {
		return func() {}, nil
	}
	f, err := os.Create(b.c.Profile)
	if err != nil {
		return nil, wrongUsage("--profile", "%s cannot be written (%v)", b.c.Profile, plainReason(err))
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
	}, nil
}

// wire writes a file of ninjs items.
func (b *storeBench) wire(n int) (string, error) {
	f, err := os.CreateTemp(string(b.d.folder()), "wire-*.jsonl")
	if err != nil {
		return "", err
	}
	defer f.Close()
	e := json.NewEncoder(f)
	for i := range n {
		a := b.w.draft(b.made + i)
		err := e.Encode(map[string]any{
			"uri": fmt.Sprintf("urn:bench:%d", b.made+i), "type": "text", "version": "1", "versioncreated": a.PublishedAt, "headline": a.Headline,
			"description_text": a.Standfirst, "body_html": a.BodyHTML, "subject": []map[string]string{{"name": a.Tags[0]}, {"name": a.Tags[1]}},
		})
		if err != nil {
			return "", err
		}
	}
	return f.Name(), nil
}

func (b *storeBench) filing() desk.Filing {
	a := b.w.draft(b.made)
	b.made++
	at, _ := news.ParseTime(a.PublishedAt) // which draft wrote
	return desk.Filing{
		Headline: &a.Headline, Standfirst: &a.Standfirst, Section: &a.Section, Tags: &a.Tags, BodyHTML: &a.BodyHTML, PublishedAt: &at, Publish: &a.Publish,
	}
}

func (b *storeBench) bulk() error {
	filings := make([]desk.Filing, 500)
	for i := range filings {
		filings[i] = b.filing()
	}
	start := time.Now()
	out, _, err := b.desk.FileAll(b.d.ctx, b.paper.ID, news.Program, filings)
	took := time.Since(start)
	if err != nil {
		return err
	}
	for _, o := range out {
		if o.Err != nil {
			return o.Err
		}
		b.slugs = append(b.slugs, o.Article.Slug)
	}
	b.table.add("filing, 500 a transaction", perSecond(len(filings), took), times(took/500, b.bare.Bulk))
	return nil
}

func (b *storeBench) singles() error {
	filings := make([]desk.Filing, 100)
	for i := range filings {
		filings[i] = b.filing()
	}
	start := time.Now()
	d, err := measure(len(filings), func(i int) error {
		_, _, err := b.desk.FileAll(b.d.ctx, b.paper.ID, news.Program, filings[i:i+1])
		return err
	})
	if err != nil {
		return err
	}
	b.table.add("filing singly, on disk", fmt.Sprintf("%s, %s", perSecond(len(d), time.Since(start)), d.micros()), times(d.at(.5), b.bare.Single))
	return b.d.catchUp(b.store, "indexing")
}

func (b *storeBench) points() error {
	d, err := measure(3000, func(i int) error {
		_, v, err := b.store.ReadBySlug(b.d.ctx, b.paper.ID, b.slugs[i*7919%len(b.slugs)])
		if err == nil && v.N == 0 {
			return fmt.Errorf("an article has no live version")
		}
		return err
	})
	b.table.add("reading an article", d.micros(), times(d.at(.5), b.bare.Point))
	return err
}

func (b *storeBench) lists() error {
	all := news.List{Of: "paper", ID: b.paper.ID}
	deep := news.After{At: news.At(time.Date(2012, 1, 5, 0, 0, 0, 0, time.UTC)), ID: "~"}
	tag, err := b.store.Tag(b.d.ctx, b.paper.ID, b.w.words[3])
	if err != nil {
		return err
	}
	for _, l := range []struct {
		name  string
		list  news.List
		after news.After
		bare  time.Duration
	}{
		{"the newest 30", all, news.After{}, b.bare.List}, {"30 deep in the archive", all, deep, b.bare.List},
		{"30 of a tag", news.List{Of: "tag", ID: tag.ID}, news.After{}, b.bare.List},
	} {
		d, err := measure(500, func(int) error {
			cards, err := b.store.List(b.d.ctx, b.paper.ID, l.list, now(), l.after, 30)
			if err == nil && len(cards) == 0 {
				return fmt.Errorf("the list is empty: %s", l.name)
			}
			return err
		})
		if err != nil {
			return err
		}
		b.table.add(l.name, d.micros(), times(d.at(.5), l.bare))
	}
	return nil
}

func (b *storeBench) searches() error {
	s := &search.Searcher{Store: b.store, Now: now}
	for _, q := range []struct{ name, text string }{
		{"search, commonest word", b.w.words[0]}, {"search, rare word", b.w.words[15000]}, {"search, beginning of a word", b.w.words[0][:2] + "*"},
	} {
		d, err := measure(60, func(int) error {
			_, err := s.Search(b.d.ctx, b.paper.ID, news.Query{Text: q.text}, news.After{}, 20)
			return err
		})
		if err != nil {
			return err
		}
		b.table.add(q.name, d.micros(), "")
	}
	return nil
}

func (b *storeBench) rebuild() error {
	start := time.Now()
	if err := b.store.Rebuild(b.d.ctx, nil); err != nil {
		return err
	}
	listings := time.Since(start)
	if err := b.store.ClearSearch(b.d.ctx, search.FollowerName); err != nil {
		return err
	}
	start = time.Now()
	err := b.d.catchUp(b.store, "indexing anew")
	b.table.add("rebuild: listings, search", fmt.Sprintf("%.1f s, %.1f s", listings.Seconds(), time.Since(start).Seconds()), "")
	return err
}
