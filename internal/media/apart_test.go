package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"os"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// beEncoder is the argument with which the test's own program encodes AVIF, as the shipped one does.
const beEncoder = "encode-avif"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == beEncoder {
		if err := EncodeAVIF(os.Stdin, os.Stdout); err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func TestAVIFApart(t *testing.T) {
	t.Parallel()
	whole := image.NewRGBA(image.Rect(0, 0, 90, 60))
	for y := range 60 {
		for x := range 90 {
			whole.SetRGBA(x, y, color.RGBA{uint8(2 * x), uint8(4 * y), 90, 255})
		}
	}
	part := whole.SubImage(image.Rect(10, 5, 74, 53)).(*image.RGBA)
	copied := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 64 {
			copied.SetRGBA(x, y, part.RGBAAt(x+10, y+5))
		}
	}
	in := NewIntake(Folder(t.TempDir()), Limits{}, false)
	here, err := in.lateForm(t.Context()).write(copied, news.Picture{})
	if err != nil {
		t.Fatal(err)
	}
	in.Apart(os.Args[0], beEncoder)
	there, err := in.lateForm(t.Context()).write(part, news.Picture{})
	if err != nil || !bytes.Equal(here, there) || len(there) < 100 {
		t.Errorf("apart it has %d bytes, here %d; %v", len(there), len(here), err)
	}
	in.Apart(os.Args[0]+" is not here", beEncoder)
	if b, err := in.lateForm(t.Context()).write(copied, news.Picture{}); err != nil || !bytes.Equal(b, here) {
		t.Errorf("without the program: %d bytes, %v", len(b), err)
	}
	in.Apart("false")
	if _, err := in.lateForm(t.Context()).write(copied, news.Picture{}); err == nil || !strings.Contains(err.Error(), "process of its own") {
		t.Errorf("a program that fails: %v", err)
	}
}

func TestEncodeAVIFRefuses(t *testing.T) {
	t.Parallel()
	size := func(w, h uint32) []byte {
		return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "half a size": size(1, 1)[:6], "no width": size(0, 1), "a bomb": size(1<<31, 1<<31), "too few pixels": append(size(2, 2), 1, 2, 3),
	} {
		var out bytes.Buffer
		if err := EncodeAVIF(bytes.NewReader(b), &out); err == nil || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, out.Len())
		}
	}
}
