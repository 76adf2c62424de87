package browsertest

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// need skips a test that this machine has no part for, loudly; where CI=true it fails.
func need(t testing.TB, what, mend string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: %s", what, mend)
	}
	t.Skipf("SKIPPED: %s is missing: %s", what, mend)
}

// chromium is where the browser is, or "": without windows where there is such a one, for it renders the same pages with half the
// work.
func chromium() string {
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// startBrowser starts the one browser of the binary.
var startBrowser = sync.OnceValues(func() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()), chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	endBrowser = cancel
	return ctx, chromedp.Do(ctx)
})

var endBrowser = func() {}

// beside is how many tests run beside each other where nothing else is asked for: they wait for the browser more than they work.
const beside = 4

func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "test.parallel" })
	if !asked {
		_ = flag.Set("test.parallel", strconv.Itoa(beside))
	}
	code := m.Run()
	endBrowser()
	endReading()
	endPrepared()
	endProgram()
	os.Exit(code)
}

// tab is a page of the browser, with cookies and a cache of its own.
type tab struct {
	t    testing.TB
	site *site
	ctx  context.Context
	seen *seen
}

// newTab opens a tab on a site that is this test's alone. It ends with the test.
func newTab(t testing.TB) *tab {
	t.Helper()
	browser := oneBrowser(t)
	return tabOn(t, browser, ownSite(t))
}

// newReader opens a tab on the site that tests read together.
func newReader(t testing.TB) *tab {
	t.Helper()
	browser := oneBrowser(t)
	return tabOn(t, browser, paper(t))
}

// tabOn opens a tab of a browser on a site.
func tabOn(t testing.TB, browser context.Context, s *site) *tab {
	t.Helper()
	p := &tab{t: t, site: s, seen: &seen{base: s.base}}
	var ctx context.Context
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(func(ev any) {
		if _, ok := ev.(*page.EventJavascriptDialogOpening); ok { // whoever leaves a page that asks whether to leaves it
			go func() {
				_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
			}()
		}
		p.seen.note(ev)
	}))
	t.Cleanup(end)
	p.must(chromedp.Do(ctx))
	limited, cancel := context.WithTimeout(ctx, tabTime)
	t.Cleanup(cancel)
	p.ctx = limited
	return p
}

// tabTime is how long a tab lives at most: far longer than any test takes on a machine that does much else besides.
const tabTime = 5 * time.Minute

// oneBrowser returns the browser of the binary.
func oneBrowser(t testing.TB) context.Context {
	t.Helper()
	if chromium() == "" {
		need(t, "Chromium", "install Debian's package chromium")
	}
	browser, err := startBrowser()
	if err != nil {
		t.Fatal(err)
	}
	return browser
}

func (p *tab) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// open goes to a page of the paper and waits until it has loaded.
func (p *tab) open(path string) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.Navigate(p.site.base+path)))
}

// size makes the window so many CSS pixels wide.
func (p *tab) size(width int64) {
	p.t.Helper()
	height := int64(800)
	p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(width, height)))
}

// media sets media features by name: prefers-color-scheme, dark; forced-colors, active …
func (p *tab) media(pairs ...string) {
	p.t.Helper()
	var features []*emulation.MediaFeature
	for i := 0; i+1 < len(pairs); i += 2 {
		features = append(features, &emulation.MediaFeature{Name: pairs[i], Value: pairs[i+1]})
	}
	p.must(call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}))
}

// key presses keys.
func (p *tab) key(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(keys, options...)))
}

// eval evaluates an expression in the page, waits for its promise, and decodes it into out (nil: dropped).
func (p *tab) eval(expression string, out any) {
	p.t.Helper()
	b, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]byte](expression, chromedp.EvalAsValue, chromedp.EvalAwaitPromise))
	p.must(err)
	if out != nil {
		p.must(json.Unmarshal(b, out))
	}
}

// leave does something by which the page is left: where it is gone before the answer is out, there is none.
func (p *tab) leave(statement string) {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]byte]("void "+statement, chromedp.EvalAsValue))
	if err != nil && !strings.Contains(err.Error(), "navigated") && !strings.Contains(err.Error(), "context") {
		p.t.Fatal(err)
	}
}

// call sends a command of the protocol to the tab.
func call[P, R any](p *tab, c cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(p.ctx, c, params)
	return err
}
