package reader

import (
	"cmp"
	"slices"

	"broadsheet/internal/news"
)

// curation is what editors have put on a front.
type curation struct {
	Cards []news.Card    // in their order, as the front says them
	Pins  map[string]int // by article: the place, from 1, that it keeps
}

// with returns the curated cards followed by those that fill the front up, the pinned ones in their places.
func (c curation) with(fill []news.Card) []news.Card {
	return c.arrange(append(slices.Clone(c.Cards), fill...))
}

// arrange moves the pinned of cards to their places; the others keep their order around them. A place beyond the end is
// the end.
func (c curation) arrange(cards []news.Card) []news.Card {
	if len(c.Pins) == 0 {
		return cards
	}
	var pinned, all []news.Card
	for _, x := range cards {
		if c.Pins[x.Article] > 0 {
			pinned = append(pinned, x)
		} else {
			all = append(all, x)
		}
	}
	slices.SortStableFunc(pinned, func(a, b news.Card) int { return cmp.Compare(c.Pins[a.Article], c.Pins[b.Article]) })
	for _, x := range pinned {
		all = slices.Insert(all, min(c.Pins[x.Article]-1, len(all)), x)
	}
	return all
}

// curated returns the cards an editor has put on a front, as they say them, without those whose time on it is over.
func (rd *Reader) curated(q *ask, name string) (curation, error) {
	front, err := rd.frontOf(q, name)
	if err != nil || len(front.Live) == 0 {
		return curation{}, err
	}
	slots := map[string]news.Slot{}
	var order []string
	for _, s := range front.Live {
		if q.end == 0 && s.Until > q.now {
			q.ends(s.Until.Time())
		}
		_, twice := slots[s.Article]
		if !twice && (s.Until == 0 || q.moment() < s.Until) && len(order) < maxCurated {
			slots[s.Article] = s
			order = append(order, s.Article)
		}
	}
	var own []string // pictures that slots have in place of the articles'
	for _, s := range slots {
		own = append(own, s.Picture)
	}
	if err := rd.pictures(q, own); err != nil {
		return curation{}, err
	}
	cards, err := rd.Store.Cards(q.ctx, q.paper.ID, order, q.now)
	c := curation{Pins: map[string]int{}}
	for _, card := range cards {
		if q.end == 0 || card.PublishedAt < q.end {
			s := slots[card.Article]
			if q.site.Picture(s.Picture).URL == "" { // it was removed, or its rights have ended: the article's stands
				s.Picture = ""
			}
			c.add(card, s)
		}
	}
	return c, err
}

// add adds a card with the words and the picture its slot has for it.
func (c *curation) add(card news.Card, s news.Slot) {
	if s.Headline != "" {
		card.Headline = s.Headline
	}
	if s.Kicker != "" {
		card.Kicker = s.Kicker
	}
	if s.Standfirst != "" {
		card.Standfirst = s.Standfirst
	}
	if s.Picture != "" {
		card.Picture = s.Picture
	}
	if s.Pin > 0 {
		c.Pins[card.Article] = s.Pin
	}
	c.Cards = append(c.Cards, card)
}

// frontOf returns a front: as it stands, or in a past edition as it stood at the end of the day.
func (rd *Reader) frontOf(q *ask, name string) (news.Front, error) {
	if q.draft != nil {
		return rd.drafted(q, name)
	}
	if q.end == 0 {
		return rd.Store.FrontByName(q.ctx, q.paper.ID, name)
	}
	return rd.Store.FrontAt(q.ctx, q.paper.ID, name, q.end)
}

// moment is the moment that the page shows: the present, or in a past edition the last of its day.
func (q *ask) moment() news.Millis {
	if q.end == 0 {
		return q.now
	}
	return min(q.now, q.end-1)
}

// newest is the place where lists begin: at their newest, or in a past edition at the newest of its day.
func (q *ask) newest() news.After {
	if q.end == 0 {
		return news.After{}
	}
	return before(q.end.Time())
}
