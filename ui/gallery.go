package ui

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// The gallery shows the components of the reader's pages, one page a group, every state labelled. It is for those who
// change them and for the tests in a browser; the words in it are of no paper.

// GalleryPath is where the gallery is, with a slash at its end.
const GalleryPath = "/newsroom/gallery/"

// GalleryPicture is the address of the picture in the specimens.
const GalleryPicture = GalleryPath + "picture.svg"

// GalleryDrawing is the picture in the specimens: a harbour, in a few strokes.
func GalleryDrawing() []byte {
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 800"><rect width="1200" height="800" fill="#cfd8dc"/><path fill="#90a4ae" d="M0 470h1200v330H0z"/>` +
		`<path fill="#37474f" d="M160 560h420l-60 90H230zM360 300h16v260h-16zM384 320l150 220H384z"/><circle cx="930" cy="210" r="70" fill="#fff3e0"/></svg>`)
}

// GalleryGroup is one page of the gallery.
type GalleryGroup struct{ Name, Title, Scope string }

// GalleryGroups lists the groups in their order.
func GalleryGroups() []GalleryGroup {
	return []GalleryGroup{
		{"masthead", "Masthead and navigation", "The nameplate in full and small, in type and as a logo; the sections, few and many."},
		{"cards", "Cards", "What a front shows of an article: four sizes, with and without a picture, of each kind that looks like no other."},
		{"article", "Article furniture", "What stands around copy: headline, byline, times, notices, tags."},
		{"copy", "Copy", "Every element that a body may hold, as the body's writer writes it."},
		{"story", "Running stories", "A storyline's briefing and timeline, the story so far, related articles, latest headlines."},
		{"lists", "Lists", "Days of a list, headlines, pages, the archive."},
		{"search", "Search", "The box, the form, what was found and what wasn’t."},
		{"notices", "Notices", "Pages that say why there is nothing else."},
	}
}

// GalleryGroupNamed finds a group.
func GalleryGroupNamed(name string) (GalleryGroup, bool) {
	all := GalleryGroups()
	i := slices.IndexFunc(all, func(g GalleryGroup) bool { return g.Name == name })
	if i < 0 {
		return GalleryGroup{}, false
	}
	return all[i], true
}

func specimens(s Site, group string) []Specimen {
	f := newFixtures(s)
	switch group {
	case "masthead":
		return f.masthead()
	case "cards":
		return f.cards()
	case "article":
		return f.article()
	case "copy":
		return f.copy()
	case "story":
		return f.story()
	case "lists":
		return f.lists()
	case "search":
		return f.search()
	}
	return f.notices()
}

// fixtures are what the specimens are made of: a paper, sections, people, articles that nobody has written.
type fixtures struct {
	site     Site
	town     news.Section
	now      news.Millis
	headline string
	trail    string
}

func newFixtures(s Site) fixtures {
	town := news.Section{ID: "town", Slug: "town", Name: "Town"}
	f := fixtures{town: town, now: news.At(s.Now), headline: "Ferry runs late as the tide gate sticks", trail: "Two hundred passengers waited on the quay while divers freed the hinge."}
	f.site = Site{Paper: news.Paper{Name: "The Specimen", Motto: "Every state, plainly labelled", Locale: "en-GB", TimeZone: s.Paper.TimeZone, DateForm: s.Paper.DateForm, Look: s.Paper.Look},
		Base: s.Base, Now: s.Now, Dates: s.Dates, Sections: []news.Section{town, {ID: "sport", Slug: "sport", Name: "Sport"}, {ID: "culture", Slug: "culture", Name: "Culture"}}}
	f.site.Paper.Look.Nameplate.Picture, f.site.Paper.Look.Nameplate.SVG = "", ""
	return f
}

// ago is a moment before now.
func (f fixtures) ago(d time.Duration) news.Millis { return f.now - news.Millis(d.Milliseconds()) }

// card is a plain card, which a specimen may alter.
func (f fixtures) card(alter ...func(*news.Card)) news.Card {
	c := news.Card{Article: "a", Slug: "", Kind: news.KindNews, Headline: f.headline, Standfirst: f.trail, Byline: "Ada Marsh",
		Section: f.town, PublishedAt: f.ago(2 * time.Hour), Version: 1}
	for _, a := range alter {
		a(&c)
	}
	return c
}

func (f fixtures) some(n int) []news.Card {
	titles := []string{"Market hall to open on Sundays", "Rovers draw at home, again", "A seal is found in the paddling pool", "Night trains return in May",
		"The choir that sings to the lifeboat", "Council puts off the survey", "Bread up by eleven pence"}
	var all []news.Card
	for i := range n {
		all = append(all, f.card(func(c *news.Card) {
			c.Headline, c.PublishedAt = titles[i%len(titles)], f.ago(time.Duration(i*9)*time.Hour)
		}))
	}
	return all
}

func (f fixtures) masthead() []Specimen {
	drawn, plain, many, here := f.site, f.site, f.site, Page{Path: "/section/sport", Current: "sport"}
	drawn.Paper.Look.Nameplate.SVG = `<svg viewBox="0 0 300 40" fill="currentColor"><path d="M0 0h40v40h-40z"></path><path d="M50 8h250v8h-250z"></path><path d="M50 24h180v8h-180z"></path></svg>`
	plain.Paper.Motto = ""
	for _, name := range []string{"Harbour and Coast", "Business", "Letters", "Opinion", "Weather", "Obituaries", "Schools", "Planning", "Court", "The Islands", "Food and Drink", "Gardens"} {
		many.Sections = append(many.Sections, news.Section{ID: name, Slug: name, Name: name})
	}
	return []Specimen{
		{State: "Nameplate in full: the paper’s own front", Wide: true, show: inClass("front", nameplate(f.site, true))},
		{State: "Nameplate small: every other page", Wide: true, show: inClass("inner", nameplate(f.site, false))},
		{State: "Nameplate without a motto", Wide: true, show: inClass("front", nameplate(plain, false))},
		{State: "Nameplate with a logo, in full", Note: "A drawing in currentColor follows the scheme.", Wide: true, show: inClass("front", nameplate(drawn, false))},
		{State: "Nameplate with a logo, small", Wide: true, show: inClass("inner", nameplate(drawn, false))},
		{State: "Breaking bar", Note: "On every page but the article’s own, until its time ends or it is taken down.", Wide: true, show: breakingBar(f.site, f.card())},
		{State: "Breaking bar with a long headline", Wide: true, show: breakingBar(f.site, f.card(func(c *news.Card) {
			c.Headline = "Tide gate gives way at Pellwick: two hundred passengers are taken off the ferry, and all are said to be safe"
		}))},
		{State: "Sections: in one of them", Wide: true, show: inClass("bar", sectionLinks(f.site, here))},
		{State: "Sections: of an article in one of them", Wide: true, show: inClass("bar", sectionLinks(f.site, Page{Path: "/an-article", Current: "town"}))},
		{State: "Sections: more than fit on a line", Note: "They wrap; nothing is hidden behind a button.", Wide: true, show: inClass("bar", sectionLinks(many, here))},
	}
}

func (f fixtures) cards() []Specimen {
	with := func(c *news.Card) { c.Picture = "specimen" }
	kind := func(k news.Kind) func(*news.Card) { return func(c *news.Card) { c.Kind = k } }
	site := f.site
	site.Pictures = map[string]news.Picture{"specimen": {ID: "specimen", Alt: "A boat in a harbour", Focus: news.Focus{X: 50, Y: 50},
		Renditions: []news.Rendition{{Path: GalleryPicture, Type: "image/jpeg", Width: 1200, Height: 800}}}}
	one := func(state, class string, l look, alter ...func(*news.Card)) Specimen {
		return Specimen{State: state, show: cardSpecimen(site, f.card(alter...), class, l)}
	}
	m, s := look{Level: 2, Section: true}, look{Level: 3}
	lead, medium := look{Level: 2, Section: true, Picture: shown{In: slotLead, Eager: true}}, look{Level: 2, Section: true, Picture: shown{In: slotCard}}
	all := []Specimen{
		one("Lead, with a picture", "lead", lead, with),
		one("Lead, words alone", "lead", m),
		{State: "Large, beside the lead", show: inClass("side", cardSpecimen(site, f.card(with), "", medium))},
		one("Medium, with a picture", "", medium, with),
		one("Medium, words alone", "", m),
		one("Small, in its section: no kicker", "", s),
		{State: "Headlines alone", show: headlines(site, f.some(3))},
		one("With a kicker of its own", "", m, func(c *news.Card) { c.Kicker = "The tide gate" }),
		one("Of another day", "", m, func(c *news.Card) { c.PublishedAt = f.ago(40 * 24 * time.Hour) }),
		one("Corrected", "", m, func(c *news.Card) { c.Corrected = true }),
		one("Of an agency", "", m, func(c *news.Card) { c.Byline, c.Credit = "", "Coast News Agency" }),
		one("Without a standfirst or byline", "", m, func(c *news.Card) { c.Standfirst, c.Byline = "", "" }),
		one("In another language", "", m, func(c *news.Card) {
			c.Language, c.Headline, c.Standfirst = "ar", "الميناء يفتح أبوابه من جديد", "عاد العمال إلى الرصيف بعد أسبوعين."
		}),
	}
	for _, k := range news.Kinds[1:] {
		all = append(all, one(KindLabel(k), "", m, kind(k)))
	}
	all = append(all,
		one("Live, with a kicker of its own", "", m, kind(news.KindLive), func(c *news.Card) { c.Kicker = "The tide gate" }),
		one("Live coverage that was closed", "", m, kind(news.KindLive), func(c *news.Card) { c.ClosedAt = f.ago(time.Hour) }))
	return all
}

// page is an article's page, which a specimen may alter.
func (f fixtures) page(alter ...func(*ArticlePage)) ArticlePage {
	a := ArticlePage{Section: f.town, Article: news.Article{ID: "a", PublishedAt: f.ago(3 * time.Hour)},
		Copy: news.Copy{Kind: news.KindNews, Headline: f.headline, Standfirst: f.trail, Dateline: "Pellwick"}, People: []news.Person{{Slug: "ada-marsh", Name: "Ada Marsh"}}}
	for _, x := range alter {
		x(&a)
	}
	return a
}

// coverage is a live page, closed at a moment or not.
func (f fixtures) coverage(closed news.Millis, alter ...func(*ArticlePage)) ArticlePage {
	return f.page(append([]func(*ArticlePage){func(a *ArticlePage) {
		a.Copy.Kind, a.Copy.ClosedAt, a.Article.Slug = news.KindLive, closed, "ferry-runs-late"
		a.Live = &Live{Count: 2, First: "main", Last: f.ago(time.Hour), Ended: closed,
			Keys: []LiveKey{{At: f.ago(time.Hour), Text: "The ferry sails", ID: "main"}, {At: f.ago(2 * time.Hour), Text: "The gate sticks", ID: "main"}}}
	}}, alter...)...)
}

func (f fixtures) article() []Specimen {
	head := func(state string, alter ...func(*ArticlePage)) Specimen {
		a := f.page(alter...)
		return Specimen{State: state, show: inClass("story "+kindClass(a.Copy.Kind), articleHead(f.site, a))}
	}
	credits := func(state string, alter ...func(*ArticlePage)) Specimen {
		return Specimen{State: state, show: articleCredits(f.site, f.page(alter...))}
	}
	note := func(kind news.CorrectionKind, text string) news.Noted {
		return news.Noted{Correction: news.Correction{Kind: kind, Text: text, At: f.ago(time.Hour)}}
	}
	wrong := note(news.CorrectionError, "The gate stuck at six, not at seven as we first reported.")
	clear, later := note(news.CorrectionClarification, "The hinge is one of four."), note(news.CorrectionUpdate, "The ferry has sailed since this was written.")
	shownPicture := Picture{URL: GalleryPicture, Alt: "A boat in a harbour", Width: 1200, Height: 800, Focus: news.Focus{X: 50, Y: 50}}
	captioned := shownPicture
	captioned.Caption, captioned.Credit = "The Comet at the quay on Tuesday.", "Tom Quillan"
	return []Specimen{
		head("Kicker, headline, standfirst"),
		head("With a kicker of its own", func(a *ArticlePage) { a.Copy.Kicker = "The tide gate" }),
		head("Opinion", func(a *ArticlePage) { a.Copy.Kind = news.KindOpinion }),
		head("Without a standfirst", func(a *ArticlePage) { a.Copy.Standfirst = "" }),
		head("More than a year old", func(a *ArticlePage) { a.Article.PublishedAt = f.ago(3 * 366 * 24 * time.Hour) }),
		credits("By one, published"),
		credits("By three, updated", func(a *ArticlePage) {
			a.People = append(a.People, news.Person{Slug: "tom-quillan", Name: "Tom Quillan"}, news.Person{Slug: "ines-hale", Name: "Ines Hale"})
			a.Article.UpdatedAt = f.ago(time.Hour)
		}),
		credits("As printed, of an agency", func(a *ArticlePage) {
			a.People, a.Copy.Byline.Text, a.Copy.Credit = nil, "By our harbour staff", "Coast News Agency"
		}),
		credits("By nobody, without a place", func(a *ArticlePage) { a.People, a.Copy.Dateline = nil, "" }),
		credits("Corrected in substance", func(a *ArticlePage) { a.Corrections = []news.Noted{wrong} }),
		credits("With a note that changes nothing of substance", func(a *ArticlePage) { a.Corrections = []news.Noted{later} }),
		{State: "Live page: it goes on", Note: "What is new is announced, and comes when the reader asks or loads the page again; nothing moves by itself.", show: liveState(f.site, f.coverage(0))},
		{State: "Live page: closed", show: liveState(f.site, f.coverage(f.ago(time.Hour)))},
		{State: "Live page: nobody has closed it, and nothing has come since the day before yesterday", show: liveState(f.site, f.coverage(0, func(a *ArticlePage) { a.Live.Ended = f.ago(50 * time.Hour) }))},
		{State: "Live page: key events", show: inClass("copy live", keyEvents(f.site, f.coverage(0)))},
		{State: "Picture with caption and credit", show: figure(captioned)},
		{State: "Picture without them", show: figure(shownPicture)},
		{State: "Corrections: one of each kind", show: corrections(f.site, []news.Noted{wrong, clear, later})},
		{State: "Sharing: by mail, and the address to copy", show: share(f.site, f.page(func(a *ArticlePage) { a.Article.Slug = "ferry-runs-late" }))},
		{State: "Tags", show: tags([]news.Tag{{Slug: "ferries", Name: "Ferries"}, {Slug: "tide-gate", Name: "The tide gate"}})},
	}
}

// written is HTML as somebody files it, read into elements and written as readers get it.
func (f fixtures) written(html string) templ.Component {
	doc, _, err := body.FromHTML(html, body.Options{})
	if err != nil {
		return words(err.Error()) // and the gallery's test fails
	}
	out := body.AppendHTML(nil, &doc, body.HTMLOptions{
		Permalinks: true,
		Image: func(string) (body.Image, bool) {
			return body.Image{Src: GalleryPicture, Width: 1200, Height: 800}, true
		},
		Time: func(dst []byte, at news.Millis) []byte { return append(dst, f.site.Dates.Moment(at)...) },
	})
	return bodySpecimen(string(out))
}

func (f fixtures) copy() []Specimen {
	one := func(state, html string) Specimen { return Specimen{State: state, show: f.written(html)} }
	picture := `<figure class="picture"><img data-media="specimen" src="` + GalleryPicture + `" alt="A boat in a harbour"><figcaption>The Comet at the quay. <span class="credit">Tom Quillan</span></figcaption></figure>`
	return []Specimen{
		one("Paragraphs, crossheads, marks in text", `<p>The gate stuck <em>twice</em>, <strong>never before noon</strong>, said the <a href="/about">harbour office</a>; H<sub>2</sub>O got in and 10<sup>3</sup> bolts came out of <code>bay 7</code>.</p><h2>The hinge</h2><p>It is older than the quay.</p><h3>And the bolts</h3><p>They are older still.</p>`),
		one("Key points", `<ul class="key-points"><li>The gate stuck at six</li><li>The ferry left at eight</li></ul><p>Copy follows.</p>`),
		one("Picture", picture),
		one("Gallery: pictures one below the other", picture+picture),
		one("Quotation in copy", `<blockquote><p>“It has never done that before,” she said, “and I hope that it has learnt.”</p></blockquote>`),
		one("Pull quote", `<figure class="pullquote"><blockquote><p>We waited for the tide, and the tide waited for us</p></blockquote><figcaption>Ines Hale, harbour master</figcaption></figure>`),
		one("Factbox", `<aside class="factbox"><h2 class="factbox-title">The tide gate</h2><p>Built in 1931, of oak and iron, it weighs eleven tonnes.</p><ul><li>Four hinges</li><li>One keeper</li></ul></aside>`),
		one("Embed, blocked: a link that says whose it is", `<figure class="embed" data-provider="YouTube"><a href="https://www.youtube.com/watch?v=1">The launch of the Comet</a></figure>`),
		one("Embed, gone or without a title: its address", `<figure class="embed"><a href="https://example.org/a/page/that/has/gone">https://example.org/a/page/that/has/gone</a></figure>`),
		one("Lists", `<ul><li><p>One</p><ul><li><p>Under one</p></li></ul></li><li><p>Two</p></li></ul><ol start="3"><li><p>Third</p></li><li><p>Fourth</p></li></ol>`),
		one("Table, narrow", `<table><caption>Ferries on time</caption><tr><th>Month</th><th>Share</th></tr><tr><td>May</td><td>91 %</td></tr><tr><td>June</td><td>88 %</td></tr></table>`),
		one("Table, wider than a telephone", `<table><caption>Harbours of the coast</caption><tr><th>Harbour</th><th>Length in metres</th><th>Depth in metres</th><th>Largest ship</th><th>Harbour master</th></tr><tr><td>Pellwick</td><td>1,200</td><td>7</td><td>Comet</td><td>Ines Hale</td></tr></table>`),
		one("Preformatted text", `<pre>06:00  gate sticks        4.1 m
07:55  gate opens         3.2 m</pre>`),
		one("Divider", `<p>Before.</p><hr><p>After.</p>`),
		one("Live entries: a key event, and others", `<article class="live-entry key" data-id="k1"><time datetime="2026-02-01T08:05:00Z">8.05</time><h3>The gate is open</h3><p>The first boat is through.</p></article><article class="live-entry" data-id="k2"><time datetime="2026-02-01T07:40:00Z">7.40</time><p>Divers are in the water.</p></article>`),
	}
}

func (f fixtures) story() []Specimen {
	line := news.Storyline{Slug: "the-tide-gate", Name: "The tide gate", Summary: "From the first creak to the new hinge."}
	month := f.site.Dates.ByMonth(f.some(3))
	return []Specimen{
		{State: "Briefing, dated and signed", show: briefing(f.site, Briefing{HTML: "<p>The gate has stuck eleven times since May. The council will vote on a new hinge on Monday.</p>", At: f.ago(5 * time.Hour), By: "Ada Marsh"})},
		{State: "Timeline, by the month", Wide: true, show: timeline(f.site, month)},
		{State: "The story so far", Note: "Beside an article.", show: storySoFar(f.site, StorySoFar{Storyline: line, Cards: f.some(3)})},
		{State: "Related articles", Note: "Beside an article.", show: related(f.site, f.some(4))},
		{State: "Latest headlines", Note: "Under every article.", Wide: true, show: Latest(f.site, f.some(6))},
	}
}

func (f fixtures) lists() []Specimen {
	days := f.site.Dates.ByDay(f.some(4))
	return []Specimen{
		{State: "A day of a section", Wide: true, show: day(f.site, days[0], false)},
		{State: "A day of a list of several sections", Wide: true, show: day(f.site, days[len(days)-1], true)},
		{State: "Pages: the first", show: pager(Pager{Number: 1, Older: "?page=2"})},
		{State: "Pages: in the middle", show: pager(Pager{Number: 2, Newer: "?page=1", Older: "?page=3"})},
		{State: "Pages: the last", show: pager(Pager{Number: 3, Newer: "?page=2"})},
		{State: "Pages: so far down that they have no number", show: pager(Pager{Number: 2, First: "?", Older: "?after=x"})},
		{State: "Pages: in order of merit", show: pager(Pager{Number: 2, Newer: "?page=1", Older: "?page=3", Ranked: true})},
		{State: "The months of the archive", show: links([]Link{{"/archive/2026/01", "January"}, {"/archive/2026/02", "February"}, {"/archive/2026/03", "March"}})},
		{State: "Neighbours of a day", show: neighbours(Link{"/archive", "After: Tuesday, 3 February 2026"}, Link{"/archive", "Before: Sunday, 1 February 2026"})},
		{State: "A person", show: inClass("", listHead(ListPage{Title: "Ada Marsh", Role: "Harbour correspondent", Description: "Writes about the sea and about those who live off it.", Pager: Pager{Number: 1}}))},
		{State: "A tag, its third page", show: listHead(ListPage{Label: "Tag", Title: "Ferries", Pager: Pager{Number: 3}})},
		{State: "Nothing yet", show: nothingYet()},
	}
}

func (f fixtures) search() []Specimen {
	hit := func(text ...Segment) Hit { return Hit{Card: f.card(), Extract: text} }
	found := SearchPage{Query: "tide gate", Asked: true, Hits: []Hit{
		hit(Segment{Text: "… said that the "}, Segment{"tide gate", true}, Segment{Text: " had stuck twice, and that the hinge …"}), hit(Segment{Text: "The keeper of the "}, Segment{"gate", true}, Segment{Text: " is ninety."}), hit()}}
	return []Specimen{
		{State: "The box", show: searchForm("specimen-box", "", "")},
		{State: "The box, with its label and words in it", show: searchForm("specimen-asked", "tide gate", "Search the paper")},
		{State: "The form, filled in", show: searchFields(f.site, SearchPage{Query: "tide gate", Section: "town", From: "2026-02-01"})},
		{State: "What was found", show: searchFound(f.site, found)},
		{State: "Nothing was found", show: searchFound(f.site, SearchPage{Query: "zanzibnoneq", Asked: true})},
		{State: "What was asked can’t be read", show: problem("There is no day “yesterday”; write it like 2026-02-01.")},
	}
}

func (f fixtures) notices() []Specimen {
	one := func(state string, x NoticePage) Specimen {
		return Specimen{State: state, show: noticeContent(f.site, x)}
	}
	return []Specimen{
		one("Not found: with search and today’s top five", NoticePage{Title: "We can’t find that page", Sentences: []string{"It may have moved, or the address may have a slip in it."}, Search: true, Top: f.some(5)}),
		one("Gone for good", NoticePage{Title: "This article has been withdrawn", Sentences: []string{"It was withdrawn on legal advice on 1 February 2026."}}),
		one("Our own failure", NoticePage{Title: "Something went wrong", Sentences: []string{"The fault is ours and has been noted. Please try again, or go back to the front page."}, Request: "0a1b2c3d"}),
		{State: "Nothing has been published", show: emptyFront()},
	}
}
