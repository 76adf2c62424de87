package browsertest

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
	"broadsheet/ui"
)

// The papers of the two schemes in the house style.
const (
	lightPaper = "rgb(255, 255, 255)"
	darkPaper  = "rgb(18, 20, 23)"
)

// frames notes the page's colour on everything that the page is from its first element on: whenever the document changes
// while it comes in, before each frame, and when it is all there.
const frames = `(()=>{const saw=window.saw=[];const note=()=>{if(!document.body)return;const c=getComputedStyle(document.body).backgroundColor;
if(c!=="rgba(0, 0, 0, 0)"&&saw.at(-1)!==c)saw.push(c)};
new MutationObserver(note).observe(document,{childList:true,subtree:true});
const frame=()=>{note();if(document.readyState!=="complete")requestAnimationFrame(frame)};requestAnimationFrame(frame);
addEventListener("DOMContentLoaded",note);addEventListener("load",note)})()`

// onEveryPage runs a script before each page's own.
func (p *tab) onEveryPage(source string) {
	p.t.Helper()
	p.must(call(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: source}))
}

// wear takes light, dark or, by "", what the device says.
func (p *tab) wear(scheme string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`document.querySelector('.scheme [value="%s"]').click()`, scheme), nil)
}

// shows wants the page to have a colour and nothing else since it came, and the control to say what is chosen.
func (p *tab) shows(where, paper, chosen string) {
	p.t.Helper()
	var got struct {
		Saw              []string
		Now, Chosen, Box string
	}
	p.eval(`({saw: window.saw ?? [], now: getComputedStyle(document.body).backgroundColor, chosen: document.querySelector(".scheme :checked").value,
		box: getComputedStyle(document.documentElement).colorScheme})`, &got)
	if len(got.Saw) != 1 || got.Saw[0] != paper || got.Now != paper || got.Chosen != chosen {
		p.t.Errorf("%s: came in %q, is %s, and the control says %q; want %s and %q", where, got.Saw, got.Now, got.Chosen, paper, chosen)
	}
	if want := map[string]string{"": "light dark", "light": "light", "dark": "dark"}[chosen]; got.Box != want {
		p.t.Errorf("%s: the browser is to draw its own in %q, want %q", where, got.Box, want)
	}
}

// TestScheme chooses against the device, both ways round: the page turns at once, every other page comes so from its
// first frame, a page that was left comes back so, and the device has it again when it is asked to.
func TestScheme(t *testing.T) {
	storetest.Whole(t)
	for _, c := range []struct{ device, choice, before, after string }{
		{"light", "dark", lightPaper, darkPaper}, {"dark", "light", darkPaper, lightPaper},
	} {
		t.Run(c.choice, func(t *testing.T) {
			t.Parallel()
			p := newReader(t)
			p.media("prefers-color-scheme", c.device)
			p.onEveryPage(frames)
			p.open("/")
			p.shows("before", c.before, "")
			p.wear(c.choice)
			p.until(`getComputedStyle(document.body).backgroundColor === "`+c.after+`"`, "the page in the chosen colours")
			for _, k := range append(looked(), named("live")...) {
				p.open(k.path)
				p.shows(k.path, c.after, c.choice)
			}
			p.leave(`location.reload()`)
			p.until(`performance.getEntriesByType("navigation")[0].type === "reload" && document.readyState === "complete"`, "the page again")
			p.shows("loaded again", c.after, c.choice)
			p.open("/about")
			p.wear("")
			p.until(`getComputedStyle(document.body).backgroundColor === "`+c.before+`"`, "the page in the device's colours")
			p.leave(`history.back()`)
			p.until(`location.pathname !== "/about" && getComputedStyle(document.body).backgroundColor === "`+c.before+`" && document.querySelector(".scheme :checked").value === ""`, "the page that was left, in the device's colours")
			p.open("/")
			p.shows("back to the device", c.before, "")
			p.report("choosing", p.seen.failures())
		})
	}
}

// TestSchemeByKeyboard chooses with the arrow keys, and reads the control's name and those of its three buttons.
func TestSchemeByKeyboard(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newReader(t)
	p.media("prefers-color-scheme", "light")
	p.open("/about")
	var says string
	p.eval(`(()=>{const f=document.querySelector(".scheme");return f.querySelector("legend").textContent+": "+[...f.querySelectorAll("label")].map(l=>l.control.type+" "+l.textContent).join(", ")})()`, &says)
	if want := "Appearance: radio As the device, radio Light, radio Dark"; says != want {
		t.Errorf("the control is %q, want %q", says, want)
	}
	p.eval(`document.querySelector(".scheme :checked").focus()`, nil)
	p.key(kb.ArrowDown)
	p.key(kb.ArrowDown)
	p.until(`document.documentElement.dataset.scheme === "dark" && getComputedStyle(document.body).backgroundColor === "`+darkPaper+`"`, "dark, by the arrow keys")
	p.key(kb.ArrowDown)
	p.until(`document.documentElement.dataset.scheme === "" && getComputedStyle(document.body).backgroundColor === "`+lightPaper+`"`, "the device's, by the arrow keys")
}

// TestSchemeElsewhere wants another tab to follow, and paper to stay light.
func TestSchemeElsewhere(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newReader(t)
	p.media("prefers-color-scheme", "light")
	p.open("/")
	p.eval(`localStorage.scheme = "dark"; dispatchEvent(new StorageEvent("storage", {key: "scheme"}))`, nil) // as another tab has it done
	p.until(`getComputedStyle(document.body).backgroundColor === "`+darkPaper+`" && document.querySelector(".scheme :checked").value === "dark"`, "the choice that was made elsewhere")
	p.must(call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	var paper, control string
	p.eval(`getComputedStyle(document.body).backgroundColor`, &paper)
	p.eval(`String(document.querySelector(".scheme").checkVisibility())`, &control)
	if paper != lightPaper || control != "false" {
		t.Errorf("printed, the page is %s, and the control is seen: %s", paper, control)
	}
}

// TestSchemeWithout opens pages where there are no scripts, where storage is denied, and where it takes nothing in: they
// follow the device. Without scripts there is no control; without storage it serves the page it is on.
func TestSchemeWithout(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	plain := newReader(t)
	plain.media("prefers-color-scheme", "dark")
	plain.must(call(plain, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	plain.open("/")
	var seen, paper string
	plain.eval(`String(document.querySelector(".scheme").checkVisibility())`, &seen)
	plain.eval(`getComputedStyle(document.body).backgroundColor`, &paper)
	if seen != "false" || paper != darkPaper {
		t.Errorf("without scripts the control is seen: %s; and the page is %s on a dark device", seen, paper)
	}
	for what, storage := range map[string]string{
		"denied": `Object.defineProperty(window, "localStorage", {get() {throw new DOMException("denied", "SecurityError")}})`,
		"none":   `Object.defineProperty(window, "localStorage", {value: null})`,
		"full":   `Object.defineProperty(window, "localStorage", {value: new Proxy({}, {set() {throw new DOMException("full", "QuotaExceededError")}})})`,
		"spoilt": `localStorage.scheme = "]mauve"`,
	} {
		p := newReader(t)
		p.media("prefers-color-scheme", "light")
		p.onEveryPage(storage)
		p.onEveryPage(frames)
		p.open("/")
		p.shows("storage "+what, lightPaper, "")
		p.wear("dark")
		p.until(`getComputedStyle(document.body).backgroundColor === "`+darkPaper+`"`, "dark, with storage "+what)
		p.report("storage "+what, p.seen.failures())
	}
}

// TestSchemeLooks wants the front and an article sound in every choice on every device, where colours are forced too.
func TestSchemeLooks(t *testing.T) {
	storetest.Whole(t)
	for _, k := range named("front", "article") {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			p := newReader(t)
			for _, device := range []string{"light", "dark"} {
				p.media("prefers-color-scheme", device, "prefers-reduced-motion", "reduce")
				for i, choice := range []string{"", "light", "dark"} {
					where := fmt.Sprintf("%s, %q on a %s device", k.path, choice, device)
					p.size([]int64{360, 1280}[i%2])
					p.open(k.path)
					p.wear(choice)
					p.report(where, p.axe())
					p.report(where, p.layout())
				}
			}
			p.size(360)
			p.open(k.path)
			var small []string
			p.eval(`[...document.querySelectorAll(".scheme label")].map(l => l.getBoundingClientRect()).filter(b => b.height < 44 || b.width < 44).map(b => b.width + " x " + b.height)`, &small)
			if len(small) > 0 {
				t.Errorf("on a telephone buttons of the control are %s px", strings.Join(small, ", "))
			}
			p.media("forced-colors", "active", "prefers-color-scheme", "light")
			p.report(k.path+" in forced colours", p.layout()) // axe takes the page's own colours for those that are shown
			p.report(k.path, p.seen.failures())
		})
	}
}

// TestSchemeOwnLook gives the page a paper's own colours, as web/reader's TestOwnLook wants them written: a colour that has
// but a light shade is the stylesheet's in the dark, whoever asked for that.
func TestSchemeOwnLook(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newReader(t)
	p.open("/about")
	p.eval(`(()=>{const s=new CSSStyleSheet(),dark=r=>r+"{--paper:revert-layer;--accent:#6fd3bc}"+r+" .bar{--accent:#8fc2ff}";
		s.replaceSync(":root{--paper:#fff1e5;--accent:#00594c}.bar{--accent:#1c4e80}@media screen and (prefers-color-scheme:dark){"+dark(":root:not([data-scheme=light])")+"}@media screen{"+dark(":root[data-scheme=dark]")+"}");
		document.adoptedStyleSheets=[s]})()`, nil)
	const light, dark = "#fff1e5 #00594c #1c4e80", "#121417 #6fd3bc #8fc2ff"
	for _, c := range []struct{ device, choice, want string }{
		{"light", "", light}, {"light", "light", light}, {"light", "dark", dark}, {"dark", "", dark}, {"dark", "light", light}, {"dark", "dark", dark},
	} {
		p.media("prefers-color-scheme", c.device)
		p.wear(c.choice)
		var got string
		p.eval(`(()=>{const of=(e,n)=>getComputedStyle(document.querySelector(e)).getPropertyValue(n);return [of(":root","--paper"),of(":root","--accent"),of(".bar","--accent")].join(" ")})()`, &got)
		if got != c.want {
			t.Errorf("%q on a %s device: the colours are %s, want %s", c.choice, c.device, got, c.want)
		}
	}
}

// TestSchemePolicy is about what a page may run: the two scripts and, were there others in it, none of those.
func TestSchemePolicy(t *testing.T) {
	t.Parallel()
	p := newReader(t)
	p.open("/")
	var ran bool
	p.eval(`new Promise(done=>{let stopped=0;document.addEventListener("securitypolicyviolation",()=>{if(++stopped===3)done(!!window.ran)});
		for(const make of [s=>s.textContent="window.ran=true",s=>s.src="`+ui.LiveScript()+`"]){const s=document.createElement("script");make(s);s.onload=()=>done(true);document.head.append(s)}
		const b=document.createElement("button");b.setAttribute("onclick","window.ran=true");document.body.append(b);b.click()})`, &ran)
	if ran {
		t.Error("a script that isn't the page's own runs in it")
	}
	scripts := regexp.MustCompile(`<script>[^<]*</script>`).FindAll(p.site.get(t, "/", "identity").body, -1)
	n := len(brotlied(t, bytes.Join(scripts, nil)))
	t.Logf("the scripts have %d bytes by brotli", n)
	if len(scripts) != 2 || n > 1000 {
		t.Errorf("%d scripts have %d bytes by brotli, want two of at most 1000", len(scripts), n)
	}
}
