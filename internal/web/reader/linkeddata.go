package reader

import (
	"encoding/json"

	"broadsheet/internal/news"
	"broadsheet/ui"
)

// thing is a schema.org object as JSON-LD. encoding/json escapes <, > and &, so that it can stand in a page.
type thing map[string]any

func (t thing) bytes() [][]byte {
	b, err := json.Marshal(t)
	if err != nil { // things hold strings, numbers and things
		return nil
	}
	return [][]byte{b}
}

const schemaOrg = "https://schema.org"

// publisher is the paper as schema.org knows it.
func (q *ask) publisher() thing {
	return thing{"@type": "NewsMediaOrganization", "name": q.paper.Name, "url": q.site.Base + "/",
		"correctionsPolicy": q.site.Base + "/corrections", "masthead": q.site.Base + "/about"}
}

// paperData describes the paper and its search, on its front.
func (q *ask) paperData() [][]byte {
	return thing{
		"@context": schemaOrg, "@type": "WebSite", "name": q.paper.Name, "url": q.site.Base + "/", "publisher": q.publisher(),
		"potentialAction": thing{"@type": "SearchAction", "target": q.site.Base + "/search?q={search_term_string}",
			"query-input": "required name=search_term_string"},
	}.bytes()
}

// listData describes the front of a section, tag or storyline.
func (q *ask) listData(kind, name, description, path string) [][]byte {
	t := thing{"@context": schemaOrg, "@type": kind, "name": name, "url": q.site.Base + path,
		"isPartOf": q.website()}
	if description != "" {
		t["description"] = description
	}
	return append(t.bytes(), q.trail(name, path)...)
}

// personData describes a person's page.
func (q *ask) personData(x news.Person, path string) [][]byte {
	who := thing{"@type": "Person", "name": x.Name, "url": q.site.Base + path, "worksFor": q.publisher()}
	if x.Title != "" {
		who["jobTitle"] = x.Title
	}
	return thing{"@context": schemaOrg, "@type": "ProfilePage", "url": q.site.Base + path, "mainEntity": who}.bytes()
}

// website is the site that a page is part of.
func (q *ask) website() thing {
	return thing{"@type": "WebSite", "name": q.paper.Name, "url": q.site.Base + "/"}
}

// trail is the way to a page from the front: the names and paths of what lies between, the page's own last.
func (q *ask) trail(steps ...string) [][]byte {
	items := []thing{{"@type": "ListItem", "position": 1, "name": q.paper.Name, "item": q.site.Base + "/"}}
	for i := 0; i+1 < len(steps); i += 2 {
		items = append(items, thing{"@type": "ListItem", "position": len(items) + 1, "name": steps[i], "item": q.site.Base + steps[i+1]})
	}
	return thing{"@context": schemaOrg, "@type": "BreadcrumbList", "itemListElement": items}.bytes()
}

// pictures are the article's own picture and its share picture, with its size.
func pictures(head ui.Page, own string) (all []any) {
	if own != "" {
		all = append(all, own)
	}
	if head.Image != "" && head.Image != own {
		all = append(all, thing{"@type": "ImageObject", "url": head.Image, "width": head.ImageWidth, "height": head.ImageHeight})
	}
	return all
}

// articleType returns schema.org's type for an article. Reportage is news that the paper's own people have written.
func articleType(page ui.ArticlePage) string {
	switch page.Copy.Kind {
	case news.KindAnalysis:
		return "AnalysisNewsArticle"
	case news.KindOpinion, news.KindLetter:
		return "OpinionNewsArticle"
	case news.KindLive:
		return "LiveBlogPosting"
	case news.KindNews:
		if len(page.People) > 0 && page.Copy.Credit == "" {
			return "ReportageNewsArticle"
		}
	}
	return "NewsArticle"
}

// articleData describes an article. It says nothing that the page doesn't show.
func (q *ask) articleData(page ui.ArticlePage, head ui.Page, picture string) [][]byte {
	a, c, d := page.Article, page.Copy, q.site.Dates
	t := thing{
		"@context": schemaOrg, "@type": articleType(page), "headline": c.Headline, "url": q.site.Base + head.Path,
		"mainEntityOfPage": q.site.Base + head.Path, "articleSection": page.Section.Name, "publisher": q.publisher(),
		"datePublished": d.Machine(a.PublishedAt), "dateModified": d.Machine(max(a.PublishedAt, a.UpdatedAt)),
		"author": q.authors(page), "isAccessibleForFree": true, "isPartOf": q.website(), "inLanguage": language(q.paper, c),
	}
	for key, value := range map[string]string{"description": head.Description, "dateline": c.Dateline, "creditText": c.Credit} {
		if value != "" {
			t[key] = value
		}
	}
	if c.Credit != "" {
		t["sourceOrganization"] = thing{"@type": "NewsMediaOrganization", "name": c.Credit}
	}
	if images := pictures(head, picture); len(images) > 0 {
		t["image"] = images
	}
	if len(head.Tags) > 0 {
		t["keywords"] = head.Tags
	}
	if len(page.Corrections) > 0 {
		t["correction"] = q.correctionData(page.Corrections)
	}
	if c.Kind == news.KindLive {
		t["coverageStartTime"] = d.Machine(a.PublishedAt)
	}
	return t.bytes()
}

// authors are the people of the byline, else whoever the byline names in words, else the agency, else the paper.
func (q *ask) authors(page ui.ArticlePage) any {
	var people []thing
	for _, x := range page.People {
		people = append(people, thing{"@type": "Person", "name": x.Name, "url": q.site.Base + frontPath(KindPerson, x.Slug)})
	}
	switch {
	case len(people) > 0:
		return people
	case page.Copy.Byline.Text != "":
		return thing{"@type": "Person", "name": withoutBy(page.Copy.Byline.Text)}
	case page.Copy.Credit != "":
		return thing{"@type": "Organization", "name": page.Copy.Credit}
	}
	return q.publisher()
}

// correctionData lists the corrections an article shows.
func (q *ask) correctionData(notes []news.Noted) []thing {
	var all []thing
	for _, n := range notes {
		all = append(all, thing{"@type": "CorrectionComment", "text": n.Text, "datePublished": q.site.Dates.Machine(n.At)})
	}
	return all
}

// language returns the language of an article's copy.
func language(p news.Paper, c news.Copy) string {
	if c.Language != "" {
		return c.Language
	}
	return p.Locale
}

// withoutBy returns a printed byline as a name: machines want it without its "By".
func withoutBy(s string) string {
	for _, by := range []string{"By ", "by ", "BY ", "From "} {
		if len(s) > len(by) && s[:len(by)] == by {
			return s[len(by):]
		}
	}
	return s
}
