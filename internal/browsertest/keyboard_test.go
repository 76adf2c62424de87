package browsertest

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
)

// focused tells of what has the focus: its place among what can have it (of radio buttons the one that is chosen), its name, and whether the focus is seen on it.
const focused = `(()=>{const e=document.activeElement;if(!e||e===document.body)return {place:-1};
const all=[...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary,audio[controls],[tabindex]")].filter(x=>x.checkVisibility()&&!x.disabled&&x.tabIndex>=0&&(x.type!="radio"||x.checked));
const look=x=>{const s=getComputedStyle(x);return [s.outlineStyle,s.outlineWidth,s.outlineColor,s.boxShadow,s.borderColor,s.backgroundColor].join()};
const s=getComputedStyle(e),b=e.getBoundingClientRect();
return {place:all.indexOf(e),count:all.length,name:e.outerHTML.slice(0,100),
ring:s.outlineStyle!="none"&&parseFloat(s.outlineWidth)>=2,inside:b.width>0&&b.bottom>0&&b.top<innerHeight&&b.left>=0&&b.left<innerWidth}})()`

type focus struct {
	Place, Count int
	Name         string
	Ring, Inside bool
}

// TestKeyboard goes through whole pages with the Tab key: the focus is seen on each link and field, in the window, in the
// order of the source, and comes out at the end.
func TestKeyboard(t *testing.T) {
	storetest.Whole(t)
	for _, k := range looked() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			p := newReader(t)
			p.size(390)
			p.open(k.path)
			p.walk(k.path)
		})
	}
}

// walk goes through the page with the Tab key, and wants what TestKeyboard says.
func (p *tab) walk(where string) {
	p.t.Helper()
	last := -1
	for range 600 {
		p.key(kb.Tab)
		var f focus
		p.eval(focused, &f)
		switch {
		case f.Place < 0 && last < 0:
			p.t.Fatalf("%s: Tab reaches nothing", where)
		case f.Place < 0 || last == f.Count-1:
			return // through, and out
		case f.Place == last && strings.Contains(f.Name, `type="date"`):
			continue // a date's parts are one field
		case f.Place != last+1:
			p.t.Fatalf("%s: Tab goes from place %d to %d: %s", where, last, f.Place, f.Name)
		case !f.Ring:
			p.t.Errorf("%s: the focus is not seen on %s", where, f.Name)
		case !f.Inside:
			p.t.Errorf("%s: the focus is outside the window on %s", where, f.Name)
		}
		last = f.Place
	}
	p.t.Errorf("%s: 600 times Tab do not lead out", where)
}

// TestSkipLink wants the first Tab and Enter to lead past the navigation.
func TestSkipLink(t *testing.T) {
	t.Parallel()
	p := newReader(t)
	p.open("/section/harbour")
	p.key(kb.Tab + kb.Enter + kb.Tab)
	var in bool
	if p.eval(`!!document.activeElement.closest("main")`, &in); !in {
		t.Error("after the skip link, Tab is not in the content")
	}
}

// TestWithoutScripts reads pages and uses the search by keyboard alone in a browser that runs no scripts.
func TestWithoutScripts(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newReader(t)
	p.must(call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	for _, k := range looked() {
		p.open(k.path)
		var words int
		if p.eval(`document.querySelector("main").innerText.trim().split(/\s+/).length`, &words); words < 3 {
			t.Errorf("%s has %d words to read", k.path, words)
		}
	}
	p.open("/search")
	p.eval(`document.getElementById("q").focus()`, nil)
	p.must(chromedp.Do(p.ctx, chromedp.Steps(
		chromedp.KeyEvent("breakwater"),
		func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
			_, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter))
			return chromedp.Void{}, err
		})))
	var found int
	if p.eval(`document.querySelectorAll(".hits li").length`, &found); found == 0 {
		t.Error("the search form, sent without scripts, found nothing")
	}
}
