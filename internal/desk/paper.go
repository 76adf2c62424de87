package desk

import (
	"errors"
	"maps"
	"slices"
	"time"

	"broadsheet/internal/look"
	"broadsheet/internal/news"
)

// PaperFiling is what somebody wants a paper's settings to say. A nil field is left as it is.
type PaperFiling struct {
	Name     *string
	Motto    *string
	DateForm *string // a Go layout; empty: the locale's own
	Latest   *int    // headlines under an article; 0: fifty
	About    *string
	Look     LookFiling

	TimeZone *string   // IANA, such as Europe/London
	Locale   *string   // BCP 47
	URL      *string   // what its addresses begin with; empty: as it is asked for
	Hosts    *[]string // that it answers to; empty: to any
}

// LookFiling is what somebody wants a paper to look like. Each field is replaced whole.
type LookFiling struct {
	Colours   *news.Colours
	Sections  map[string]news.Shades // by slug or id; nil is left as it is, empty clears it
	Nameplate *news.Nameplate
	Fonts     *news.Fonts
}

// Bounds of a paper's settings.
const (
	maxLatest = 200   // headlines under an article; the fifty of the start are many
	maxAbout  = 50000 // characters of the imprint
)

// ChangePaper changes the paper's settings. A publisher may.
func (w *Work) ChangePaper(expect int, f PaperFiling) (news.Paper, error) {
	if err := w.atLeast(news.Publisher, "changing the paper's settings"); err != nil {
		return news.Paper{}, err
	}
	old, err := w.Paper()
	if err != nil {
		return old, err
	}
	if err := expected("paper", expect, old.Version); err != nil {
		return old, err
	}
	p := old
	c := checker{limits: w.desk.limits()}
	set(&p.Name, c.line("name", f.Name, c.limits.Line))
	if p.Name == "" {
		c.fault(news.Invalid("name", "is empty; give the name that the nameplate shows"))
	}
	set(&p.Motto, c.line("motto", f.Motto, c.limits.Line))
	set(&p.DateForm, c.line("date_form", f.DateForm, c.limits.Line))
	c.fault(CheckDateForm("date_form", p.DateForm))
	set(&p.About, c.text("about", f.About, maxAbout))
	set(&p.Latest, f.Latest)
	if p.Latest < 0 || p.Latest > maxLatest {
		c.fault(news.Invalid("latest", "is %d and must be from 0 (fifty) to %d", p.Latest, maxLatest))
	}
	c.settle(&p, f)
	looks, err := w.dressed(p.Look, f.Look)
	c.fault(err)
	if p.Look = looks; c.err() != nil {
		return old, c.err()
	}
	if samePaper(p, old) {
		return old, nil
	}
	p.Version++
	return p, raced(w.tx.PutPaper(p, w.by.Person))
}

func samePaper(a, b news.Paper) bool {
	return a.Name == b.Name && a.Motto == b.Motto && a.DateForm == b.DateForm && a.Latest == b.Latest && a.About == b.About &&
		a.TimeZone == b.TimeZone && a.Locale == b.Locale && a.URL == b.URL && slices.Equal(a.Hosts, b.Hosts) &&
		a.Look.Colours == b.Look.Colours && a.Look.Nameplate == b.Look.Nameplate && a.Look.Fonts == b.Look.Fonts && maps.Equal(a.Look.Sections, b.Look.Sections)
}

// CheckDateForm refuses a form of the nameplate's date that doesn't say the day, or says the hour: a page is kept until
// midnight.
func CheckDateForm(field, form string) error {
	if form == "" {
		return nil
	}
	day := time.Date(2026, time.February, 3, 4, 5, 6, 7, time.UTC)
	written := func(t time.Time) string { return t.Format(form) }
	switch {
	case written(day) == written(day.AddDate(0, 0, 7)), written(day) == written(day.AddDate(0, 1, 0)):
		return news.Invalid(field, "%q says no day and month; write 2 January 2006 as you want dates written, such as \"Monday, 2 January 2006\"", form)
	case written(day) != written(day.Add(11*time.Hour+7*time.Minute+8*time.Second+9)):
		return news.Invalid(field, "%q says the hour, which a page that is kept until midnight can't; write the day alone, such as \"Monday, 2 January 2006\"", form)
	}
	return nil
}

// dressed puts what a filing says into a look and checks it.
func (w *Work) dressed(l news.Look, f LookFiling) (news.Look, error) {
	set(&l.Colours, f.Colours)
	set(&l.Nameplate, f.Nameplate)
	set(&l.Fonts, f.Fonts)
	var faults []error
	if f.Sections != nil {
		l.Sections = map[string]news.Shades{}
		for _, name := range slices.Sorted(maps.Keys(f.Sections)) {
			s, err := w.Section(name)
			switch {
			case news.CodeOf(err) == news.CodeNotFound:
				faults = append(faults, news.Invalid("look.sections", "there is no section %q in this paper; name one by its slug", short200(name)))
			case err != nil:
				return l, err
			default:
				l.Sections[s.ID] = f.Sections[name]
			}
		}
	}
	if f.Nameplate != nil && l.Nameplate.SVG != "" {
		svg, err := look.Logo("look.nameplate.svg", l.Nameplate.SVG)
		faults, l.Nameplate.SVG = append(faults, err), svg
	}
	l, err := checkLook(w, l)
	return l, errors.Join(append(faults, err)...)
}

// CheckLook says what is wrong with a look: colours that can't be read on each other, a nameplate that can't be set, a
// picture that isn't there. Errors: CodeInvalid, one for each.
func CheckLook(v news.View, l news.Look) error {
	_, err := checkLook(v, l)
	return err
}

// checkLook checks a look and fills in the shades that follow from others.
func checkLook(v news.View, l news.Look) (news.Look, error) {
	l, faults := look.Complete(l, func(id string) string {
		s, err := v.Section(id)
		if err != nil {
			return id
		}
		return s.Slug
	})
	n := l.Nameplate
	if n.Face != "" && n.Face != news.Newsreader && n.Face != news.PublicSans {
		faults = errors.Join(faults, news.Invalid("look.nameplate.face", "%q is no face the program has; write newsreader or public-sans", short200(string(n.Face))))
	}
	if n.Weight != 0 && (n.Weight < 400 || n.Weight > 700) {
		faults = errors.Join(faults, news.Invalid("look.nameplate.weight", "is %d and must be from 400 to 700", n.Weight))
	}
	if n.Align != "" && n.Align != news.AlignCentre && n.Align != news.AlignStart {
		faults = errors.Join(faults, news.Invalid("look.nameplate.align", "%q is no alignment; write centre or start", short200(string(n.Align))))
	}
	if l.Fonts != "" && l.Fonts != news.WebFonts && l.Fonts != news.SystemFonts {
		faults = errors.Join(faults, news.Invalid("look.fonts", "%q is none of the sets of fonts; write web or system", short200(string(l.Fonts))))
	}
	if n.Picture != "" && n.SVG != "" {
		faults = errors.Join(faults, news.Invalid("look.nameplate.picture", "is given, and svg too; a nameplate has one of them"))
	}
	if n.Picture == "" {
		return l, faults
	}
	err := clean("look.nameplate.picture", n.Picture)
	if err == nil {
		_, err = v.Picture(n.Picture)
	}
	if news.CodeOf(err) == news.CodeNotFound {
		err = news.Invalid("look.nameplate.picture", "there is no picture %q in this paper; add it first, or leave the field out", short200(n.Picture))
	}
	return l, errors.Join(faults, err)
}
