package ui

import (
	"fmt"
	"time"

	"broadsheet/internal/news"
)

// Years returns how many whole years lie between published and now in the paper's zone. A year is over when its
// anniversary is past; that of a 29 February is 1 March in years that have none.
func (d Dates) Years(published news.Millis, now time.Time) int {
	from, now := published.Time().In(d.Zone), now.In(d.Zone)
	n := now.Year() - from.Year()
	if n > 0 && !from.AddDate(n, 0, 0).Before(now) {
		n--
	}
	return max(n, 0)
}

// OldNotice returns what stands above the headline of an article that is more than a year old, or "".
func (d Dates) OldNotice(published news.Millis, now time.Time) string {
	switch n := d.Years(published, now); n {
	case 0:
		return ""
	case 1:
		return "This article is more than 1 year old"
	default:
		return fmt.Sprintf("This article is more than %d years old", n)
	}
}

// Anniversary returns the next moment after now at which something published a number of years before becomes a year
// older. What says how old it is says so until then.
func (d Dates) Anniversary(published news.Millis, now time.Time) time.Time {
	from := published.Time().In(d.Zone)
	return from.AddDate(d.Years(published, now)+1, 0, 0).Add(time.Nanosecond)
}
