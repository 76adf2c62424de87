package look

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// What WCAG 2.2 asks for: 1.4.3 of text, 1.4.11 of the edges of controls and of the ring that shows the focus.
const (
	textNeeds = 4.5
	edgeNeeds = 3
)

// scheme is the colours of one scheme, by the names of the stylesheet's custom properties.
type scheme map[string]RGB

// House returns the colours of the house style in light and in dark as #rrggbb, by the names that the stylesheet's
// custom properties have. A test of package ui holds the stylesheet to it.
func House() (light, dark map[string]string) {
	return map[string]string{
			"paper": "#ffffff", "wash": "#f6f4ef", "ink": "#16181c", "ink2": "#4a4f57", "ink3": "#61666e", "accent": "#9b1c1f",
			"link": "#0b4f8a", "opinion": "#a33b00", "focus": "#0b57d0", "border": "#7a7e85",
		}, map[string]string{
			"paper": "#121417", "wash": "#1a1d21", "ink": "#e9e7e2", "ink2": "#b7bac0", "ink3": "#9a9ea6", "accent": "#ff8f87",
			"link": "#8fc2ff", "opinion": "#ffa56b", "focus": "#a8c7fa", "border": "#858a92",
		}
}

func house(dark bool) scheme {
	l, d := House()
	s := scheme{}
	for name, hex := range map[bool]map[string]string{false: l, true: d}[dark] {
		s[name], _ = Parse(hex) // they are ours
	}
	return s
}

// pair is two colours that meet on a page.
type pair struct {
	front, back string
	needs       float64
}

// pairs returns the pairs that are checked: whatever text and edges are shown in, on both backgrounds.
func pairs() (all []pair) {
	for _, back := range []string{"paper", "wash"} {
		for _, front := range []string{"ink", "ink2", "ink3", "accent", "link", "opinion"} {
			all = append(all, pair{front, back, textNeeds})
		}
		all = append(all, pair{"border", back, edgeNeeds}, pair{"focus", back, edgeNeeds})
	}
	return all
}

// says names a colour in a sentence.
func says(name string) string {
	switch name {
	case "ink":
		return "the ink"
	case "ink2":
		return "the ink of standfirsts"
	case "ink3":
		return "the ink of dates and captions"
	case "border":
		return "the edge of controls"
	case "focus":
		return "the ring of the focus"
	}
	return "the " + name
}

// Complete puts a look's colours into their one form, fills in the second shade of a colour that is used in front where
// only one was given, and checks every pair that it brings about. Errors: CodeInvalid, one for each failing colour: it
// names the pair, its contrast, what is needed, and the nearest shade that passes. fieldOf names a section in them.
func Complete(l news.Look, fieldOf func(section string) string) (news.Look, error) {
	var faults []error
	own := map[string]*news.Shades{"paper": &l.Colours.Paper, "wash": &l.Colours.Wash, "accent": &l.Colours.Accent,
		"link": &l.Colours.Link, "opinion": &l.Colours.Opinion}
	for _, name := range []string{"paper", "wash", "accent", "link", "opinion"} {
		faults = append(faults, tidy("look.colours."+name, own[name]))
	}
	sections := map[string]news.Shades{}
	for _, id := range slices.Sorted(maps.Keys(l.Sections)) {
		s := l.Sections[id]
		faults = append(faults, tidy(sectionField(fieldOf(id)), &s))
		sections[id] = s
	}
	if err := errors.Join(faults...); err != nil {
		return l, err
	}
	light, dark := schemeOf(own, false), schemeOf(own, true)
	for _, name := range []string{"accent", "link", "opinion"} {
		completeOne(own[name], name, light, dark)
	}
	faults = []error{checkScheme(own, false), checkScheme(own, true)}
	for _, id := range slices.Sorted(maps.Keys(sections)) {
		s := sections[id]
		completeOne(&s, "accent", light, dark)
		faults = append(faults, checkSection(fieldOf(id), s.Light, light, "light"), checkSection(fieldOf(id), s.Dark, dark, "dark"))
		if sections[id] = s; s == (news.Shades{}) {
			delete(sections, id)
		}
	}
	if l.Sections = sections; len(sections) == 0 {
		l.Sections = nil
	}
	return l, errors.Join(faults...)
}

func sectionField(name string) string { return "look.sections." + name }

// tidy writes shades in their one form.
func tidy(field string, s *news.Shades) error {
	var faults []error
	for where, hex := range map[string]*string{"light": &s.Light, "dark": &s.Dark} {
		*hex = strings.ToLower(strings.TrimSpace(*hex))
		if *hex == "" {
			continue
		}
		c, ok := Parse(*hex)
		if !ok {
			faults = append(faults, news.Invalid(field+"."+where, "%q is no colour; write it like #9b1c1f", short(*hex)))
			continue
		}
		*hex = c.String()
	}
	return errors.Join(faults...)
}

func short(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + " …"
	}
	return s
}

// schemeOf is the house's scheme with a paper's own colours in it.
func schemeOf(own map[string]*news.Shades, dark bool) scheme {
	s := house(dark)
	for name, shades := range own {
		if c, ok := Parse(in(*shades, dark)); ok {
			s[name] = c
		}
	}
	return s
}

func in(s news.Shades, dark bool) string {
	if dark {
		return s.Dark
	}
	return s.Light
}

// completeOne makes the shade that is missing of the one that is given.
func completeOne(s *news.Shades, name string, light, dark scheme) {
	one := func(from string, to *string, sc scheme) {
		c, ok := Parse(from)
		if !ok || *to != "" {
			return
		}
		if shade, ok := Nearest(c, sc.takes(name)); ok {
			*to, sc[name] = shade.String(), shade
		}
	}
	one(s.Light, &s.Dark, dark)
	one(s.Dark, &s.Light, light)
}

// takes returns the test of whether a colour can stand at a name: every pair of that is then good.
func (sc scheme) takes(name string) func(RGB) bool {
	return func(c RGB) bool {
		for _, p := range pairs() {
			a, b := sc[p.front], sc[p.back]
			switch name {
			case p.front:
				a = c
			case p.back:
				b = c
			default:
				continue
			}
			if Contrast(a, b) < p.needs {
				return false
			}
		}
		return true
	}
}

// checkScheme checks the pairs of one scheme that have a colour of the paper's own in them. Each colour is told once:
// of a pair of two own ones the one in front is to change.
func checkScheme(own map[string]*news.Shades, dark bool) error {
	sc, named := schemeOf(own, dark), map[bool]string{false: "light", true: "dark"}[dark]
	isOwn := func(name string) bool { return own[name] != nil && in(*own[name], dark) != "" }
	told := map[string]bool{}
	var faults []error
	for _, p := range pairs() {
		at := p.front
		if !isOwn(at) {
			at = p.back
		}
		if !isOwn(at) || told[at] || Contrast(sc[p.front], sc[p.back]) >= p.needs {
			continue
		}
		told[at] = true
		faults = append(faults, fault("look.colours."+at+"."+named, p, sc, says(p.front), sc.takes(at), sc[at]))
	}
	return errors.Join(faults...)
}

// checkSection checks a section's colour, which stands where the accent stands.
func checkSection(name, hex string, sc scheme, named string) error {
	c, ok := Parse(hex)
	if !ok {
		return nil
	}
	sc = maps.Clone(sc)
	sc["accent"] = c
	for _, p := range pairs() {
		if p.front == "accent" && Contrast(c, sc[p.back]) < p.needs {
			return fault(sectionField(name)+"."+named, p, sc, "the colour of the section "+name, sc.takes("accent"), c)
		}
	}
	return nil
}

// fault is the sentence about a pair that can't be read.
func fault(field string, p pair, sc scheme, front string, takes func(RGB) bool, stands RGB) error {
	mend := "no shade of " + stands.String() + " is far enough from what it meets; change the other colour as well"
	if shade, ok := Nearest(stands, takes); ok {
		mend = "the nearest shade of " + stands.String() + " that passes is " + shade.String()
	}
	what := map[float64]string{textNeeds: "text", edgeNeeds: "an edge"}[p.needs]
	return news.Invalid(field, "%s %s on %s %s has a contrast of %s and %s needs %s; %s",
		front, sc[p.front], says(p.back), sc[p.back], ratio(Contrast(sc[p.front], sc[p.back])), what, ratio(p.needs), mend)
}

// ratio writes a contrast, rounded down: one that fails never looks as if it passed.
func ratio(r float64) string { return fmt.Sprintf("%g:1", math.Floor(r*100)/100) }
