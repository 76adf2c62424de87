package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// page is what tests read of a list.
type page struct {
	Items []struct {
		ID, Slug, What, State, Headline string
		Seq                             int64
		Version                         int
	}
	Next *string
}

// pages follows a list to its end.
func (s *site) pages(t *testing.T, url, parameter string) (all page) {
	t.Helper()
	next := url
	for range 100 {
		w := s.ask("editor", "GET", next, "", nil)
		var p page
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 200 {
			t.Fatalf("%s: %d %s %v", next, w.Code, w.Body, err)
		}
		all.Items = append(all.Items, p.Items...)
		if p.Next == nil {
			return all
		}
		next = url + "&" + parameter + "=" + *p.Next
	}
	t.Fatalf("%s has no end", url)
	return all
}

// TestLists follows lists page by page: nothing is left out, nothing comes twice.
func TestLists(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		for i := range 25 {
			s.clock.Set(s.clock.Now() + news.Millis(i%3)) // several share a moment
			s.must("editor", "POST", "/articles", fmt.Sprintf(`{"headline": "Number %d", "section": "%s", "tags": ["tag %d"], "publish": %v}`,
				i, []string{"news", "sport"}[i%2], i, i%5 == 0))
		}
		for url, want := range map[string]int{
			"/articles?limit=4": 25, "/articles?limit=25": 25, "/articles?limit=200": 25, "/articles?limit=1": 25, "/articles?section=sport&limit=5": 12,
			"/articles?state=live&limit=2": 5, "/articles?q=number+1&limit=3": 12, "/articles?q=nothing&limit=3": 0, "/articles?state=draft&section=news&limit=3": 10,
			"/tags?limit=7": 25, "/people?limit=3": 4, "/sections?limit=1": 2,
		} {
			all := s.pages(t, url, "cursor")
			seen := map[string]bool{}
			for _, i := range all.Items {
				seen[i.ID] = true
			}
			if len(all.Items) != want || len(seen) != want {
				t.Errorf("%s: %d items, %d different, want %d", url, len(all.Items), len(seen), want)
			}
		}
		ledger := s.pages(t, "/ledger?limit=10", "after")
		for i, e := range ledger.Items {
			if i > 0 && e.Seq <= ledger.Items[i-1].Seq {
				t.Errorf("the ledger goes from %d to %d", ledger.Items[i-1].Seq, e.Seq)
			}
		}
		if last := ledger.Items[len(ledger.Items)-1].Seq; last != s.seq() {
			t.Errorf("the ledger ends at %d, not %d", last, s.seq())
		}
		newest := s.pages(t, "/articles?limit=3", "cursor").Items[0]
		if newest.Headline != "Number 24" {
			t.Errorf("the list begins with %q", newest.Headline)
		}
	})
}

// TestVersions reads an article's past.
func TestVersions(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "bridge", `, "publish": true, "tags": ["harbour"], "body": {"type": "doc", "content": [
			{"type": "paragraph", "attrs": {"id": "p1"}, "content": [{"type": "text", "text": "The bridge costs £4 million."}]},
			{"type": "paragraph", "attrs": {"id": "p2"}, "content": [{"type": "text", "text": "It opens in May."}]}]}`)
		s.clock.Set(s.clock.Now() + 1)
		s.must("editor", "PATCH", "/articles/{bridge}", `{"headline": "The bridge opens late", "tags": ["harbour", "bridges"], "note": "new date", "body": {"type": "doc", "content": [
			{"type": "paragraph", "attrs": {"id": "p1"}, "content": [{"type": "text", "text": "The bridge costs £40 million."}]},
			{"type": "paragraph", "attrs": {"id": "p3"}, "content": [{"type": "text", "text": "Nobody is to blame."}]},
			{"type": "paragraph", "attrs": {"id": "p2"}, "content": [{"type": "text", "text": "It opens in May."}]}]}}`)
		s.run(t, []scenario{
			{name: "the list", method: "GET", url: "/articles/{bridge}/versions", status: 200, has: []string{`"version":1`, `"version":2`, `"note":"new date"`, `"hash":"`, `"headline":"The bridge opens late"`}, lacks: []string{"£4"}},
			{name: "page by page", method: "GET", url: "/articles/{bridge}/versions?limit=1", status: 200, has: []string{`"version":1`, `"next":"`}, lacks: []string{`"version":2`}},
			{name: "the first", method: "GET", url: "/articles/{bridge}/versions/1", status: 200, has: []string{`"version":1`, `"headline":"bridge"`, "£4 million", `"live":2`}},
			{name: "one that isn't there", method: "GET", url: "/articles/{bridge}/versions/3", status: 404},
			{name: "one that is none", method: "GET", url: "/articles/{bridge}/versions/x", status: 422, has: []string{`"field":"n"`}},
			{name: "the difference", method: "GET", url: "/articles/{bridge}/diff?from=1&to=2", status: 200, has: []string{
				`"field":"headline"`, `"field":"tags"`, `{"what":"added","text":", bridges"}`, `{"id":"p1","type":"paragraph","what":"changed","words":[{"what":"same","text":"The bridge costs £"},{"what":"removed","text":"4"},{"what":"added","text":"40"},{"what":"same","text":" million."}]}`,
				`{"id":"p3","type":"paragraph","what":"added"`, `{"id":"p2","type":"paragraph","what":"same"}`}, lacks: []string{`"field":"kicker"`}},
			{name: "backwards", method: "GET", url: "/articles/{bridge}/diff?from=2&to=1", status: 200, has: []string{`"what":"removed"`, `"from":2,"to":1`}},
			{name: "of the newest", method: "GET", url: "/articles/{bridge}/diff", status: 200, has: []string{`"from":1,"to":2`}},
			{name: "with one that isn't there", method: "GET", url: "/articles/{bridge}/diff?from=9", status: 422, has: []string{`"field":"from"`, "1 to 2"}},
		})
	})
}

// TestFurniture keeps sections, tags and people.
func TestFurniture(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "Harbour", `, "publish": true, "tags": ["Ferries"]`)
		s.run(t, []scenario{
			{name: "a section", url: "/sections", body: `{"name": "Arts & Books", "description": "Culture."}`, status: 201, ledger: "section.save", has: []string{`"slug":"arts-and-books"`, `"position":3`, `"version":1`}},
			{name: "a section that exists", url: "/sections", body: `{"slug": "sport", "name": "Sports"}`, status: 409, has: []string{`"field":"slug"`, `sport`}},
			{name: "a section at an article's address", url: "/sections", body: `{"slug": "harbour", "name": "Harbour"}`, status: 409, has: []string{`"field":"slug"`, "article"}},
			{name: "a section at a reserved word", url: "/sections", body: `{"slug": "search", "name": "Search"}`, status: 422, has: []string{`"field":"slug"`, "reserved"}},
			{name: "a section without a name", url: "/sections", body: `{"slug": "x"}`, status: 422, has: []string{`"field":"name"`}},
			{name: "a section without letters", url: "/sections", body: `{"name": "***"}`, status: 422, has: []string{`"field":"slug"`}},
			{name: "a section at no place", url: "/sections", body: `{"name": "X", "position": 0}`, status: 422, has: []string{`"field":"position"`}},
			{name: "a section with a picture", url: "/sections", body: `{"name": "X", "picture": "y"}`, status: 422, has: []string{`"field":"picture"`}},
			{name: "a section renamed", method: "PATCH", url: "/sections/sport", body: `{"slug": "sports", "name": "Sports"}`, status: 200, ledger: "section.save redirect.save", has: []string{`"slug":"sports"`, `"version":2`}},
			{name: "a section not changed", method: "PATCH", url: "/sections/sports", body: `{"name": "Sports"}`, status: 200, has: []string{`"version":2`}},
			{name: "a section by the slug in the body", method: "PATCH", url: "/sections", body: `{"slug": "sports", "description": "Games."}`, status: 200, ledger: "section.save", has: []string{`"description":"Games."`, `"version":3`}},
			{name: "no section by the slug in the body", method: "PATCH", url: "/sections", body: `{"description": "Games."}`, status: 422, has: []string{`"field":"slug"`}},
			{name: "an unknown section by the slug in the body", method: "PATCH", url: "/tags", body: `{"slug": "nope", "name": "x"}`, status: 404},
			{name: "a section read", method: "GET", url: "/sections/sports", status: 200, has: []string{`"name":"Sports"`}},
			{name: "sections", method: "GET", url: "/sections", status: 200, has: []string{`"next":null`, `"slug":"news"`}},
			{name: "a tag", url: "/tags", body: `{"name": "Bridges"}`, status: 201, ledger: "tag.save", has: []string{`"slug":"bridges"`}},
			{name: "a tag that exists", url: "/tags", body: `{"name": "ferries"}`, status: 409, has: []string{`"field":"slug"`}},
			{name: "a tag renamed", method: "PATCH", url: "/tags/ferries", body: `{"slug": "boats", "name": "Boats"}`, status: 200, ledger: "tag.save redirect.save"},
			{name: "and its articles with it", method: "GET", url: "/articles/{Harbour}", status: 200, has: []string{`"tags":["boats"]`}},
			{name: "a tag renamed to another's", method: "PATCH", url: "/tags/boats", body: `{"slug": "bridges"}`, status: 409},
			{name: "a person", as: "publisher", url: "/people", body: `{"name": "Ada Marsh", "title": "Critic"}`, status: 201, ledger: "person.save", has: []string{`"slug":"ada-marsh"`, `"role":""`}},
			{name: "a person of the same name", as: "publisher", url: "/people", body: `{"name": "Ada Marsh"}`, status: 201, ledger: "person.save", has: []string{`"slug":"ada-marsh-2"`}},
			{name: "a person at a slug that exists", as: "publisher", url: "/people", body: `{"name": "Ada Marsh", "slug": "ada-marsh"}`, status: 409, has: []string{`"field":"slug"`}},
			{name: "a person with somebody's address", as: "publisher", url: "/people", body: `{"name": "Eve", "email": "EDITOR@example.org"}`, status: 409, has: []string{`"field":"email"`}},
			{name: "a person with a role and no address", as: "publisher", url: "/people", body: `{"name": "Eve", "role": "editor"}`, status: 422, has: []string{`"field":"email"`}},
			{name: "a person of no role", as: "publisher", url: "/people", body: `{"name": "Eve", "email": "e@example.org", "role": "boss"}`, status: 422, has: []string{`"field":"role"`, "publisher"}},
			{name: "a person with no address", as: "publisher", url: "/people", body: `{"name": "Eve", "email": "eve at home"}`, status: 422, has: []string{`"field":"email"`}},
			{name: "a person changed", as: "publisher", method: "PATCH", url: "/people/ada-marsh", body: `{"bio": "Writes."}`, status: 200, ledger: "person.save", has: []string{`"bio":"Writes."`}},
			{name: "a front", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{Harbour}", "kicker": "Boats", "until": "2026-02-02T00:00:00Z"}]}`, status: 200, ledger: "front.save",
				has: []string{`"version":1`, `"draft":[]`, `"until":"2026-02-02T00:00:00.000Z"`, `"kicker":"Boats"`}},
			{name: "a front as it is", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{Harbour}", "kicker": "Boats", "until": "2026-02-02T00:00:00Z"}]}`, status: 200, has: []string{`"version":1`}},
			{name: "a front's draft", method: "PUT", url: "/fronts/front", body: `{"draft": [{"article": "{Harbour}"}]}`, status: 200, ledger: "front.save", has: []string{`"version":2`, `"kicker":"Boats"`}},
			{name: "a front read", method: "GET", url: "/fronts/front", status: 200, has: []string{`"version":2`}},
			{name: "a section's front that nobody curated", method: "GET", url: "/fronts/news", status: 200, has: []string{`"version":0`, `"live":[]`}},
			{name: "a front with an article that isn't there", method: "PUT", url: "/fronts/news", body: `{"live": [{"article": "{Harbour}"}, {"article": "x"}]}`, status: 422, has: []string{`"field":"live[1].article"`}},
			{name: "a front with an article twice", method: "PUT", url: "/fronts/news", body: `{"live": [{"article": "{Harbour}"}, {"article": "{Harbour}"}]}`, status: 422, has: []string{"twice"}},
			{name: "a front with no name of an article", method: "PUT", url: "/fronts/news", body: `{"live": [{"article": "\u0000"}]}`, status: 422, has: []string{`"field":"live[0].article"`}},
			{name: "a front of nothing", method: "PUT", url: "/fronts/news", body: `{}`, status: 422, has: []string{`"field":"live"`}},
			{name: "a front emptied", method: "PUT", url: "/fronts/front", body: `{"live": [], "draft": null}`, status: 200, ledger: "front.save", has: []string{`"live":[]`, `"draft":[]`}},
		})
		if !strings.Contains(s.since(0), "redirect.save") {
			t.Error("no redirect was made")
		}
	})
}
