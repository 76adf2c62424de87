package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"broadsheet/internal/store/storetest"
	"broadsheet/ui"
)

// The bars of a first visit on a telephone.
const (
	maxLCP     = 1800.0 // ms, at 1.6 Mbit/s, 150 ms away, with a quarter of this machine's processor
	maxCLS     = 0.01
	maxArticle = 120_000 // bytes on the wire, pictures on the first two screens included
	maxFront   = 200_000 // of the paper's or a section's front, which open with pictures
	maxSite    = 100_000 // bytes of the first view without pictures
)

// vitals are what the browser measured of a page.
type vitals struct {
	LCP, CLS float64
	Element  string
	Blocking []string // requests that hold the first paint up
	Pictures int      // bytes of those on the first two screens
	Page     int      // bytes of all else
	Script   int      // bytes of scripts, which are among them
}

// TestSpeed measures a first visit over a slow line and processor. The measure of time is the best of five: what else the
// machine does makes it slower, never faster. All else must hold each time. It runs alone, hence without t.Parallel.
func TestSpeed(t *testing.T) {
	storetest.Whole(t)
	for _, k := range named("front", "section", "article", "search") {
		t.Run(k.name, func(t *testing.T) {
			best, quietest := 1e9, 1e9
			for range 5 {
				v, busy := firstVisit(t, k)
				t.Logf("%s: LCP %.0f ms (%s), CLS %.4f, %d bytes and %d of pictures; the processor is shared by %.1f", k.path, v.LCP, v.Element, v.CLS, v.Page, v.Pictures, busy)
				checkVisit(t, k, v)
				best, quietest = min(best, v.LCP), min(quietest, busy)
				if best <= maxLCP {
					return
				}
			}
			t.Errorf("%s: LCP %.0f ms, want at most %.0f (the processor was shared by at least %.1f)", k.path, best, maxLCP, quietest)
		})
	}
}

func checkVisit(t *testing.T, k kind, v vitals) {
	t.Helper()
	if v.Element == "" || v.LCP <= 0 {
		t.Errorf("%s: nothing was painted", k.path)
	}
	if v.CLS > maxCLS {
		t.Errorf("%s: CLS %.4f, want at most %v", k.path, v.CLS, maxCLS)
	}
	if len(v.Blocking) != 1 || !strings.HasSuffix(v.Blocking[0], ui.Stylesheet()) {
		t.Errorf("%s: %q hold up the first paint; the stylesheet alone may", k.path, v.Blocking)
	}
	atMost := map[bool]int{true: maxFront, false: maxArticle}[k.name == "front" || k.name == "section"]
	if v.Page+v.Pictures > atMost || v.Page > maxSite {
		t.Errorf("%s: %d bytes and %d of pictures, want at most %d, and %d without pictures", k.path, v.Page, v.Pictures, atMost, maxSite)
	}
	if v.Script > 3<<10 {
		t.Errorf("%s: %d bytes of script", k.path, v.Script)
	}
}

// TestLateFonts wants nothing to move when the fonts come long after the page was painted in others.
func TestLateFonts(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	for _, k := range named("front", "section", "article", "search", "opinion") {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			p := telephone(t, &network.Conditions{URLPattern: fontFiles, Latency: 2000, DownloadThroughput: -1, UploadThroughput: -1})
			p.open(k.path)
			v := p.vitals()
			t.Logf("%s: CLS %.4f", k.path, v.CLS)
			if v.CLS > maxCLS {
				t.Errorf("%s: CLS %.4f with fonts that come late, want at most %v", k.path, v.CLS, maxCLS)
			}
		})
	}
}

const fontFiles = "*://*:*/assets/*.woff2"

// firstVisit opens a page as a telephone on a slow line does. busy is by how many the processor was shared just before:
// what others take of it slows the page down as the throttle does, so the throttle does that much less.
func firstVisit(t *testing.T, k kind) (v vitals, busy float64) {
	t.Helper()
	p := telephone(t, &network.Conditions{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 0.75e6 / 8})
	busy = p.busy()
	p.must(call(p, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: max(1, 4/busy)}))
	p.open(k.path)
	v = p.vitals()
	p.report(fmt.Sprintf("%s on a telephone", k.path), p.seen.failures())
	byType, all := p.seen.weights()
	v.Page, v.Script = all-byType[network.ResourceTypeImage], byType[network.ResourceTypeScript]
	return v, busy
}

// telephone opens a tab of a telephone's size on a line of the given conditions.
func telephone(t *testing.T, line *network.Conditions) *tab {
	t.Helper()
	p := newReader(t)
	p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(412, 823, chromedp.EmulateMobile, chromedp.EmulatePortrait)))
	p.must(call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{line}}))
	return p
}

// busy measures by how many the processor is shared: how much longer a tenth of a second's work of the tab takes.
func (p *tab) busy() float64 {
	p.t.Helper()
	p.must(call(p, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}))
	before := p.taskSeconds()
	p.eval(`(()=>{const from=performance.now();while(performance.now()-from<100);})()`, nil)
	worked := p.taskSeconds() - before
	return max(1, .1/max(worked, .001))
}

// taskSeconds is the processor's time that the tab's tasks took so far.
func (p *tab) taskSeconds() float64 {
	p.t.Helper()
	got, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	p.must(err)
	for _, m := range got.Metrics {
		if m.Name == "TaskDuration" {
			return m.Value
		}
	}
	p.t.Fatal("the browser doesn't say what its tasks took")
	return 0
}

// vitals waits until the fonts are there and a page is painted, and returns what the browser measured.
func (p *tab) vitals() (v vitals) {
	p.t.Helper()
	p.eval(`new Promise(done => {
		let lcp = null, cls = 0;
		new PerformanceObserver(l => { for (const e of l.getEntries()) lcp = e; }).observe({type: "largest-contentful-paint", buffered: true});
		new PerformanceObserver(l => { for (const e of l.getEntries()) cls += e.value; }).observe({type: "layout-shift", buffered: true});
		const tell = () => { const loaded = performance.getEntriesByType("resource"), size = new Map(loaded.map(e => [e.name, e.encodedBodySize])); done({LCP: lcp ? lcp.startTime : 0, CLS: cls, Element: lcp && lcp.element ? lcp.element.outerHTML.slice(0, 60) : "",
			Blocking: loaded.filter(e => e.renderBlockingStatus === "blocking").map(e => e.name),
			Pictures: [...document.images].filter(i => i.getBoundingClientRect().top < 2 * innerHeight).reduce((n, i) => n + (size.get(i.currentSrc) || 0), 0)}); };
		let turns = 0; // what is painted is told a little after it is painted
		const look = () => ++turns > 100 || (lcp && turns > 3) ? tell() : setTimeout(look, 50);
		document.fonts.ready.then(() => requestAnimationFrame(look));
	})`, &v)
	return v
}
