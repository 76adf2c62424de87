package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"image"
	"image/jpeg"
	"slices"

	"github.com/gen2brain/avif"
	"github.com/gen2brain/webp"

	"broadsheet/internal/news"
)

// The widths of renditions, and those that publishing waits for.
const (
	narrowest   = 240 // a thumbnail of 7rem on a screen of two dots a pixel
	widest      = 1600
	firstNarrow = 640
	firstWide   = 1200
)

// Qualities at which photographs show no harm at the size they are seen.
const (
	jpegQuality = 80
	webpQuality = 78
	webpMethod  = 2 // half the time of 4, libwebp's own choice, for three to five parts of a hundred more bytes
	avifSpeed   = 8
)

// avifQualities are those that AVIF is tried in, until it is smaller than WebP.
var avifQualities = []int{60, 48, 36}

// widthsOf are the widths a picture is made at: never wider than it is, and its own when it is no wider than the widest.
func widthsOf(w int) (widths []int) {
	for _, x := range []int{narrowest, 400, firstNarrow, 800, firstWide, widest} {
		if x < w {
			widths = append(widths, x)
		}
	}
	if w <= widest {
		widths = append(widths, w)
	}
	return widths
}

// LacksWidth says whether a picture has an original and not, in the forms that every picture has, all the widths made of one.
func LacksWidth(p news.Picture) bool {
	if p.Original.Hash == "" {
		return false
	}
	for _, w := range widthsOf(p.Width) {
		for _, f := range forms() {
			if !slices.ContainsFunc(p.Renditions, func(r news.Rendition) bool { return r.Type == f.mime && r.Width == w }) {
				return true
			}
		}
	}
	return false
}

// firstOf are the widths that are made at once: two, or the one there is.
func firstOf(w int) []int {
	all := widthsOf(w)
	first := slices.DeleteFunc(slices.Clone(all), func(x int) bool { return x != firstNarrow && x != firstWide })
	if len(first) < 2 {
		first = all[max(0, len(all)-2):]
	}
	return first
}

// form is a form in which a rendition is written.
type form struct {
	mime, ext string
	write     func(*image.RGBA, news.Picture) ([]byte, error)
}

func forms() []form { return []form{{"image/jpeg", "jpg", asJPEG}, {"image/webp", "webp", asWebP}} }

func asJPEG(m *image.RGBA, p news.Picture) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, err
	}
	return withNotice(b.Bytes(), p), nil
}

func asWebP(m *image.RGBA, _ news.Picture) ([]byte, error) {
	var b bytes.Buffer
	err := webp.Encode(&b, m, webp.Options{Quality: webpQuality, Method: webpMethod})
	return b.Bytes(), err
}

func asAVIF(m *image.RGBA, quality int) ([]byte, error) {
	var b bytes.Buffer
	err := avif.Encode(&b, m, avif.Options{Quality: quality, QualityAlpha: quality, Speed: avifSpeed, ChromaSubsampling: image.YCbCrSubsampleRatio420})
	return b.Bytes(), err
}

// withNotice writes into a JPEG who made it and whose it is, and nothing else: an XMP packet after its first marker.
func withNotice(b []byte, p news.Picture) []byte {
	packet := notice(p)
	const sign = "http://ns.adobe.com/xap/1.0/\x00"
	n := 2 + len(sign) + len(packet)
	if packet == "" || n > 0xffff {
		return b
	}
	segment := append([]byte{0xff, 0xe1, byte(n >> 8), byte(n)}, sign+packet...)
	return slices.Concat(b[:2], segment, b[2:])
}

func notice(p news.Picture) string {
	if p.Creator == "" && p.Credit == "" && p.Copyright == "" {
		return ""
	}
	var b bytes.Buffer
	field := func(open, text, end string) {
		if text != "" {
			b.WriteString(open)
			_ = xml.EscapeText(&b, []byte(text)) // into memory
			b.WriteString(end)
		}
	}
	b.WriteString(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">`)
	field(`<dc:creator><rdf:Seq><rdf:li>`, p.Creator, `</rdf:li></rdf:Seq></dc:creator>`)
	field(`<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">`, p.Copyright, `</rdf:li></rdf:Alt></dc:rights>`)
	field(`<photoshop:Credit>`, p.Credit, `</photoshop:Credit>`)
	b.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta>`)
	return b.String()
}

// file is a file that was made.
type file struct {
	news.Rendition
	name string
	data []byte
}

// newFile names a rendition by the hash of its bytes.
func newFile(f form, w, h int, b []byte) file {
	name := fmt.Sprintf("%s-%d.%s", hashOf(b)[:32], w, f.ext)
	return file{news.Rendition{Type: f.mime, Width: w, Height: h, Bytes: int64(len(b)), Path: Prefix + name}, Key(name), b}
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// job says which widths are to be made in which forms.
type job struct {
	widths []int
	forms  []form
}

// make makes renditions: the widest from the picture, each narrower one from the one before.
func (j job) make(from source, p news.Picture) (files []file, smallest *light, err error) {
	for _, w := range slices.Backward(slices.Sorted(slices.Values(j.widths))) {
		smallest = scale(from, w)
		from = smallest
		shown := smallest.shown()
		for _, f := range j.forms {
			b, err := f.write(shown, p)
			if err != nil {
				return nil, nil, fmt.Errorf("writing %s at %d: %w", f.mime, w, err)
			}
			files = append(files, newFile(f, w, smallest.h, b))
		}
	}
	return files, smallest, nil
}

// inOrder sorts renditions by type and width.
func inOrder(all []news.Rendition) []news.Rendition {
	slices.SortFunc(all, func(a, b news.Rendition) int {
		if a.Type != b.Type {
			return bytes.Compare([]byte(a.Type), []byte(b.Type))
		}
		return a.Width - b.Width
	})
	return all
}
