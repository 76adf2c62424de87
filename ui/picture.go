package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// Picture is a picture as a page shows it: its address, and the files a browser may choose from.
type Picture struct {
	URL           string // "": there is none
	Alt           string
	Caption       string
	Credit        string
	Width, Height int
	Sources       []PictureSource // the best type first, without JPEG
	Srcset        string          // of the JPEG
	Focus         news.Focus
}

// PictureSource is the files of one type.
type PictureSource struct {
	Type   string
	Srcset string
}

// PictureURL returns the address of a card's or article's picture when its id is one, as those of agencies are; else "".
func PictureURL(picture string) string {
	if strings.HasPrefix(picture, "https://") || strings.HasPrefix(picture, "/media/") {
		return picture
	}
	return ""
}

// Picture returns the picture with an id: one of the library that the page has looked up, or one shown by its address.
func (s Site) Picture(id string) Picture {
	if p, ok := s.Pictures[id]; ok {
		return NewPicture(p)
	}
	return Picture{URL: PictureURL(id), Focus: news.Focus{X: 50, Y: 50}}
}

// widest is the width of the file that is shown where a browser can't choose, and whose size the element is given.
const widest = 1200

// NewPicture returns a picture of the library as pages show it. One that no file was made of yet is not shown.
func NewPicture(p news.Picture) Picture {
	out := Picture{Alt: p.Alt, Caption: p.Caption, Credit: p.Credit, Focus: p.Focus}
	if p.Decorative {
		out.Alt = ""
	}
	for _, r := range p.Renditions {
		if r.Type == "image/jpeg" && (out.URL == "" || r.Width > out.Width && r.Width <= widest) {
			out.URL, out.Width, out.Height = r.Path, r.Width, r.Height
		}
	}
	for _, t := range []string{"image/avif", "image/webp"} {
		if set := srcset(p.Renditions, t); set != "" {
			out.Sources = append(out.Sources, PictureSource{Type: t, Srcset: set})
		}
	}
	out.Srcset = srcset(p.Renditions, "image/jpeg")
	return out
}

// srcset lists the files of one type, the narrowest first.
func srcset(all []news.Rendition, mime string) string {
	of := slices.DeleteFunc(slices.Clone(all), func(r news.Rendition) bool { return r.Type != mime })
	slices.SortFunc(of, func(a, b news.Rendition) int { return a.Width - b.Width })
	var parts []string
	for _, r := range of {
		parts = append(parts, r.Path+" "+strconv.Itoa(r.Width)+"w")
	}
	return strings.Join(parts, ", ")
}

// size returns the width and height of the element, so that the page doesn't move when the picture comes. One whose size
// isn't known takes up a common one, and is cut to it.
func (p Picture) size() (width, height int) {
	if p.Width > 0 && p.Height > 0 {
		return p.Width, p.Height
	}
	return 1200, 800
}

// class says where the point lies that a crop keeps, in steps of a quarter: pages have no styles of their own, so
// the stylesheet has one rule for each.
func (p Picture) class() string { return FocusClass(p.Focus) }

// FocusClass is the class of that point's rule.
func FocusClass(f news.Focus) string {
	step := func(n int) int { return min(max((n+12)/25*25, 0), 100) }
	return fmt.Sprintf("fx%d fy%d", step(f.X), step(f.Y))
}

// The sizes at which pictures are shown, as the sizes attribute has them. They follow the grid of style.css.
const (
	sizesLead = "(min-width:77.5rem) 43rem,(min-width:60rem) 57vw,100vw"
	sizesHero = "(min-width:77.5rem) 49rem,(min-width:60rem) 65vw,100vw"
	sizesNext = "(min-width:77.5rem) 31rem,(min-width:60rem) 40vw,(min-width:38rem) 48vw,100vw" // beside the lead
	sizesCard = "(min-width:77.5rem) 18rem,(min-width:60rem) 24vw,(min-width:38rem) 48vw,7rem"
	sizesLed  = "(min-width:77.5rem) 37rem,(min-width:38rem) 48vw,7rem" // alone in its row, the others beside it
	sizesDuo  = "(min-width:77.5rem) 24rem,(min-width:60rem) 32vw,(min-width:38rem) 48vw,7rem"
	SizesCopy = "(min-width:36rem) 34rem,100vw" // of a body's pictures
	sizesLogo = "(min-width:60rem) 40rem,90vw"
	sizesPin  = "(min-width:80.5rem) 38rem,(min-width:38rem) 48vw,100vw" // at the top of a list
	sizesSide = "(min-width:60rem) 14rem,(min-width:38rem) 11rem,7rem"
)
