package reader

import (
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// The front's measures.
const (
	frontTop       = 7  // cards of the lead and its company, filled up by rule
	frontContainer = 4  // cards of each section's container
	frontMore      = 6  // headlines under them
	maxCurated     = 40 // curated cards a page shows; an editor's list may be longer than a reader's patience
)

// front is the paper's front. Its first page is curated and filled by rule, with what else each section has; the pages
// after it are all the paper has published, by the day.
func (rd *Reader) front(q *ask) (web.Answer, error) {
	ref, a, done, err := q.pageAsked("/")
	if done || err != nil {
		return a, err
	}
	f, page, err := rd.compose(q, ref)
	if err != nil {
		return web.Answer{}, err
	}
	if ref.Number > 1 {
		if err := rd.pictures(q, nil, page.Cards); err != nil {
			return web.Answer{}, err
		}
		head := q.pageHead(ui.Page{Title: "Latest"}, page)
		head.LinkedData = q.itemData(head.Path, page.Cards)
		return q.answerWith(ui.List(q.site, head, ui.ListPage{
			Title: "Latest", Days: q.site.Dates.ByDay(page.Cards), WithSection: true, Pager: page.pager("/"),
		}))
	}
	f.Pager = page.pager("/")
	head := q.pageHead(ui.Page{Description: q.paper.Motto, LinkedData: q.paperData()}, page)
	head.LinkedData = append(head.LinkedData, q.itemData("/", onFront(f)...)...)
	return q.answerWith(ui.Front(q.site, head, f))
}

// compose puts the front together: the curated cards, what the rule fills in, and on the first page the sections'
// containers. A past edition is composed in the same way, as of the end of its day.
func (rd *Reader) compose(q *ask, ref pageRef) (f ui.FrontPage, page listed, err error) {
	curated, err := rd.curated(q, news.MainFront)
	if err != nil {
		return f, page, err
	}
	l := listing{List: q.everything(), Path: "/", First: max(0, frontTop-len(curated.Cards)), Skip: ids(curated.Cards)}
	if page, err = rd.pageOf(q, l, ref); err != nil || ref.Number > 1 {
		return f, page, err
	}
	f.Top = curated.with(page.Cards)
	if f.Containers, err = rd.containers(q, f.Top); err != nil {
		return f, page, err
	}
	shown := [][]news.Card{f.Top}
	for _, c := range f.Containers {
		shown = append(shown, c.Cards)
	}
	return f, page, rd.pictures(q, nil, shown...)
}

// containers returns, for each section, what it has beside the cards shown already. No article stands on a page twice.
func (rd *Reader) containers(q *ask, shown []news.Card) ([]ui.Container, error) {
	seen := ids(shown)
	var all []ui.Container
	for _, s := range q.site.Sections {
		cards, err := rd.container(q, s, seen)
		if err != nil {
			return nil, err
		}
		if n := min(frontContainer, len(cards)); n > 0 {
			all = append(all, ui.Container{Section: s, Cards: cards[:n], More: cards[n:]})
		}
	}
	return all, nil
}

// container returns a section's cards: those its own front has curated first, then the newest. It adds them to seen.
func (rd *Reader) container(q *ask, s news.Section, seen map[string]bool) ([]news.Card, error) {
	curated, err := rd.curated(q, s.Slug)
	if err != nil {
		return nil, err
	}
	newest, err := rd.Store.List(q.ctx, q.paper.ID, news.List{Of: "section", ID: s.ID}, q.now, q.newest(), frontContainer+frontMore+len(seen))
	if err != nil {
		return nil, err
	}
	var cards []news.Card
	for _, c := range append(curated.Cards, newest...) {
		if len(cards) < frontContainer+frontMore && !seen[c.Article] {
			seen[c.Article] = true
			cards = append(cards, c)
		}
	}
	return curated.arrange(cards), nil
}

func ids(cards []news.Card) map[string]bool {
	m := make(map[string]bool, len(cards))
	for _, c := range cards {
		m[c.Article] = true
	}
	return m
}

// onFront are the cards of a front's first page, in its order.
func onFront(f ui.FrontPage) [][]news.Card {
	all := [][]news.Card{f.Top}
	for _, c := range f.Containers {
		all = append(all, c.Cards, c.More)
	}
	return all
}
