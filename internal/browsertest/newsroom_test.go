package browsertest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/cli"
	"broadsheet/internal/store/storetest"
)

// wide signs somebody in at a desk's width.
func (p *tab) wide() {
	p.t.Helper()
	p.size(1280)
	p.signIn()
}

// draft files a draft with a headline and returns its id.
func (s *site) draft(t testing.TB, headline string) string {
	t.Helper()
	var made struct{ ID string }
	if err := s.api("POST", "/articles", map[string]any{"headline": headline, "section": "town", "body_html": "<p>A first paragraph.</p>"}, &made); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// board opens the board, which hears of news before anything is done.
func (p *tab) board() {
	p.t.Helper()
	p.open("/newsroom/board")
	p.until(`"listening" in document.documentElement.dataset`, "the board to listen")
}

// lane waits until a card is in a column.
func (p *tab) lane(id, to string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.getElementById("card-%s")?.closest(".lane").dataset.to === %q`, id, to), "the card in "+to)
}

// enter presses Enter, or the keys given with it, and waits for the page that comes.
func (p *tab) enter(modifiers int) {
	p.t.Helper()
	p.eval("window.before = true", nil)
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeChar, input.DispatchKeyEventTypeKeyUp} {
		text := ""
		if kind == input.DispatchKeyEventTypeChar {
			text = "\r"
		}
		p.must(call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", Text: text, WindowsVirtualKeyCode: 13, Modifiers: int64(modifiers)}))
	}
	p.until(`!window.before && document.readyState === "complete"`, "the page after Enter")
}

// TestBoardByKeys moves a card with keys alone, has a move refused with a reason, and takes one back.
func TestBoardByKeys(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	p := newTab(t)
	p.wide()
	id := p.site.draft(t, "Moved by keys alone")
	p.board()
	card := fmt.Sprintf(`document.getElementById("card-%s")`, id)
	focused := fmt.Sprintf(`document.activeElement === %s.querySelector("[data-item]")`, card)
	var on bool
	for n := 0; n < 200 && !on; n++ {
		p.key("j")
		p.eval(focused, &on)
	}
	if !on {
		t.Fatal("j doesn't reach the card")
	}
	p.key("m")
	p.until(`document.activeElement.matches(".moving button")`, "the menu")
	p.key(kb.Enter) // the first place: Submitted
	p.lane(id, "submitted")
	p.until(`document.querySelector(".toast").innerText.includes("It is handed to the desk.")`, "what was done")
	p.until(focused, "the focus on the card where it is now")
	p.eval(`void [...document.querySelectorAll(".toast button")].find(b => b.innerText === "Undo").click()`, nil)
	p.lane(id, "draft")
	// Somebody else has moved it: a move from where it was is refused and says why.
	if err := p.site.api("POST", "/articles/"+id+"/ready", map[string]any{}, nil); err != nil {
		t.Fatal(err)
	}
	p.lane(id, "ready")
	p.eval(fmt.Sprintf(`fetch("/newsroom/board/move", {method: "POST", headers: {Accept: "application/json"}, body: new URLSearchParams({key: document.body.dataset.key, article: %q, from: "draft", to: "submitted"})})
		.then(r => r.json()).then(m => window.refused = m.error.message)`, id), nil)
	p.until(`window.refused.includes("It stays where it is: it is ready by now") && window.refused.includes("moved it")`, "the reason")
	// Published, it is taken down from the board: one key, and a question.
	if err := p.site.api("POST", "/articles/"+id+"/publish", map[string]any{}, nil); err != nil {
		t.Fatal(err)
	}
	p.lane(id, "live")
	p.eval(card+`.querySelector("[data-item]").focus()`, nil)
	p.eval("window.before = true", nil)
	p.key(kb.F9)
	p.until(`!window.before && document.querySelector("h1")?.innerText === "Retract “Moved by keys alone”?"`, "the question")
	p.enter(0)
	p.lane(id, "unpublished")
	p.report("board", slices.DeleteFunc(p.seen.failures(), func(f string) bool { return strings.Contains(f, "409 (Conflict)") })) // it was asked for
}

// TestBoardRefuses drags a card to where it must not go.
func TestBoardRefuses(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.wide()
	id := p.site.draft(t, "Dragged where it must not go")
	p.board()
	p.drag(id, "scheduled")
	p.until(`document.querySelector(".toast.bad")?.innerText.includes("when it goes out has to be said")`, "the reason")
	p.lane(id, "draft")
	p.drag(id, "ready")
	p.lane(id, "ready")
	p.eval("window.before = true", nil)
	p.drag(id, "live")
	p.until(`!window.before && document.querySelector("h1")?.innerText.includes("Publish “Dragged where it must not go”?")`, "the question")
}

// TestTwoBoards has one see what the other moves, while a menu of its own is open and stays open.
func TestTwoBoards(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	a, b := newTab(t), newTab(t)
	a.wide()
	b.wide()
	moved, mine := a.site.draft(t, "Moved by the other"), a.site.draft(t, "Looked at here")
	a.board()
	b.board()
	b.eval(fmt.Sprintf(`document.querySelector("#card-%s [data-item]").focus()`, mine), nil)
	b.key("m")
	b.until(`document.activeElement.matches(".moving button")`, "the menu")
	a.eval(fmt.Sprintf(`window.moved = performance.now(), void document.querySelector("#card-%s button[value=submitted]").click()`, moved), nil)
	begun := time.Now()
	b.lane(moved, "submitted")
	t.Logf("the other board shows the move after %v", time.Since(begun))
	b.until(fmt.Sprintf(`document.activeElement.matches("#card-%s .moving[open] button")`, mine), "the menu that was open")
	a.lane(moved, "submitted")
	// And without sockets.
	c := newTab(t)
	c.withoutSockets()
	c.wide()
	c.board()
	b.eval(fmt.Sprintf(`void document.querySelector("#card-%s button[value=ready]").click()`, moved), nil)
	c.lane(moved, "ready")
	for _, p := range []*tab{a, b} {
		p.report("board", p.seen.failures())
	}
}

// TestBreakingPath puts out breaking news from the board with four actions that are no text, and takes it back with one
// key and a confirmation: each is seen at once on everything that readers get.
func TestBreakingPath(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	p := newTab(t)
	p.wide()
	p.board()
	p.eval("window.before = true", nil)
	p.key("F") // 1: Shift+F
	p.until(`!window.before && document.activeElement?.id === "headline"`, "the breaking form, its headline in focus")
	p.key("Harbour wall gives way at noon")
	p.key(kb.Tab) // 2
	p.key("The east wall broke at noon.")
	p.enter(kbControl) // 3: Ctrl+Enter
	p.until(`document.activeElement?.innerText === "Publish now"`, "the summary, its button in focus")
	var said string
	if p.eval(`document.querySelector("main").innerText.replace(/\s+/g, " ")`, &said); !strings.Contains(said, "“Harbour wall gives way at noon” goes live now in") || !strings.Contains(said, "announces it as breaking until") {
		t.Errorf("the summary says %q", said)
	}
	begun := time.Now()
	p.enter(0) // 4: Enter
	p.ready()
	var slug, id string
	p.eval("story.state.slug", &slug)
	p.eval(`location.pathname.split("/").pop()`, &id)
	if got := p.copyText(); got != "The east wall broke at noon.\nMore to follow." {
		t.Errorf("the editor has %q", got)
	}
	in := func(path, want string) bool {
		return strings.Contains(string(p.site.get(t, path, "identity").body), want)
	}
	shown := map[string]string{"/": "Harbour wall gives way at noon", "/" + slug: "More to follow.", "/feed.xml": slug, "/search?q=gives+way": slug, "/news-sitemap.xml": slug}
	for path, want := range shown {
		if !in(path, want) {
			t.Errorf("after publishing, %s lacks %q", path, want)
		}
	}
	if !in("/", `class="breaking"`) {
		t.Error("the front has no breaking bar")
	}
	t.Logf("from Enter until all of it was seen: %v", time.Since(begun))
	// Back: one key, from the editor, and a confirmation.
	p.eval("window.before = true", nil)
	p.key(kb.F9)
	p.until(`!window.before && document.activeElement?.innerText === "Retract now"`, "the question, its button in focus")
	begun = time.Now()
	p.enter(0)
	for path, want := range shown {
		if in(path, slug) || path == "/" && in(path, want) {
			t.Errorf("after retracting, %s has it still", path)
		}
	}
	if got := p.site.get(t, "/"+slug, "identity"); got.status != 404 {
		t.Errorf("after retracting, its address answers %d", got.status)
	}
	t.Logf("from Enter until it was gone everywhere: %v", time.Since(begun))
	p.lane(id, "unpublished")
	p.report("breaking", p.seen.failures())
}

// TestRestoreInAnOpenEditor compares and restores a version while the article is open in another tab, which gets it.
func TestRestoreInAnOpenEditor(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	writer, p := newTab(t), newTab(t)
	writer.wide()
	p.wide()
	path := writer.newArticle("Words that come back")
	writer.key("The first words.")
	writer.level()
	writer.eval(`document.querySelector("#note").value = "Good", void 0`, nil)
	writer.submit(`form[action$="/save"]`)
	writer.ready()
	writer.eval(`void story.view.dispatch(story.view.state.tr.delete(1, story.view.state.doc.firstChild.nodeSize - 1))`, nil)
	writer.key("Others. ")
	writer.level()
	p.open(path + "/versions")
	p.submit("#compare")
	var came string
	if p.eval(`document.querySelector(".changes ins")?.textContent`, &came); came != "[added: The first words.]" {
		t.Errorf("the comparison shows %q", came)
	}
	p.eval("window.before = true", nil)
	p.leave(`(document.querySelector('button[name=version][value="2"]') ?? document.querySelector('button[name=version]')).click()`)
	p.until(`!window.before && document.body.innerText.includes("is restored")`, "the news of it")
	writer.until(`story.view.state.doc.textContent === ""||story.view.state.doc.textContent === "The first words."`, "the restored words in the open editor")
	writer.level()
	if got, want := writer.served(path), writer.copyJSON(); got != want {
		t.Errorf("the server has\n%s\nand the editor\n%s", got, want)
	}
	p.until(`[...document.querySelectorAll("td")].some(d => d.innerText.includes("As it was before version"))`, "the version of what was written")
	p.report("versions", append(p.seen.failures(), writer.seen.failures()...))
}

// TestKeysAndPalette goes from screen to screen by keys, finds an article by its words, and turns letters off.
func TestKeysAndPalette(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	var told bytes.Buffer // somebody of their own: what keys do is set for the person
	if code := cli.Run(t.Context(), []string{"person", "add", "--email", "keys@example.org", "--name", "Kay", "--role", "editor", "--data", p.site.data}, &told, &told); code != 0 {
		t.Fatal(told.String())
	}
	p.signInAs("keys@example.org")
	id := p.site.draft(t, "A zebra in the harbour office")
	go1 := func(keys, path string) {
		t.Helper()
		p.eval("window.before = true", nil)
		p.key(keys)
		p.until(fmt.Sprintf(`!window.before && location.pathname === %q && document.readyState === "complete"`, path), keys)
	}
	go1("gb", "/newsroom/board")
	go1("gl", "/newsroom/list")
	go1("gd", "/newsroom/")
	p.key("?")
	p.until(`document.querySelector("dialog[open]")?.innerText.includes("closes what is open")`, "the list of keys")
	p.report("keys", p.axe())
	p.key(kb.Escape)
	p.until(`!document.querySelector("dialog")`, "the list to close")
	p.chord("k", kbControl)
	p.until(`document.activeElement?.getAttribute("role") === "combobox"`, "the palette")
	p.key("zebra harbour")
	p.until(`document.querySelector("[aria-selected=true]")?.innerText.includes("A zebra in the harbour office")`, "the article")
	p.report("palette", p.axe())
	p.enter(0)
	p.until(fmt.Sprintf(`location.pathname === "/newsroom/article/%s"`, id), "the article's editor")
	p.ready()
	p.key("F?gb")
	if got := p.copyText(); !strings.Contains(got, "F?gb") {
		t.Errorf("letters typed into copy do what keys do: %q", got)
	}
	p.level()
	p.open("/newsroom/keys")
	p.submit(`form[action="/newsroom/keys"]`)
	p.key("gb?F")
	p.until(`document.body.dataset.letters === "off" && location.pathname === "/newsroom/keys" && !document.querySelector("dialog")`, "letters to do nothing")
	p.submit(`form[action="/newsroom/keys"]`)
	p.report("keys", p.seen.failures())
}

// TestNewsroomWithoutScripts goes a card's way and breaking news' with plain forms.
func TestNewsroomWithoutScripts(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.wide()
	id := p.site.draft(t, "Moved without scripts")
	p.must(call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	p.open("/newsroom/board")
	p.eval("window.before = true", nil)
	p.leave(fmt.Sprintf(`document.querySelector("#card-%s button[value=ready]").click()`, id))
	p.until(`!window.before && document.body.innerText.includes("It is marked ready.")`, "the board after the move")
	p.lane(id, "ready")
}

// TestNewsroomLooks looks at every screen: axe, contrasts, layout, in light and dark, at both ends of the widths.
func TestNewsroomLooks(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
			p.signIn()
			id := p.site.draft(t, "A card to look at, "+scheme)
			if err := p.site.api("PATCH", "/articles/"+id, map[string]any{"headline": "A card to look at twice, " + scheme, "body_html": "<p>Another first paragraph.</p><p>And a second.</p>"}, nil); err != nil {
				t.Fatal(err)
			}
			later := time.Now().Add(5 * time.Hour).UTC().Format(time.RFC3339)
			if err := p.site.api("POST", "/articles/"+p.site.draft(t, "Later, "+scheme)+"/schedule", map[string]any{"at": later}, nil); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{"/newsroom/", "/newsroom/board", "/newsroom/list?all=1", "/newsroom/list?from=never", "/newsroom/breaking", "/newsroom/keys", "/newsroom/tokens",
				"/newsroom/article/" + id + "/versions?from=1&to=2"} {
				p.open(path)
				for _, width := range []int64{320, 1280} {
					p.size(width)
					p.eval(`document.querySelectorAll(".moving").forEach((d, i) => d.open = i < 3)`, nil)
					where := fmt.Sprintf("%s %s %d px", path, scheme, width)
					p.report(where, p.layout())
					p.report(where, p.axe())
				}
			}
		})
	}
}
