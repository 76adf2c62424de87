package reader

import (
	"broadsheet/internal/news"
	"broadsheet/internal/share"
	"broadsheet/internal/web"
)

// shareCard says what an article's share picture shows. Words that the type can't write are left out; ok is false where
// nothing is left that is worth a picture.
func (rd *Reader) shareCard(q *ask, a news.Article, c news.Copy, section string) (card share.Card, ok bool) {
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
		Age: q.site.Dates.OldNotice(a.PublishedAt, q.site.Now)}
	return card, card.Headline != "" || card.Age != ""
}

// sharePath is the address of an article's share picture. It changes with what the picture says: with the headline, and
// on the day on which the article grows a year older.
func sharePath(a news.Article, card share.Card) string {
	return "/share/" + a.ID + "/" + card.Key() + ".png"
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
	card, ok := rd.shareCard(q, a, v.Copy, section.Name)
	switch {
	case !ok:
		return web.Answer{}, notFound()
	case "/share/"+addr.Slug+"/"+addr.File != sharePath(a, card):
		return rd.moved(q, sharePath(a, card)), nil
	}
	b, err := rd.Cards.PNG(q.ctx, card)
	return web.Page("image/png", b, q.lifetime()), err
}
