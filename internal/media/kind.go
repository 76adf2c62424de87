package media

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"unicode/utf8"

	"github.com/bep/imagemeta"
	"golang.org/x/image/webp"

	"broadsheet/internal/news"
)

// Limits bound what a picture may cost. Zero fields take the defaults.
type Limits struct {
	Bytes  int64 // of the file
	Pixels int64 // of the picture: decoding takes up to four bytes for each, and scaling as much again
}

// The defaults: what the largest cameras of a newspaper make, within 600 MB of memory.
const (
	DefaultBytes  = 40 << 20
	DefaultPixels = 60_000_000
)

// maxSide is the longest side of a picture: JPEG has no longer one, and nobody needs half of it.
const maxSide = 30_000

func (l Limits) orDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultBytes
	}
	if l.Pixels <= 0 {
		l.Pixels = DefaultPixels
	}
	return l
}

// kind is a kind of file that can be taken in.
type kind struct {
	mime   string
	ext    string
	meta   imagemeta.ImageFormat // 0: it says nothing of itself
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// sniff says by a file's first bytes what it is; its name and what the sender says of it count for nothing.
func sniff(b []byte) (kind, error) {
	has := func(at int, sign string) bool { return len(b) >= at+len(sign) && string(b[at:at+len(sign)]) == sign }
	switch {
	case has(0, "\xff\xd8\xff"):
		return kind{"image/jpeg", "jpg", imagemeta.JPEG, jpeg.DecodeConfig, jpeg.Decode}, nil
	case has(0, "\x89PNG\r\n\x1a\n"):
		return kind{"image/png", "png", imagemeta.PNG, png.DecodeConfig, png.Decode}, nil
	case has(0, "RIFF") && has(8, "WEBP"):
		return kind{"image/webp", "webp", imagemeta.WebP, webp.DecodeConfig, webp.Decode}, nil
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return kind{"image/gif", "gif", 0, gif.DecodeConfig, gif.Decode}, nil // the first frame of several
	}
	return kind{}, news.Invalid("file", "is %s; send a JPEG, PNG, WebP or GIF picture", called(b))
}

// called says in words what a file is that is none of ours.
func called(b []byte) string {
	head := b[:min(len(b), 512)]
	switch {
	case len(b) == 0:
		return "empty"
	case len(b) > 12 && string(b[4:8]) == "ftyp" && bytes.Contains(b[8:min(len(b), 32)], []byte("avif")):
		return "an AVIF picture, which can't be read here"
	case len(b) > 12 && string(b[4:8]) == "ftyp" && bytes.ContainsAny(b[8:12], "hm"):
		return "a HEIC picture or a film, which can't be read here"
	case bytes.HasPrefix(b, []byte("II*\x00")), bytes.HasPrefix(b, []byte("MM\x00*")):
		return "a TIFF or raw picture, which can't be read here"
	case bytes.Contains(bytes.ToLower(head), []byte("<svg")):
		return "an SVG drawing, which may hold scripts"
	case utf8.Valid(head[:max(0, len(head)-utf8.UTFMax)]) && !bytes.ContainsRune(head, 0):
		return "a text and no picture, whatever its name says"
	}
	return "no picture that is known here"
}

// look reads a file's header, and refuses what would be too large before anything of it is decoded.
func (l Limits) look(b []byte) (kind, image.Config, error) {
	if int64(len(b)) > l.Bytes {
		return kind{}, image.Config{}, tooManyBytes(l.Bytes)
	}
	k, err := sniff(b)
	if err != nil {
		return k, image.Config{}, err
	}
	if n := passes(b, k); n > maxPasses {
		return k, image.Config{}, news.Errorf(news.CodeTooLarge, "file", "is a JPEG of %d passes and may have %d; save it as an ordinary JPEG and send that", n, maxPasses)
	}
	if k.ext == "webp" && isAnimated(b) {
		return k, image.Config{}, news.Invalid("file", "is an animated WebP picture; send a still one, such as its best frame")
	}
	c, err := k.config(bytes.NewReader(b))
	if err != nil {
		return k, c, unreadable(k, err)
	}
	most, pixels := l.Pixels, int64(c.Width)*int64(c.Height)
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model: // twice the memory
		most /= 2
	}
	switch {
	case c.Width < 1 || c.Height < 1:
		return k, c, news.Invalid("file", "has no pixels")
	case c.Width > maxSide || c.Height > maxSide:
		return k, c, news.Errorf(news.CodeTooLarge, "file", "is %d by %d pixels, and no side may have more than %d; send a smaller picture", c.Width, c.Height, maxSide)
	case pixels > most:
		return k, c, news.Errorf(news.CodeTooLarge, "file", "has %d million pixels and may have %d; send a smaller picture", pixels/1e6, most/1e6)
	}
	return k, c, nil
}

// maxPasses is how often a JPEG may go over the picture. Programs write ten passes; each of thousands costs as much as a
// picture, and a few bytes.
const maxPasses = 100

// passes counts the scans of a JPEG. Their marker can't stand in compressed data, and seldom stands in what a file says.
func passes(b []byte, k kind) int {
	if k.ext != "jpg" {
		return 0
	}
	return bytes.Count(b, []byte{0xff, jpegSOS})
}

// isAnimated says whether a WebP file holds more than one picture.
func isAnimated(b []byte) bool {
	const flags = 20 // of VP8X, which is first
	return len(b) > flags && string(b[12:16]) == "VP8X" && b[flags]&webpAnimated != 0
}

func tooManyBytes(most int64) error {
	return news.Errorf(news.CodeTooLarge, "file", "has more than %d MiB; send a smaller picture", most>>20)
}

// unreadable says that a file is not what it begins as.
func unreadable(k kind, err error) error {
	return news.Invalid("file", "begins as %s and cannot be read (%v): it is damaged or breaks off; send it again", k.mime, err)
}
