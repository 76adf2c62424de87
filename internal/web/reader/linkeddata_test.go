package reader_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// element finds the linked data of a page.
var element = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)

// linked reads the linked data of a page, each thing by its type.
func (b *bundle) linked(path string) (things map[string]map[string]any, page string) {
	b.t.Helper()
	res := b.get(path)
	page = b.text(res)
	if res.StatusCode != 200 {
		b.t.Fatalf("%s: %d", path, res.StatusCode)
	}
	things = map[string]map[string]any{}
	for _, m := range element.FindAllStringSubmatch(page, -1) {
		var t map[string]any
		b.must(json.Unmarshal([]byte(m[1]), &t))
		if t["@context"] != "https://schema.org" || things[t["@type"].(string)] != nil {
			b.t.Errorf("%s: two of %s, or without its context", path, t["@type"])
		}
		things[t["@type"].(string)] = t
	}
	return things, page
}

// needed says which properties a thing of a type has to have. Those of articles and their like are what search engines
// ask for; the others are what makes the thing mean anything.
func needed() map[string][]string {
	article := []string{"headline", "url", "mainEntityOfPage", "datePublished", "dateModified", "author", "publisher", "isAccessibleForFree", "inLanguage", "articleSection", "image"}
	return map[string][]string{
		"NewsArticle": article, "AnalysisNewsArticle": article, "OpinionNewsArticle": article,
		"LiveBlogPosting":       append([]string{"coverageStartTime", "liveBlogUpdate"}, article...),
		"BlogPosting":           {"headline", "articleBody", "datePublished"},
		"WebSite":               {"name", "url"},
		"SearchAction":          {"target", "query-input"},
		"NewsMediaOrganization": {"name"},
		"CollectionPage":        {"name", "url", "isPartOf"},
		"AboutPage":             {"name", "url", "mainEntity"},
		"ProfilePage":           {"url", "mainEntity"},
		"Person":                {"name"},
		"Organization":          {"name"},
		"ItemList":              {"url", "numberOfItems", "itemListElement"},
		"BreadcrumbList":        {"itemListElement"},
		"ListItem":              {"position", "name"},
		"ImageObject":           {"url", "contentUrl", "width", "height"},
		"CorrectionComment":     {"name", "text", "datePublished"},
	}
}

// checkThing checks a thing and all within: what it has to have, that addresses are absolute, and dates have a zone.
func checkThing(t *testing.T, at string, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			checkThing(t, fmt.Sprintf("%s[%d]", at, i), x)
		}
	case map[string]any:
		kind, _ := v["@type"].(string)
		properties, known := needed()[kind]
		if !known {
			t.Errorf("%s is a %q, which nobody checks", at, kind)
		}
		for _, p := range properties {
			if x, ok := v[p]; !ok || x == "" {
				t.Errorf("%s: a %s has no %s", at, kind, p)
			}
		}
		for key, x := range v {
			checkProperty(t, at+"."+key, key, x)
			checkThing(t, at+"."+key, x)
		}
	}
}

func checkProperty(t *testing.T, at, key string, x any) {
	t.Helper()
	s, isString := x.(string)
	switch {
	case !isString:
	case strings.HasPrefix(key, "date") && key != "dateline", strings.HasPrefix(key, "coverage"):
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	case slices.Contains([]string{"url", "contentUrl", "item", "@id", "mainEntityOfPage", "target", "image", "correctionsPolicy", "masthead", "publishingPrinciples"}, key):
		if u, err := url.Parse(s); err != nil || !u.IsAbs() || u.Host != "pellwick.example" {
			t.Errorf("%s: %q is no absolute address of the paper's", at, s)
		}
	}
}

// TestLinkedData walks every kind of page and checks what it says to machines, and that the page shows it.
func TestLinkedData(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	b.addPicture()
	section := b.section["town"]
	for slug, c := range map[string]news.Copy{
		"an-analysis": {Kind: news.KindAnalysis, Headline: "An analysis"}, "an-opinion": {Kind: news.KindOpinion, Headline: "An opinion"},
		"a-letter": {Kind: news.KindLetter, Headline: "A letter", Byline: news.Byline{Text: "By Ann Able"}},
		"wire":     {Headline: "From a wire", Credit: "Northern Wire", Dateline: "LINDHAVEN"},
		"pictured": {Headline: "With a picture", Picture: pictureID, Byline: news.Byline{People: []string{b.people["tom-quillan"]}}},
		"live": {Kind: news.KindLive, Headline: "Live: the count", Body: news.Body(`{"type":"doc","content":[
			{"type":"live_entry","attrs":{"id":"a","at":"2026-02-01T11:00:00Z","key":true},"content":[{"type":"paragraph","attrs":{"id":"b"},"content":[{"type":"text","text":"Counting has begun."}]}]},
			{"type":"live_entry","attrs":{"id":"c","at":"2026-02-01T10:00:00Z"},"content":[{"type":"paragraph","attrs":{"id":"d"},"content":[{"type":"text","text":"The doors are shut."}]}]}]}`)},
	} {
		c.Section = section
		b.file(slug, c)
	}
	for path, want := range map[string][]string{
		"/": {"WebSite", "ItemList"}, "/?page=2": {"ItemList"}, "/section/town": {"CollectionPage", "BreadcrumbList", "ItemList"},
		"/tag/breakwater": {"CollectionPage", "BreadcrumbList", "ItemList"}, "/by/tom-quillan": {"ProfilePage", "BreadcrumbList", "ItemList"},
		"/storyline/the-east-breakwater": {"CollectionPage", "BreadcrumbList", "ItemList"}, "/archive": {"CollectionPage", "BreadcrumbList"},
		"/archive/2026": {"CollectionPage", "BreadcrumbList"}, "/archive/2026/02": {"CollectionPage", "BreadcrumbList"},
		"/archive/2026/02/01": {"CollectionPage", "BreadcrumbList", "ItemList"}, "/corrections": {"CollectionPage", "BreadcrumbList"},
		"/about": {"AboutPage", "BreadcrumbList"}, "/town-keeps-its-last-bus": {"NewsArticle", "BreadcrumbList"},
		"/an-analysis": {"AnalysisNewsArticle", "BreadcrumbList"}, "/an-opinion": {"OpinionNewsArticle", "BreadcrumbList"},
		"/a-letter": {"OpinionNewsArticle", "BreadcrumbList"}, "/wire": {"NewsArticle", "BreadcrumbList"}, "/pictured": {"NewsArticle", "BreadcrumbList"},
		"/live": {"LiveBlogPosting", "BreadcrumbList"}, "/search": nil,
	} {
		things, page := b.linked(path)
		for _, kind := range want {
			if things[kind] == nil {
				t.Errorf("%s has no %s", path, kind)
			}
		}
		if len(things) != len(want) {
			t.Errorf("%s has %d things, want %v", path, len(things), want)
		}
		visible := html.UnescapeString(element.ReplaceAllString(page, ""))
		for kind, thing := range things {
			checkThing(t, path+" "+kind, thing)
			mustShow(t, path, visible, thing)
		}
	}
}

// mustShow checks that a page shows the headlines, names and notes that its linked data speaks of.
func mustShow(t *testing.T, path, visible string, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			mustShow(t, path, visible, x)
		}
	case map[string]any:
		for _, key := range []string{"headline", "name", "text", "caption", "creditText", "jobTitle"} {
			if s, ok := v[key].(string); ok && v["@type"] != "NewsMediaOrganization" && v["@type"] != "WebSite" && !strings.Contains(visible, s) {
				t.Errorf("%s doesn't show the %s %q", path, key, s)
			}
		}
		for _, x := range v {
			mustShow(t, path, visible, x)
		}
	}
}

// TestLiveData follows live coverage to its end.
func TestLiveData(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.file("live", news.Copy{Kind: news.KindLive, Headline: "Live: the count", Body: news.Body(`{"type":"doc","content":[
		{"type":"live_entry","attrs":{"id":"c","at":"2026-02-01T10:00:00Z"},"content":[{"type":"paragraph","attrs":{"id":"d"},"content":[{"type":"text","text":"The doors are shut."}]}]},
		{"type":"live_entry","attrs":{"id":"a","at":"2026-02-01T11:00:00Z"},"content":[{"type":"paragraph","attrs":{"id":"b"},"content":[{"type":"text","text":"Counting has begun."}]}]}]}`)})
	things, _ := b.linked("/live")
	live := things["LiveBlogPosting"]
	updates := live["liveBlogUpdate"].([]any)
	if live["coverageStartTime"] != "2026-02-01T10:00:00Z" || live["coverageEndTime"] != nil || len(updates) != 2 || updates[0].(map[string]any)["headline"] != "Counting has begun." {
		t.Errorf("%v", live)
	}
	b.at("2026-02-02T23:59:59Z")
	if things, _ = b.linked("/live"); things["LiveBlogPosting"]["coverageEndTime"] != nil {
		t.Error("it ended too soon")
	}
	b.at("2026-02-03T00:00:00Z")
	if things, _ = b.linked("/live"); things["LiveBlogPosting"]["coverageEndTime"] != "2026-02-01T12:00:00Z" {
		t.Errorf("a day without an entry: %v", things["LiveBlogPosting"]["coverageEndTime"])
	}
}

// pictureID is the id of the picture that addPicture adds.
const pictureID = "01900000-0000-7000-9000-000000000001"

// addPicture adds a picture to the library, with files of three widths; change may alter it first.
func (b *bundle) addPicture(change ...func(*news.Picture)) {
	b.t.Helper()
	p := news.Picture{ID: pictureID, Alt: "A gull on a post", Caption: "The gull that stayed.", Credit: "Wren Tolley / The Packet", Creator: "Wren Tolley",
		Width: 2000, Height: 1500, Colour: "#808080", Original: news.Original{Hash: "00", Type: "image/jpeg", Bytes: 9}, CreatedAt: b.clock(), Version: 1}
	for _, w := range []int{400, 640, 1200, 1600} {
		for _, kind := range []string{"webp", "jpeg"} {
			p.Renditions = append(p.Renditions, news.Rendition{Type: "image/" + kind, Width: w, Height: w * 3 / 4, Bytes: int64(w) * 100,
				Path: fmt.Sprintf("/media/%032d-%d.%s", w, w, kind)})
		}
	}
	for _, f := range change {
		f(&p)
	}
	b.write(func(tx news.Tx) error { return tx.PutPicture(p, "") })
}
