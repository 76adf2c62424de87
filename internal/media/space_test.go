package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"slices"
	"testing"
)

// profile makes an ICC profile of three colours (XYZ under D50) and one curve.
func profile(colours [3][3]float64, curve []byte) []byte {
	b := make([]byte, 128)
	copy(b[16:], "RGB XYZ ")
	copy(b[36:], "acsp")
	b = binary.BigEndian.AppendUint32(b, 6)
	at := len(b) + 6*12
	var contents []byte
	tag := func(name string, content []byte) {
		b = append(b, name...)
		b = binary.BigEndian.AppendUint32(b, uint32(at+len(contents)))
		b = binary.BigEndian.AppendUint32(b, uint32(len(content)))
		contents = append(contents, content...)
	}
	for i, name := range []string{"r", "g", "b"} {
		xyz := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range colours[i] {
			xyz = binary.BigEndian.AppendUint32(xyz, uint32(int32(math.Round(v*65536))))
		}
		tag(name+"XYZ", xyz)
		tag(name+"TRC", curve)
	}
	return append(b, contents...)
}

func parametric(kind uint16, numbers ...float64) []byte {
	b := append([]byte("para\x00\x00\x00\x00"), byte(kind>>8), byte(kind), 0, 0)
	for _, v := range numbers {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return b
}

func gamma(g float64) []byte {
	return binary.BigEndian.AppendUint16([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), uint16(math.Round(g*256)))
}

func srgbCurve() []byte { return parametric(3, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045) }

// The colours of Display P3, Adobe RGB and sRGB, under D50.
func displayP3() []byte {
	return profile([3][3]float64{{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}, srgbCurve())
}

func adobeRGB() []byte {
	return profile([3][3]float64{{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}}, gamma(2.19921875))
}

func plainSRGB() []byte {
	return profile([3][3]float64{{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}}, srgbCurve())
}

// TestWideGamut takes in pictures of other colour spaces and looks for the colour that they mean. The values wanted were
// worked out by the matrices of CSS Color 4, section 17, which are another way there.
func TestWideGamut(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("much arithmetic on one goroutine")
	}
	in, files := intake(t)
	for name, c := range map[string]struct {
		icc      []byte
		is, want color.RGBA
	}{
		"Display P3":         {displayP3(), color.RGBA{200, 100, 50, 255}, color.RGBA{214, 96, 34, 255}},
		"Display P3, grey":   {displayP3(), color.RGBA{120, 120, 120, 255}, color.RGBA{120, 120, 120, 255}},
		"Display P3, beyond": {displayP3(), color.RGBA{0, 255, 0, 255}, color.RGBA{0, 255, 0, 255}},
		"Adobe RGB":          {adobeRGB(), color.RGBA{100, 150, 80, 255}, color.RGBA{63, 151, 74, 255}},
		"sRGB":               {plainSRGB(), color.RGBA{100, 150, 80, 255}, color.RGBA{100, 150, 80, 255}},
		"nonsense":           {[]byte("acsp"), color.RGBA{100, 150, 80, 255}, color.RGBA{100, 150, 80, 255}},
	} {
		m := image.NewRGBA(image.Rect(0, 0, 32, 32))
		for i := range 32 * 32 {
			m.SetRGBA(i%32, i/32, c.is)
		}
		plain := asFile(t, m)
		half := len(c.icc) / 2
		j := slices.Concat(plain[:2], segment(0xe2, "ICC_PROFILE\x00\x02\x02"+string(c.icc[half:])), segment(0xe2, "ICC_PROFILE\x00\x01\x02"+string(c.icc[:half])), plain[2:])
		p, err := in.Take(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Renditions {
			if r.Type != "image/jpeg" {
				continue
			}
			out, err := jpeg.Decode(bytes.NewReader(read(t, files, r.Path)))
			if err != nil || !alike(out.At(16, 16), c.want, 4) {
				t.Errorf("%s: %v, want %v (%v)", name, out.At(16, 16), c.want, err)
			}
		}
		whole, err := in.Complete(t.Context(), p, true) // from the original, which has kept its profile
		if err != nil || len(whole.Renditions) <= len(p.Renditions) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if readProfile(plainSRGB()) != nil || readProfile(displayP3()) == nil {
		t.Error("sRGB is taken for another space, or another for it")
	}
}

func deflated(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestProfilesOfOtherKinds reads the profile of a PNG and of a WebP.
func TestProfilesOfOtherKinds(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := png.Encode(&b, photo(4, 4)); err != nil {
		t.Fatal(err)
	}
	const ihdr = 8 + 25
	icc := slices.Concat([]byte("Display P3\x00\x00"), deflated(t, displayP3()))
	file := slices.Concat(b.Bytes()[:ihdr], appendChunk(nil, "iCCP", icc), b.Bytes()[ihdr:])
	if spaceOf(file, kind{ext: "png"}) == nil {
		t.Error("the profile of a PNG is not read")
	}
	w := appendRIFF(appendRIFF([]byte("RIFF\x00\x00\x00\x00WEBP"), "VP8X", make([]byte, 10)), "ICCP", displayP3())
	if spaceOf(w, kind{ext: "webp"}) == nil {
		t.Error("the profile of a WebP is not read")
	}
	bomb := slices.Concat([]byte("x\x00\x00"), deflated(t, make([]byte, 8*maxProfile)))
	if spaceOf(slices.Concat(b.Bytes()[:ihdr], appendChunk(nil, "iCCP", bomb), b.Bytes()[ihdr:]), kind{ext: "png"}) != nil {
		t.Error("a bomb was taken for a profile")
	}
}

// FuzzProfile reads anything as a profile: light stays between none and all.
func FuzzProfile(f *testing.F) {
	f.Add(displayP3())
	f.Add(adobeRGB())
	f.Add(profile([3][3]float64{{1}, {0, 1}, {0, 0, 1}}, []byte("curv\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x10\x00\xff\xff")))
	for kind, n := range []int{1, 3, 4, 5, 7} {
		f.Add(profile([3][3]float64{{1}, {0, 1}, {0, 0, 1}}, parametric(uint16(kind), make([]float64, n)...)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := readProfile(b)
		if s == nil {
			return
		}
		for i := range 3 {
			for _, v := range s.toLight[i] {
				if !(v >= 0 && v <= 65535) {
					t.Fatalf("light of %v", v)
				}
			}
		}
		row := []float32{65535, 0, 30000}
		s.intoSRGB(row)
		for _, v := range row {
			if !(v >= 0 && v <= 65535) {
				t.Fatalf("light of %v in sRGB", v)
			}
		}
	})
}
