package reader

import (
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// archive is the archive: the index of its years and months, a year's months, a month's days, or one day's edition, all
// in the paper's zone. Days between the first and the last public article have pages; months and years where something
// is.
func (rd *Reader) archive(q *ask, parts []string) (web.Answer, error) {
	if len(parts) == 0 {
		return rd.archiveIndex(q)
	}
	day, err := parseDay(parts, q.site.Dates.Zone)
	if err != nil {
		return web.Answer{}, err
	}
	switch len(parts) {
	case 1:
		return rd.archiveYear(q, day)
	case 2:
		return rd.archiveMonth(q, day)
	}
	return rd.archiveDay(q, day)
}

// parseDay reads a year, and perhaps a month and a day; a day the calendar doesn't have is not found.
func parseDay(parts []string, zone *time.Location) (time.Time, error) {
	s := strings.Join(parts, "-") + strings.Repeat("-01", 3-len(parts))
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

func (rd *Reader) archiveIndex(q *ask) (web.Answer, error) {
	months, err := rd.periods(q, time.Time{}, lastMoment(), monthOf)
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.ArchivePage{Title: "Archive"}
	for _, month := range months {
		year := month.Format("2006")
		if n := len(page.Years); n == 0 || page.Years[n-1].Words != year {
			page.Years = append(page.Years, ui.ArchiveYear{Link: ui.Link{Path: "/archive/" + year, Words: year}})
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

// archiveYear is the index of a year: its months, with how much each has.
func (rd *Reader) archiveYear(q *ask, year time.Time) (web.Answer, error) {
	bounds := []time.Time{}
	for n := range 13 {
		bounds = append(bounds, year.AddDate(0, n, 0))
	}
	head := ui.Page{Title: year.Format("2006"), Path: "/archive/" + year.Format("2006")}
	up := ui.Link{Path: "/archive", Words: "Archive"}
	return rd.archivePeriods(q, head, up, bounds, func(month time.Time) ui.Link {
		return ui.Link{Path: monthPath(month), Words: q.site.Dates.MonthYear(month)}
	})
}

// archiveMonth is the index of a month: its days, with how much each has.
func (rd *Reader) archiveMonth(q *ask, month time.Time) (web.Answer, error) {
	bounds := []time.Time{month}
	for end := month.AddDate(0, 1, 0); bounds[len(bounds)-1].Before(end); {
		bounds = append(bounds, month.AddDate(0, 0, len(bounds)))
	}
	head := ui.Page{Title: q.site.Dates.MonthYear(month), Path: monthPath(month)}
	up := ui.Link{Path: "/archive/" + month.Format("2006"), Words: month.Format("2006")}
	return rd.archivePeriods(q, head, up, bounds, func(day time.Time) ui.Link {
		return ui.Link{Path: dayPath(day), Words: q.site.Dates.Weekday(day)}
	})
}

// archivePeriods is the index of the periods between bounds in which something was published.
func (rd *Reader) archivePeriods(q *ask, head ui.Page, up ui.Link, bounds []time.Time, link func(time.Time) ui.Link) (web.Answer, error) {
	var at []news.Millis
	for _, b := range bounds {
		at = append(at, news.At(b))
	}
	counts, err := rd.Store.CountBetween(q.ctx, q.paper.ID, at, q.now)
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.ArchivePage{Title: head.Title, Up: up}
	for i, n := range counts {
		if n > 0 {
			page.Periods = append(page.Periods, ui.ArchivePeriod{Link: link(bounds[i]), Articles: n})
		}
	}
	if len(page.Periods) == 0 {
		return web.Answer{}, notFound()
	}
	head.LinkedData = q.listData("CollectionPage", head.Title, "", head.Path)
	return q.answerWith(ui.Archive(q.site, head, page))
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

func monthOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
}
func monthPath(t time.Time) string { return t.Format("/archive/2006/01") }
func dayPath(t time.Time) string   { return t.Format("/archive/2006/01/02") }
