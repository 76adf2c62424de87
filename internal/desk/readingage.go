package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// readable is how many words it takes to say something about how they read.
const readable = 60

// readingAge is for readers of which age and over words are written, or 0 where they are too few to tell. It is
// Björnsson's LIX, which counts long words and long sentences in any language of letters, with Anderson's table of school
// years (Lix and Rix, 1983).
func readingAge(words []string) int {
	letters, long, sentences := 0, 0, 0
	for _, w := range words {
		n := utf8.RuneCountInString(strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
		if n == 0 {
			continue
		}
		letters++
		if n > 6 {
			long++
		}
		if endsSentence(w) {
			sentences++
		}
	}
	if letters < readable {
		return 0
	}
	lix := letters/max(sentences, 1) + 100*long/letters
	for year, upTo := range []int{10, 15, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56} {
		if lix < upTo {
			return year + 6
		}
	}
	return 18
}

func endsSentence(w string) bool {
	w = strings.TrimRight(w, "”’\"')»")
	return w != "" && strings.ContainsRune(".!?:", rune(w[len(w)-1]))
}
