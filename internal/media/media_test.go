package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"broadsheet/internal/news"
)

// photo draws something like a photograph: light from one corner and fine detail.
func photo(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			n := uint32(x*7919+y*104729) * 2654435761
			m.SetRGBA(x, y, color.RGBA{uint8(x*200/w + int(n>>28)), uint8(y*200/h + int(n>>27&15)), uint8((x ^ y) & 127), 255})
		}
	}
	return m
}

func asFile(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func intake(t testing.TB) (*Intake, Folder) {
	f := Folder(t.TempDir())
	return NewIntake(f, Limits{}, false), f
}

func read(t testing.TB, f Files, path string) []byte {
	t.Helper()
	return content(t, f, Key(strings.TrimPrefix(path, Prefix)))
}

func content(t testing.TB, f Files, name string) []byte {
	t.Helper()
	r, err := f.Open(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTakeAndComplete(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("not in short runs: nothing happens at once here, and the race detector makes it thirty times as slow")
	}
	in, files := intake(t)
	original := asFile(t, photo(1000, 600))
	p, err := in.Take(t.Context(), original)
	if err != nil {
		t.Fatal(err)
	}
	if p.Width != 1000 || p.Height != 600 || len(p.Colour) != 7 || p.Original.Hash != hashOf(content(t, files, OriginalKey(p.Original))) {
		t.Errorf("%+v", p)
	}
	if got := describe(p); got != "image/jpeg 640x384, image/jpeg 1000x600, image/webp 640x384, image/webp 1000x600" && got != "image/jpeg 800x480, image/jpeg 1000x600, image/webp 800x480, image/webp 1000x600" {
		t.Errorf("at once: %s", got)
	}
	whole, err := in.Complete(t.Context(), p, false)
	if err != nil || len(whole.Renditions) != 5*2 || strings.Contains(describe(whole), "avif") {
		t.Errorf("first: %s, %v", describe(whole), err)
	}
	if whole, err = in.Complete(t.Context(), whole, true); err != nil {
		t.Fatal(err)
	}
	if len(whole.Renditions) != 5*3 {
		t.Errorf("in the end: %s", describe(whole))
	}
	for _, r := range whole.Renditions {
		b := read(t, files, r.Path)
		if int64(len(b)) != r.Bytes || !strings.Contains(r.Path, hashOf(b)[:32]) || !IsName(strings.TrimPrefix(r.Path, Prefix)) {
			t.Errorf("%+v is not what is kept", r)
		}
		var c image.Config
		switch r.Type {
		case "image/jpeg":
			c, err = jpeg.DecodeConfig(bytes.NewReader(b))
		case "image/webp":
			c, err = webp.DecodeConfig(bytes.NewReader(b))
		case "image/avif":
			if string(b[4:12]) != "ftypavif" {
				t.Errorf("%s is no AVIF", r.Path)
			}
			continue
		}
		if err != nil || c.Width != r.Width || c.Height != r.Height {
			t.Errorf("%+v holds %dx%d, %v", r, c.Width, c.Height, err)
		}
	}
	again, err := in.Complete(t.Context(), whole, true)
	if err != nil || describe(again) != describe(whole) {
		t.Errorf("done again: %s %v", describe(again), err)
	}
}

func describe(p news.Picture) string {
	var all []string
	for _, r := range p.Renditions {
		all = append(all, fmt.Sprintf("%s %dx%d", r.Type, r.Width, r.Height))
	}
	return strings.Join(all, ", ")
}

func TestWidths(t *testing.T) {
	t.Parallel()
	for w, want := range map[int]string{4000: "[240 400 640 800 1200 1600] [640 1200]", 1600: "[240 400 640 800 1200 1600] [640 1200]",
		1000: "[240 400 640 800 1000] [800 1000]", 700: "[240 400 640 700] [640 700]", 300: "[240 300] [240 300]", 400: "[240 400] [240 400]", 240: "[240] [240]", 1: "[1] [1]"} {
		if got := fmt.Sprint(widthsOf(w), firstOf(w)); got != want {
			t.Errorf("%d: %s, want %s", w, got, want)
		}
	}
}

// TestHostile takes nothing in of what is no picture, too large, or broken, and says so in a sentence.
func TestHostile(t *testing.T) {
	t.Parallel()
	in, files := intake(t)
	sound := asFile(t, photo(300, 200))
	for name, c := range map[string]struct {
		file []byte
		code news.Code
		says string
	}{
		"bomb":            {pngHeader(29000, 29000), news.CodeTooLarge, "841 million pixels"},
		"200 megapixels":  {pngHeader(20000, 10000), news.CodeTooLarge, "200 million pixels"},
		"long side":       {pngHeader(1, 60000), news.CodeTooLarge, "no side"},
		"SVG":             {[]byte(`<?xml version="1.0"?><svg xmlns="x"><script>alert(1)</script></svg>`), news.CodeInvalid, "SVG"},
		"text named .jpg": {[]byte("The gull sat on the ridge.\n"), news.CodeInvalid, "a text and no picture"},
		"truncated":       {sound[:len(sound)/2], news.CodeInvalid, "breaks off"},
		"truncated head":  {sound[:20], news.CodeInvalid, "breaks off"},
		"empty":           {nil, news.CodeInvalid, "empty"},
		"HEIC":            {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), news.CodeInvalid, "HEIC"},
		"AVIF":            {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), news.CodeInvalid, "AVIF"},
		"TIFF":            {[]byte("II*\x00\x08\x00\x00\x00"), news.CodeInvalid, "TIFF"},
		"noise":           {[]byte{0, 1, 2, 3, 0xff, 0xfe}, news.CodeInvalid, "no picture that is known"},
		"many passes":     {slices.Concat(sound[:len(sound)-2], bytes.Repeat([]byte("\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"), 5000), sound[len(sound)-2:]), news.CodeTooLarge, "passes"},
		"animated WebP":   {appendRIFF([]byte("RIFF\x00\x00\x00\x00WEBP"), "VP8X", []byte{webpAnimated, 0, 0, 0, 9, 0, 0, 9, 0, 0}), news.CodeInvalid, "animated WebP"},
		"GIF bomb":        {[]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x08\x01"), news.CodeTooLarge, "no side"},
		"too many bytes":  {append(bytes.Clone(sound), make([]byte, DefaultBytes)...), news.CodeTooLarge, "40 MiB"},
	} {
		_, err := in.Take(t.Context(), c.file)
		var e *news.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Field != "file" || !strings.Contains(e.Message, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := os.ReadDir(string(files)); len(left) > 0 {
		t.Errorf("something was kept: %v", left)
	}
}

// pngHeader is the beginning of a PNG of a size, with nothing behind it.
func pngHeader(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	head = append(head, 8, 2, 0, 0, 0)
	b := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	b = append(b, head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func TestOtherKinds(t *testing.T) {
	t.Parallel()
	in, _ := intake(t)
	clear := image.NewNRGBA(image.Rect(0, 0, 50, 40)) // transparent all over: white on a page
	var p, g, w bytes.Buffer
	_ = png.Encode(&p, clear)
	_ = gif.EncodeAll(&g, &gif.GIF{Image: []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 50, 40), color.Palette{color.White}),
		image.NewPaletted(image.Rect(0, 0, 50, 40), color.Palette{color.Black})}, Delay: []int{1, 1}})
	b, _ := asWebP(photo(50, 40), news.Picture{})
	w.Write(b)
	for _, file := range [][]byte{p.Bytes(), g.Bytes()} {
		got, err := in.Take(t.Context(), file)
		if err != nil || got.Width != 50 || got.Height != 40 || got.Colour != "#ffffff" {
			t.Errorf("%+v %v", got, err)
		}
	}
	if got, err := in.Take(t.Context(), w.Bytes()); err != nil || got.Width != 50 || got.Original.Type != "image/webp" {
		t.Errorf("%+v %v", got, err)
	}
}

// TestOrientation sets upright what a camera held otherwise: a red corner ends where a viewer would see it.
func TestOrientation(t *testing.T) {
	t.Parallel()
	corner := map[int]string{1: "left top", 2: "right top", 3: "right bottom", 4: "left bottom", 5: "left top", 6: "right top", 7: "right bottom", 8: "left bottom"}
	for turn, want := range corner {
		m := image.NewRGBA(image.Rect(0, 0, 64, 32))
		for i := range m.Pix {
			m.Pix[i] = 255
		}
		for y := range 16 {
			for x := range 32 {
				m.SetRGBA(x, y, color.RGBA{200, 0, 0, 255})
			}
		}
		in, files := intake(t)
		p, err := in.Take(t.Context(), withOrientation(asFile(t, m), turn))
		if err != nil {
			t.Fatal(err)
		}
		if turned := turn >= 5; (p.Width == 32) != turned {
			t.Errorf("%d: %dx%d", turn, p.Width, p.Height)
		}
		out, err := jpeg.Decode(bytes.NewReader(read(t, files, p.Renditions[0].Path)))
		if err != nil {
			t.Fatal(err)
		}
		if got := redCorner(out); got != want {
			t.Errorf("%d: red is %s, want %s", turn, got, want)
		}
	}
}

func redCorner(m image.Image) string {
	b := m.Bounds()
	for _, c := range []struct {
		name string
		x, y int
	}{{"left top", 4, 4}, {"right top", b.Dx() - 5, 4}, {"left bottom", 4, b.Dy() - 5}, {"right bottom", b.Dx() - 5, b.Dy() - 5}} {
		if _, g, _, _ := m.At(c.x, c.y).RGBA(); g < 0x8000 {
			return c.name
		}
	}
	return "nowhere"
}

// withOrientation puts an EXIF segment into a JPEG.
func withOrientation(b []byte, turn int) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	tiff = append(tiff, byte(turn), 0, 0, 0, 0, 0, 0)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := []byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(segment) + 2)}
	return append(append(head, segment...), b[2:]...)
}

func data(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../../shared/data/photo-metadata", name))
	if err != nil {
		t.Skipf("SKIPPED: the pictures of shared/data are not here (%v)", err)
	}
	return b
}

// TestRealFiles reads what agencies' pictures say, and finds none of it in what is published but whose it is.
func TestRealFiles(t *testing.T) {
	t.Parallel()
	b := data(t, "IPTC-PhotometadataRef-Std2017.1.jpg")
	in, files := intake(t)
	p, err := in.Take(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	for field, c := range map[string][2]string{"caption": {p.Caption, "The description aka caption (ref2017.1)"}, "creator": {p.Creator, "Creator1 (ref2017.1)"},
		"credit": {p.Credit, "Credit Line (ref2017.1)"}, "copyright": {p.Copyright, "Copyright (Notice) 2017.1 IPTC - www.iptc.org  (ref2017.1)"}, "usage": {p.Usage, "Rights Usage Term"}} {
		if c[0] != strings.Join(strings.Fields(c[1]), " ") && !strings.HasPrefix(c[0], c[1]) {
			t.Errorf("%s is %q, want %q", field, c[0], c[1])
		}
	}
	for _, r := range p.Renditions {
		out := read(t, files, r.Path)
		for _, private := range []string{"GPS", "Serial", "exif:", "Instructions", "Sublocation", "Exif\x00", "Photoshop 3.0"} {
			if bytes.Contains(out, []byte(private)) {
				t.Errorf("%s says %q", r.Path, private)
			}
		}
		if r.Type == "image/jpeg" && said(out, 1).Credit != p.Credit {
			t.Errorf("%s does not say whose it is", r.Path)
		}
	}
}

// TestEveryRealFile takes in whatever agencies sent.
func TestEveryRealFile(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("much arithmetic on one goroutine")
	}
	data(t, "README.md")
	all, err := filepath.Glob("../../../shared/data/photo-metadata/*.[jJ][pP][gG]")
	if err != nil || len(all) < 8 {
		t.Fatal(len(all), err)
	}
	in, _ := intake(t)
	for _, name := range all {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := in.Take(t.Context(), b)
		t.Logf("%s: %v caption %.40q credit %q creator %q copyright %q taken %s", filepath.Base(name), err, p.Caption, p.Credit, p.Creator, p.Copyright, p.TakenAt)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFetch(t *testing.T) {
	t.Parallel()
	sound := asFile(t, photo(120, 80))
	mux := http.NewServeMux()
	mux.HandleFunc("/gull.jpg", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(sound) })
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("u"), http.StatusFound)
	})
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := w.Write(sound); err != nil {
				return
			}
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	open := NewIntake(Folder(t.TempDir()), Limits{Bytes: 1 << 20}, true)
	if p, err := open.Fetch(t.Context(), s.URL+"/to?u=/gull.jpg"); err != nil || p.Width != 120 {
		t.Errorf("%+v %v", p, err)
	}
	for path, says := range map[string]string{"/round": "leads on more than", "/endless": "more than 1 MiB", "/missing": "404", "/to?u=file:///etc/passwd": "no address that a picture"} {
		if _, err := open.Fetch(t.Context(), s.URL+path); err == nil || news.CodeOf(err) == "" || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", path, err)
		}
	}
	shut := NewIntake(Folder(t.TempDir()), Limits{}, false)
	for _, address := range []string{s.URL + "/gull.jpg", strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/gull.jpg", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "ftp://x/y", "http://u:p@x/", "//x", "::"} {
		if _, err := shut.Fetch(t.Context(), address); news.CodeOf(err) != news.CodeInvalid {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := shut.Fetch(t.Context(), s.URL+"/gull.jpg"); !strings.Contains(err.Error(), "private address") {
		t.Errorf("%v", err)
	}
}

// TestRedirectInside follows a redirect from an address that is allowed to one that is not: the check is made again for
// every connection.
func TestRedirectInside(t *testing.T) {
	t.Parallel()
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the inside was asked") }))
	t.Cleanup(inside.Close)
	f := NewFetcher(1<<20, false)
	real := f.client.Transport
	f.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host != "public.example" {
			return real.RoundTrip(r)
		}
		return &http.Response{StatusCode: 302, Header: http.Header{"Location": {inside.URL}}, Body: http.NoBody, Request: r}, nil
	})
	if _, err := f.Get(t.Context(), "https://public.example/gull.jpg"); err == nil || !strings.Contains(err.Error(), "private address") {
		t.Errorf("%v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// FuzzLook feeds the check of headers, and the reading of what files say, with anything.
func FuzzLook(f *testing.F) {
	f.Add(asFile(f, photo(40, 30)))
	f.Add(withOrientation(asFile(f, photo(8, 8)), 6))
	f.Add(withNotice(asFile(f, photo(8, 8)), news.Picture{Credit: "A", Creator: "B & C", Copyright: "D"}))
	f.Add(pngHeader(20000, 10000))
	f.Add([]byte("GIF89a\x01\x00\x01\x00"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	f.Add([]byte("<svg>"))
	l := Limits{Pixels: 1 << 20}.orDefaults()
	f.Fuzz(func(t *testing.T, b []byte) {
		k, c, err := l.look(b)
		if err != nil {
			if len(news.Problems(err)) == 0 {
				t.Fatalf("an error that cannot be shown: %v", err)
			}
			return
		}
		if int64(c.Width)*int64(c.Height) > l.Pixels {
			t.Fatalf("%dx%d is let through", c.Width, c.Height)
		}
		s := said(b, k.meta)
		for _, text := range []string{s.Headline, s.Caption, s.Creator, s.Credit, s.Copyright, s.Alt, s.Usage} {
			if tidy(text) != text {
				t.Fatalf("%q is not tidy", text)
			}
		}
		if s.Orientation < 1 || s.Orientation > 8 {
			t.Fatalf("orientation %d", s.Orientation)
		}
	})
}
