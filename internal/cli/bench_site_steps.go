package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// start starts the server and measures until the first article is there.
func (b *siteBench) start() error {
	addr, err := unusedAddress()
	if err != nil {
		return err
	}
	b.site = load{addr: addr, conns: benchConns}
	first := getRequest("/" + b.slugs[0])
	var all durations
	for n := range 5 {
		if n > 0 {
			b.stopOurs()
		}
		began := time.Now()
		if b.ours, err = b.child(serving, "serve", "--addr", addr, "--api-rate", "10000", "--api-burst", "10000"); err != nil {
			return err
		}
		if err := b.site.until(http.StatusOK, first); err != nil {
			return err
		}
		all = append(all, time.Since(began))
	}
	b.growing("17 start to the first article", all.median(), all.millis(), "≤ 150 / 200 ms at 1k / 100k; 50 / 80; ≤ ×1.5, 2, 5")
	return nil
}

func (d durations) millis() string {
	return fmt.Sprintf("%.1f ms (p99 %.1f)", float64(d.at(.5).Microseconds())/1e3, float64(d.at(.99).Microseconds())/1e3)
}

// median is the median in milliseconds.
func (d durations) median() float64 { return float64(d.at(.5).Microseconds()) / 1e3 }

func megabytes(n int) string { return fmt.Sprintf("%.0f MB", float64(n)/(1<<20)) }

// coldArticles asks for articles that nobody has asked for, one after the other, compressed.
func (b *siteBench) coldArticles() error {
	return b.oneByOne("10 an article nobody had asked for, gzip", len(b.cold), func(i int) []byte {
		return getRequest("/"+b.cold[i], "Accept-Encoding: gzip")
	}, "≤ 0.75 ms (1/40 of Ghost's 30); 0.5; ≤ ×1.3, 1.6, 2.5")
}

// oneByOne asks a number of questions one after the other, and writes how long the answers took, and the processor time
// of the server for one, which other work on the machine disturbs less.
func (b *siteBench) oneByOne(name string, n int, next request, bars string) error {
	c, err := b.site.dial()
	if err != nil {
		return err
	}
	defer c.conn.Close()
	before := processorTime(b.ours.Process.Pid)
	d, err := measure(n, func(i int) error {
		status, _, err := c.ask(next(i))
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("%s answered %d", strings.SplitN(string(next(i)), "\r\n", 2)[0], status)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.growing(name, d.median(), d.millis()+b.each(before, n), bars)
	return nil
}

// each writes what processor time the server took for one of n since it had taken before.
func (b *siteBench) each(before time.Duration, n int) string {
	took := processorTime(b.ours.Process.Pid) - before
	return fmt.Sprintf(", %.2f of CPU", took.Seconds()*1e3/float64(max(n, 1)))
}

// uncached asks for what is worked out each time: pages deep in the archive, and related articles through the API.
func (b *siteBench) uncached() error {
	const bars = "≤ ×1.3, 1.6, 2.5"
	n := 3 * len(b.old)
	err := b.oneByOne("a page of a section, deep in the archive", n, func(i int) []byte {
		c := b.old[i%(len(b.old)-1)] // after the oldest comes nothing
		return getRequest(fmt.Sprintf("/section/news?page=%d&after=%d.%s", i+2, c.PublishedAt, c.Article))
	}, bars)
	if err != nil {
		return err
	}
	return b.oneByOne("what is related to an article, by the API", n, func(i int) []byte {
		return getRequest("/api/v1/articles/"+b.old[i%len(b.old)].Article+"/related?limit=6", "Authorization: Bearer "+b.token)
	}, bars)
}

// searches asks for rare words, and for the commonest.
func (b *siteBench) searches() error {
	for _, q := range []struct {
		name string
		word func(i int) string
		bars string
	}{
		{"21 search, rare words", b.w.rare, "p99 ≤ 60 ms; 25; ≤ ×1.5, 3, 6"},
		{"21 search, common words", b.w.common, "p99 ≤ 60 ms; 25; ≤ ×6, 7, 8"},
		{"21 search, beginnings of words", func(i int) string { return b.w.common(i)[:2] + "*" }, "p99 ≤ 60 ms; 25"},
	} {
		err := b.oneByOne(q.name, 100, func(i int) []byte { return getRequest("/search?q=" + url.QueryEscape(q.word(i))) }, q.bars)
		if err != nil {
			return err
		}
	}
	return nil
}

// question makes a request of one path and some fields.
func question(path string, fields ...string) request {
	q := getRequest(path, fields...)
	return func(int) []byte { return q }
}

// articles asks for the articles that are read again and again, in turn.
func (b *siteBench) articles(fields ...string) request {
	paths := make([]string, len(b.slugs))
	for i, slug := range b.slugs {
		paths[i] = "/" + slug
	}
	return inTurn(paths, fields...)
}

// inTurn makes requests of several paths, from the first again after the last.
func inTurn(paths []string, fields ...string) request {
	all := make([][]byte, len(paths))
	for i, path := range paths {
		all[i] = getRequest(path, fields...)
	}
	return func(i int) []byte { return all[i%len(all)] }
}

// side is what is measured on one side: a server, and what it is asked for.
type side struct {
	load
	pid    int
	status int
	next   request

	rates  []float64
	asked  float64       // how often, in all slices
	worked time.Duration // processor time of the server for them
}

// slice asks for a while and adds what it measures.
func (s *side) slice(long time.Duration) error {
	before, began := processorTime(s.pid), time.Now()
	rate, err := s.rate(long, s.status, s.next)
	if err != nil {
		return err
	}
	s.rates = append(s.rates, rate)
	s.asked += rate * time.Since(began).Seconds()
	s.worked += processorTime(s.pid) - before
	return nil
}

// processorTime is how long a process has had a processor so far.
func processorTime(pid int) time.Duration {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // the kernel's ticks, on every Linux there is
}

// against measures two sides in turn and says how they compare: by what is answered a second, the median of the pairs;
// and, in words, by the processor time an answer takes, which other work on the machine disturbs less.
func (b *siteBench) against(ours, theirs *side) (ratio float64, text string, err error) {
	var ratios []float64
	for range b.c.Pairs {
		for _, s := range []*side{ours, theirs} {
			if err := s.slice(b.c.Slice); err != nil {
				return 0, "", err
			}
		}
		ratios = append(ratios, ours.rates[len(ours.rates)-1]/theirs.rates[len(theirs.rates)-1])
		b.weigh()
	}
	ratio = median(ratios)
	text = fmt.Sprintf("%.2f (%.0f/s", ratio, median(ours.rates))
	if ours.worked > 0 && theirs.worked > 0 {
		text += fmt.Sprintf("; %.2f by processor time", theirs.worked.Seconds()/theirs.asked/(ours.worked.Seconds()/ours.asked))
	}
	return ratio, text + ")", nil
}

// of makes a side of our server.
func (b *siteBench) of(status int, next request) *side {
	return &side{load: b.site, pid: b.ours.Process.Pid, status: status, next: next}
}

func median(all []float64) float64 {
	d := make(durations, len(all))
	for i, x := range all {
		d[i] = time.Duration(x * 1e6)
	}
	return float64(d.at(.5)) / 1e6
}

// pages measures pages a second against the bare server, which sends 20 KB, or as many bytes as the page has.
func (b *siteBench) pages() error {
	const growth = "≥ ×0.95, 0.90, 0.85"
	for _, p := range []struct {
		name string
		path string
		q    request
		same bool
		bars string
	}{
		{"1 article / bare net/http with 20 KB", "/" + b.slugs[0], b.articles(), false, "≥ 0.80; 0.90; " + growth},
		{"1 article / bare net/http with as much", "/" + b.slugs[0], b.articles(), true, "≥ 0.80; 0.90; " + growth},
		{"1 article, gzip / bare with as much", "/" + b.slugs[0], b.articles("Accept-Encoding: gzip"), true, growth},
		{"5 front / bare with as much", "/", question("/"), true, growth},
		{"5 section / bare with as much", "/section/news", question("/section/news"), true, growth},
		{"5 feed / bare with as much", "/feed.xml", question("/feed.xml"), true, growth},
	} {
		size := 20 << 10
		err := b.warm(p.q)
		if p.same && err == nil {
			size, err = b.site.size(p.q(0))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		bare := &side{load: b.ref, pid: b.bare.Process.Pid, status: http.StatusOK, next: question("/" + strconv.Itoa(size))}
		ratio, cell, err := b.against(b.of(http.StatusOK, p.q), bare)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		b.growing(p.name, ratio, cell, p.bars)
	}
	return nil
}

// missing asks for addresses that lead nowhere, another one each time.
func (b *siteBench) missing() error {
	all := make([][]byte, 20_000)
	for i := range all {
		all[i] = getRequest(fmt.Sprintf("/no-such-%d-%x", i, rand.Uint64()))
	}
	random := func(i int) []byte { return all[i%len(all)] }
	if err := b.site.until(http.StatusNotFound, all[0]); err != nil {
		return err
	}
	time.Sleep(500 * time.Millisecond) // the register is read now
	_, cell, err := b.against(b.of(http.StatusNotFound, random), b.of(http.StatusOK, b.articles()))
	b.line("9 404 of random paths / article", cell, "≥ 0.7; 0.9")
	return err
}

// forms measures the compressed forms, and 304, against the page as it is.
func (b *siteBench) forms() error {
	const gzip, brotli = "Accept-Encoding: gzip", "Accept-Encoding: br"
	for range 12 { // so often that brotli is made
		if _, err := b.site.rate(b.c.Slice, http.StatusOK, b.articles(brotli)); err != nil {
			return err
		}
	}
	one := "/" + b.slugs[0]
	for _, f := range []struct {
		name   string
		status int
		q      request
	}{
		{"3 gzip / as it is", http.StatusOK, b.articles(gzip)}, {"3 brotli / as it is", http.StatusOK, b.articles(brotli)},
		{"4 304 / as it is", http.StatusNotModified, b.articles("If-None-Match: *")},
	} {
		_, cell, err := b.against(b.of(f.status, f.q), b.of(http.StatusOK, b.articles()))
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		b.line(f.name, cell, "≥ 1")
	}
	for _, field := range []string{"X-Plain: 1", gzip, brotli} {
		n, err := b.site.size(getRequest(one, field))
		if err != nil {
			return err
		}
		b.line("24 bytes of an article, "+strings.TrimPrefix(field, "Accept-Encoding: "), strconv.Itoa(n), map[bool]string{true: "≤ 8 KB; 7"}[field == gzip])
	}
	return nil
}

// publishing measures from sending a publication until the surfaces show it, and what it makes anew.
func (b *siteBench) publishing() error {
	p := b.publisher()
	c := &http.Client{}
	before, err := b.pressed("made_total")
	if err != nil {
		return err
	}
	const n = 100
	worked := processorTime(b.ours.Process.Pid)
	d, err := measure(n, func(int) error {
		word, slug, err := b.publish(p, c)
		if err != nil {
			return err
		}
		return b.seen(p, c, word, "/", "/section/news", "/feed.xml", "/search?q="+strings.ToLower(word), "/"+slug)
	})
	if err != nil {
		return err
	}
	b.growing("13 publish, then seen on five surfaces", d.median(), d.millis()+b.each(worked, n), "p50 ≤ 20, p99 ≤ 60 ms; 10, 30; ≤ ×1.2, 1.3, 2")
	if err := b.warm(b.articles()); err != nil {
		return err
	}
	after, err := b.pressed("made_total")
	b.line("14 pages made anew for each", fmt.Sprintf("%.1f", (after-before)/n), "its lists, at any size")
	return err
}

// seen asks for all surfaces at once until each shows the word.
func (b *siteBench) seen(p *apiBench, c *http.Client, word string, paths ...string) error {
	errs := make([]error, len(paths))
	var all sync.WaitGroup
	for i, path := range paths {
		all.Go(func() { errs[i] = p.shows(c, path, word+" ") })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// warm asks for everything that will be measured until it is kept.
func (b *siteBench) warm(next request) error {
	c, err := b.site.dial()
	if err != nil {
		return err
	}
	defer c.conn.Close()
	for i := range b.slugs {
		if _, _, err := c.ask(next(i)); err != nil {
			return err
		}
	}
	return nil
}

// pressed reads one of the press's counters.
func (b *siteBench) pressed(name string) (float64, error) {
	text, err := get(&http.Client{}, "http://"+b.site.addr+"/metrics")
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(text, "broadsheet_press_"+name+" ")
	if !found {
		return 0, fmt.Errorf("the metrics lack broadsheet_press_%s", name)
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strconv.ParseFloat(line, 64)
}
