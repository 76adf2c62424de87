package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
)

// pressLabelled moves the focus to the first button with a label, as the Tab key does, and presses it.
func (p *tab) pressLabelled(label string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`[...document.querySelectorAll("button")].some(b => b.textContent.trim() === %q && b.checkVisibility())`, label), "the button "+label)
	p.eval(fmt.Sprintf(`[...document.querySelectorAll("button")].find(b => b.textContent.trim() === %q).focus()`, label), nil)
	p.key(kb.Enter)
}

// TestRulesInTheEditor writes what house rules have something to say of: it is marked in the copy and listed; a replacement is
// written and one is let stand by keyboard; a must keeps the article from going out until it is mended.
func TestRulesInTheEditor(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	p.signIn()
	p.newArticle("Vote on the quay")
	p.key("Pelwick will utilise 5% more of the seawall.")
	const marked = `[...document.querySelectorAll("#writing .rule")].map(e => e.className + " " + e.textContent).join("|")`
	p.until(marked+` === "rule must Pelwick|rule should utilise|rule should 5%|rule should seawall"`, "the marks")
	var lines string
	p.eval(`[".must", ".should"].map(c => getComputedStyle(document.querySelector("#writing .rule" + c)).textDecorationStyle).join()`, &lines)
	if lines != "wavy,dashed" {
		t.Errorf("the marks differ by colour alone: %s", lines)
	}
	p.level()
	var status float64
	p.eval(`fetch(location.pathname + "/publish", {method: "POST", headers: {"X-Form-Key": JSON.parse(document.getElementById("manuscript").textContent).key}}).then(r => r.status)`, &status)
	p.seen.failures() // which the browser logs
	if status != 422 {
		t.Errorf("it is published: %v", status)
	}
	p.until(`document.querySelectorAll("#rules li").length === 4`, "the list")
	p.key(kb.F7)
	p.until(`document.activeElement.closest("#rules li.must") !== null`, "the focus on the first place")
	p.key(kb.Tab)
	p.key(kb.Enter) // Write “Pellwick”
	p.until(`story.view.state.doc.textContent.startsWith("Pellwick will utilise")`, "the replacement")
	p.until(marked+` === "rule should utilise|rule should 5%|rule should seawall"`, "the marks after the replacement")
	p.pressLabelled("Ignore once")
	p.until(marked+` === "rule should 5%|rule should seawall"`, "the mark that stands")
	p.until(`document.activeElement.matches("#rules li button") && document.activeElement.textContent === "Show"`, "the focus on the next place")
	p.pressLabelled("Report the rule")
	p.until(`document.activeElement.id === "rule-why"`, "the field for why")
	p.key("Tables need the sign.")
	p.key(kb.Enter)
	p.until(`document.body.innerText.includes("What you said of the rule per-cent is with the desk")`, "the report")
	p.chord("End", kbControl)
	for _, scheme := range []string{"light", "dark"} {
		p.media("prefers-color-scheme", scheme)
		for _, width := range []int64{320, 1280} {
			p.size(width)
			where := fmt.Sprintf("rules %s %d px", scheme, width)
			p.report(where, p.axe())
			p.report(where, p.layout())
		}
	}
	p.size(1280)
	p.level()
	p.submit(`form[action$="/publish"]`)
	p.until(`document.body.innerText.includes("It is published")`, "the news of publication")
	p.ready()
	p.until(marked+` === "rule should 5%|rule should seawall"`, "what stands, after the page was loaded again")
	p.report("editor", p.seen.failures())
}

// TestSettingsByKeyboard makes a section by keyboard alone, and looks at every screen of the settings.
func TestSettingsByKeyboard(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	p.signIn()
	p.open("/newsroom/settings/sections")
	for range 200 {
		p.key(kb.Tab)
		var f focus
		p.eval(focused, &f)
		if !f.Ring {
			t.Errorf("the focus is not seen on %s", f.Name)
		}
		if strings.Contains(f.Name, `id="f-name"`) {
			break
		}
	}
	p.key("Weather")
	for range 3 {
		p.key(kb.Tab)
	}
	p.key("90")
	p.key(kb.Enter)
	p.until(`document.body.innerText.includes("It is added") && document.body.innerText.includes("/section/weather")`, "the section")
	p.eval(`[...document.querySelectorAll("main td a")].find(a => a.textContent === "Weather").focus()`, nil)
	p.key(kb.Enter)
	p.until(`document.querySelector("#f-retired") !== null`, "the section's form")
	p.eval(`document.querySelector("#f-retired").focus()`, nil)
	p.key(" ")
	p.key(kb.Enter)
	p.until(`document.body.innerText.includes("It is saved") && document.querySelector("main .chip")?.textContent === "retired"`, "the retired section")
	for _, path := range []string{"", "paper", "look", "sections", "people", "people/agnes-borlow", "redirects", "rules", "rules/new", "rules/rule/per-cent"} {
		p.open("/newsroom/settings/" + path)
		for _, scheme := range []string{"light", "dark"} {
			p.media("prefers-color-scheme", scheme)
			for _, width := range []int64{320, 1280} {
				p.size(width)
				where := fmt.Sprintf("settings/%s %s %d px", path, scheme, width)
				p.report(where, p.axe())
				p.report(where, p.layout())
				p.report(where, p.seen.failures())
			}
		}
	}
}

// TestFilingWithoutScripts files copy from a browser that runs none.
func TestFilingWithoutScripts(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(320)
	p.signIn()
	p.open("/newsroom/file")
	for _, scheme := range []string{"light", "dark"} {
		p.media("prefers-color-scheme", scheme)
		for _, width := range []int64{320, 1280} {
			p.size(width)
			where := fmt.Sprintf("filing %s %d px", scheme, width)
			p.report(where, p.axe())
			p.report(where, p.layout())
		}
	}
	var size float64
	p.eval(`new Blob([document.documentElement.outerHTML]).size`, &size)
	if size > 8<<10 {
		t.Errorf("the page has %.0f bytes and may have 8 kB", size)
	}
	p.must(call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	p.open("/newsroom/file")
	p.eval(`document.querySelector("#headline").focus()`, nil)
	p.key("Filed from the quay")
	p.key(kb.Tab)
	p.key(kb.Tab)
	p.key("The boats are in.")
	p.key(kb.Tab)
	p.key(kb.Tab)
	p.key(kb.Enter)
	p.until(`document.body.innerText.includes("“Filed from the quay” has landed on the desk (with the desk)") && location.pathname.startsWith("/newsroom/file/")`, "the news of filing")
	p.report("filing", p.seen.failures())
}
