package browsertest

import (
	_ "embed"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"broadsheet/internal/store/storetest"
)

//go:embed testdata/layout.js
var layoutSource string

// widths are the widths of the design's bars.
var widths = []int64{320, 390, 768, 1280}

// TestPagesLook opens every kind of page in light and dark at every width, and wants it sound: the status, no error, no
// request to elsewhere, nothing that axe-core or the measures of contrast and layout complain of. In short runs each
// scheme has one width.
func TestPagesLook(t *testing.T) {
	for _, k := range looked() {
		for n, scheme := range []string{"light", "dark"} {
			t.Run(k.name+"-"+scheme, func(t *testing.T) {
				t.Parallel()
				p := newReader(t)
				p.media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
				at := widths
				if !storetest.Full() {
					at = []int64{widths[0], widths[3]}[n : n+1]
				}
				p.size(at[0])
				res, err := chromedp.Run(p.ctx, chromedp.NavigateResponse(p.site.base+k.path))
				p.must(err)
				if int(res.Status) != k.status {
					t.Fatalf("%s answers %d, want %d", k.path, res.Status, k.status)
				}
				for _, width := range at {
					p.size(width)
					p.report(fmt.Sprintf("%s %s %d px", k.path, scheme, width), p.layout())
					if width == at[0] || width == at[len(at)-1] { // what the width changes, it changes between these
						p.report(fmt.Sprintf("%s %s %d px", k.path, scheme, width), p.axe())
					}
				}
				p.report(k.path, p.seen.failures())
			})
		}
	}
}

func (p *tab) layout() (wrong []string) {
	p.t.Helper()
	p.eval(layoutSource, &wrong)
	return wrong
}

func (p *tab) report(where string, wrong []string) {
	p.t.Helper()
	for _, w := range wrong {
		p.t.Errorf("%s: %s", where, w)
	}
}

// TestLargeText wants every page readable with text of twice the size, and with the spacing of WCAG 1.4.12, in a narrow
// window.
func TestLargeText(t *testing.T) {
	storetest.Whole(t)
	for _, k := range looked() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			p := newReader(t)
			p.size(320)
			p.open(k.path)
			p.eval(`(()=>{const s=new CSSStyleSheet();s.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}");document.adoptedStyleSheets=[s]})()`, nil)
			p.report(k.path+" with text spacing", p.layout())
			p.size(640) // WCAG 1.4.4 asks for 200 %: of text alone, in a window of twice 320
			p.eval(`(()=>{const s=new CSSStyleSheet();s.replaceSync("html{font-size:200%!important}");document.adoptedStyleSheets=[s]})()`, nil)
			p.report(k.path+" at 200 %", p.layout())
			p.size(320)
			p.report(k.path+" at 200 % and 320 px", p.sideways())
			p.size(1280)
			p.report(k.path+" at 200 % and 1280 px", p.sideways())
		})
	}
}

// TestRightToLeft wants a paper that is written from right to left to scroll sideways no more than any other.
func TestRightToLeft(t *testing.T) {
	t.Parallel()
	p := newReader(t)
	for _, k := range named("front", "section", "article", "search") {
		for _, width := range []int64{widths[0], widths[3]} {
			p.size(width)
			p.open(k.path)
			p.eval(`document.documentElement.dir = "rtl"`, nil)
			p.report(fmt.Sprintf("%s from right to left, %d px", k.path, width), p.sideways())
		}
	}
}

// TestLongNames wants a name that is one long word, as German has them, to break where it finds no room: the paper's, a
// section's, a tag's.
func TestLongNames(t *testing.T) {
	storetest.Whole(t)
	for _, k := range named("front", "article", "search") {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			p := newReader(t)
			p.size(320)
			p.open(k.path)
			p.eval(`document.querySelectorAll(".name a, :is(.bar, footer, .tags) li a").forEach(a => a.textContent = "Rindfleischetikettierungsüberwachungsaufgabenübertragung")`, nil)
			p.report(k.path, p.sideways())
		})
	}
}

// sideways looks at nothing but whether the page scrolls sideways.
func (p *tab) sideways() (wrong []string) {
	p.t.Helper()
	var width int
	if p.eval(`document.documentElement.scrollWidth - innerWidth`, &width); width > 0 {
		wrong = p.layout()
	}
	return wrong
}

// TestForcedColours wants the focus to be seen, and fields to have edges, where the reader's system decides the colours.
// Radio buttons are drawn by the browser, edge and all.
func TestForcedColours(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	for _, k := range named("front", "search") {
		p := newReader(t)
		p.media("forced-colors", "active")
		p.open(k.path)
		var wrong []string
		p.eval(`(()=>{const w=[];if(!matchMedia("(forced-colors: active)").matches)w.push("colours are not forced");
			for(const e of document.querySelectorAll("input,select,button")){const s=getComputedStyle(e);if(e.checkVisibility()&&s.borderTopStyle=="none"&&!(e.type=="radio"&&s.appearance!="none"))w.push("has no edge: "+e.outerHTML.slice(0,80))}
			const a=document.querySelector("main a");a.focus({focusVisible:true});if(getComputedStyle(a).outlineStyle=="none")w.push("focus is not seen");return w})()`, &wrong)
		p.report(k.path, wrong)
		p.report(k.path, p.layout())
	}
}
