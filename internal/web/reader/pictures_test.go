package reader_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/body"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/share"
)

// library takes a picture of w by h, all in one colour, into the paper's library.
func (b *bundle) library(w, h int, c color.RGBA, change ...func(*news.Picture)) news.Picture {
	b.t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.SetRGBA(i%w, i/w, c)
	}
	var file bytes.Buffer
	b.must(jpeg.Encode(&file, m, nil))
	p, err := media.NewIntake(b.files, media.Limits{}, false).Take(b.t.Context(), file.Bytes())
	b.must(err)
	p.ID, p.Alt, p.Caption, p.Credit, p.Version = b.id(), "A gull", "A gull on the ridge.", "Una Vale", 1
	for _, f := range change {
		f(&p)
	}
	b.write(func(tx news.Tx) error { return tx.PutPicture(p, "") })
	return p
}

// withPicture is a body that shows a picture of the library and says nothing of it.
func withPicture(id string) news.Body {
	return body.Marshal(news.Node{Type: body.Doc, Content: []news.Node{{Type: body.Picture, Attrs: &news.Attrs{Media: id}}}})
}

// TestPictureInABody shows it in every type there is, of a size that is told, with the library's words; when AVIF has
// been made in the background, the page is made anew.
func TestPictureInABody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("not in short runs: nothing happens at once here, and the race detector makes it thirty times as slow")
	}
	b := setup(t)
	p := b.library(1000, 500, color.RGBA{0, 60, 90, 255})
	b.file("a", news.Copy{Headline: "A story", Body: withPicture(p.ID)})
	page := b.text(b.get("/a"))
	for _, want := range []string{
		`<picture><source type="image/webp" srcset="/media/`, `-800.webp 800w, `, `-1000.webp 1000w" sizes="`, `-1000.jpg" alt="A gull" width="1000"`,
		`alt="A gull" width="1000" height="500" loading="lazy" decoding="async"></picture>`, `A gull on the ridge. <span class="credit">Una Vale</span>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(page, "image/avif") {
		t.Error("the page offers AVIF that isn't there")
	}
	whole, err := media.NewIntake(b.files, media.Limits{}, false).Complete(t.Context(), p, true)
	b.must(err)
	whole.Version = 2
	b.write(func(tx news.Tx) error { return tx.PutPicture(whole, "") })
	page = b.text(b.get("/a"))
	if !strings.Contains(page, `<picture><source type="image/avif" srcset="/media/`) || !strings.Contains(page, "-400.webp 400w") {
		t.Error("the page does not offer what has been made since")
	}
	if feed := b.text(b.get("/feed.xml")); strings.Contains(feed, "srcset") {
		t.Error("the feed offers a choice")
	}
}

// TestSharePictureOnThePhotograph draws an article's share picture on its own picture, or the first of its body, and in
// type where that may not be shown or is too small.
func TestSharePictureOnThePhotograph(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("much arithmetic on one goroutine")
	}
	b := setup(t)
	green := color.RGBA{0, 120, 30, 255}
	p := b.library(1300, 800, green)
	b.file("main", news.Copy{Headline: "On its picture", Picture: p.ID})
	b.file("within", news.Copy{Headline: "On the body's picture", Body: withPicture(p.ID)})
	b.file("small", news.Copy{Headline: "Small", Picture: b.library(300, 200, green).ID})
	b.file("ended", news.Copy{Headline: "Ended", Picture: b.library(1300, 800, green, func(p *news.Picture) { p.ExpiresAt = b.clock() - 1 }).ID})
	first := b.shared("main")
	for _, slug := range []string{"main", "within"} {
		res := b.get(b.shared(slug))
		m, err := jpeg.Decode(strings.NewReader(b.text(res)))
		if err != nil || res.Header.Get("Content-Type") != "image/jpeg" || m.Bounds() != image.Rect(0, 0, share.Width, share.Height) {
			t.Fatalf("%s: %v %v", slug, res.Header, err)
		}
		if r, g, bl, _ := m.At(600, 60).RGBA(); g>>8 < 110 || r>>8 > 20 || bl>>8 > 50 {
			t.Errorf("%s: the photograph is not to be seen: %d %d %d", slug, r>>8, g>>8, bl>>8)
		}
	}
	for _, slug := range []string{"small", "ended"} {
		if at := b.shared(slug); !strings.HasSuffix(at, ".png") || b.get(at).StatusCode != 200 {
			t.Errorf("%s has the share picture %s", slug, at)
		}
	}
	p.Focus, p.Version = news.Focus{X: 10, Y: 90}, 2
	b.write(func(tx news.Tx) error { return tx.PutPicture(p, "") })
	if second := b.shared("main"); second == first || b.get(first).StatusCode != 301 {
		t.Error("another focus leaves the share picture as it was")
	}
	if res := b.get(strings.Replace(first, ".jpg", ".png", 1)); res.StatusCode != 301 {
		t.Errorf("the same name with another ending answers %d", res.StatusCode)
	}
	if b.get("/share/"+b.article["main"].ID+"/0123456789abcdef.gif").StatusCode != 404 {
		t.Error("a share picture of another type is there")
	}
}

// TestSlotPictureEnds has a front's slot show a picture of its own: when the right to it ends, or it is removed, the article's stands in
// its place, and none is left out.
func TestSlotPictureEnds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	own := b.library(700, 500, color.RGBA{0, 60, 90, 255})
	slots := b.library(640, 480, color.RGBA{90, 60, 0, 255}, func(p *news.Picture) { p.ExpiresAt = b.clock() + 60_000 })
	b.file("a", news.Copy{Headline: "A story", Picture: own.ID})
	b.front(news.MainFront, news.Slot{Article: b.article["a"].ID, Picture: slots.ID})
	on := func(page string, p news.Picture) bool {
		return slices.ContainsFunc(p.Renditions, func(r news.Rendition) bool { return strings.Contains(page, r.Path) })
	}
	shows := func(when string, has, not news.Picture) {
		t.Helper()
		if page := b.text(b.get("/")); !on(page, has) || on(page, not) {
			t.Errorf("%s the front shows the other picture, or none:\n%s", when, page)
		}
	}
	shows("before the end", slots, own)
	b.now.Add(60_000)
	shows("after the end", own, slots)
	slots.ExpiresAt, slots.Version = 0, 2
	b.write(func(tx news.Tx) error { return tx.PutPicture(slots, "") })
	shows("with its rights prolonged", slots, own)
	slots.RemovedAt, slots.Version = b.clock(), 3
	b.write(func(tx news.Tx) error { return tx.PutPicture(slots, "") })
	shows("when it is removed", own, slots)
}
