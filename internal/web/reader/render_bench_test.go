package reader_test

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// rendered is an article's page as the components get it: ten paragraphs, six related articles, fifty headlines.
func rendered(b testing.TB) (ui.Site, ui.Page, ui.ArticlePage, *news.Node) {
	b.Helper()
	p := news.Paper{ID: "p", Name: "The Pellwick Packet", Motto: "Every tide", Locale: "en-GB", TimeZone: "Europe/London", URL: "https://pellwick.example"}
	s := ui.Site{Paper: p, Base: p.URL, Now: time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC), Dates: ui.NewDates(p)}
	for i := range 8 {
		s.Sections = append(s.Sections, news.Section{ID: fmt.Sprint(i), Slug: fmt.Sprint("section-", i), Name: fmt.Sprint("Section ", i)})
	}
	var text strings.Builder
	for i := range 10 {
		fmt.Fprintf(&text, "Paragraph %d of the article, with *some* emphasis, [a link](https://example.org/%d) and %s.\n\n", i, i, strings.Repeat("words that say nothing & mean less, ", 12))
	}
	doc, _, err := body.FromMarkdown(text.String(), body.Options{})
	if err != nil {
		b.Fatal(err)
	}
	card := func(i int) news.Card {
		return news.Card{Article: fmt.Sprint(i), Slug: fmt.Sprint("headline-number-", i), Headline: fmt.Sprint("Headline number ", i, " & its “quotes”"), PublishedAt: 1769947200000, Section: s.Sections[0]}
	}
	a := ui.ArticlePage{Article: news.Article{ID: "a", Slug: "an-article", PublishedAt: 1769947200000}, Section: s.Sections[0],
		Copy:   news.Copy{Headline: "An article <of> some length", Standfirst: "What it says.", Byline: news.Byline{Text: "Ada Quill"}, Dateline: "Pellwick"},
		People: []news.Person{{Slug: "ada-quill", Name: "Ada Quill"}}, Tags: []news.Tag{{Slug: "ferry", Name: "Ferry"}, {Slug: "harbour", Name: "Harbour"}}}
	for i := range 56 {
		if i < 6 {
			a.Related = append(a.Related, card(i))
		} else {
			a.Latest = append(a.Latest, card(i))
		}
	}
	page := ui.Page{Title: a.Copy.Headline, Description: a.Copy.Standfirst, Path: "/an-article", Article: true, Published: a.Article.PublishedAt, Section: "Section 0", Tags: []string{"Ferry", "Harbour"}}
	return s, page, a, &doc
}

// peer is the same page for html/template: what changes from page to page stands in the same places.
const peer = `<!doctype html><html lang="{{.S.Paper.Locale}}"><head><meta charset="utf-8"><title>{{.P.Title}} | {{.S.Paper.Name}}</title>
<meta name="description" content="{{.P.Description}}"><link rel="canonical" href="{{.S.Base}}{{.P.Path}}">
<link rel="alternate" type="application/rss+xml" title="{{.S.Paper.Name}}" href="/feed.xml"><link rel="alternate" type="application/atom+xml" title="{{.S.Paper.Name}}" href="/atom.xml">
<link rel="alternate" type="application/feed+json" title="{{.S.Paper.Name}}" href="/feed.json">
<meta property="og:site_name" content="{{.S.Paper.Name}}"><meta property="og:title" content="{{.P.Title}}"><meta property="og:type" content="article">
<meta property="article:published_time" content="{{.Machine .A.Article.PublishedAt}}"><meta property="article:section" content="{{.P.Section}}">
{{range .P.Tags}}<meta property="article:tag" content="{{.}}">{{end}}<meta property="og:description" content="{{.P.Description}}"><meta property="og:url" content="{{.S.Base}}{{.P.Path}}">
<link rel="stylesheet" href="{{.Style}}"></head><body><a class="skip" href="#main">Skip to the content</a><header class="nameplate"><div class="today">{{.Today}}</div><p class="name"><a href="/">{{.S.Paper.Name}}</a></p><p class="motto">{{.S.Paper.Motto}}</p></header>
<nav><ul>{{range .S.Sections}}<li><a href="/section/{{.Slug}}">{{.Name}}</a></li>{{end}}</ul></nav><main id="main"><article><header><p class="kicker"><a href="/section/{{.A.Section.Slug}}">{{.A.Section.Name}}</a></p>
<h1>{{.A.Copy.Headline}}</h1><p class="standfirst">{{.A.Copy.Standfirst}}</p><p class="byline">By {{range .A.People}}<a rel="author" href="/by/{{.Slug}}">{{.Name}}</a>{{end}} <span>{{.A.Copy.Dateline}}</span></p>
<p class="times">Published <time datetime="{{.Machine .A.Article.PublishedAt}}">{{.Moment .A.Article.PublishedAt}}</time></p></header><div class="copy">{{.Body}}</div>
<nav class="tags"><ul>{{range .A.Tags}}<li><a rel="tag" href="/tag/{{.Slug}}">{{.Name}}</a></li>{{end}}</ul></nav></article>
<section class="related"><h2>Related Articles</h2><ul>{{range .A.Related}}<li><a href="/{{.Slug}}">{{.Headline}}</a> <time datetime="{{$.Machine .PublishedAt}}">{{$.Day .PublishedAt}}</time></li>{{end}}</ul></section>
<section class="latest"><h2>Latest headlines</h2><ul>{{range .A.Latest}}<li><a href="/{{.Slug}}">{{.Headline}}</a></li>{{end}}</ul></section></main>
<footer><p class="name">{{.S.Paper.Name}}</p></footer></body></html>`

// peerPage is what peer is filled from.
type peerPage struct {
	S     ui.Site
	P     ui.Page
	A     ui.ArticlePage
	Body  template.HTML
	Style string
}

func (p peerPage) Machine(m news.Millis) string { return p.S.Dates.Machine(m) }
func (p peerPage) Moment(m news.Millis) string  { return p.S.Dates.Moment(m) }
func (p peerPage) Day(m news.Millis) string     { return p.S.Dates.Brief(m, p.S.Now) }
func (p peerPage) Today() string                { return p.S.Dates.Today(p.S.Now) }

// BenchmarkRender writes an article's page, its body included, with our components and with html/template.
func BenchmarkRender(b *testing.B) {
	s, page, a, doc := rendered(b)
	parsed := template.Must(template.New("article").Parse(peer))
	for name, write := range map[string]func(*bytes.Buffer) error{
		"components": func(out *bytes.Buffer) error {
			a.Body = string(body.AppendHTML(nil, doc, body.HTMLOptions{}))
			return ui.Article(s, page, a).Render(b.Context(), out)
		},
		"html-template": func(out *bytes.Buffer) error {
			text := body.AppendHTML(nil, doc, body.HTMLOptions{})
			return parsed.Execute(out, peerPage{S: s, P: page, A: a, Body: template.HTML(text), Style: ui.Stylesheet()})
		},
	} {
		b.Run(name, func(b *testing.B) {
			var out bytes.Buffer
			b.ReportAllocs()
			for range b.N {
				out.Reset()
				if err := write(&out); err != nil {
					b.Fatal(err)
				}
			}
			if !strings.Contains(out.String(), "headline-number-55") || !strings.Contains(out.String(), "Paragraph 9") {
				b.Fatalf("%.500s", out.String())
			}
			b.SetBytes(int64(out.Len()))
		})
	}
}
