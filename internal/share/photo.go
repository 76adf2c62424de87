package share

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"

	"golang.org/x/image/draw"
)

// Photo names the photograph that a card stands on.
type Photo struct {
	Path           string // of the file, which is a JPEG and never changes; "": there is none
	FocusX, FocusY int    // the point that the crop keeps, in parts of a hundred
}

// NarrowestPhoto is the width of the narrowest photograph that may be made as large as a card.
const NarrowestPhoto = 600

// dimmed is the relative luminance (WCAG 2.2) that nothing under white type exceeds. White on it has a contrast of
// 1.05/(0.12+0.05) = 6.2, so that more than the 4.5 that is asked for is left where JPEG overshoots beside sharp edges.
const dimmed = 0.12

// photoQuality is the card's as a JPEG: type stays sharp.
const photoQuality = 85

// onPhoto draws a card on a photograph, as JPEG: a PNG of it would weigh eight times as much.
func (p *Painter) onPhoto(c Card, file []byte) ([]byte, error) {
	photo, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("the photograph %s cannot be read: %w", c.Photo.Path, err)
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, p.compose(c, photo, white), &jpeg.Options{Quality: photoQuality})
	return b.Bytes(), err
}

// compose lays a card out on a photograph. The words are white; a test draws them in nothing to see what is under them.
func (p *Painter) compose(c Card, photo image.Image, words color.Color) *image.RGBA {
	const foot, section = Height - 112, 44 // the headline stands above the foot, and the section above it
	lines, face, leading := p.fit(c.Headline, []float64{64, 58, 52, 46, 40}, 260)
	top := foot - len(lines)*leading
	if c.Section != "" {
		top -= section
	}
	img := crop(photo, c.Photo)
	dim(img, top-24)
	fill(img, image.Rect(0, 0, Width, 10), accent)
	if c.Section != "" {
		small := p.sans.at(28)
		write(img, small, words, margin, top+26, cutTo(small, c.Section, Width-2*margin))
		top += section
	}
	for i, line := range lines {
		write(img, face, words, margin, top+i*leading+leading*3/4, line)
	}
	p.foot(img, c, words)
	return img
}

// crop cuts the largest piece of the card's shape out of a photograph that has its focus in the middle of what stands
// above the words, as nearly as can be, and makes it as large as the card.
func crop(photo image.Image, at Photo) *image.RGBA {
	b := photo.Bounds()
	w, h := b.Dx(), b.Dx()*Height/Width
	if h > b.Dy() {
		w, h = b.Dy()*Width/Height, b.Dy()
	}
	w, h = max(w, 1), max(h, 1)
	x := min(max(b.Dx()*at.FocusX/100-w/2, 0), b.Dx()-w)
	y := min(max(b.Dy()*at.FocusY/100-h/3, 0), b.Dy()-h)
	from := image.Rect(x, y, x+w, y+h).Add(b.Min)
	img := image.NewRGBA(image.Rect(0, 0, Width, Height))
	draw.CatmullRom.Scale(img, img.Bounds(), photo, from, draw.Src, nil)
	return img
}

// ramp is how far above the type a photograph begins to grow darker.
const ramp = 150

// dim darkens a photograph from some way above top to its foot, as much as white type needs and a little at least. What
// shines out of the rest is darkened more, point by point, so that it costs the whole no more light.
func dim(img *image.RGBA, top int) {
	strength := min(0.6, dimmed/max(bright(img, top), dimmed))
	for y := max(top-ramp, 0); y < Height; y++ {
		part := min(1, float64(y-(top-ramp))/ramp)
		k := 1 - part*(1-strength)
		for x := range Width {
			p := img.Pix[img.PixOffset(x, y):][:3]
			f := k
			if l := luminance(p[0], p[1], p[2]) * k; y >= top && l > dimmed {
				f = k * dimmed / l
			}
			for i, v := range p {
				p[i] = toByte(toLight[v] * f)
			}
		}
	}
}

// bright is the luminance below top that all but a twentieth of the points stay under.
func bright(img *image.RGBA, top int) float64 {
	var count [256]int
	n := 0
	for y := max(top, 0); y < Height; y += 2 {
		for x := 0; x < Width; x += 2 {
			p := img.Pix[img.PixOffset(x, y):][:3]
			count[int(luminance(p[0], p[1], p[2])*255)]++
			n++
		}
	}
	i, over := 255, count[255]
	for i > 0 && over <= n/20 {
		i--
		over += count[i]
	}
	return float64(i+1) / 256
}

// toLight is the light of each value of an sRGB colour (IEC 61966-2-1).
var toLight = func() (all [256]float64) {
	for i := range all {
		if v := float64(i) / 255; v <= 0.04045 {
			all[i] = v / 12.92
		} else {
			all[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return all
}()

func toByte(light float64) uint8 {
	if light <= 0.0031308 {
		return uint8(light * 12.92 * 255)
	}
	return uint8((1.055*math.Pow(light, 1/2.4) - 0.055) * 255)
}

// luminance is a colour's relative luminance (WCAG 2.2), 0 to 1.
func luminance(r, g, b uint8) float64 {
	return 0.2126*toLight[r] + 0.7152*toLight[g] + 0.0722*toLight[b]
}
