package browsertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"

	"broadsheet/internal/store/storetest"
)

// paste puts a text in at the cursor, as one act.
func (p *tab) paste(text string) {
	p.t.Helper()
	p.must(call(p, input.InsertText, input.InsertTextParams{Text: text}))
}

// fill puts a value into a field of the editor, as its user would, and waits until the server has it.
func (p *tab) fill(field, value string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`(() => { const f = document.querySelector(%q); f.focus(); f.value = %q;
		f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})) })()`, "#field-"+field, value), nil)
	p.level()
}

// panelSays waits until the panel says something.
func (p *tab) panelSays(text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector("#panel").innerText.includes(%q)`, text), "the panel to say "+text)
}

// TestPublishedInTwelve signs in, writes an ordinary story whose text is ready to paste, and publishes it, counting what
// is done that is not text, and timing the machine.
func TestPublishedInTwelve(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	start, acts := time.Now(), 0
	act := func(do func()) {
		acts++
		do()
	}
	acts++ // the link in the message is followed; signIn does that and the next
	act(p.signIn)
	act(func() { p.eval(`document.querySelector("#headline").focus()`, nil) }) // a click
	p.paste("Ferry goes back into service")
	act(func() { p.enter(0) }) // New article
	p.ready()
	act(func() { p.eval(`document.querySelector("#field-standfirst").focus()`, nil) })
	p.paste("After five weeks in dock")
	act(func() { p.eval(`story.view.focus()`, nil) })
	p.paste("The ferry went back into service on Sunday. It had been in dock for five weeks.")
	act(func() { p.chord("Enter", kbControl) })
	p.until(`document.activeElement.id === "publish"`, "the panel")
	act(func() { p.enter(0) })
	took := time.Since(start)
	p.until(`document.body.innerText.includes("It is published")`, "the news of publication")
	if acts > 12 {
		t.Errorf("it takes %d acts", acts)
	}
	t.Logf("%d acts that are not text, %v from sign-in to published", acts, took.Round(time.Millisecond))
	if took > time.Minute {
		t.Errorf("the machine took %v", took)
	}
	var link string
	p.eval(`[...document.querySelectorAll(".said a")].find(a => a.innerText === "See it").pathname`, &link)
	if page := string(p.site.get(t, link, "identity").body); !strings.Contains(page, "It had been in dock") || !strings.Contains(page, "After five weeks in dock") {
		t.Errorf("%s is\n%s", link, page)
	}
	p.panelSays("there is nothing new to publish")
	p.report("panel", p.seen.failures())
}

// TestBlockingChecks has each check that blocks refuse to publish, with its sentence. The copy stays as it was, and what
// was found leads to where it is mended.
func TestBlockingChecks(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	number := 0
	for name, c := range map[string]struct {
		spoil     func(p *tab)
		says, at  string // what is said, and where a press on it leads
		copySpoil bool
	}{
		"an empty headline":       {func(p *tab) { p.fill("headline", "") }, "This is empty; every article has a headline.", "field-headline", false},
		"TK":                      {func(p *tab) { p.fill("standfirst", "The cost is TK") }, "This has a placeholder in it (“The cost is TK”)", "field-standfirst", false},
		"a note in brackets":      {func(p *tab) { p.fill("seo_description", "[[check]]") }, "This has a placeholder in it (“[[check]]”)", "field-seo_description", false},
		"DO NOT PUBLISH":          {func(p *tab) { p.chord("Enter", 0); p.key("DO NOT PUBLISH"); p.level() }, "This has a placeholder in it (“DO NOT PUBLISH”)", "writing", true},
		"a picture without words": {func(p *tab) { p.fill("picture", p.site.upload(p.t)) }, "has no alternative text for those who can't see it", "field-picture", false},
		"a reserved address":      {func(p *tab) { p.fill("slug", "front") }, "is reserved for a page of the site", "field-slug", false},
	} {
		number++
		headline := fmt.Sprintf("What must be mended, number %d", number)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.size(1280)
			p.signIn()
			p.newArticle(headline)
			p.key("Good words.")
			p.level()
			c.spoil(p)
			p.panelSays(c.says)
			text := p.copyText()
			p.chord("Enter", kbControl)
			p.until(`document.activeElement.id === "publish"`, "the panel")
			p.enter(0)
			p.until(`document.querySelector(".refused")?.innerText.includes("That was not done")`, "the refusal")
			p.until(fmt.Sprintf(`document.querySelector(".refused").innerText.includes(%q)`, c.says), "the sentence")
			p.ready()
			if got := p.copyText(); got != text {
				t.Errorf("after the refusal the copy is %q, it was %q", got, text)
			}
			var state string
			if p.eval("story.state.state", &state); state != "draft" {
				t.Errorf("it is %s", state)
			}
			p.panelSays(c.says)
			p.eval(`document.querySelector("#outlook h3.danger + ul a").click()`, nil)
			p.until(fmt.Sprintf(`document.activeElement.id === %q`, c.at), "where it is mended")
			if c.copySpoil {
				p.until(`story.view.state.selection.$from.parent.textContent === "DO NOT PUBLISH"`, "the paragraph")
			}
			p.report("panel", p.seen.failures())
		})
	}
}

// upload adds a picture that nobody has described.
func (s *site) upload(t testing.TB) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for x := range 640 {
		img.Set(x, x/2, color.RGBA{uint8(x), 120, 40, 255})
	}
	var b, file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "quay.png")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file.Bytes())
	_ = form.WriteField("credit", "The Packet")
	_ = form.Close()
	req, _ := http.NewRequest("POST", s.base+"/api/v1/media", &b)
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, _ := io.ReadAll(resp.Body)
	var made struct{ ID string }
	if err := json.Unmarshal(answer, &made); err != nil || made.ID == "" {
		t.Fatalf("%d %s", resp.StatusCode, answer)
	}
	return made.ID
}

// TestClockAndHold puts an article on the clock, watches the time run, takes it off, and holds it: all by the panel's
// forms.
func TestClockAndHold(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	p.signIn()
	path := p.newArticle("For tomorrow's paper")
	p.key("Good words.")
	p.level()
	p.eval(`document.querySelector("#at").value = new Date(Date.now() + 300e3).toLocaleString("sv", {timeZone: "Europe/London"}).slice(0, 16).replace(" ", "T")`, nil)
	p.submit(`form[action$="/schedule"]`)
	p.ready()
	p.panelSays("On the clock")
	p.panelSays("(Europe/London), in ")
	var before string
	p.eval(`document.querySelector(".left").innerText`, &before)
	p.until(fmt.Sprintf(`document.querySelector(".left").innerText !== %q && /^in [0-5] min \d+ s$/.test(document.querySelector(".left").innerText)`, before), "the time to run")
	p.submit(`form[action$="/unschedule"]`)
	p.ready()
	p.until(`document.body.innerText.includes("It is off the clock")`, "the news")
	p.panelSays("Goes live now")
	p.eval(`document.querySelector("#holds summary").click(); document.querySelector("#why").value = "The solicitors read it."`, nil)
	p.submit(`form[action$="/hold"]`)
	p.ready()
	p.panelSays("It cannot be published while it is on hold")
	p.chord("Enter", kbControl)
	p.until(`document.activeElement.id === "publish"`, "the panel")
	p.enter(0)
	p.until(`document.querySelector(".refused")?.innerText.includes("The solicitors read it.")`, "the refusal")
	p.open("/newsroom/")
	p.until(`[...document.querySelectorAll(".pile li")].some(r => r.innerText.includes("For tomorrow's paper") && r.innerText.includes("legal hold"))`, "the hold in the list")
	p.open(path)
	p.ready()
	p.submit(`form[action$="/lift"]`)
	p.until(`document.body.innerText.includes("The hold is lifted")`, "the news")
	p.report("panel", p.seen.failures())
}

// TestFieldsOfTheRegister fills in what stands beside the copy, and looks for it on the published page. Meanwhile the
// meters count.
func TestFieldsOfTheRegister(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	p.signIn()
	path := p.newArticle("Beside the copy")
	p.key("Good words.")
	p.eval(`document.querySelector(".about").open = true`, nil)
	var person, slug string
	p.eval(`JSON.parse(document.getElementById("manuscript").textContent).people[0].name`, &person)
	p.fill("byline", person)
	p.fill("tags", "Lifeboats, Harbour walls")
	p.fill("dateline", "PELLWICK")
	p.fill("credit", "Coast Agency")
	p.fill("slug", "beside-the-copy-of-the-day")
	p.fill("seo_description", "What search engines say.")
	p.fill("headline", "Beside the copy 👩‍👩‍👧‍👦")
	for _, want := range []string{"Web 17 of 90", "Push 17 of 45", "Newsletter 17 of 50", " px of 580"} {
		p.until(fmt.Sprintf(`document.querySelector(".meters").innerText.includes(%q)`, want), want)
	}
	p.eval(`(() => { const f = document.querySelector("#field-picture"); f.value = "no-such-picture"; f.dispatchEvent(new Event("input", {bubbles: true})) })()`, nil)
	p.until(`document.querySelector(".field.picture .wrong")?.innerText.includes("there is no picture")`, "the refusal")
	p.eval(`(() => { const f = document.querySelector("#field-picture"); f.value = ""; f.dispatchEvent(new Event("input", {bubbles: true})) })()`, nil)
	p.level()
	p.fill("headline", "Beside the copy, with words and words and words and words and words and words and words and words")
	p.until(`document.querySelectorAll(".meters .over").length === 4`, "the meters")
	p.panelSays("Goes live now")
	p.submit("#publish-form")
	p.until(`document.body.innerText.includes("It is published")`, "the news of publication")
	p.eval(`story.state.slug`, &slug)
	page := string(p.site.get(t, "/beside-the-copy-of-the-day", "identity").body)
	for _, want := range []string{person, "Lifeboats", "Harbour walls", "PELLWICK", "Coast Agency", `name="description" content="What search engines say."`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page at %s (%s) lacks %q", slug, path, want)
		}
	}
}

// looker is a tab that looks at screens: axe, contrasts and layout, at both ends of the widths.
func (p *tab) looker(scheme string) (look func(where string)) {
	p.t.Helper()
	p.media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
	p.signIn()
	return func(where string) {
		p.t.Helper()
		for _, width := range []int64{320, 1280} {
			p.size(width)
			where := fmt.Sprintf("%s %s %d px", where, scheme, width)
			p.report(where, p.layout())
			p.report(where, p.axe())
		}
	}
}

// TestPublishingLooks looks at the screens of publishing.
func TestPublishingLooks(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	for _, scheme := range []string{"light", "dark"} {
		t.Run("before "+scheme, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			look := p.looker(scheme)
			path := p.newArticle("TK, to look at " + scheme)
			p.key("Some words.")
			p.level()
			p.submit("#publish-form")
			p.ready()
			p.panelSays("Must be mended first")
			look("refusal")
			for _, l := range []string{"telephone", "print", "search", "card"} {
				p.open(path + "/views?as=" + l)
				look(l)
			}
			p.report("publishing", p.seen.failures())
		})
		t.Run("after "+scheme, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			look := p.looker(scheme)
			path := p.newArticle("To look at in " + scheme)
			p.key("Some words.")
			p.level()
			p.open(path + "/preview")
			look("preview")
			p.open(path + "/spike")
			look("spike")
			p.open(path)
			p.ready()
			p.panelSays("Goes live now")
			p.submit("#publish-form")
			p.until(`document.body.innerText.includes("It is published")`, "the news of publication")
			p.eval(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil)
			look("published")
			p.open(path + "/kill")
			look("kill")
			p.report("publishing", p.seen.failures())
		})
	}
}

// TestCorrectingInTheEditor publishes a note for readers, which is previewed first, from the editor's form.
func TestCorrectingInTheEditor(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	p.size(1280)
	p.signIn()
	p.newArticle("The bridge costs four million")
	p.key("It will cost four million.")
	p.level()
	p.submit("#publish-form")
	p.ready()
	p.key(" No, forty.")
	p.level()
	p.panelSays("Readers get the changes now")
	p.eval(`document.querySelector("#text").value = "We gave the cost of the bridge as four million. It is forty."`, nil)
	p.submit(`form[action$="/correct"]`)
	p.until(`document.body.innerText.includes("It is published with the note for readers")`, "the news")
	var slug string
	p.eval(`story.state.slug`, &slug)
	for path, want := range map[string]string{"/" + slug: "It is forty.", "/corrections": "It is forty.", "/feed.json": "No, forty."} {
		if page := string(p.site.get(t, path, "identity").body); !strings.Contains(page, want) {
			t.Errorf("%s lacks the note", path)
		}
	}
	if page := string(p.site.get(t, "/"+slug, "identity").body); !strings.Contains(page, `"correction"`) && !strings.Contains(page, "CorrectionComment") {
		t.Error("the linked data lack the note")
	}
	p.report("correcting", p.seen.failures())
}
