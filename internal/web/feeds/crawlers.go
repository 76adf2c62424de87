package feeds

import (
	"context"
	"net/url"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// The bounds of sitemaps, which the search engines set.
const (
	maxSitemap     = 50_000
	maxNewsSitemap = 1000
	newsSitemapAge = 48 * time.Hour
	newsSitemapFor = time.Minute // what it holds grows too old by the clock
	chunk          = 1000        // cards read at once while a sitemap is written
)

const sitemapXMLNS = `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`

// Crawlers makes robots.txt, the sitemap and the news sitemap. The sitemap is an index; its parts are the fronts
// (?part=fronts) and the articles of each month (?month=2026-02).
func (f *Feeds) Crawlers(ctx context.Context, p news.Paper, file string, q url.Values) (web.Answer, error) {
	s := sitemap{feeds: f, ctx: ctx, paper: p, base: web.BaseURL(p, f.Served), zone: zone(p), now: f.Now()}
	switch {
	case file == "robots.txt":
		return page("text/plain; charset=utf-8", []byte(s.robots())), nil
	case file == "news-sitemap.xml":
		a, err := s.xml(s.news())
		a.Lifetime = newsSitemapFor
		return a, err
	case q.Has("month"):
		return s.xml(s.month(q.Get("month")))
	case q.Has("part"):
		return s.xml(s.fronts(q.Get("part")))
	}
	return s.xml(s.index())
}

// sitemap is one request of a crawler.
type sitemap struct {
	feeds *Feeds
	ctx   context.Context
	paper news.Paper
	base  string
	zone  *time.Location
	now   news.Millis
}

func (s sitemap) xml(b []byte, err error) (web.Answer, error) {
	return page("application/xml; charset=utf-8", b), err
}

func (s sitemap) robots() string {
	return "User-agent: *\nDisallow: /search?\nDisallow: /newsroom/\nDisallow: /api/\n\n" +
		"Sitemap: " + s.base + "/sitemap.xml\nSitemap: " + s.base + "/news-sitemap.xml\n"
}

// index lists the parts, the newest month first.
func (s sitemap) index() ([]byte, error) {
	var w xmlWriter
	w.raw(`<?xml version="1.0" encoding="utf-8"?>`, "\n<sitemapindex ", sitemapXMLNS, ">\n")
	w.part(s.base + "/sitemap.xml?part=fronts")
	for after := (news.After{}); ; {
		cards, err := s.list(after, 1)
		if err != nil {
			return nil, err
		}
		if len(cards) == 0 {
			break
		}
		month := beginning(cards[0].PublishedAt.Time().In(s.zone))
		w.part(s.base + "/sitemap.xml?month=" + month.Format("2006-01"))
		after = before(month) // months without articles are not visited
	}
	w.raw("</sitemapindex>\n")
	return w.Bytes(), nil
}

// list returns the newest articles after a place.
func (s sitemap) list(after news.After, limit int) ([]news.Card, error) {
	return s.feeds.Store.List(s.ctx, s.paper.ID, news.List{Of: "paper", ID: s.paper.ID}, s.now, after, limit)
}

func (w *xmlWriter) part(address string) {
	w.raw("<sitemap>")
	w.text("loc", "", address)
	w.raw("</sitemap>\n")
}

// beginning returns the first moment of t's month.
func beginning(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
}

// fronts lists the pages that are always there.
func (s sitemap) fronts(part string) ([]byte, error) {
	if part != "fronts" {
		return nil, notFound()
	}
	sections, err := s.feeds.Store.Sections(s.ctx, s.paper.ID)
	if err != nil {
		return nil, err
	}
	var w xmlWriter
	w.begin("")
	for _, path := range []string{"/", "/about", "/archive", "/corrections"} {
		w.url(s.base+path, "")
	}
	for _, x := range sections {
		w.url(s.base+"/section/"+x.Slug, "")
	}
	w.raw("</urlset>\n")
	return w.Bytes(), nil
}

// month lists the articles of a month, newest first. It walks the list by its keys.
func (s sitemap) month(name string) ([]byte, error) {
	month, err := time.ParseInLocation("2006-01", name, s.zone)
	if err != nil || month.Format("2006-01") != name {
		return nil, notFound()
	}
	var w xmlWriter
	w.begin("")
	err = s.walk(before(month.AddDate(0, 1, 0)), news.At(month), maxSitemap, func(c news.Card) {
		w.url(s.base+"/"+c.Slug, rfc3339(max(c.PublishedAt, c.UpdatedAt), s.zone))
	})
	w.raw("</urlset>\n")
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
