package ui

import (
	"testing"
	"time"

	"broadsheet/internal/news"
)

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	m, err := news.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return m.Time()
}

func TestToday(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ locale, zone, form, now, want string }{
		{"en-GB", "Europe/London", "", "2026-02-01T12:00:00Z", "Sunday, Feb 01, 2026"},
		{"en", "UTC", "", "2026-02-01T12:00:00Z", "Sunday, Feb 01, 2026"},
		{"", "", "", "2026-02-01T12:00:00Z", "Sunday, Feb 01, 2026"},
		{"en-US", "America/New_York", "", "2026-02-01T04:59:59Z", "Saturday, Jan 31, 2026"},
		{"en-NZ", "Pacific/Auckland", "", "2026-01-31T11:00:00Z", "Sunday, Feb 01, 2026"},
		{"en-GB", "Europe/London", "2 January 2006", "2026-07-31T23:30:00Z", "1 August 2026"},
		{"de-AT", "Europe/Vienna", "", "2026-03-01T12:00:00Z", "Sonntag, 1. März 2026"},
		{"de", "Europe/Berlin", "Mon 2. Jan", "2026-03-01T12:00:00Z", "Son 1. Mär"},
		{"fr-FR", "Europe/Paris", "", "2026-02-01T12:00:00Z", "dimanche 1 février 2026"},
		{"es", "Europe/Madrid", "", "2026-02-01T12:00:00Z", "domingo, 1 de febrero de 2026"},
		{"da", "Europe/Copenhagen", "", "2026-05-03T12:00:00Z", "søndag 3. maj 2026"},
		{"ja", "Asia/Tokyo", "", "2026-01-31T16:00:00Z", "2026-02-01"},
		{"not a tag", "Nowhere/Nowhere", "", "2026-02-01T12:00:00Z", "Sunday, Feb 01, 2026"},
	} {
		d := NewDates(news.Paper{Locale: c.locale, TimeZone: c.zone, DateForm: c.form})
		if got := d.Today(moment(t, c.now)); got != c.want {
			t.Errorf("%s in %s at %s: %q, want %q", c.locale, c.zone, c.now, got, c.want)
		}
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	d := NewDates(news.Paper{Locale: "en-GB", TimeZone: "Europe/London"})
	m := news.At(moment(t, "2026-07-01T12:05:00Z"))
	if got := d.Moment(m); got != "1 July 2026, 13:05 BST" {
		t.Errorf("%q", got)
	}
	if got := d.Machine(m); got != "2026-07-01T13:05:00+01:00" {
		t.Errorf("%q", got)
	}
	if got := NewDates(news.Paper{TimeZone: "Asia/Dubai"}).Moment(m); got != "1 July 2026, 16:05 UTC+04" {
		t.Errorf("%q", got)
	}
	if got := NewDates(news.Paper{Locale: "en-US", TimeZone: "America/New_York"}).Moment(m); got != "July 1, 2026, 8:05 AM EDT" {
		t.Errorf("%q", got)
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	d := NewDates(news.Paper{Locale: "en-GB", TimeZone: "Europe/London"})
	now := moment(t, "2026-07-01T12:00:00Z")
	for at, want := range map[string]string{
		"2026-06-30T23:00:00Z": "00:00", // the day begins at eleven in UTC, in summer
		"2026-06-30T22:59:59Z": "30 June",
		"2025-12-31T23:59:59Z": "31 December 2025",
		"2026-07-01T11:05:00Z": "12:05",
	} {
		if got := d.Brief(news.At(moment(t, at)), now); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

func TestMidnight(t *testing.T) {
	t.Parallel()
	d := NewDates(news.Paper{TimeZone: "Europe/London"})
	for now, want := range map[string]string{
		"2026-02-01T12:00:00Z": "2026-02-02T00:00:00Z",
		"2026-03-29T00:30:00Z": "2026-03-29T23:00:00Z", // the day the clocks go forward has 23 hours
		"2026-10-25T00:30:00Z": "2026-10-26T00:00:00Z", // the day they go back has 25
		"2026-07-01T23:00:00Z": "2026-07-02T23:00:00Z",
	} {
		if got := d.Midnight(moment(t, now)).UTC().Format(time.RFC3339); got != want {
			t.Errorf("after %s midnight is %s, want %s", now, got, want)
		}
	}
}

func TestOldNotice(t *testing.T) {
	t.Parallel()
	d := NewDates(news.Paper{TimeZone: "Europe/London"})
	for _, c := range []struct{ published, now, want string }{
		{"2026-02-01T12:00:00Z", "2026-02-01T12:00:00Z", ""},
		{"2025-02-01T12:00:00Z", "2026-02-01T12:00:00Z", ""}, // a year to the second is not more than a year
		{"2025-02-01T12:00:00Z", "2026-02-01T12:00:01Z", "This article is more than 1 year old"},
		{"2024-02-02T12:00:00Z", "2026-02-01T12:00:00Z", "This article is more than 1 year old"},
		{"2023-01-31T12:00:00Z", "2026-02-01T12:00:00Z", "This article is more than 3 years old"},
		{"2024-02-29T12:00:00Z", "2025-02-28T23:00:00Z", ""},
		{"2024-02-29T12:00:00Z", "2025-03-01T12:00:01Z", "This article is more than 1 year old"},
		{"2024-02-29T12:00:00Z", "2028-02-29T11:00:00Z", "This article is more than 3 years old"},
		{"2024-02-29T12:00:00Z", "2028-02-29T13:00:00Z", "This article is more than 4 years old"},
		{"1926-02-01T12:00:00Z", "2026-02-02T12:00:00Z", "This article is more than 100 years old"},
		{"2027-02-01T12:00:00Z", "2026-02-01T12:00:00Z", ""}, // dated ahead
		{"2025-06-30T23:30:00Z", "2026-06-30T23:45:00Z", "This article is more than 1 year old"},
	} {
		if got := d.OldNotice(news.At(moment(t, c.published)), moment(t, c.now)); got != c.want {
			t.Errorf("published %s, read %s: %q, want %q", c.published, c.now, got, c.want)
		}
	}
}

func TestByDay(t *testing.T) {
	t.Parallel()
	d := NewDates(news.Paper{Locale: "en-GB", TimeZone: "Europe/London"})
	card := func(at string) news.Card { return news.Card{PublishedAt: news.At(moment(t, at))} }
	days := d.ByDay([]news.Card{card("2026-07-01T23:00:00Z"), card("2026-07-01T22:59:00Z"), card("2026-06-30T23:00:00Z"), card("2026-06-30T22:00:00Z")})
	if len(days) != 3 || days[0].Title != "Thursday, 2 July 2026" || len(days[1].Cards) != 2 {
		t.Errorf("%+v", days)
	}
}
