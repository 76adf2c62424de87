package feeds

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// The bounds of sitemaps. Search engines read 50,000 addresses and 50 MB of a part. Addresses here are of 500 bytes at most
// and a part has a little less, so that a month's days and the month itself find room beside its articles.
const (
	maxSitemap     = 49_000
	maxNewsSitemap = 1000
	newsSitemapAge = 48 * time.Hour
	newsSitemapFor = time.Minute // what it holds grows too old by the clock
	chunk          = 1000        // cards read at once while a sitemap is written
)

const sitemapXMLNS = `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`

// parts are the parts of the sitemap that hold fronts, beside those of the paper itself, and what below these they are of.
func parts() []struct{ name, of, path string } {
	return []struct{ name, of, path string }{{"tags", "tag", "/tag/"}, {"people", "person", "/by/"}, {"storylines", "storyline", "/storyline/"}}
}

// Crawlers makes robots.txt, the sitemap and the news sitemap. The sitemap is an index; its parts are the paper's own pages
// and sections (?part=fronts), its tags, people and storylines (?part=tags …), and each month's articles with the pages of
// the archive that hold them (?month=2026-02). A part that would be too long has pages (&page=2).
func (f *Feeds) Crawlers(ctx context.Context, p news.Paper, file string, q url.Values) (web.Answer, error) {
	s := sitemap{feeds: f, ctx: ctx, paper: p, base: web.BaseURL(p, f.Served), zone: zone(p), now: f.Now(), most: maxSitemap}
	switch {
	case file == "robots.txt":
		return page("text/plain; charset=utf-8", []byte(s.robots())), nil
	case file == "news-sitemap.xml":
		a, err := s.xml(s.news())
		a.Lifetime = newsSitemapFor
		return a, err
	case q.Has("month") && q.Has("part"):
		return web.Answer{}, notFound()
	}
	n, err := pageNumber(q)
	switch {
	case err != nil:
		return web.Answer{}, err
	case q.Has("month"):
		return s.xml(s.month(q.Get("month"), n))
	case q.Has("part"):
		return s.xml(s.part(q.Get("part"), n))
	case q.Has("page"):
		return web.Answer{}, notFound()
	}
	return s.xml(s.index())
}

// pageNumber reads which page of a part is asked for. The first has no number in its address.
func pageNumber(q url.Values) (int, error) {
	if !q.Has("page") {
		return 1, nil
	}
	n, err := strconv.Atoi(q.Get("page"))
	if err != nil || strconv.Itoa(n) != q.Get("page") || n < 2 || n > 1000 {
		return 0, notFound()
	}
	return n, nil
}

// sitemap is one request of a crawler.
type sitemap struct {
	feeds *Feeds
	ctx   context.Context
	paper news.Paper
	base  string
	zone  *time.Location
	now   news.Millis
	most  int // addresses of a part
}

func (s sitemap) xml(b []byte, err error) (web.Answer, error) {
	return page("application/xml; charset=utf-8", b), err
}

// robots is robots.txt (RFC 9309). Nothing that is in the sitemaps is disallowed; what must not be found though it may be
// read says so itself (noindex).
func (s sitemap) robots() string {
	return "User-agent: *\nDisallow: /search?\nDisallow: /newsroom/\nDisallow: /api/\nDisallow: /feed/hub\n\n" +
		"Sitemap: " + s.base + "/sitemap.xml\nSitemap: " + s.base + "/news-sitemap.xml\n"
}

// index lists the parts, the newest month first. Months without articles are not visited.
func (s sitemap) index() ([]byte, error) {
	var w xmlWriter
	w.raw(`<?xml version="1.0" encoding="utf-8"?>`, "\n<sitemapindex ", sitemapXMLNS, ">\n")
	w.part(s.base+"/sitemap.xml?part=fronts", 1)
	for _, p := range parts() {
		shown, err := s.shown(p.of)
		if err != nil {
			return nil, err
		}
		w.part(s.base+"/sitemap.xml?part="+p.name, pagesOf(len(shown), s.most))
	}
	err := s.steps(beginning, func(month time.Time) error {
		n, err := s.feeds.Store.CountBetween(s.ctx, s.paper.ID, []news.Millis{news.At(month), news.At(month.AddDate(0, 1, 0))}, s.now)
		if err == nil {
			w.part(s.base+"/sitemap.xml?month="+month.Format("2006-01"), pagesOf(n[0], s.most))
		}
		return err
	})
	w.raw("</sitemapindex>\n")
	return w.Bytes(), err
}

// pagesOf is how many pages a part of n addresses has.
func pagesOf(n, most int) int { return (n + most - 1) / most }

// steps calls fn for each period, such as a month, in which something was published, the newest first; beginning returns
// the first moment of a period. It goes from one to the next by the list's keys.
func (s sitemap) steps(beginning func(time.Time) time.Time, fn func(time.Time) error) error {
	for after := (news.After{}); ; {
		cards, err := s.list(after, 1)
		if err != nil || len(cards) == 0 {
			return err
		}
		at := beginning(cards[0].PublishedAt.Time().In(s.zone))
		if err := fn(at); err != nil {
			return err
		}
		after = before(at)
	}
}

// shown returns the fronts of a kind that have something on them.
func (s sitemap) shown(of string) (all []news.ShownFront, err error) {
	for after := ""; ; {
		some, err := s.feeds.Store.ShownFronts(s.ctx, s.paper.ID, of, s.now, after, chunk)
		if all = append(all, some...); err != nil || len(some) < chunk {
			return all, err
		}
		after = some[len(some)-1].Slug
	}
}

// list returns the newest articles after a place.
func (s sitemap) list(after news.After, limit int) ([]news.Card, error) {
	return s.feeds.Store.List(s.ctx, s.paper.ID, news.List{Of: "paper", ID: s.paper.ID}, s.now, after, limit)
}

// part lists the pages of a part; none of one that has nothing.
func (w *xmlWriter) part(address string, pages int) {
	for n := 1; n <= pages; n++ {
		w.raw("<sitemap>")
		if n == 1 {
			w.text("loc", "", address)
		} else {
			w.text("loc", "", address+"&page="+strconv.Itoa(n))
		}
		w.raw("</sitemap>\n")
	}
}

// beginning returns the first moment of t's month.
func beginning(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
}

// part lists the fronts of a part.
func (s sitemap) part(name string, n int) ([]byte, error) {
	if name == "fronts" && n == 1 {
		return s.fronts()
	}
	for _, p := range parts() {
		if p.name != name {
			continue
		}
		shown, err := s.shown(p.of)
		if err != nil {
			return nil, err
		}
		from := min((n-1)*s.most, len(shown))
		if shown = shown[from:min(from+s.most, len(shown))]; len(shown) == 0 {
			return nil, notFound()
		}
		var w xmlWriter
		w.begin("")
		for _, f := range shown {
			w.url(s.base+p.path+f.Slug, rfc3339(f.At, s.zone))
		}
		w.raw("</urlset>\n")
		return w.Bytes(), nil
	}
	return nil, notFound()
}

// fronts lists the pages that are always there, the sections that have something, and the archive's years. The front and
// the archive have changed when something was last published.
func (s sitemap) fronts() ([]byte, error) {
	newest, err := s.list(news.After{}, 1)
	if err != nil {
		return nil, err
	}
	changed := ""
	if len(newest) > 0 {
		changed = rfc3339(news.Later(newest[0].PublishedAt, newest[0].UpdatedAt), s.zone)
	}
	var w xmlWriter
	w.begin("")
	w.url(s.base+"/", changed)
	w.url(s.base+"/about", "")
	w.url(s.base+"/archive", changed)
	w.url(s.base+"/corrections", "")
	sections, err := s.shown("section")
	if err != nil {
		return nil, err
	}
	for _, x := range sections {
		w.url(s.base+"/section/"+x.Slug, rfc3339(x.At, s.zone))
	}
	err = s.steps(func(t time.Time) time.Time { return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, t.Location()) }, func(year time.Time) error {
		w.url(s.base+"/archive/"+year.Format("2006"), "")
		return nil
	})
	w.raw("</urlset>\n")
	return w.Bytes(), err
}

// month lists a page of the articles of a month, newest first, with the days on which they were published and, on the
// first page, the month. It walks the list by its keys.
func (s sitemap) month(name string, n int) ([]byte, error) {
	month, err := time.ParseInLocation("2006-01", name, s.zone)
	if err != nil || month.Format("2006-01") != name {
		return nil, notFound()
	}
	var articles, days xmlWriter
	day, changed, seen := "", news.Millis(0), 0
	endDay := func() {
		if day != "" {
			days.url(s.base+day, rfc3339(changed, s.zone))
		}
	}
	newest := news.Millis(0)
	err = s.walk(before(month.AddDate(0, 1, 0)), news.At(month), n*s.most, func(c news.Card) {
		if seen++; seen <= (n-1)*s.most {
			return
		}
		at := news.Later(c.PublishedAt, c.UpdatedAt)
		articles.url(s.base+"/"+c.Slug, rfc3339(at, s.zone))
		if d := c.PublishedAt.Time().In(s.zone).Format("/archive/2006/01/02"); d != day {
			endDay()
			day, changed = d, 0
		}
		changed, newest = news.Later(changed, at), news.Later(newest, at)
	})
	if err == nil && articles.Len() == 0 { // an empty list is no sitemap
		err = notFound()
	}
	endDay()
	var w xmlWriter
	w.begin("")
	if n == 1 && newest != 0 {
		w.url(s.base+month.Format("/archive/2006/01"), rfc3339(newest, s.zone))
	}
	w.raw(days.String(), articles.String(), "</urlset>\n")
	return w.Bytes(), err
}

// news lists the articles of the last two days as news sitemaps want them.
func (s sitemap) news() ([]byte, error) {
	var w xmlWriter
	w.begin(` xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"`)
	err := s.walk(news.After{}, news.At(s.now.Time().Add(-newsSitemapAge)), maxNewsSitemap, func(c news.Card) {
		language := c.Language
		if language == "" {
			language = s.paper.Locale
		}
		w.raw("<url>")
		w.text("loc", "", s.base+"/"+c.Slug)
		w.raw("<news:news><news:publication>")
		w.text("news:name", "", s.paper.Name)
		w.text("news:language", "", newsLanguage(language))
		w.raw("</news:publication>")
		w.text("news:publication_date", "", rfc3339(c.PublishedAt, s.zone))
		w.text("news:title", "", c.Headline)
		w.raw("</news:news></url>\n")
	})
	w.raw("</urlset>\n")
	return w.Bytes(), err
}

// before is the place in a list from which everything older than t follows. The zero After would be the list's
// beginning, so the epoch is told by the last place before it.
func before(t time.Time) news.After {
	if t.UnixMilli() == 0 {
		return news.After{At: -1, ID: "~"}
	}
	return news.After{At: news.At(t)}
}

// walk calls fn for what comes after a place and was not published before from, newest first, at most most times.
func (s sitemap) walk(after news.After, from news.Millis, most int, fn func(news.Card)) error {
	n := 0
	for n < most {
		cards, err := s.list(after, min(chunk, most-n))
		if err != nil {
			return err
		}
		for _, c := range cards {
			if c.PublishedAt < from {
				return nil
			}
			fn(c)
			n++
			after = news.After{At: c.PublishedAt, ID: c.Article}
		}
		if len(cards) < chunk {
			return nil
		}
	}
	return nil
}

func (w *xmlWriter) begin(more string) {
	w.raw(`<?xml version="1.0" encoding="utf-8"?>`, "\n<urlset ", sitemapXMLNS, more, ">\n")
}

func (w *xmlWriter) url(address, changed string) {
	w.raw("<url>")
	w.text("loc", "", address)
	w.optional("lastmod", "", changed)
	w.raw("</url>\n")
}

// newsLanguage returns a language as news sitemaps name it: ISO 639 alone, but for the two scripts of Chinese.
func newsLanguage(tag string) string {
	switch tag {
	case "zh-CN", "zh-Hans", "zh-Hans-CN":
		return "zh-cn"
	case "zh-TW", "zh-Hant", "zh-Hant-TW":
		return "zh-tw"
	}
	for i, r := range tag {
		if r == '-' {
			return tag[:i]
		}
	}
	return tag
}

func notFound() error {
	return news.Errorf(news.CodeNotFound, "", "there is no such part of the sitemap")
}
