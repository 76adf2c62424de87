package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/store/storetest"
)

// TestPanelFollowsTheCopy has somebody write without a pause: the panel stops saying that there is no copy, and the words are
// counted, before the writer rests. What the page says before its script runs is what it says after.
func TestPanelFollowsTheCopy(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.signIn()
	path := p.newArticle("Written without a pause")
	p.panelSays("here is no copy yet")
	said := true
	for deadline := time.Now().Add(time.Minute); said && time.Now().Before(deadline); {
		p.key("on and ")
		p.eval(`document.querySelector("#panel").innerText.includes("here is no copy yet")`, &said)
	}
	if said {
		t.Error("after a minute of writing the panel still says that there is no copy")
	}
	p.until(`document.querySelector("#words").innerText === story.view.state.doc.textContent.trim().split(" ").length + " words"`, "the count")
	p.chord("Enter", 0)
	p.key("It’s 3 – or 4, “he” said ")
	p.compose("日本語")
	p.key(kb.ArrowLeft)
	p.eval(`story.view.dispatch((() => { const {tr, schema, doc} = story.view.state; const end = doc.content.size - 1;
		return tr.insert(end, [schema.nodes.hard_break.create(), schema.text("new words", [schema.marks.insertion.create({id: "x_" + story.data.me.person})])]) })())`, nil)
	p.level()
	p.eval(`new Promise(ok => setTimeout(ok, 200))`, nil) // until it has been drawn
	var shown, first string
	p.eval(`document.querySelector("#words").innerText`, &shown)
	p.eval(fmt.Sprintf(`fetch(%q).then(r => r.text())`, path), &first)
	if !strings.Contains(first, `<p id="words">`+shown+`</p>`) || shown == "0 words" {
		_, rest, _ := strings.Cut(first, `id="words"`)
		t.Errorf("the page comes with %.40q, and its script counts %s", rest, shown)
	}
	if strings.Contains(first, "here is no copy yet") {
		t.Error("the page comes with a panel that says there is no copy")
	}
	p.report("panel", p.seen.failures())
}
