package reader

import (
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/ui"
)

// Kind is what kind of page an address is of. It is also the route its requests are counted under.
type Kind string

// The kinds of pages.
const (
	KindNone        Kind = "none" // no address of ours: perhaps an old one that has a redirect
	KindFront       Kind = "front"
	KindSection     Kind = "section"
	KindTag         Kind = "tag"
	KindPerson      Kind = "person"
	KindStoryline   Kind = "storyline"
	KindArticle     Kind = "article"
	KindChanges     Kind = "changes" // what was changed in an article
	KindEntries     Kind = "entries" // of a live page, without the page around them
	KindArchive     Kind = "archive"
	KindSearch      Kind = "search"
	KindCorrections Kind = "corrections"
	KindAbout       Kind = "about"
	KindFeed        Kind = "feed"     // Of and Slug say of what
	KindCrawlers    Kind = "crawlers" // robots.txt and the sitemaps
	KindShare       Kind = "share"    // the picture of an article beside shared links; Slug is the article's id
)

// Address is a reader's address, taken apart.
type Address struct {
	Kind Kind
	Slug string   // of the section, tag, person, storyline or article
	Of   Kind     // with KindFeed: what it is the feed of; KindFront for the paper's
	File string   // with KindFeed, KindCrawlers and KindShare: the file's name
	Day  []string // with KindArchive: year, month and day, as far as they are given
}

// parseURL takes the path of u apart. One that is written in an unusual way, such as with its slashes encoded, is none
// of ours: an address has one spelling.
func parseURL(u *url.URL) Address {
	if u.RawPath != "" {
		return Address{Kind: KindNone}
	}
	return Parse(u.Path)
}

// Parse takes a path apart. It knows the form of addresses only, not what there is. Everything that isn't one of ours
// by its form is KindNone: empty parts, dots, percent signs, control characters and whatever else is no slug.
func Parse(path string) Address {
	rest, rooted := strings.CutPrefix(path, "/")
	if !rooted {
		return Address{Kind: KindNone}
	}
	if rest == "" {
		return Address{Kind: KindFront}
	}
	parts := strings.Split(rest, "/")
	if len(parts) == 1 {
		return parseRoot(rest)
	}
	if of, isFront := frontNamed(parts[0]); isFront {
		return parseFront(of, parts[1:])
	}
	switch parts[0] {
	case "archive":
		return parseArchive(parts[1:])
	case "share":
		return parseShare(parts[1:])
	}
	return parseBelow(parts)
}

// parseBelow parses an address below an article's.
func parseBelow(parts []string) Address {
	article := parseRoot(parts[0])
	switch {
	case len(parts) != 2 || article.Kind != KindArticle:
	case "/"+parts[1] == changesBelow:
		return Address{Kind: KindChanges, Slug: article.Slug}
	case "/"+parts[1] == ui.EntriesBelow:
		return Address{Kind: KindEntries, Slug: article.Slug}
	}
	return Address{Kind: KindNone}
}

// parseRoot parses an address of one part.
func parseRoot(name string) Address {
	switch name {
	case "archive", "search", "corrections", "about":
		return Address{Kind: Kind(name)}
	case "robots.txt", "sitemap.xml", "news-sitemap.xml":
		return Address{Kind: KindCrawlers, File: name}
	}
	switch {
	case isFeed(name):
		return Address{Kind: KindFeed, Of: KindFront, File: name}
	case desk.IsSlug(name) && !desk.IsReserved(name):
		return Address{Kind: KindArticle, Slug: name}
	}
	return Address{Kind: KindNone}
}

// parseFront parses the rest of an address below /section, /tag, /by or /storyline.
func parseFront(of Kind, parts []string) Address {
	switch {
	case !desk.IsSlug(parts[0]):
	case len(parts) == 1:
		return Address{Kind: of, Slug: parts[0]}
	case len(parts) == 2 && isFeed(parts[1]):
		return Address{Kind: KindFeed, Of: of, Slug: parts[0], File: parts[1]}
	}
	return Address{Kind: KindNone}
}

// parseArchive parses the rest of an address below /archive: a year of four figures, a month and a day of two.
func parseArchive(parts []string) Address {
	for i, p := range parts {
		width := 2
		if i == 0 {
			width = 4
		}
		if i > 2 || len(p) != width || strings.Trim(p, "0123456789") != "" {
			return Address{Kind: KindNone}
		}
	}
	return Address{Kind: KindArchive, Day: parts}
}

// parseShare parses the rest of an address below /share: an article's id and the file's name.
func parseShare(parts []string) Address {
	if len(parts) != 2 || !desk.IsSlug(parts[0]) || len(parts[0]) > maxID {
		return Address{Kind: KindNone}
	}
	key, ext, _ := strings.Cut(parts[1], ".")
	if ext != "png" && ext != "jpg" || len(key) != 16 || strings.Trim(key, "0123456789abcdef") != "" {
		return Address{Kind: KindNone}
	}
	return Address{Kind: KindShare, Slug: parts[0], File: parts[1]}
}

// frontNamed returns what kind of front lives below the address part name.
func frontNamed(name string) (Kind, bool) {
	switch name {
	case "section", "tag", "storyline":
		return Kind(name), true
	case "by":
		return KindPerson, true
	}
	return "", false
}

// frontPath returns the address of a front.
func frontPath(of Kind, slug string) string {
	switch of {
	case KindFront:
		return "/"
	case KindPerson:
		return "/by/" + slug
	}
	return "/" + string(of) + "/" + slug
}

// feedFiles are the names of the files of a front's feeds: RSS, Atom, JSON Feed.
func feedFiles() []string { return []string{"feed.xml", "atom.xml", "feed.json"} }

func isFeed(name string) bool { return slices.Contains(feedFiles(), name) }

// canonical returns the address a reader should have used where u differs from one of ours by slashes at its end or by
// capital letters, or "". It never leads anywhere but to a path of the same site.
func canonical(u *url.URL) string {
	path := strings.ToLower(strings.TrimRight(u.Path, "/"))
	if path == u.Path || path == "" || u.RawPath != "" || Parse(path).Kind == KindNone {
		return ""
	}
	if u.RawQuery != "" {
		return path + "?" + u.RawQuery
	}
	return path
}
