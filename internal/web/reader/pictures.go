package reader

import (
	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// pictures looks up, in one query, the library's pictures that a page's cards show, and others named by id.
func (rd *Reader) pictures(q *ask, others []string, lists ...[]news.Card) error {
	var ids []string
	add := func(id string) {
		if id != "" && ui.PictureURL(id) == "" && q.site.Pictures[id].ID == "" {
			ids = append(ids, id)
		}
	}
	for _, id := range others {
		add(id)
	}
	for _, cards := range lists {
		for _, c := range cards {
			add(c.Picture)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := rd.Store.Pictures(q.ctx, q.paper.ID, ids)
	if q.site.Pictures == nil {
		q.site.Pictures = map[string]news.Picture{}
	}
	for id, p := range found {
		if p.Shown(q.now) {
			q.site.Pictures[id] = p
			if p.ExpiresAt != 0 {
				q.ends(p.ExpiresAt.Time())
			}
		}
	}
	return err
}

// storedPictures appends the ids of the library's pictures in a body.
func storedPictures(ids []string, n *news.Node) []string {
	if n.Type == body.Picture && n.Attrs != nil && n.Attrs.Media != "" {
		ids = append(ids, n.Attrs.Media)
	}
	for i := range n.Content {
		ids = storedPictures(ids, &n.Content[i])
	}
	return ids
}

// image is a library's picture as the body's writer shows it.
func (q *ask) image(id string) (body.Image, bool) {
	p := q.site.Picture(id)
	in := p.In(ui.SlotCopy)
	img := body.Image{Src: in.URL, Srcset: in.Srcset, Sizes: ui.SlotCopy.Sizes, Width: in.Width, Height: in.Height, Alt: p.Alt, Caption: p.Caption, Credit: p.Credit}
	for _, s := range in.Sources {
		img.Sources = append(img.Sources, body.Source{Type: s.Type, Srcset: s.Srcset})
	}
	return img, p.URL != ""
}
