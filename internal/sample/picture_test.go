package sample_test

import (
	"bytes"
	"image/jpeg"
	"io/fs"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// What the pictures may weigh: they are in the binary.
const (
	pictureBytes = 150_000
	allPictures  = 2_500_000
	artBytes     = 120_000 // the script that draws them
)

func TestPictures(t *testing.T) {
	t.Parallel()
	p, total := read(t, sunday), 0
	if n := len(p.Pictures); n < 14 || n > 20 {
		t.Errorf("there are %d pictures", n)
	}
	captions := map[string]string{}
	for _, x := range p.Pictures {
		total += len(x.JPEG)
		if len(x.JPEG) > pictureBytes {
			t.Errorf("%s has %d bytes", x.Name, len(x.JPEG))
		}
		made, err := jpeg.DecodeConfig(bytes.NewReader(x.JPEG))
		if err != nil || max(made.Width, made.Height) < 1300 || min(made.Width, made.Height) < 1000 {
			t.Errorf("%s is %d by %d: %v", x.Name, made.Width, made.Height, err)
		}
		if n := utf8.RuneCountInString(x.Alt); n < 60 || n > 250 || !strings.HasSuffix(x.Alt, ".") || strings.HasPrefix(strings.ToLower(x.Alt), "illustration") {
			t.Errorf("%s: the alt text says in a sentence what is to be seen: %q", x.Name, x.Alt)
		}
		if n := utf8.RuneCountInString(x.Caption); n < 25 || !strings.HasSuffix(x.Caption, ".") || x.Caption == x.Alt {
			t.Errorf("%s: the caption is a sentence of its own: %q", x.Name, x.Caption)
		}
		if !strings.HasSuffix(x.Credit, ": Ada Marsh for The Packet") {
			t.Errorf("%s: the credit is %q", x.Name, x.Credit)
		}
		if x.Focus.X < 0 || x.Focus.X > 100 || x.Focus.Y < 0 || x.Focus.Y > 100 {
			t.Errorf("%s: the focus is %v", x.Name, x.Focus)
		}
		if other := captions[x.Caption]; other != "" {
			t.Errorf("%s and %s have one caption", x.Name, other)
		}
		captions[x.Caption] = x.Name
	}
	if total > allPictures {
		t.Errorf("the pictures have %d bytes together", total)
	}
}

// TestNoStrays wants no file beside those that are named, and a small script.
func TestNoStrays(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, x := range read(t, sunday).Pictures {
		names[x.Name+".jpg"] = true
	}
	found, err := fs.Glob(os.DirFS("pictures"), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range found {
		if !names[name] {
			t.Errorf("pictures/%s is named nowhere", name)
		}
	}
	size := int64(0)
	for _, name := range []string{"art/ink.mjs", "art/scenes.mjs", "art/draw.mjs"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > artBytes {
		t.Errorf("the script in art/ has %d bytes", size)
	}
}
