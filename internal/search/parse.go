package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/words"
)

// Limits of a query. What a reader types beyond them is not looked at: whoever pastes a page wants its first words.
const (
	maxQuery   = 2048 // bytes
	maxClauses = 16
	maxPhrase  = 12 // words
)

// Parse reads what a reader typed: words, "words one after the other", -not, begin*. Whatever is typed means something;
// at worst nothing, and then there are no clauses.
func Parse(text string) []news.Clause {
	p := parser{rest: clip(text, maxQuery)}
	for len(p.clauses) < maxClauses && p.next() {
	}
	return p.clauses
}

// clip cuts text after at most n bytes, not within a character.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

type parser struct {
	rest    string
	clauses []news.Clause
}

// next reads one clause; it returns false at the end.
func (p *parser) next() bool {
	p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
	if p.rest == "" {
		return false
	}
	not := false
	if p.rest[0] == '-' && len(p.rest) > 1 {
		not, p.rest = true, p.rest[1:]
	}
	r, size := utf8.DecodeRuneInString(p.rest)
	if quote(r) {
		p.rest = p.rest[size:]
		phrase := p.until(quote)
		_, size = utf8.DecodeRuneInString(p.rest)
		p.rest = p.rest[size:]
		p.add(phrase, false, not)
		return true
	}
	text := p.until(func(r rune) bool { return unicode.IsSpace(r) || quote(r) })
	p.add(text, strings.HasSuffix(text, "*"), not)
	return true
}

// until takes what stands before the first rune for which end holds.
func (p *parser) until(end func(rune) bool) string {
	i := strings.IndexFunc(p.rest, end)
	if i < 0 {
		i = len(p.rest)
	}
	taken := p.rest[:i]
	p.rest = p.rest[i:]
	return taken
}

// quote says whether r begins or ends a phrase, in any language's way.
func quote(r rune) bool { return strings.ContainsRune("\"“”„‟«»", r) }

// add adds what was read as a clause; several words in one, as in "co-operate" or "3.5", must follow each other.
func (p *parser) add(text string, prefix, not bool) {
	phrase := words.List(text, maxPhrase)
	if len(phrase) == 0 {
		return
	}
	if last := phrase[len(phrase)-1]; utf8.RuneCountInString(last) < minPrefix {
		prefix = false
	}
	p.clauses = append(p.clauses, news.Clause{Words: phrase, Prefix: prefix, Not: not})
}

// minPrefix is how many letters a beginning must have; fewer are taken as a word.
const minPrefix = 2

// sought says whether clauses ask for anything: a query of exclusions alone doesn't.
func sought(clauses []news.Clause) bool {
	for _, c := range clauses {
		if !c.Not {
			return true
		}
	}
	return false
}
