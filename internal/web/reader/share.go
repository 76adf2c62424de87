package reader

import (
	"context"
	"io"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/share"
	"broadsheet/internal/web"
)

// shareCard says what an article's share picture shows. Words that the type can't write are left out; ok is false where
// nothing is left that is worth a picture. The pictures of doc, the copy's body, have been looked up.
func (rd *Reader) shareCard(q *ask, a news.Article, c news.Copy, doc *news.Node, section string) (card share.Card, ok bool) {
	if rd.Cards == nil {
		return card, false
	}
	written := func(s string) string {
		if rd.Cards.Drawable(s) {
			return s
		}
		return ""
	}
	card = share.Card{Paper: written(q.paper.Name), Section: written(section), Headline: written(c.Headline),
		Age: q.site.Dates.OldNotice(a.PublishedAt, q.site.Now), Photo: rd.photo(q, c, doc)}
	return card, card.Headline != "" || card.Age != ""
}

// photo chooses the file of the library that a share picture stands on: of the article's picture, or else of the first in
// its body, the narrowest JPEG that is as wide as the card, or the widest where none is.
func (rd *Reader) photo(q *ask, c news.Copy, doc *news.Node) (photo share.Photo) {
	if rd.OpenPicture == nil {
		return photo
	}
	width := 0
	for _, id := range append([]string{c.Picture}, storedPictures(nil, doc)...) {
		p := q.site.Pictures[id]
		for _, r := range p.Renditions {
			better := width < r.Width && width < share.Width || share.Width <= r.Width && r.Width < width
			if r.Type == "image/jpeg" && r.Width >= share.NarrowestPhoto && better {
				photo, width = share.Photo{Path: r.Path, FocusX: p.Focus.X, FocusY: p.Focus.Y}, r.Width
			}
		}
		if width > 0 {
			break
		}
	}
	return photo
}

// OpenPicture opens the file of a rendition by its address.
type OpenPicture func(ctx context.Context, path string) (io.ReadCloser, error)

// sharePath is the address of an article's share picture. It changes with what the picture says: with the headline, and
// on the day on which the article grows a year older.
func sharePath(a news.Article, card share.Card) string {
	return "/share/" + a.ID + "/" + card.File()
}

// share is the share picture of an article that the public may see. An older picture's address leads to the one that is
// right today.
func (rd *Reader) share(q *ask, addr Address) (web.Answer, error) {
	a, v, err := rd.Store.Read(q.ctx, q.paper.ID, addr.Slug, 0)
	if err != nil {
		return web.Answer{}, err
	}
	if !news.Visible(a, q.now) {
		return web.Answer{}, notFound()
	}
	if v.N != a.Live {
		if a, v, err = rd.Store.Read(q.ctx, q.paper.ID, addr.Slug, a.Live); err != nil {
			return web.Answer{}, err
		}
	}
	var section news.Section
	err = rd.Store.View(q.ctx, q.paper.ID, func(x news.View) (err error) {
		section, err = x.Section(v.Copy.Section)
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	doc, err := body.Decode(v.Copy.Body)
	if err != nil {
		return web.Answer{}, err
	}
	if err := rd.pictures(q, append(storedPictures(nil, &doc), v.Copy.Picture)); err != nil {
		return web.Answer{}, err
	}
	card, ok := rd.shareCard(q, a, v.Copy, &doc, section.Name)
	switch {
	case !ok:
		return web.Answer{}, notFound()
	case "/share/"+addr.Slug+"/"+addr.File != sharePath(a, card):
		return rd.moved(q, sharePath(a, card)), nil
	}
	b, err := rd.Cards.Draw(q.ctx, card, rd.OpenPicture)
	return web.Page(card.Type(), b, q.lifetime()), err
}
