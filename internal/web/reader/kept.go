package reader

import (
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/press"
)

// parameters are those of a query that the page at an address depends on, in the order in which its key has them. A page
// is made from these and no others, so that what anybody adds to an address makes no other page of it.
func parameters(addr Address) []string {
	switch addr.Kind {
	case KindFront, KindSection, KindTag, KindPerson, KindStoryline, KindCorrections, KindArchive:
		return []string{"page", "after"}
	case KindSearch:
		return []string{"q", "section", "from", "until", "page", "after"}
	case KindCrawlers:
		return []string{"month", "part", "page"}
	}
	return nil
}

// keyOf returns the name under which the page at an address is kept, and what of its query it depends on. Pages of
// which there are as many as anybody wants are not kept: searches, and places in a list that a query names.
func keyOf(paper string, addr Address, u *url.URL) (k press.Key, query url.Values, keep bool) {
	k = press.Key{Paper: paper, Path: u.Path}
	if u.RawQuery == "" {
		return k, nil, u.RawPath == ""
	}
	asked := u.Query()
	query = url.Values{}
	var b strings.Builder
	for _, name := range parameters(addr) {
		if asked.Has(name) {
			query.Set(name, asked.Get(name))
			b.WriteString(map[bool]string{true: "?", false: "&"}[b.Len() == 0] + name + "=" + url.QueryEscape(asked.Get(name)))
		}
	}
	k.Path += b.String()
	return k, query, u.RawPath == "" && !query.Has("after") && (addr.Kind != KindSearch || len(query) == 0)
}

// missingKey is the name of the page that is shown for all that isn't there. No address has it.
func missingKey(paper string) press.Key { return press.Key{Paper: paper, Path: " missing"} }

// nowhere says whether there is surely nothing at an address: no article, no redirect, no other spelling. It asks nobody
// but the press.
func (rd *Reader) nowhere(paper string, addr Address, u *url.URL) bool {
	switch addr.Kind {
	case KindArticle, KindNone:
	case KindChanges, KindEntries:
		if rd.knows(paper, "/"+addr.Slug) {
			return false
		}
	default:
		return false
	}
	return canonical(u) == "" && !slices.ContainsFunc(oldPaths(u), func(path string) bool { return rd.knows(paper, path) })
}

// knows says whether there may be an article or a redirect at a path.
func (rd *Reader) knows(paper, path string) bool {
	return rd.Press == nil || rd.Press.Knows(press.Key{Paper: paper, Path: path})
}
