package media

import (
	"image"
	"image/color"
	"math"
	"sync"
)

// light is a picture as rows of red, green and blue in linear light: scaling adds light up, and what files hold is not
// proportional to it.
type light struct {
	w, h int
	rgb  []uint16
}

// curves are the tables between the two.
type curves struct {
	toLight [256]float32
	toByte  [4097]uint8
}

var theCurves = sync.OnceValue(func() *curves {
	c := new(curves)
	for i := range c.toLight {
		v := float64(i) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		c.toLight[i] = float32(math.Round(v * 65535))
	}
	for i := range c.toByte {
		v := float64(i) / 4096
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		c.toByte[i] = uint8(math.Round(min(1, v) * 255))
	}
	return c
})

// source gives a picture's rows in linear light, over white where they are transparent.
type source interface {
	size() (w, h int)
	row(y int, into []float32)
}

func (l *light) size() (int, int) { return l.w, l.h }

func (l *light) row(y int, into []float32) {
	for i, v := range l.rgb[y*l.w*3 : (y+1)*l.w*3] {
		into[i] = float32(v)
	}
}

// decoded is a decoded picture as a source, upright and in sRGB.
type decoded struct {
	image.Image
	turn  int    // EXIF's orientation
	space *space // nil: it is in sRGB as it is
}

func (d decoded) size() (int, int) {
	b := d.Bounds()
	if d.turn >= 5 {
		return b.Dy(), b.Dx()
	}
	return b.Dx(), b.Dy()
}

func (d decoded) row(y int, into []float32) {
	toLight := [3]*[256]float32{&theCurves().toLight, &theCurves().toLight, &theCurves().toLight}
	if d.space != nil {
		toLight = [3]*[256]float32{&d.space.toLight[0], &d.space.toLight[1], &d.space.toLight[2]}
	}
	if m, ok := d.Image.(*image.YCbCr); ok && d.turn <= 1 && m.Rect.Min == (image.Point{}) {
		rowOfYCbCr(m, y, toLight, into)
	} else {
		b := d.Bounds()
		w, _ := d.size()
		for x := range w {
			sx, sy := d.at(x, y, b.Dx(), b.Dy())
			r, g, bl := pixel(d.Image, b.Min.X+sx, b.Min.Y+sy)
			into[x*3], into[x*3+1], into[x*3+2] = toLight[0][r], toLight[1][g], toLight[2][bl]
		}
	}
	if d.space != nil {
		d.space.intoSRGB(into)
	}
}

// intoSRGB makes light of s light of sRGB.
func (s *space) intoSRGB(row []float32) {
	m := &s.matrix
	for ; len(row) >= 3; row = row[3:] {
		r, g, b := row[0], row[1], row[2]
		for i := range 3 {
			row[i] = max(0, min(65535, m[i][0]*r+m[i][1]*g+m[i][2]*b))
		}
	}
}

// rowOfYCbCr is a row of what nearly all photographs are decoded to: what row does, without asking at each point.
func rowOfYCbCr(m *image.YCbCr, y int, toLight [3]*[256]float32, into []float32) {
	shared := 0 // how many bits of x don't matter to the colour
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		shared = 1
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		shared = 2
	}
	luma, at := m.Y[y*m.YStride:][:m.Rect.Dx()], m.COffset(0, y)
	cb, cr := m.Cb[at:], m.Cr[at:]
	for x, v := range luma {
		r, g, b := color.YCbCrToRGB(v, cb[x>>shared], cr[x>>shared])
		p := into[x*3 : x*3+3]
		p[0], p[1], p[2] = toLight[0][r], toLight[1][g], toLight[2][b]
	}
}

// at says where in the file the upright picture's point lies. w and h are the file's.
func (d decoded) at(x, y, w, h int) (int, int) {
	switch d.turn {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}

// pixel reads one point. Photographs come as YCbCr; what is seldom goes the slow way.
func pixel(m image.Image, x, y int) (r, g, b uint8) {
	switch m := m.(type) {
	case *image.YCbCr:
		yi, ci := m.YOffset(x, y), m.COffset(x, y)
		return color.YCbCrToRGB(m.Y[yi], m.Cb[ci], m.Cr[ci])
	case *image.Gray:
		v := m.Pix[m.PixOffset(x, y)]
		return v, v, v
	}
	cr, cg, cb, ca := m.At(x, y).RGBA()
	white := 0xffff - ca
	return uint8((cr + white) >> 8), uint8((cg + white) >> 8), uint8((cb + white) >> 8)
}

// taps are the weights by which a point is made of those around it.
type taps struct {
	from    int
	weights []float32
}

// plan makes the taps of a line of n points that becomes m, by a Catmull-Rom curve as wide as what becomes one point.
func plan(n, m int) []taps {
	ratio := float64(n) / float64(m)
	wide := max(1, ratio)
	all := make([]taps, m)
	for i := range all {
		centre := (float64(i) + 0.5) * ratio
		from, to := max(0, int(centre-2*wide)), min(n, int(centre+2*wide)+1)
		w := make([]float32, to-from)
		sum := 0.0
		for j := range w {
			v := catmullRom((float64(from+j) + 0.5 - centre) / wide)
			w[j] = float32(v)
			sum += v
		}
		for j := range w {
			w[j] /= float32(sum)
		}
		all[i] = taps{from, w}
	}
	return all
}

func catmullRom(t float64) float64 {
	switch t = math.Abs(t); {
	case t < 1:
		return 1.5*t*t*t - 2.5*t*t + 1
	case t < 2:
		return -0.5*t*t*t + 2.5*t*t - 4*t + 2
	}
	return 0
}

// scale makes a picture of another width. Each row is made narrower as it is read, and only as many of those are held as
// one row of the result is made of.
func scale(from source, w int) *light {
	sw, sh := from.size()
	h := heightAt(sw, sh, w)
	out := &light{w: w, h: h, rgb: make([]uint16, w*h*3)}
	across, down, line := plan(sw, w), plan(sh, h), make([]float32, sw*3)
	held := make([][]float32, most(down)) // row y of the source, made narrow, is in held[y%len(held)]
	for i := range held {
		held[i] = make([]float32, w*3)
	}
	read, sums := 0, make([]float32, w*3)
	for y, t := range down {
		for ; read < t.from+len(t.weights); read++ {
			from.row(read, line)
			squeeze(held[read%len(held)], line, across)
		}
		clear(sums)
		for j, weight := range t.weights {
			for i, v := range held[(t.from+j)%len(held)][:len(sums)] {
				sums[i] += weight * v
			}
		}
		to := out.rgb[y*w*3 : (y+1)*w*3]
		for i, v := range sums {
			to[i] = clamp(v)
		}
	}
	return out
}

// most is how many points one is made of at most.
func most(all []taps) (n int) {
	for _, t := range all {
		n = max(n, len(t.weights))
	}
	return n
}

// squeeze makes a row narrower. It is where most of the time goes, so it is written without checks of bounds within.
func squeeze(to, line []float32, across []taps) {
	for x, t := range across {
		var r, g, b float32
		p := line[t.from*3 : (t.from+len(t.weights))*3]
		for _, weight := range t.weights {
			if len(p) < 3 {
				break
			}
			r += weight * p[0]
			g += weight * p[1]
			b += weight * p[2]
			p = p[3:]
		}
		to[x*3], to[x*3+1], to[x*3+2] = r, g, b
	}
}

func clamp(v float32) uint16 { return uint16(max(0, min(65535, v+0.5))) }

// heightAt is the height of a picture of w by h at another width; at least one.
func heightAt(w, h, at int) int { return max(1, (h*at+w/2)/w) }

// shown is the picture as files hold it.
func (l *light) shown() *image.RGBA {
	c, out := theCurves(), image.NewRGBA(image.Rect(0, 0, l.w, l.h))
	for i := range l.w * l.h {
		p := out.Pix[i*4 : i*4+4]
		for j := range 3 {
			p[j] = c.toByte[(uint32(l.rgb[i*3+j])+8)>>4]
		}
		p[3] = 255
	}
	return out
}

// mean is the picture's colour, all in all.
func (l *light) mean() (r, g, b uint8) {
	var sums [3]uint64
	for i, v := range l.rgb {
		sums[i%3] += uint64(v)
	}
	c, n := theCurves(), uint64(l.w*l.h)
	return c.toByte[(sums[0]/n)>>4], c.toByte[(sums[1]/n)>>4], c.toByte[(sums[2]/n)>>4]
}
