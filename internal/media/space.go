package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math"
)

// space is a colour space that is not sRGB, such as those of telephones (Display P3) and of cameras (Adobe RGB): how its
// values become light, and how its light becomes that of sRGB. Colours that sRGB doesn't have become the nearest it has.
type space struct {
	toLight [3][256]float32
	matrix  [3][3]float32
}

// maxProfile bounds a colour profile: those of three curves and three colours have some hundred bytes to some kilobytes.
const maxProfile = 1 << 20

// spaceOf reads the colour profile of a picture's file. nil means sRGB: it has none, or one that says so, or one that
// says how to print and not how light comes about, which is left to who sends it.
func spaceOf(b []byte, k kind) *space {
	var profile []byte
	switch k.ext {
	case "jpg":
		profile = profileOfJPEG(b)
	case "png":
		profile = profileOfPNG(b)
	case "webp":
		chunks, _ := riff(b)
		for _, c := range chunks {
			if c.name == "ICCP" {
				profile = c.content
			}
		}
	}
	return readProfile(profile)
}

// profileOfJPEG joins the pieces of a profile, which are numbered (ICC.1, annex B.4).
func profileOfJPEG(b []byte) []byte {
	pieces, size := map[byte][]byte{}, 0
	for at := 2; at+4 <= len(b) && b[at] == 0xff && b[at+1] != jpegSOS; {
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end > len(b) {
			break
		}
		if rest, ok := bytes.CutPrefix(b[at+4:max(end, at+4)], []byte("ICC_PROFILE\x00")); ok && b[at+1] == 0xe2 && len(rest) > 2 && pieces[rest[0]] == nil {
			pieces[rest[0]] = rest[2:]
			size += len(rest) - 2
		}
		at = max(end, at+2)
	}
	if size > maxProfile {
		return nil
	}
	var all []byte
	for n := byte(1); pieces[n] != nil && n < 255; n++ {
		all = append(all, pieces[n]...)
	}
	return all
}

func profileOfPNG(b []byte) []byte {
	for at := 8; at+12 <= len(b); {
		end := int64(at) + 12 + int64(binary.BigEndian.Uint32(b[at:]))
		if end > int64(len(b)) || string(b[at+4:at+8]) == "IDAT" {
			return nil
		}
		if string(b[at+4:at+8]) == "iCCP" {
			_, packed, _ := bytes.Cut(b[at+8:end-4], []byte{0}) // after its name
			if len(packed) < 2 {
				return nil
			}
			z, err := zlib.NewReader(bytes.NewReader(packed[1:]))
			if err != nil {
				return nil
			}
			profile, err := io.ReadAll(io.LimitReader(z, maxProfile))
			if err != nil {
				return nil
			}
			return profile
		}
		at = int(end)
	}
	return nil
}

// fromXYZ makes linear sRGB of XYZ under the light that profiles are made for, D50 (IEC 61966-2-1, adapted by Bradford).
func fromXYZ() [3][3]float64 {
	return [3][3]float64{{3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427}}
}

// readProfile reads an ICC profile that is made of three colours and three curves (ICC.1, 8.3.3).
func readProfile(b []byte) *space {
	const head = 128
	if len(b) < head+4 || string(b[36:40]) != "acsp" || string(b[16:20]) != "RGB " || string(b[20:24]) != "XYZ " {
		return nil
	}
	s, columns := new(space), [3][3]float64{}
	for i, name := range []string{"r", "g", "b"} {
		column, ok := xyzOf(tagOf(b, name+"XYZ"))
		if !ok || !curveOf(tagOf(b, name+"TRC"), &s.toLight[i]) {
			return nil
		}
		columns[i] = column
	}
	m := fromXYZ()
	for i := range 3 {
		for j := range 3 {
			for n := range 3 {
				s.matrix[i][j] += float32(m[i][n] * columns[j][n])
			}
		}
	}
	if s.isSRGB() {
		return nil
	}
	return s
}

// isSRGB says whether nobody could see the difference.
func (s *space) isSRGB() bool {
	c := theCurves()
	for i := range 3 {
		for j := range 3 {
			want := 0.0
			if i == j {
				want = 1
			}
			if math.Abs(float64(s.matrix[i][j])-want) > 0.01 {
				return false
			}
		}
		for v := range 256 {
			if math.Abs(float64(s.toLight[i][v]-c.toLight[v])) > 500 { // of 65535
				return false
			}
		}
	}
	return true
}

// tagOf is the content of a profile's tag.
func tagOf(b []byte, name string) []byte {
	const head = 132
	n := int(min(binary.BigEndian.Uint32(b[128:]), 100))
	for at := head; n > 0 && at+12 <= len(b); n, at = n-1, at+12 {
		from, size := uint64(binary.BigEndian.Uint32(b[at+4:])), uint64(binary.BigEndian.Uint32(b[at+8:]))
		if string(b[at:at+4]) == name && from+size <= uint64(len(b)) {
			return b[from : from+size]
		}
	}
	return nil
}

func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

func xyzOf(b []byte) (xyz [3]float64, ok bool) {
	if len(b) < 20 || string(b[:4]) != "XYZ " {
		return xyz, false
	}
	for i := range xyz {
		xyz[i] = fixed(b[8+4*i:])
	}
	return xyz, true
}

// curveOf reads a curve, as a table, a power, or a power with a straight beginning (ICC.1, 10.6 and 10.18).
func curveOf(b []byte, to *[256]float32) bool {
	if len(b) < 12 {
		return false
	}
	var at func(x float64) float64
	switch string(b[:4]) {
	case "curv":
		n := int(min(binary.BigEndian.Uint32(b[8:]), maxProfile))
		if len(b) < 12+2*n {
			return false
		}
		at = tableCurve(b[12 : 12+2*n])
	case "para":
		at = powerCurve(binary.BigEndian.Uint16(b[8:]), b[12:])
	}
	if at == nil {
		return false
	}
	for i := range to {
		v := at(float64(i) / 255)
		if math.IsNaN(v) {
			return false
		}
		to[i] = float32(min(max(v, 0), 1) * 65535)
	}
	return true
}

// tableCurve is a curve of points; one alone is a power, none a straight line.
func tableCurve(points []byte) func(float64) float64 {
	value := func(i int) float64 { return float64(binary.BigEndian.Uint16(points[2*i:])) }
	switch n := len(points) / 2; n {
	case 0:
		return func(x float64) float64 { return x }
	case 1:
		return func(x float64) float64 { return math.Pow(x, value(0)/256) }
	default:
		return func(x float64) float64 {
			i, part := math.Modf(x * float64(n-1))
			return (value(int(i))*(1-part) + value(min(int(i)+1, n-1))*part) / 65535
		}
	}
}

// powerCurve is one of the five kinds of parametric curve: (ax+b)^g + e from d on, and cx + f below.
func powerCurve(kind uint16, b []byte) func(float64) float64 {
	count := []int{1, 3, 4, 5, 7}
	if int(kind) >= len(count) || len(b) < 4*count[kind] {
		return nil
	}
	p := [7]float64{1: 1} // g a b c d e f
	for i := range count[kind] {
		p[i] = fixed(b[4*i:])
	}
	g, a, add, c, d, e, f := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	switch kind {
	case 1, 2: // what begins where ax+b does; the fourth number is added everywhere
		e, f = c, c
		c, d = 0, -add/a
	}
	return func(x float64) float64 {
		if x < d {
			return c*x + f
		}
		return math.Pow(a*x+add, g) + e
	}
}
