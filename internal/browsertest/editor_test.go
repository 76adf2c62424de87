package browsertest

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
)

// submit sends a form and waits for the page that comes.
func (p *tab) submit(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.readyState === "complete" && !!document.querySelector(%q)`, selector), "the form "+selector)
	p.eval("window.before = true", nil)
	p.leave(fmt.Sprintf(`document.querySelector(%q).requestSubmit()`, selector))
	p.until(`!window.before && document.readyState === "complete"`, "the page after the form")
}

// until waits until an expression is true.
func (p *tab) until(expression, what string) {
	p.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; {
		b, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]byte](expression, chromedp.EvalAsValue, chromedp.EvalAwaitPromise))
		if err == nil && string(b) == "true" {
			return
		}
		if time.Now().After(deadline) {
			page, _ := chromedp.Run(p.ctx, chromedp.Evaluate[[]byte](`document.body.innerText`, chromedp.EvalAsValue))
			p.t.Fatalf("waited for %s in vain (%v); the page says:\n%s", what, err, page)
		}
		time.Sleep(20 * time.Millisecond) // between two looks
	}
}

// newArticle begins an article from My desk, and has its editor open and the cursor in the copy. It returns its address.
func (p *tab) newArticle(headline string) string {
	p.t.Helper()
	p.open("/newsroom/")
	p.eval(fmt.Sprintf(`document.querySelector("#headline").value = %q`, headline), nil)
	p.submit(`form[action="/newsroom/article"]`)
	p.ready()
	var path string
	p.eval("location.pathname", &path)
	return path
}

// ready waits until the editor can be written in, and puts the cursor at the end of the copy.
func (p *tab) ready() {
	p.t.Helper()
	p.until(`"ready" in document.documentElement.dataset && story.up`, "the editor")
	// Twenty milliseconds after it got the focus, ProseMirror puts the caret back where it had it; nobody's fingers are
	// that quick, these are.
	p.eval(`(story.view.focus(), new Promise(ok => setTimeout(ok, 40)))`, nil)
	p.chord("End", kbControl)
}

const kbControl = 2 // the Control key, among a chord's modifiers

// chord presses a key together with others.
func (p *tab) chord(name string, modifiers int) {
	p.t.Helper()
	if name == "Enter" { // a key that the page takes sends no character, as a person's doesn't either
		for _, kind := range []input.DispatchKeyEventType{"rawKeyDown", "keyUp"} {
			p.must(call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: name, Code: name, WindowsVirtualKeyCode: 13, Modifiers: int64(modifiers)}))
		}
		return
	}
	keys := map[string]string{"End": kb.End, "Home": kb.Home, "F8": kb.F8}
	k, ok := keys[name]
	if !ok {
		k = name
	}
	p.key(k, chromedp.KeyModifiers(chromedp.Modifier(modifiers)))
}

// level waits until the light says that the server has everything.
func (p *tab) level() {
	p.t.Helper()
	p.until(`document.querySelector("#light")?.dataset.level === "level" && story.waiting === 0`, "the light")
}

// copyText is what the editor shows.
func (p *tab) copyText() (text string) {
	p.t.Helper()
	p.eval(`story.view.state.doc.textBetween(0, story.view.state.doc.content.size, "\n")`, &text)
	return text
}

// copyJSON is the editor's document.
func (p *tab) copyJSON() (doc string) {
	p.t.Helper()
	p.eval(`(story.view.state.doc.check(), JSON.stringify(story.view.state.doc.toJSON()))`, &doc)
	return doc
}

// servedPage reads the editor's page again and returns what it carries.
const servedPage = `fetch(PATH).then(r => r.text()).then(h => JSON.parse(new DOMParser().parseFromString(h, "text/html").getElementById("manuscript").textContent).page)`

// served is the document that the server has.
func (p *tab) served(path string) (doc string) {
	p.t.Helper()
	p.eval(strings.ReplaceAll(servedPage, "PATH", fmt.Sprintf("%q", path))+`.then(p => JSON.stringify(p.doc))`, &doc)
	return doc
}

// TestEditorWrites goes an editor's way: signs in, begins an article, writes, publishes, and reads it as readers do.
func TestEditorWrites(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	p.signIn()
	path := p.newArticle("Lifeboat crew names its new boat")
	p.key("The crew met at seven.")
	p.chord("Enter", 0)
	p.key("> They named her Patience.")
	p.level()
	if got := p.copyText(); got != "The crew met at seven.\nThey named her Patience." {
		t.Errorf("the editor shows %q", got)
	}
	if got, want := p.served(path), p.copyJSON(); got != want {
		t.Errorf("the server has\n%s\nand the editor\n%s", got, want)
	}
	if !strings.Contains(p.copyJSON(), `"quote"`) {
		t.Errorf("there is no quotation in %s", p.copyJSON())
	}
	p.eval(`(() => { const f = document.querySelector("#field-standfirst"); f.value = "After a vote of the whole harbour"; f.dispatchEvent(new Event("input", {bubbles: true})) })()`, nil)
	p.level()
	p.submit(`form[action$="/publish"]`)
	p.until(`document.body.innerText.includes("It is published")`, "the news of publication")
	p.report("editor", p.seen.failures())
	var slug string
	p.eval(`story.state.slug`, &slug)
	page := string(p.site.get(t, "/"+slug, "identity").body)
	for _, want := range []string{"Lifeboat crew names its new boat", "After a vote of the whole harbour", "The crew met at seven.", "They named her Patience.", "<blockquote"} {
		if !strings.Contains(page, want) {
			t.Errorf("the published page lacks %q", want)
		}
	}
	if shot := os.Getenv("BROADSHEET_TEST_SHOTS"); shot != "" {
		b, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
		p.must(err)
		p.must(os.WriteFile(shot+"/editor.png", b, 0o644))
	}
}

// TestEditorLooks looks at the editor as at the other pages: axe, contrasts, layout, at both ends of the widths.
func TestEditorLooks(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
			p.signIn()
			p.newArticle("A page to look at, " + scheme)
			p.key("Some words.")
			p.level()
			for _, open := range []string{`void 0`, `document.querySelectorAll("details").forEach(d => d.open = true)`} {
				p.eval(open, nil)
				for _, width := range []int64{320, 1280} {
					p.size(width)
					where := fmt.Sprintf("editor %s %d px", scheme, width)
					p.report(where, p.layout())
					p.report(where, p.axe())
				}
			}
			p.report("editor", p.seen.failures())
		})
	}
}

// TestTwoEditors has two browsers write in one body at once; both and the server end with the same document, and
// undoing takes back one's own words only.
func TestTwoEditors(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	a, b := newTab(t), newTab(t)
	a.signIn()
	b.signIn()
	path := a.newArticle("Two at one table")
	a.key("Alpha. ")
	a.chord("Enter", 0)
	a.key("Beta. ")
	a.level()
	a.chord("Home", kbControl) // each in a paragraph of their own, or their words would mix
	b.open(path)
	b.ready()
	b.until(`document.querySelector("#baton").innerText.includes("nobody")`, "the baton")
	for i := range 20 {
		a.key(fmt.Sprintf("a%d ", i))
		b.key(fmt.Sprintf("b%d ", i))
	}
	a.level()
	b.level()
	a.until(fmt.Sprintf(`JSON.stringify(story.view.state.doc.toJSON()) === %s`, quoted(b.copyJSON())), "the other's words")
	if got, want := a.served(path), a.copyJSON(); got != want {
		t.Errorf("the server has\n%s\nand the editors\n%s", got, want)
	}
	for i := range 20 {
		for _, who := range "ab" {
			if got := strings.Count(a.copyText(), fmt.Sprintf("%c%d ", who, i)); got != 1 {
				t.Errorf("%c%d is there %d times in %q", who, i, got, a.copyText())
			}
		}
	}
	for range 20 {
		b.chord("z", kbControl)
	}
	b.level()
	a.until(fmt.Sprintf(`JSON.stringify(story.view.state.doc.toJSON()) === %s`, quoted(b.copyJSON())), "what the other took back")
	if text := a.copyText(); strings.Contains(text, "b19") || strings.Count(text, "a") < 20 {
		t.Errorf("after one took back their words it says %q", text)
	}
	b.chord("F8", 0)
	b.until(`document.querySelector("#baton").innerText.includes("you")`, "the baton")
	a.report("editor", append(a.seen.failures(), b.seen.failures()...))
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // a text
	return string(b)
}

// withoutSockets keeps sockets from getting through.
func (p *tab) withoutSockets() {
	p.t.Helper()
	p.must(call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `WebSocket = class { constructor() { setTimeout(() => this.onclose({code: 1006})) } close() {} }`}))
}

// TestEditorWithoutSockets has somebody write where sockets don't get through: messages are posted, news is waited for.
func TestEditorWithoutSockets(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	a, b := newTab(t), newTab(t)
	a.signIn()
	b.signIn()
	path := b.newArticle("Behind an old proxy")
	a.withoutSockets()
	a.open(path)
	a.ready()
	a.key("Posted. ")
	a.level()
	b.until(`story.view.state.doc.textContent === "Posted. "`, "the other's words")
	b.key("Sent. ")
	b.level()
	a.until(`story.view.state.doc.textContent.includes("Sent. ")`, "the other's words")
	a.level()
	if got, want := a.copyJSON(), b.copyJSON(); got != want {
		t.Errorf("%s\n%s", got, want)
	}
}

// TestRefusedChange has the server refuse what the editor let through: the light says so, the words stay, and when they
// have been taken out what remains is sent.
func TestRefusedChange(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.signIn()
	path := p.newArticle("What the server refuses")
	p.key("Good words. ")
	p.level()
	p.eval(`void story.view.dispatch(story.view.state.tr.insertText("\u0007", 3))`, nil)
	p.until(`document.querySelector("#light").dataset.level === "stopped"`, "the light")
	p.key("More good words.")
	if got := p.served(path); strings.Contains(got, "More") {
		t.Errorf("after a refusal the server has %s", got)
	}
	p.eval(`void story.view.dispatch(story.view.state.tr.delete(3, 4))`, nil)
	p.eval(`void [...document.querySelectorAll("#foot button")].find(b => b.innerText.includes("Try to send")).click()`, nil)
	p.level()
	if got := p.copyText(); got != "Good words. More good words." || p.served(path) != p.copyJSON() {
		t.Errorf("the editor shows %q, the server has %s", got, p.served(path))
	}
}
