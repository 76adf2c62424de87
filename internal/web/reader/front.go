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
	maxCurated     = 40 // curated cards a page shows; an editor's list may be longer than a reader's patience
)

// front is the paper's front. Its first page is curated and filled by rule, with what else each section has; the pages
// after it are all the paper has published, by the day.
func (rd *Reader) front(q *ask) (web.Answer, error) {
	ref, a, done, err := q.pageAsked("/")
	if done || err != nil {
		return a, err
	}
	curated, err := rd.curated(q, news.MainFront)
	if err != nil {
		return web.Answer{}, err
	}
	l := listing{List: q.everything(), Path: "/", First: max(0, frontTop-len(curated)), Skip: ids(curated)}
	page, err := rd.pageOf(q, l, ref)
	if err != nil {
		return web.Answer{}, err
	}
	if ref.Number > 1 {
		return q.answerWith(ui.List(q.site, q.pageHead(ui.Page{Title: "Latest"}, page), ui.ListPage{
			Title: "Latest", Days: q.site.Dates.ByDay(page.Cards), WithSection: true, Pager: page.pager("/"),
		}))
	}
	f := ui.FrontPage{Top: append(curated, page.Cards...), Pager: page.pager("/")}
	if f.Containers, err = rd.containers(q, f.Top); err != nil {
		return web.Answer{}, err
	}
	head := q.pageHead(ui.Page{Description: q.paper.Motto, LinkedData: q.paperData()}, page)
	return q.answerWith(ui.Front(q.site, head, f))
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
		if len(cards) > 0 {
			all = append(all, ui.Container{Section: s, Cards: cards})
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
	newest, err := rd.Store.List(q.ctx, q.paper.ID, news.List{Of: "section", ID: s.ID}, q.now, news.After{}, frontContainer+len(seen))
	if err != nil {
		return nil, err
	}
	var cards []news.Card
	for _, c := range append(curated, newest...) {
		if len(cards) < frontContainer && !seen[c.Article] {
			seen[c.Article] = true
			cards = append(cards, c)
		}
	}
	return cards, nil
}

// curated returns the cards an editor has put on a front, as they say them, without those whose time on it is over.
func (rd *Reader) curated(q *ask, name string) ([]news.Card, error) {
	front, err := rd.Store.FrontByName(q.ctx, q.paper.ID, name)
	if err != nil || len(front.Live) == 0 {
		return nil, err
	}
	slots := map[string]news.Slot{}
	var order []string
	for _, s := range front.Live {
		_, twice := slots[s.Article]
		if !twice && (s.Until == 0 || q.now < s.Until) && len(order) < maxCurated {
			slots[s.Article] = s
			order = append(order, s.Article)
		}
	}
	cards, err := rd.Store.Cards(q.ctx, q.paper.ID, order, q.now)
	for i := range cards {
		s := slots[cards[i].Article]
		if s.Headline != "" {
			cards[i].Headline = s.Headline
		}
		if s.Kicker != "" {
			cards[i].Kicker = s.Kicker
		}
	}
	return cards, err
}

func ids(cards []news.Card) map[string]bool {
	m := make(map[string]bool, len(cards))
	for _, c := range cards {
		m[c.Article] = true
	}
	return m
}
