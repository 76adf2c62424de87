package reader

import (
	"encoding/json"
	"slices"

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

// publisher is the paper as schema.org knows it. The imprint says who is behind it and by what rules it works.
func (q *ask) publisher() thing {
	about := q.site.Base + "/about"
	return thing{"@type": "NewsMediaOrganization", "@id": q.site.Base + "/#publisher", "name": q.paper.Name, "url": q.site.Base + "/",
		"correctionsPolicy": q.site.Base + "/corrections", "masthead": about, "publishingPrinciples": about}
}

// paperData describes the paper and its search, on its front.
func (q *ask) paperData() [][]byte {
	return thing{
		"@context": schemaOrg, "@type": "WebSite", "name": q.paper.Name, "url": q.site.Base + "/", "publisher": q.publisher(), "inLanguage": q.language(),
		"potentialAction": thing{"@type": "SearchAction", "target": q.site.Base + "/search?q={search_term_string}",
			"query-input": "required name=search_term_string"},
	}.bytes()
}

// listData describes a page that is a list: the front of a section, tag or storyline, the archive, the record of
// corrections.
func (q *ask) listData(kind, name, description, path string) [][]byte {
	t := thing{"@context": schemaOrg, "@type": kind, "name": name, "url": q.site.Base + path,
		"isPartOf": q.website(), "inLanguage": q.language()}
	if description != "" {
		t["description"] = description
	}
	return append(t.bytes(), q.trail(name, path)...)
}

// itemData lists the articles that a page shows, in its order: each once, however often it is shown.
func (q *ask) itemData(path string, lists ...[]news.Card) [][]byte {
	var items []thing
	seen := map[string]bool{}
	for _, cards := range lists {
		for _, c := range cards {
			if !seen[c.Article] {
				seen[c.Article] = true
				items = append(items, thing{"@type": "ListItem", "position": len(items) + 1, "url": q.site.Base + "/" + c.Slug, "name": c.Headline})
			}
		}
	}
	if len(items) == 0 {
		return nil
	}
	return thing{"@context": schemaOrg, "@type": "ItemList", "url": q.site.Base + path, "numberOfItems": len(items), "itemListElement": items}.bytes()
}

// personData describes a person's page.
func (q *ask) personData(x news.Person, path string) [][]byte {
	who := thing{"@type": "Person", "@id": q.site.Base + path, "name": x.Name, "url": q.site.Base + path, "worksFor": q.publisher()}
	for key, value := range map[string]string{"jobTitle": x.Title, "description": x.Bio, "knowsAbout": x.Beat} {
		if value != "" {
			who[key] = value
		}
	}
	t := thing{"@context": schemaOrg, "@type": "ProfilePage", "name": x.Name, "url": q.site.Base + path, "mainEntity": who, "isPartOf": q.website()}
	return append(t.bytes(), q.trail(x.Name, path)...)
}

// language is the language of the paper's furniture.
func (q *ask) language() string {
	if q.paper.Locale == "" {
		return "en"
	}
	return q.paper.Locale
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

// pictureData are the article's pictures in the ratios there are: its own as it came, in the sizes that were made of it,
// and its share picture, which is wide.
func (q *ask) pictureData(head ui.Page, id, own string) (all []any) {
	if p, stored := q.site.Pictures[id]; stored && own != "" {
		for _, r := range slices.Backward(p.Renditions) {
			if r.Type == "image/jpeg" && r.Width >= smallImage {
				all = append(all, q.imageData(p, r))
			}
		}
	}
	if len(all) == 0 && own != "" {
		all = append(all, own)
	}
	if head.ImageWidth > 0 && head.Image != own {
		all = append(all, thing{"@type": "ImageObject", "url": head.Image, "contentUrl": head.Image, "width": head.ImageWidth, "height": head.ImageHeight})
	}
	return all
}

// smallImage is the width below which a picture is of no use to a search engine.
const smallImage = 600

// imageData describes one file of a picture, and whose it is.
func (q *ask) imageData(p news.Picture, r news.Rendition) thing {
	t := thing{"@type": "ImageObject", "url": q.site.Base + r.Path, "contentUrl": q.site.Base + r.Path, "width": r.Width, "height": r.Height, "encodingFormat": r.Type}
	for key, value := range map[string]string{"caption": p.Caption, "creditText": p.Credit, "copyrightNotice": p.Copyright} {
		if value != "" {
			t[key] = value
		}
	}
	if p.Creator != "" {
		t["creator"] = thing{"@type": "Person", "name": p.Creator}
	}
	return t
}

// articleType returns schema.org's type for an article. A report by the paper's own people stays NewsArticle, though
// ReportageNewsArticle would fit: search engines show articles richly by the names Article, NewsArticle and BlogPosting.
func articleType(page ui.ArticlePage) string {
	switch page.Copy.Kind {
	case news.KindAnalysis:
		return "AnalysisNewsArticle"
	case news.KindOpinion, news.KindLetter:
		return "OpinionNewsArticle"
	case news.KindLive:
		return "LiveBlogPosting"
	}
	return "NewsArticle"
}

// articleData describes an article. It says nothing that the page doesn't show.
func (q *ask) articleData(page ui.ArticlePage, head ui.Page, picture string, doc *news.Node) [][]byte {
	a, c, d := page.Article, page.Copy, q.site.Dates
	t := thing{
		"@context": schemaOrg, "@type": articleType(page), "headline": c.Headline, "url": q.site.Base + head.Path,
		"mainEntityOfPage": q.site.Base + head.Path, "articleSection": page.Section.Name, "publisher": q.publisher(),
		"datePublished": d.Machine(a.PublishedAt), "dateModified": d.Machine(news.Later(a.PublishedAt, a.UpdatedAt)),
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
	if images := q.pictureData(head, q.sharedID(c, doc), picture); len(images) > 0 {
		t["image"] = images
	}
	if len(head.Tags) > 0 {
		t["keywords"] = head.Tags
	}
	if len(page.Corrections) > 0 {
		t["correction"] = q.correctionData(page.Corrections)
	}
	if page.Live != nil {
		q.liveData(t, page, doc)
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
		all = append(all, thing{"@type": "CorrectionComment", "name": ui.CorrectionLabel(n.Kind), "text": n.Text, "datePublished": q.site.Dates.Machine(n.At)})
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
