package related

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/words"
)

// How much a word counts for, by where it stands.
const (
	inHeadline   = 4.0
	inStandfirst = 2.0
	inBody       = 1.0
)

// Bounds of what is looked at and asked about.
const (
	readBytes  = 64 << 10 // of the text
	maxWords   = 16       // words asked about
	maxPhrases = 3        // phrases of two words
)

// term is a word or phrase that an article uses.
type term struct {
	words  []string // folded
	said   string   // as the article writes it
	weight float64  // how much the article is about it
}

// token is one word of an article, in its order.
type token struct {
	folded string
	said   string
	name   bool // it begins with a capital letter, and not because a sentence does
	joined bool // nothing but a space stands between it and the word before
}

// profile is what an article is about, as far as its own words tell.
type profile struct {
	words   map[string]*term
	phrases map[string]*term
}

// profileOf reads the words of an article.
func profileOf(c news.Copy) (profile, error) {
	doc, err := body.Decode(c.Body)
	if err != nil {
		return profile{}, err
	}
	text := string(body.AppendText(nil, &doc))
	if len(text) > readBytes {
		text = text[:readBytes]
	}
	p := profile{words: map[string]*term{}, phrases: map[string]*term{}}
	p.read(c.Headline, inHeadline)
	p.read(c.Standfirst, inStandfirst)
	p.read(text, inBody)
	return p, nil
}

// read counts the words and the phrases of a text.
func (p *profile) read(text string, weight float64) {
	var before token
	for i, first := 0, true; ; {
		w, ok := words.Next(text, i)
		if !ok {
			return
		}
		gap := text[i:w.Start]
		i = w.End
		t := token{folded: string(w.AppendFolded(nil, text)), said: text[w.Start:w.End]}
		t.joined = gap == " " || (gap == "" && !first)
		initial, _ := utf8.DecodeRuneInString(t.said)
		t.name = unicode.IsUpper(initial) && !first && !strings.ContainsAny(gap, ".!?\n\"“”")
		first = false
		p.count(t, weight)
		if t.joined && telling(before.folded) && telling(t.folded) {
			p.countPhrase(before, t, weight)
		}
		before = t
	}
}

func (p *profile) count(t token, weight float64) {
	if !telling(t.folded) {
		return
	}
	old := p.words[t.folded]
	if old == nil {
		old = &term{words: []string{t.folded}, said: t.said}
		p.words[t.folded] = old
	}
	old.weight += weight
	old.said = max(old.said, t.said) // small letters come after capitals: how it stands within a sentence wins
}

// countPhrase counts two words that stand side by side; names count more.
func (p *profile) countPhrase(a, b token, weight float64) {
	key := a.folded + " " + b.folded
	old := p.phrases[key]
	if old == nil {
		old = &term{words: []string{a.folded, b.folded}, said: a.said + " " + b.said}
		p.phrases[key] = old
	}
	if b.name {
		weight *= 2
	}
	old.weight += weight
}

// telling says whether a folded word can tell anything: not the little words, not small numbers.
func telling(w string) bool {
	switch n := utf8.RuneCountInString(w); {
	case n == 0, little[w]:
		return false
	case n == 1:
		r, _ := utf8.DecodeRuneInString(w)
		return r >= 0x2e80 // a character of Chinese or Japanese is a word by half
	case n < 3:
		return !strings.ContainsFunc(w, unicode.IsDigit)
	}
	return true
}

// little are the commonest words of English. Other languages' are known by how many articles they stand in; knowing
// these saves asking.
var little = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`a about after again all also am an and any are as at back be because been before being but by
		can could day did do does down during each even every few first for from get go had has have he her here him his how i if in
		into is it its just last like made make many may me more most much must my new next no not now of off old on once one only or
		other our out over own part per said same say says see she should since so some still such take than that the their them then
		there these they this those three through time to too two under until up us use very was way we week well were what when where
		which while who whom whose why will with would year years yes yet you your don t s ll ve re d m mr mrs ms`) {
		set[w] = true
	}
	return set
}()

// choose returns the words and phrases to ask about, the most telling first. numbers says when each word first came into
// the archive: common words came early.
func (p profile) choose(numbers map[string]int64) []*term {
	chosen := heaviest(p.words, maxWords, func(t *term) float64 {
		return (1 + math.Log(t.weight)) * (3 + math.Log1p(float64(numbers[t.words[0]])))
	})
	asked := map[string]bool{}
	for _, t := range chosen {
		asked[t.words[0]] = true
	}
	return append(chosen, heaviest(p.phrases, maxPhrases, func(t *term) float64 {
		if t.weight < 2 || !asked[t.words[0]] || !asked[t.words[1]] { // said once, and no name; or of words that tell little
			return 0
		}
		return t.weight
	})...)
}

// heaviest returns the terms with the highest value, at most n, none with 0.
func heaviest(terms map[string]*term, n int, value func(*term) float64) (list []*term) {
	values := make(map[*term]float64, len(terms))
	for _, t := range terms {
		if v := value(t); v > 0 {
			values[t] = v
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b *term) int {
		return cmp.Or(cmp.Compare(values[b], values[a]), slices.Compare(a.words, b.words))
	})
	return list[:min(n, len(list))]
}

// common returns the words of a profile that count for most by themselves, those worth asking numbers for.
func (p profile) common() (list []string) {
	for _, t := range heaviest(p.words, 4*maxWords, func(t *term) float64 { return t.weight }) {
		list = append(list, t.words[0])
	}
	return list
}
