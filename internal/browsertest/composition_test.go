package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
)

// compose writes by an input method: each text in the place of the one before, as candidates come, and the last for good.
func (p *tab) compose(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		n := int64(len([]rune(text)))
		p.must(call(p, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: n, SelectionEnd: n}))
	}
	p.commit(texts[len(texts)-1])
}

// commit ends a composition with a text.
func (p *tab) commit(text string) {
	p.t.Helper()
	p.must(call(p, input.InsertText, input.InsertTextParams{Text: text}))
	p.until(`!story.view.composing`, "the composition to end")
}

// recompose takes letters of the copy that stand there already into a composition, as telephones' keyboards do with the word
// at the cursor, and writes others in their place. from and to count in the copy as it is shown.
func (p *tab) recompose(from, to int, texts ...string) {
	p.t.Helper()
	start, end := int64(from), int64(to)
	for i, text := range texts {
		n := int64(len([]rune(text)))
		params := input.ImeSetCompositionParams{Text: text, SelectionStart: n, SelectionEnd: n}
		if i == 0 {
			params.ReplacementStart, params.ReplacementEnd = &start, &end
		}
		p.must(call(p, input.ImeSetComposition, params))
	}
	p.commit(texts[len(texts)-1])
}

// marked is the copy with what is suggested: [-out-] and [+in+], a line for each paragraph.
func (p *tab) marked() (text string) {
	p.t.Helper()
	p.eval(`(() => { let s = ""; story.view.state.doc.descendants(n => {
		const has = m => n.marks.some(x => x.type.name === m);
		if (n.isTextblock && s) s += "\n";
		if (n.isText) s += has("deletion") ? "[-" + n.text + "-]" : has("insertion") ? "[+" + n.text + "+]" : n.text; });
		return s.replaceAll("+][+", "").replaceAll("-][-", ""); })()`, &text)
	return text
}

// composed waits until what was composed is where it belongs, and returns the copy with its suggestions.
func (p *tab) composed() string {
	p.t.Helper()
	p.eval(`new Promise(ok => setTimeout(ok, 60))`, nil) // ProseMirror itself waits twenty milliseconds for what comes after the end
	p.level()
	return p.marked()
}

// waitsInOutbox is what the browser's own database has of the letters of all editors.
const waitsInOutbox = `new Promise((ok, no) => { const r = indexedDB.open("broadsheet-outbox"); r.onerror = no; r.onsuccess = () => {
	const q = r.result.transaction("steps").objectStore("steps").getAll(); q.onsuccess = () => { r.result.close(); ok(JSON.stringify(q.result.flat())) } } })`

// TestComposition writes by input methods: where nothing stands, within words, over a selection, by dead keys, and as
// telephones do, where the whole word is composed anew; writing and suggesting, while another writes in the same paragraph.
// The text comes in once, and the page, the server and the other editor have the same.
func TestComposition(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	browser, g := oneBrowser(t), newProgram(t) // a paper of its own: the mode is remembered of the person
	a, b := tabOn(t, browser, g.site), tabOn(t, browser, g.site)
	a.signIn()
	b.signIn()
	path := a.newArticle("Composed")
	b.open(path)
	b.ready()
	select3 := func(from, to int) string {
		return fmt.Sprintf(`(() => { const {view} = story; const {TextSelection} = {TextSelection: view.state.selection.constructor}; view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, %d, %d))); })()`, from, to)
	}
	for _, c := range []struct {
		name, before       string
		do                 func(p *tab)
		written, suggested string
	}{
		{"in an empty paragraph", "", func(p *tab) { p.compose("k", "か", "かn", "かん", "漢字") }, "漢字", "[+漢字+]"},
		{"after words", "It says ", func(p *tab) { p.compose("n", "に", "にほ", "にほん", "日本"); p.compose("g", "ご", "語") }, "It says 日本語", "It says [+日本語+]"},
		{"within words", "It says so.", func(p *tab) { p.eval(select3(9, 9), nil); p.compose("n", "に", "にほん", "日本") }, "It says 日本so.", "It says [+日本+]so."},
		{"over a selection", "It says so.", func(p *tab) { p.eval(select3(4, 8), nil); p.compose("n", "に", "にほん", "日本") }, "It 日本 so.", "It [-says-][+日本+] so."},
		{"and goes on by keys", "It says ", func(p *tab) { p.compose("n", "に", "日"); p.key(" so."); p.key(kb.Backspace); p.key("!") }, "It says 日 so!", "It says [+日 so!+]"},
		{"that is given up", "It says so.", func(p *tab) {
			p.eval(select3(9, 9), nil)
			p.must(call(p, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "に", SelectionStart: 1, SelectionEnd: 1}))
			p.must(call(p, input.ImeSetComposition, input.ImeSetCompositionParams{}))
		}, "It says so.", "It says so."},
		{"dead keys", "The caf", func(p *tab) { p.compose("´", "é"); p.key(" is open.") }, "The café is open.", "The caf[+é is open.+]"},
		{"a word put right", "Say teh word.", func(p *tab) { p.recompose(4, 7, "teh", "the") }, "Say the word.", "Say [-teh-][+the+] word."},
		{"a word gone on with", "Say wor", func(p *tab) { p.recompose(4, 7, "wor", "word", "words"); p.key(".") }, "Say words.", "Say wor[+ds.+]"},
		{"a word made shorter", "Say words.", func(p *tab) { p.recompose(4, 9, "words", "word", "wor") }, "Say wor.", "Say wor[-ds-]."},
		{"a new word put right", "Say ", func(p *tab) { p.compose("t", "te", "teh", "the"); p.key(" word.") }, "Say the word.", "Say [+the word.+]"},
	} {
		for _, mode := range []string{"written", "suggested"} {
			t.Run(c.name+" "+mode, func(t *testing.T) {
				pa, pb := *a, *b
				pa.t, pb.t = t, t
				a, b := &pa, &pb
				a.eval(fmt.Sprintf(`story.suggest(false), story.view.dispatch((() => { const {tr, schema, doc} = story.view.state; return tr.replaceWith(0, doc.content.size, schema.nodes.paragraph.create(null, %[1]q ? schema.text(%[1]q) : null)) })())`, c.before), nil)
				a.level()
				b.until(fmt.Sprintf(`JSON.stringify(story.view.state.doc.toJSON()) === %s`, quoted(a.copyJSON())), "the paragraph")
				a.eval(fmt.Sprintf(`story.suggest(%v)`, mode == "suggested"), nil)
				a.eval(`(story.view.focus(), new Promise(ok => setTimeout(ok, 40)))`, nil)
				a.chord("End", kbControl)
				c.do(a)
				want := map[string]string{"written": c.written, "suggested": c.suggested}[mode]
				if got := a.composed(); got != want {
					t.Errorf("it says %q, want %q", got, want)
				}
				var shown string
				a.eval(`document.querySelector("#writing").innerText.trim()`, &shown)
				if text := strings.TrimSpace(a.copyText()); shown != text {
					t.Errorf("the page shows %q, the copy is %q", shown, text)
				}
				b.until(fmt.Sprintf(`JSON.stringify(story.view.state.doc.toJSON()) === %s`, quoted(a.copyJSON())), "the other's words")
				if got, want := a.served(path), a.copyJSON(); got != want {
					t.Errorf("the server has\n%s\nand the editor\n%s", got, want)
				}
				var waits string
				if a.eval(waitsInOutbox, &waits); waits != "[]" {
					t.Errorf("the server has everything, and in the outbox waits %s", waits)
				}
				for range 4 {
					a.chord("z", kbControl)
				}
				a.level()
				if got := a.marked(); strings.Contains(got, "[") && got != want || (got != c.before && !strings.HasPrefix(want, got) && got != "") {
					t.Errorf("after Undo it says %q", got)
				}
			})
		}
	}
	a.t, b.t = t, t
	a.composedInDeletion()
	a.composedMeanwhile(b)
	a.report("composition", append(a.seen.failures(), b.seen.failures()...))
}

// composedInDeletion writes by an input method in the midst of words that are suggested to go: what is written stays.
func (p *tab) composedInDeletion() {
	p.t.Helper()
	p.eval(`story.suggest(false), story.view.dispatch((() => { const {tr, schema, doc} = story.view.state;
		return tr.replaceWith(0, doc.content.size, schema.nodes.paragraph.create(null, [schema.text("It says "), schema.text("nothing", [schema.marks.deletion.create({id: "x_" + story.data.me.person})])])) })())`, nil)
	for _, mode := range []bool{false, true} {
		p.eval(fmt.Sprintf(`story.suggest(%v)`, mode), nil)
		p.eval(`(story.view.focus(), new Promise(ok => setTimeout(ok, 40)))`, nil)
		p.chord("End", kbControl)
		p.times(kb.ArrowLeft, 5)
		p.compose("n", "に", "日")
		p.composed()
	}
	if got := p.composed(); got != "It says [-no-]日[-thing-][+日+]" { // the second comes after what it is taken to be in the place of
		p.t.Errorf("within words that are to go it says %q", got)
	}
}

// composedMeanwhile has another write into the same paragraph while a composition is under way that changes words; until it
// ends the outbox has it as a suggestion and the server nothing of it.
func (p *tab) composedMeanwhile(b *tab) {
	p.t.Helper()
	p.eval(`story.suggest(false), story.view.dispatch((() => { const {tr, schema, doc} = story.view.state;
		return tr.replaceWith(0, doc.content.size, schema.nodes.paragraph.create(null, schema.text("Say teh word."))) })())`, nil)
	p.level()
	b.until(fmt.Sprintf(`JSON.stringify(story.view.state.doc.toJSON()) === %s`, quoted(p.copyJSON())), "the paragraph")
	p.eval(`story.suggest(true), story.view.focus()`, nil)
	for _, text := range []string{"teh", "the"} {
		start, end := int64(4), int64(7)
		params := input.ImeSetCompositionParams{Text: text, SelectionStart: 3, SelectionEnd: 3}
		if text == "teh" {
			params.ReplacementStart, params.ReplacementEnd = &start, &end
		}
		p.must(call(p, input.ImeSetComposition, params))
	}
	p.until(`story.view.state.doc.textContent === "Say the word." && story.device === "kept"`, "the composition")
	var waits string
	if p.eval(waitsInOutbox, &waits); !strings.Contains(waits, `"insertion"`) || !strings.Contains(waits, `"deletion"`) {
		p.t.Errorf("while a word is composed the outbox has %s", waits)
	}
	b.eval(`story.view.focus()`, nil)
	b.chord("Home", kbControl)
	b.key("Please: ")
	b.level()
	if got := b.copyText(); got != "Please: Say teh word." {
		p.t.Errorf("before the composition has ended, the other has %q", got)
	}
	p.until(`story.view.state.doc.textContent === "Please: Say the word."`, "the other's words")
	p.must(call(p, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "thee", SelectionStart: 4, SelectionEnd: 4}))
	p.commit("thee")
	if got := p.composed(); got != "Please: Say [-teh-][+thee+] word." {
		p.t.Errorf("it says %q", got)
	}
	b.until(fmt.Sprintf(`JSON.stringify(story.view.state.doc.toJSON()) === %s`, quoted(p.copyJSON())), "the suggestion")
	p.eval(`story.suggest(false)`, nil)
}
