package share

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
)

// Width and Height are what the large services show whole.
const (
	Width  = 1200
	Height = 630
)

// Card is what a share picture says.
type Card struct {
	Paper    string
	Section  string
	Headline string
	Age      string // such as "This article is more than 3 years old"; "": it is not old
	Photo    Photo
}

// design counts changes of how cards look: with it every picture has another address.
const design = 2

// File names the picture of a card: another card, or another design, has another name.
func (c Card) File() string {
	if c.Photo.Path != "" {
		return c.key() + ".jpg"
	}
	return c.key() + ".png"
}

// Type is the type of the picture.
func (c Card) Type() string {
	if c.Photo.Path != "" {
		return "image/jpeg"
	}
	return "image/png"
}

func (c Card) key() string {
	b, err := json.Marshal(struct {
		Card
		Design int
	}{c, design})
	if err != nil { // it holds texts
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Painter draws cards. It may be used by many at once; a few are drawn at a time, since each costs a core some
// hundredths of a second.
type Painter struct {
	serif, sans typeface
	turns       chan struct{}
}

// atOnce is how many cards are drawn at a time.
const atOnce = 2

// NewPainter returns a Painter.
func NewPainter() (*Painter, error) {
	serif, err := newTypeface("newsreader")
	if err != nil {
		return nil, fmt.Errorf("the share picture's type: %w", err)
	}
	sans, err := newTypeface("public-sans")
	if err != nil {
		return nil, fmt.Errorf("the share picture's type: %w", err)
	}
	return &Painter{serif: serif, sans: sans, turns: make(chan struct{}, atOnce)}, nil
}

// tone is a colour of the reader's pages in light.
type tone uint32

const (
	paper  tone = 0xf6f4ef
	ink    tone = 0x16181c
	accent tone = 0x9b1c1f
	white  tone = 0xffffff
)

// RGBA makes a tone a color.Color.
func (t tone) RGBA() (r, g, b, a uint32) { return t.rgba().RGBA() }

func (t tone) rgba() color.RGBA { return color.RGBA{uint8(t >> 16), uint8(t >> 8), uint8(t), 0xff} }

// margin is the blank around everything.
const margin = 72

// Draw draws a card. open opens the file of its photograph; it is not asked where there is none.
func (p *Painter) Draw(ctx context.Context, c Card, open func(ctx context.Context, path string) (io.ReadCloser, error)) ([]byte, error) {
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c.Photo.Path == "" {
		return p.inType(c)
	}
	f, err := open(ctx, c.Photo.Path)
	if err != nil {
		return nil, err
	}
	file, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return p.onPhoto(c, file)
}

// inType draws a card that has no photograph, as PNG.
func (p *Painter) inType(c Card) ([]byte, error) {
	img := image.NewPaletted(image.Rect(0, 0, Width, Height), palette())
	fill(img, img.Bounds(), paper)
	fill(img, image.Rect(0, 0, Width, 14), accent)
	write(img, p.sans.at(30), accent, margin, 104, cutTo(p.sans.at(30), c.Section, Width-2*margin))
	p.foot(img, c, ink)
	const top, bottom = 130, Height - 140
	lines, face, leading := p.fit(c.Headline, []float64{84, 76, 68, 60, 52, 46}, bottom-top)
	for i, line := range lines {
		write(img, face, ink, margin, top+i*leading+leading*10/13, line)
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img)
	return b.Bytes(), err
}

// palette holds each colour that is drawn with, and the tints between it and what is under it that smooth edges need.
func palette() color.Palette {
	const steps = 12
	all := color.Palette{white.rgba()}
	for _, pair := range [][2]tone{{paper, ink}, {paper, accent}, {accent, white}} {
		for i := range steps + 1 {
			all = append(all, mix(pair[0].rgba(), pair[1].rgba(), i, steps))
		}
	}
	return all
}

func mix(a, b color.RGBA, i, n int) color.RGBA {
	part := func(x, y uint8) uint8 { return uint8((int(x)*(n-i) + int(y)*i) / n) }
	return color.RGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 0xff}
}

func fill(img draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Over)
}

// foot draws the paper's name and the age at the foot.
func (p *Painter) foot(img draw.Image, c Card, colour color.Color) {
	fill(img, image.Rect(margin, Height-98, Width-margin, Height-96), colour)
	room := Width - 2*margin
	if c.Age != "" {
		f := p.sans.at(26)
		w := f.measure(c.Age) + 40
		fill(img, image.Rect(Width-margin-w, Height-80, Width-margin, Height-30), accent)
		write(img, f, white, Width-margin-w+20, Height-46, c.Age)
		room -= w + 40
	}
	name := p.serif.at(40)
	write(img, name, colour, margin, Height-42, cutTo(name, c.Paper, room))
}

// fit breaks a headline into lines in the largest of the sizes, which go down, at which it takes up no more than height;
// in the smallest it is cut.
func (p *Painter) fit(headline string, sizes []float64, height int) (lines []string, f *face, leading int) {
	for _, size := range sizes {
		f, leading = p.serif.at(size), int(size*1.12)
		lines = wrap(f, headline, Width-2*margin)
		if len(lines)*leading <= height {
			return balanced(f, headline, lines), f, leading
		}
	}
	lines = lines[:height/leading]
	last := len(lines) - 1
	lines[last] = cutTo(f, lines[last]+" …", Width-2*margin)
	return lines, f, leading
}

// Drawable says whether a text can be written in the type there is. What can't is better left to the service's own form.
func (p *Painter) Drawable(s string) bool { return p.serif.has(s) }
