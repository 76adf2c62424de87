package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gen2brain/webp"

	"broadsheet/internal/news"
)

// landscape draws what an encoder takes for a photograph: ever finer detail that is ever fainter, the same in every run.
func landscape(w, h int) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	cells := []int{512, 192, 64, 24, 8, 3, 1}
	strength := []int{90, 64, 36, 16, 8, 8, 34}
	for y := range h {
		for x := range w {
			v := 0
			for i, cell := range cells {
				v += (noise(x, y, cell, uint32(i)) - 128) * strength[i] / 256
			}
			m.Y[y*m.YStride+x] = uint8(min(max(v+118, 0), 255))
			if x%2 == 0 && y%2 == 0 {
				m.Cb[y/2*m.CStride+x/2] = uint8(112 + noise(x, y, 300, 11)/8)
				m.Cr[y/2*m.CStride+x/2] = uint8(112 + noise(x, y, 220, 13)/8)
			}
		}
	}
	return m
}

// noise is a number of 0 to 255 that changes smoothly from one corner of a lattice to the next.
func noise(x, y, cell int, seed uint32) int {
	at := func(i, j int) int {
		n := (uint32(i)*374761393 + uint32(j)*668265263 + seed*2246822519) * 3266489917
		n = (n ^ n>>15) * 2246822519
		return int((n ^ n>>13) >> 24)
	}
	i, j, fx, fy := x/cell, y/cell, x%cell, y%cell
	above := at(i, j)*(cell-fx) + at(i+1, j)*fx
	below := at(i, j+1)*(cell-fx) + at(i+1, j+1)*fx
	return (above*(cell-fy) + below*fy) / (cell * cell)
}

// BenchmarkRenditions makes six JPEG and six WebP of a photograph of 12 megapixels and 4.3 MB: bar 23 of the performance
// reference, on one core (-cpu 1). cpu-s/op is processor time, which a busy machine changes least; peak-MB is the most
// memory that the process held; jpeg-kB and webp-kB are what all six weigh.
func BenchmarkRenditions(b *testing.B) {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, landscape(4000, 3000), &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	original := file.Bytes()
	k, c, err := (Limits{}).orDefaults().look(original)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := asWebP(image.NewRGBA(image.Rect(0, 0, 1, 1)), news.Picture{}); err != nil { // the encoder is compiled once in a process
		b.Fatal(err)
	}
	if webp.Dynamic() == nil {
		b.Log("the machine's libwebp is used, and not WebAssembly: build with -tags nodynamic for the bar's figure")
	}
	debug.FreeOSMemory()
	forgetPeak()
	kB := map[string]float64{}
	start := spent()
	for b.Loop() {
		clear(kB)
		from, _, err := open(original, k, c)
		if err != nil {
			b.Fatal(err)
		}
		files, _, err := job{[]int{400, 640, 800, 1200, 1600, 2000}, forms()}.make(from, news.Picture{})
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range files {
			kB[f.Type] += float64(len(f.data)) / 1000
		}
	}
	b.ReportMetric((spent()-start).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(kB["image/jpeg"], "jpeg-kB")
	b.ReportMetric(kB["image/webp"], "webp-kB")
	if peak := peakMB(); peak > 0 {
		b.ReportMetric(peak, "peak-MB")
	}
}

// spent is the processor time this process has taken.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// forgetPeak has Linux count the peak of memory from now on (proc(5), clear_refs).
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMB is the most memory this process held, in millions of bytes; 0 where the system doesn't say.
func peakMB() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kiB, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kiB * 1024 / 1e6
		}
	}
	return 0
}
