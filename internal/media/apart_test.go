package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"math/rand/v2"
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

// TestAVIFIsSmallerThanWebP has a picture of much grain made in less quality when WebP has fewer bytes.
func TestAVIFIsSmallerThanWebP(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	m := image.NewRGBA(image.Rect(0, 0, 120, 80))
	for i := range m.Pix {
		m.Pix[i] = byte(r.IntN(256)) | byte(255*(i%4/3))
	}
	var of []int64
	for _, quality := range avifQualities {
		b, err := asAVIF(m, quality)
		if err != nil {
			t.Fatal(err)
		}
		of = append(of, int64(len(b)))
	}
	f := NewIntake(Folder(t.TempDir()), Limits{}, false).lateForm(t.Context())
	for webp, want := range map[int64]int64{0: of[0], of[0] + 1: of[0], of[0]: of[1], of[1]: of[2], 1: of[2]} {
		p := news.Picture{Renditions: []news.Rendition{{Type: "image/webp", Width: 119, Bytes: 2}, {Type: "image/webp", Width: 120, Bytes: webp}, {Type: "image/jpeg", Width: 120, Bytes: 3}}}
		if b, err := f.write(m, p); err != nil || int64(len(b)) != want {
			t.Errorf("where WebP has %d bytes: %d, want %d of %v; %v", webp, len(b), want, of, err)
		}
	}
	if of[0] <= of[1] || of[1] <= of[2] {
		t.Errorf("less quality is no smaller: %v", of)
	}
}

func TestEncodeAVIFRefuses(t *testing.T) {
	t.Parallel()
	size := func(w, h, quality uint32) []byte {
		return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), quality)
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "half a size": size(1, 1, 60)[:6], "no width": size(0, 1, 60), "a bomb": size(1<<31, 1<<31, 60), "no quality": append(size(1, 1, 0), 1, 2, 3, 255),
		"too much quality": append(size(1, 1, 101), 1, 2, 3, 255), "too few pixels": append(size(2, 2, 60), 1, 2, 3),
	} {
		var out bytes.Buffer
		if err := EncodeAVIF(bytes.NewReader(b), &out); err == nil || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, out.Len())
		}
	}
}
