package newsroom

import (
	"net/http"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// gallery shows the components of the reader's pages in all their states, to those who are signed in: it is in every
// binary, so that whoever changes a paper's look can see what that does, and no reader and no robot meets it.
func (v *visit) gallery(name string) error {
	if "/newsroom/gallery/"+name == ui.GalleryPicture {
		return web.Answer{Status: http.StatusOK, Type: "image/svg+xml", Body: ui.GalleryDrawing()}.Send(v.w, v.r)
	}
	if name == "" {
		return v.move(ui.GalleryPath + ui.GalleryGroups()[0].Name)
	}
	group, ok := ui.GalleryGroupNamed(name)
	if !ok {
		return v.page(http.StatusNotFound, "Page not found", notice("We can’t find that page", "The gallery has no group “"+name+"”.", ui.GalleryPath, "The gallery"))
	}
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	page := ui.Page{Title: group.Title, Path: ui.GalleryPath + group.Name, Robots: "noindex"}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	h := v.w.Header()
	h.Set("Content-Security-Policy", "script-src "+ui.SchemeHashes()+"; "+h.Get("Content-Security-Policy")) // as readers' pages have it
	return ui.Gallery(v.site(v.paper, sections), page, group).Render(v.r.Context(), v.w)
}

// styles is the source expression for what a paper's pages are styled by.
func styles(p news.Paper) string {
	if own := ui.LookHash(p.Look); own != "" {
		return "'self' " + own
	}
	return "'self'"
}
