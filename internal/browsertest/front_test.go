package browsertest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// photo is a picture that no other test has: of one colour but for a corner.
func photo(t testing.TB, shade uint8) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 900, 600))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	for i := range 60 {
		m.Set(i, i, color.RGBA{255, 0, 0, 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// publishThree publishes three articles in a section of its own, whose front is this test's alone.
func publishThree(t *testing.T, s *site, slug string) (ids []string) {
	t.Helper()
	if err := s.api("POST", "/sections", map[string]any{"slug": slug, "name": "Desk " + slug}, nil); err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"One", "Two", "Three"} {
		var a struct{ ID string }
		err := s.api("POST", "/articles", map[string]any{"headline": slug + " " + n, "section": slug, "body_html": "<p>Words.</p>", "publish": true}, &a)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	return ids
}

// front reads the live and the draft list of a front as the API has them.
func (s *site) front(t *testing.T, name string) (live, draft []string, version int) {
	t.Helper()
	var f struct {
		Version     int
		Live, Draft []struct{ Article string }
	}
	if err := s.api("GET", "/fronts/"+name, nil, &f); err != nil {
		t.Fatal(err)
	}
	for _, x := range f.Live {
		live = append(live, x.Article)
	}
	for _, x := range f.Draft {
		draft = append(draft, x.Article)
	}
	return live, draft, f.Version
}

func equal(got []string, want ...string) bool { return fmt.Sprint(got) == fmt.Sprint(want) }

// settled waits until the script has put n fresh pages in.
func (p *tab) settled(n int) {
	p.t.Helper()
	p.until(fmt.Sprintf(`Number(document.documentElement.dataset.ready || 0) >= %d`, n), "the script")
}

// onCard puts the focus on a card of the tray or the draft.
func (p *tab) onCard(list, article string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`document.querySelector('%s .slot[data-article="%s"]').focus()`, list, article), nil)
}

// TestFrontByKeyboard puts cards on a front, moves one, takes one off, undoes that, and publishes, with keys alone.
func TestFrontByKeyboard(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	ids := publishThree(t, p.site, "front-keys")
	p.signIn()
	p.open("/newsroom/front/front-keys?q=front-keys")
	p.settled(1)
	for i, id := range ids {
		p.onCard(".tray", id)
		p.key(fmt.Sprint(i + 1))
		p.settled(i + 2)
	}
	p.onCard("#slots", ids[2])
	p.key(kb.ArrowUp)
	p.settled(5)
	p.key(kb.Delete) // the focus is still on the card
	p.settled(6)
	if _, draft, _ := p.site.front(t, "front-keys"); !equal(draft, ids[0], ids[1]) {
		t.Fatalf("after Delete the draft is %v of %v", draft, ids)
	}
	p.key("z", chromedp.KeyModifiers(chromedp.Modifier(kbControl)))
	p.settled(7)
	live, draft, _ := p.site.front(t, "front-keys")
	if !equal(draft, ids[0], ids[2], ids[1]) || len(live) != 0 {
		t.Fatalf("after undo the draft is %v of %v, and live %v", draft, ids, live)
	}
	var summary string
	if p.eval(`document.querySelector("#summary").textContent`, &summary); !strings.Contains(summary, "puts on 3") || !strings.Contains(summary, "front-keys One") {
		t.Errorf("the summary is %q", summary)
	}
	p.eval(`document.querySelector("#publish").focus()`, nil)
	p.key(" ")
	p.until(`document.querySelector("#said").innerText.includes("The front is published")`, "what was done")
	if live, _, _ := p.site.front(t, "front-keys"); !equal(live, ids[0], ids[2], ids[1]) {
		t.Errorf("live is %v of %v", live, ids)
	}
	p.report("front", p.seen.failures())
}

// TestFrontByDrag drags a card from the list to the draft, and another before it.
func TestFrontByDrag(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	ids := publishThree(t, p.site, "front-drag")
	p.signIn()
	p.open("/newsroom/front/front-drag?q=front-drag")
	p.settled(1)
	p.dragCard(fmt.Sprintf(`.tray [data-article="%s"] .head`, ids[0]), "#slots, .draft")
	p.settled(2)
	p.dragCard(fmt.Sprintf(`.tray [data-article="%s"] .head`, ids[1]), fmt.Sprintf(`#slots [data-article="%s"] .head`, ids[0]))
	p.settled(3)
	if _, draft, _ := p.site.front(t, "front-drag"); !equal(draft, ids[1], ids[0]) {
		t.Errorf("the draft is %v of %v", draft, ids)
	}
}

// TestTwoAtOneFront has two editors on one draft: the second is told what the first did, and nothing of either is lost.
func TestTwoAtOneFront(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	a, b := newTab(t), newTab(t)
	ids := publishThree(t, a.site, "front-two")
	for _, p := range []*tab{a, b} {
		p.signIn()
		p.open("/newsroom/front/front-two?q=front-two")
		p.settled(1)
		if p == a { // the first version, so that both have one before their eyes
			p.onCard(".tray", ids[0])
			p.key("1")
			p.settled(2)
		}
	}
	a.onCard(".tray", ids[1])
	a.key("1")
	a.settled(3)
	b.onCard(".tray", ids[2])
	b.key("1")
	b.settled(2)
	b.until(`document.querySelector("#said").innerText.includes("front-two Two")`, "what the other did")
	if _, draft, _ := a.site.front(t, "front-two"); !equal(draft, ids[2], ids[1], ids[0]) {
		t.Errorf("the draft is %v of %v", draft, ids)
	}
	a.eval(`document.querySelector("#publish").click()`, nil)
	a.settled(4)
	a.until(`document.querySelector("#said").innerText.includes("Nothing of either is lost")`, "that it was not published unseen")
	if live, _, _ := a.site.front(t, "front-two"); len(live) != 0 {
		t.Errorf("it was published unseen: %v", live)
	}
}

// TestFrontByTheClock schedules a front and waits until readers see it, with nobody asking the newsroom.
func TestFrontByTheClock(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	ids := publishThree(t, p.site, "front-clock")
	if err := p.site.api("PUT", "/fronts/front-clock", map[string]any{"draft": []any{map[string]any{"article": ids[0], "headline": "By the clock"}}}, nil); err != nil {
		t.Fatal(err)
	}
	at := news.At(time.Now().Add(3 * time.Second))
	if err := p.site.api("POST", "/fronts/front-clock/schedule", map[string]any{"at": at}, nil); err != nil {
		t.Fatal(err)
	}
	p.signIn()
	p.open("/newsroom/front/front-clock")
	p.until(`document.querySelector("main").innerText.includes("Scheduled changes") || document.querySelector("main").innerText.includes("what readers see already")`, "the plan")
	p.until(`fetch("/section/front-clock").then(r => r.text()).then(h => h.includes("By the clock"))`, "the front by the clock")
	if live, _, _ := p.site.front(t, "front-clock"); !equal(live, ids[0]) {
		t.Errorf("live is %v", live)
	}
}

// TestUploads adds pictures by the chooser, by paste and by drop, and a text that calls itself one.
func TestUploads(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	p.signIn()
	p.open("/newsroom/pictures")
	p.settled(1)
	file := filepath.Join(t.TempDir(), "chosen-file.jpg")
	if err := os.WriteFile(file, photo(t, 31), 0o600); err != nil {
		t.Fatal(err)
	}
	p.must(chromedp.Do(p.ctx, chromedp.SetUploadFiles("#file", []string{file})))
	added := func(n int) {
		p.until(fmt.Sprintf(`Number(document.documentElement.dataset.added || 0) >= %d`, n), "the upload")
	}
	added(1)
	for i, how := range []string{"paste", "drop"} {
		p.eval(fmt.Sprintf(`(async () => { const d = new DataTransfer(); const c = new OffscreenCanvas(500 + %d, 300); c.getContext("2d").fillRect(0, 0, 50, 50)
			d.items.add(new File([await c.convertToBlob({type: "image/png"})], %q, {type: "image/png"}))
			document.dispatchEvent(%q === "paste" ? new ClipboardEvent("paste", {clipboardData: d, bubbles: true}) : new DragEvent("drop", {dataTransfer: d, bubbles: true})) })()`,
			i, how+"-file.png", how), nil)
		added(i + 2)
	}
	p.eval(`(() => { const d = new DataTransfer(); d.items.add(new File(["only words"], "words.jpg", {type: "image/jpeg"}))
		document.dispatchEvent(new DragEvent("drop", {dataTransfer: d, bubbles: true})) })()`, nil)
	added(4)
	p.eval(`(() => { const d = new DataTransfer(); d.items.add(new File([new Uint8Array(100 << 20)], "100MB.jpg", {type: "image/jpeg"}))
		document.dispatchEvent(new DragEvent("drop", {dataTransfer: d, bubbles: true})) })()`, nil)
	added(5)
	var said string
	if p.eval(`document.querySelector("#progress").innerText`, &said); !strings.Contains(said, "“words.jpg” is a text and no picture") || strings.Count(said, "Added:") != 3 || !strings.Contains(said, "“100MB.jpg” has 100 MB") {
		t.Errorf("it says\n%s", said)
	}
	for _, name := range []string{"chosen-file", "paste-file", "drop-file"} {
		p.open("/newsroom/pictures?q=" + name)
		var n int
		if p.eval(`document.querySelectorAll("#shelf li").length`, &n); n != 1 {
			t.Errorf("%s is found %d times", name, n)
		}
	}
}

// addPicture adds a picture by the newsroom's form and opens its page. It returns its id.
func (p *tab) addPicture(shade uint8, name string) (id string) {
	p.t.Helper()
	file := filepath.Join(p.t.(*testing.T).TempDir(), name)
	if err := os.WriteFile(file, photo(p.t, shade), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.open("/newsroom/pictures")
	p.settled(1)
	p.must(chromedp.Do(p.ctx, chromedp.SetUploadFiles("#file", []string{file})))
	p.until(`document.querySelector("#progress a") !== null`, "the picture")
	p.eval(`document.querySelector("#progress a").pathname.split("/").at(-1)`, &id)
	p.open("/newsroom/pictures/" + id)
	p.settled(1)
	return id
}

// TestFocalPoint sets the point that no crop loses with the arrow keys, and saves it with the words.
func TestFocalPoint(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	p.signIn()
	id := p.addPicture(77, "focal.jpg")
	p.eval(`document.getElementById("focal").focus()`, nil)
	for range 30 {
		p.key(kb.ArrowRight)
	}
	for range 5 {
		p.key(kb.ArrowUp)
	}
	var crop string
	if p.eval(`document.querySelector(".crops img").className`, &crop); !strings.Contains(crop, "fx75 fy50") {
		t.Errorf("the crops are drawn as %q", crop)
	}
	p.eval(`(document.querySelector("#alt").value = "A grey wall", document.querySelector("#credit").value = "Ada", null)`, nil)
	p.submit("#words")
	var pic struct {
		Alt   string
		Focus struct{ X, Y int }
	}
	if err := p.site.api("GET", "/media/"+id, nil, &pic); err != nil || pic.Focus.X != 80 || pic.Focus.Y != 45 || pic.Alt != "A grey wall" {
		t.Errorf("the picture is %+v %v", pic, err)
	}
}

// TestRightsEnd publishes a picture whose rights end in a moment: then its page, its files and a new publication have it no
// more.
func TestRightsEnd(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.signIn()
	id := p.addPicture(140, "ends.jpg")
	var pic struct{ Renditions []struct{ URL string } }
	if err := p.site.api("PATCH", "/media/"+id, map[string]any{"alt": "A wall", "credit": "Ada", "expires_at": news.At(time.Now().Add(time.Hour))}, &pic); err != nil {
		t.Fatal(err)
	}
	var a struct{ Slug string }
	filing := map[string]any{"headline": "A picture that ends", "section": "harbour", "body_html": "<p>Words.</p>", "picture": id, "publish": true}
	if err := p.site.api("POST", "/articles", filing, &a); err != nil {
		t.Fatal(err)
	}
	path := pic.Renditions[0].URL
	path = path[strings.Index(path, "/media/"):]
	before := p.site.get(t, path, "")
	shown := bytes.Contains(p.site.get(t, "/"+a.Slug, "").body, []byte(path))
	if before.status != 200 || !shown || strings.Contains(before.header.Get("Cache-Control"), "immutable") {
		t.Errorf("before the end: %d, %v, %s", before.status, shown, before.header.Get("Cache-Control"))
	}
	if err := p.site.api("PATCH", "/media/"+id, map[string]any{"expires_at": news.At(time.Now().Add(2 * time.Second))}, nil); err != nil {
		t.Fatal(err)
	}
	p.until(fmt.Sprintf(`fetch(%q).then(r => r.status === 410)`, path), "the file's end")
	p.until(fmt.Sprintf(`fetch(%q).then(r => r.text()).then(h => !h.includes("/media/%s"))`, "/"+a.Slug, strings.TrimPrefix(path, "/media/")[:32]), "the page's end")
	if feed := p.site.get(t, "/section/harbour/feed.json", "").body; !bytes.Contains(feed, []byte("A picture that ends")) || bytes.Contains(feed, []byte(strings.TrimPrefix(path, "/media/")[:32])) {
		t.Error("the feed has the picture still, or the article no more")
	}
	if err := p.site.api("POST", "/articles", filing, nil); err == nil || !strings.Contains(err.Error(), "the right to show the picture") {
		t.Errorf("it was published after its end: %v", err)
	}
}

// TestFrontAndPicturesAccess looks at every new screen with axe, in light and dark, narrow and wide.
func TestFrontAndPicturesAccess(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	ids := publishThree(t, p.site, "front-axe")
	draft := []any{map[string]any{"article": ids[0], "headline": "Another headline", "pin": 1}, map[string]any{"article": ids[1]}}
	if err := p.site.api("PUT", "/fronts/front-axe", map[string]any{"draft": draft, "live": []any{map[string]any{"article": ids[2]}}}, nil); err != nil {
		t.Fatal(err)
	}
	if err := p.site.api("POST", "/fronts/front-axe/schedule", map[string]any{"at": "2099-02-01T06:00:00Z"}, nil); err != nil {
		t.Fatal(err)
	}
	p.signIn()
	id := p.addPicture(200, "axe.jpg")
	for _, scheme := range []string{"light", "dark"} {
		p.media("prefers-color-scheme", scheme)
		for _, path := range []string{"/newsroom/front", "/newsroom/front/front-axe", "/newsroom/front/front-axe/history", "/newsroom/front/front-axe/preview", "/newsroom/pictures", "/newsroom/pictures?as=list", "/newsroom/pictures/" + id} {
			p.open(path)
			p.eval(`document.querySelectorAll("details").forEach((d, i) => d.open = i < 3)`, nil)
			for _, width := range []int64{320, 1280} {
				p.size(width)
				where := fmt.Sprintf("%s %s %d px", path, scheme, width)
				p.report(where, p.layout())
				p.report(where, p.axe())
				if dir := os.Getenv("FRONT_SHOTS"); dir != "" {
					b, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
					p.must(err)
					_ = os.WriteFile(filepath.Join(dir, strings.NewReplacer("/", "_", "?", "_").Replace(where)+".png"), b, 0o600)
				}
			}
		}
	}
}

// TestFigure puts a picture of the library into the copy, chosen in the dialog by keyboard, and takes it for a card.
func TestFigure(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	ids := publishThree(t, p.site, "front-pick")
	p.signIn()
	id := p.addPicture(95, "pick-me-95.jpg")
	if err := p.site.api("PATCH", "/media/"+id, map[string]any{"alt": "A wall", "credit": "Ada"}, nil); err != nil {
		t.Fatal(err)
	}
	find := func() {
		p.until(`document.querySelector(".picker") !== null`, "the dialog")
		p.key("pick-me-95")
		p.until(`document.querySelectorAll(".picker .pick").length === 1`, "what was found")
		p.report("picker", p.axe())
		p.eval(`document.querySelector(".picker .pick").focus()`, nil)
		p.key(" ")
		p.until(`document.querySelector(".picker") === null`, "the dialog's end")
	}
	p.newArticle("With a figure")
	p.key("Before it.")
	p.eval(`document.getElementById("figure").click()`, nil)
	find()
	p.until(`document.querySelector("#writing figure img")?.naturalWidth > 0`, "the picture in the copy")
	p.level()
	if doc := p.copyJSON(); !strings.Contains(doc, id) {
		t.Errorf("the copy is %s", doc)
	}
	if err := p.site.api("PUT", "/fronts/front-pick", map[string]any{"draft": []any{map[string]any{"article": ids[0]}}}, nil); err != nil {
		t.Fatal(err)
	}
	p.open("/newsroom/front/front-pick")
	p.settled(1)
	p.eval(`(document.querySelector("#slots details").open = true, document.querySelector("#slots [data-pick] + button").click(), null)`, nil)
	find()
	p.eval(`document.querySelector("#slots details form").requestSubmit()`, nil)
	p.settled(2)
	p.until(`document.querySelector("#slots .slot").innerText.includes("Own picture")`, "the card's picture")
}
