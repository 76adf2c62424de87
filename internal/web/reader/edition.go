package reader

import (
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// daySize is how many headlines of a day stand on one page. The busiest dailies publish some seven hundred.
const daySize = 200

// archiveDay is the edition of a day: the front as it stood when the day ended, and everything that was published on it.
// Both show what the public may see now, whatever it could see then: what has been withdrawn since is gone from the past
// as well.
func (rd *Reader) archiveDay(q *ask, day time.Time) (web.Answer, error) {
	path := dayPath(day)
	ref, a, done, err := q.pageAsked(path)
	if err != nil {
		return a, err
	}
	first, last, err := rd.Store.FirstAndLast(q.ctx, q.paper.ID, q.now)
	if err != nil {
		return web.Answer{}, err
	}
	s := spanOf(first, last, q.site.Dates.Zone)
	if !s.hasDay(day) {
		return web.Answer{}, notFound()
	}
	if done {
		return a, nil
	}
	past := *q
	past.end = news.At(day.AddDate(0, 0, 1))
	listed, err := rd.dayCards(&past, day, ref)
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.DayPage{Title: q.site.Dates.Weekday(day), Month: monthLink(q, day, listed), Today: q.now < past.end,
		Cards: listed.Cards, Pager: listed.pager(path)}
	if page.Older, page.Newer, err = rd.neighbours(q, day); err != nil {
		return web.Answer{}, err
	}
	if ref.Number == 1 {
		if page.Front, _, err = rd.compose(&past, pageRef{Number: 1}); err != nil {
			return web.Answer{}, err
		}
		q.site.Pictures = past.site.Pictures
	}
	head := ui.Page{Title: page.Title, Description: q.paper.Name + " of " + page.Title + ": the front page as it stood, and every article of the day."}
	if len(listed.Cards) == 0 {
		head.Robots = "noindex"
	}
	head.LinkedData = q.listData("CollectionPage", head.Title, head.Description, path)
	head = q.pageHead(head, listed)
	head.LinkedData = append(head.LinkedData, q.itemData(head.Path, append(onFront(page.Front), listed.Cards)...)...)
	return q.answerWith(ui.ArchiveDay(q.site, head, page))
}

// dayCards reads a page of what was published on a day, newest first.
func (rd *Reader) dayCards(q *ask, day time.Time, ref pageRef) (listed, error) {
	skip, after := 0, ref.After
	if after == (news.After{}) {
		skip, after = (ref.Number-1)*daySize, q.newest()
	}
	cards, err := rd.Store.List(q.ctx, q.paper.ID, q.everything(), q.now, after, skip+daySize+1)
	if err != nil {
		return listed{}, err
	}
	n := 0
	for n < len(cards) && cards[n].PublishedAt >= news.At(day) {
		n++
	}
	if cards = cards[:n]; ref.Number > 1 && n <= skip {
		return listed{}, notFound()
	}
	page := listed{Ref: ref, Path: dayPath(day), More: n > skip+daySize}
	page.Cards = cards[min(skip, n):min(skip+daySize, n)]
	if k := len(page.Cards); k > 0 {
		page.Next = news.After{At: page.Cards[k-1].PublishedAt, ID: page.Cards[k-1].Article}
	}
	return page, nil
}

// monthLink leads from a day to its month, which has a page only when something was published in it.
func monthLink(q *ask, day time.Time, l listed) ui.Link {
	if len(l.Cards) == 0 {
		return ui.Link{Path: "/archive", Words: "Archive"}
	}
	return ui.Link{Path: monthPath(day), Words: q.site.Dates.MonthYear(day)}
}

// neighbours links the nearest days before and after a day on which something was published: whoever walks the archive,
// and every crawler, is spared the days between.
func (rd *Reader) neighbours(q *ask, day time.Time) (older, newer ui.Link, err error) {
	before, after, err := rd.Store.Around(q.ctx, q.paper.ID, news.At(day), news.At(day.AddDate(0, 0, 1)), q.now)
	link := func(at news.Millis, word string) (l ui.Link) {
		if at != 0 {
			t := at.Time().In(q.site.Dates.Zone)
			l = ui.Link{Path: dayPath(t), Words: word + q.site.Dates.Weekday(t)}
		}
		return l
	}
	return link(before, "Previous: "), link(after, "Next: "), err
}
