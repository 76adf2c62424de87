package desk

import (
	"net/url"
	"strings"

	"broadsheet/internal/news"
)

// AddRedirect lets an old address, as another site had it, lead to an article, and says whether there was anything to
// do. The article's own address needs none. An address where something of this paper lives is refused.
func (w *Work) AddRedirect(path, article string) (made bool, err error) {
	if err := w.atLeast(news.Editor, "making a redirect"); err != nil {
		return false, err
	}
	path, err = oldPath(path)
	if err != nil {
		return false, err
	}
	a, err := w.Article(article)
	if err != nil {
		return false, err
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if rest == "" && first == a.Slug {
		return false, nil
	}
	if rest == "" {
		if err := w.checkFree(first, article); err != nil {
			return false, err
		}
	}
	old, err := w.RedirectFrom(path)
	switch {
	case err == nil && old.Article == article:
		return false, nil
	case err == nil:
		return false, news.Errorf(news.CodeConflict, "redirect", "the address %s leads to another article already", path)
	case news.CodeOf(err) != news.CodeNotFound:
		return false, err
	}
	return true, w.tx.PutRedirect(news.Redirect{Path: path, Article: article}, w.by.Person)
}

// maxOldPath bounds an old address.
const maxOldPath = 1000

// oldPath checks an old address and writes it as the reader's pages look it up.
func oldPath(path string) (string, error) {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || len(path) > maxOldPath || strings.ContainsAny(path, "\x00\r\n\\") {
		return "", news.Invalid("redirect", "%q is no address of a site; write it from its first slash on, such as /2019/05/a-story.html", path)
	}
	if strings.Trim(path, "/") == "" {
		return "", news.Invalid("redirect", "%q is the front of the site, which is not an article's", path)
	}
	u, err := url.Parse(path)
	if err != nil {
		return "", news.Invalid("redirect", "%q is no address of a site", path)
	}
	if u.RawQuery != "" {
		return u.Path + "?" + u.RawQuery, nil
	}
	return u.Path, nil
}
