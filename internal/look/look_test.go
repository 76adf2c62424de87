package look_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"broadsheet/internal/look"
	"broadsheet/internal/news"
)

func TestContrast(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		a, b       string
		from, till float64
	}{
		{"#000000", "#ffffff", 21, 21}, {"#ffffff", "#ffffff", 1, 1},
		{"#777777", "#ffffff", 4.47, 4.48}, // the best known of those that just fail
		{"#767676", "#ffffff", 4.54, 4.55},
		{"#f00", "#fff", 3.99, 4},
	} {
		a, ok := look.Parse(x.a)
		b, ok2 := look.Parse(x.b)
		if got := look.Contrast(a, b); !ok || !ok2 || got < x.from || got > x.till {
			t.Errorf("%s on %s has %v, want %v to %v", x.a, x.b, got, x.from, x.till)
		}
	}
	for _, bad := range []string{"", "red", "#12345", "#gggggg", "123456", "#1234567", "#-12345"} {
		if c, ok := look.Parse(bad); ok {
			t.Errorf("%q is read as %v", bad, c)
		}
	}
}

// name names sections by their ids.
func name(id string) string { return id }

func TestComplete(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		look  news.Look
		fails []string // a piece of each sentence, with the field before it
	}{
		"the house style": {},
		"a sound accent":  {look: news.Look{Colours: news.Colours{Accent: news.Shades{Light: "#00594C", Dark: "#6fd3bc"}}}},
		"salmon": {look: news.Look{Colours: news.Colours{Paper: news.Shades{Light: "#fff1e5"}, Wash: news.Shades{Light: "#f6e7da"},
			Accent: news.Shades{Light: "#990f3d"}}}},
		"a pale accent": {look: news.Look{Colours: news.Colours{Accent: news.Shades{Light: "#ff6600", Dark: "#ff6600"}}},
			fails: []string{"look.colours.accent.light: the accent #ff6600 on the paper #ffffff has a contrast of 2.93:1 and text needs 4.5:1; the nearest shade of #ff6600 that passes is #"}},
		"two of them": {look: news.Look{Colours: news.Colours{Accent: news.Shades{Light: "#ffff00", Dark: "#000080"}, Link: news.Shades{Light: "#00ffff", Dark: "#8fc2ff"}}},
			fails: []string{"accent.light", "link.light", "accent.dark: the accent #000080 on the paper #121417"}},
		"a paper that the house's ink can't be read on": {look: news.Look{Colours: news.Colours{Paper: news.Shades{Light: "#808080"}}},
			fails: []string{"look.colours.paper.light: the ink of standfirsts #4a4f57 on the paper #808080"}},
		"a dark paper in the light scheme": {look: news.Look{Colours: news.Colours{Paper: news.Shades{Light: "#101010"}}},
			fails: []string{"look.colours.paper.light: the ink #16181c"}},
		"a section":      {look: news.Look{Sections: map[string]news.Shades{"sport": {Light: "#0b5c4a", Dark: "#6fd3bc"}}}},
		"a pale section": {look: news.Look{Sections: map[string]news.Shades{"sport": {Light: "#0b5c4a", Dark: "#333333"}}}, fails: []string{"look.sections.sport.dark: the colour of the section sport #333333"}},
		"no colour":      {look: news.Look{Colours: news.Colours{Accent: news.Shades{Light: "tomato"}}}, fails: []string{`look.colours.accent.light: "tomato" is no colour`}},
	}
	for label, x := range cases {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			got, err := look.Complete(x.look, name)
			problems := news.Problems(err)
			if len(problems) != len(x.fails) {
				t.Fatalf("%d problems, want %d: %v", len(problems), len(x.fails), err)
			}
			for i, want := range x.fails {
				if !strings.Contains(problems[i].Error(), want) {
					t.Errorf("%q doesn't say %q", problems[i].Error(), want)
				}
			}
			if err != nil {
				return
			}
			if again, err := look.Complete(got, name); err != nil || again.Colours != got.Colours {
				t.Errorf("what has been completed is completed to something else: %v, %v", again, err)
			}
		})
	}
}

// TestTheNearestShadePasses follows the advice that is given and finds that it helps.
func TestTheNearestShadePasses(t *testing.T) {
	t.Parallel()
	for _, hex := range []string{"#ff6600", "#ffff00", "#00ff00", "#cccccc", "#ff69b4", "#87ceeb"} {
		l := news.Look{Colours: news.Colours{Accent: news.Shades{Light: hex, Dark: hex}}, Sections: map[string]news.Shades{"s": {Light: hex, Dark: hex}}}
		_, err := look.Complete(l, name)
		for _, p := range news.Problems(err) {
			_, shade, ok := strings.Cut(p.Message, "that passes is ")
			if !ok {
				t.Fatalf("%s: no shade is advised: %v", hex, p)
			}
			switch {
			case strings.HasPrefix(p.Field, "look.sections") && strings.HasSuffix(p.Field, "light"):
				l.Sections["s"] = news.Shades{Light: shade, Dark: l.Sections["s"].Dark}
			case strings.HasPrefix(p.Field, "look.sections"):
				l.Sections["s"] = news.Shades{Light: l.Sections["s"].Light, Dark: shade}
			case strings.HasSuffix(p.Field, "light"):
				l.Colours.Accent.Light = shade
			default:
				l.Colours.Accent.Dark = shade
			}
		}
		if _, err := look.Complete(l, name); err != nil {
			t.Errorf("%s: the advice was followed, and: %v", hex, err)
		}
	}
}

// TestTheOtherShadeIsMade gives one shade and gets the other.
func TestTheOtherShadeIsMade(t *testing.T) {
	t.Parallel()
	got, err := look.Complete(news.Look{Colours: news.Colours{Accent: news.Shades{Light: "#00594c"}}}, name)
	if err != nil || got.Colours.Accent.Dark == "" {
		t.Fatalf("%+v, %v", got.Colours, err)
	}
	dark, _ := look.Parse(got.Colours.Accent.Dark)
	if paper, _ := look.Parse("#121417"); look.Contrast(dark, paper) < 4.5 {
		t.Errorf("%v can't be read in the dark", dark)
	}
}

func TestLogo(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ in, want, fails string }{
		"shapes": {in: `<?xml version="1.0"?><!DOCTYPE svg><!-- by hand --><svg xmlns="http://www.w3.org/2000/svg" id="a" viewBox="0 0 10 4">
			<title>Post</title><g class="x" fill="currentColor"><path d="M0 0h10v4z"/></g></svg>`,
			want: `<svg viewBox="0 0 10 4"><g fill="currentColor"><path d="M0 0h10v4z"></path></g></svg>`},
		"a drawing program's": {in: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/namespaces/inkscape" width="60px" height="20" i:version="1">
			<i:namedview><i:grid onload="x"/></i:namedview><metadata><any/></metadata><rect i:label="r" width="3" height="3" fill="#fff" style="fill:#000; stroke:none;-inkscape-x:1"/></svg>`,
			want: `<svg viewBox="0 0 60 20"><rect fill="#000" stroke="none" width="3" height="3"></rect></svg>`},
		"a script":          {in: `<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>`, fails: "<script>"},
		"a handler":         {in: `<svg viewBox="0 0 1 1" onload="alert(1)"><path d="M0 0"/></svg>`, fails: "handler onload"},
		"a foreign page":    {in: `<svg viewBox="0 0 1 1"><foreignObject><p/></foreignObject></svg>`, fails: "<foreignObject>"},
		"a picture":         {in: `<svg viewBox="0 0 1 1"><image href="https://example.org/x"/></svg>`, fails: "<image>"},
		"a link":            {in: `<svg viewBox="0 0 1 1"><a href="javascript:x"><path d="M0 0"/></a></svg>`, fails: "<a>"},
		"use of another":    {in: `<svg viewBox="0 0 1 1"><use href="#x"/></svg>`, fails: "<use>"},
		"a paint server":    {in: `<svg viewBox="0 0 1 1"><path fill="url(https://example.org/x#y)" d="M0 0"/></svg>`, fails: "gradients"},
		"a mask in a style": {in: `<svg viewBox="0 0 1 1"><path style="mask: URL(#m)" d="M0 0"/></svg>`, fails: "mask"},
		"something hidden":  {in: `<svg viewBox="0 0 1 1"><path style="display:none" d="M0 0"/></svg>`, fails: "hides"},
		"animation":         {in: `<svg viewBox="0 0 1 1"><path d="M0 0"><animate attributeName="d"/></path></svg>`, fails: "<animate>"},
		"letters":           {in: `<svg viewBox="0 0 1 1"><text>Post</text></svg>`, fails: "<text>"},
		"loose letters":     {in: `<svg viewBox="0 0 1 1"><g>Post</g></svg>`, fails: "turn text into paths"},
		"an entity":         {in: `<!DOCTYPE svg [<!ENTITY a "aaa">]><svg viewBox="0 0 1 1">&a;</svg>`, fails: "no SVG that can be read"},
		"a page":            {in: `<html><svg viewBox="0 0 1 1"><path d="M0 0"/></svg></html>`, fails: "begins with <html>"},
		"two":               {in: `<svg viewBox="0 0 1 1"><path d="M0 0"/></svg><svg/>`, fails: "goes on"},
		"nothing":           {in: ``, fails: "holds no <svg>"},
		"an empty one":      {in: `<svg viewBox="0 0 1 1"/>`, fails: "draws nothing"},
		"no size":           {in: `<svg><path d="M0 0"/></svg>`, fails: "how large"},
		"cut off":           {in: `<svg viewBox="0 0 1 1"><path d="M0 0"`, fails: "no SVG that can be read"},
		"quotes":            {in: `<svg viewBox='0 0 1 1"><script>'><path d="M0 0"/></svg>`, fails: "no SVG that can be read"},
		"an address":        {in: `<svg viewBox="0 0 1 1"><path d="M0 0" fill="//example.org"/></svg>`, fails: "plain words"},
		"too many":          {in: `<svg viewBox="0 0 1 1">` + strings.Repeat(`<g/>`, 500) + `</svg>`, fails: "more than"},
		"too deep":          {in: `<svg viewBox="0 0 1 1">` + strings.Repeat(`<g>`, 50), fails: "more than"},
		"too large":         {in: `<svg viewBox="0 0 1 1"><path d="` + strings.Repeat("M0 0", 5000) + `"/></svg>`, fails: "KB"},
		"far too large":     {in: strings.Repeat(" ", 300<<10), fails: "KB"},
	}
	for label, x := range cases {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			got, err := look.Logo("look.nameplate.svg", x.in)
			switch {
			case x.fails == "" && (err != nil || got != x.want):
				t.Errorf("got %s, %v; want %s", got, err, x.want)
			case x.fails != "" && (err == nil || !strings.Contains(err.Error(), x.fails)):
				t.Errorf("got %s and the error %v, which should name %q", got, err, x.fails)
			}
		})
	}
}

// FuzzLogo holds what comes out of any bytes to what a page can carry: shapes alone, that are read again as the same.
func FuzzLogo(f *testing.F) {
	f.Add(`<svg viewBox="0 0 1 1"><g fill="currentColor"><path style="fill:#000" d="M0 0"/></g></svg>`)
	f.Add(`<svg width="1" height="2"><script/></svg>`)
	f.Add(`<svg viewBox="0 0 1 1" onload="x"><a xlink:href="javascript:1"/></svg>`)
	f.Fuzz(func(t *testing.T, in string) {
		out, err := look.Logo("svg", in)
		if err != nil {
			if code := news.CodeOf(err); code != news.CodeInvalid && code != news.CodeTooLarge {
				t.Fatalf("an error that nobody can be told: %v", err)
			}
			return
		}
		if again, err := look.Logo("svg", out); err != nil || again != out {
			t.Fatalf("%q came out of %q, and %q, %v of that", out, in, again, err)
		}
		for d := xml.NewDecoder(strings.NewReader(out)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%q: %v", out, err)
			}
			e, ok := token.(xml.StartElement)
			for _, a := range e.Attr {
				if strings.ContainsAny(a.Value, `:/"<>&;`) || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
					t.Fatalf("%q carries %s=%q", out, a.Name.Local, a.Value)
				}
			}
			if ok && !strings.Contains(" svg g path rect circle ellipse line polyline polygon ", " "+e.Name.Local+" ") {
				t.Fatalf("%q holds <%s>", out, e.Name.Local)
			}
		}
	})
}
