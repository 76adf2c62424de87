package reader

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/a-h/templ"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/share"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// Store is what the reader's pages look up. Lookups answer a news.Error with CodeNotFound where there is nothing; lists
// hold only what the public may see at the moment now.
type Store interface {
	PaperByID(ctx context.Context, id string) (news.Paper, error)
	View(ctx context.Context, paper string, fn func(news.View) error) error
	ReadBySlug(ctx context.Context, paper, slug string) (news.Article, news.Version, error)
	Read(ctx context.Context, paper, id string, n int) (news.Article, news.Version, error)
	List(ctx context.Context, paper string, l news.List, now news.Millis, after news.After, limit int) ([]news.Card, error)
	Cards(ctx context.Context, paper string, ids []string, now news.Millis) ([]news.Card, error)
	FirstAndLast(ctx context.Context, paper string, now news.Millis) (first, last news.Millis, err error)
	Around(ctx context.Context, paper string, from, until, now news.Millis) (before, after news.Millis, err error)
	Noted(ctx context.Context, paper string, now news.Millis, after news.After, limit int) ([]news.Noted, error)
	EntriesAbout(ctx context.Context, paper, subject string) ([]news.Entry, error)
	NotedOf(ctx context.Context, paper, article string, now news.Millis) ([]news.Noted, error)
	NotedBy(ctx context.Context, paper, person string, now news.Millis, limit int) ([]news.Noted, error)
	Sections(ctx context.Context, paper string) ([]news.Section, error)
	ShownFronts(ctx context.Context, paper, of string, now news.Millis, after string, limit int) ([]news.ShownFront, error)
	CountBetween(ctx context.Context, paper string, bounds []news.Millis, now news.Millis) ([]int, error)
	Pictures(ctx context.Context, paper string, ids []string) (map[string]news.Picture, error)
	FrontByName(ctx context.Context, paper, name string) (news.Front, error)
	FrontAt(ctx context.Context, paper, name string, before news.Millis) (news.Front, error)
	Redirect(ctx context.Context, paper, path string) (news.Redirect, error)
}

// Feeds makes feeds and what crawlers ask for. path is the address of the front a feed is of, title its name.
type Feeds interface {
	Feed(ctx context.Context, p news.Paper, l news.List, path, title, file string) (web.Answer, error)
	Crawlers(ctx context.Context, p news.Paper, file string, q url.Values) (web.Answer, error)
}

// Reader serves the reader's pages of every paper.
type Reader struct {
	Store   Store
	Search  Searcher
	Related Relater
	Feeds   Feeds
	Cards   *share.Painter // draws share pictures; nil: there are none
	// OpenPicture opens a picture's file, for the share pictures that stand on one; nil: they are drawn in type.
	OpenPicture OpenPicture
	Now         func() news.Millis
	Served      string // the address served, for papers that have no URL of their own: http://127.0.0.1:8080

	Press  *press.Press // keeps the pages
	Purged bool         // a cache in front is purged of what changes, and may keep pages for longer

	marking sync.Once
	marked  string
}

// ask is one request for a page: of which paper, when, and what every page shows.
type ask struct {
	ctx   context.Context
	paper news.Paper
	now   news.Millis
	url   *url.URL
	query url.Values
	site  ui.Site
	until time.Time       // when the page must be made anew whatever happens: at the paper's midnight, or before
	draft *web.FrontDraft // shown in the place of what is live; nil: nothing is
	live  bool            // the page is of live coverage that goes on, and has a script
	end   news.Millis     // of a past edition: the end of its day, after which nothing is shown; 0: the present
}

// ServeHTTP serves a reader's request; web.WithPaper has found the paper.
func (rd *Reader) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.Adapt(rd.serve, rd.Tell).ServeHTTP(w, r)
}

func (rd *Reader) serve(w http.ResponseWriter, r *http.Request) error {
	addr := parseURL(r.URL)
	web.SetRoute(r.Context(), string(addr.Kind))
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		rd.Tell(w, r, web.Failure{Status: http.StatusMethodNotAllowed})
		return nil
	}
	accept := press.ParseAccept(r.Header["Accept-Encoding"])
	s, err := rd.pressed(r, addr, accept)
	if err != nil {
		return err
	}
	return rd.send(w, r, s, accept).Err
}

// asked gathers what every page needs.
func (rd *Reader) asked(ctx context.Context, p news.Paper, u *url.URL, query url.Values) (*ask, error) {
	return rd.askedAt(ctx, p, u, query, rd.Now())
}

// askedAt gathers it as of a moment.
func (rd *Reader) askedAt(ctx context.Context, p news.Paper, u *url.URL, query url.Values, now news.Millis) (*ask, error) {
	q := &ask{ctx: ctx, paper: p, now: now, url: u, query: query}
	q.site = rd.site(p, q.now)
	q.until = q.site.Dates.Midnight(q.site.Now)
	sections, err := rd.Store.Sections(ctx, p.ID)
	q.site.Sections = news.InUse(sections)
	if err == nil {
		q.site.Breaking, err = rd.Store.List(ctx, p.ID, news.List{Of: "breaking", ID: p.ID}, q.now, news.After{}, 1)
	}
	if logo := p.Look.Nameplate.Picture; err == nil && logo != "" {
		err = rd.pictures(q, []string{logo})
	}
	return q, err
}

// site is what every page of a paper shows, without what must be looked up.
func (rd *Reader) site(p news.Paper, now news.Millis) ui.Site {
	return ui.Site{Paper: p, Base: web.BaseURL(p, rd.Served), Now: now.Time(), Dates: ui.NewDates(p)}
}

// answer makes the answer to a request. What is not found under its address is looked for among old addresses.
func (rd *Reader) answer(q *ask, addr Address) (web.Answer, error) {
	a, err := rd.page(q, addr)
	if news.CodeOf(err) == news.CodeNotFound {
		return rd.elsewhere(q)
	}
	return a, err
}

// page makes the page at an address. An Error with CodeNotFound says that there is none a reader may see.
func (rd *Reader) page(q *ask, addr Address) (web.Answer, error) {
	switch addr.Kind {
	case KindFront:
		return rd.front(q)
	case KindSection, KindTag, KindPerson, KindStoryline:
		return rd.list(q, addr)
	case KindArticle:
		return rd.article(q, addr.Slug)
	case KindChanges:
		return rd.changes(q, addr.Slug)
	case KindEntries:
		return rd.entries(q, addr.Slug)
	case KindArchive:
		return rd.archive(q, addr.Day)
	case KindSearch:
		return rd.search(q)
	case KindCorrections:
		return rd.corrections(q)
	case KindAbout:
		return rd.about(q)
	case KindFeed:
		return rd.feed(q, addr)
	case KindShare:
		return rd.share(q, addr)
	case KindCrawlers:
		return rd.Feeds.Crawlers(q.ctx, q.paper, addr.File, q.query)
	}
	return web.Answer{}, notFound()
}

// notFound is the error of whatever a reader cannot see. Its words reach nobody: the page has its own.
func notFound() error { return news.Errorf(news.CodeNotFound, "", "there is no such page") }

// answerWith renders a component into the answer of a page that was found.
func (q *ask) answerWith(c templ.Component) (web.Answer, error) {
	body, err := render(q.ctx, c)
	return web.Page(htmlType, body, q.lifetime()), err
}

// ends says that the page must be made anew at a moment, if that is before the end it has already.
func (q *ask) ends(at time.Time) {
	if at.Before(q.until) {
		q.until = at
	}
}

// lifetime is how long the page is right as far as the clock goes: never past the paper's midnight, since it shows the
// day.
func (q *ask) lifetime() time.Duration { return web.Lifetime(q.site.Now, q.until) }

const htmlType = "text/html; charset=utf-8"

// pages are buffers that pages are rendered in: one that grows to its size anew for each costs more than it holds.
var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(ctx context.Context, c templ.Component) ([]byte, error) {
	b := pages.Get().(*bytes.Buffer)
	defer pages.Put(b)
	b.Reset()
	err := c.Render(ctx, b)
	return bytes.Clone(b.Bytes()), err
}
