package browsertest

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"broadsheet/internal/store/storetest"
)

// selectWords selects words of the copy.
func (p *tab) selectWords(words string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`(() => { let at = -1; story.view.state.doc.descendants((n, pos) => { if (n.isText && n.text.includes(%[1]q)) at = pos + n.text.indexOf(%[1]q) });
		const S = story.view.state.selection.constructor; story.view.dispatch(story.view.state.tr.setSelection(S.create(story.view.state.doc, at, at + %[2]d))); story.view.focus() })()`, words, len(words)), nil)
}

// TestNotes has one write a note by keyboard, another answer it and settle it; the note's words are gone to and back, and
// deleted. Readers get nothing of it.
func TestNotes(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	a, b := newTab(t), newTab(t)
	a.signIn()
	b.signIn()
	path := a.newArticle("Noted in the margin")
	a.key("The mayor paid. The bridge stands.")
	a.level()
	a.selectWords("paid")
	a.altShift("KeyN")
	a.until(`document.activeElement.id === "new-note"`, "the note's field")
	a.key("Who says so? SECRETNOTE")
	a.chord("Enter", kbControl)
	a.until(`document.querySelectorAll("#noted li[data-thread]").length === 1 && document.activeElement.id === "writing"`, "the note")
	a.level()
	b.open(path)
	b.ready()
	b.until(`document.querySelector("#noted li")?.innerText.includes("SECRETNOTE")`, "the other's note")
	b.altShift("KeyM")
	b.until(`document.getSelection().toString() === "paid"`, "the words of the note")
	b.altShift("KeyJ")
	b.until(`document.activeElement.className === "words"`, "the note of the words")
	b.altShift("KeyJ")
	b.until(`document.activeElement.id === "writing"`, "the words again")
	b.eval(`document.querySelector("#noted textarea").focus()`, nil)
	b.key("The mayor did.")
	b.chord("Enter", kbControl)
	a.until(`document.querySelector("#noted li").innerText.includes("The mayor did.")`, "the answer")
	a.until(`document.querySelector("#outlook").innerText.includes("A note on the copy is not settled")`, "the check's advice")
	a.looks("notes")

	a.submit(`form[action$="/publish"]`)
	a.ready()
	var slug string
	a.eval(`story.state.slug`, &slug)
	for _, address := range []string{"/" + slug, "/feed.xml"} {
		if page := string(a.site.get(t, address, "identity").body); strings.Contains(page, "SECRETNOTE") || strings.Contains(page, "data-note") {
			t.Errorf("%s tells readers of a note", address)
		}
	}
	a.selectWords("paid")
	a.key("\b")
	a.until(`document.querySelector("#noted li").innerText.includes("these words are gone")`, "word that its words are gone")
	b.eval(`void [...document.querySelectorAll("#noted button")].find(x => x.innerText === "Settle").click()`, nil)
	a.until(`document.querySelector("#noted summary")?.innerText === "Settled notes: 1"`, "the note to be settled")
	a.report("notes", append(a.seen.failures(), b.seen.failures()...))
}

// looks has axe and the layout looked at in light and dark at both ends of the widths.
func (p *tab) looks(name string) {
	p.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		p.media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
		for _, width := range []int64{320, 768, 1280} {
			p.size(width)
			where := fmt.Sprintf("%s %s %d px", name, scheme, width)
			p.report(where, p.layout())
			p.report(where, p.axe())
			if dir := os.Getenv("BROADSHEET_TEST_SHOTS"); dir != "" {
				shot, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
				p.must(err)
				p.must(os.WriteFile(fmt.Sprintf("%s/%s-%s-%d.png", dir, name, scheme, width), shot, 0o644))
			}
		}
	}
}
