package reader

import (
	"net/http"
	"net/url"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// elsewhere answers a request for which there is no page: by the redirect from an old address, by the right spelling of
// the address, else by an Error that says so. What is embargoed, unpublished or was never filed comes here alike.
func (rd *Reader) elsewhere(q *ask) (web.Answer, error) {
	paths := oldPaths(q.url)
	if addr := parseURL(q.url); addr.Kind == KindChanges || addr.Kind == KindEntries { // of an article that lives elsewhere now
		paths = append(paths, "/"+addr.Slug)
	}
	for _, path := range paths { // the one with the query was asked for already
		if !rd.knows(q.paper.ID, path) {
			continue
		}
		a, found, err := rd.redirect(q, path)
		if found || err != nil {
			return a, err
		}
	}
	if a, found, err := rd.movedFeed(q, parseURL(q.url)); found || err != nil {
		return a, err
	}
	if path := canonical(q.url); path != "" {
		return web.Moved(path), nil
	}
	return web.Answer{}, notFound()
}

// movedFeed answers for a feed of a front that lives elsewhere now by the same feed of it there: who subscribed to a section
// that was given another slug stays subscribed. What leads to anything but a front leads to no feed.
func (rd *Reader) movedFeed(q *ask, addr Address) (web.Answer, bool, error) {
	if addr.Kind != KindFeed || addr.Of == KindFront {
		return web.Answer{}, false, nil
	}
	a, found, err := rd.redirect(q, frontPath(addr.Of, addr.Slug))
	if !found || err != nil {
		return web.Answer{}, false, err
	}
	switch front := Parse(a.Location); front.Kind {
	case KindFront:
		return rd.moved(q, "/"+addr.File), true, nil
	case KindSection, KindTag, KindPerson, KindStoryline:
		return rd.moved(q, a.Location+"/"+addr.File), true, nil
	}
	return web.Answer{}, false, nil
}

// oldPaths are the forms in which an old address may have been kept: as it was sent, and as it reads; with the slash at
// its end and without.
func oldPaths(u *url.URL) []string {
	paths := []string{u.Path}
	if u.Path != u.EscapedPath() {
		paths = []string{u.EscapedPath(), u.Path}
	}
	if bare, slashed := strings.CutSuffix(u.Path, "/"); !slashed {
		paths = append(paths, u.Path+"/")
	} else if bare != "" {
		paths = append(paths, bare)
	}
	return paths
}

// withQuery are the forms in which an old address that has a query may have been kept: as it was sent, and without what
// newsletters and networks hang on to every link to see where a reader comes from.
func withQuery(u *url.URL) []string {
	forms := []string{u.EscapedPath() + "?" + u.RawQuery}
	var kept []string
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		if name, _, _ := strings.Cut(part, "="); !isTracking(name) {
			kept = append(kept, part)
		}
	}
	if bare := strings.Join(kept, "&"); bare != "" && bare != u.RawQuery {
		forms = append(forms, u.EscapedPath()+"?"+bare)
	}
	return forms
}

// isTracking says whether a parameter tells where a reader comes from, and nothing of what they ask for.
func isTracking(name string) bool {
	switch name {
	case "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid":
		return true
	}
	return strings.HasPrefix(name, "utm_")
}

// redirect answers by the redirect at path, if there is one whose target a reader may see.
func (rd *Reader) redirect(q *ask, path string) (web.Answer, bool, error) {
	to, err := rd.Store.Redirect(q.ctx, q.paper.ID, path)
	if news.CodeOf(err) == news.CodeNotFound {
		return web.Answer{}, false, nil
	}
	if err != nil {
		return web.Answer{}, false, err
	}
	if to.Article == "" {
		return rd.moved(q, to.To), true, nil
	}
	article, _, err := rd.Store.Read(q.ctx, q.paper.ID, to.Article, 0)
	switch {
	case news.CodeOf(err) == news.CodeNotFound:
		return web.Answer{}, false, nil
	case err != nil:
		return web.Answer{}, false, err
	case news.Withdrawn(article):
		a, err := rd.gone(q, article)
		return a, true, err
	case news.Visible(article, q.now):
		return rd.moved(q, "/"+article.Slug), true, nil
	}
	return web.Answer{}, false, nil
}

// moved sends the reader on. The redirect is kept no longer than a page: what it leads to can be withdrawn.
func (rd *Reader) moved(q *ask, to string) web.Answer {
	a := web.Moved(to)
	a.Lifetime = q.lifetime()
	return a
}

// missingTop is how many of the front's articles the page for a missing one offers.
const missingTop = 5

// missing is the page of an address that has none. It doesn't repeat the address, so that it is the same to the byte
// whatever was asked for.
func (rd *Reader) missing(q *ask) (web.Answer, error) {
	top, err := rd.top(q, missingTop)
	if err != nil {
		return web.Answer{}, err
	}
	page := ui.Page{Title: "Page not found", Robots: "noindex"}
	body, err := render(q.ctx, ui.Notice(q.site, page, ui.NoticePage{
		Title: "We can’t find that page", Search: true, Top: top,
		Sentences: []string{"Sorry. The address may have a slip in it, or what was here has been taken down."},
	}))
	return web.Answer{Status: http.StatusNotFound, Type: htmlType, Body: body, Lifetime: q.lifetime()}, err
}

// top returns the first n articles of the front: what editors have put there, filled up with the newest.
func (rd *Reader) top(q *ask, n int) ([]news.Card, error) {
	curated, err := rd.curated(q, news.MainFront)
	if err != nil {
		return nil, err
	}
	newest, err := rd.Store.List(q.ctx, q.paper.ID, q.everything(), q.now, news.After{}, n+len(curated.Cards))
	if err != nil {
		return nil, err
	}
	on := ids(curated.Cards)
	var fill []news.Card
	for _, c := range newest {
		if !on[c.Article] {
			fill = append(fill, c)
		}
	}
	all := curated.with(fill)
	return all[:min(n, len(all))], nil
}

// gone is the page of an article that was withdrawn for good, with its public notice.
func (rd *Reader) gone(q *ask, a news.Article) (web.Answer, error) {
	notice := a.Notice
	if notice == "" {
		notice = "This article has been withdrawn and will not be published again."
	}
	page := ui.Page{Title: "Withdrawn", Robots: "noindex"}
	body, err := render(q.ctx, ui.Notice(q.site, page, ui.NoticePage{
		Title: "This article has been withdrawn", Sentences: []string{notice}, Search: true,
	}))
	return web.Answer{Status: http.StatusGone, Type: htmlType, Body: body, Lifetime: q.lifetime()}, err
}

// everything is the list of all a paper has published.
func (q *ask) everything() news.List { return news.List{Of: "paper", ID: q.paper.ID} }
