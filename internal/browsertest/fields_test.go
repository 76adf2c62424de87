package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
)

// TestFieldsWrittenTwice has two write the headline, and the byline, without having seen the other's: the one who comes
// late sees both values, goes to the choice by the Tab key, and what they choose stands for both.
func TestFieldsWrittenTwice(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	a, b := newTab(t), newTab(t)
	a.signIn()
	b.signIn()
	path := a.newArticle("First words")
	a.level()
	b.open(path)
	b.ready()
	for _, c := range []struct {
		n, keep, want string
		tabs          int
	}{{"1", "theirs", "First words of A1", 1}, {"2", "mine", "First words of A1 of B2", 2}} { // B hadn't seen A2
		end := func(p *tab, text string) {
			p.eval(`(() => { const f = document.querySelector("#field-headline"); f.focus(); f.setSelectionRange(f.value.length, f.value.length) })()`, nil)
			p.key(text)
		}
		b.eval(`void (story.register.take = () => {})`, nil) // what others write doesn't come through for a while
		end(a, " of A"+c.n)
		a.level()
		end(b, " of B"+c.n)
		b.until(`!!document.querySelector(".field.headline [role=alert]")`, "both values")
		b.until(fmt.Sprintf(`["of A%[1]s", "of B%[1]s", "The Editor wrote"].every(x => document.querySelector(".field.headline [role=alert]").innerText.includes(x))`, c.n), "both values")
		b.report("fields", b.axe())
		for range c.tabs {
			b.key(kb.Tab)
		}
		b.until(fmt.Sprintf(`document.activeElement.innerText === "Keep %s"`, c.keep), "the choice by keyboard")
		b.eval(`void delete story.register.take`, nil)
		b.key(" ")
		b.until(`!document.querySelector(".field.headline [role=alert]")`, "the choice to be made")
		b.level()
		for _, p := range []*tab{a, b} {
			p.until(fmt.Sprintf(`story.register.fields.headline.value === %q && document.querySelector("#field-headline").value === %q`, c.want, c.want), "what was chosen")
		}
	}
	a.report("fields", append(a.seen.failures(), b.seen.failures()...))
}
