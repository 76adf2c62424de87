package body

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// badChar returns the place of the first thing in s that no text may hold, and what it is, or -1: broken UTF-8, a control
// character other than line feed and tab, or one of the two code points that XML, and so a feed, can't carry.
func badChar(s string) (int, string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c < 0x7f || c == '\n' || c == '\t':
		case c < utf8.RuneSelf:
			return i, fmt.Sprintf("the control character U+%04X", c)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if what := badRune(r, n); what != "" {
				return i, what
			}
			i += n - 1
		}
	}
	return -1, ""
}

// badRune says what is wrong with a rune beyond ASCII that was decoded from n bytes, or "".
func badRune(r rune, n int) string {
	switch {
	case r == utf8.RuneError && n <= 1:
		return "broken UTF-8"
	case r >= 0x80 && r < 0xa0:
		return fmt.Sprintf("the control character U+%04X", r)
	case r == 0xfffe || r == 0xffff:
		return fmt.Sprintf("U+%04X, which is not a character", r)
	}
	return ""
}

// isSpace says whether c is white space that HTML collapses.
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// oneLine returns s as one line: white space trimmed and collapsed, what no text may hold left out, and nothing when only
// blanks are left.
func oneLine(s string) string {
	if plainLine(s) && !blank(s) {
		return s
	}
	words := strings.FieldsFunc(clean(s), func(r rune) bool { return r < utf8.RuneSelf && isSpace(byte(r)) })
	if s = strings.Join(words, " "); blank(s) {
		return ""
	}
	return s
}

// blank says whether s shows nothing: it holds white space of any kind alone.
func blank(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff' {
			return false
		}
	}
	return true
}

// plainLine says whether s is a line that HTML's white space rules leave as it is, without anything that no text may hold.
func plainLine(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	if bad, _ := badChar(s); bad >= 0 {
		return false
	}
	return s == "" || !space
}

// clean returns s without what no text may hold; broken UTF-8 becomes U+FFFD, as browsers show it.
func clean(s string) string {
	if bad, _ := badChar(s); bad < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}

// validID says whether s can be an id: up to 64 letters and digits of ASCII, "-" and "_".
func validID(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !isAlnum(c) && c != '-' && c != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// validLanguage says whether s can name the language of preformatted text.
func validLanguage(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isAlnum(c) && !strings.ContainsRune("+#._-", rune(c)) {
			return false
		}
	}
	return s != "" && len(s) <= 32
}

func isAlnum(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// cut returns s, shortened at the end of a character to at most n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
