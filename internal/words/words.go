package words

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is how many bytes of a word count, folded. Longer "words" are addresses and encodings.
const maxWord = 64

// Word is where a word stands in a text.
type Word struct {
	Start, End int
	plain      bool // nothing but ASCII
}

// Next returns the first word of text at or after from; ok is false when there is none.
func Next(text string, from int) (w Word, ok bool) {
	i := from
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf {
			if alnum[c] {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if alone(r) {
			return Word{i, endOfMarks(text, i+size), false}, true
		}
		if inWord(r) {
			break
		}
		i += size
	}
	if i == len(text) {
		return Word{}, false
	}
	end, plain := endOfWord(text, i)
	return Word{i, end, plain}, true
}

// endOfWord returns where the word that begins at i ends, and whether it is plain ASCII.
func endOfWord(text string, i int) (end int, plain bool) {
	plain = true
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf {
			if !alnum[c] {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !inWord(r) || alone(r) {
			break
		}
		plain = false
		i += size
	}
	return i, plain
}

// endOfMarks returns where the marks at i, which belong to the character before, end.
func endOfMarks(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsMark(r) {
			break
		}
		i += size
	}
	return i
}

// alnum has the ASCII letters and digits.
var alnum = func() (set [utf8.RuneSelf]bool) {
	for c := range set {
		set[c] = '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	return set
}()

// inWord says whether r, which is no ASCII, can be part of a word. Soft hyphens and joiners can; folding drops them.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '\u00ad' || r == '\u200c' || r == '\u200d'
}

// alone says whether r is a word by itself: the scripts that put no space between words.
func alone(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && !unicode.IsMark(r)
}

// letters maps letters that Unicode doesn't take apart to what people type for them.
var letters = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "n", 'ς': "σ"}

// AppendFolded appends the word of text, as it is indexed and looked for. It appends nothing when nothing of it counts.
func (at Word) AppendFolded(dst []byte, text string) []byte {
	w := text[at.Start:at.End]
	if at.plain {
		for i := range min(len(w), maxWord) {
			dst = append(dst, lower[w[i]])
		}
		return dst
	}
	begin := len(dst)
	if len(w) > 8*maxWord { // more than enough to fill maxWord with
		w = w[:8*maxWord]
	}
	var room [8 * maxWord]byte
	for _, r := range string(norm.NFKD.AppendString(room[:0], w)) {
		dst = appendLetter(dst, unicode.ToLower(r))
		if len(dst)-begin >= maxWord {
			break
		}
	}
	return dst
}

// appendLetter appends one letter of a decomposed word, in lower case; accents and what is no part of words don't count.
func appendLetter(dst []byte, r rune) []byte {
	switch {
	case r < utf8.RuneSelf:
		if alnum[r] {
			dst = append(dst, byte(r))
		}
	case r >= 0x300 && r <= 0x36f, r == utf8.RuneError:
	case letters[r] != "":
		dst = append(dst, letters[r]...)
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// AppendFolded appends the words of text, folded, with a space after each, to dst. It is what indexing an archive spends
// its time in, so plain ASCII takes a shorter way.
func AppendFolded(dst []byte, text string) []byte {
	begin, from := -1, len(dst) // of the word being read, in text and in dst; begin is -1 between words
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			if begin < 0 {
				begin, from = i, len(dst)
			}
			dst, i = appendWord(dst[:from], text, begin)
			begin = -1
			continue
		}
		if l := lower[c]; l != 0 {
			if begin < 0 {
				begin, from = i, len(dst)
			}
			if i-begin < maxWord {
				dst = append(dst, l)
			}
		} else if begin >= 0 {
			dst = append(dst, ' ')
			begin = -1
		}
		i++
	}
	if begin >= 0 {
		dst = append(dst, ' ')
	}
	return dst
}

// appendWord appends the first word of text at or after i, folded, and a space; it returns where the word ends.
func appendWord(dst []byte, text string, i int) ([]byte, int) {
	w, ok := Next(text, i)
	if !ok {
		return dst, len(text)
	}
	before := len(dst)
	if dst = w.AppendFolded(dst, text); len(dst) > before {
		dst = append(dst, ' ')
	}
	return dst, w.End
}

// lower has the ASCII letters and digits in lower case, and 0 for the rest.
var lower = func() (set [utf8.RuneSelf]byte) {
	for c := range set {
		if alnum[c] {
			set[c] = byte(unicode.ToLower(rune(c)))
		}
	}
	return set
}()

// Fold returns the words of text, folded, separated by spaces.
func Fold(text string) string {
	b := AppendFolded(make([]byte, 0, len(text)+8), text)
	if len(b) == 0 {
		return ""
	}
	return string(b[:len(b)-1])
}

// List returns the words of text, folded, at most limit.
func List(text string, limit int) (list []string) {
	for i := 0; len(list) < limit; {
		w, ok := Next(text, i)
		if !ok {
			break
		}
		if b := w.AppendFolded(nil, text); len(b) > 0 {
			list = append(list, string(b))
		}
		i = w.End
	}
	return list
}
