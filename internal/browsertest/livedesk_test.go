package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
)

// TestLiveFromTheDesk goes an editor's way with live coverage: a new article of that kind, a summary, two entries by key,
// published, open for readers; closed while more is being written, which nobody calls somebody else's version; and opened again.
func TestLiveFromTheDesk(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	browser, g := oneBrowser(t), newProgram(t)
	p := tabOn(t, browser, g.site)
	p.size(1280)
	p.signIn()
	p.open("/newsroom/")
	p.eval(`document.querySelector("#headline").value = "The flood, hour by hour"; document.querySelector("#kind").value = "live"`, nil)
	p.submit(`form[action="/newsroom/article"]`)
	p.ready()
	var path, slug string
	p.eval("location.pathname", &path)
	p.until(`document.querySelector("#tools").innerText.includes("A live page is a summary, and below it entries")`, "how entries are written")
	p.key("The river is over its banks.")
	p.altShift("KeyL")
	p.key("The bridge is shut")
	p.chord("Enter", 0)
	p.key("Police turned cars back at six.")
	p.altShift("KeyL")
	p.key("The school is shut")
	p.chord("Enter", 0)
	p.key("It stays so until Monday.")
	p.eval(`document.querySelector("#entry-key").click()`, nil)
	p.eval(`(() => { const f = document.querySelector("#entry-at"); f.value = "2026-02-01T06:10"; f.dispatchEvent(new Event("change", { bubbles: true })) })()`, nil)
	p.until(`document.querySelector("#writing .live-entry").dataset.when === "2026-02-01, 06:10 · key event"`, "the entry's time")
	p.level()
	const outline = `(() => { const out = []; story.view.state.doc.forEach(n => out.push(n.type.name + (n.attrs.key ? " key" : "") + (n.type.name === "live_entry" && !n.attrs.at ? " without a time" : "") + ": " + n.textBetween(0, n.content.size, "|"))); return out.join("\n") })()`
	var got string
	p.eval(outline, &got)
	if want := "paragraph: The river is over its banks.\nlive_entry key: The school is shut|It stays so until Monday.\nlive_entry: The bridge is shut|Police turned cars back at six."; got != want {
		t.Fatalf("the copy is\n%s\nwant\n%s", got, want)
	}
	p.eval(`document.querySelector(".about").open = true`, nil)
	p.looks("live")
	p.size(1280)
	p.panelSays("It is open once it is published")
	p.submit("#publish-form")
	p.ready()
	p.until(`document.body.innerText.includes("It is published") && document.querySelector("#panel").innerText.includes("Coverage open")`, "the coverage, open")
	p.eval(`story.state.slug`, &slug)
	page := string(g.site.get(t, "/"+slug, "identity").body)
	for _, want := range []string{"The bridge is shut", "The school is shut", `datetime="2026-02-01T06:10:00Z"`, "live-entry key", "/entries"} {
		if !strings.Contains(page, want) {
			t.Errorf("the open page lacks %q", want)
		}
	}
	p.open("/newsroom/list")
	p.until(`document.querySelector("td .facts").innerText.toLowerCase().includes("live page")`, "the kind in the list")

	p.open(path)
	p.ready()
	p.altShift("KeyL")
	p.key("Not out yet")
	p.level()
	p.open(path + "/close")
	p.submit("main form")
	p.ready()
	p.until(`document.querySelector("#panel").innerText.includes("Coverage closed") && story.state.uncut && story.state.version === story.state.base`, "the coverage, closed")
	const elsewhere = `document.querySelector("#notices").innerText.includes("came from elsewhere")`
	var said bool
	if p.eval(elsewhere, &said); said {
		t.Error("closing the coverage is called somebody else's version")
	}
	if page = string(g.site.get(t, "/"+slug, "identity").body); strings.Contains(page, "Not out yet") || !strings.Contains(page, "This live page is closed") {
		t.Error("readers see what isn't out, or no end")
	}
	p.chord("End", kbControl)
	p.key(kb.ArrowUp)
	p.level()
	p.open(path + "/reopen")
	p.submit("main form")
	p.ready()
	p.until(`document.querySelector("#panel").innerText.includes("Coverage open") && story.state.version === story.state.base`, "the coverage, open again")
	if p.eval(elsewhere, &said); said {
		t.Error("opening the coverage is called somebody else's version")
	}

	// Cut and pasted, an entry keeps its time; and what is no live page any more says so.
	p.eval(`(() => { const { state } = story.view; let at = -1; state.doc.forEach((n, pos) => void (n.attrs.key && (at = pos))); window.at = at;
		const N = Object.getPrototypeOf(state.selection.constructor); story.view.dispatch(state.tr.setSelection(N.fromJSON(state.doc, { type: "node", anchor: at }))); story.view.focus() })()`, nil)
	p.command("cut")
	p.until(`!story.view.state.doc.textContent.includes("The school")`, "the entry to go")
	p.chord("End", kbControl)
	p.command("paste")
	p.until(`(() => { let ok = false; story.view.state.doc.descendants(n => void (ok ||= n.type.name === "live_entry" && n.attrs.key && n.attrs.at === "2026-02-01T06:10:00Z" && n.textContent.includes("The school"))); return ok })()`, "the entry, with its time")
	p.level()
	p.fill("kind", "opinion")
	p.until(`!document.querySelector("#new-entry")`, "the tools of live pages to go")
	p.panelSays("Readers see the words “Opinion” above the headline")
	p.report("live", p.seen.failures())
}
