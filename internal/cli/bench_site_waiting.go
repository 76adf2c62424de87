package cli

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"time"
)

// waiting measures how long readers wait: at half of what the server can do, and at a tenth of it while others write.
func (b *siteBench) waiting() error {
	const long = 8 * time.Second
	q := b.articles("Accept-Encoding: gzip")
	full, err := b.site.rate(2*time.Second, http.StatusOK, q)
	if err != nil {
		return err
	}
	half, err := b.site.steadily(full/2, long, http.StatusOK, q)
	if err != nil {
		return err
	}
	b.line("11 wait at half capacity", half.millis(), "p99 ≤ 5 ms; 2")
	bare, err := b.ref.steadily(full/2, long, http.StatusOK, question("/8000"))
	if err != nil {
		return err
	}
	b.line("11 … the bare server's at as many", bare.millis(), "")
	quiet, err := b.site.steadily(full/10, long, http.StatusOK, q)
	if err != nil {
		return err
	}
	b.line("12 wait at a tenth, quiet", quiet.millis(), "")
	archive, err := (&storeBench{d: b.d, w: b.w, made: b.made + 100_000}).wire(10_000)
	if err != nil {
		return err
	}
	defer os.Remove(archive)
	for _, during := range []struct {
		name string
		work func() error
	}{{"12 … while one a second is published", func() error { return b.publishFor(long) }}, {"16 … while 10,000 are imported", func() error { return b.importBeside(archive) }}} {
		d, err := b.during(full/10, long, q, during.work)
		if err != nil {
			return fmt.Errorf("%s: %w", during.name, err)
		}
		times := float64(d.at(.99)) / float64(max(quiet.at(.99), time.Microsecond))
		b.line(during.name, fmt.Sprintf("%s, %.1f× quiet", d.millis(), times), "p99 ≤ 3× quiet, ≤ 50 ms; 1.5×")
	}
	return nil
}

// during asks steadily until some work is done, for a time at least.
func (b *siteBench) during(rate float64, long time.Duration, q request, work func() error) (durations, error) {
	done := make(chan error, 1)
	go func() { done <- work() }()
	var all durations
	for {
		d, err := b.site.steadily(rate, long/4, http.StatusOK, q)
		if err != nil {
			return nil, err
		}
		all = append(all, d...)
		b.weigh()
		select {
		case err := <-done:
			return all, err
		default:
		}
	}
}

// importBeside imports an archive with the import command, as another process beside the server.
func (b *siteBench) importBeside(archive string) error {
	cmd, err := b.child(everywhere(), "import", "ninjs", archive)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := cmd.Wait(); err != nil {
		return err
	}
	b.line("15 importing 10,000 beside readers", perSecond(10_000, time.Since(began)), "≥ 1000/s; 2000")
	return nil
}

// publisher publishes through the API.
func (b *siteBench) publisher() *apiBench {
	return &apiBench{d: b.d, base: "http://" + b.site.addr, token: b.token, w: b.w}
}

// publishFor publishes an article a second.
func (b *siteBench) publishFor(long time.Duration) error {
	p := b.publisher()
	c := &http.Client{}
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(time.Second) {
		if _, _, err := b.publish(p, c); err != nil {
			return err
		}
	}
	return nil
}

// publish publishes one article, dated now, with a word of its own in the headline.
func (b *siteBench) publish(p *apiBench, c *http.Client) (word, slug string, err error) {
	a := b.w.draft(b.made + 200_000)
	word = fmt.Sprintf("Seen%x", rand.Uint32())
	a.PublishedAt, a.Headline = "", word+" "+a.Headline
	var out struct {
		Slug string `json:"slug"`
	}
	err = p.post(c, "articles", a, &out)
	return word, out.Slug, err
}
