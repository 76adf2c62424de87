package ui

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	looks "broadsheet/internal/look"
)

// TestStylesheetIsSmall keeps the stylesheet small: no page is shown before it is there.
func TestStylesheetIsSmall(t *testing.T) {
	t.Parallel()
	style := string(stylesheet.Body)
	if n := len(stylesheet.Brotli()); n > 8<<10 {
		t.Errorf("the stylesheet has %d bytes compressed and may have 8192", n)
	}
	t.Logf("the stylesheet has %d bytes, %d by gzip, %d by brotli", len(style), len(stylesheet.Gzip()), len(stylesheet.Brotli()))
	for _, no := range []string{"url(http", "url(newsreader", "url(public", "@import", "/*", "\n", "expression", "</"} {
		if strings.Contains(style, no) {
			t.Errorf("the stylesheet has %q", no)
		}
	}
	if open, closed := strings.Count(style, "{"), strings.Count(style, "}"); open != closed {
		t.Errorf("%d braces open, %d close", open, closed)
	}
}

// TestContrast computes the contrast of every colour that text, or the edge of a control, is shown in, against every
// background it is shown on.
func TestContrast(t *testing.T) {
	t.Parallel()
	light, dark := tokens(t)
	pairs := []struct {
		ink, paper string
		least      float64
	}{
		{"ink", "paper", 7}, {"ink", "wash", 7}, {"ink2", "paper", 4.5}, {"ink2", "wash", 4.5}, {"ink3", "paper", 4.5},
		{"ink3", "wash", 4.5}, {"accent", "paper", 4.5}, {"opinion", "paper", 4.5}, {"link", "paper", 4.5}, {"link", "wash", 4.5},
		{"ink", "mark", 4.5}, {"ink2", "mark", 4.5}, {"focus", "paper", 3}, {"ink2", "gone", 4.5}, {"ink", "gone", 7}, {"ink", "come", 7}, {"border", "paper", 3}, {"border", "wash", 3},
	}
	for name, set := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, p := range pairs {
			if got := contrast(t, set[p.ink], set[p.paper]); got < p.least {
				t.Errorf("%s: %s on %s has a contrast of %.1f and needs %.1f", name, p.ink, p.paper, got, p.least)
			}
		}
	}
}

// TestHouseStyle holds the stylesheet to the colours that papers' own are checked against.
func TestHouseStyle(t *testing.T) {
	t.Parallel()
	light, dark := tokens(t)
	wantLight, wantDark := looks.House()
	for i, want := range []map[string]string{wantLight, wantDark} {
		got := []map[string]string{light, dark}[i]
		for name, hex := range want {
			a, _ := looks.Parse(hex)
			if b, ok := looks.Parse(got[name]); !ok || a != b {
				t.Errorf("--%s is %s in the stylesheet and %s in package look", name, got[name], hex)
			}
		}
	}
}

// tokens reads the colours of the two schemes out of the stylesheet.
func tokens(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	light, dark = map[string]string{}, map[string]string{}
	roots := regexp.MustCompile(`:root(?:[:[][^{]*)?\{(?:color-scheme:dark;)?([^}]*--ink:[^}]*)\}`).FindAllStringSubmatch(string(stylesheet.Body), -1)
	if len(roots) != 3 {
		t.Fatalf("%d sets of tokens, want a light one and the dark one twice", len(roots))
	}
	if roots[1][1] != roots[2][1] {
		t.Errorf("dark by the device's wish is %s, and by the reader's %s", roots[1][1], roots[2][1])
	}
	colour := regexp.MustCompile(`--(\w+):(#[0-9a-f]{3,6})`)
	for _, m := range colour.FindAllStringSubmatch(roots[0][1], -1) {
		light[m[1]], dark[m[1]] = m[2], m[2]
	}
	for _, m := range colour.FindAllStringSubmatch(roots[1][1], -1) {
		dark[m[1]] = m[2]
	}
	return light, dark
}

// contrast is the ratio of WCAG 2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + .05) / (min(la, lb) + .05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatalf("colour %q: %v", hex, err)
		}
		c := float64(n) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
