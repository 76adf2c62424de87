package reader

import (
	"bytes"
	"context"
	"net/url"
	"slices"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// Preview makes the page of an article as readers would get it, by the same code, for those who may see it before them.
// Nothing of it is kept.
func (rd *Reader) Preview(ctx context.Context, p news.Paper, w web.Preview) (out web.Previewed, err error) {
	q, err := rd.previewed(ctx, p, w)
	if err != nil {
		return out, err
	}
	page, head, err := rd.articlePage(q, w)
	if err != nil {
		return out, err
	}
	answer, err := q.answerWith(ui.Article(q.site, head, page))
	if err != nil {
		return out, err
	}
	part, err := rd.latest(q)
	if err != nil {
		return out, err
	}
	latest, err := part.Write(ctx, w.Article.ID)
	out = web.Previewed{
		Page: bytes.Replace(answer.Body, []byte(page.LatestMark), latest, 1), Policy: policy(ui.LookHash(p.Look), q.live),
		Title: head.Title, Description: head.Description, Address: q.site.Base + head.Path,
	}
	return out, err
}

// PreviewCard draws the share picture that the article would have; a PNG or JPEG, as its type says. Errors: CodeNotFound
// where there would be none.
func (rd *Reader) PreviewCard(ctx context.Context, p news.Paper, w web.Preview) (picture []byte, mime string, err error) {
	q, err := rd.previewed(ctx, p, w)
	if err != nil {
		return nil, "", err
	}
	doc, err := body.Decode(w.Copy.Body)
	if err != nil {
		return nil, "", err
	}
	if err := rd.pictures(q, append(storedPictures(nil, &doc), w.Copy.Picture)); err != nil {
		return nil, "", err
	}
	var section news.Section
	err = rd.Store.View(ctx, p.ID, func(v news.View) (err error) {
		section, err = v.Section(w.Copy.Section)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	card, ok := rd.shareCard(q, w.Article, w.Copy, &doc, section.Name)
	if !ok {
		return nil, "", notFound()
	}
	picture, err = rd.Cards.Draw(ctx, card, rd.OpenPicture)
	return picture, card.Type(), err
}

func (rd *Reader) previewed(ctx context.Context, p news.Paper, w web.Preview) (*ask, error) {
	return rd.asked(ctx, p, &url.URL{Path: "/" + w.Article.Slug}, nil)
}

// withUnwritten adds to a page what a preview has and the store has not: tags that publishing would make, and a note.
func withUnwritten(page *ui.ArticlePage, p web.Preview) {
	if len(p.Tags) > 0 {
		known := append(slices.Clone(page.Tags), p.Tags...)
		page.Tags = nil
		for _, id := range p.Copy.Tags {
			if i := slices.IndexFunc(known, func(t news.Tag) bool { return t.ID == id }); i >= 0 {
				page.Tags = append(page.Tags, known[i])
			}
		}
	}
	if p.Correction != nil {
		page.Corrections = append(page.Corrections, news.Noted{Correction: *p.Correction, Article: p.Article.ID, Slug: p.Article.Slug, Headline: p.Copy.Headline, Version: p.Article.Version})
	}
}
