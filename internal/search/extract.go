package search

import (
	"sort"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/words"
)

// Segment is a piece of an extract, plain text. Whoever writes it into a page escapes it and marks the hits.
type Segment struct {
	Text string
	Hit  bool
}

// Sizes of an extract.
const (
	extractSize = 240     // characters, about
	extractLead = 60      // of these before the first hit
	extractRead = 1 << 18 // bytes of the text looked at
)

// hit is where a clause was found.
type hit struct {
	start, end int
	clause     int
}

// Extract returns the passage of text, which is plain text, that holds most of what was asked for, with the hits apart.
// Where nothing of it is found, it is the beginning.
func Extract(text string, clauses []news.Clause) []Segment {
	text = clip(text, extractRead)
	hits := findHits(text, clauses)
	from, to := bestPassage(text, hits)
	return cut(text, from, to, hits)
}

// findHits finds every place where a clause stands.
func findHits(text string, clauses []news.Clause) (hits []hit) {
	begins := map[string][]int{} // clauses by their first word, for those whose first word is whole
	var beginnings []int         // clauses that are the beginning of one word
	longest := 1
	for i, c := range clauses {
		switch {
		case c.Not || len(c.Words) == 0:
		case c.Prefix && len(c.Words) == 1:
			beginnings = append(beginnings, i)
		default:
			begins[c.Words[0]] = append(begins[c.Words[0]], i)
			longest = max(longest, len(c.Words))
		}
	}
	var folded []byte
	for i, enough := 0, len(text); ; {
		w, ok := words.Next(text, i)
		if !ok || w.Start > enough {
			return hits
		}
		if enough == len(text) && together(hits, clauses) {
			enough = w.Start + extractSize // a better passage can't come
		}
		i = w.End
		folded = w.AppendFolded(folded[:0], text)
		for _, c := range begins[string(folded)] {
			if end, ok := stands(text, w, clauses[c]); ok {
				hits = append(hits, hit{w.Start, end, c})
			}
		}
		for _, c := range beginnings {
			if strings.HasPrefix(string(folded), clauses[c].Words[0]) {
				hits = append(hits, hit{w.Start, w.End, c})
			}
		}
	}
}

// together says whether the last hits, within the size of a passage, are of every clause that there is to be found.
func together(hits []hit, clauses []news.Clause) bool {
	if len(hits) == 0 {
		return false
	}
	var seen uint64
	for i := len(hits) - 1; i >= 0 && hits[i].start > hits[len(hits)-1].end-(extractSize-extractLead); i-- {
		seen |= 1 << (hits[i].clause % 64)
	}
	for i, c := range clauses {
		if !c.Not && seen&(1<<(i%64)) == 0 {
			return false
		}
	}
	return true
}

// stands says whether the rest of a clause follows its first word at w, and where it ends.
func stands(text string, w words.Word, c news.Clause) (end int, ok bool) {
	var folded []byte
	for i := 1; i < len(c.Words); i++ {
		next, ok := words.Next(text, w.End)
		if !ok {
			return 0, false
		}
		folded = next.AppendFolded(folded[:0], text)
		last := c.Prefix && i == len(c.Words)-1
		if string(folded) != c.Words[i] && !(last && strings.HasPrefix(string(folded), c.Words[i])) {
			return 0, false
		}
		w = next
	}
	return w.End, true
}

// bestPassage returns the passage with the most different clauses, then the most hits, then the earliest.
func bestPassage(text string, hits []hit) (from, to int) {
	best, bestScore := 0, -1
	for i := range hits {
		seen := map[int]bool{}
		score := 0
		for _, h := range hits[i:min(len(hits), i+24)] {
			if h.end > hits[i].start+extractSize-extractLead {
				break
			}
			if !seen[h.clause] {
				score += 100
			}
			seen[h.clause] = true
			score++
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	if bestScore < 0 {
		return 0, wordEnd(text, extractSize)
	}
	from = wordStart(text, hits[best].start-extractLead)
	return from, max(hits[best].end, wordEnd(text, from+extractSize))
}

// wordStart returns the beginning of the first word at or after i, wordEnd the end of the last that ends by i.
func wordStart(text string, i int) int {
	if i <= 0 {
		return 0
	}
	if space := strings.IndexAny(text[i:min(len(text), i+40)], " \n\t"); space >= 0 {
		return i + space + 1
	}
	for i < len(text) && !utf8.RuneStart(text[i]) {
		i++
	}
	return i
}

func wordEnd(text string, i int) int {
	if i >= len(text) {
		return len(text)
	}
	if space := strings.LastIndexAny(text[max(0, i-40):i], " \n\t"); space >= 0 {
		return max(0, i-40) + space
	}
	for i > 0 && !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

// cut cuts text[from:to] into segments; white space becomes single spaces, and an ellipsis says that there is more.
func cut(text string, from, to int, hits []hit) (segments []Segment) {
	sort.Slice(hits, func(i, j int) bool { return hits[i].start < hits[j].start })
	add := func(piece string, isHit bool) {
		if piece != "" {
			segments = append(segments, Segment{Text: spaces(piece), Hit: isHit})
		}
	}
	if from > 0 {
		add("… ", false)
	}
	at := from
	for _, h := range hits {
		if h.start < at || h.end > to {
			continue
		}
		add(text[at:h.start], false)
		add(text[h.start:h.end], true)
		at = h.end
	}
	add(text[at:to], false)
	if to < len(text) {
		add(" …", false)
	}
	return segments
}

// spaces turns every run of white space into one space.
func spaces(s string) string {
	line := strings.Join(strings.Fields(s), " ")
	if line == "" {
		return " "
	}
	if strings.TrimLeft(s, " \n\t\r") != s {
		line = " " + line
	}
	if strings.TrimRight(s, " \n\t\r") != s {
		line += " "
	}
	return line
}
