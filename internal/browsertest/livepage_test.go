package browsertest

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
	"broadsheet/ui"
)

// coverage is a live page that a test writes.
type coverage struct {
	t        *testing.T
	site     *site
	id, slug string
	entries  []string // the oldest first
	began    time.Time
}

// liveCoverage publishes a live page with n entries.
func liveCoverage(t *testing.T, s *site, slug string, n int) *coverage {
	t.Helper()
	c := &coverage{t: t, site: s, slug: slug, began: time.Now().UTC().Add(-2 * time.Hour)}
	for i := range n {
		c.add(fmt.Sprintf("Entry %d", i+1))
	}
	var a struct{ ID string }
	err := s.api("POST", "/articles", map[string]any{"kind": "live", "headline": "Live: " + slug, "slug": slug, "section": "town", "body_html": c.html(), "publish": true}, &a)
	if err != nil {
		t.Fatal(err)
	}
	c.id = a.ID
	return c
}

// add adds an entry, which nobody sees before it is put.
func (c *coverage) add(headline string) {
	n := len(c.entries)
	c.entries = append(c.entries, fmt.Sprintf(`<article class="live-entry" data-id="x%d"><time datetime="%s"></time><h3>%s</h3><p>%s</p></article>`, n,
		c.began.Add(time.Duration(n)*time.Minute).Format(time.RFC3339), headline, strings.Repeat("Words that take up some room on the page. ", 8)))
}

func (c *coverage) html() string { return "<p>What it is about.</p>" + strings.Join(c.entries, "") }

// put publishes the entries as they are now.
func (c *coverage) put(more map[string]any) {
	c.t.Helper()
	fields := map[string]any{"body_html": c.html()}
	for k, v := range more {
		fields[k] = v
	}
	if err := c.site.api("PATCH", "/articles/"+c.id, fields, nil); err != nil {
		c.t.Fatal(err)
	}
}

// still gives the newest entry but n so much of the window that it is what is read, and returns where it stands.
func (p *tab) still(id string) float64 {
	p.t.Helper()
	p.eval(fmt.Sprintf(`(()=>{const e=document.getElementById(%q);scrollBy({top:e.getBoundingClientRect().top+40,behavior:"instant"})})()`, id), nil)
	return p.stands(id)
}

func (p *tab) stands(id string) (top float64) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`document.getElementById(%q).getBoundingClientRect().top`, id), &top)
	return top
}

func (p *tab) stays(id string, was float64, when string) {
	p.t.Helper()
	if is := p.stands(id); math.Abs(is-was) > 1 {
		p.t.Errorf("%s: what is read moved by %.1f px", when, is-was)
	}
}

const barSays = `(document.querySelector(".copy .fresh:not([role])")?.innerText ?? "")`

// TestLivePage follows live coverage in a browser: new entries are announced, shown when the reader asks, and move nothing
// that is read; what is corrected is corrected at once; when the coverage is closed the page says so, and asks no more.
func TestLivePage(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.must(call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}))
	c := liveCoverage(t, p.site, "live-followed", 12)
	p.size(390)
	p.open("/live-followed")
	p.report("the open page", append(p.layout(), p.axe()...))
	was := p.still("entry-x6")

	c.add("Entry 13")
	c.add("Entry 14")
	c.put(nil)
	p.until(barSays+`=="Show 2 new entries"`, "the announcement")
	p.until(`document.querySelector("[role=status]").textContent=="2 new entries"`, "the words for screen readers")
	p.stays("entry-x6", was, "new entries were announced")
	p.report("with the announcement", append(p.layout(), p.axe()...))
	var there int
	if p.eval(`document.querySelectorAll(".live-entry").length`, &there); there != 12 {
		t.Errorf("%d entries before anybody asked, want 12", there)
	}

	c.entries[8] = strings.Replace(c.entries[8], "Entry 9", "Entry nine, corrected", 1) // above what is read
	c.entries[8] = strings.Replace(c.entries[8], "<p>", "<p>It was longer than we had thought, and took more lines than before.</p><p>", 1)
	c.put(nil)
	p.until(`document.getElementById("entry-x8").innerText.includes("Entry nine, corrected")`, "the correction")
	p.stays("entry-x6", was, "an entry above was corrected")

	p.eval(`document.querySelector(".fresh button").focus()`, nil)
	p.stays("entry-x6", was, "the button got the focus")
	p.key(kb.Enter)
	p.until(`document.querySelectorAll(".live-entry").length==14`, "the new entries")
	p.stays("entry-x6", was, "the new entries were put in")
	p.until(`document.activeElement.textContent=="Go to the newest entry"`, "the way to them")
	p.report("with the way to them", append(p.layout(), p.axe()...))
	p.key(kb.Enter)
	p.until(`document.querySelector(".live-entry").getBoundingClientRect().top>=0 && location.hash=="#entry-x13"`, "the newest entry in the window")

	c.add("The last")
	c.put(map[string]any{"closed_at": time.Now().UTC().Format(time.RFC3339)})
	p.until(`document.querySelector("[role=status]").textContent=="1 new entry. Live coverage has ended"`, "the end, said")
	p.eval(`document.querySelector(".fresh button").click()`, nil)
	p.until(`document.querySelector(".livestate").innerText.includes("This live page is closed") && document.querySelectorAll(".live-entry").length==15`, "the end, shown")
	p.report("the closed page", append(p.layout(), p.axe()...))
	p.report("the live page", p.seen.failures())
	if page := string(p.site.get(t, "/live-followed", "identity").body); strings.Contains(page, ui.LiveScript()) {
		t.Error("a closed page still has the script")
	}
}

// TestLivePageAtItsHead shows new entries where a reader who is at the head of the list sees them.
func TestLivePageAtItsHead(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	c := liveCoverage(t, p.site, "live-head", 3)
	p.size(1280)
	p.open("/live-head")
	c.add("Entry 4")
	c.put(nil)
	p.until(barSays+`=="Show 1 new entry"`, "the announcement")
	p.eval(`document.querySelector(".fresh button").click()`, nil)
	p.until(`document.activeElement.id=="entry-x3" && scrollY==0 && document.activeElement.getBoundingClientRect().top<innerHeight`, "the new entry, in view and with the focus")
	if err := p.site.api("POST", "/articles/"+c.id+"/kill", map[string]any{"notice": "This page was withdrawn."}, nil); err != nil {
		t.Fatal(err)
	}
	p.until(`document.body.innerText.includes("This page was withdrawn.")`, "the notice, once it was killed")
}

// TestLivePageUnseen wants a page that nobody looks at to ask for nothing, and to ask at once when somebody does again.
func TestLivePageUnseen(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	c := liveCoverage(t, p.site, "live-hidden", 2)
	p.must(call(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: `
		window.waiting = new Set(); const set = setTimeout, clear = clearTimeout;
		window.setTimeout = (f, ms) => { const id = set(() => { waiting.delete(id); f(); }, ms); waiting.add(id); return id; };
		window.clearTimeout = (id) => { waiting.delete(id); clear(id); };
		window.seeing = "visible"; Object.defineProperty(document, "visibilityState", { get: () => seeing });`}))
	p.open("/live-hidden")
	p.until(`waiting.size==1`, "the first look to be set")
	p.eval(`seeing="hidden"; document.dispatchEvent(new Event("visibilitychange"))`, nil)
	var waiting int
	if p.eval(`waiting.size`, &waiting); waiting != 0 {
		t.Errorf("a hidden page is going to ask: %d", waiting)
	}
	c.add("Entry 3")
	c.put(nil)
	p.eval(`seeing="visible"; document.dispatchEvent(new Event("visibilitychange"))`, nil)
	p.until(barSays+`=="Show 1 new entry"`, "the announcement")
}

// TestLivePageWithoutScripts reloads the page by its link.
func TestLivePageWithoutScripts(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.must(call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	c := liveCoverage(t, p.site, "live-plain", 2)
	p.open("/live-plain")
	c.add("Entry 3")
	c.put(nil)
	p.leave(`document.querySelector(".livestate a").click()`)
	p.until(`document.querySelector("main").innerText.includes("Entry 3")`, "the new entry")
}

// TestLiveScript is about what readers fetch: one small file, on a live page that goes on and nowhere else.
func TestLiveScript(t *testing.T) {
	t.Parallel()
	s := paper(t)
	for _, k := range kinds() {
		a := s.get(t, k.path, "identity")
		has, may := strings.Contains(string(a.body), ui.LiveScript()), strings.Contains(a.header.Get("Content-Security-Policy"), "script-src 'self' 'sha256-")
		if want := k.name == "live"; has != want || may != want {
			t.Errorf("%s: has the script %v, may run it %v", k.path, has, may)
		}
	}
	if b := s.get(t, ui.LiveScript(), "br"); b.status != 200 || len(b.body) > 6<<10 || b.header.Get("Content-Encoding") != "br" {
		t.Errorf("the script is answered %d with %d bytes, want at most 6 kB of brotli", b.status, len(b.body))
	}
}
