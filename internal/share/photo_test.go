package share

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// photographs are hard to write on, each in its own way.
func photographs(t *testing.T) map[string]*image.RGBA {
	t.Helper()
	draw := func(w, h int, at func(x, y int) color.RGBA) *image.RGBA {
		m := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				m.SetRGBA(x, y, at(x, y))
			}
		}
		return m
	}
	return map[string]*image.RGBA{
		"snow": draw(1200, 800, func(int, int) color.RGBA { return color.RGBA{255, 255, 255, 255} }),
		"lamps": draw(1200, 800, func(x, y int) color.RGBA {
			if x%97 < 9 && y%89 < 9 {
				return color.RGBA{255, 250, 220, 255}
			}
			return color.RGBA{20, 24, 40, 255}
		}),
		"chess": draw(1000, 1500, func(x, y int) color.RGBA {
			if (x/60+y/60)%2 == 0 {
				return color.RGBA{255, 255, 60, 255}
			}
			return color.RGBA{0, 60, 160, 255}
		}),
	}
}

func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: photoQuality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTypeOnPhotographsCanBeRead draws every card on every photograph and measures, under each point of type and after
// JPEG has had its way with it, that white stands out by 4.5 to 1 (WCAG 2.2, 1.4.3).
func TestTypeOnPhotographsCanBeRead(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("not in short runs: nothing happens at once here, and the race detector makes it thirty times as slow")
	}
	p, err := NewPainter()
	if err != nil {
		t.Fatal(err)
	}
	for photoName, photo := range photographs(t) {
		for name, c := range cards() {
			c.Photo = Photo{Path: "x", FocusX: 50, FocusY: 50}
			with, without := p.compose(c, photo, white), p.compose(c, photo, color.Transparent)
			after, err := jpeg.Decode(bytes.NewReader(asJPEG(t, without)))
			if err != nil {
				t.Fatal(err)
			}
			points, worst := 0, 0.0
			for y := range Height {
				for x := range Width {
					if at := with.PixOffset(x, y); [4]byte(with.Pix[at:at+4]) == [4]byte(without.Pix[at:at+4]) {
						continue
					}
					points++
					r, g, b, _ := after.At(x, y).RGBA()
					worst = max(worst, luminance(uint8(r>>8), uint8(g>>8), uint8(b>>8)))
				}
			}
			if contrast := 1.05 / (worst + 0.05); contrast < 4.5 {
				t.Errorf("%s on %s: the type has a contrast of %.2f somewhere", name, photoName, contrast)
			}
			if c.Headline != "" && points < 2000 {
				t.Errorf("%s on %s: only %d points of type were drawn", name, photoName, points)
			}
			if *show != "" {
				if err := os.WriteFile(filepath.Join(*show, name+"-"+photoName+".jpg"), asJPEG(t, with), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// TestCrop keeps the point that matters, and no photograph is stretched.
func TestCrop(t *testing.T) {
	t.Parallel()
	m := image.NewRGBA(image.Rect(0, 0, 1200, 1800))
	for y := range 1800 {
		for x := range 1200 {
			m.SetRGBA(x, y, color.RGBA{0, uint8(y / 8), 0, 255})
		}
	}
	for focus, want := range map[int][2]int{0: {0, 78}, 50: {86, 165}, 100: {146, 224}} { // first and last line, by their green
		got := crop(m, Photo{FocusX: 50, FocusY: focus})
		first, last := got.RGBAAt(600, 0).G, got.RGBAAt(600, Height-1).G
		if got.Bounds().Dx() != Width || got.Bounds().Dy() != Height || near(int(first), want[0]) || near(int(last), want[1]) {
			t.Errorf("at %d it shows %d to %d, want %v", focus, first, last, want)
		}
	}
}

func near(a, b int) bool { return a < b-2 || a > b+2 }

// TestCardOnPhotograph draws a card as the reader's site does.
func TestCardOnPhotograph(t *testing.T) {
	t.Parallel()
	p, err := NewPainter()
	if err != nil {
		t.Fatal(err)
	}
	file := asJPEG(t, photographs(t)["lamps"])
	c := cards()["old"]
	c.Photo = Photo{Path: "/media/x.jpg", FocusX: 20, FocusY: 80}
	open := func(_ context.Context, path string) (io.ReadCloser, error) {
		if path != c.Photo.Path {
			t.Errorf("%s is opened", path)
		}
		return io.NopCloser(bytes.NewReader(file)), nil
	}
	b, err := p.Draw(t.Context(), c, open)
	if err != nil {
		t.Fatal(err)
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil || size.Width != Width || size.Height != Height || len(b) > 300<<10 || c.Type() != "image/jpeg" {
		t.Errorf("%+v %d bytes %s %v", size, len(b), c.Type(), err)
	}
	again, err := p.Draw(t.Context(), c, open)
	if err != nil || !bytes.Equal(b, again) {
		t.Errorf("it is drawn differently the second time (%v)", err)
	}
	file = file[:len(file)/2]
	if _, err := p.Draw(t.Context(), c, open); err == nil {
		t.Error("half a photograph was drawn on")
	}
	gone := errors.New("gone")
	if _, err := p.Draw(t.Context(), c, func(context.Context, string) (io.ReadCloser, error) { return nil, gone }); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
}

// BenchmarkCard draws a card on a photograph.
func BenchmarkCard(b *testing.B) {
	p, err := NewPainter()
	if err != nil {
		b.Fatal(err)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, image.NewYCbCr(image.Rect(0, 0, 1200, 800), image.YCbCrSubsampleRatio420), nil); err != nil {
		b.Fatal(err)
	}
	c := cards()["old"]
	c.Photo = Photo{Path: "x"}
	for b.Loop() {
		if _, err := p.onPhoto(c, file.Bytes()); err != nil {
			b.Fatal(err)
		}
	}
}
