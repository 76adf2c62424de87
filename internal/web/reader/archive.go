package reader

import (
	"slices"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// maxDay is how many articles a day's page lists. The busiest dailies publish some seven hundred.
const maxDay = 1000

// archive is the archive: the index of its years and months, a month's days, or what was published on one day, all in
// the paper's zone. Days between the first and the last public article have pages; months and years where something is.
func (rd *Reader) archive(q *ask, parts []string) (web.Answer, error) {
	switch len(parts) {
	case 0:
		return rd.archiveIndex(q)
	case 1:
		parts = append(parts, "01", "01")
		if year, err := parseDay(parts, q.site.Dates.Zone); err != nil || !rd.hasYear(q, year) {
			return web.Answer{}, notFound()
		}
		return rd.moved(q, "/archive"), nil
	}
	day, err := parseDay(parts, q.site.Dates.Zone)
	if err != nil {
		return web.Answer{}, err
	}
	if len(parts) == 2 {
		return rd.archiveMonth(q, day)
	}
	return rd.archiveDay(q, day)
}

// parseDay reads a year, a month and perhaps a day; a day the calendar doesn't have is not found.
func parseDay(parts []string, zone *time.Location) (time.Time, error) {
	s := strings.Join(parts, "-")
	if len(parts) == 2 {
		s += "-01"
	}
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	if err != nil {
		return time.Time{}, notFound()
	}
	return midnight(t), nil
}

// periods returns the beginnings of the days or months (as beginning has it) in [from, until) in which something was
// published, newest first. It goes from one to the next by the list's keys: an archive with a gap of a century in it
// costs no more than one without.
func (rd *Reader) periods(q *ask, from, until time.Time, beginning func(time.Time) time.Time) ([]time.Time, error) {
	var found []time.Time
	for {
		cards, err := rd.Store.List(q.ctx, q.paper.ID, q.everything(), q.now, before(until), 1)
		if err != nil || len(cards) == 0 {
			return found, err
		}
		at := beginning(cards[0].PublishedAt.Time().In(q.site.Dates.Zone))
		if at.Before(from) {
			return found, nil
		}
		found = append(found, at)
		until = at
	}
}

// before is the place in a list from which everything older than t follows. The zero After would be the list's
// beginning, so the epoch is told by the last place before it.
func before(t time.Time) news.After {
	if t.UnixMilli() == 0 {
		return news.After{At: -1, ID: "~"}
	}
	return news.After{At: news.At(t)}
}

func (rd *Reader) hasYear(q *ask, year time.Time) bool {
	cards, err := rd.Store.List(q.ctx, q.paper.ID, q.everything(), q.now, before(year.AddDate(1, 0, 0)), 1)
	return err == nil && len(cards) > 0 && cards[0].PublishedAt >= news.At(year)
}

func (rd *Reader) archiveIndex(q *ask) (web.Answer, error) {
	months, err := rd.periods(q, time.Time{}, lastMoment(), monthOf)
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.ArchivePage{Title: "Archive"}
	for _, month := range months {
		year := month.Format("2006")
		if n := len(page.Years); n == 0 || page.Years[n-1].Year != year {
			page.Years = append(page.Years, ui.ArchiveYear{Year: year})
		}
		y := &page.Years[len(page.Years)-1]
		y.Months = append(y.Months, ui.Link{Path: monthPath(month), Words: q.site.Dates.Month(month)})
	}
	head := ui.Page{Title: "Archive", Path: "/archive", Description: "Everything " + q.paper.Name + " has published, by the day.",
		LinkedData: q.listData("CollectionPage", "Archive", "", "/archive")}
	return q.answerWith(ui.Archive(q.site, head, page))
}

// lastMoment is later than any article can be dated.
func lastMoment() time.Time { return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC) }

func (rd *Reader) archiveMonth(q *ask, month time.Time) (web.Answer, error) {
	days, err := rd.periods(q, month, month.AddDate(0, 1, 0), midnight)
	if err == nil && len(days) == 0 {
		err = notFound()
	}
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.ArchivePage{Title: q.site.Dates.MonthYear(month), Up: ui.Link{Path: "/archive", Words: "Archive"}}
	for _, day := range slices.Backward(days) {
		page.Month = append(page.Month, ui.Link{Path: dayPath(day), Words: q.site.Dates.Weekday(day)})
	}
	return q.answerWith(ui.Archive(q.site, ui.Page{Title: page.Title, Path: monthPath(month)}, page))
}

// span is the days of the archive, from the first to the last.
type span struct {
	first, last time.Time // midnights in the paper's zone
	empty       bool
}

func spanOf(first, last news.Millis, zone *time.Location) span {
	if first == 0 && last == 0 {
		return span{empty: true}
	}
	return span{first: midnight(first.Time().In(zone)), last: midnight(last.Time().In(zone))}
}

func (s span) hasDay(t time.Time) bool {
	return !s.empty && !t.Before(s.first) && !t.After(s.last)
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

func (rd *Reader) archiveDay(q *ask, day time.Time) (web.Answer, error) {
	first, last, err := rd.Store.FirstAndLast(q.ctx, q.paper.ID, q.now)
	if err != nil {
		return web.Answer{}, err
	}
	s := spanOf(first, last, q.site.Dates.Zone)
	if !s.hasDay(day) {
		return web.Answer{}, notFound()
	}
	cards, err := rd.Store.Between(q.ctx, q.paper.ID, news.At(day), news.At(day.AddDate(0, 0, 1)), q.now, maxDay+1)
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.DayPage{Title: q.site.Dates.Weekday(day), Month: ui.Link{Path: monthPath(day), Words: q.site.Dates.MonthYear(day)},
		Cut: len(cards) > maxDay, Cards: cards[:min(len(cards), maxDay)]}
	if len(cards) == 0 { // the month may have nothing either
		page.Month = ui.Link{Path: "/archive", Words: "Archive"}
	}
	if newer := day.AddDate(0, 0, 1); s.hasDay(newer) {
		page.Newer = ui.Link{Path: dayPath(newer), Words: "The day after"}
	}
	if older := day.AddDate(0, 0, -1); s.hasDay(older) {
		page.Older = ui.Link{Path: dayPath(older), Words: "The day before"}
	}
	return q.answerWith(ui.ArchiveDay(q.site, ui.Page{Title: page.Title, Path: dayPath(day)}, page))
}

func monthOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
}
func monthPath(t time.Time) string { return t.Format("/archive/2006/01") }
func dayPath(t time.Time) string   { return t.Format("/archive/2006/01/02") }
