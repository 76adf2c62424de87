package desk

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// RedirectFiling is an old address and where it is to lead.
type RedirectFiling struct {
	From    string // a path, with its query where that mattered, or a whole address
	To      string // an article's slug, a path of the paper, or an address elsewhere
	Replace bool   // it may lead somewhere else already
}

// SetRedirect lets an old address lead to an article, to another page of the paper or out of it, and says whether there
// was anything to do. What leads on from there is followed at once, so that no reader is sent on twice, and a ring is
// refused. An address where something of this paper lives is never taken from it.
func (w *Work) SetRedirect(f RedirectFiling) (r news.Redirect, made bool, err error) {
	if err := w.atLeast(news.Editor, "making a redirect"); err != nil {
		return r, false, err
	}
	if r.Path, err = OldAddress(f.From); err != nil {
		return r, false, inField(err, "from")
	}
	to, err := w.leadsTo(r.Path, f.To)
	if err != nil {
		return r, false, err
	}
	r.Article, r.To = to.Article, to.To
	if err := w.checkOld(r); err != nil {
		return r, false, inField(err, "from")
	}
	was, err := w.RedirectFrom(r.Path)
	switch {
	case err == nil && was.Article == r.Article && was.To == r.To:
		return r, false, nil
	case err == nil && !f.Replace:
		return r, false, news.Errorf(news.CodeConflict, "from", "the address %s leads somewhere else already; say that it is to be replaced, or leave it", r.Path)
	case err != nil && news.CodeOf(err) != news.CodeNotFound:
		return r, false, err
	}
	return r, true, w.tx.PutRedirect(r, w.by.Person)
}

// DropRedirect ends a redirect that somebody set: its old address leads nowhere from then on.
func (w *Work) DropRedirect(path string) error {
	if err := w.atLeast(news.Editor, "removing a redirect"); err != nil {
		return err
	}
	return w.tx.DropRedirect(path, w.by.Person)
}

// OldAddress reads an old address, which may be a whole one of whatever site, and writes it as the reader's pages look
// it up.
func OldAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	if u, err := url.Parse(s); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		s = u.EscapedPath()
		if s == "" {
			s = "/"
		}
		if u.RawQuery != "" {
			s += "?" + u.RawQuery
		}
	}
	path, err := oldPath(s)
	if err == nil && !utf8.ValidString(path) {
		err = news.Invalid("redirect", "%q is not UTF-8 when it is decoded", s)
	}
	return path, err
}

// leadsTo finds where an address leads in the end.
func (w *Work) leadsTo(from, to string) (news.Redirect, error) {
	path, elsewhere, err := w.ownPath(to)
	if err != nil || elsewhere {
		return news.Redirect{To: path}, err
	}
	for range maxHops {
		if path == from {
			return news.Redirect{}, news.Invalid("to", "%s would lead back to itself; say where it is to lead in the end", from)
		}
		r, next, err := w.step(path)
		if err != nil || next == "" {
			return r, err
		}
		path = next
	}
	return news.Redirect{}, news.Invalid("to", "%s leads on and on; say where it is to lead in the end", to)
}

// maxHops bounds how far redirects are followed. A ring is longer than any road people lay on purpose.
const maxHops = 16

// step looks at what is at a path of the paper: an article or another page, or the path where it leads on to.
func (w *Work) step(path string) (r news.Redirect, next string, err error) {
	slug := strings.TrimPrefix(path, "/")
	if IsSlug(slug) {
		a, err := w.ArticleBySlug(slug)
		if news.CodeOf(err) == news.CodeNotFound { // an export names articles by their ids
			a, err = w.Article(slug)
		}
		if news.CodeOf(err) != news.CodeNotFound {
			return news.Redirect{Article: a.ID}, "", err
		}
	}
	on, err := w.RedirectFrom(path)
	switch {
	case news.CodeOf(err) == news.CodeNotFound:
		return news.Redirect{To: path}, "", w.checkPage(path)
	case err != nil || on.Article != "":
		return news.Redirect{Article: on.Article}, "", err
	}
	next, elsewhere, err := w.ownPath(on.To)
	if elsewhere {
		return news.Redirect{To: next}, "", err
	}
	return r, next, err
}

// ownPath reads where somebody wants an address to lead: a path of the paper, or an address elsewhere.
func (w *Work) ownPath(to string) (path string, elsewhere bool, err error) {
	to = strings.TrimSpace(to)
	if IsSlug(to) {
		return "/" + to, false, nil
	}
	bad := news.Invalid("to", "%q is no slug, path or address; write it like council-votes, /section/town or https://example.org/page", short200(to))
	u, err := url.Parse(to)
	if err != nil || len(to) > maxOldPath || clean("to", to) != nil || strings.Contains(to, `\`) || strings.HasPrefix(to, "//") {
		return "", false, bad
	}
	if u.Scheme == "" && strings.HasPrefix(to, "/") {
		return to, false, nil
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", false, bad
	}
	p, err := w.Paper()
	if err != nil || !isOwn(p, u) {
		return u.String(), true, err
	}
	return "/" + strings.TrimPrefix(u.RequestURI(), "/"), false, nil
}

// isOwn says whether an address is one of the paper's.
func isOwn(p news.Paper, u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	for _, h := range p.Hosts {
		if h == host {
			return true
		}
	}
	own, err := url.Parse(p.URL)
	return err == nil && own.Host != "" && strings.EqualFold(own.Host, u.Host)
}

// checkPage refuses a path where the paper has no page.
func (w *Work) checkPage(path string) error {
	path, _, _ = strings.Cut(path, "?")
	kind, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	slug, _, _ := strings.Cut(rest, "/")
	var err error
	switch kind {
	case "section":
		_, err = w.Section(slug)
	case "tag":
		_, err = w.Tag(slug)
	case "by":
		_, err = w.Person(slug)
	case "storyline":
		_, err = w.Storyline(slug)
	default:
		if !isPage(kind, rest) {
			err = news.Errorf(news.CodeNotFound, "", "")
		}
	}
	if news.CodeOf(err) == news.CodeNotFound {
		return news.Invalid("to", "there is nothing at %s in this paper; file the article first, or name another target", path)
	}
	return err
}

// isPage says whether the site has a page of its own at an address.
func isPage(kind, rest string) bool {
	switch kind {
	case "archive":
		return strings.Trim(rest, "0123456789/") == ""
	case "", "search", "about", "corrections", "letters", "listen", "feed.xml", "atom.xml", "feed.json":
		return rest == ""
	}
	return false
}

// checkOld refuses to take an address from something of the paper that lives there.
func (w *Work) checkOld(r news.Redirect) error {
	path, query, _ := strings.Cut(r.Path, "?")
	first, rest, _ := strings.Cut(strings.Trim(path, "/"), "/")
	switch {
	case first == "" && query != "": // such as /?p=123, which no page of ours has
		return nil
	case rest == "" && mayRetire(first):
		return nil
	case rest == "" && IsSlug(first):
		a, err := w.ArticleBySlug(first)
		switch {
		case news.CodeOf(err) == news.CodeNotFound && IsReserved(first):
			return reservedPage(first)
		case news.CodeOf(err) == news.CodeNotFound:
			return nil
		case err == nil:
			err = news.Errorf(news.CodeConflict, "from", "the article %q lives at /%s; an address where something is can't lead elsewhere", a.Slug, first)
		}
		return err
	case IsReserved(first) && (rest == "" || first == "api" || first == "newsroom" || first == "media"):
		return reservedPage(first)
	case query == "":
		return w.checkNoPage(path)
	}
	return nil
}

func reservedPage(name string) error {
	return news.Invalid("from", "/%s is a page of the site; an address where something is can't lead elsewhere", name)
}

// mayRetire says whether a reserved word is one that other sites have pages at and this one has none.
func mayRetire(word string) bool {
	switch word {
	case "feed", "index", "index.html", "page", "latest":
		return true
	}
	return false
}

// checkNoPage refuses the address of a section, tag, person or storyline that there is.
func (w *Work) checkNoPage(path string) error {
	if path == "/archive" || w.checkPage(path) != nil {
		return nil
	}
	return news.Errorf(news.CodeConflict, "from", "%s is a page of the site; an address where something is can't lead elsewhere", path)
}

// short200 cuts what is quoted in an error.
func short200(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + " …"
	}
	return s
}
