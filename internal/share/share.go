package share

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
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
}

// design counts changes of how cards look: with it every picture has another address.
const design = 1

// Key names the picture of a card: another card, or another design, has another name.
func (c Card) Key() string {
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

// PNG draws a card.
func (p *Painter) PNG(ctx context.Context, c Card) ([]byte, error) {
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	img := image.NewPaletted(image.Rect(0, 0, Width, Height), palette())
	fill(img, img.Bounds(), paper)
	fill(img, image.Rect(0, 0, Width, 14), accent)
	p.furniture(img, c)
	p.headline(img, c)
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
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// furniture draws the section at the head, and the paper's name and the age at the foot.
func (p *Painter) furniture(img draw.Image, c Card) {
	write(img, p.sans.at(30), accent, margin, 104, cutTo(p.sans.at(30), c.Section, Width-2*margin))
	fill(img, image.Rect(margin, Height-118, Width-margin, Height-116), ink)
	room := Width - 2*margin
	if c.Age != "" {
		f := p.sans.at(26)
		w := f.measure(c.Age) + 40
		fill(img, image.Rect(Width-margin-w, Height-94, Width-margin, Height-40), accent)
		write(img, f, white, Width-margin-w+20, Height-58, c.Age)
		room -= w + 40
	}
	name := p.serif.at(44)
	write(img, name, ink, margin, Height-52, cutTo(name, c.Paper, room))
}

// headline draws the headline as large as it can stand.
func (p *Painter) headline(img draw.Image, c Card) {
	const top, bottom = 130, Height - 140
	for _, size := range []float64{84, 76, 68, 60, 52, 46} {
		f := p.serif.at(size)
		leading := int(size * 1.12)
		most := (bottom - top) / leading
		lines := wrap(f, c.Headline, Width-2*margin)
		if len(lines) > most && size > 46 {
			continue
		}
		if len(lines) > most {
			lines = lines[:most]
			lines[most-1] = cutTo(f, lines[most-1]+" …", Width-2*margin)
		}
		y := top + int(size*0.86)
		for _, line := range lines {
			write(img, f, ink, margin, y, line)
			y += leading
		}
		return
	}
}

// Drawable says whether a text can be written in the type there is. What can't is better left to the service's own form.
func (p *Painter) Drawable(s string) bool {
	for _, r := range s {
		if r > ' ' && !p.serif.has(r) {
			return false
		}
	}
	return true
}
