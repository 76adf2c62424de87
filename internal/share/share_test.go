package share

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var show = flag.String("show", "", "write the pictures into this folder, to be looked at")

func cards() map[string]Card {
	return map[string]Card{
		"plain": {Paper: "The Pellwick Packet", Section: "Harbour", Headline: "Breakwater repair to begin in nine days"},
		"old": {Paper: "The Pellwick Packet", Section: "Town", Age: "This article is more than 3 years old",
			Headline: "Footbridge over the Marrack opens, eleven months late and a good deal cheaper than anybody at the town hall had feared"},
		"long":  {Paper: strings.Repeat("Very long name ", 9), Section: strings.Repeat("Section ", 30), Headline: strings.Repeat("Floccinaucinihilipilification and ", 20), Age: "This article is more than 12 years old"},
		"latin": {Paper: "Gazeta Łódzka", Section: "Économie", Headline: "Œuvre à Köln: Şişli, Đặng, Řím and Ångström “quoted”"},
		"empty": {},
	}
}

// TestEveryCardIsDrawn draws cards of all kinds and looks at what can be told without eyes: size, weight, and that text
// stays within the margins.
func TestEveryCardIsDrawn(t *testing.T) {
	t.Parallel()
	p, err := NewPainter()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range cards() {
		b, err := p.Draw(t.Context(), c, nil)
		if err != nil {
			t.Fatal(err)
		}
		if *show != "" {
			if err := os.WriteFile(filepath.Join(*show, name+".png"), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil || img.Bounds().Dx() != Width || img.Bounds().Dy() != Height || len(b) > 100<<10 {
			t.Errorf("%s: %v, %d bytes (%v)", name, img.Bounds(), len(b), err)
		}
		r0, g0, b0, _ := img.At(2, Height-2).RGBA()
		for y := 20; y < Height; y++ {
			for _, x := range []int{margin / 2, Width - margin/2} {
				if r, g, b, _ := img.At(x, y).RGBA(); r != r0 || g != g0 || b != b0 {
					t.Fatalf("%s: something is drawn in the margin at %d, %d", name, x, y)
				}
			}
		}
		again, err := p.Draw(t.Context(), c, nil)
		if err != nil || !bytes.Equal(b, again) {
			t.Errorf("%s is drawn differently the second time (%v)", name, err)
		}
	}
}

func TestKeysTellCardsApart(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range []Card{{}, {Paper: "a"}, {Section: "a"}, {Headline: "a"}, {Age: "a"}, {Paper: "a", Section: "a"},
		{Photo: Photo{Path: "a"}}, {Photo: Photo{Path: "b"}}, {Photo: Photo{Path: "a", FocusX: 50}}, {Photo: Photo{Path: "a", FocusY: 50}}} {
		if k := c.File(); len(k) != 20 || seen[k] {
			t.Errorf("%+v has the key %q", c, k)
		} else {
			seen[k] = true
		}
	}
}

func TestDrawable(t *testing.T) {
	t.Parallel()
	p, err := NewPainter()
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]bool{"Plain, “quoted” and – dashed: £40 €3 ½": true, "Łódź Škoda İstanbul": true, "Москва": false, "東京": false, "": true} {
		if got := p.Drawable(s); got != want {
			t.Errorf("%q can be drawn: %v, want %v", s, got, want)
		}
	}
}
