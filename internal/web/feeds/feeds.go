package feeds

import (
	"context"
	"net/url"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// Store is what feeds and sitemaps look up. Lists hold only what the public may see at the moment now.
type Store interface {
	View(ctx context.Context, paper string, fn func(news.View) error) error
	ReadBySlug(ctx context.Context, paper, slug string) (news.Article, news.Version, error)
	List(ctx context.Context, paper string, l news.List, now news.Millis, after news.After, limit int) ([]news.Card, error)
	NotedOf(ctx context.Context, paper, article string, now news.Millis) ([]news.Noted, error)
	Sections(ctx context.Context, paper string) ([]news.Section, error)
}

// Size is how many entries a feed has.
const Size = 30

// Feeds makes the feeds of every paper.
type Feeds struct {
	Store  Store
	Now    func() news.Millis
	Served string // the address served, for papers that have no URL of their own
}

// feed is a feed before it is written in one of the forms.
type feed struct {
	Paper   news.Paper
	Base    string // what absolute addresses begin with
	Path    string // of the front it is of, without a trailing slash; the paper's own is ""
	File    string
	Title   string
	Zone    *time.Location
	Updated news.Millis // the newest change in it; of an empty one, when the paper began
	Entries []entry
}

// entry is one article in a feed.
type entry struct {
	ID        string
	URL       string
	Headline  string
	Summary   string
	HTML      string
	Authors   []string
	Section   string
	Tags      []string
	Language  string
	Picture   string // absolute
	Credit    string // of the picture
	Published news.Millis
	Updated   news.Millis // 0: never
}

// Feed makes a feed of a list: path is the address of its front ("/" for the paper's), title its name ("" for the
// paper's), file what form of feed it is: feed.xml, atom.xml or feed.json.
func (f *Feeds) Feed(ctx context.Context, p news.Paper, l news.List, path, title, file string) (web.Answer, error) {
	now := f.Now()
	x := feed{Paper: p, Base: web.BaseURL(p, f.Served), File: file, Title: p.Name, Zone: zone(p)}
	if path != "/" {
		x.Path, x.Title = path, title+" | "+p.Name
	}
	cards, err := f.Store.List(ctx, p.ID, l, now, news.After{}, Size)
	if err != nil {
		return web.Answer{}, err
	}
	for _, c := range cards {
		e, ok, err := f.entry(ctx, x, c, now)
		if err != nil {
			return web.Answer{}, err
		}
		if ok {
			x.Entries = append(x.Entries, e)
			x.Updated = max(x.Updated, e.Published, e.Updated)
		}
	}
	if len(x.Entries) == 0 {
		x.Updated = p.CreatedAt
	}
	return x.answer()
}

// answer writes the feed in the form of its file.
func (x feed) answer() (web.Answer, error) {
	switch x.File {
	case "feed.xml":
		return page("application/rss+xml; charset=utf-8", x.rss()), nil
	case "atom.xml":
		return page("application/atom+xml; charset=utf-8", x.atom()), nil
	}
	b, err := x.json()
	return page("application/feed+json; charset=utf-8", b), err
}

// lifetime is how long a feed may be kept when nothing in it changes. It shows no date of today, so it needn't end at
// midnight.
const lifetime = 24 * time.Hour

func page(contentType string, b []byte) web.Answer { return web.Page(contentType, b, lifetime) }

// entry reads one article. It is left out when it has just gone.
func (f *Feeds) entry(ctx context.Context, x feed, c news.Card, now news.Millis) (entry, bool, error) {
	a, v, err := f.Store.ReadBySlug(ctx, x.Paper.ID, c.Slug)
	if news.CodeOf(err) == news.CodeNotFound || err == nil && (a.ID != c.Article || !news.Visible(a, now)) {
		return entry{}, false, nil
	}
	if err != nil {
		return entry{}, false, err
	}
	doc, err := body.Decode(v.Copy.Body)
	if err != nil {
		return entry{}, false, err
	}
	absolute(doc.Content, x.Base)
	e := entry{
		ID: "urn:uuid:" + a.ID, URL: x.Base + "/" + a.Slug, Headline: v.Copy.Headline, Summary: v.Copy.Standfirst,
		HTML: string(body.AppendHTML(nil, &doc, body.HTMLOptions{})), Section: c.Section.Name, Language: v.Copy.Language,
		Published: a.PublishedAt, Updated: a.UpdatedAt,
	}
	e.Picture, e.Credit = picture(v.Copy, doc)
	if err := f.names(ctx, x, v.Copy, &e); err != nil {
		return entry{}, false, err
	}
	notes, err := f.Store.NotedOf(ctx, x.Paper.ID, a.ID, now)
	e.HTML += correctionsHTML(notes, x.Zone)
	return e, true, err
}

// names looks up who wrote it and what it is about. The words of a byline and the agency stand for themselves.
func (f *Feeds) names(ctx context.Context, x feed, c news.Copy, e *entry) error {
	err := f.Store.View(ctx, x.Paper.ID, func(v news.View) error {
		for _, id := range c.Byline.People {
			who, err := v.Person(id)
			if err == nil {
				e.Authors = append(e.Authors, who.Name)
			} else if news.CodeOf(err) != news.CodeNotFound {
				return err
			}
		}
		for _, id := range c.Tags {
			t, err := v.Tag(id)
			if err == nil {
				e.Tags = append(e.Tags, t.Name)
			} else if news.CodeOf(err) != news.CodeNotFound {
				return err
			}
		}
		return nil
	})
	if len(e.Authors) == 0 && c.Byline.Text != "" {
		e.Authors = []string{c.Byline.Text}
	}
	if len(e.Authors) == 0 && c.Credit != "" {
		e.Authors = []string{c.Credit}
	}
	return err
}

// absolute makes absolute addresses of a body's links and pictures: a feed is read somewhere else.
func absolute(nodes []news.Node, base string) {
	for i := range nodes {
		n := &nodes[i]
		if n.Attrs != nil {
			n.Attrs.URL = resolve(n.Attrs.URL, base)
		}
		for j := range n.Marks {
			if m := &n.Marks[j]; m.Attrs != nil {
				m.Attrs.Href = resolve(m.Attrs.Href, base)
			}
		}
		absolute(n.Content, base)
	}
}

// resolve returns ref as an address seen from the paper's own; what can't be read stays as it is.
func resolve(ref, base string) string {
	if ref == "" {
		return ""
	}
	b, err := url.Parse(base + "/")
	if err != nil {
		return ref
	}
	u, err := b.Parse(ref)
	if err != nil {
		return ref
	}
	return u.String()
}

// picture returns the address of an article's first picture that has one, and its credit.
func picture(c news.Copy, doc news.Node) (address, credit string) {
	if len(c.Picture) > 8 && c.Picture[:8] == "https://" {
		return c.Picture, ""
	}
	for _, n := range doc.Content {
		if n.Type == "picture" && n.Attrs != nil && n.Attrs.URL != "" {
			return n.Attrs.URL, n.Attrs.Credit
		}
	}
	return "", ""
}

func zone(p news.Paper) *time.Location {
	if z, err := time.LoadLocation(p.TimeZone); err == nil {
		return z
	}
	return time.UTC
}
