package reader

import (
	"context"
	"net/url"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/internal/websub"
)

// Topics are the feeds as a hub knows them: by their paths, and made for it at the moment at which they are sent. They
// come from no cache, so that nothing is sent that has been withdrawn.
type Topics struct{ Reader *Reader }

var _ websub.Feeds = Topics{}

// FeedBase is what the addresses of a paper's feeds begin with.
func (t Topics) FeedBase(p news.Paper) string { return web.BaseURL(p, t.Reader.Served) }

// FeedList returns the list that the feed at a path is of. Errors: CodeNotFound.
func (t Topics) FeedList(ctx context.Context, p news.Paper, path string) (news.List, error) {
	q, addr, err := t.asked(ctx, p, path)
	switch {
	case err != nil:
		return news.List{}, err
	case addr.Of == KindFront:
		return q.everything(), nil
	}
	s, err := t.Reader.subject(q, addr.Of, addr.Slug)
	return s.List, err
}

// FeedNow makes the feed at a path. Errors: CodeNotFound.
func (t Topics) FeedNow(ctx context.Context, p news.Paper, path string) (websub.Feed, error) {
	q, addr, err := t.asked(ctx, p, path)
	if err != nil {
		return websub.Feed{}, err
	}
	a, err := t.Reader.feed(q, addr)
	return websub.Feed{Type: a.Type, Body: a.Body, Name: a.ETag, Link: a.Link}, err
}

// asked is the request for the feed at a path.
func (t Topics) asked(ctx context.Context, p news.Paper, path string) (*ask, Address, error) {
	addr := Parse(path)
	if addr.Kind != KindFeed {
		return nil, addr, notFound()
	}
	q, err := t.Reader.asked(ctx, p, &url.URL{Path: path}, nil)
	return q, addr, err
}

// FeedPaths returns the paths of a list's feeds; none for a list that is no more.
func (t Topics) FeedPaths(ctx context.Context, p news.Paper, l news.List) (paths []string, err error) {
	front := ""
	if l.Of != "paper" {
		if front, err = t.front(ctx, p, l); front == "" || err != nil {
			return nil, err
		}
	}
	for _, file := range feedFiles() {
		paths = append(paths, front+"/"+file)
	}
	return paths, nil
}

// front returns the path of the front of a list, or "".
func (t Topics) front(ctx context.Context, p news.Paper, l news.List) (path string, err error) {
	err = t.Reader.Store.View(ctx, p.ID, func(v news.View) (err error) {
		slug, kind := "", Kind(l.Of)
		switch kind {
		case KindSection:
			x, e := v.Section(l.ID)
			slug, err = x.Slug, e
		case KindTag:
			x, e := v.Tag(l.ID)
			slug, err = x.Slug, e
		case KindPerson:
			x, e := v.Person(l.ID)
			slug, err = x.Slug, e
		case KindStoryline:
			x, e := v.Storyline(l.ID)
			slug, err = x.Slug, e
		}
		if slug != "" {
			path = frontPath(kind, slug)
		}
		return err
	})
	if news.CodeOf(err) == news.CodeNotFound {
		return "", nil
	}
	return path, err
}
