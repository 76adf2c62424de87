package api_test

import (
	"strings"
	"testing"
)

// TestFiling files articles as an editor would.
func TestFiling(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.run(t, []scenario{
			{name: "a draft", url: "/articles", body: `{"headline": "Council votes", "section": "news", "body_html": "<p>It <b>voted</b>.</p>"}`,
				status: 201, ledger: "article.file",
				has: []string{`"version":1`, `"state":"draft"`, `"url":"http://127.0.0.1:8080/council-votes"`, `"live":0`, `"section":"news"`,
					`"kind":"news"`, `"published_at":null`, `"tags":[]`, `"type":"doc"`}},
			{name: "the same headline again", url: "/articles", body: `{"headline": "Council votes", "section": "news"}`,
				status: 201, ledger: "article.file", has: []string{`"slug":"council-votes-2"`}},
			{name: "published at once", url: "/articles", body: `{"headline": "Ferry late", "section": "news", "publish": true, "tags": ["Ferries", "harbour"]}`,
				status: 201, ledger: "tag.save tag.save article.publish",
				has: []string{`"state":"live"`, `"live":1`, `"published_at":"2026-02-01T12:00:00.000Z"`, `"tags":["ferries","harbour"]`, `"updated_at":null`}},
			{name: "into the archive", url: "/articles", body: `{"headline": "Bridge opens", "section": "news", "publish": true, "published_at": "1987-05-04T06:00:00+01:00"}`,
				status: 201, ledger: "article.publish", has: []string{`"state":"live"`, `"published_at":"1987-05-04T05:00:00.000Z"`}},
			{name: "at the very epoch", url: "/articles", body: `{"headline": "Epoch", "section": "news", "publish": true, "published_at": "1970-01-01T00:00:00Z"}`,
				status: 201, ledger: "article.publish", has: []string{`"published_at":"1970-01-01T00:00:00.001Z"`}},
			{name: "under an embargo", url: "/articles", body: `{"headline": "Budget", "section": "news", "publish": true, "embargo_until": "2026-02-02T00:00:00Z"}`,
				status: 201, ledger: "article.schedule", has: []string{`"state":"scheduled"`, `"live":1`, `"published_at":"2026-02-02T00:00:00.000Z"`}},
			{name: "as Markdown, with everything", url: "/articles", body: `{"kind": "opinion", "headline": " Why  the bridge\nmatters ", "kicker": "Opinion", "standfirst": "A view.",
				"byline": ["the-editor"], "credit": "PA", "dateline": "HARBOUR", "section": "sport", "tags": ["harbour"], "language": "en-gb",
				"body_markdown": "One.\n\n## Two\n\nThree.", "slug": "why-the-bridge", "slugline": "BRIDGE-OP", "seo": {"title": "Bridge"}, "note": "first"}`,
				status: 201, ledger: "article.file",
				has: []string{`"kind":"opinion"`, `"headline":"Why the bridge matters"`, `"byline":["the-editor"]`, `"language":"en-GB"`, `"slug":"why-the-bridge"`,
					`"slugline":"BRIDGE-OP"`, `"seo":{"title":"Bridge"}`, `"note":"first"`, `"crosshead"`}},
			{name: "as elements", url: "/articles", body: `{"headline": "Elements", "section": "news", "body": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello"}]}]}}`,
				status: 201, ledger: "article.file", has: []string{`"text":"Hello"`, `"origin":{"kind":"staff"}`}},
			{name: "with a headline like a page of ours", url: "/articles", body: `{"headline": "Archive!", "section": "news"}`,
				status: 201, ledger: "article.file", has: []string{`"slug":"archive-2"`}},
			{name: "with a headline like a section", url: "/articles", body: `{"headline": "Sport", "section": "news"}`,
				status: 201, ledger: "article.file", has: []string{`"slug":"sport-2"`}},
			{name: "with a headline without letters", url: "/articles", body: `{"headline": "😀", "section": "news"}`,
				status: 201, ledger: "article.file", has: []string{`"slug":"article"`}},
			{name: "as a reporter", as: "reporter", url: "/articles", body: `{"headline": "My draft", "section": "news"}`,
				status: 201, ledger: "article.file", has: []string{`"owner":"{reporter}"`}},
			{name: "with every field null that may be", url: "/articles", body: `{"headline": "Nulls", "section": "news", "kicker": null, "standfirst": null, "byline": null,
				"tags": null, "body": null, "published_at": null, "embargo_until": null, "expires_at": null, "seo": null, "slug": null, "publish": null, "kind": null}`,
				status: 201, ledger: "article.file", has: []string{`"slug":"nulls"`}},
		})
	})
}

// TestBadInput sends what must be refused: with a sentence that names the field, and without any effect.
func TestBadInput(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "taken", `, "publish": true`)
		body := func(field, value string) string {
			return `{"headline": "X", "section": "news", ` + quoted(field) + `: ` + value + `}`
		}
		s.run(t, []scenario{
			{name: "no headline", url: "/articles", body: `{"section": "news"}`, status: 422, has: []string{`"field":"headline"`, "is missing"}},
			{name: "an empty headline", url: "/articles", body: `{"headline": " ", "section": "news"}`, status: 422, has: []string{`"field":"headline"`, "is empty"}},
			{name: "a long headline", url: "/articles", body: body("headline", "1"), status: 422, has: []string{`"field":"headline"`}},
			{name: "a very long headline", url: "/articles", body: `{"section": "news", "headline": "` + strings.Repeat("x", 301) + `"}`, status: 422, has: []string{`"field":"headline"`, "301"}},
			{name: "no section", url: "/articles", body: `{"headline": "X"}`, status: 422, has: []string{`"field":"section"`, "news, sport"}},
			{name: "an unknown section", url: "/articles", body: `{"headline": "X", "section": "sprot"}`, status: 422, has: []string{`"field":"section"`, `sprot`, "news, sport"}},
			{name: "a body over 2 MiB", url: "/articles", body: body("body_html", quoted("<p>"+strings.Repeat("x", 2<<20))), status: 413, has: []string{`"field":"body_html"`}},
			{name: "Markdown over 2 MiB", url: "/articles", body: body("body_markdown", quoted(strings.Repeat("x", 2<<20+1))), status: 413, has: []string{`"field":"body_markdown"`}},
			{name: "a request far over the limit", url: "/articles", body: body("body_html", quoted(strings.Repeat("x", 8<<20))), status: 413, has: []string{`"field":"body"`}},
			{name: "a script", url: "/articles", body: body("body_html", `"<p>Hello</p><script>alert(1)</script>"`), status: 422, has: []string{`"field":"body_html"`, "script"}},
			{name: "an event handler", url: "/articles", body: body("body_html", `"<p onclick='x()'>Hello</p>"`), status: 422, has: []string{`"field":"body_html"`, "onclick"}},
			{name: "a javascript link", url: "/articles", body: body("body_html", `"<p><a href='JaVaScript:alert(1)'>Hello</a></p>"`), status: 422, has: []string{`"field":"body_html"`, "script"}},
			{name: "a javascript link in Markdown", url: "/articles", body: body("body_markdown", `"[Hello](javascript:alert(1))"`), status: 422, has: []string{`"field":"body_markdown"`}},
			{name: "a form", url: "/articles", body: body("body_html", `"<form action=/x><input name=a></form>"`), status: 422, has: []string{`"field":"body_html"`, "form"}},
			{name: "a frame", url: "/articles", body: body("body_html", `"<iframe src='https://example.org/'></iframe>"`), status: 422, has: []string{`"field":"body_html"`, "frame"}},
			{name: "ten thousand nested tags", url: "/articles", body: body("body_html", quoted(strings.Repeat("<div>", 10000)+"x")), status: 422, has: []string{`"field":"body_html"`}},
			{name: "ten thousand nested quotes", url: "/articles", body: body("body_markdown", quoted(strings.Repeat("> ", 10000)+"x")), status: 422, has: []string{`"field":"body_markdown"`}},
			{name: "elements that don't exist", url: "/articles", body: body("body", `{"type": "doc", "content": [{"type": "marquee"}]}`), status: 422, has: []string{`"field":"body`, "marquee"}},
			{name: "a body in two forms", url: "/articles", body: `{"headline": "X", "section": "news", "body_html": "a", "body_markdown": "b"}`, status: 422, has: []string{`"field":"body"`, "one of"}},
			{name: "broken UTF-8 in a headline", url: "/articles", body: "{\"headline\": \"a\xffb\", \"section\": \"news\"}", status: 422, has: []string{`"field":"headline"`, "UTF-8"}},
			{name: "broken UTF-8 in a tag", url: "/articles", body: "{\"headline\": \"X\", \"section\": \"news\", \"tags\": [\"a\", \"\xc3\"]}", status: 422, has: []string{`"field":"tags[1]"`, "UTF-8"}},
			{name: "broken UTF-8 in the body", url: "/articles", body: "{\"headline\": \"X\", \"section\": \"news\", \"body_html\": \"<p>\xe2\x82</p>\"}", status: 422, has: []string{`"field":"body_html"`, "UTF-8"}},
			{name: "half a surrogate pair", url: "/articles", body: `{"headline": "\ud83d", "section": "news"}`, status: 422, has: []string{`"field":"headline"`, "surrogate"}},
			{name: "a control character", url: "/articles", body: body("kicker", `"a\u0000b"`), status: 422, has: []string{`"field":"kicker"`, "U+0000"}},
			{name: "a control character as it is", url: "/articles", body: body("kicker", "\"a\x01b\""), status: 422, has: []string{`"field":"kicker"`, "U+0001"}},
			{name: "an escape in the body", url: "/articles", body: body("body_html", `"<p>a\u001bb</p>"`), status: 422, has: []string{`"field":"body_html"`}},
			{name: "a C1 control character", url: "/articles", body: body("standfirst", `"a\u0085b"`), status: 422, has: []string{`"field":"standfirst"`, "U+0085"}},
			{name: "a slug that exists", url: "/articles", body: body("slug", `"taken"`), status: 409, has: []string{`"field":"slug"`, "taken"}},
			{name: "a slug that is reserved", url: "/articles", body: body("slug", `"newsroom"`), status: 422, has: []string{`"field":"slug"`, "reserved"}},
			{name: "a slug that is a section's", url: "/articles", body: body("slug", `"sport"`), status: 409, has: []string{`"field":"slug"`, "section"}},
			{name: "a slug that is none", url: "/articles", body: body("slug", `"Über Uns!"`), status: 422, has: []string{`"field":"slug"`, "uber-uns"}},
			{name: "a path for a slug", url: "/articles", body: body("slug", `"../x"`), status: 422, has: []string{`"field":"slug"`}},
			{name: "a time without a zone", url: "/articles", body: body("published_at", `"2026-01-01T06:00:00"`), status: 422, has: []string{`"field":"published_at"`, "zone"}},
			{name: "no time", url: "/articles", body: body("embargo_until", `"tomorrow"`), status: 422, has: []string{`"field":"embargo_until"`, "RFC 3339"}},
			{name: "never", url: "/articles", body: body("embargo_until", `"never"`), status: 422, has: []string{`"field":"embargo_until"`}},
			{name: "a number for a time", url: "/articles", body: body("embargo_until", `1770000000`), status: 422, has: []string{`"field":"embargo_until"`}},
			{name: "publication in the future", url: "/articles", body: body("published_at", `"2026-03-01T06:00:00Z"`), status: 422, has: []string{`"field":"published_at"`, "embargo_until"}},
			{name: "an embargo after expiry", url: "/articles", body: `{"headline": "X", "section": "news", "embargo_until": "2026-03-02T00:00:00Z", "expires_at": "2026-03-01T00:00:00Z"}`, status: 422, has: []string{`"field":"embargo_until"`, "expires_at"}},
			{name: "expired already", url: "/articles", body: body("expires_at", `"2026-01-01T00:00:00Z"`), status: 422, has: []string{`"field":"expires_at"`, "passed"}},
			{name: "an unknown field", url: "/articles", body: body("standfrist", `"x"`), status: 422, has: []string{`"field":"standfrist"`, `did you mean \"standfirst\"`}},
			{name: "a field of the answer", url: "/articles", body: body("state", `"live"`), status: 422, has: []string{`"field":"state"`, "leave it out"}},
			{name: "a field twice", url: "/articles", body: `{"headline": "X", "headline": "Y", "section": "news"}`, status: 422, has: []string{`"field":"headline"`, "twice"}},
			{name: "a field with a capital", url: "/articles", body: `{"Headline": "X", "section": "news"}`, status: 422, has: []string{`did you mean \"headline\"`}},
			{name: "an unknown field within", url: "/articles", body: body("seo", `{"titel": "x"}`), status: 422, has: []string{`"field":"seo.titel"`, `\"title\"`}},
			{name: "a list for a text", url: "/articles", body: body("kicker", `["x"]`), status: 422, has: []string{`"field":"kicker"`, "must be a text, and is a list"}},
			{name: "an object for a byline", url: "/articles", body: body("byline", `{"name": "x"}`), status: 422, has: []string{`"field":"byline"`, "list of people"}},
			{name: "a person who doesn't exist", url: "/articles", body: body("byline", `["nobody"]`), status: 422, has: []string{`"field":"byline"`, `\"nobody\"`}},
			{name: "an unknown kind", url: "/articles", body: body("kind", `"poem"`), status: 422, has: []string{`"field":"kind"`, "opinion"}},
			{name: "an unknown language", url: "/articles", body: body("language", `"Englisch (GB)"`), status: 422, has: []string{`"field":"language"`, "BCP 47"}},
			{name: "a picture that isn't there", url: "/articles", body: body("picture", `"abc"`), status: 422, has: []string{`"field":"picture"`}},
			{name: "a tag without letters", url: "/articles", body: body("tags", `["ok", "!!!"]`), status: 422, has: []string{`"field":"tags[1]"`}},
			{name: "too many tags", url: "/articles", body: body("tags", `["x"`+strings.Repeat(`,"x"`, 50)+`]`), status: 422, has: []string{`"field":"tags"`, "51"}},
			{name: "several faults at once", url: "/articles", body: `{"headline": "", "slug": "No Slug", "kind": "x"}`, status: 422, has: []string{`"field":"headline"`, `"field":"slug"`, `"field":"kind"`, "more"}},
			{name: "no JSON", url: "/articles", body: `headline=X`, status: 400, has: []string{"not JSON", "line 1"}},
			{name: "JSON that ends early", url: "/articles", body: `{"headline": "X"`, status: 400, has: []string{"not JSON"}},
			{name: "a list", url: "/articles", body: `[]`, status: 422, has: []string{"must be an object, and is a list"}},
			{name: "nothing", url: "/articles", body: ``, status: 400, has: []string{"is missing"}},
			{name: "two objects", url: "/articles", body: `{} {}`, status: 400, has: []string{"not JSON"}},
			{name: "a form's type", url: "/articles", body: `{}`, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 415, has: []string{"application/json"}},
			{name: "packed JSON", url: "/articles", body: `{}`, header: map[string]string{"Content-Encoding": "gzip"}, status: 415, has: []string{"Content-Encoding"}},
			{name: "another charset", url: "/articles", body: `{}`, header: map[string]string{"Content-Type": "application/json; charset=latin1"}, status: 415, has: []string{"latin1"}},
			{name: "an unknown parameter", method: "GET", url: "/articles?sate=live", status: 422, has: []string{`"field":"sate"`, `did you mean \"state\"`}},
			{name: "an unknown state", method: "GET", url: "/articles?state=lively", status: 422, has: []string{`"field":"state"`, "corrected"}},
			{name: "an unknown kind", method: "GET", url: "/articles?kind=lively", status: 422, has: []string{`"field":"kind"`, "obituary"}},
			{name: "a section that isn't there", method: "GET", url: "/articles?section=x", status: 422, has: []string{`"field":"section"`}},
			{name: "a limit that is none", method: "GET", url: "/articles?limit=many", status: 422, has: []string{`"field":"limit"`, "whole number"}},
			{name: "a limit too high", method: "GET", url: "/articles?limit=100000", status: 422, has: []string{`"field":"limit"`, "200"}},
			{name: "a broken cursor", method: "GET", url: "/articles?cursor=abc", status: 422, has: []string{`"field":"cursor"`}},
			{name: "a control character in a section", url: "/articles", body: `{"headline": "X", "section": "\u0000"}`, status: 422, has: []string{`"field":"section"`}},
			{name: "a control character in a byline", url: "/articles", body: body("byline", `["\u0000"]`), status: 422, has: []string{`"field":"byline"`}},
			{name: "a control character in a parameter", method: "GET", url: "/articles?q=%00", status: 422, has: []string{`"field":"q"`}},
			{name: "broken UTF-8 in a parameter", method: "GET", url: "/articles?section=%ff", status: 422, has: []string{`"field":"section"`}},
			{name: "a control character in an address", method: "GET", url: "/articles/%00", status: 404},
			{name: "broken UTF-8 in an address", method: "GET", url: "/sections/%ff", status: 404},
			{name: "broken UTF-8 in a key", url: "/articles", body: `{"headline": "X", "section": "news"}`, header: map[string]string{"Idempotency-Key": "\xff"}, status: 422, has: []string{`"field":"Idempotency-Key"`}},
			{name: "a hundred thousand nested lists", url: "/articles", body: body("body", strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)), status: 400},
			{name: "a thousand nested nodes", url: "/articles", body: body("body", strings.Repeat(`{"type":"doc","content":[`, 1000)+strings.Repeat("]}", 1000)), status: 422, has: []string{`"field":"body`}},
			{name: "another list's cursor", method: "GET", url: "/tags?cursor=" + "AAAA", status: 422, has: []string{`"field":"cursor"`}},
		})
	})
}

// TestNobodyAndNothing asks for what isn't there, and as nobody.
func TestNobodyAndNothing(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	s.tokens["stranger"] = "bst_" + strings.Repeat("A", 43)
	s.tokens["nonsense"] = "letmein"
	s.run(t, []scenario{
		{name: "without a token", as: "nobody", method: "GET", url: "/articles", status: 401, has: []string{"Authorization", "broadsheet token create"}},
		{name: "with an unknown token", as: "stranger", method: "GET", url: "/articles", status: 401, has: []string{"revoked"}},
		{name: "with nonsense", as: "nonsense", method: "GET", url: "/articles", status: 401},
		{name: "with a password", as: "nobody", method: "GET", url: "/articles", header: map[string]string{"Authorization": "Basic eDp5"}, status: 401, has: []string{"Bearer"}},
		{name: "an address that isn't there", method: "GET", url: "/artikel", status: 404, has: []string{"/api/v1/artikel", "openapi.json"}},
		{name: "a method that isn't there", method: "DELETE", url: "/articles", status: 405, has: []string{"GET", "POST"}},
		{name: "an article that isn't there", method: "GET", url: "/articles/nope", status: 404, has: []string{"nope"}},
		{name: "changing what isn't there", method: "PATCH", url: "/articles/nope", body: `{"kicker": "x"}`, status: 404},
		{name: "publishing what isn't there", url: "/articles/nope/publish", status: 404},
		{name: "a section that isn't there", method: "GET", url: "/sections/nope", status: 404, has: []string{"nope"}},
		{name: "a front that isn't there", method: "GET", url: "/fronts/nope", status: 404, has: []string{"nope"}},
		{name: "versions of what isn't there", method: "GET", url: "/articles/nope/versions", status: 404},
	})
}
