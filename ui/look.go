package ui

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/news"
)

// A paper's own look is a few custom properties in a style element of its own, after the stylesheet, whose properties
// they replace: they stand in no layer, and so win over all layers. What is in them was checked by package look.

// lookStyle returns the style a paper has beside the stylesheet; "" for the house style. A shade holds in its own scheme
// alone: a colour that has a light one only goes back to the stylesheet's in the dark, and never is the wrong one. When it
// is dark the stylesheet says in the same two ways.
func lookStyle(l news.Look) string {
	var all, dark strings.Builder
	put := func(property string, s news.Shades) {
		all.WriteString(declared(property, s.Light))
		dark.WriteString(declared(property, inDark(s)))
	}
	put("paper", l.Colours.Paper)
	put("wash", l.Colours.Wash)
	put("accent", l.Colours.Accent)
	put("link", l.Colours.Link)
	put("opinion", l.Colours.Opinion)
	if l.Fonts == news.SystemFonts {
		all.WriteString(`--f:Georgia,"Times New Roman",serif;--s:system-ui,"Segoe UI",Roboto,Arial,sans-serif;`)
	}
	n := l.Nameplate
	if n.Face == news.PublicSans {
		all.WriteString("--nameplate:var(--s);")
	}
	if n.Weight != 0 {
		all.WriteString("--nameplate-weight:" + strconv.Itoa(n.Weight) + ";")
	}
	if n.Align == news.AlignStart {
		all.WriteString("--nameplate-align:start;")
	}
	style, hues := rule(":root", all.String()), slices.Sorted(maps.Keys(l.Sections))
	for i, id := range hues {
		style += rule(hueClass(i), declared("accent", l.Sections[id].Light))
	}
	darks := func(root string) string {
		rules := rule(root, dark.String())
		for i, id := range hues {
			rules += rule(root+" "+hueClass(i), declared("accent", inDark(l.Sections[id])))
		}
		return rules
	}
	return style + rule("@media screen and (prefers-color-scheme:dark)", darks(":root:not([data-scheme=light])")) +
		rule("@media screen", darks(":root[data-scheme=dark]"))
}

// inDark is what a colour is in the dark: its dark shade; where it has a light one alone, what it would be without that.
func inDark(s news.Shades) string {
	if s.Dark == "" && s.Light != "" {
		return "revert-layer"
	}
	return s.Dark
}

// declared gives a property a value, if there is one.
func declared(property, value string) string {
	if value == "" {
		return ""
	}
	return "--" + property + ":" + value + ";"
}

func rule(selector, declarations string) string {
	if declarations == "" {
		return ""
	}
	return selector + "{" + strings.TrimSuffix(declarations, ";") + "}"
}

// hueClass selects what is the i-th coloured section's own.
func hueClass(i int) string { return ".hue" + strconv.Itoa(i) }

// LookHash returns the source expression for a look's style in a Content-Security-Policy, or "" when it has none.
func LookHash(l news.Look) string {
	if s := lookStyle(l); s != "" {
		return hash(s)
	}
	return ""
}

// hash returns the source expression for the text of a style or script element.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// lookElement returns the style element of a look.
func lookElement(l news.Look) string {
	if s := lookStyle(l); s != "" {
		return "<style>" + s + "</style>"
	}
	return ""
}

// hueName returns the class of what is a section's own, where the paper gave that a colour; else "".
func (s Site) hueName(section string) string {
	all := s.Paper.Look.Sections
	if _, ok := all[section]; !ok {
		return ""
	}
	i, _ := slices.BinarySearch(slices.Sorted(maps.Keys(all)), section)
	return "hue" + strconv.Itoa(i)
}

// hue is hueName among other classes.
func (s Site) hue(section string) templ.KeyValue[string, bool] {
	name := s.hueName(section)
	return templ.KV(name, name != "")
}

// hueOf is hueName for the slug of a section.
func (s Site) hueOf(slug string) string {
	i := slices.IndexFunc(s.Sections, func(x news.Section) bool { return x.Slug == slug })
	if i < 0 {
		return ""
	}
	return s.hueName(s.Sections[i].ID)
}

// logo returns the paper's name as a drawing, with the name in words for those who don't see it; nil where it is set in
// type.
func (s Site) logo() templ.Component {
	n := s.Paper.Look.Nameplate
	if p := s.Picture(n.Picture); n.Picture != "" && p.URL != "" {
		p.Alt = s.Paper.Name
		return picture(p, shown{In: slotLogo, Eager: true, Alt: true})
	}
	if drawing, ok := strings.CutPrefix(n.SVG, "<svg"); ok {
		return templ.Raw(`<svg role="img" aria-label="` + templ.EscapeString(s.Paper.Name) + `"` + drawing)
	}
	return nil
}

// webFonts says whether the paper's pages are set in type that readers fetch.
func (s Site) webFonts() bool { return s.Paper.Look.Fonts != news.SystemFonts }
