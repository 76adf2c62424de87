package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"

	"broadsheet/internal/store/storetest"
)

// command does what a key of the browser's own does: copy, cut, paste, with the clipboard that the machine has.
func (p *tab) command(name string) {
	p.t.Helper()
	letter := map[string]string{"copy": "c", "cut": "x", "paste": "v", "pasteAndMatchStyle": "v"}[name]
	down := input.DispatchKeyEventParams{Type: "rawKeyDown", Key: letter, Code: "Key" + strings.ToUpper(letter), Modifiers: kbControl, Commands: []string{name}}
	if name == "pasteAndMatchStyle" {
		down.Modifiers |= kbShift
	}
	p.must(call(p, input.DispatchKeyEvent, down))
	p.must(call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyUp", Key: letter, Code: down.Code}))
}

// choose selects words of the copy, which may be suggested to come or to go.
func (p *tab) choose(words string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`(() => { const { state } = story.view, at = [], text = []; state.doc.descendants((n, pos) => { if (n.isText) for (let i = 0; i < n.text.length; i++) { at.push(pos + i); text.push(n.text[i]) } });
		const words = %q, i = text.join("").indexOf(words);
		if (i < 0) throw new Error("no such words: " + text.join(""));
		story.view.focus();
		const range = document.createRange(), a = story.view.domAtPos(at[i]), b = story.view.domAtPos(at[i + words.length - 1] + 1);
		range.setStart(a.node, a.offset); range.setEnd(b.node, b.offset);
		getSelection().removeAllRanges(); getSelection().addRange(range); })()`, words), nil)
	p.until(fmt.Sprintf(`(s => story.view.state.doc.textBetween(s.from, s.to) === %q)(story.view.state.selection)`, words), "the selection")
}

// markedCopy writes the copy's texts with who suggests what: +word+ comes, -word- goes.
const markedCopy = `(() => { const out = []; story.view.state.doc.descendants((n) => { if (n.isTextblock && out.length) out.push("/");
	if (n.isText) { const m = n.marks.find(m => /insertion|deletion/.test(m.type.name)), s = m ? (m.type.name === "insertion" ? "+" : "-") : ""; out.push(s + n.text + s + (n.marks.some(m => m.type.name === "strike") ? "STRUCK" : "")) } }); return out.join("") })()`

func (p *tab) reads(want, when string) {
	p.t.Helper()
	var got string
	if p.eval(markedCopy, &got); got != want {
		p.t.Errorf("%s: it says\n%s\nwant\n%s", when, got, want)
	}
}

// TestCopyWithSuggestions copies, cuts, drags and pastes what waits for somebody else's suggestions: what arrives reads as it
// does with them taken and bears nobody's mark, or one's own while suggesting; the server takes it, and who suggested sees the same.
func TestCopyWithSuggestions(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	browser, g := oneBrowser(t), newProgram(t) // a clipboard and a paper of its own
	g.run("person", "add", "--email", "kay@example.org", "--name", "Kay", "--role", "editor")
	a, b := tabOn(t, browser, g.site), tabOn(t, browser, g.site)
	a.signIn()
	b.signInAs("kay@example.org")
	path := a.newArticle("What is copied")
	a.key("It opens on Sunday, they say.")
	a.level()
	b.open(path)
	b.ready()
	b.altShift("KeyS")
	b.choose("Sunday")
	b.key("Monday")
	b.level()
	const first = "It opens on -Sunday-+Monday+, they say."
	a.until(markedCopy+` === "`+first+`"`, "the suggestion")
	same := func(when string) {
		t.Helper()
		a.level()
		if got, want := a.served(path), a.copyJSON(); got != want {
			t.Errorf("%s: the server has\n%s\nand the editor\n%s", when, got, want)
		}
		b.until(fmt.Sprintf(`JSON.stringify(story.view.state.doc.toJSON()) === %s`, quoted(a.copyJSON())), when+", at the other's")
	}

	a.choose("It opens on SundayMonday, they say.")
	a.command("copy")
	a.chord("End", kbControl)
	a.chord("Enter", 0)
	a.command("paste")
	a.reads(first+"/It opens on Monday, they say.", "copied and pasted")
	same("copied and pasted")

	a.choose("Sunday") // nothing but what is suggested to go
	a.command("copy")
	a.chord("End", kbControl)
	a.key(" Not ")
	a.command("paste")
	a.reads(first+"/It opens on Monday, they say. Not Sunday", "copied what is to go")
	a.choose("unda")
	a.command("copy")
	a.eval(`getSelection().collapseToStart()`, nil)
	a.until(`story.view.state.selection.empty`, "the cursor")
	a.command("pasteAndMatchStyle") // plain text takes on the marks of where it is put
	a.reads("It opens on -S-unda-unday-+Monday+, they say./It opens on Monday, they say. Not Sunday", "pasted into what is to go")
	same("pasted into what is to go")
	a.eval(`document.querySelector("#tools [aria-label=Undo]").click()`, nil)
	a.reads(first+"/It opens on Monday, they say. Not Sunday", "undone")

	a.choose("on SundayMonday, ")
	a.command("cut")
	a.reads("It opens they say./It opens on Monday, they say. Not Sunday", "cut")
	same("cut")
	a.eval(`document.querySelector("#tools [aria-label=Undo]").click()`, nil)
	a.reads(first+"/It opens on Monday, they say. Not Sunday", "the cut undone: what is another's is back as it was")
	same("the cut undone")
	a.eval(`document.querySelector("#tools [aria-label=Redo]").click()`, nil)
	same("the cut done again")
	a.eval(`document.querySelector("#tools [aria-label=Undo]").click()`, nil)
	same("and undone again")

	drag := func(words string) {
		a.choose(words)
		a.eval(`(() => { const at = (n) => { const r = document.createRange(); r.selectNodeContents(n); return r.getBoundingClientRect() }, d = new DataTransfer(), on = story.view.dom;
			const from = getSelection().getRangeAt(0).getBoundingClientRect(), to = at(on.lastElementChild);
			const fire = (type, r, x) => on.dispatchEvent(new DragEvent(type, { dataTransfer: d, bubbles: true, cancelable: true, clientX: x, clientY: r.top + r.height / 2 }));
			fire("dragstart", from, from.left + 5); fire("dragover", to, to.right - 1); fire("drop", to, to.right - 1); fire("dragend", to, to.right - 1) })()`, nil)
	}
	drag("on SundayMonday,")
	a.reads("It opens  they say./It opens on Monday, they say. Not Sundayon Monday,", "dragged")
	same("dragged")
	a.eval(`document.querySelector("#tools [aria-label=Undo]").click()`, nil)
	a.reads(first+"/It opens on Monday, they say. Not Sunday", "the drag undone")
	same("the drag undone")

	a.choose("on SundayMonday, ")
	a.command("copy")
	other := a.newArticle("Another article")
	a.key("Here ")
	a.command("paste")
	a.reads("Here on Monday, ", "in another article")
	a.altShift("KeyS")
	a.until(`story.suggesting`, "the mode")
	a.command("paste")
	a.reads("Here on Monday, +on Monday, +", "while suggesting")
	a.until(`story.suggestions.length === 1 && story.suggestions[0].person === story.data.me.person`, "one's own suggestion")
	all := func(tool string) { // however many of them were done so fast that they are one
		a.eval(fmt.Sprintf(`(() => { for (let i = 0; i < 5; i++) document.querySelector("#tools [aria-label=%s]").click() })()`, tool), nil)
	}
	all("Undo")
	a.reads("", "all undone")
	a.level()
	all("Redo")
	a.reads("Here on Monday, +on Monday, +", "done again while suggesting")
	a.level()
	if got, want := a.served(other), a.copyJSON(); got != want {
		t.Errorf("the server has\n%s\nand the editor\n%s", got, want)
	}
	a.report("copying", append(a.seen.failures(), b.seen.failures()...))
}
