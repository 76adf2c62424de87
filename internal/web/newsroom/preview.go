package newsroom

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
	scripts "broadsheet/ui/newsroom"
)

// Pages is who makes the readers' pages.
type Pages interface {
	// Preview makes an article's page as readers would get it.
	Preview(ctx context.Context, p news.Paper, w web.Preview) (web.Previewed, error)
	// PreviewCard draws its share picture. Errors: CodeNotFound where it would have none.
	PreviewCard(ctx context.Context, p news.Paper, w web.Preview) (picture []byte, mime string, err error)
}

// earlier says of a preview which version it shows; 0 is what is written now. out: readers have had it.
type earlier struct {
	version int
	out     bool
}

// previewed is an article as it would be published now; or, where the address names a version, as that says.
func (v *visit) previewed(id string) (w web.Preview, which earlier, err error) {
	if v.r.URL.Query().Has("version") {
		return v.previewedVersion(id)
	}
	t, err := v.try(v.r.Context(), id)
	return web.Preview{Article: t.Then, Copy: t.Copy, Tags: t.Tags}, which, err
}

// previewedVersion is an article as a version of it says, with the head that it had then: its date, address and notes are not
// those of today. A version that was never out is dated when it was written.
func (v *visit) previewedVersion(id string) (w web.Preview, which earlier, err error) {
	head, err := v.head(v.r.Context(), id)
	if err == nil {
		err = desk.MayReadHistory(v.actor(), head)
	}
	if err != nil {
		return w, which, err
	}
	n := int(v.number("version"))
	if n < 1 || n > head.Version {
		return w, which, news.Errorf(news.CodeNotFound, "version", "the article has the versions 1 to %d; choose one of them", head.Version)
	}
	_, was, err := v.Store.Read(v.r.Context(), v.paper.ID, id, n)
	if err != nil {
		return w, which, err
	}
	entries, err := v.Store.EntriesAbout(v.r.Context(), v.paper.ID, id)
	if err != nil {
		return w, which, err
	}
	which.version = n
	w.Copy = was.Copy
	w.Article, which.out = news.HeadOf(entries, n, v.Now())
	w.Article.Version, w.Article.Live = n, n
	if w.Article.PublishedAt == 0 {
		w.Article.PublishedAt = was.At
	}
	return w, which, nil
}

// preview shows the page that readers would get, below a banner that says what it is. A note for readers that is being
// written is shown in it.
func (v *visit) preview(id string) error {
	w, which, err := v.previewed(id)
	if err != nil {
		return err
	}
	if text := v.r.FormValue("text"); text != "" {
		kind := news.CorrectionKind(v.r.FormValue("kind"))
		w.Correction = &news.Correction{Kind: kind, Text: text, At: v.Now()}
	}
	shown, err := v.Pages.Preview(v.r.Context(), v.paper, w)
	if err != nil {
		return err
	}
	page := shown.Page
	if v.r.URL.Query().Has("print") {
		page = bytes.Replace(page, []byte(ui.Stylesheet()), []byte("/newsroom/print.css"), 1)
	}
	var banner bytes.Buffer
	if err := previewBanner(w.Article, which, scripts.Address("preview.css")).Render(v.r.Context(), &banner); err != nil {
		return err
	}
	v.w.Header().Set("Content-Security-Policy", shown.Policy)
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = v.w.Write(withBanner(page, banner.Bytes()))
	return err
}

// withBanner puts the banner at the beginning of a page's body. Nothing else of the page is touched.
func withBanner(page, banner []byte) []byte {
	at := bytes.Index(page, []byte("<body"))
	if at < 0 {
		return page
	}
	at += bytes.IndexByte(page[at:], '>') + 1
	return bytes.Join([][]byte{page[:at], banner, page[at:]}, nil)
}

// previewCard answers the share picture that the article would have.
func (v *visit) previewCard(id string) error {
	w, _, err := v.previewed(id)
	if err != nil {
		return err
	}
	picture, mime, err := v.Pages.PreviewCard(v.r.Context(), v.paper, w)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", mime)
	v.w.Header().Set("Content-Length", strconv.Itoa(len(picture)))
	_, err = v.w.Write(picture)
	return err
}

// A look is one of the ways in which an article is met.
type look struct{ name, label string }

// looks are all of them. Those without a frame are drawn on the page.
var looks = []look{{"telephone", "Telephone"}, {"tablet", "Tablet"}, {"desktop", "Desktop"}, {"print", "Print"}, {"search", "Search result"}, {"card", "Shared link"}}

// viewsPage shows an article as it is met by readers.
type viewsPage struct {
	id      string
	look    look
	article news.Article
	copy    news.Copy
	shown   web.Previewed
	hasCard bool
}

// views shows the frames: one look at a time.
func (v *visit) views(id string) error {
	w, _, err := v.previewed(id)
	if err != nil {
		return err
	}
	p := viewsPage{id: id, look: looks[0], article: w.Article, copy: w.Copy}
	for _, l := range looks {
		if l.name == v.r.URL.Query().Get("as") {
			p.look = l
		}
	}
	switch p.look.name {
	case "search", "card":
		if p.shown, err = v.Pages.Preview(v.r.Context(), v.paper, w); err != nil {
			return err
		}
		_, _, err = v.Pages.PreviewCard(v.r.Context(), v.paper, w)
		if p.hasCard = err == nil; !p.hasCard && news.CodeOf(err) != news.CodeNotFound {
			return err
		}
	}
	v.w.Header().Set("Content-Security-Policy", v.w.Header().Get("Content-Security-Policy")+"; frame-src 'self'")
	return v.page(http.StatusOK, "How it looks: "+w.Copy.Headline, viewsView(p))
}

// src is the address of what a look's frame shows.
func (p viewsPage) src() string {
	src := "/newsroom/article/" + p.id + "/preview"
	if p.look.name == "print" {
		src += "?print"
	}
	return src
}

// printStyles is the readers' stylesheet as a printer reads it, for frames, which are on screens.
func (v *visit) printStyles() error {
	a, _, ok := ui.AssetAt(ui.Stylesheet())
	if !ok {
		return v.unknown()
	}
	css := bytes.ReplaceAll(a.Body, []byte("@media print"), []byte("@media all"))
	css = bytes.ReplaceAll(css, []byte("@media screen"), []byte("@media print"))
	v.w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, err := v.w.Write(css)
	return err
}
