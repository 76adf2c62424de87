package feeds

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/press"
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

	Memo *press.Memo // keeps entries as they were written; nil: each is written each time
}

// Kept is how many entries a Memo has room for: those of the newest articles in the paper's feeds and its sections', some
// kilobytes each.
const Kept = 300

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
	Entries [][]byte    // in the form of File
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

// changed says whether it was changed after it came out.
func (e entry) changed() bool { return news.Later(e.Published, e.Updated) != e.Published }

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
	for _, c := range cards {
		if err := f.add(ctx, &x, c, now); err != nil {
			return web.Answer{}, err
		}
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

// written is an entry in the form of a feed's file.
type written struct {
	text    []byte
	changed news.Millis
}

// add writes the entry of a card's article, or takes it as it was written before. One that has just gone is left out.
func (f *Feeds) add(ctx context.Context, x *feed, c news.Card, now news.Millis) error {
	made, err := f.Memo.Do(ctx, press.Key{Paper: x.Paper.ID, Path: x.File + " " + c.Article}, func(ctx context.Context) (press.Made, error) {
		ctx, notes := web.WithNotes(ctx)
		web.Note(ctx, "paper") // it has the paper's name where nobody else is named, its address and its dates
		e, until, err := f.entry(ctx, *x, c, now)
		if err != nil {
			return press.Made{}, err
		}
		text, err := x.write(e)
		return press.Made{Value: written{text, news.Later(e.Published, e.Updated)}, Tags: notes.Tags(), Until: until}, err
	})
	if news.CodeOf(err) == news.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	web.Note(ctx, made.Tags...)
	w := made.Value.(written)
	x.Entries, x.Updated = append(x.Entries, w.text), news.Later(x.Updated, w.changed)
	if made.Until != 0 && (x.Until == 0 || made.Until < x.Until) {
		x.Until = made.Until
	}
	return nil
}

// write writes an entry in the form of the feed's file.
func (x feed) write(e entry) ([]byte, error) {
	var w xmlWriter
	switch x.File {
	case "feed.xml":
		x.rssItem(&w, e)
	case "atom.xml":
		x.atomEntry(&w, e)
	default:
		return encode(x.jsonItem(e))
	}
	return w.Bytes(), nil
}

// entry makes the entry of an article, and says when it must be made anew: when the right to show one of its pictures
// ends; 0: never. Errors: CodeNotFound when the article has just gone.
func (f *Feeds) entry(ctx context.Context, x feed, card news.Card, now news.Millis) (e entry, until news.Millis, err error) {
	a, v, err := f.Store.ReadBySlug(ctx, x.Paper.ID, card.Slug)
	if err != nil {
		return e, 0, err
	}
	if a.ID != card.Article || !news.Visible(a, now) {
		return e, 0, news.Errorf(news.CodeNotFound, "", "the article has just gone")
	}
	c := v.Copy
	doc, err := body.Decode(c.Body)
	if err != nil {
		return e, 0, err
	}
	withMain(&doc, c.Picture)
	found, until, err := f.pictures(ctx, x.Paper.ID, &doc, now)
	if err != nil {
		return e, 0, err
	}
	at := x.Base + "/" + a.Slug
	absolute(doc.Content, at)
	e = entry{
		ID: "urn:uuid:" + a.ID, URL: at, Headline: c.Headline, Summary: c.Standfirst,
		HTML: string(body.AppendHTML(nil, &doc, body.HTMLOptions{Site: x.Base, Image: stored(found), Time: func(dst []byte, at news.Millis) []byte {
			return append(dst, x.Dates.Moment(at)...)
		}})),
		Text: opening(&doc), Section: card.Section.Name, Language: c.Language, Published: a.PublishedAt, Updated: a.UpdatedAt,
		Picture: firstPicture(doc.Content, found, at),
	}
	if err := f.names(ctx, x, c, &e); err != nil {
		return e, 0, err
	}
	notes, err := f.Store.NotedOf(ctx, x.Paper.ID, a.ID, now)
	e.HTML += correctionsHTML(notes, x.Zone)
	return e, until, err
}

// names looks up who wrote it and what it is about. The words of a byline and the agency stand for themselves; an agency is
// named beside whoever worked on its copy, as on the page.
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
	if c.Credit != "" && !slices.Contains(e.Authors, c.Credit) {
		e.Authors = append(e.Authors, c.Credit)
	}
	return err
}

// absolute makes absolute addresses of a body's links and pictures, as seen from the article at: a feed is read somewhere
// else, and a link to a crosshead leads to the article's.
func absolute(nodes []news.Node, at string) {
	for i := range nodes {
		n := &nodes[i]
		if n.Attrs != nil {
			n.Attrs.URL = resolve(n.Attrs.URL, at)
		}
		for j := range n.Marks {
			if m := &n.Marks[j]; m.Attrs != nil {
				m.Attrs.Href = resolve(m.Attrs.Href, at)
			}
		}
		absolute(n.Content, at)
	}
}

// resolve returns ref as an address seen from the page at; what can't be read stays as it is.
func resolve(ref, at string) string {
	if ref == "" {
		return ""
	}
	b, err := url.Parse(at)
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
