package newsroom

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// lookPage is the page of the look.
type lookPage struct {
	settingsPage
	pairs []desk.Contrast
	logo  string // what stands in the place of type
}

// colourNames are the colours that a paper may have of its own.
var colourNames = []struct{ name, label string }{
	{"paper", "Paper"}, {"wash", "Wash, behind boxes"}, {"accent", "Accent"}, {"link", "Links"}, {"opinion", "Opinion"},
}

func shadesOf(c *news.Colours, name string) *news.Shades {
	return map[string]*news.Shades{"paper": &c.Paper, "wash": &c.Wash, "accent": &c.Accent, "link": &c.Link, "opinion": &c.Opinion}[name]
}

func (v *visit) lookForm() (lookPage, error) {
	s, err := v.settingsPage("look", "Look")
	if err != nil {
		return lookPage{}, err
	}
	l := v.paper.Look
	p := lookPage{settingsPage: s, pairs: desk.Contrasts(l.Colours)}
	p.form = form{action: settingsPath + "look", button: "Save", version: v.paper.Version, upload: true}
	add := func(f field) { p.form.fields = append(p.form.fields, f) }
	for _, c := range colourNames {
		x := shadesOf(&l.Colours, c.name)
		add(field{name: c.name + ".light", label: c.label + ", light", kind: "text", value: x.Light, hint: "Written #rrggbb. Empty: the house’s."})
		add(field{name: c.name + ".dark", label: c.label + ", dark", kind: "text", value: x.Dark, hint: "Empty: made of the light one."})
	}
	for _, x := range s.site.Sections {
		add(field{name: "section." + x.Slug + ".light", label: "Section " + x.Name + ", light", kind: "text", value: l.Sections[x.ID].Light})
		add(field{name: "section." + x.Slug + ".dark", label: "Section " + x.Name + ", dark", kind: "text", value: l.Sections[x.ID].Dark})
	}
	n := l.Nameplate
	add(field{name: "fonts", label: "Type", kind: "choice", value: string(l.Fonts), choices: []choice{{"", "Newsreader and Public Sans, which readers fetch"}, {"system", "The reader’s own: nothing is fetched"}}})
	add(field{name: "face", label: "Nameplate’s typeface", kind: "choice", value: string(n.Face), choices: []choice{{"", "Newsreader"}, {"public-sans", "Public Sans"}}})
	add(field{name: "weight", label: "Nameplate’s weight", kind: "number", value: strconv.Itoa(n.Weight), hint: "From 400 to 700; 0 is 700."})
	add(field{name: "align", label: "Nameplate of the front", kind: "choice", value: string(n.Align), choices: []choice{{"", "In the middle"}, {"start", "Where lines begin"}}})
	add(field{name: "picture", label: "Logo: a picture of the library", kind: "text", value: n.Picture, hint: "The picture’s id. Empty: none."})
	add(field{name: "svg", label: "Logo: a drawing", kind: "file", hint: "An SVG file of plain shapes, which takes the place of type. Write currentColor for what is to follow light and dark."})
	add(field{name: "type", label: "Set the name in type, without a drawing", kind: "check", on: false})
	switch {
	case n.SVG != "":
		p.logo = "A drawing of " + strconv.Itoa(len(n.SVG)) + " bytes stands in the place of type."
	case n.Picture != "":
		p.logo = "A picture of the library stands in the place of type."
	}
	return p, nil
}

func (v *visit) lookSettings() error {
	p, err := v.lookForm()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, p.settingsPage, lookView(p))
}

// maxDrawing bounds a drawing that is sent.
const maxDrawing = 1 << 20

// saveLook changes the look. Colours that can't be read on each other are refused.
func (v *visit) saveLook() error {
	p, err := v.lookForm()
	if err != nil {
		return err
	}
	f, err := v.lookFiling(p.site.Sections)
	if err == nil {
		err = v.do(func(w *desk.Work) error {
			_, err := w.ChangePaper(v.seen(), desk.PaperFiling{Look: f})
			return err
		})
	}
	if err != nil {
		again := func(s settingsPage) templ.Component { return lookView(lookPage{s, p.pairs, p.logo}) }
		return v.again(p.settingsPage, again, err, lookField)
	}
	return v.done("look", "saved")
}

// lookField says which field of the form one of the desk's is.
func lookField(name string) string {
	if rest, ok := strings.CutPrefix(name, "look.sections."); ok {
		return "section." + withShade(rest)
	}
	for _, prefix := range []string{"look.colours.", "look.nameplate.", "look."} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			if prefix == "look.colours." {
				return withShade(rest)
			}
			return rest
		}
	}
	return name
}

func withShade(name string) string {
	if strings.HasSuffix(name, ".light") || strings.HasSuffix(name, ".dark") {
		return name
	}
	return name + ".light"
}

func (v *visit) lookFiling(sections []news.Section) (f desk.LookFiling, err error) {
	value := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	f.Colours = &news.Colours{}
	for _, c := range colourNames {
		*shadesOf(f.Colours, c.name) = news.Shades{Light: value(c.name + ".light"), Dark: value(c.name + ".dark")}
	}
	f.Sections = map[string]news.Shades{}
	for id, s := range v.paper.Look.Sections { // those of retired sections are not in the form
		f.Sections[id] = s
	}
	for _, x := range sections {
		delete(f.Sections, x.ID)
		if s := (news.Shades{Light: value("section." + x.Slug + ".light"), Dark: value("section." + x.Slug + ".dark")}); s != (news.Shades{}) {
			f.Sections[x.ID] = s
		}
	}
	fonts := news.Fonts(value("fonts"))
	weight, err := strconv.Atoi(value("weight"))
	if err != nil {
		return f, news.Invalid("weight", "%.20q is no number; write one from 400 to 700, or 0", value("weight"))
	}
	n := news.Nameplate{Face: news.Face(value("face")), Weight: weight, Align: news.Align(value("align")), Picture: value("picture"), SVG: v.paper.Look.Nameplate.SVG}
	if value("type") != "" {
		n.SVG = ""
	}
	if file, _, err := v.r.FormFile("svg"); err == nil {
		b, err := io.ReadAll(io.LimitReader(file, maxDrawing+1))
		if err != nil {
			return f, err
		}
		if len(b) > 0 {
			n.SVG = string(b)
		}
	}
	f.Fonts, f.Nameplate = &fonts, &n
	return f, nil
}
