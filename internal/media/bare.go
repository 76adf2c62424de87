package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"

	"broadsheet/internal/news"
)

// errOdd says that a file is not built as its kind is.
var errOdd = errors.New("its parts are not where they should be")

// bare is a picture's file without what it says of itself: where it was taken, with which camera of which number, the
// small pictures within, the comments, and whatever was hung on behind its end. The picture is the same to the bit.
// What stays is its colour profile, which way up it is, and in a JPEG whose it is (Picture's creator, credit and
// copyright). bare of what is bare is the same again.
func bare(b []byte, k kind, turn int, p news.Picture) ([]byte, error) {
	switch k.ext {
	case "jpg":
		return bareJPEG(b, turn, p)
	case "png":
		return barePNG(b, turn)
	case "webp":
		return bareWebP(b, turn)
	}
	return bareGIF(b)
}

// upright is EXIF that says which way up a picture is and nothing else: a TIFF with one entry (EXIF 2.3, 4.6.2).
func upright(turn int) []byte {
	return append([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(turn), 0, 0, 0, 0, 0, 0)
}

// Markers of JPEG (ITU T.81, table B.1).
const (
	jpegRST0 = 0xd0
	jpegRST7 = 0xd7
	jpegEOI  = 0xd9
	jpegSOS  = 0xda
	jpegAPP0 = 0xe0
	jpegAPPF = 0xef
	jpegCOM  = 0xfe
)

// bareJPEG keeps the segments that the picture is made of, JFIF, Adobe and the colour profile (ICC.1, annex B.4).
func bareJPEG(b []byte, turn int, p news.Picture) ([]byte, error) {
	out := []byte{0xff, 0xd8}
	if turn != 1 {
		out = appendSegment(out, 0xe1, "Exif\x00\x00"+string(upright(turn)))
	}
	for at := 2; ; {
		for ; at+1 < len(b) && (b[at] != 0xff || b[at+1] == 0 || b[at+1] == 0xff); at++ { // between segments nothing counts
		}
		if at+1 >= len(b) {
			return nil, errOdd
		}
		marker := b[at+1]
		if marker == jpegEOI {
			return withNotice(append(out, 0xff, jpegEOI), p), nil
		}
		if jpegRST0 <= marker && marker <= jpegRST7 {
			at += 2
			continue
		}
		if at+4 > len(b) {
			return nil, errOdd
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end > len(b) || end < at+4 {
			return nil, errOdd
		}
		if marker == jpegSOS {
			end = scanEnd(b, end)
		}
		if keptSegment(marker, b[at+4:end]) {
			out = append(out, b[at:end]...)
		}
		at = end
	}
}

// scanEnd is where the compressed data end that begin at at.
func scanEnd(b []byte, at int) int {
	for ; at+1 < len(b); at++ {
		if next := b[at+1]; b[at] == 0xff && next != 0 && next != 0xff && (next < jpegRST0 || next > jpegRST7) {
			return at
		}
	}
	return len(b)
}

func keptSegment(marker byte, content []byte) bool {
	switch begins := func(s string) bool { return bytes.HasPrefix(content, []byte(s)) }; {
	case marker == jpegCOM:
		return false
	case marker == jpegAPP0:
		return begins("JFIF\x00") && len(content) == 14 // without a small picture
	case marker == 0xe2:
		return begins("ICC_PROFILE\x00")
	case marker == 0xee:
		return begins("Adobe")
	}
	return marker < jpegAPP0 || marker > jpegAPPF
}

func appendSegment(out []byte, marker byte, content string) []byte {
	out = append(out, 0xff, marker)
	out = binary.BigEndian.AppendUint16(out, uint16(len(content)+2))
	return append(out, content...)
}

// pngKept are the chunks that say what the picture looks like (PNG, 11.2 and 11.3).
var pngKept = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs"}

func barePNG(b []byte, turn int) ([]byte, error) {
	const sign = 8
	out := slices.Clone(b[:min(sign, len(b))])
	for at := sign; at+12 <= len(b); {
		end := int64(at) + 12 + int64(binary.BigEndian.Uint32(b[at:]))
		if end > int64(len(b)) {
			break
		}
		name := string(b[at+4 : at+8])
		if slices.Contains(pngKept, name) {
			out = append(out, b[at:end]...)
		}
		switch {
		case name == "IHDR" && turn != 1:
			out = appendChunk(out, "eXIf", upright(turn))
		case name == "IEND":
			return out, nil
		}
		at = int(end)
	}
	return nil, errOdd
}

func appendChunk(out []byte, name string, content []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(content)))
	from := len(out)
	out = append(append(out, name...), content...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}

// Flags of VP8X, the chunk that says what others there are (RFC 9649, section 2.7).
const (
	webpAnimated = 0x02
	webpXMP      = 0x04
	webpEXIF     = 0x08
)

// bareWebP keeps the picture, its transparency and its colours.
func bareWebP(b []byte, turn int) ([]byte, error) {
	chunks, err := riff(b)
	if err != nil {
		return nil, err
	}
	out := []byte("RIFF\x00\x00\x00\x00WEBP")
	said := false // which way up it is
	for _, c := range chunks {
		content := c.content
		switch c.name {
		case "VP8X":
			if len(content) < 10 {
				return nil, errOdd
			}
			content = slices.Clone(content)
			content[0] &^= webpXMP | webpEXIF
			if turn != 1 {
				content[0] |= webpEXIF
				said = true
			}
		case "ICCP", "ALPH", "VP8 ", "VP8L":
		default:
			continue
		}
		out = appendRIFF(out, c.name, content)
	}
	if turn != 1 {
		if !said { // without VP8X no other chunk counts: no viewer would have turned it
			return nil, errOdd
		}
		out = appendRIFF(out, "EXIF", upright(turn))
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

// riffChunk is a part of a WebP file.
type riffChunk struct {
	name    string
	content []byte
}

// riff takes a WebP file apart (RFC 9649, section 2.3).
func riff(b []byte) (chunks []riffChunk, err error) {
	const head = 12
	if len(b) < head {
		return nil, errOdd
	}
	for b = b[head:]; len(b) >= 8; {
		n := int64(binary.LittleEndian.Uint32(b[4:]))
		if n > int64(len(b)-8) {
			return nil, errOdd
		}
		chunks = append(chunks, riffChunk{string(b[:4]), b[8 : 8+n]})
		b = b[min(8+n+n%2, int64(len(b))):]
	}
	return chunks, nil
}

func appendRIFF(out []byte, name string, content []byte) []byte {
	out = binary.LittleEndian.AppendUint32(append(out, name...), uint32(len(content)))
	out = append(out, content...)
	return append(out, make([]byte, len(content)%2)...)
}

// bareGIF keeps the frames and what steers them, without comments and what programs have written (GIF89a, sections 23 to
// 26). What breaks off after the first frame ends before the part that is not whole.
func bareGIF(b []byte) ([]byte, error) {
	const head = 13
	if len(b) < head {
		return nil, errOdd
	}
	at := head + colourTable(b[10])
	if at > len(b) {
		return nil, errOdd
	}
	out, frames := slices.Clone(b[:at]), 0
	for at < len(b) && b[at] != 0x3b {
		end := gifBlock(b, at)
		if end < 0 {
			break
		}
		switch {
		case b[at] == 0x2c:
			frames++
			out = append(out, b[at:end]...)
		case b[at+1] == 0xf9, bytes.HasPrefix(b[at:], []byte("!\xff\x0bNETSCAPE2.0\x03\x01")):
			out = append(out, b[at:end]...)
		}
		at = end
	}
	if frames == 0 {
		return nil, errOdd
	}
	return append(out, 0x3b), nil
}

// colourTable is how many bytes the colours take up that a GIF's flags announce.
func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// gifBlock is where the frame or extension at at ends; -1: it does not, or is neither.
func gifBlock(b []byte, at int) int {
	switch b[at] {
	case 0x2c:
		if at+10 > len(b) {
			return -1
		}
		at += 10 + colourTable(b[at+9]) + 1 // and the size of its first codes
	case 0x21:
		at += 2
	default:
		return -1
	}
	for at < len(b) { // pieces that begin with their length, the last of none
		n := int(b[at])
		at += 1 + n
		if n == 0 {
			return at
		}
	}
	return -1
}
