package reader

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// maker makes the page at an address for the press.
type maker struct {
	rd    *Reader
	paper news.Paper
	addr  Address
	url   *url.URL
	query url.Values // what of the address' query the page depends on
}

var _ press.Maker = maker{}

// Page makes the page.
func (m maker) Page(ctx context.Context) (press.Page, error) {
	ctx, notes := web.WithNotes(ctx)
	q, err := m.rd.asked(ctx, m.rd.asItStands(ctx, m.paper), m.url, m.query)
	if err != nil {
		return press.Page{}, err
	}
	a, err := m.rd.answer(q, m.addr)
	return q.pressPage(a, m.addr.Kind, notes), err
}

// asItStands is the paper with its settings as they stand: they may have changed since the request came in, and a page
// that is made of the old ones would be kept.
func (rd *Reader) asItStands(ctx context.Context, p news.Paper) news.Paper {
	if now, err := rd.Store.PaperByID(ctx, p.ID); err == nil {
		return now
	}
	return p
}

// pressPage is an answer as the press takes it.
func (q *ask) pressPage(a web.Answer, kind Kind, notes *web.Notes) press.Page {
	guard := ""
	if a.Type == htmlType {
		guard = guardOf(q.paper, q.live)
	}
	return press.Page{
		Guard:  guard,
		Status: a.Status, Kind: string(kind), Type: a.Type, Location: a.Location, Link: a.Link, Body: a.Body,
		Tags: append(a.Tags, notes.Tags()...), Until: q.now + news.Millis(a.Lifetime.Milliseconds()),
		Part: a.Part.Name, Cut: a.Part.At, Without: a.Part.Without,
	}
}

// Part makes the one shared part there is.
func (m maker) Part(ctx context.Context, _ string) (press.Part, error) {
	ctx, notes := web.WithNotes(ctx)
	q := &ask{ctx: ctx, paper: m.rd.asItStands(ctx, m.paper), now: m.rd.Now()}
	q.site = m.rd.site(q.paper, q.now)
	part, err := m.rd.latest(q)
	part.Tags = notes.Tags()
	return part, err
}

// latestPart is the name of the shared part: the latest headlines under every article.
const latestPart = "latest"

// latest reads the paper's newest headlines. Under an article they are shown without its own.
func (rd *Reader) latest(q *ask) (press.Part, error) {
	n := q.paper.Latest
	if n <= 0 {
		n = latestHeadlines
	}
	cards, err := rd.Store.List(q.ctx, q.paper.ID, q.everything(), q.now, news.After{}, n+1)
	part := press.Part{Write: func(ctx context.Context, article string) ([]byte, error) {
		return render(ctx, ui.Latest(q.site, without(cards, article, n)))
	}}
	for _, c := range cards {
		part.Holds = append(part.Holds, c.Article)
	}
	if err != nil {
		return part, err
	}
	says, err := render(q.ctx, ui.Latest(q.site, cards))
	part.Says = string(says)
	return part, err
}

// cutAt cuts an answer's body where a mark stands in it and says that a part stands there.
func cutAt(a web.Answer, mark string, part web.Part) (web.Answer, error) {
	before, after, found := bytes.Cut(a.Body, []byte(mark))
	if !found {
		return a, errors.New("the page has no place for the " + part.Name)
	}
	part.At = len(before)
	a.Body, a.Part = append(before, after...), part
	return a, nil
}

// mark is what stands in the place of a part while a page is written. Nobody who writes copy can guess it.
func (rd *Reader) mark() string {
	rd.marking.Do(func() { rd.marked = "\x00" + rand.Text() + "\x00" })
	return rd.marked
}

// missingMaker makes the page that is shown for all that isn't there.
type missingMaker struct{ maker }

// Page makes the page.
func (m missingMaker) Page(ctx context.Context) (press.Page, error) {
	ctx, notes := web.WithNotes(ctx)
	q, err := m.rd.asked(ctx, m.rd.asItStands(ctx, m.paper), m.url, nil)
	if err != nil {
		return press.Page{}, err
	}
	a, err := m.rd.missing(q)
	return q.pressPage(a, KindNone, notes), err
}

// pressed returns the page that a request asks for, from the press or made for it.
func (rd *Reader) pressed(r *http.Request, addr Address, accept press.Accept) (*press.Sheet, error) {
	paper := web.PaperOf(r.Context())
	k, query, keep := keyOf(paper.ID, addr, r.URL)
	m := maker{rd: rd, paper: paper, addr: addr, url: r.URL, query: query}
	s, err := rd.byQuery(r, m, k, accept)
	switch {
	case s != nil || err != nil:
		return s, err
	case rd.nowhere(paper.ID, addr, r.URL):
		err = notFound()
	case keep:
		s, err = rd.Press.Get(r.Context(), k, m, accept == 0)
	default:
		s, err = rd.once(r.Context(), k, m, accept)
	}
	if news.CodeOf(err) == news.CodeNotFound {
		return rd.Press.Get(r.Context(), missingKey(paper.ID), missingMaker{m}, accept == 0)
	}
	return s, err
}

// once makes a page for one reader.
func (rd *Reader) once(ctx context.Context, k press.Key, m maker, accept press.Accept) (*press.Sheet, error) {
	page, err := m.Page(ctx)
	if err != nil {
		return nil, err
	}
	return rd.Press.Once(ctx, k, page, m, accept == 0)
}

// byQuery answers an old address that has a query, if there is a redirect from it: imported sites had their articles at
// such as /?p=123. Else it returns nil.
func (rd *Reader) byQuery(r *http.Request, m maker, k press.Key, accept press.Accept) (*press.Sheet, error) {
	if r.URL.RawQuery == "" {
		return nil, nil
	}
	for _, old := range withQuery(r.URL) {
		if !rd.knows(k.Paper, old) {
			continue
		}
		q, err := rd.asked(r.Context(), m.paper, m.url, m.query)
		if err != nil {
			return nil, err
		}
		a, found, err := rd.redirect(q, old)
		switch {
		case err != nil:
			return nil, err
		case found:
			return rd.Press.Once(r.Context(), k, q.pressPage(a, m.addr.Kind, &web.Notes{}), m, accept == 0)
		}
	}
	return nil, nil
}

// ServeQuick answers a request at once if the press holds the answer, and says what it sent. If it doesn't, nothing has
// been written.
func (rd *Reader) ServeQuick(w http.ResponseWriter, r *http.Request, p news.Paper) (web.Sent, bool) {
	if rd.Press == nil || r.URL.RawQuery != "" || r.URL.RawPath != "" {
		return web.Sent{}, false
	}
	s := rd.Press.Peek(press.Key{Paper: p.ID, Path: r.URL.Path})
	if s == nil && rd.nowhere(p.ID, Parse(r.URL.Path), r.URL) {
		s = rd.Press.Peek(missingKey(p.ID))
	}
	if s == nil {
		return web.Sent{}, false
	}
	return rd.send(w, r, s, press.ParseAccept(r.Header["Accept-Encoding"])), true
}
