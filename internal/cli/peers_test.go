package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/desk"
)

const (
	peersSlice = time.Second // how long each is asked in turn: Ghost and WordPress need two or three for 64 answers
	peersSize  = 1000        // articles
	peersHot   = 200         // of them are read again and again
	peersCold  = 20          // of the others are read one by one, in each turn
)

// BenchmarkPeers compares with Caddy, Ghost and WordPress, each as it comes, filled with the same articles of some 620
// words: theirs and ours in turn, every server on the first processor and whoever asks on the second. It is the measure of
// the bars 6, 7, 8, 10, 13, 15, 17, 18 and 20. script/peers installs what it needs and runs it.
func BenchmarkPeers(b *testing.B) {
	m := &machine{t: b, dir: b.TempDir()}
	if _, err := build(); err != nil { // on every processor
		b.Fatal(err)
	}
	m.keepToFirst()
	keepTo(asking, os.Stderr)
	defer keepTo(everywhere(), os.Stderr)
	w := &field{b: b, m: m, articles: invented()}
	w.ours = newOurs(w)
	w.add("Caddy", newCaddy)
	w.add("Ghost", newGhost)
	w.add("Ghost behind a cache", newGhostCache)
	w.add("WordPress", newWordPress)
	w.add("WordPress behind a cache", newWordPressCache)
	for _, c := range []comparison{
		{"6 article", "Caddy", pages("X-Plain: 1"), "pages/s", 0, least(4)},
		{"7 article", "Ghost", pages("X-Plain: 1"), "pages/s", 0, least(600)},
		{"7 article", "WordPress", pages("X-Plain: 1"), "pages/s", 0, least(800)},
		{"8 article, gzip", "Ghost behind a cache", pages("Accept-Encoding: gzip"), "pages/s", 0, least(5)},
		{"8 article, gzip", "WordPress behind a cache", pages("Accept-Encoding: gzip"), "pages/s", 0, least(12)},
		{"10 article nobody had asked for, gzip", "Ghost", cold, "pages/s", 0, least(40)},
		{"13 publishing, then seen on the front", "Ghost", seen, "ms", 0, most(.1)},
		{"15 import", "Ghost", imported, "articles/s", 3, least(10)},
		{"15 import", "WordPress", imported, "articles/s", 3, least(20)},
		{"17 start to the first article", "Ghost", started, "ms", 5, most(.05)},
		{"18 idle memory", "Ghost", idle, "MB", 3, most(.2)},
		{"18 idle memory", "WordPress", idle, "MB", 3, most(.3)},
		{"20 search, rare words", "WordPress", searches(newWriter().rare), "pages/s", 0, least(40)},
		{"20 search, common words", "WordPress", searches(newWriter().common), "pages/s", 0, least(40)},
	} {
		b.Run(c.name+"/"+c.with, func(b *testing.B) { w.compare(b, c) })
	}
}

// comparison is one thing that is measured on ours and on a peer.
type comparison struct {
	name, with string
	measure    func(p *peer) float64
	unit       string
	times      int // at most, for what takes long; 0 for as often as -benchtime says
	bar        bar
}

// bar is what ours over theirs may be.
type bar struct {
	kind string
	at   float64
}

func least(at float64) bar { return bar{"floor", at} }
func most(at float64) bar  { return bar{"ceiling", at} }

// field is everybody who is compared.
type field struct {
	b        *testing.B
	m        *machine
	articles []invention
	ours     *peer
	peers    map[string]*peer
	missing  map[string]string // why a peer isn't there
}

// add starts a peer, where it is installed.
func (w *field) add(name string, start func(w *field) (*peer, error)) {
	if w.peers == nil {
		w.peers, w.missing = map[string]*peer{}, map[string]string{}
	}
	p, err := start(w)
	if err != nil {
		w.missing[name] = err.Error()
		return
	}
	w.peers[name] = p
}

// compare measures both in turn, when both have done what they still had to do.
func (w *field) compare(b *testing.B, c comparison) {
	theirs := w.peers[c.with]
	if theirs == nil {
		b.Skipf("SKIPPED: %s; script/peers installs what is needed", w.missing[c.with])
	}
	w.m.t = b
	defer func() { w.m.t = w.b }()
	n := b.N
	if c.times > 0 {
		n = min(n, c.times)
	}
	for _, p := range []*peer{w.ours, theirs} {
		p.still()
		p.answers, p.worked = 0, 0
	}
	ours := func() float64 {
		theirs.still() // Ghost goes on for a while after its last answer
		return c.measure(w.ours)
	}
	our, their, ratio := pairs(n, ours, func() float64 { return c.measure(theirs) })
	b.ReportMetric(0, "ns/op") // of no meaning here
	b.ReportMetric(ratio, "ours/theirs")
	b.ReportMetric(c.bar.at, c.bar.kind)
	b.ReportMetric(our, "ours:"+c.unit)
	b.ReportMetric(their, "theirs:"+c.unit)
	if w.ours.worked > 0 && theirs.worked > 0 { // other work on the machine disturbs this less
		b.ReportMetric(theirs.worked.Seconds()/theirs.answers/(w.ours.worked.Seconds()/w.ours.answers), "by-processor-time")
	}
}

// peer is one of those that are compared, ours among them: the programs that serve, and how they are asked.
type peer struct {
	m        *machine
	addr     string
	articles []string                                    // paths
	search   string                                      // a path that a word is put behind
	serve    func() []*exec.Cmd                          // the programs, to be started in this order
	fill     func() time.Duration                        // brings every article into an empty site, which serves then
	publish  func(c *http.Client, headline, body string) // by its API

	client  *http.Client
	running []*exec.Cmd
	warm    map[string]bool // what has been asked for since the start
	asked   int             // how many of the articles, from the first on

	answers float64       // in what was measured
	worked  time.Duration // processor time for them
}

// newPeer makes a peer whose articles' addresses end with something. It ends with the benchmark.
func (w *field) newPeer(ending string) *peer {
	p := &peer{m: w.m, addr: w.m.unused()}
	for _, a := range w.articles {
		p.articles = append(p.articles, "/"+a.Slug+ending)
	}
	jar, _ := cookiejar.New(nil) // never an error
	to := &net.Dialer{}
	p.client = &http.Client{Jar: jar, Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return to.DialContext(ctx, network, p.addr)
	}}}
	w.b.Cleanup(p.stop)
	return p
}

// peersBase is where everybody believes to be.
const peersBase = "http://bench.example"

// log is where the programs write to.
func (p *peer) log() string { return filepath.Join(p.m.dir, p.addr+".log") }

func (p *peer) must(err error) {
	p.m.t.Helper()
	if err != nil {
		said, _ := os.ReadFile(p.log())
		p.m.t.Fatalf("%v\nits servers said last: %s", err, said[max(0, len(said)-2000):])
	}
}

// start starts the programs and returns how long it took until a page was there.
func (p *peer) start(path string) time.Duration {
	p.m.t.Helper()
	began := time.Now()
	log, err := os.OpenFile(p.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	p.must(err)
	defer log.Close()
	for _, cmd := range p.serve() {
		cmd.Stdout, cmd.Stderr = log, log
		p.must(cmd.Start())
		p.running = append(p.running, cmd)
	}
	p.there(path)
	p.warm, p.asked = map[string]bool{}, peersHot
	return time.Since(began)
}

// there waits until a page is there.
func (p *peer) there(path string) {
	p.m.t.Helper()
	p.must(load{addr: p.addr}.until(http.StatusOK, getRequest(path)))
}

// stop ends them, the last first.
func (p *peer) stop() {
	for _, cmd := range slices.Backward(p.running) {
		endCommand(cmd)
	}
	p.running = nil
	p.client.CloseIdleConnections()
}

// processes are the programs' and those that these have started.
func (p *peer) processes() (all []int) {
	for _, cmd := range p.running {
		all = append(all, cmd.Process.Pid)
	}
	for i := 0; i < len(all); i++ {
		lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", all[i]))
		for _, list := range lists {
			text, _ := os.ReadFile(list)
			for _, child := range strings.Fields(string(text)) {
				if pid, err := strconv.Atoi(child); err == nil {
					all = append(all, pid)
				}
			}
		}
	}
	return all
}

func (p *peer) processorTime() (all time.Duration) {
	for _, pid := range p.processes() {
		all += processorTime(pid)
	}
	return all
}

// still waits until the servers do nothing: what follows an import, say.
func (p *peer) still() {
	p.m.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); {
		before := p.processorTime()
		time.Sleep(500 * time.Millisecond)
		if p.processorTime()-before <= 20*time.Millisecond {
			return
		}
	}
	p.m.t.Fatalf("%v did not come to rest", p.running)
}

// pages measures pages a second, of many articles in turn, when each has been asked for before.
func pages(field string) func(p *peer) float64 {
	return func(p *peer) float64 {
		next := inTurn(p.articles[:peersHot], field)
		if !p.warm[field] {
			_, err := p.oneByOne(peersHot, next)
			p.must(err)
			p.warm[field] = true
		}
		return p.rate(next)
	}
}

func (p *peer) rate(next request) float64 {
	p.m.t.Helper()
	before, began := p.processorTime(), time.Now()
	rate, err := load{addr: p.addr, conns: benchConns}.rate(peersSlice, http.StatusOK, next)
	p.must(err)
	p.answers += rate * time.Since(began).Seconds()
	p.worked += p.processorTime() - before
	return rate
}

// oneByOne asks on one connection.
func (p *peer) oneByOne(n int, next request) (durations, error) {
	c, err := load{addr: p.addr}.dial()
	if err != nil {
		return nil, err
	}
	defer c.conn.Close()
	return measure(n, func(i int) error {
		status, _, err := c.ask(next(i))
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("%q answered %d", next(i), status)
		}
		return err
	})
}

// cold measures articles that nobody has asked for since the start, one after the other.
func cold(p *peer) float64 {
	if p.asked+peersCold > len(p.articles) {
		started(p)
		p.still()
	}
	d, err := p.oneByOne(peersCold, inTurn(p.articles[p.asked:p.asked+peersCold], "Accept-Encoding: gzip"))
	p.must(err)
	p.asked += peersCold
	return 1e3 / d.median()
}

// seen measures from sending a publication until the front shows it, in milliseconds.
func seen(p *peer) float64 {
	word, body := fmt.Sprintf("Seen%x", rand.Uint32()), newWriter().draft(0).BodyHTML
	began := time.Now()
	p.publish(p.client, word+" and nothing else", body)
	p.must((&apiBench{base: peersBase}).shows(p.client, "/", word+" "))
	took := time.Since(began)
	p.still()
	return took.Seconds() * 1e3
}

// imported measures how many articles a second come into an empty site.
func imported(p *peer) float64 {
	took := p.fill()
	p.still()
	return peersSize / took.Seconds()
}

// started measures from starting the programs until there is an article, in milliseconds.
func started(p *peer) float64 {
	p.stop()
	return p.start(p.articles[0]).Seconds() * 1e3
}

// idle measures the memory of servers that have answered one question, in megabytes: what is shared among processes counts
// once (PSS).
func idle(p *peer) (sum float64) {
	started(p)
	p.still()
	time.Sleep(2 * time.Second)
	for _, pid := range p.processes() {
		rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		p.must(err)
		_, rest, _ := strings.Cut(string(rollup), "\nPss:")
		kB, err := strconv.Atoi(strings.Fields(rest)[0])
		p.must(err)
		sum += float64(kB) / 1024
	}
	return sum
}

// searches measures searches a second.
func searches(word func(i int) string) func(p *peer) float64 {
	return func(p *peer) float64 {
		return p.rate(func(i int) []byte { return getRequest(p.search + word(i)) })
	}
}

// invention is an invented article with the address it is to have.
type invention struct {
	draft
	Slug string `json:"slug"`
}

// invented writes the articles that everybody is filled with, the same each time.
func invented() (all []invention) {
	w := newWriter()
	for i := range peersSize {
		d := w.draft(i)
		all = append(all, invention{draft: d, Slug: desk.Slugify(d.Headline, "en", desk.DefaultLimits().MadeSlug)})
	}
	return all
}

// newOurs starts ours.
func newOurs(w *field) *peer {
	p := w.newPeer("")
	p.search = "/search?q="
	w.m.data = filepath.Join(w.m.dir, "data")
	token := w.m.blank()
	p.serve = func() []*exec.Cmd { return []*exec.Cmd{w.m.command("serve", "--addr", p.addr)} }
	api := func(c *http.Client, path string, in any) error {
		return (&apiBench{d: &desktop{ctx: w.b.Context()}, base: peersBase, token: token}).post(c, path, in, &struct{}{})
	}
	p.publish = func(c *http.Client, headline, body string) {
		p.must(api(c, "articles", draft{Headline: headline, Section: "news", BodyHTML: body, Publish: true}))
	}
	p.start("/")
	p.must(api(p.client, "sections", map[string]string{"slug": "news", "name": "News"}))
	p.stop()
	empty := filepath.Join(w.m.dir, "empty")
	p.must(os.Rename(w.m.data, empty))
	wire := storeBench{d: &desktop{}, w: newWriter()}
	wire.d.config.Data = w.m.dir
	file, err := wire.wire(peersSize)
	p.must(err)
	p.fill = func() time.Duration {
		p.stop()
		p.must(os.RemoveAll(w.m.data))
		p.must(os.CopyFS(w.m.data, os.DirFS(empty)))
		began := time.Now()
		w.m.must("import", "ninjs", file)
		took := time.Since(began)
		p.start(p.articles[0])
		return took
	}
	imported(p)
	return p
}

// corpus writes the articles into a file, one a line of JSON.
func (w *field) corpus(name string) string {
	var b strings.Builder
	for _, a := range w.articles {
		line, err := json.Marshal(a)
		if err != nil {
			w.m.t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	return w.m.file(name, b.String())
}
