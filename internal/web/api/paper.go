package api

import (
	"context"
	"net/http"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// paper is the paper as it is answered.
type paper struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Motto    string   `json:"motto"`
	Locale   string   `json:"locale" doc:"Set when the paper is made."`
	TimeZone string   `json:"timezone" doc:"Set when the paper is made."`
	URL      string   `json:"url" doc:"Set when the paper is made."`
	Hosts    []string `json:"hosts" doc:"Set when the paper is made."`
	DateForm string   `json:"date_form" doc:"How the nameplate writes the day; empty: as the locale does."`
	Latest   int      `json:"latest" doc:"Headlines under an article; 0: fifty."`
	About    string   `json:"about" doc:"The imprint, in Markdown."`
	Look     looks    `json:"look"`
	Version  int      `json:"version"`
}

func (p paper) versionOf() int { return p.Version }

// paperVersion is the paper's settings as they once stood.
type paperVersion struct {
	Version  int         `json:"version"`
	At       news.Millis `json:"at"`
	By       string      `json:"by" doc:"The id of the person; empty: the program."`
	Settings paper       `json:"settings"`
}

// looks is how the paper looks where it departs from the house style.
type looks struct {
	Colours   colours           `json:"colours"`
	Sections  map[string]shades `json:"sections" doc:"By the section's slug: the colour that stands for the accent in what is the section's own."`
	Nameplate nameplate         `json:"nameplate"`
	Fonts     news.Fonts        `json:"fonts" enum:",web,system" doc:"system: Georgia and the system's own type, and nothing is fetched. Empty: web."`
}

// shades is a colour in both schemes.
type shades struct {
	Light string `json:"light,omitempty" doc:"In the light scheme, as #rrggbb. Empty: the house's; of a colour in front, made from the dark one where that is given."`
	Dark  string `json:"dark,omitempty" doc:"In the dark scheme."`
}

// colours are the paper's own.
type colours struct {
	Paper   shades `json:"paper,omitzero" doc:"Behind everything."`
	Wash    shades `json:"wash,omitzero" doc:"Behind boxes."`
	Accent  shades `json:"accent,omitzero" doc:"Kickers, rules, the place in the navigation."`
	Link    shades `json:"link,omitzero" doc:"Links in copy."`
	Opinion shades `json:"opinion,omitzero" doc:"Kickers and bylines of opinion."`
}

// nameplate is how the paper's name is set.
type nameplate struct {
	Face    news.Face  `json:"face,omitempty" enum:",newsreader,public-sans" doc:"Empty: newsreader."`
	Weight  int        `json:"weight,omitempty" doc:"From 400 to 700; 0: 700."`
	Align   news.Align `json:"align,omitempty" enum:",centre,start" doc:"Of the front's nameplate. Empty: centre."`
	Picture string     `json:"picture,omitempty" doc:"A picture's id: a logo in the place of type."`
	SVG     string     `json:"svg,omitempty" doc:"A drawing in the place of type: SVG of plain shapes. What pages don't need is left out of it; a drawing that could run or load anything is refused. Write currentColor for what is to follow the light and dark scheme."`
}

// paperFiling is the paper as it is changed.
type paperFiling struct {
	Name     field[string]     `json:"name,omitzero"`
	Motto    field[string]     `json:"motto,omitzero"`
	DateForm field[string]     `json:"date_form,omitzero" doc:"2 January 2006 as you want dates written, such as \"Monday, 2 January 2006\"."`
	Latest   field[int]        `json:"latest,omitzero" doc:"From 0 (fifty) to 200."`
	About    field[string]     `json:"about,omitzero" doc:"Markdown."`
	Look     field[lookFiling] `json:"look,omitzero" doc:"Null: the house style. What is left out of it stays as it is."`
}

// lookFiling is the look as it is changed: each field is replaced whole.
type lookFiling struct {
	Colours   field[colours]           `json:"colours,omitzero" doc:"Null: the house's."`
	Sections  field[map[string]shades] `json:"sections,omitzero" doc:"By the section's slug. Null: none."`
	Nameplate field[nameplate]         `json:"nameplate,omitzero" doc:"Null: the house's."`
	Fonts     field[news.Fonts]        `json:"fonts,omitzero" enum:",web,system"`
}

func (f *paperFiling) forDesk() desk.PaperFiling {
	out := desk.PaperFiling{Name: f.Name.pointer(), Motto: f.Motto.pointer(), DateForm: f.DateForm.pointer(), Latest: f.Latest.pointer(), About: f.About.pointer()}
	if !f.Look.given {
		return out
	}
	l := f.Look.value
	if f.Look.null {
		l.Colours.given, l.Sections.given, l.Nameplate.given, l.Fonts.given = true, true, true, true
	}
	out.Look.Fonts = l.Fonts.pointer()
	if l.Colours.given {
		c := l.Colours.value
		out.Look.Colours = &news.Colours{Paper: news.Shades(c.Paper), Wash: news.Shades(c.Wash), Accent: news.Shades(c.Accent), Link: news.Shades(c.Link), Opinion: news.Shades(c.Opinion)}
	}
	if l.Sections.given {
		out.Look.Sections = map[string]news.Shades{}
		for slug, s := range l.Sections.value {
			out.Look.Sections[slug] = news.Shades(s)
		}
	}
	if l.Nameplate.given {
		n := news.Nameplate(l.Nameplate.value)
		out.Look.Nameplate = &n
	}
	return out
}

// newPaper makes the answer about a paper. Sections are named by their slugs; one that is gone keeps its id.
func newPaper(v news.View, p news.Paper) (paper, error) {
	out := paper{ID: p.ID, Name: p.Name, Motto: p.Motto, Locale: p.Locale, TimeZone: p.TimeZone, URL: p.URL, Hosts: append([]string{}, p.Hosts...),
		DateForm: p.DateForm, Latest: p.Latest, About: p.About, Version: p.Version}
	c := p.Look.Colours
	out.Look = looks{
		Colours: colours{Paper: shades(c.Paper), Wash: shades(c.Wash), Accent: shades(c.Accent), Link: shades(c.Link), Opinion: shades(c.Opinion)},
		Fonts:   p.Look.Fonts, Nameplate: nameplate(p.Look.Nameplate), Sections: map[string]shades{},
	}
	for id, x := range p.Look.Sections {
		s, err := v.Section(id)
		if err != nil && news.CodeOf(err) != news.CodeNotFound {
			return out, err
		}
		out.Look.Sections[or(s.Slug, id)] = shades(x)
	}
	return out, nil
}

// paper registers the settings of the paper itself.
func (a *API) paper() {
	example := paper{ID: exampleID, Name: "The Harbour Post", Motto: "Every tide, the truth", Locale: "en-GB", TimeZone: "Europe/London", Hosts: []string{},
		Look: looks{Colours: colours{Accent: shades{Light: "#00594c", Dark: "#6fd3bc"}}, Sections: map[string]shades{"news": {Light: "#1c4e80", Dark: "#8fc2ff"}},
			Nameplate: nameplate{Face: news.PublicSans, Align: news.AlignStart}}, Version: 3}
	read(a, operation{
		id: "getPaper", method: http.MethodGet, path: "/paper", tag: "paper", summary: "Read the paper's settings", text: "Its name, motto, imprint and look.", answer: example,
	}, func(ctx context.Context, c *call, _ *Nothing) (out paper, err error) {
		err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
			p, err := v.Paper()
			if err == nil {
				out, err = newPaper(v, p)
			}
			return err
		})
		return out, err
	})
	write(a, operation{
		id: "changePaper", method: http.MethodPatch, path: "/paper", tag: "paper", summary: "Change the paper's settings",
		text: "A field that is left out stays as it is. Colours that can't be read on each other are refused, with the contrast that they have, what text (4.5:1) or an edge (3:1) needs, " +
			"and the nearest shade that passes. Needs the role publisher.",
		example: map[string]any{"motto": "Every tide, the truth", "look": map[string]any{
			"colours":   map[string]any{"accent": map[string]any{"light": "#00594c", "dark": "#6fd3bc"}},
			"nameplate": map[string]any{"face": "public-sans", "align": "start"},
		}},
		answer: example,
	}, func(_ context.Context, _ *call, in *Matched, b *paperFiling) (turn[paper], error) {
		expect, err := parseMatch(in.Match)
		return func(w *desk.Work) (out paper, err error) {
			p, err := w.ChangePaper(expect, b.forDesk())
			if err != nil {
				return out, err
			}
			return newPaper(w, p)
		}, err
	})
	read(a, operation{
		id: "listPaperVersions", method: http.MethodGet, path: "/paper/versions", tag: "paper", summary: "List the versions of the paper's settings",
		text: "The newest first. Every change is kept, with who made it and when. Needs the role editor.", answer: newList([]paperVersion{{Version: 3, At: exampleTime, By: examplePerson, Settings: example}}, ""),
	}, a.listPaperVersions)
}

func (a *API) listPaperVersions(ctx context.Context, c *call, in *Page) (out list[paperVersion], err error) {
	if err := desk.MayReadAll(c.by); err != nil {
		return out, err
	}
	word, err := readWord(in.Cursor, "paper")
	if err != nil {
		return out, err
	}
	before, err := strconv.Atoi(or(word, "0"))
	if err != nil {
		return out, badCursor()
	}
	versions, err := a.Store.PaperVersions(ctx, c.paper.ID, before, in.Limit+1)
	if err != nil {
		return out, err
	}
	next := ""
	if len(versions) > in.Limit {
		versions = versions[:in.Limit]
		next = wordCursor("paper", strconv.Itoa(versions[in.Limit-1].Version))
	}
	var items []paperVersion
	err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
		items = nil
		for _, was := range versions {
			p, err := newPaper(v, was.Paper)
			if err != nil {
				return err
			}
			items = append(items, paperVersion{Version: was.Version, At: was.At, By: was.By, Settings: p})
		}
		return nil
	})
	return newList(items, next), err
}
