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
	Focus         news.Focus
	files         []news.Rendition
}

// PictureSource is the files of one type.
type PictureSource struct {
	Type   string
	Srcset string
}

// Slot is a place that a picture is shown in: how wide it is, as the sizes attribute has it, and the narrowest and widest
// files that are any use there, at up to two dots a pixel. Each file that a page names is some 60 bytes, of which 32
// can't be compressed, in every copy of the page.
type Slot struct {
	Sizes        string
	narrow, wide int
}

// placed is a picture in a slot: the files that a browser chooses from.
type placed struct {
	URL           string // of the one that is shown where a browser can't choose
	Width, Height int
	Sources       []PictureSource // the best type first, without JPEG
	Srcset        string          // of the JPEG; "" where there are others: who takes none of them takes the one
}

// In places the picture in a slot.
func (p Picture) In(s Slot) placed {
	out := placed{URL: p.URL, Width: p.Width, Height: p.Height}
	for _, t := range []string{"image/avif", "image/webp"} {
		if set := srcset(p.filesIn(t, s)); set != "" {
			out.Sources = append(out.Sources, PictureSource{Type: t, Srcset: set})
		}
	}
	jpegs := p.filesIn("image/jpeg", s)
	if len(out.Sources) == 0 {
		out.Srcset = srcset(jpegs)
	}
	for _, r := range jpegs {
		if r.Width <= widest {
			out.URL, out.Width, out.Height = r.Path, r.Width, r.Height
		}
	}
	return out
}

// filesIn returns the files of one type that are of use in a slot, the narrowest first.
func (p Picture) filesIn(mime string, s Slot) (of []news.Rendition) {
	for _, r := range p.files {
		if r.Type == mime {
			of = append(of, r)
		}
	}
	slices.SortFunc(of, func(a, b news.Rendition) int { return a.Width - b.Width })
	if i := slices.IndexFunc(of, func(r news.Rendition) bool { return r.Width >= s.wide }); i >= 0 {
		of = of[:i+1]
	}
	for len(of) > 1 && of[0].Width < s.narrow {
		of = of[1:]
	}
	return of
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
	out := Picture{Alt: p.Alt, Caption: p.Caption, Credit: p.Credit, Focus: p.Focus, files: p.Renditions}
	if p.Decorative {
		out.Alt = ""
	}
	for _, r := range p.Renditions {
		if r.Type == "image/jpeg" && (out.URL == "" || r.Width > out.Width && r.Width <= widest) {
			out.URL, out.Width, out.Height = r.Path, r.Width, r.Height
		}
	}
	return out
}

// srcset lists files as the attribute has them.
func srcset(of []news.Rendition) string {
	var parts []string
	for _, r := range of {
		parts = append(parts, r.Path+" "+strconv.Itoa(r.Width)+"w")
	}
	return strings.Join(parts, ", ")
}

// size returns the width and height of the element, so that the page doesn't move when the picture comes. One whose size
// isn't known takes up a common one, and is cut to it.
func (p placed) size() (width, height int) {
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

// The slots that there are. They follow the grid of style.css.
var (
	slotLead = Slot{"(min-width:77.5rem) 43rem,(min-width:60rem) 57vw,100vw", 400, 1600}
	slotHero = Slot{"(min-width:77.5rem) 49rem,(min-width:60rem) 65vw,100vw", 400, 1600}
	slotNext = Slot{"(min-width:77.5rem) 31rem,(min-width:60rem) 40vw,(min-width:38rem) 48vw,100vw", 400, 1200} // beside the lead
	slotCard = Slot{"(min-width:77.5rem) 18rem,(min-width:60rem) 24vw,(min-width:38rem) 48vw,7rem", 240, 800}
	slotLed  = Slot{"(min-width:77.5rem) 37rem,(min-width:38rem) 48vw,7rem", 240, 1200} // alone in its row, the others beside it
	slotDuo  = Slot{"(min-width:77.5rem) 24rem,(min-width:60rem) 32vw,(min-width:38rem) 48vw,7rem", 240, 800}
	SlotCopy = Slot{"(min-width:36rem) 34rem,100vw", 400, 1200} // of a body's pictures
	slotLogo = Slot{"(min-width:60rem) 40rem,90vw", 240, 1600}
	slotPin  = Slot{"(min-width:80.5rem) 38rem,(min-width:38rem) 48vw,100vw", 400, 1200} // at the top of a list
	slotSide = Slot{"(min-width:60rem) 14rem,(min-width:38rem) 11rem,7rem", 240, 640}
)
