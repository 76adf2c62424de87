package desk

import (
	"fmt"
	"math"

	"broadsheet/internal/look"
	"broadsheet/internal/news"
)

// Contrast is two colours that meet on a paper's pages, and how well one is read on the other.
type Contrast struct {
	What        string
	Light, Dark string // such as 7.2:1, rounded down
}

// Contrasts are the pairs of a paper's colours.
func Contrasts(own news.Colours) (all []Contrast) {
	light, dark := look.House()
	put := func(name string, s news.Shades) {
		light[name], dark[name] = or(s.Light, light[name]), or(s.Dark, dark[name])
	}
	put("paper", own.Paper)
	put("wash", own.Wash)
	put("accent", own.Accent)
	put("link", own.Link)
	put("opinion", own.Opinion)
	ratio := func(of map[string]string, front, back string) string {
		a, _ := look.Parse(of[front])
		b, _ := look.Parse(of[back])
		return fmt.Sprintf("%g:1", math.Floor(look.Contrast(a, b)*100)/100)
	}
	for _, front := range []struct{ name, label string }{{"ink", "Text"}, {"accent", "Accent"}, {"link", "Links"}, {"opinion", "Opinion"}} {
		for _, back := range []string{"paper", "wash"} {
			all = append(all, Contrast{front.label + " on " + back, ratio(light, front.name, back), ratio(dark, front.name, back)})
		}
	}
	return all
}
