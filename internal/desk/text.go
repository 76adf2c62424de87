package desk

import (
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// line tidies a text of one line and checks it: white space at the ends goes, breaks and runs of blanks become one
// blank (a no-break space stays what it is). limit is in characters.
func line(field, s string, limit int) (string, error) {
	if err := clean(field, s); err != nil {
		return "", err
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }), " ")
	return s, short(field, s, limit)
}

// text tidies a text of several lines and checks it.
func text(field, s string, limit int) (string, error) {
	if err := clean(field, s); err != nil {
		return "", err
	}
	s = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
	return s, short(field, s, limit)
}

func short(field, s string, limit int) error {
	if n := utf8.RuneCountInString(s); n > limit {
		return news.Invalid(field, "has %d characters and may have %d; shorten it", n, limit)
	}
	return nil
}

// clean refuses what no page and no feed can carry: broken UTF-8 and control characters.
func clean(field, s string) error {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return news.Invalid(field, "is not UTF-8 at byte %d; send the text in UTF-8", i+1)
			}
		}
		if isControl(r) {
			return news.Invalid(field, "has the control character U+%04X at byte %d; take it out", r, i+1)
		}
	}
	return nil
}

// isControl says whether r is a control character or one that XML, and so a feed, cannot carry. Line breaks and tabs
// are text.
func isControl(r rune) bool {
	switch {
	case r == '\n', r == '\r', r == '\t':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xfffe, r == 0xffff:
		return true
	}
	return false
}
