package sample_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/sample"
)

func item(t *testing.T, p sample.Paper, slug string) sample.Item {
	t.Helper()
	for _, it := range p.Items {
		if it.Slug == slug {
			return it
		}
	}
	t.Fatalf("there is no %s", slug)
	return sample.Item{}
}

func TestDatesAreReckonedFromTheEdition(t *testing.T) {
	t.Parallel()
	p := read(t, sunday)
	for slug, words := range map[string][]string{
		"breakwater-repair-to-begin-in-nine-days":   {"alongside on Tuesday, 10 February", "the gale of 22 December", "The first is due on 17 February"},
		"divers-find-second-hole-under-breakwater":  {"opened by the gale of 22 December", "has been called for Sunday"},
		"divers-find-hole-under-cracked-breakwater": {"in the gale of 22 December"},
		"footbridge-over-the-marrack-opens":         {"in light rain on Friday"},
		"ferry-to-sarn-to-sail-again":               {"from 15 March", "at the chandlery on Sunday"},
		"jory-mabbett-keeper-of-the-fog-bell":       {"from 1962 until 2003", "died in 2011"},
	} {
		for _, w := range words {
			if body := item(t, p, slug).Body; !strings.Contains(strings.NewReplacer("[", "", "](/gale-cracks-east-breakwater)", "").Replace(body), w) {
				t.Errorf("%s doesn't say %q: %s", slug, w, body)
			}
		}
	}
	for slug, day := range map[string]string{
		"gale-cracks-east-breakwater":                    "2025-12-22",
		"divers-find-second-hole-under-breakwater":       "2026-01-23",
		"footbridge-over-the-marrack-opens":              "2022-02-19", // over three years ago, and in February
		"breakwater-sound-throughout-commissioners-told": "2019-04-11",
	} {
		if got := item(t, p, slug).PublishedAt.Time().Format(time.DateOnly); got != day {
			t.Errorf("%s is of %s, not %s", slug, got, day)
		}
	}
}

// TestTheHourDoesNotMoveTheDates reads the sample at both ends of a day: what it says must hold together all the same.
// hours are when a live page's entries were made.
var hours = regexp.MustCompile(`datetime="[^"]*"`)

func TestTheHourDoesNotMoveTheDates(t *testing.T) {
	t.Parallel()
	early, late := read(t, "2026-02-01T00:05:00Z"), read(t, "2026-02-01T23:59:30Z")
	for _, it := range early.Items {
		other := item(t, late, it.Slug)
		if hours.ReplaceAllString(other.Body, "") != hours.ReplaceAllString(it.Body, "") || other.Standfirst != it.Standfirst {
			t.Errorf("%s has other dates in the evening than in the morning", it.Slug)
		}
		if a, b := it.PublishedAt.Time().Format(time.DateOnly), other.PublishedAt.Time().Format(time.DateOnly); a != b {
			t.Errorf("%s is of %s in the morning and of %s in the evening", it.Slug, a, b)
		}
	}
}

// TestEveryDay reads the sample on days when calendars and clocks do something.
func TestEveryDay(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"2026-03-29T01:30:00Z", "2026-01-01T00:00:01Z", "2028-02-29T23:59:59Z", "2026-10-25T01:00:00Z", "2027-07-23T12:00:00Z", "2031-12-31T23:59:59Z"} {
		p := read(t, at)
		if n := len(p.Items); n < 30 {
			t.Errorf("at %s there are %d articles", at, n)
		}
		for _, it := range p.Items {
			if it.PublishedAt.String() > at {
				t.Errorf("at %s, %s is of %s", at, it.Slug, it.PublishedAt)
			}
			if it.ClosedAt != 0 && (it.ClosedAt <= it.PublishedAt || it.ClosedAt.String() > at) {
				t.Errorf("at %s, %s is closed at %s, and came out at %s", at, it.Slug, it.ClosedAt, it.PublishedAt)
			}
			if it.Note != nil && it.Note.At <= it.PublishedAt {
				t.Errorf("at %s, %s is corrected at %s, before it came out at %s", at, it.Slug, it.Note.At, it.PublishedAt)
			}
		}
	}
}

// TestWeatherAgrees has the forecast say of each day what other articles say.
func TestWeatherAgrees(t *testing.T) {
	t.Parallel()
	p := read(t, sunday)
	forecast := item(t, p, "weather-showers-then-a-dry-spell").Body
	for _, day := range []string{"Monday", "Wednesday"} {
		if !strings.Contains(forecast, "**"+day+":** showers") {
			t.Errorf("the forecast has no showers on %s", day)
		}
		if !strings.Contains(item(t, p, "the-cinema-that-opens-when-it-rains").Body, day) {
			t.Errorf("the cinema doesn't hope for %s", day)
		}
	}
}
