package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The bars of a first visit on a telephone.
const (
	maxLCP     = 1800.0 // ms, at 1.6 Mbit/s, 150 ms away, with a quarter of this machine's processor
	maxCLS     = 0.01
	maxArticle = 120_000 // bytes on the wire
	maxFront   = 200_000
	maxSite    = 100_000 // bytes of the first view without pictures
)

// vitals are what the browser measured of a page.
type vitals struct {
	LCP, CLS float64
	Element  string
	Blocking int // requests that held the first picture up
}

// TestSpeed measures a first visit over a slow line and processor. The measure of time is the best of three: what else the
// machine does makes it slower, never faster. All else must hold each time. It runs alone, hence without t.Parallel.
func TestSpeed(t *testing.T) {
	for _, k := range named("front", "section", "article", "search") {
		t.Run(k.name, func(t *testing.T) {
			best := 1e9
			for range 3 {
				v, bytes, all := firstVisit(t, k)
				t.Logf("%s: LCP %.0f ms (%s), CLS %.4f, %d bytes: %v", k.path, v.LCP, v.Element, v.CLS, all, bytes)
				checkVisit(t, k, v, bytes, all)
				if best = min(best, v.LCP); best <= maxLCP {
					return
				}
			}
			t.Errorf("%s: LCP %.0f ms, want at most %.0f", k.path, best, maxLCP)
		})
	}
}

func checkVisit(t *testing.T, k kind, v vitals, bytes map[network.ResourceType]int, all int) {
	t.Helper()
	if v.Element == "" || v.LCP <= 0 {
		t.Errorf("%s: nothing was painted", k.path)
	}
	if v.CLS > maxCLS {
		t.Errorf("%s: CLS %.4f, want at most %v", k.path, v.CLS, maxCLS)
	}
	if v.Blocking > 0 {
		t.Errorf("%s: %d requests hold up the first picture", k.path, v.Blocking)
	}
	atMost := map[bool]int{true: maxFront, false: maxArticle}[k.name == "front"]
	if all > atMost || all-bytes[network.ResourceTypeImage] > maxSite {
		t.Errorf("%s: %d bytes (%v), want at most %d, and %d without pictures", k.path, all, bytes, atMost, maxSite)
	}
	if n := bytes[network.ResourceTypeScript]; n > 3<<10 {
		t.Errorf("%s: %d bytes of script", k.path, n)
	}
}

// firstVisit opens a page as a telephone on a slow line does.
func firstVisit(t *testing.T, k kind) (vitals, map[network.ResourceType]int, int) {
	t.Helper()
	p := newTab(t)
	p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(412, 823, chromedp.EmulateMobile, chromedp.EmulatePortrait)))
	p.must(call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 0.75e6 / 8}},
	}))
	p.must(call(p, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4}))
	p.open(k.path)
	var v vitals
	p.eval(`new Promise(done => {
		let lcp = null, cls = 0;
		new PerformanceObserver(l => { for (const e of l.getEntries()) lcp = e; }).observe({type: "largest-contentful-paint", buffered: true});
		new PerformanceObserver(l => { for (const e of l.getEntries()) cls += e.value; }).observe({type: "layout-shift", buffered: true});
		const tell = () => done({LCP: lcp ? lcp.startTime : 0, CLS: cls, Element: lcp && lcp.element ? lcp.element.outerHTML.slice(0, 60) : "",
			Blocking: performance.getEntriesByType("resource").filter(e => e.renderBlockingStatus === "blocking").length});
		let turns = 0; // what is painted is told a little after it is painted
		const look = () => ++turns > 100 || (lcp && turns > 3) ? tell() : setTimeout(look, 50);
		document.fonts.ready.then(() => requestAnimationFrame(look));
	})`, &v)
	p.report(fmt.Sprintf("%s on a telephone", k.path), p.seen.failures())
	bytes, all := p.seen.weights()
	return v, bytes, all
}
