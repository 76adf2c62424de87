package share

import (
	"embed"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts
var fonts embed.FS

// typeface is a family in one weight, its letters spread over two files: the common ones, and the rest of Latin.
type typeface []*opentype.Font

func newTypeface(name string) (typeface, error) {
	var t typeface
	for _, set := range []string{"latin", "latin-ext"} {
		b, err := fonts.ReadFile("fonts/" + name + "-" + set + "-600.ttf")
		if err != nil {
			return nil, err
		}
		f, err := opentype.Parse(b)
		if err != nil {
			return nil, err
		}
		t = append(t, f)
	}
	return t, nil
}

// has says whether the family has every letter of a text.
func (t typeface) has(s string) bool {
	var b sfnt.Buffer // a kilobyte on the heap; not one for each letter
	for _, r := range s {
		if r > ' ' && !slices.ContainsFunc(t, func(f *opentype.Font) bool {
			n, err := f.GlyphIndex(&b, r)
			return err == nil && n != 0
		}) {
			return false
		}
	}
	return true
}

// at returns the family at a size in pixels. A face is for one goroutine.
func (t typeface) at(size float64) *face {
	f := &face{}
	for _, x := range t {
		one, err := opentype.NewFace(x, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err == nil { // it only fails for options that aren't ours
			f.parts = append(f.parts, one)
			f.fonts = append(f.fonts, x)
		}
	}
	return f
}

// face is a family at a size; each letter comes from the first part that has it.
type face struct {
	parts []font.Face
	fonts []*opentype.Font
	buf   sfnt.Buffer
}

func (f *face) of(r rune) font.Face {
	for i, x := range f.fonts {
		if n, err := x.GlyphIndex(&f.buf, r); err == nil && n != 0 {
			return f.parts[i]
		}
	}
	return f.parts[0]
}

// Glyph, GlyphBounds, GlyphAdvance, Kern, Metrics and Close make it a font.Face.
func (f *face) Glyph(dot fixed.Point26_6, r rune) (image.Rectangle, image.Image, image.Point, fixed.Int26_6, bool) {
	return f.of(r).Glyph(dot, r)
}

// GlyphBounds returns a letter's bounds.
func (f *face) GlyphBounds(r rune) (fixed.Rectangle26_6, fixed.Int26_6, bool) {
	return f.of(r).GlyphBounds(r)
}

// GlyphAdvance returns a letter's width.
func (f *face) GlyphAdvance(r rune) (fixed.Int26_6, bool) { return f.of(r).GlyphAdvance(r) }

// Kern returns how two letters stand to each other.
func (f *face) Kern(a, b rune) fixed.Int26_6 { return f.of(a).Kern(a, b) }

// Metrics returns the measures of a line.
func (f *face) Metrics() font.Metrics { return f.parts[0].Metrics() }

// Close does nothing: there is nothing to close.
func (f *face) Close() error { return nil }

func (f *face) measure(s string) int { return font.MeasureString(f, s).Ceil() }

// write draws a line of text from x on, with its foot at y.
func write(img draw.Image, f *face, c color.Color, x, y int, s string) {
	d := font.Drawer{Dst: img, Src: image.NewUniform(c), Face: f, Dot: fixed.P(x, y)}
	d.DrawString(s)
}

// wrap breaks a text into lines that are at most width wide. A word that is wider is cut.
func wrap(f *face, s string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(s) {
		next := strings.TrimSpace(line + " " + word)
		if line != "" && f.measure(next) > width {
			lines = append(lines, line)
			next = word
		}
		line = cutTo(f, next, width)
	}
	return append(lines, line)
}

// balanced breaks a text into as many lines as it has, but all about as long, so that no last word stands alone.
func balanced(f *face, s string, lines []string) []string {
	longest := 0
	for word := range strings.FieldsSeq(s) {
		longest = max(longest, f.measure(word))
	}
	for width := Width - 2*margin; width > longest; width -= 16 {
		narrower := wrap(f, s, width)
		if len(narrower) > len(lines) {
			break
		}
		lines = narrower
	}
	return lines
}

// cutTo shortens a text until it is at most width wide.
func cutTo(f *face, s string, width int) string {
	if f.measure(s) <= width {
		return s
	}
	r := []rune(strings.TrimSuffix(s, " …"))
	for len(r) > 0 && f.measure(string(r)+" …") > width {
		r = r[:len(r)-1]
	}
	return strings.TrimSpace(string(r)) + " …"
}
