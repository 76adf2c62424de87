package desk

import (
	"slices"
	"strings"

	"github.com/gosimple/slug"

	"broadsheet/internal/news"
)

// Reserved lists the words that no article and no section may have as its slug, because the site's own pages, files and
// rooms live there. It is the one list of them; the routes of the reader's pages are tested against it.
func Reserved() []string {
	return []string{
		"section", "tag", "by", "storyline", "archive", "search", "listen", "letters", "letter", "corrections", "about",
		"front", "edition", "editions", "page", "latest",
		"feed", "feed.xml", "atom.xml", "feed.json", "podcast.xml", "sitemap", "sitemap.xml", "news-sitemap.xml", "robots.txt",
		"favicon.ico", "manifest.webmanifest", ".well-known",
		"media", "share", "assets", "static", "newsroom", "api", "healthz", "readyz", "metrics",
		"signin", "signout", "subscribe", "unsubscribe", "account", "index", "index.html",
	}
}

// IsReserved says whether s is a reserved word.
func IsReserved(s string) bool { return slices.Contains(Reserved(), s) }

// Slugify makes a slug of a text: transliterated to small Latin letters and digits with single hyphens between, at most
// limit long, cut between words where it can be. It is empty when nothing of the text can be written so. language (BCP
// 47) decides what an "ä" becomes.
func Slugify(s, language string, limit int) string {
	if cut := 8 * limit; len(s) > cut { // nothing beyond could still count
		s = strings.ToValidUTF8(s[:cut], "")
	}
	language, _, _ = strings.Cut(language, "-")
	made := strings.FieldsFunc(slug.MakeLang(s, language), func(r rune) bool { return r == '-' || r == '_' })
	return shorten(strings.Join(made, "-"), limit)
}

// shorten cuts a slug to limit, at the end of a word unless the first is longer.
func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	if at := strings.LastIndexByte(s[:limit+1], '-'); at > 0 {
		return s[:at]
	}
	return s[:limit]
}

// IsSlug says whether s has a slug's form: small Latin letters and digits, with single hyphens between.
func IsSlug(s string) bool {
	last := byte('-')
	for i := range len(s) {
		c := s[i]
		if c == '-' && last == '-' || c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
		last = c
	}
	return last != '-'
}

// checkSlug refuses a given slug that hasn't a slug's form.
func checkSlug(s string, limit int) error {
	switch {
	case len(s) > limit:
		return news.Invalid("slug", "has %d characters and may have %d; shorten it", len(s), limit)
	case IsSlug(s):
		return nil
	}
	if try := Slugify(s, "", limit); try != "" {
		return news.Invalid("slug", "%q is not a slug: small letters a to z, digits and single hyphens between them; try %q", s, try)
	}
	return news.Invalid("slug", "%q is not a slug: small letters a to z, digits and single hyphens between them", s)
}

// checkFree refuses a given slug that leads somewhere else already. article is the id of the one that wants it.
func (w *Work) checkFree(s, article string) error {
	if IsReserved(s) {
		return news.Invalid("slug", "%q is reserved for a page of the site; choose another", s)
	}
	sections, err := w.allSections()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(sections, func(x news.Section) bool { return x.Slug == s }) {
		return news.Errorf(news.CodeConflict, "slug", "%q is a section's; choose another", s)
	}
	other, err := w.occupant(s)
	if err != nil || other == "" || other == article {
		return err
	}
	return news.Errorf(news.CodeConflict, "slug", "another article of this paper has or had the address %q; choose another", s)
}

// occupant returns the id of the article that lives at slug s or is reached by a redirect from there, "?" for a redirect
// to elsewhere, or "".
func (w *Work) occupant(s string) (string, error) {
	a, err := w.ArticleBySlug(s)
	if err == nil {
		return a.ID, nil
	}
	if news.CodeOf(err) != news.CodeNotFound {
		return "", err
	}
	r, err := w.RedirectFrom("/" + s)
	switch {
	case news.CodeOf(err) == news.CodeNotFound:
		return "", nil
	case err != nil:
		return "", err
	case r.Article != "":
		return r.Article, nil
	}
	return "?", nil
}

// isFree says whether an article may be put at the made slug s.
func (w *Work) isFree(s string) (bool, error) {
	switch err := w.checkFree(s, ""); news.CodeOf(err) {
	case news.CodeInvalid, news.CodeConflict:
		return false, nil
	default:
		return err == nil, err
	}
}

// makeSlug makes the address of a new article from its headline: the headline's own slug, or that with -2, -3 … behind
// it. Of a hundred thousand equal headlines, none takes more than a few dozen looks: the free number is searched by
// doubling and halving.
func (w *Work) makeSlug(headline, language string) (string, error) {
	base := Slugify(headline, language, w.desk.limits().MadeSlug)
	if base == "" {
		base = "article"
	}
	taken := w.suffixes[base]
	if taken == 0 {
		free, err := w.isFree(base)
		if err != nil || free {
			return base, err
		}
		taken = 1
	}
	n, err := firstFree(taken, func(n int) (bool, error) { return w.isFree(numbered(base, n)) })
	if err != nil {
		return "", err
	}
	w.suffixes[base] = n
	return numbered(base, n), nil
}

// firstFree returns a number above taken that is free and whose predecessor is not.
func firstFree(taken int, isFree func(int) (bool, error)) (int, error) {
	step := 1
	for {
		free, err := isFree(taken + step)
		if err != nil {
			return 0, err
		}
		if free {
			break
		}
		taken, step = taken+step, 2*step
	}
	for high := taken + step; ; {
		if high-taken <= 1 {
			return high, nil
		}
		middle := taken + (high-taken)/2
		free, err := isFree(middle)
		if err != nil {
			return 0, err
		}
		if free {
			high = middle
		} else {
			taken = middle
		}
	}
}
