package api_test

import "testing"

// TestPaper reads and changes the paper's settings: who may, what is refused and in which words, what is kept.
func TestPaper(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.run(t, []scenario{
			{name: "read", as: "reporter", method: "GET", url: "/paper", status: 200, has: []string{`"version":1`, `"look":{"colours":{},"sections":{},"nameplate":{},"fonts":""}`}},
			{name: "changed by an editor", method: "PATCH", url: "/paper", body: `{"motto": "x"}`, status: 403, has: []string{"publisher"}},
			{name: "at another version", as: "publisher", method: "PATCH", url: "/paper", header: is("7"), body: `{"motto": "x"}`, status: 412},
			{name: "changed", as: "publisher", method: "PATCH", url: "/paper", header: is("1"), ledger: "paper.save", status: 200,
				body: `{"motto": " Every tide ", "look": {"colours": {"accent": {"light": "#00594C"}}, "sections": {"sport": {"light": "#1c4e80", "dark": "#8fc2ff"}}, "nameplate": {"face": "public-sans", "weight": 600, "align": "start"}}}`,
				has:  []string{`"motto":"Every tide"`, `"accent":{"light":"#00594c","dark":"#`, `"sport":{"light":"#1c4e80","dark":"#8fc2ff"}`, `"weight":600`, `"version":2`}},
			{name: "as it is", as: "publisher", method: "PATCH", url: "/paper", body: `{"motto": "Every tide", "look": {"sections": {"sport": {"light": "#1c4e80", "dark": "#8fc2ff"}}}}`, status: 200, has: []string{`"version":2`}},
			{name: "an accent too pale", as: "publisher", method: "PATCH", url: "/paper", body: `{"look": {"colours": {"accent": {"light": "#ff6600", "dark": "#ff8f87"}}}}`, status: 422,
				has: []string{`"field":"look.colours.accent.light"`, "the accent #ff6600 on the paper #ffffff has a contrast of 2.93:1 and text needs 4.5:1; the nearest shade of #ff6600 that passes is #"}},
			{name: "a paper the ink can't be read on", as: "publisher", method: "PATCH", url: "/paper", body: `{"look": {"colours": {"paper": {"light": "#777777"}}}}`, status: 422, has: []string{`"field":"look.colours.paper.light"`}},
			{name: "a section too dark", as: "publisher", method: "PATCH", url: "/paper", body: `{"look": {"sections": {"sport": {"dark": "#222222"}}}}`, status: 422, has: []string{`"field":"look.sections.sport.dark"`, "the colour of the section sport"}},
			{name: "a section that isn't there", as: "publisher", method: "PATCH", url: "/paper", body: `{"look": {"sections": {"chess": {"light": "#000000"}}}}`, status: 422, has: []string{`"field":"look.sections"`, "chess"}},
			{name: "no colour", as: "publisher", method: "PATCH", url: "/paper", body: `{"look": {"colours": {"link": {"light": "blue}</style>"}}}}`, status: 422, has: []string{`"field":"look.colours.link.light"`}},
			{name: "a logo with a script", as: "publisher", method: "PATCH", url: "/paper", body: `{"look": {"nameplate": {"svg": "<svg viewBox='0 0 1 1'><script>x</script></svg>"}}}`, status: 422, has: []string{`"field":"look.nameplate.svg"`, "script"}},
			{name: "a logo", as: "publisher", method: "PATCH", url: "/paper", ledger: "paper.save", body: `{"look": {"nameplate": {"svg": "<svg viewBox='0 0 9 2' id='x'><path d='M0 0h9v2z'/></svg>"}, "fonts": "system"}}`, status: 200, has: []string{`M0 0h9v2z`, `"fonts":"system"`, `"version":3`}},
			{name: "a picture that isn't there", as: "publisher", method: "PATCH", url: "/paper", body: `{"look": {"nameplate": {"picture": "nope"}}}`, status: 422, has: []string{`"field":"look.nameplate.picture"`}},
			{name: "no face", as: "publisher", method: "PATCH", url: "/paper", body: `{"look": {"nameplate": {"face": "comic", "weight": 900, "align": "left"}, "fonts": "x"}}`, status: 422, has: []string{"look.nameplate.face", "look.nameplate.weight", "look.nameplate.align", "look.fonts"}},
			{name: "a date without a day", as: "publisher", method: "PATCH", url: "/paper", body: `{"date_form": "January 2006"}`, status: 422, has: []string{`"field":"date_form"`, "no day"}},
			{name: "a date with the hour", as: "publisher", method: "PATCH", url: "/paper", body: `{"date_form": "2 January 2006, 15:04"}`, status: 422, has: []string{`"field":"date_form"`, "hour"}},
			{name: "a date", as: "publisher", method: "PATCH", url: "/paper", ledger: "paper.save", body: `{"date_form": "Monday, 2 January 2006"}`, status: 200, has: []string{`"version":4`}},
			{name: "no name", as: "publisher", method: "PATCH", url: "/paper", body: `{"name": " ", "latest": -1}`, status: 422, has: []string{`"field":"name"`, `"field":"latest"`}},
			{name: "what is set at the beginning", as: "publisher", method: "PATCH", url: "/paper", body: `{"timezone": "UTC"}`, status: 422, has: []string{`"field":"timezone"`}},
			{name: "back to the house style", as: "publisher", method: "PATCH", url: "/paper", ledger: "paper.save", body: `{"look": null}`, status: 200, has: []string{`"look":{"colours":{},"sections":{},"nameplate":{},"fonts":""}`, `"version":5`}},
			{name: "its versions", method: "GET", url: "/paper/versions?limit=2", status: 200, has: []string{`"version":5`, `"version":4`, `"by":"{publisher}"`, `"next":"`}, lacks: []string{`"version":3`}},
			{name: "its versions for a reporter", as: "reporter", method: "GET", url: "/paper/versions", status: 403},
		})
	})
}
