package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// altShift presses a key of the editor's together with Alt and Shift.
func (p *tab) altShift(code string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`void document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {code: %q, key: "?", altKey: true, shiftKey: true, bubbles: true, cancelable: true}))`, code), nil)
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
	t.Parallel()
	browser, g := oneBrowser(t), newProgram(t) // a paper of its own: the mode is remembered of the person
	a, b := tabOn(t, browser, g.site, 4*time.Minute), tabOn(t, browser, g.site, 4*time.Minute)
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
	page := string(a.site.get(t, "/"+slug, "identity").body)
	if !strings.Contains(page, "It opens on Sunday.</p>") || strings.Contains(page, "Monday") || strings.Contains(page, "¶") || strings.Contains(page, "pier") {
		t.Errorf("readers get a suggestion: %s", page[strings.Index(page, "<article"):])
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
