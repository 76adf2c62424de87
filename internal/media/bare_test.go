package media

import (
	"bytes"
	"encoding/binary"
	"go/build"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bep/imagemeta"

	"broadsheet/internal/news"
)

// secret stands in every part of a file that is none of the reader's business.
const secret = "Serial 4711, at home"

func segment(marker byte, content string) []byte { return appendSegment(nil, marker, content) }

// talkative are pictures that say more than they should, turned as EXIF has it by turn.
func talkative(t testing.TB, turn int) map[string][]byte {
	t.Helper()
	plain := asFile(t, photo(60, 40))
	says := append(upright(turn), secret...) // behind the last entry, as the values of GPS are
	j := slices.Concat(plain[:2], segment(0xe1, "Exif\x00\x00"+string(says)), segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x>"+secret+"</x>"),
		segment(0xed, "Photoshop 3.0\x00"+secret), segment(0xe2, "MPF\x00"+secret), segment(0xe0, "JFXX\x00"+secret), segment(0xfe, secret),
		plain[2:], plain, []byte(secret)) // another picture behind the end, as telephones hang on
	var p bytes.Buffer
	if err := png.Encode(&p, photo(60, 40)); err != nil {
		t.Fatal(err)
	}
	const ihdr = 8 + 25
	n := slices.Concat(p.Bytes()[:ihdr], appendChunk(nil, "eXIf", says), appendChunk(nil, "tEXt", []byte("Comment\x00"+secret)), appendChunk(nil, "prVt", []byte(secret)), p.Bytes()[ihdr:], []byte(secret))
	b, err := asWebP(photo(60, 40), news.Picture{})
	if err != nil {
		t.Fatal(err)
	}
	w := appendRIFF([]byte("RIFF\x00\x00\x00\x00WEBP"), "VP8X", []byte{webpXMP | webpEXIF, 0, 0, 0, 59, 0, 0, 39, 0, 0})
	w = append(w, b[12:]...)
	w = appendRIFF(appendRIFF(appendRIFF(w, "EXIF", says), "XMP ", []byte(secret)), "odd ", []byte(secret))
	binary.LittleEndian.PutUint32(w[4:], uint32(len(w)-8))
	return map[string][]byte{"JPEG": j, "PNG": n, "WebP": w}
}

// TestNothingIsToldThatNeedNotBe strips whatever a file says, bit for bit keeps the picture, and says again which way
// up it is.
func TestNothingIsToldThatNeedNotBe(t *testing.T) {
	t.Parallel()
	for _, turn := range []int{1, 6} {
		for name, b := range talkative(t, turn) {
			checkBare(t, name, b, turn)
		}
	}
	var g bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 5, 4), color.Palette{color.White, color.Black})
	if err := gif.EncodeAll(&g, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(g.Bytes(), []byte{0x21, 0xf9})
	comment := "!\xfe" + string(rune(len(secret))) + secret + "\x00!\xff\x0bXMP DataXMP" + string(rune(len(secret))) + secret + "\x00"
	checkBare(t, "GIF", slices.Concat(g.Bytes()[:at], []byte(comment), g.Bytes()[at:], []byte(secret)), 1)
}

func checkBare(t *testing.T, name string, b []byte, turn int) {
	t.Helper()
	k, c, err := (Limits{}).orDefaults().look(b)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	was, s, err := open(b, k, c)
	if err != nil || s.Orientation != turn {
		t.Fatalf("%s: turned by %d, want %d: %v", name, s.Orientation, turn, err)
	}
	p := news.Picture{Credit: "Una Vale"}
	got, err := bare(b, k, turn, p)
	if err != nil || bytes.Contains(got, []byte(secret)) {
		t.Fatalf("%s: the secret is out: %v", name, err)
	}
	is, s, err := open(got, k, c)
	if err != nil || s.Orientation != turn || !same(was.Image, is.Image) {
		t.Errorf("%s is another picture, or turned by %d and not %d: %v", name, s.Orientation, turn, err)
	}
	if name == "JPEG" && s.Credit != "Una Vale" {
		t.Errorf("it no longer says whose it is: %+v", s)
	}
	if again, err := bare(got, k, turn, p); err != nil || !bytes.Equal(again, got) {
		t.Errorf("%s, stripped twice, is another: %v", name, err)
	}
}

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// private lists what a file says of places and of the cameras' and owners' names and numbers.
func private(t testing.TB, b []byte) (all []string) {
	t.Helper()
	k, err := sniff(b)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = imagemeta.Decode(imagemeta.Options{R: bytes.NewReader(b), ImageFormat: k.meta, Sources: imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP,
		HandleTag: func(tag imagemeta.TagInfo) error {
			for _, of := range []string{"GPS", "Serial", "Location", "City", "Country", "OwnerName", "Make", "Model", "MakerNote", "Thumbnail"} {
				if strings.Contains(tag.Namespace+"/"+tag.Tag, of) {
					all = append(all, tag.Source.String()+":"+tag.Tag)
					break
				}
			}
			return nil
		}})
	return all
}

// TestRealFilesTellNothing takes in whatever agencies sent: what is kept and what is published say nothing of places and
// cameras, and some of what came did.
func TestRealFilesTellNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("much arithmetic on one goroutine")
	}
	data(t, "README.md")
	all, err := filepath.Glob("../../../shared/data/photo-metadata/*.[jJ][pP][gG]")
	if err != nil {
		t.Fatal(err)
	}
	in, files := intake(t)
	told := map[string]bool{}
	for _, name := range all {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range private(t, b) {
			told[tag] = true
		}
		p, err := in.Take(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		kept := content(t, files, OriginalKey(p.Original))
		if left := private(t, kept); len(left) > 0 || hashOf(kept) != p.Original.Hash || int64(len(kept)) != p.Original.Bytes {
			t.Errorf("the original of %s says %v", filepath.Base(name), left)
		}
		if said(kept, imagemeta.JPEG).Copyright != p.Copyright {
			t.Errorf("the original of %s does not say whose it is", filepath.Base(name))
		}
		for _, r := range p.Renditions {
			if left := private(t, read(t, files, r.Path)); len(left) > 0 {
				t.Errorf("%s, of %s, says %v", r.Path, filepath.Base(name), left)
			}
		}
		if _, _, err := (Limits{}).orDefaults().look(kept); err != nil {
			t.Errorf("%s cannot be read again: %v", filepath.Base(name), err)
		}
	}
	for _, tag := range []string{"EXIF:GPSLatitude", "EXIF:MakerNoteApple", "IPTC:City", "EXIF:Model"} {
		if !told[tag] {
			t.Errorf("none of the files said %s, so that nothing was tried: %v", tag, told)
		}
	}
}

// TestUncommonPictures takes in what cameras and programs make beside the common: CMYK, in passes, sixteen bits, grey.
func TestUncommonPictures(t *testing.T) {
	t.Parallel()
	in, files := intake(t)
	for name, want := range map[string]color.RGBA{"video-001.cmyk.jpeg": {}, "video-001.progressive.jpeg": {}, "video-005.gray.jpeg": {}, "video-001.q50.444.jpeg": {}, "video-001.q50.440.jpeg": {}} {
		b, err := os.ReadFile(filepath.Join(build.Default.GOROOT, "src/image/testdata", name))
		if err != nil && os.Getenv("CI") == "true" {
			t.Fatalf("Go's own test pictures are not here: %v", err)
		}
		if err != nil {
			t.Skipf("SKIPPED: Go's own test pictures are not here (%v)", err)
		}
		m, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		p, err := in.Take(t.Context(), b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		out, err := jpeg.Decode(bytes.NewReader(read(t, files, p.Renditions[0].Path)))
		if err != nil {
			t.Fatal(err)
		}
		x, y := 30, 20
		r, g, bl, _ := m.At(x, y).RGBA()
		want = color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(bl >> 8), 255}
		if got := out.At(x, y); !alike(got, want, 24) {
			t.Errorf("%s is %v at %d, %d, want %v", name, got, x, y, want)
		}
	}
	deep := image.NewNRGBA64(image.Rect(0, 0, 50, 40))
	for i := range 50 * 40 {
		deep.SetNRGBA64(i%50, i/50, color.NRGBA64{0x8000, 0x4000, 0xc0ff, 0xffff})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, deep); err != nil {
		t.Fatal(err)
	}
	if p, err := in.Take(t.Context(), b.Bytes()); err != nil || p.Colour != "#8040c0" {
		t.Errorf("sixteen bits: %s %v", p.Colour, err)
	}
}

func alike(a, b color.Color, by int) bool {
	r, g, bl, _ := a.RGBA()
	s, h, cl, _ := b.RGBA()
	for _, d := range []int{int(r>>8) - int(s>>8), int(g>>8) - int(h>>8), int(bl>>8) - int(cl>>8)} {
		if d > by || d < -by {
			return false
		}
	}
	return true
}

// FuzzBare strips whatever can be taken in: the picture stays, and stripping it again changes nothing.
func FuzzBare(f *testing.F) {
	for _, b := range talkative(f, 8) {
		f.Add(b)
	}
	f.Add(withNotice(asFile(f, photo(8, 8)), news.Picture{Credit: "A"}))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xfe\x01a\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	l := Limits{Pixels: 1 << 14}.orDefaults()
	f.Fuzz(func(t *testing.T, b []byte) {
		k, c, err := l.look(b)
		if err != nil {
			return
		}
		was, s, err := open(b, k, c)
		if err != nil {
			return
		}
		got, err := bare(b, k, s.Orientation, news.Picture{})
		if err != nil {
			return
		}
		is, err := k.decode(bytes.NewReader(got))
		if err != nil || !same(was.Image, is) {
			t.Fatalf("%s: another picture (%v)", k.mime, err)
		}
		if again, err := bare(got, k, s.Orientation, news.Picture{}); err != nil || !bytes.Equal(again, got) {
			t.Fatalf("%s: another file the second time (%v)", k.mime, err)
		}
	})
}
