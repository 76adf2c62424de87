package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/related"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
)

type benchSiteCommand struct {
	Size  []int         `toml:"size" placeholder:"N" sep:"," default:"1000" help:"How many articles there are; several sizes one after the other show growth."`
	Full  bool          `toml:"full" help:"At 1000, 10,000 and 100,000 articles."`
	Pairs int           `toml:"pairs" default:"9" placeholder:"N" help:"How many slices of ours and of the bare server are compared, in turn."`
	Slice time.Duration `toml:"slice" default:"300ms" placeholder:"TIME" help:"How long a slice is."`
	Dir   string        `toml:"dir" placeholder:"DIR" help:"Where to make the folder that is measured on; without it, the system's place for such."`

	Short bool   `toml:"short" help:"Leave out what takes long: the forms, and waiting while others write."`
	Bare  string `toml:"-" hidden:"" placeholder:"HOST:PORT" help:"Be the bare server."`
}

// Help is the command's help.
func (benchSiteCommand) Help() string {
	return `Runs this program as a server of its own, on a folder that it takes away again, beside a bare net/http server that answers 20 KB, each in a process of its own, on the first processor where "taskset" is there, and asks from the second; and measures the reader's pages over HTTP with 64 connections: pages a second against the bare server's, in slices that take turns; forms (gzip, brotli, 304) against the page as it is; pages that nobody had asked for; addresses that lead nowhere; waiting times at half capacity, while articles are published and while an archive is imported; from publishing to being seen; searches, deep pages and related articles; start; memory. With several sizes, × says how a figure compares with that at the first.

Examples:
  broadsheet bench site
  broadsheet bench site --full --dir /var/tmp
  broadsheet bench site --pairs 3 --slice 100ms`
}

// siteBench is one run.
type siteBench struct {
	d     *desktop
	c     *benchSiteCommand
	table benchTable
	w     *writer
	made  int // articles
	paper news.Paper
	token string
	slugs []string    // of articles that are asked for again and again
	cold  []string    // of some that nobody has asked for
	old   []news.Card // from all over the archive

	ours, bare *exec.Cmd
	site, ref  load
	most       weight // the most memory the server has taken

	first map[string]float64 // figures at the first size, by the names of their lines
}

// Run runs the command.
func (c *benchSiteCommand) Run(outer *desktop) error {
	if c.Bare != "" {
		return serveBare(outer.ctx, c.Bare)
	}
	if c.Pairs < 1 || c.Slice <= 0 {
		return wrongUsage("--pairs", "and --slice must be more than nothing")
	}
	if c.Full {
		c.Size = []int{1000, 10000, 100000}
	}
	d, clean, err := benchFolder(outer, c.Dir)
	if err != nil {
		return err
	}
	defer clean()
	b := &siteBench{d: d, c: c, w: newWriter(), table: benchTable{last: "bars: floor; target; growth at 10k, 100k, 1M"}, first: map[string]float64{}}
	defer b.stop()
	if err := b.startBare(); err != nil {
		return err
	}
	for i, size := range c.Size {
		b.table.columns = append(b.table.columns, fmt.Sprintf("%d articles", size))
		if err := b.at(size, i == 0); err != nil {
			return err
		}
	}
	fmt.Fprintln(outer.stdout)
	return b.table.write(outer.stdout)
}

// at grows the paper to a size and measures; whole says that what doesn't depend on the size is measured too.
func (b *siteBench) at(size int, whole bool) error {
	if err := b.grow(size); err != nil {
		return err
	}
	b.pin(asking)
	defer b.pin(everywhere())
	steps := []func() error{b.start, b.idle, b.coldArticles, b.uncached, b.pages, b.missing, b.publishing, b.searches}
	if whole && !b.c.Short {
		steps = append(steps, b.forms, b.waiting)
	}
	for _, step := range append(steps, b.memory) {
		if err := step(); err != nil {
			return err
		}
	}
	b.stopOurs()
	return nil
}

// line puts a figure into the table, beside the bars for it.
func (b *siteBench) line(name, cell, bars string) { b.table.add(name, cell, bars) }

// growing is line for a figure of which it is said how it grows: beside it stands its ratio to that at the first size.
func (b *siteBench) growing(name string, figure float64, cell, bars string) {
	if first, ok := b.first[name]; ok && first > 0 {
		cell += fmt.Sprintf(" ×%.2f", figure/first)
	} else {
		b.first[name] = figure
	}
	b.line(name, cell, bars)
}

// serveBare is the bare server: as little as net/http can do for 20 KB, or for as many bytes as the path says.
func serveBare(ctx context.Context, addr string) error {
	page := []byte(strings.Repeat("x", 1<<20))
	s := &http.Server{Addr: addr, ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil || n < 0 || n > len(page) {
			n = 20 << 10
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(n))
		_, _ = w.Write(page[:n])
	})}
	go func() {
		<-ctx.Done()
		_ = s.Close()
	}()
	if err := s.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// grow imports articles until there are size of them, and picks those that will be asked for.
func (b *siteBench) grow(size int) error {
	s, err := b.d.openStore(nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if b.paper.ID == "" {
		if b.paper, err = benchPaper(b.d, s); err != nil {
			return err
		}
		if b.token, err = benchToken(b.d, s, b.paper); err != nil {
			return err
		}
	}
	im := &storeBench{d: b.d, c: &benchStoreCommand{}, store: s, paper: b.paper, desk: b.d.desk(s), w: b.w, made: b.made}
	n, began := size-b.made, time.Now()
	if err := im.imports(n); err != nil {
		return err
	}
	rate := float64(n) / time.Since(began).Seconds()
	b.growing("15 import, full text included", rate, fmt.Sprintf("%.0f/s", rate), "≥ 1000/s; 2000; ≥ ×0.8, 0.65, 0.5")
	b.made = size
	if err := b.relate(s, n); err != nil {
		return err
	}
	return b.pick(s)
}

// relate puts the index in order and makes the lists of related articles, as a server that has been left alone with the
// archive would.
func (b *siteBench) relate(s *store.Store, n int) error {
	if err := b.d.tidyIndex(s); err != nil {
		return err
	}
	began, before := time.Now(), processorTime(os.Getpid())
	if err := b.d.catchUpWith(s, "finding related articles", related.New(s, now).AtOnce(search.FollowerName)); err != nil {
		return err
	}
	cpu := (processorTime(os.Getpid()) - before).Seconds() * 1e3 / float64(max(n, 1))
	b.growing("related lists made, in the background", cpu, fmt.Sprintf("%s, %.1f ms of CPU each", perSecond(n, time.Since(began)), cpu), "")
	return nil
}

// benchToken makes somebody who may do everything, and a token for them.
func benchToken(d *desktop, s *store.Store, paper news.Paper) (string, error) {
	name, email, role := "Bench", "bench@example.org", news.Publisher
	_, err := d.desk(s).Do(d.ctx, paper.ID, news.Program, func(w *desk.Work) error {
		_, err := w.AddPerson(desk.PersonFiling{Name: &name, Email: &email, Role: &role})
		return err
	})
	if err != nil {
		return "", err
	}
	return account.New(s, now).CreateToken(d.ctx, paper.ID, account.NewToken{Email: email})
}

// pick chooses two hundred articles that are read again and again and some that aren't, from all over the archive.
func (b *siteBench) pick(s *store.Store) error {
	b.slugs, b.cold, b.old = nil, nil, nil
	var after news.After
	for n := 0; ; {
		cards, err := s.List(b.d.ctx, b.paper.ID, news.List{Of: "paper", ID: b.paper.ID}, now(), after, 500)
		if err != nil || len(cards) == 0 {
			return err
		}
		for _, c := range cards {
			switch step := max(2, b.made/200); {
			case n%step == 0:
				b.slugs = append(b.slugs, c.Slug)
			case len(b.cold) < 400 && n%max(1, b.made/500) == 0:
				b.cold = append(b.cold, c.Slug)
			}
			if n%max(1, b.made/100) == 0 {
				b.old = append(b.old, c)
			}
			n++
		}
		after = news.After{At: cards[len(cards)-1].PublishedAt, ID: cards[len(cards)-1].Article}
	}
}

// The servers have the first processor and whoever asks them the second, where there are two; other work has all.
const serving, asking = "0", "1"

func everywhere() string { return fmt.Sprintf("0-%d", runtime.NumCPU()-1) }

// pin keeps this process on some processors, where that can be said and where there is more than one.
func (b *siteBench) pin(processors string) { keepTo(processors, b.d.stderr) }

func keepTo(processors string, complaints io.Writer) {
	taskset, err := exec.LookPath("taskset")
	if err != nil || runtime.NumCPU() == 1 {
		return
	}
	if out, err := exec.Command(taskset, "-a", "-p", "-c", processors, strconv.Itoa(os.Getpid())).CombinedOutput(); err != nil {
		fmt.Fprintf(complaints, "asking from any processor, for it could not be kept to %s: %s\n", processors, bytes.TrimSpace(out))
	}
}

// child starts this program with other arguments, on some processors where that can be said.
func (b *siteBench) child(processors string, args ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(b.d.ctx, self, args...)
	if path, err := exec.LookPath("taskset"); err == nil {
		cmd = exec.CommandContext(b.d.ctx, path, append([]string{"-c", processors, self}, args...)...)
	}
	log, err := os.OpenFile(b.d.folder().path("server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "BROADSHEET_") }), "BROADSHEET_DATA="+string(b.d.folder()))
	return cmd, cmd.Start()
}

// unusedAddress finds an address that nothing listens on.
func unusedAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// until asks until an answer has the status.
func (l load) until(status int, question []byte) error {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(200 * time.Microsecond) {
		c, err := l.dial()
		if err != nil {
			continue
		}
		got, _, err := c.ask(question)
		c.conn.Close()
		if err == nil && got == status {
			return nil
		}
	}
	return fmt.Errorf("%s did not answer %d within a minute", l.addr, status)
}

func (b *siteBench) startBare() error {
	addr, err := unusedAddress()
	if err != nil {
		return err
	}
	b.ref = load{addr: addr, conns: benchConns}
	if b.bare, err = b.child(serving, "bench", "site", "--bare", addr); err != nil {
		return err
	}
	return b.ref.until(http.StatusOK, getRequest("/"))
}

// benchConns is how many connections ask at once.
const benchConns = 64

func (b *siteBench) stop() {
	b.stopOurs()
	stopCommand(b.bare)
}

func (b *siteBench) stopOurs() {
	stopCommand(b.ours)
	b.ours = nil
}

func stopCommand(cmd *exec.Cmd) {
	if cmd != nil && cmd.Process != nil {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
}
