package feeds

import (
	"context"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// Store is what feeds and sitemaps look up. Lists hold only what the public may see at the moment now.
type Store interface {
	View(ctx context.Context, paper string, fn func(news.View) error) error
	ReadBySlug(ctx context.Context, paper, slug string) (news.Article, news.Version, error)
	List(ctx context.Context, paper string, l news.List, now news.Millis, after news.After, limit int) ([]news.Card, error)
	NotedOf(ctx context.Context, paper, article string, now news.Millis) ([]news.Noted, error)
	Pictures(ctx context.Context, paper string, ids []string) (map[string]news.Picture, error)
	ShownFronts(ctx context.Context, paper, of string, now news.Millis, after string, limit int) ([]news.ShownFront, error)
	CountBetween(ctx context.Context, paper string, bounds []news.Millis, now news.Millis) ([]int, error)
}

// Size is how many entries a feed has.
const Size = 30

// Feeds makes the feeds of every paper.
type Feeds struct {
	Store  Store
	Now    func() news.Millis
	Served string // the address served, for papers that have no URL of their own
	Hub    string // the WebSub hub that feeds name: an address, or a path of the paper's own such as HubPath; "": none
}

// feed is a feed before it is written in one of the forms.
type feed struct {
	Paper   news.Paper
	Base    string // what absolute addresses begin with
	Path    string // of the front it is of, without a trailing slash; the paper's own is ""
	File    string
	Title   string
	Hub     string // address; "": none
	Dates   ui.Dates
	Zone    *time.Location
	Updated news.Millis // the newest change in it; of an empty one, when the paper began
	Until   news.Millis // when it must be made anew though nothing was written: a picture's rights end. 0: never
	Entries []entry
}

// entry is one article in a feed.
type entry struct {
	ID        string
	URL       string
	Headline  string
	Summary   string
	HTML      string
	Text      string // the first words of the body
	Authors   []string
	Section   string
	Tags      []string
	Language  string
	Picture   picture
	Published news.Millis
	Updated   news.Millis // 0: never
}

// Feed makes a feed of a list: path is the address of its front ("/" for the paper's), title its name ("" for the
// paper's), file what form of feed it is: feed.xml, atom.xml or feed.json.
func (f *Feeds) Feed(ctx context.Context, p news.Paper, l news.List, path, title, file string) (web.Answer, error) {
	now := f.Now()
	x := feed{Paper: p, Base: web.BaseURL(p, f.Served), File: file, Title: p.Name, Dates: ui.NewDates(p), Zone: zone(p)}
	if x.Hub = f.Hub; strings.HasPrefix(x.Hub, "/") {
		x.Hub = x.Base + x.Hub
	}
	if path != "/" {
		x.Path, x.Title = path, title+" | "+p.Name
	}
	cards, err := f.Store.List(ctx, p.ID, l, now, news.After{}, Size)
	if err != nil {
		return web.Answer{}, err
	}
	read, err := f.read(ctx, p, cards, now)
	if err != nil {
		return web.Answer{}, err
	}
	found, err := f.pictures(ctx, &x, read, now)
	if err != nil {
		return web.Answer{}, err
	}
	for _, r := range read {
		e, err := f.entry(ctx, x, r, found, now)
		if err != nil {
			return web.Answer{}, err
		}
		x.Entries = append(x.Entries, e)
		x.Updated = max(x.Updated, e.Published, e.Updated)
	}
	if len(x.Entries) == 0 {
		x.Updated = p.CreatedAt
	}
	return x.answer(now)
}

// answer writes the feed in the form of its file.
func (x feed) answer(now news.Millis) (a web.Answer, err error) {
	switch x.File {
	case "feed.xml":
		a = page("application/rss+xml; charset=utf-8", x.rss())
	case "atom.xml":
		a = page("application/atom+xml; charset=utf-8", x.atom())
	default:
		var b []byte
		b, err = x.json()
		a = page("application/feed+json; charset=utf-8", b)
	}
	if x.Until != 0 {
		a.Lifetime = min(a.Lifetime, web.Lifetime(now.Time(), x.Until.Time()))
	}
	a.Link = "<" + x.self() + `>; rel="self"`
	if x.Hub != "" {
		a.Link = "<" + x.Hub + `>; rel="hub", ` + a.Link
	}
	return a, err
}

// lifetime is how long a feed may be kept when nothing in it changes. It shows no date of today, so it needn't end at
// midnight.
const lifetime = 24 * time.Hour

func page(contentType string, b []byte) web.Answer { return web.Page(contentType, b, lifetime) }

// article is an article as it was read for a feed.
type article struct {
	card    news.Card
	head    news.Article
	version news.Version
	doc     news.Node
}

// read reads the articles of cards. Those that have just gone are left out.
func (f *Feeds) read(ctx context.Context, p news.Paper, cards []news.Card, now news.Millis) ([]article, error) {
	var all []article
	for _, c := range cards {
		a, v, err := f.Store.ReadBySlug(ctx, p.ID, c.Slug)
		if news.CodeOf(err) == news.CodeNotFound || err == nil && (a.ID != c.Article || !news.Visible(a, now)) {
			continue
		}
		if err != nil {
			return nil, err
		}
		doc, err := body.Decode(v.Copy.Body)
		if err != nil {
			return nil, err
		}
		withMain(&doc, v.Copy.Picture)
		all = append(all, article{card: c, head: a, version: v, doc: doc})
	}
	return all, nil
}

// entry makes the entry of an article.
func (f *Feeds) entry(ctx context.Context, x feed, r article, found map[string]news.Picture, now news.Millis) (entry, error) {
	c := r.version.Copy
	absolute(r.doc.Content, x.Base)
	e := entry{
		ID: "urn:uuid:" + r.head.ID, URL: x.Base + "/" + r.head.Slug, Headline: c.Headline, Summary: c.Standfirst,
		HTML: string(body.AppendHTML(nil, &r.doc, body.HTMLOptions{Site: x.Base, Image: stored(found), Time: func(dst []byte, at news.Millis) []byte {
			return append(dst, x.Dates.Moment(at)...)
		}})),
		Text: opening(&r.doc), Section: r.card.Section.Name, Language: c.Language, Published: r.head.PublishedAt, Updated: r.head.UpdatedAt,
		Picture: firstPicture(r.doc.Content, found, x.Base),
	}
	if err := f.names(ctx, x, c, &e); err != nil {
		return entry{}, err
	}
	notes, err := f.Store.NotedOf(ctx, x.Paper.ID, r.head.ID, now)
	e.HTML += correctionsHTML(notes, x.Zone)
	return e, err
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

func zone(p news.Paper) *time.Location {
	if z, err := time.LoadLocation(p.TimeZone); err == nil {
		return z
	}
	return time.UTC
}
