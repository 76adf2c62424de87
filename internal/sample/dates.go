package sample

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// agePattern is how an article says when it was published: "3h20m" ago; "9d 16:20", at that hour nine days ago; or
// "3y 02-19 07:30", on the last 19 February that is three years past, so that summer stays summer.
var agePattern = regexp.MustCompile(`^(?:(\d+)d|(\d+)y (\d\d)-(\d\d)) (\d\d):(\d\d)$`)

// moment returns when something of an age came out, and the day of the edition that it belongs to. What came out hours
// ago is today's: dates in today's texts must not hang on the hour.
func moment(age string, now time.Time) (at, day time.Time, err error) {
	m := agePattern.FindStringSubmatch(age)
	if m == nil {
		ago, err := time.ParseDuration(age)
		return now.Add(-ofToday(ago, now)), noon(now), err
	}
	if m[1] != "" {
		day = noon(now).AddDate(0, 0, -number(m[1]))
	} else {
		day = lastBefore(now, number(m[2]), time.Month(number(m[3])), number(m[4]))
	}
	at = time.Date(day.Year(), day.Month(), day.Day(), number(m[5]), number(m[6]), 0, 0, day.Location())
	if at.After(now) {
		return at, day, fmt.Errorf("the age %q lies in the future", age)
	}
	return at, day, nil
}

// newsday is how long the paper is made before its sample is read, at the most: longer than the oldest of today's ages.
const newsday = 9 * time.Hour

// ofToday shortens an age early in the day, so that today's edition is today's even when somebody looks soon after midnight.
func ofToday(ago time.Duration, now time.Time) time.Duration {
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	over := max(now.Sub(midnight), time.Minute)
	if over >= newsday {
		return ago
	}
	return time.Duration(float64(ago) * float64(over) / float64(newsday)).Round(time.Second)
}

// noon returns the middle of a day, which every time zone has.
func noon(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, t.Location())
}

// lastBefore returns the last such day of a year that is at least some years before now.
func lastBefore(now time.Time, years int, month time.Month, day int) time.Time {
	d := time.Date(now.Year()-years, month, day, 12, 0, 0, 0, now.Location())
	if d.After(time.Date(now.Year()-years, now.Month(), now.Day(), 0, 0, 0, 0, now.Location())) {
		d = time.Date(now.Year()-years-1, month, day, 12, 0, 0, 0, now.Location())
	}
	return d
}

// number reads digits that a pattern has found.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

var datePattern = regexp.MustCompile(`\{(day|date|year)([+-]\d+)?\}`)

// fillDates writes the dates into a text of an edition.
func fillDates(text string, edition time.Time) string {
	return datePattern.ReplaceAllStringFunc(text, func(found string) string {
		m := datePattern.FindStringSubmatch(found)
		n := number(m[2])
		switch m[1] {
		case "day":
			return edition.AddDate(0, 0, n).Weekday().String()
		case "date":
			return edition.AddDate(0, 0, n).Format("2 January")
		}
		return strconv.Itoa(edition.Year() + n)
	})
}

var momentPattern = regexp.MustCompile(`\{at ([^}]+)\}`)

// fillMoments replaces {at 20m} by the moment of that age, as machines write it: when an entry of a live page was made.
func fillMoments(text string, now time.Time) (string, error) {
	var wrong error
	text = momentPattern.ReplaceAllStringFunc(text, func(found string) string {
		at, _, err := moment(momentPattern.FindStringSubmatch(found)[1], now)
		if err != nil {
			wrong = err
		}
		return at.UTC().Format(time.RFC3339)
	})
	return text, wrong
}
