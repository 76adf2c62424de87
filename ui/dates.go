package ui

import (
	"strings"
	"time"

	"golang.org/x/text/language"

	"broadsheet/internal/news"
)

// Dates writes moments in a paper's time zone and in the form of its locale.
type Dates struct {
	Zone      *time.Location
	nameplate string // layout of the nameplate's date
	form      dateForm
}

// NewDates returns the Dates of p. A zone that is not known becomes UTC, an unknown locale is written in figures.
func NewDates(p news.Paper) Dates {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	d := Dates{Zone: zone, form: formOf(p.Locale)}
	d.nameplate = d.form.nameplate
	if p.DateForm != "" {
		d.nameplate = p.DateForm
	}
	return d
}

// Today writes the nameplate's date. It is never marked up as a date: it is the day of the visit, not of an article.
func (d Dates) Today(now time.Time) string { return d.form.write(now.In(d.Zone), d.nameplate) }

// Moment writes m in full, with the zone: when an article was published or changed.
func (d Dates) Moment(m news.Millis) string {
	t := m.Time().In(d.Zone)
	return d.form.write(t, d.form.date) + ", " + t.Format(d.form.clock) + " " + zoneName(t)
}

// Day writes the day of m, with its year.
func (d Dates) Day(m news.Millis) string { return d.form.write(m.Time().In(d.Zone), d.form.date) }

// Weekday writes the day t falls on, with its name and year.
func (d Dates) Weekday(t time.Time) string { return d.form.write(t.In(d.Zone), "Monday, "+d.form.date) }

// Month writes the month of t, without its year.
func (d Dates) Month(t time.Time) string { return d.form.write(t, "January") }

// MonthYear writes the month of t with its year.
func (d Dates) MonthYear(t time.Time) string { return d.form.write(t.In(d.Zone), "January 2006") }

// Clock writes the hour of m.
func (d Dates) Clock(m news.Millis) string { return m.Time().In(d.Zone).Format(d.form.clock) }

// Brief writes m as a card shows it: the hour if it was today, the day if it was not, with the year if it was another.
// It is no count of minutes: the same page made a moment later has the same bytes.
func (d Dates) Brief(m news.Millis, now time.Time) string {
	t, now := m.Time().In(d.Zone), now.In(d.Zone)
	switch {
	case sameDay(t, now):
		return t.Format(d.form.clock)
	case t.Year() == now.Year():
		return d.form.write(t, d.form.short)
	}
	return d.form.write(t, d.form.date)
}

// Hour writes the hour of m with the zone, and the day where it isn't that of another moment.
func (d Dates) Hour(m, of news.Millis) string {
	t := m.Time().In(d.Zone)
	if !sameDay(t, of.Time().In(d.Zone)) {
		return d.Moment(m)
	}
	return t.Format(d.form.clock) + " " + zoneName(t)
}

// Machine writes m for machines: RFC 3339 with the paper's offset.
func (d Dates) Machine(m news.Millis) string { return m.Time().In(d.Zone).Format(time.RFC3339) }

// Midnight returns the end of the day that now is in, in the paper's zone.
func (d Dates) Midnight(now time.Time) time.Time {
	y, m, day := now.In(d.Zone).Date()
	return time.Date(y, m, day+1, 0, 0, 0, 0, d.Zone)
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// zoneName returns the zone's abbreviation, or its offset as "UTC+3" where it has none.
func zoneName(t time.Time) string {
	name, _ := t.Zone()
	if name != "" && name[0] != '+' && name[0] != '-' {
		return name
	}
	return "UTC" + strings.TrimSuffix(t.Format("-07:00"), ":00")
}

// dateForm is how a language writes dates: Go layouts, and the names that stand in for the English ones.
type dateForm struct {
	nameplate, date, short, clock string
	days, months                  string // space-separated, from Sunday and January; empty: English
}

// write formats t by layout with the form's own names of days and months. A short name is the first three letters.
func (f dateForm) write(t time.Time, layout string) string {
	if f.months == "" {
		return t.Format(layout)
	}
	day, month := strings.Fields(f.days)[t.Weekday()], strings.Fields(f.months)[t.Month()-1]
	var b strings.Builder
	for layout != "" {
		at, token := nextName(layout)
		b.WriteString(t.Format(layout[:at]))
		switch token {
		case "Monday":
			b.WriteString(day)
		case "Mon":
			b.WriteString(firstThree(day))
		case "January":
			b.WriteString(month)
		case "Jan":
			b.WriteString(firstThree(month))
		}
		layout = layout[at+len(token):]
	}
	return b.String()
}

// nextName returns where in a layout the next name of a day or month stands, and which; the end when there is none.
func nextName(layout string) (int, string) {
	at, token := len(layout), ""
	for _, name := range [...]string{"Monday", "Mon", "January", "Jan"} { // the longer before its beginning
		if i := strings.Index(layout, name); i >= 0 && i < at {
			at, token = i, name
		}
	}
	return at, token
}

func firstThree(s string) string {
	r := []rune(s)
	return string(r[:min(3, len(r))])
}

// formOf returns the form of a locale. A language that is not in the table is written in figures, which all read.
func formOf(locale string) dateForm {
	tag, err := language.Parse(locale)
	if err != nil {
		return english
	}
	base, _ := tag.Base()
	if base.String() == "en" {
		if strings.HasSuffix(locale, "-US") { // plain "en" is not America's alone
			return american
		}
		return english
	}
	if f, ok := forms(base.String()); ok {
		return f
	}
	return dateForm{nameplate: "2006-01-02", date: "2006-01-02", short: "2006-01-02", clock: "15:04"}
}

const nameplateInEnglish = "Monday, Jan 02, 2006"
