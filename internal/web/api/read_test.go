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
			s.must("editor", "POST", "/articles", fmt.Sprintf(`{"headline": "Number %d", "section": "%s", "tags": ["tag %d"], "kind": "%s", "publish": %v}`,
				i, []string{"news", "sport"}[i%2], i, []string{"letter", "news", "news", "news"}[i%4], i%5 == 0))
		}
		for url, want := range map[string]int{
			"/articles?limit=4": 25, "/articles?limit=25": 25, "/articles?limit=200": 25, "/articles?limit=1": 25, "/articles?section=sport&limit=5": 12,
			"/articles?state=live&limit=2": 5, "/articles?q=number+1&limit=3": 12, "/articles?q=nothing&limit=3": 0, "/articles?state=draft&section=news&limit=3": 10,
			"/articles?kind=letter&limit=3": 7, "/articles?kind=letter&section=sport": 0, "/tags?limit=7": 25, "/people?limit=3": 4, "/sections?limit=1": 2,
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
			{name: "how to reach a person", as: "publisher", method: "PATCH", url: "/people/ada-marsh", body: `{"beat": "films", "contact": "By *post*.", "public_key": "-----BEGIN PGP PUBLIC KEY BLOCK-----\nx"}`, status: 200,
				ledger: "person.save", has: []string{`"beat":"films"`, `"contact":"By *post*."`, `"public_key":"-----BEGIN PGP PUBLIC KEY BLOCK-----\nx"`}},
			{name: "a private key", as: "publisher", method: "PATCH", url: "/people/ada-marsh", body: `{"public_key": "-----BEGIN PGP PRIVATE KEY BLOCK-----\nx"}`, status: 422, has: []string{`"field":"public_key"`, "private key"}},
			{name: "another private key", as: "publisher", method: "PATCH", url: "/people/ada-marsh", body: `{"public_key": "AGE-SECRET-KEY-1QQQ"}`, status: 422, has: []string{`"field":"public_key"`}},
			{name: "a person changed", as: "publisher", method: "PATCH", url: "/people/ada-marsh", body: `{"bio": "Writes."}`, status: 200, ledger: "person.save", has: []string{`"bio":"Writes."`}},
			{name: "a front", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{Harbour}", "kicker": "Boats", "until": "2026-02-02T00:00:00Z"}]}`, status: 200, ledger: "front.save",
				has: []string{`"version":1`, `"draft":[]`, `"until":"2026-02-02T00:00:00.000Z"`, `"kicker":"Boats"`}},
			{name: "a front as it is", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{Harbour}", "kicker": "Boats", "until": "2026-02-02T00:00:00Z"}]}`, status: 200, has: []string{`"version":1`}},
			{name: "a front's draft", method: "PUT", url: "/fronts/front", body: `{"draft": [{"article": "{Harbour}"}]}`, status: 200, ledger: "front.save", has: []string{`"version":2`, `"kicker":"Boats"`}},
			{name: "a front read", method: "GET", url: "/fronts/front", status: 200, has: []string{`"version":2`}},
			{name: "a front scheduled for the past", method: "POST", url: "/fronts/front/schedule", body: `{"at": "2020-02-02T00:00:00Z"}`, status: 422, has: []string{"lies in the past"}},
			{name: "a front scheduled for no time", method: "POST", url: "/fronts/front/schedule", body: `{}`, status: 422, has: []string{"is missing"}},
			{name: "a front scheduled", method: "POST", url: "/fronts/front/schedule", body: `{"at": "2099-02-02T00:00:00Z"}`, status: 200, ledger: "front.save", has: []string{`"at":"2099-02-02T00:00:00.000Z"`, `"version":3`}},
			{name: "a front scheduled twice for one moment", method: "POST", url: "/fronts/front/schedule", body: `{"at": "2099-02-02T00:00:00Z"}`, status: 409, has: []string{"another change"}},
			{name: "what isn't scheduled, cancelled", method: "POST", url: "/fronts/front/schedule/nope/cancel", body: `{}`, status: 404, has: []string{"no such change"}},
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

// TestFrontVersions publishes a front's draft, goes back to an earlier front, and reads what there was.
func TestFrontVersions(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "One", `, "publish": true`)
		s.file("editor", "Two", `, "publish": true`)
		s.run(t, []scenario{
			{name: "an empty draft", url: "/fronts/front/publish", status: 409, has: []string{`"field":"draft"`, "empty"}},
			{name: "a draft", method: "PUT", url: "/fronts/front", body: `{"draft": [{"article": "{One}", "pin": 3}, {"article": "{Two}"}]}`, status: 200, ledger: "front.save", has: []string{`"live":[]`, `"pin":3`}},
			{name: "published by a reporter", as: "reporter", url: "/fronts/front/publish", status: 403},
			{name: "published at another version", url: "/fronts/front/publish", header: is("7"), status: 412},
			{name: "published", url: "/fronts/front/publish", status: 200, ledger: "front.save", header: is("1"), has: []string{`"version":2`, `"live":[{"article":"{One}","pin":3},{"article":"{Two}"}]`, `"draft":[{"article":"{One}","pin":3}`}},
			{name: "published again", url: "/fronts/front/publish", status: 200, has: []string{`"version":2`}},
			{name: "emptied", method: "PUT", url: "/fronts/front", body: `{"live": [], "draft": []}`, status: 200, ledger: "front.save", has: []string{`"version":3`}},
			{name: "versions", method: "GET", url: "/fronts/front/versions?limit=2", status: 200, has: []string{`"items":[{"name":"front","version":3`, `"version":2`, `"next":"`}, lacks: []string{`"version":1,`}},
			{name: "one version", method: "GET", url: "/fronts/front/versions/2", status: 200, has: []string{`"version":2`, `"article":"{Two}"`, `"by":"`}},
			{name: "no such version", method: "GET", url: "/fronts/front/versions/9", status: 404},
			{name: "the versions of no front", method: "GET", url: "/fronts/nope/versions", status: 404},
			{name: "versions for a reporter", as: "reporter", method: "GET", url: "/fronts/front/versions", status: 403},
			{name: "one for a reporter", as: "reporter", method: "GET", url: "/fronts/front/versions/1", status: 403},
			{name: "restored to the draft", url: "/fronts/front/restore", body: `{"version": 2}`, status: 200, ledger: "front.save", has: []string{`"live":[]`, `"draft":[{"article":"{One}"`, `"version":4`}},
			{name: "restored live", url: "/fronts/front/restore", body: `{"version": 2, "live": true}`, status: 200, ledger: "front.save", has: []string{`"live":[{"article":"{One}"`, `"version":5`}},
			{name: "restored to what is not there", url: "/fronts/front/restore", body: `{"version": 99}`, status: 422, has: []string{`"field":"version"`, "1 to 5"}},
			{name: "restored to nothing", url: "/fronts/front/restore", body: `{}`, status: 422, has: []string{`"field":"version"`}},
			{name: "pinned to no place", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{One}", "pin": 1000}]}`, status: 422, has: []string{`"field":"live[0].pin"`}},
			{name: "with a picture that isn't there", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{One}", "picture": "nope"}]}`, status: 422, has: []string{`"field":"live[0].picture"`}},
			{name: "pinned below", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{One}", "pin": -1}]}`, status: 422, has: []string{`"field":"live[0].pin"`}},
			{name: "two pinned to one place", method: "PUT", url: "/fronts/front", body: `{"live": [{"article": "{One}", "pin": 1}, {"article": "{Two}", "pin": 1}]}`, status: 422, has: []string{`"field":"live[1].pin"`}},
		})
	})
}

// TestStorylinesAndRedirects keeps storylines, files under them, and lets old addresses lead on.
func TestStorylinesAndRedirects(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.run(t, []scenario{
			{name: "a storyline", url: "/storylines", body: `{"name": "The new bridge", "summary": "From vote to ribbon."}`, status: 201, ledger: "storyline.save", has: []string{`"slug":"the-new-bridge"`, `"briefed_at":null`, `"version":1`}},
			{name: "by a reporter", as: "reporter", url: "/storylines", body: `{"name": "X"}`, status: 403},
			{name: "one that exists", url: "/storylines", body: `{"name": "The new bridge"}`, status: 409, has: []string{`"field":"slug"`}},
			{name: "one without a name", url: "/storylines", body: `{"slug": "x"}`, status: 422, has: []string{`"field":"name"`}},
			{name: "a summary that is too long", url: "/storylines", body: `{"name": "X", "summary": "` + strings.Repeat("x", 6000) + `"}`, status: 422, has: []string{`"field":"summary"`}},
			{name: "a briefing with a script", method: "PATCH", url: "/storylines/the-new-bridge", body: `{"briefing": "<script>x</script>"}`, status: 422, has: []string{`"field":"briefing"`}},
			{name: "a briefing", method: "PATCH", url: "/storylines/the-new-bridge", body: `{"briefing": "Voted in *May*."}`, status: 200, ledger: "storyline.save", header: is("1"), has: []string{`"briefed_at":"2026-`, `"version":2`}, lacks: []string{`"briefed_by":""`}},
			{name: "the same again", method: "PATCH", url: "/storylines/the-new-bridge", body: `{"briefing": "Voted in *May*."}`, status: 200, has: []string{`"version":2`}},
			{name: "an older version", method: "PATCH", url: "/storylines/the-new-bridge", body: `{"name": "Bridge"}`, status: 412, header: is("1")},
			{name: "no briefing any more", method: "PATCH", url: "/storylines/the-new-bridge", body: `{"briefing": ""}`, status: 200, ledger: "storyline.save", has: []string{`"briefed_at":null`, `"briefed_by":""`}},
			{name: "renamed", method: "PATCH", url: "/storylines/the-new-bridge", body: `{"slug": "bridge"}`, status: 200, ledger: "storyline.save redirect.save"},
			{name: "listed", method: "GET", url: "/storylines", status: 200, has: []string{`"slug":"bridge"`, `"next":null`}},
			{name: "read", method: "GET", url: "/storylines/bridge", status: 200, has: []string{`"summary":"From vote to ribbon."`}},
			{name: "filed under no storyline", url: "/articles", body: `{"headline": "Vote", "section": "news", "storylines": ["nope"]}`, status: 422, has: []string{`"field":"storylines"`, "nope"}},
		})
		s.file("editor", "Vote", `, "storylines": ["bridge"], "publish": true`)
		s.run(t, []scenario{
			{name: "filed under one", method: "GET", url: "/articles/{Vote}", status: 200, has: []string{`"storylines":["bridge"]`}},
			{name: "taken out of it", method: "PATCH", url: "/articles/{Vote}", body: `{"storylines": []}`, status: 200, ledger: "article.publish", has: []string{`"storylines":[]`}},

			{name: "an old address", url: "/redirects", body: `{"from": "https://old.example/2019/vote.html?x=1", "to": "vote"}`, status: 200, ledger: "redirect.save", has: []string{`"from":"/2019/vote.html?x=1"`, `"article":"{Vote}"`}},
			{name: "the same", url: "/redirects", body: `{"from": "/2019/vote.html?x=1", "to": "/vote"}`, status: 200},
			{name: "leading elsewhere", url: "/redirects", body: `{"from": "/2019/vote.html?x=1", "to": "https://example.org/"}`, status: 409, has: []string{`"field":"from"`}},
			{name: "replaced", url: "/redirects", body: `{"from": "/2019/vote.html?x=1", "to": "https://example.org/", "replace": true}`, status: 200, ledger: "redirect.save", has: []string{`"to":"https://example.org/"`}},
			{name: "on to where that leads", url: "/redirects", body: `{"from": "/older", "to": "/2019/vote.html?x=1"}`, status: 200, ledger: "redirect.save", has: []string{`"to":"https://example.org/"`}},
			{name: "to itself", url: "/redirects", body: `{"from": "/me", "to": "/me"}`, status: 422, has: []string{`"field":"to"`, "itself"}},
			{name: "to nothing", url: "/redirects", body: `{"from": "/me", "to": "/not-here"}`, status: 422, has: []string{`"field":"to"`}},
			{name: "to a script", url: "/redirects", body: `{"from": "/me", "to": "javascript:alert(1)"}`, status: 422, has: []string{`"field":"to"`}},
			{name: "to another host in disguise", url: "/redirects", body: `{"from": "/me", "to": "//evil.example"}`, status: 422, has: []string{`"field":"to"`}},
			{name: "from an article's address", url: "/redirects", body: `{"from": "/vote", "to": "/about"}`, status: 409, has: []string{`"field":"from"`}},
			{name: "from an article's address with a query", url: "/redirects", body: `{"from": "/vote?utm=x", "to": "/about"}`, status: 409, has: []string{`"field":"from"`}},
			{name: "from a page", url: "/redirects", body: `{"from": "/search", "to": "/about"}`, status: 422, has: []string{`"field":"from"`}},
			{name: "from a section's page", url: "/redirects", body: `{"from": "/section/news", "to": "/about"}`, status: 409, has: []string{`"field":"from"`}},
			{name: "from the front", url: "/redirects", body: `{"from": "/", "to": "/about"}`, status: 422, has: []string{`"field":"from"`}},
			{name: "from the front with a query", url: "/redirects", body: `{"from": "/?p=12", "to": "/section/news"}`, status: 200, ledger: "redirect.save"},
			{name: "from a section's slug", url: "/redirects", body: `{"from": "/news", "to": "/section/news"}`, status: 200, ledger: "redirect.save"},
			{name: "from broken UTF-8", url: "/redirects", body: `{"from": "/%ff", "to": "/about"}`, status: 422, has: []string{`"field":"from"`}},
			{name: "listed", method: "GET", url: "/redirects?limit=2", status: 200, has: []string{`"from":"/2019/vote.html?x=1"`, `"next":"`}},
			{name: "for a reporter", as: "reporter", method: "GET", url: "/redirects", status: 403},
		})
	})
}

// is is the header that expects a version.
func is(version string) map[string]string { return map[string]string{"If-Match": version} }
