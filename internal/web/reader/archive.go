package reader

import (
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// maxDay is how many articles a day's page lists. The busiest dailies publish some seven hundred.
const maxDay = 1000

// archive is the archive: the index of its years and months, a month's days, or what was published on one day, all in
// the paper's zone. Only the span between the first and the last public article has pages.
func (rd *Reader) archive(q *ask, parts []string) (web.Answer, error) {
	first, last, err := rd.Store.FirstAndLast(q.ctx, q.paper.ID, q.now)
	if err != nil {
		return web.Answer{}, err
	}
	span := spanOf(first, last, q.site.Dates.Zone)
	switch len(parts) {
	case 0:
		return q.archiveIndex(span)
	case 1:
		if span.empty || !span.hasYear(parts[0]) {
			return web.Answer{}, notFound()
		}
		return web.Moved("/archive"), nil
	}
	day, err := parseDay(parts, q.site.Dates.Zone)
	if err != nil {
		return web.Answer{}, err
	}
	if len(parts) == 2 {
		return q.archiveMonth(span, day)
	}
	return rd.archiveDay(q, span, day)
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

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

func (s span) hasDay(t time.Time) bool {
	return !s.empty && !t.Before(s.first) && !t.After(s.last)
}

func (s span) hasMonth(t time.Time) bool {
	return !s.empty && !nextMonth(t).AddDate(0, 0, -1).Before(s.first) && !t.After(s.last)
}

func (s span) hasYear(year string) bool {
	n, err := strconv.Atoi(year)
	return err == nil && n >= s.first.Year() && n <= s.last.Year()
}

func nextMonth(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, t.Location())
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

func (q *ask) archiveIndex(s span) (web.Answer, error) {
	page := ui.ArchivePage{Title: "Archive"}
	if !s.empty {
		for month := monthOf(s.last); !month.Before(monthOf(s.first)); month = monthOf(month.AddDate(0, 0, -1)) {
			year := strconv.Itoa(month.Year())
			if n := len(page.Years); n == 0 || page.Years[n-1].Year != year {
				page.Years = append(page.Years, ui.ArchiveYear{Year: year})
			}
			y := &page.Years[len(page.Years)-1]
			y.Months = append(y.Months, ui.Link{Path: monthPath(month), Words: q.site.Dates.Month(month)})
		}
	}
	head := ui.Page{Title: "Archive", Path: "/archive", Description: "Everything " + q.paper.Name + " has published, by the day.",
		LinkedData: q.listData("CollectionPage", "Archive", "", "/archive")}
	return q.answerWith(ui.Archive(q.site, head, page))
}

func (q *ask) archiveMonth(s span, month time.Time) (web.Answer, error) {
	if !s.hasMonth(month) {
		return web.Answer{}, notFound()
	}
	page := ui.ArchivePage{Title: q.site.Dates.MonthYear(month)}
	for day := month; day.Month() == month.Month(); day = day.AddDate(0, 0, 1) {
		if s.hasDay(day) {
			page.Month = append(page.Month, ui.Link{Path: dayPath(day), Words: strconv.Itoa(day.Day())})
		}
	}
	if newer := nextMonth(month); s.hasMonth(newer) {
		page.Newer = ui.Link{Path: monthPath(newer), Words: q.site.Dates.MonthYear(newer)}
	}
	if older := monthOf(month.AddDate(0, 0, -1)); s.hasMonth(older) {
		page.Older = ui.Link{Path: monthPath(older), Words: q.site.Dates.MonthYear(older)}
	}
	return q.answerWith(ui.Archive(q.site, ui.Page{Title: page.Title, Path: monthPath(month)}, page))
}

func (rd *Reader) archiveDay(q *ask, s span, day time.Time) (web.Answer, error) {
	if !s.hasDay(day) {
		return web.Answer{}, notFound()
	}
	cards, err := rd.Store.Between(q.ctx, q.paper.ID, news.At(day), news.At(day.AddDate(0, 0, 1)), q.now, maxDay+1)
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.DayPage{Title: q.site.Dates.Weekday(day), Month: ui.Link{Path: monthPath(day), Words: q.site.Dates.MonthYear(day)},
		Cut: len(cards) > maxDay, Cards: cards[:min(len(cards), maxDay)]}
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
