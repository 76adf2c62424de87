package browsertest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"broadsheet/internal/cli"
	"broadsheet/internal/store/storetest"
)

// programDir is where the program lies once it has been built.
var programDir string

// buildProgram builds the program, to be killed.
var buildProgram = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "broadsheet-browsertest-bin-")
	if err != nil {
		return "", err
	}
	programDir = dir
	bin := filepath.Join(dir, "broadsheet")
	if out, err := exec.Command("go", "build", "-pgo=off", "-o", bin, "broadsheet/cmd/broadsheet").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

// program is a server in a process of its own, at an address that it keeps over restarts.
type program struct {
	t    testing.TB
	bin  string
	addr string
	site *site
	cmd  *exec.Cmd
}

// newProgram makes a paper with a section, and serves it.
func newProgram(t testing.TB) *program {
	t.Helper()
	bin, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	addr := keptAddress(t)
	g := &program{t: t, bin: bin, addr: addr, site: &site{base: "http://" + addr, data: filepath.Join(t.TempDir(), "data")}}
	g.run("init", "--name", "The Test Paper", "--timezone", "Europe/London", "--blank")
	g.run("person", "add", "--email", "editor@example.org", "--name", "Ada", "--role", "publisher")
	g.site.token = strings.TrimSpace(g.run("token", "create", "--email", "editor@example.org"))
	g.start()
	t.Cleanup(g.kill)
	if err := g.site.api("POST", "/sections", map[string]any{"slug": "news", "name": "News"}, nil); err != nil {
		t.Fatal(err)
	}
	return g
}

// keptAddress is an address that stays free while a server is down: below those that the system gives to whoever asks for
// any, or to connections that go out.
func keptAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 12000+rand.IntN(20000)))
		if err == nil {
			_ = l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no address is free")
	return ""
}

func (g *program) run(args ...string) string {
	g.t.Helper()
	var out, said bytes.Buffer
	if code := cli.Run(context.Background(), append(args, "--data", g.site.data), &out, &said); code != 0 {
		g.t.Fatalf("broadsheet %v: %s", args, said.String())
	}
	return out.String()
}

// start starts the server and waits until it is ready.
func (g *program) start() {
	g.t.Helper()
	g.cmd = exec.Command(g.bin, "serve", "--blank", "--addr", g.addr, "--data", g.site.data)
	var said bytes.Buffer
	g.cmd.Stderr = &said
	if err := g.cmd.Start(); err != nil {
		g.t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if resp, err := http.Get(g.site.base + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			g.kill()
			g.t.Fatalf("the server was not ready in time: %s", said.String())
		}
	}
}

// kill ends the server with SIGKILL.
func (g *program) kill() {
	_ = g.cmd.Process.Signal(syscall.SIGKILL)
	_ = g.cmd.Wait()
}

// TestServerKilledWhileWriting kills the server with SIGKILL again and again while somebody writes: in the end the editor
// and the server have every character once.
func TestServerKilledWhileWriting(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	kills := 1
	if storetest.Full() {
		kills = 20
	}
	browser, g := oneBrowser(t), newProgram(t)
	p := tabOn(t, browser, g.site)
	p.signIn()
	path := p.newArticle("Written while the lights go out")
	var words atomic.Int64
	stop, typed := make(chan struct{}), make(chan string, 1)
	go func() {
		var text strings.Builder
		for n := 0; ; n++ {
			select {
			case <-stop:
				typed <- text.String()
				return
			default:
			}
			word := strconv.Itoa(n) + " "
			if err := chromedp.Do(p.ctx, chromedp.KeyEvent(word)); err != nil {
				typed <- "typing failed: " + err.Error()
				return
			}
			text.WriteString(word)
			words.Add(1)
		}
	}()
	for range kills {
		for more := words.Load() + 10; words.Load() < more && p.ctx.Err() == nil && len(typed) == 0; {
			time.Sleep(10 * time.Millisecond) // between two looks
		}
		g.kill()
		g.start()
	}
	close(stop)
	want := <-typed
	began := time.Now()
	p.level()
	t.Logf("%d kills, %d characters; level %v after the last", kills, len(want), time.Since(began).Round(time.Millisecond))
	if got := p.copyText(); got != want {
		t.Errorf("the editor shows\n%s\nand was typed\n%s", got, want)
	}
	if got, shown := p.served(path), p.copyJSON(); got != shown {
		t.Errorf("the server has\n%s\nand the editor\n%s", got, shown)
	}
	if out := g.run("doctor"); strings.Contains(out, "WRONG") {
		t.Error(out)
	}
}

// ownBrowser is a Chromium with a folder of its own, to be killed.
type ownBrowser struct {
	t   testing.TB
	dir string
	ctx context.Context
	end context.CancelFunc
}

func (o *ownBrowser) start() {
	o.t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()), chromedp.DisableGPU, chromedp.UserDataDir(o.dir))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		o.t.Fatal(err)
	}
	o.ctx, o.end = ctx, func() { end(); cancel() }
}

// kill ends every process of the browser with SIGKILL: those that were given its folder, which no other has.
func (o *ownBrowser) kill() {
	o.t.Helper()
	list, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		o.t.Fatal(err)
	}
	killed := 0
	for _, file := range list {
		b, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(b, []byte(o.dir)) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && pid != os.Getpid() && syscall.Kill(pid, syscall.SIGKILL) == nil {
			killed++
		}
	}
	if killed == 0 {
		o.t.Error("no browser was killed")
	}
	o.end()
	_ = os.Remove(filepath.Join(o.dir, "SingletonLock")) // or the next one thinks that this one lives
}

// TestBrowserKilledWhileWriting kills the whole browser at any key, without a pause or a look at the light; every other time
// the server with it. Opened again, the article has every character that was typed, once.
func TestBrowserKilledWhileWriting(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	if chromium() == "" {
		need(t, "Chromium", "install Debian's package chromium")
	}
	const kills = 20
	g := newProgram(t)
	o := &ownBrowser{t: t, dir: t.TempDir()}
	o.start()
	t.Cleanup(func() { o.end() })
	p := &tab{t: t, site: g.site, seen: &seen{base: g.site.base}, ctx: o.ctx}
	p.signIn()
	path := p.newArticle("Written until the screen goes dark")
	want, lost := "", 0
	for n := range kills {
		for i := range 30 {
			if i == 10 && n%2 == 1 {
				g.kill()
			}
			word := fmt.Sprintf("%d.%d ", n, i)
			p.key(word)
			want += word
		}
		o.kill()
		if n%2 == 1 {
			g.start()
		}
		o.start()
		p.ctx = o.ctx
		p.signIn()
		p.open(path)
		p.ready()
		p.level()
		got := p.copyText()
		if !strings.HasPrefix(want, got) {
			t.Fatalf("after kill %d the editor shows\n%s\nand was typed\n%s", n+1, got, want)
		}
		if got != want {
			t.Errorf("after kill %d the last %d characters are lost", n+1, len(want)-len(got))
		}
		lost += len(want) - len(got)
		want = got
	}
	t.Logf("%d kills, %d characters typed, %d lost", kills, len(want)+lost, lost)
	if got, shown := p.served(path), p.copyJSON(); got != shown {
		t.Errorf("the server has\n%s\nand the editor\n%s", got, shown)
	}
}

// wire is a connection between a browser and the server that can be cut.
type wire struct {
	net.Listener
	to  string
	mu  sync.Mutex
	cut bool
	all []net.Conn
}

func newWire(t testing.TB, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Listener: l, to: to}
	t.Cleanup(func() { _ = l.Close(); w.set(true) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(c)
		}
	}()
	return w
}

func (w *wire) carry(c net.Conn) {
	s, err := net.Dial("tcp", w.to)
	w.mu.Lock()
	if err != nil || w.cut {
		w.mu.Unlock()
		_ = c.Close()
		return
	}
	w.all = append(w.all, c, s)
	w.mu.Unlock()
	go func() { _, _ = io.Copy(s, c); _ = s.Close() }()
	_, _ = io.Copy(c, s)
	_ = c.Close()
}

// set cuts the wire, or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	for _, c := range w.all {
		_ = c.Close()
	}
	w.all = nil
}

// TestTenMinutesOffline has a writer go on without a connection for ten minutes by the page's clock while somebody else
// writes too. Changes of other paragraphs are joined; where both changed one, the writer is asked before anything is
// sent, and what is chosen stands.
func TestTenMinutesOffline(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	browser := oneBrowser(t)
	s := ownSite(t)
	w := newWire(t, strings.TrimPrefix(s.base, "http://"))
	away := tabOn(t, browser, &site{base: "http://" + w.Addr().String(), data: s.data})
	there := tabOn(t, browser, s)
	away.signIn()
	there.signIn()
	path := away.newArticle("Written on a train")
	away.key("First.")
	away.chord("Enter", 0)
	away.key("Second.")
	away.level()
	there.open(path)
	there.ready()

	leave := func() {
		w.set(true)
		away.until(`!story.up`, "the loss of the connection")
		away.eval(`void (story.downSince -= 600_000)`, nil)
	}
	same := func() {
		t.Helper()
		away.level()
		there.level()
		there.until(`JSON.stringify(story.view.state.doc.toJSON()) === `+quoted(away.copyJSON()), "the other's words")
	}

	leave()
	away.key(" Mine, in the second.")
	away.until(`document.querySelector("#light").innerText.includes("offline") && document.querySelector("#light").innerText.includes("on this device ✓")`, "the light")
	there.chord("Home", kbControl)
	there.key("Theirs. ")
	there.level()
	w.set(false)
	same()
	if got := away.copyText(); got != "Theirs. First.\nSecond. Mine, in the second." {
		t.Errorf("joined, it says %q", got)
	}
	away.until(`document.body.innerText.includes("have been joined")`, "the word about it")

	for _, c := range []struct{ choice, want string }{
		{"mine", "Theirs. First.\nSecond. Mine, in the second. M1"}, {"theirs", "Theirs. First.\nSecond. Mine, in the second. M1 T2"},
		{"both", "Theirs. First.\nSecond. Mine, in the second. M1 T2"},
	} {
		leave()
		n := map[string]string{"mine": "1", "theirs": "2", "both": "3"}[c.choice]
		away.chord("End", kbControl)
		away.key(" M" + n)
		there.chord("End", kbControl)
		there.key(" T" + n)
		there.level()
		before := there.copyText()
		w.set(false)
		away.until(`!!document.querySelector("#asking")`, "the question")
		if got := there.copyText(); got != before {
			t.Errorf("before the choice, the other sees %q", got)
		}
		offer := map[string]string{"mine": "Keep mine", "theirs": "Keep theirs", "both": "Join both"}[c.choice]
		away.eval(fmt.Sprintf(`void [...document.querySelectorAll(".asking label")].find(l => l.innerText.includes(%q)).click()`, offer), nil)
		away.until(`!document.querySelector(".asking > button").disabled`, "the button")
		away.eval(`void document.querySelector(".asking > button").click()`, nil)
		same()
		got := away.copyText()
		if c.choice == "both" && strings.HasPrefix(got, c.want) && strings.Contains(got, " M3") && strings.Contains(got, " T3") {
			continue
		}
		if got != c.want {
			t.Errorf("%s: it says %q, want %q", c.choice, got, c.want)
		}
	}
}

// endProgram removes what buildProgram built.
func endProgram() {
	if programDir != "" {
		_ = os.RemoveAll(programDir)
	}
}
