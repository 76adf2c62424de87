package body

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// string reads a string. One without escapes shares the input's memory.
func (d *decoder) string() (string, error) {
	d.space()
	if d.i >= len(d.s) || d.s[d.i] != '"' {
		return "", d.syntax("a string")
	}
	start := d.i + 1
	if !d.strict { // no need to look at each character
		if end := strings.IndexByte(d.s[start:], '"'); end >= 0 && strings.IndexByte(d.s[start:start+end], '\\') < 0 {
			d.i = start + end + 1
			return d.s[start : start+end], nil
		}
	}
	for i := start; i < len(d.s); i++ {
		switch c := d.s[i]; {
		case c == '"':
			d.i = i + 1
			return d.s[start:i], nil
		case c == '\\':
			return d.escaped(start, i)
		case c < ' ':
			d.i = i
			return "", d.syntax("a character that isn't a control character (write \\n for a line end)")
		}
	}
	d.i = len(d.s)
	return "", d.syntax("the end of a string")
}

// escaped reads the rest of a string that began at start and has its first escape at i.
func (d *decoder) escaped(start, i int) (string, error) {
	b := append(d.buf[:0], d.s[start:i]...)
	for d.i = i; d.i < len(d.s); {
		c := d.s[d.i]
		switch {
		case c == '"':
			d.i++
			d.buf = b
			return string(b), nil
		case c < ' ':
			return "", d.syntax("a character that isn't a control character (write \\n for a line end)")
		case c != '\\':
			end := d.i + 1
			for end < len(d.s) && d.s[end] != '"' && d.s[end] != '\\' && d.s[end] >= ' ' {
				end++
			}
			b = append(b, d.s[d.i:end]...)
			d.i = end
		default:
			var err error
			if b, err = d.escape(b); err != nil {
				return "", err
			}
		}
	}
	return "", d.syntax("the end of a string")
}

// escape reads one escape, with the decoder at its backslash.
func (d *decoder) escape(b []byte) ([]byte, error) {
	if d.i+1 >= len(d.s) {
		d.i = len(d.s)
		return b, d.syntax("the rest of an escape")
	}
	c := d.s[d.i+1]
	if at := strings.IndexByte(`"\/bfnrt`, c); at >= 0 {
		d.i += 2
		return append(b, "\"\\/\b\f\n\r\t"[at]), nil
	}
	r := d.hex(d.i)
	if c != 'u' || r < 0 {
		return b, d.syntax("an escape that JSON has")
	}
	size := 6
	if utf16.IsSurrogate(r) {
		if r = utf16.DecodeRune(r, d.hex(d.i+6)); r == utf8.RuneError {
			if d.strict {
				return b, d.fail("half a surrogate pair (%s) is broken Unicode; send the whole character", d.s[d.i:d.i+6])
			}
		} else {
			size = 12
		}
	}
	d.i += size
	return utf8.AppendRune(b, r), nil
}

// hex reads the \uXXXX at i, or returns -1.
func (d *decoder) hex(i int) rune {
	if i+6 > len(d.s) || d.s[i] != '\\' || d.s[i+1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(d.s[i+2:i+6], 16, 32)
	if err != nil {
		return -1
	}
	return rune(n)
}
