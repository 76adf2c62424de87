package look

import (
	"fmt"
	"math"
	"strconv"
)

// RGB is a colour of the sRGB space.
type RGB struct{ R, G, B uint8 }

// Parse reads a colour written as #rrggbb or #rgb. ok is false for anything else.
func Parse(s string) (c RGB, ok bool) {
	if len(s) == 4 && s[0] == '#' {
		s = string([]byte{'#', s[1], s[1], s[2], s[2], s[3], s[3]})
	}
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	return RGB{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err == nil
}

// String writes the colour as #rrggbb.
func (c RGB) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast returns the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
func Contrast(a, b RGB) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + .05) / (min(la, lb) + .05)
}

// luminance is the relative luminance of WCAG 2.2, with the threshold of the sRGB standard (IEC 61966-2-1).
func (c RGB) luminance() float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= .04045 {
			return x / 12.92
		}
		return math.Pow((x+.055)/1.055, 2.4)
	}
	return .2126*linear(c.R) + .7152*linear(c.G) + .0722*linear(c.B)
}

// Nearest returns the shade nearest to c for which pass says yes: c itself, or c with as little black or white in it as
// will do, in steps of a 255th. ok is false when no shade passes.
func Nearest(c RGB, pass func(RGB) bool) (shade RGB, ok bool) {
	for step := range 256 {
		for _, to := range []RGB{{}, {255, 255, 255}} {
			if x := mix(c, to, step); pass(x) {
				return x, true
			}
		}
	}
	return c, false
}

// mix puts step parts of 255 of another colour into c.
func mix(c, other RGB, step int) RGB {
	part := func(a, b uint8) uint8 { return uint8((int(a)*(255-step) + int(b)*step + 127) / 255) }
	return RGB{part(c.R, other.R), part(c.G, other.G), part(c.B, other.B)}
}
