package press

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// maxKeys bounds what a page says of itself to caches outside. A page made from more than fits says that it was made from
// the list of everything, which changes with every article.
const maxKeys = 1000

// surrogateKeys writes a page's tags as caches outside know them. Whatever changes an article or a list changes the list of
// everything too: so a page with that on it names no other list, and no article but the first, which it is about.
func surrogateKeys(paper string, tags []string) string {
	everything := ListTag(news.List{Of: "paper", ID: paper})
	keys := []string{outsideName(paper, tagPaper)}
	all, articles := slices.Contains(tags, everything), 0
	size := len(keys[0])
	for _, t := range tags {
		if strings.HasPrefix(t, "article:") {
			articles++
		}
		k := outsideName(paper, t)
		covered := all && (articles > 1 && strings.HasPrefix(t, "article:") || strings.HasPrefix(t, "list:") && t != everything)
		if covered || slices.Contains(keys, k) {
			continue
		}
		if size += 1 + len(k); size > maxKeys-2*len(everything) {
			return strings.Join(append(keys, everything), " ")
		}
		keys = append(keys, k)
	}
	return strings.Join(keys, " ")
}

// outsideName is a tag's name outside, where papers share one cache: it holds letters, figures, "-" and ":" alone.
func outsideName(paper, tag string) string {
	kind, rest, _ := strings.Cut(tag, ":")
	switch kind {
	case tagPaper, tagLists: // all lists: all pages
		return "paper:" + paper
	case "front":
		return "front:" + paper[max(0, len(paper)-12):] + ":" + rest // the end of an id is its random part
	case "redirect":
		sum := sha256.Sum256([]byte(rest))
		return "redirect:" + hex.EncodeToString(sum[:8])
	}
	return tag
}

// names returns what has changed as caches outside know it.
func (c changed) names() []string {
	var all []string
	for paper, tags := range c {
		for t := range tags {
			if n := outsideName(paper, t); !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	slices.Sort(all)
	return all
}
