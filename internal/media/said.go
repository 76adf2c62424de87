package media

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/bep/imagemeta"
)

// Said is what a picture's file says of itself (IPTC, XMP and EXIF), as far as a paper has use for it.
type Said struct {
	Headline, Caption, Creator, Credit, Copyright, Alt, Usage string
	TakenAt                                                   string // 2006-01-02T15:04:05, without a zone: most cameras have none
	Expires                                                   time.Time
	Orientation                                               int // of EXIF, 1 to 8
}

// maxSaid is how many characters of one text are kept.
const maxSaid = 2000

// sayings are the tags that tell each text, the more trusted before the less: XMP, then IPTC-IIM, then EXIF, as the
// Metadata Working Group has it.
func sayings(s *Said) []struct {
	to   *string
	tags []string
} {
	return []struct {
		to   *string
		tags []string
	}{
		{&s.Headline, []string{"XMP:Headline", "IPTC:Headline", "XMP:Title", "IPTC:ObjectName"}},
		{&s.Caption, []string{"XMP:Description", "IPTC:Caption-Abstract", "EXIF:ImageDescription"}},
		{&s.Creator, []string{"XMP:Creator", "IPTC:By-line", "EXIF:Artist"}},
		{&s.Credit, []string{"XMP:Credit", "IPTC:Credit"}},
		{&s.Copyright, []string{"XMP:Rights", "IPTC:CopyrightNotice", "EXIF:Copyright"}},
		{&s.Alt, []string{"XMP:AltTextAccessibility"}},
		{&s.Usage, []string{"XMP:UsageTerms", "IPTC:SpecialInstructions", "XMP:Instructions"}},
		{&s.TakenAt, []string{"XMP:DateCreated", "EXIF:DateTimeOriginal", "IPTC:DateCreated"}},
	}
}

// readTime bounds how long a file's sayings are read.
const readTime = 5 * time.Second

// said reads what a file says of itself. What cannot be read is left out: a picture is none the worse for it.
func said(b []byte, format imagemeta.ImageFormat) (s Said) {
	s.Orientation = 1
	if format == 0 {
		return s
	}
	texts := map[string]string{}
	defer func() {
		_ = recover() // a library's fault in foreign bytes costs the sayings, never the program
		s.take(texts)
	}()
	_, _ = imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(b), ImageFormat: format, Sources: imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP, Timeout: readTime,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool {
			return !strings.Contains(t.Namespace, "GPS") && !strings.Contains(t.Namespace, "IFD1")
		},
		HandleTag: func(t imagemeta.TagInfo) error {
			name := t.Source.String() + ":" + t.Tag
			if name == "EXIF:Orientation" {
				s.Orientation = orientation(t.Value)
			} else if text := tidy(t.Value); text != "" && texts[name] == "" {
				texts[name] = text
			}
			return nil
		},
	})
	return s
}

// take chooses among what the sources say.
func (s *Said) take(texts map[string]string) {
	for _, x := range sayings(s) {
		if i := slices.IndexFunc(x.tags, func(tag string) bool { return texts[tag] != "" }); i >= 0 {
			*x.to = texts[x.tags[i]]
		}
	}
	s.TakenAt = taken(s.TakenAt)
	for _, layout := range []string{time.RFC3339, "2006-01-02", "20060102", "2006:01:02"} {
		if t, err := time.Parse(layout, texts["IPTC:ExpirationDate"]); err == nil && s.Expires.IsZero() {
			s.Expires = t
		}
	}
}

// tidy makes one line of text of a tag's value, without what no page can carry.
func tidy(v any) string {
	text := ""
	switch x := v.(type) {
	case string:
		text = x
	case []string:
		text = strings.Join(x, ", ")
	case []any:
		text = strings.Trim(fmt.Sprint(x), "[]")
	default:
		return ""
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == 0xfffe, r == 0xffff, r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxSaid {
		text = string(runes[:maxSaid])
	}
	return text
}

// orientation reads EXIF's number; what is none means upright.
func orientation(v any) int {
	var n int
	if _, err := fmt.Sscan(fmt.Sprint(v), &n); err != nil || n < 1 || n > 8 {
		return 1
	}
	return n
}

// taken writes the moment a picture was taken, as far as it can be read.
func taken(s string) string {
	for _, layout := range []string{"2006:01:02 15:04:05", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05.999999999", "2006-01-02", "2006:01:02", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format("2006-01-02T15:04:05")
		}
	}
	return ""
}
