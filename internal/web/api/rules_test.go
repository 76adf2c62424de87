package api_test

import "testing"

// TestRules sets, changes, tries, lists and drops house rules, and sees that one with the severity must keeps copy from going out.
func TestRules(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		const perCent = `{"find": "\\b(\\d+)\\s*%", "regexp": true, "replace": "$1 per cent", "reason": "House style writes it out.", "severity": "must", "examples": [{"wrong": "up 5%", "right": "up 5 per cent"}]}`
		const ship = `{"find": "ship", "reason": "It is a boat.", "severity": "info", "examples": [{"wrong": "the ship"}]}`
		s.run(t, []scenario{
			{name: "none yet", method: "GET", url: "/rules", status: 200, has: []string{`"items":[]`}},
			{name: "a reporter may not", as: "reporter", method: "PUT", url: "/rules/per-cent", body: perCent, status: 403, has: []string{"editor"}},
			{name: "nor nobody", as: "nobody", method: "PUT", url: "/rules/per-cent", body: perCent, status: 401},
			{name: "an expression that is none", method: "PUT", url: "/rules/per-cent", body: `{"find": "(", "regexp": true, "reason": "R", "severity": "must", "examples": [{"wrong": "("}]}`, status: 422, has: []string{`"field":"find"`}},
			{name: "an example that fails", method: "PUT", url: "/rules/per-cent", body: `{"find": "colour", "reason": "R", "severity": "must", "examples": [{"wrong": "color"}]}`, status: 422, has: []string{`"field":"examples`, "color"}},
			{name: "no example", method: "PUT", url: "/rules/per-cent", body: `{"find": "colour", "reason": "R", "severity": "must", "examples": []}`, status: 422, has: []string{`"field":"examples`}},
			{name: "a severity there is not", method: "PUT", url: "/rules/per-cent", body: `{"find": "colour", "reason": "R", "severity": "shout", "examples": [{"wrong": "colour"}]}`, status: 422, has: []string{"severity"}},
			{name: "an id that is none", method: "PUT", url: "/rules/Per%20cent", body: perCent, status: 422, has: []string{`"field":"id"`}},
			{name: "made", method: "PUT", url: "/rules/per-cent", body: perCent, status: 200, ledger: "rule.save", has: []string{`"id":"per-cent"`, `"version":1`, `"severity":"must"`}},
			{name: "the same again changes nothing", method: "PUT", url: "/rules/per-cent", body: perCent, status: 200, has: []string{`"version":1`}},
			{name: "another", method: "PUT", url: "/rules/ship", body: ship, status: 200, ledger: "rule.save"},
			{name: "read", as: "reporter", method: "GET", url: "/rules/per-cent", status: 200, has: []string{`"replace":"$1 per cent"`, `"wrong":"up 5%"`}},
			{name: "listed by id", as: "reporter", method: "GET", url: "/rules?limit=1", status: 200, has: []string{`"id":"per-cent"`, `"next":"`}, lacks: []string{`"id":"ship"`}},
			{name: "found by its words", as: "reporter", method: "GET", url: "/rules?q=boat", status: 200, has: []string{`"id":"ship"`}, lacks: []string{"per-cent"}},
			{name: "copy that breaks a must stays in", url: "/articles", body: `{"headline": "Fares up", "section": "news", "body_markdown": "They are up 5% now.", "publish": true}`, status: 422, has: []string{`"field":"body"`, "5%", "per-cent"}},
			{name: "what only an info says goes out", url: "/articles", body: `{"headline": "The ship", "section": "news", "body_markdown": "The ship is late.", "publish": true}`, status: 201, ledger: "article.publish"},
			{name: "changed on what is not its version", method: "PUT", url: "/rules/per-cent", header: map[string]string{"If-Match": `"7"`}, body: perCent, status: 412},
			{name: "softened", method: "PUT", url: "/rules/per-cent", header: map[string]string{"If-Match": `"1"`},
				body: `{"find": "%", "reason": "House style writes it out.", "severity": "should", "examples": [{"wrong": "up 5%"}]}`, status: 200, ledger: "rule.save", has: []string{`"version":2`, `"severity":"should"`}},
			{name: "and the copy goes out", url: "/articles", body: `{"headline": "Fares up", "section": "news", "body_markdown": "They are up 5% now.", "publish": true}`, status: 201, ledger: "article.publish"},
			{name: "a reporter may not drop one", as: "reporter", method: "DELETE", url: "/rules/per-cent", status: 403},
			{name: "dropped", method: "DELETE", url: "/rules/per-cent", status: 200, ledger: "rule.drop"},
			{name: "and gone", method: "GET", url: "/rules/per-cent", status: 404},
			{name: "not twice", method: "DELETE", url: "/rules/per-cent", status: 404},
			{name: "from the list too", method: "GET", url: "/rules", status: 200, has: []string{`"id":"ship"`}, lacks: []string{"per-cent"}},
		})
	})
}

// TestReadAsReadersHaveIt has a reporter read somebody else's story that is out: the words that readers have, and nothing of
// notes, suggestions and words that are still being worked on. Whoever may change it reads all of it.
func TestReadAsReadersHaveIt(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "story", `, "publish": true, "body": {"type": "doc", "content": [{"type": "paragraph", "content": [
			{"type": "text", "text": "The wall ", "marks": [{"type": "note", "attrs": {"id": "note00000001"}}]},
			{"type": "text", "text": "nearly ", "marks": [{"type": "insertion", "attrs": {"id": "sugg00000001"}}]},
			{"type": "text", "text": "fell.", "marks": [{"type": "deletion", "attrs": {"id": "sugg00000002"}}]}]}]}`)
		inside := []string{"nearly", "insertion", "deletion", "note00000001"}
		s.run(t, []scenario{
			{name: "its editor reads all", as: "editor", method: "GET", url: "/articles/{story}", status: 200, has: inside},
			{name: "another what readers have", as: "rival", method: "GET", url: "/articles/{story}", status: 200, has: []string{`"version":1`, "The wall fell."}, lacks: inside},
			{name: "it is changed and held back", method: "PATCH", url: "/articles/{story}", body: `{"headline": "Not yet", "body_html": "<p>Nobody knows this.</p>", "publish": false}`, status: 200, ledger: "article.save"},
			{name: "its editor reads the newest", as: "editor", method: "GET", url: "/articles/{story}", status: 200, has: []string{`"version":2`, "Nobody knows this."}},
			{name: "another what is out", as: "rival", method: "GET", url: "/articles/{story}", status: 200, has: []string{`"version":1`, "The wall fell."}, lacks: append(inside, "Nobody knows", "Not yet")},
			{name: "and no version by number", as: "rival", method: "GET", url: "/articles/{story}/versions/2", status: 403},
		})
	})
}
