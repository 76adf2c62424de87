package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
)

// altShift presses a key of the editor's together with Alt and Shift, as a Mac's American keyboard does: its letters write others.
func (p *tab) altShift(code string) {
	p.t.Helper()
	writes := map[string]string{"KeyS": "Í", "KeyA": "Å", "KeyR": "‰", "KeyN": "Dead", "KeyM": "Â", "KeyJ": "Ô", "KeyL": "Ò"}[code]
	if writes == "" {
		writes = code
	}
	p.stroke(writes, code, kbAlt|kbShift)
}

const (
	kbAlt   = 1
	kbShift = 8
)

// stroke presses a key by its place on the keyboard, which writes what its layout says.
func (p *tab) stroke(writes, code string, modifiers int64) {
	p.t.Helper()
	down := input.DispatchKeyEventParams{Type: "keyDown", Key: writes, Code: code, Modifiers: modifiers}
	if utf8.RuneCountInString(writes) == 1 { // the others have names
		down.Text, down.UnmodifiedText = writes, writes
	}
	p.must(call(p, input.DispatchKeyEvent, down))
	p.must(call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyUp", Key: writes, Code: code, Modifiers: modifiers}))
}

// TestKeysOfOtherKeyboards presses Alt+Shift+S, and Control+K, where keyboards write other characters or have the letters in
// other places: what is done is what is written on the key, and no character comes in.
func TestKeysOfOtherKeyboards(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	browser, g := oneBrowser(t), newProgram(t) // a paper of its own: the mode is remembered of the person
	p := tabOn(t, browser, g.site)
	p.signIn()
	p.newArticle("By other keyboards")
	p.key("Words.")
	suggesting := false
	for name, k := range map[string]struct{ writes, code string }{
		"American": {"S", "KeyS"}, "a Mac's": {"Í", "KeyS"}, "Russian": {"Ы", "KeyS"}, "Greek": {"Σ", "KeyS"}, "Dvorak": {"S", "Semicolon"},
		"Hebrew": {"ד", "KeyS"}, "with Caps Lock": {"s", "KeyS"}, "a Mac's in Poland": {"Ś", "KeyS"},
	} {
		suggesting = !suggesting
		p.stroke(k.writes, k.code, kbAlt|kbShift)
		p.until(fmt.Sprintf(`story.suggesting === %v && document.querySelector("#suggest").ariaPressed === "%[1]v"`, suggesting), "the mode, by the keyboard "+name)
	}
	p.stroke("A", "KeyQ", kbAlt|kbShift) // French: it takes a suggestion, and there is none
	p.until(`document.querySelector("#notices").innerText.includes("The cursor is at no suggestion")`, "what the French A says")
	p.stroke("o", "KeyS", kbAlt|kbShift) // Dvorak's O is where others have S
	p.stroke("Process", "KeyS", kbAlt|kbShift)
	if p.eval(`story.suggesting`, &suggesting); suggesting {
		t.Error("the place of S was taken for S")
	}
	for name, k := range map[string]struct{ writes, code string }{"Russian": {"л", "KeyK"}, "American": {"k", "KeyK"}, "Dvorak": {"k", "KeyV"}} {
		p.stroke(k.writes, k.code, kbControl)
		p.until(`document.activeElement.id === "address"`, "the link's address, by the keyboard "+name)
		p.stroke("Escape", "Escape", 0)
		p.until(`!document.querySelector("#address")`, "the strip to close")
	}
	if got := p.copyText(); got != "Words.o" { // that key is none of ours
		t.Errorf("the keys wrote %q", got)
	}
	p.report("keys", p.seen.failures())
}

func (p *tab) times(key string, n int) {
	p.t.Helper()
	for range n {
		p.key(key)
	}
}

// TestSuggestions has one suggest by keyboard (words in and out, a paragraph split, two joined, emphasis) while another
// writes. Readers get the copy without them; then they are taken and refused by keyboard.
func TestSuggestions(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	browser, g := oneBrowser(t), newProgram(t) // a paper of its own: the mode is remembered of the person
	a, b := tabOn(t, browser, g.site), tabOn(t, browser, g.site)
	a.signIn()
	b.signIn()
	path := a.newArticle("A bridge is suggested")
	a.key("It opens on Sunday.")
	a.chord("Enter", 0)
	a.key("Then the road.")
	a.level()
	b.open(path)
	b.ready()

	a.altShift("KeyS")
	a.until(`document.querySelector("#suggest").ariaPressed === "true"`, "the mode")
	a.chord("Home", kbControl)
	a.key(kb.End)
	a.key(kb.ArrowLeft)
	a.times(kb.Backspace, 6)
	a.key("Monday")
	a.chord("End", kbControl)
	a.key(kb.Home)
	a.key(kb.Backspace) // joins
	a.chord("End", kbControl)
	a.chord("Enter", 0) // splits
	a.key("- And the pier.")
	b.key(" Not soon.") // at the end, at the same time
	a.level()
	b.level()
	a.until(fmt.Sprintf(`JSON.stringify(story.view.state.doc.toJSON()) === %s`, quoted(b.copyJSON())), "the other's words")
	if got := a.copyText(); !strings.HasPrefix(got, "It opens on SundayMonday.¶\nThen the road.") || !strings.Contains(got, "¶- And the pier.") {
		t.Errorf("with suggestions it says %q", got)
	}
	a.until(`document.querySelectorAll("#suggested li").length === 3 && !document.querySelector("#suggested").innerText.includes("Somebody")`, "the list")
	b.until(`document.querySelectorAll("#suggested li").length === 3`, "the other's list")
	a.looks("suggestions")
	a.until(`document.querySelector("#outlook").innerText.includes("3 suggestions")`, "the check's advice")

	a.submit(`form[action$="/publish"]`)
	a.ready()
	var slug string
	a.eval(`story.state.slug`, &slug)
	_, page, _ := strings.Cut(string(a.site.get(t, "/"+slug, "identity").body), "<article") // above it stands the day, which may be a Monday
	page, _, _ = strings.Cut(page, "</article>")
	if !strings.Contains(page, "It opens on Sunday.</p>") || strings.Contains(page, "Monday") || strings.Contains(page, "¶") || strings.Contains(page, "pier") {
		t.Errorf("readers get a suggestion: %s", page)
	}
	if a.until(`story.suggesting`, "the mode, remembered"); strings.Contains(a.copyText(), "\n\n") {
		t.Errorf("it says %q", a.copyText())
	}

	a.chord("Home", kbControl)
	a.altShift("ArrowDown")
	a.altShift("KeyA") // Monday
	a.altShift("KeyR") // stay two paragraphs
	a.altShift("KeyA") // the pier
	a.until(`!story.suggestions.length && !document.querySelector("#suggested li")`, "all to be settled")
	a.level()
	if got := a.copyText(); !strings.HasPrefix(got, "It opens on Monday.\nThen the road.") || !strings.Contains(got, "\n- And the pier.") {
		t.Errorf("settled, it says %q", got)
	}
	if got, want := a.served(path), a.copyJSON(); got != want {
		t.Errorf("the server has\n%s\nand the editor\n%s", got, want)
	}
	a.altShift("KeyS")
	a.until(`!story.suggesting`, "the mode to end")
	a.report("suggestions", append(a.seen.failures(), b.seen.failures()...))
}

// TestFormCantBeSuggested presses what changes the form while suggesting, far down a story: why it can't be is said in sight, and
// again when it is tried again, in a place that screen readers listen to; nothing is changed, and the next word takes it away.
func TestFormCantBeSuggested(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	browser, g := oneBrowser(t), newProgram(t) // a paper of its own: the mode is remembered of the person
	p := tabOn(t, browser, g.site)
	p.signIn()
	p.newArticle("A form is wished for")
	p.eval(`story.view.dispatch((() => { const {tr, schema, doc} = story.view.state;
		return tr.replaceWith(0, doc.content.size, Array.from({length: 40}, (_, i) => schema.nodes.paragraph.create(null, schema.text("Paragraph " + i)))) })())`, nil)
	p.chord("End", kbControl)
	p.altShift("KeyS")
	p.until(`[...document.querySelectorAll("#tools [aria-disabled=true]")].map(b => b.ariaLabel).join() === "Paragraph,Crosshead,Small crosshead,Quotation,Pullquote,List,Numbered list,Key points,Factbox,Table,Divider"`, "the tools that can do nothing")
	before := p.copyJSON()
	const said = `(() => { const p = document.querySelector("#tools [role=status] p"), r = p?.getBoundingClientRect(); return !!p && r.top >= 0 && r.bottom <= innerHeight && p.innerText.startsWith("That can’t be suggested") })()`
	p.eval(`document.querySelector("#tools [aria-label=Crosshead]").click()`, nil)
	p.until(said, "why")
	p.eval(`window.first = document.querySelector("#tools [role=status] p")`, nil)
	p.eval(`document.querySelector("#tools [aria-label=List]").click()`, nil)
	p.until(`document.querySelector("#tools [role=status] p") !== first && `+said, "why, again")
	if got := p.copyJSON(); got != before {
		t.Errorf("it says %s", got)
	}
	p.report("refusal", p.axe())
	p.key(" more")
	p.until(`!document.querySelector("#tools [role=status] p")`, "the sentence to go")
	p.report("refusal", p.seen.failures())
}
