package reader

import (
	"slices"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/share"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// The measures of an article's page.
const (
	latestHeadlines  = 50 // under an article, where the paper didn't set another number
	relatedHeadlines = 6
	storySoFar       = 8 // articles of a storyline shown with one of them

	// relatedFor is how long a page shows its related articles before they are looked for anew, should nobody have said
	// that there are others now (RelatedTag).
	relatedFor = time.Hour
)

// article is the page of the article at slug. The gate is asked before anything of it is used.
func (rd *Reader) article(q *ask, slug string) (web.Answer, error) {
	a, v, err := rd.Store.ReadBySlug(q.ctx, q.paper.ID, slug)
	switch {
	case err != nil:
		return web.Answer{}, err
	case news.Withdrawn(a):
		return rd.gone(q, a)
	case !news.Visible(a, q.now):
		return web.Answer{}, notFound()
	}
	page, head, err := rd.articlePage(q, web.Preview{Article: a, Copy: v.Copy})
	if err != nil {
		return web.Answer{}, err
	}
	q.ends(q.site.Dates.Anniversary(a.PublishedAt, q.site.Now))
	q.ends(q.site.Now.Add(relatedFor))
	answer, err := q.answerWith(ui.Article(q.site, head, page))
	if err != nil {
		return answer, err
	}
	return cutAt(answer, page.LatestMark, web.Part{Name: latestPart, Without: a.ID})
}

// articlePage gathers all that an article's page shows, but the shared part.
func (rd *Reader) articlePage(q *ask, p web.Preview) (page ui.ArticlePage, head ui.Page, err error) {
	doc, err := body.Decode(p.Copy.Body)
	if err != nil {
		return page, head, err
	}
	if err := rd.pictures(q, append(storedPictures(nil, &doc), p.Copy.Picture)); err != nil {
		return page, head, err
	}
	page = ui.ArticlePage{Article: p.Article, Copy: p.Copy, Picture: q.site.Picture(p.Copy.Picture), LatestMark: rd.mark()}
	if p.Copy.Kind == news.KindLive {
		page.Body, page.Live = q.coverage(page.Article, page.Copy, &doc)
	} else {
		page.Body = q.html(&doc)
	}
	if err := rd.surroundings(q, &page); err != nil {
		return page, head, err
	}
	withUnwritten(&page, p)
	return page, rd.articleHead(q, page, &doc), nil
}

// surroundings fills in everything about an article that its version names by id, and the lists under it.
func (rd *Reader) surroundings(q *ask, page *ui.ArticlePage) (err error) {
	if err = rd.named(q, page); err != nil {
		return err
	}
	if page.Corrections, err = rd.Store.NotedOf(q.ctx, q.paper.ID, page.Article.ID, q.now); err != nil {
		return err
	}
	// Of an earlier version, which a preview may show, those that it had.
	page.Corrections = slices.DeleteFunc(page.Corrections, func(n news.Noted) bool { return n.Version > page.Article.Version })
	for i := range page.Storylines {
		if err = rd.storyCards(q, &page.Storylines[i], page.Article.ID); err != nil {
			return err
		}
	}
	page.Related, err = rd.related(q, page)
	return err
}

// named looks up the section, people, tags and storylines of the article. Whoever was removed since is left out.
func (rd *Reader) named(q *ask, page *ui.ArticlePage) error {
	c := page.Copy
	return rd.Store.View(q.ctx, q.paper.ID, func(v news.View) (err error) {
		if page.Section, err = v.Section(c.Section); err != nil {
			return err
		}
		if page.People, err = each(c.Byline.People, v.Person); err != nil {
			return err
		}
		if page.Tags, err = each(c.Tags, v.Tag); err != nil {
			return err
		}
		storylines, err := each(c.Storylines, v.Storyline)
		for _, s := range storylines {
			page.Storylines = append(page.Storylines, ui.StorySoFar{Storyline: s})
		}
		return err
	})
}

// each looks up every id and leaves out what there is none of.
func each[T any](ids []string, lookUp func(string) (T, error)) ([]T, error) {
	var all []T
	for _, id := range ids {
		x, err := lookUp(id)
		switch {
		case err == nil:
			all = append(all, x)
		case news.CodeOf(err) != news.CodeNotFound:
			return nil, err
		}
	}
	return all, nil
}

// storyCards fills a storyline with its newest articles beside the one being read.
func (rd *Reader) storyCards(q *ask, s *ui.StorySoFar, but string) error {
	cards, err := rd.Store.List(q.ctx, q.paper.ID, news.List{Of: "storyline", ID: s.Storyline.ID}, q.now, news.After{}, storySoFar+1)
	s.Cards = without(cards, but, storySoFar)
	return err
}

// RelatedTag is the tag of the page that shows what has to do with an article.
func RelatedTag(article string) string { return "related:" + article }

// related returns what has to do with the article and isn't shown beside it already, in the story so far.
func (rd *Reader) related(q *ask, page *ui.ArticlePage) ([]news.Card, error) {
	if rd.Related == nil {
		return nil, nil
	}
	article, shown := page.Article.ID, map[string]bool{}
	for _, s := range page.Storylines {
		for _, c := range s.Cards {
			shown[c.Article] = true
		}
	}
	cards, err := rd.Related(q.ctx, q.paper.ID, article, page.Copy, q.now, relatedHeadlines+len(shown))
	web.Note(q.ctx, RelatedTag(article))
	for _, c := range cards {
		noteArticle(q.ctx, c.Article)
	}
	return without(slices.DeleteFunc(cards, func(c news.Card) bool { return shown[c.Article] }), article, relatedHeadlines), err
}

// without returns at most n of cards, without one article.
func without(cards []news.Card, article string, n int) []news.Card {
	var kept []news.Card
	for _, c := range cards {
		if c.Article != article && len(kept) < n {
			kept = append(kept, c)
		}
	}
	return kept
}

// articleHead is what the article's page says of itself.
func (rd *Reader) articleHead(q *ask, page ui.ArticlePage, doc *news.Node) ui.Page {
	c := page.Copy
	head := ui.Page{
		Title: c.Headline, Description: c.Standfirst, Path: "/" + page.Article.Slug, Current: page.Section.Slug,
		Feeds: frontPath(KindSection, page.Section.Slug), FeedTitle: page.Section.Name,
		Article: true, Published: page.Article.PublishedAt, Updated: page.Article.UpdatedAt, Section: page.Section.Name,
	}
	if c.SEO.Title != "" {
		head.Title = c.SEO.Title
	}
	if c.SEO.Description != "" {
		head.Description = c.SEO.Description
	}
	if head.Description == "" {
		head.Description = opening(doc)
	}
	for _, t := range page.Tags {
		head.Tags = append(head.Tags, t.Name)
	}
	for _, x := range page.People {
		head.Authors = append(head.Authors, q.site.Base+frontPath(KindPerson, x.Slug))
	}
	if ends := page.Article.ExpiresAt; ends != 0 {
		head.Robots = "unavailable_after: " + ends.Time().UTC().Format(time.RFC3339)
	}
	picture := q.absolute(q.sharePicture(c, doc))
	head.Image = picture
	if card, ok := rd.shareCard(q, page.Article, c, doc, page.Section.Name); ok {
		head.Image, head.ImageWidth, head.ImageHeight = q.absolute(sharePath(page.Article, card)), share.Width, share.Height
		head.ImageAlt = c.Headline
	}
	if page.Live.GoesOn() {
		head.Script, q.live = ui.LiveScript(), true
	}
	head.LinkedData = append(q.articleData(page, head, picture, doc), q.trail(page.Section.Name, frontPath(KindSection, page.Section.Slug), c.Headline, head.Path)...)
	return head
}

// sharePicture returns the address of the picture shown with shared links.
func (q *ask) sharePicture(c news.Copy, doc *news.Node) string {
	return q.site.Picture(q.sharedID(c, doc)).URL
}

// sharedID names the picture shown with shared links, by its id or address: the main one, else the first of the body.
func (q *ask) sharedID(c news.Copy, doc *news.Node) string {
	if q.site.Picture(c.Picture).URL != "" {
		return c.Picture
	}
	for _, n := range doc.Content {
		if n.Type != body.Picture || n.Attrs == nil {
			continue
		}
		if id := n.Attrs.Media + n.Attrs.URL; q.site.Picture(id).URL != "" { // it has one of the two
			return id
		}
	}
	return ""
}

// opening returns the first words of a body, for an article that has no standfirst.
func opening(doc *news.Node) string {
	const most = 160
	text := strings.Join(strings.Fields(string(body.AppendText(nil, doc))), " ")
	if r := []rune(text); len(r) > most {
		text = string(r[:most])
		if at := strings.LastIndexByte(text, ' '); at > 0 {
			text = text[:at]
		}
		text += " …"
	}
	return text
}

// html writes a body as readers get it.
func (q *ask) html(doc *news.Node) string { return q.htmlWith(doc, q.site.Dates.Moment) }

// htmlWith writes a body with the times of its entries in a form.
func (q *ask) htmlWith(doc *news.Node, moment func(news.Millis) string) string {
	return string(body.AppendHTML(nil, doc, body.HTMLOptions{Image: q.image, Permalinks: true, Time: func(dst []byte, at news.Millis) []byte {
		return append(dst, moment(at)...)
	}}))
}

// absolute makes an absolute address of a path of the paper; an absolute one stays as it is.
func (q *ask) absolute(u string) string {
	if strings.HasPrefix(u, "/") {
		return q.site.Base + u
	}
	return u
}
