package newsroom

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// upperFirst makes words begin with a capital letter.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// asSentence makes a message begin with a capital letter and end with a full stop.
func asSentence(s string) string {
	if s == "" {
		return s
	}
	return upperFirst(strings.TrimSuffix(s, ".")) + "."
}

// sentenceOf makes a sentence of an error that somebody may be told.
func sentenceOf(err error) string {
	all := news.Problems(err)
	if len(all) == 0 {
		return "The fault is ours and has been noted. Please try again."
	}
	return asSentence(all[0].Message)
}

// kindName is what the newsroom calls a kind of article.
func kindName(k news.Kind) string {
	switch k {
	case news.KindNews:
		return "News report"
	case news.KindLive:
		return "Live page"
	case news.KindBulletin:
		return "Bulletin (in brief)"
	case news.KindGallery:
		return "Gallery (in pictures)"
	}
	return upperFirst(string(k))
}

// sentence writes what a finding says as a sentence.
func sentence(f desk.Finding) string {
	says := f.Says
	if strings.HasPrefix(says, "is ") || strings.HasPrefix(says, "has ") || strings.HasPrefix(says, "names ") || strings.HasPrefix(says, "are ") {
		says = "this " + says
	}
	return asSentence(says)
}
