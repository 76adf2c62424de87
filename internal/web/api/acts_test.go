package api_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// lead brings a new article of the reporter's into a state, by the acts that lead there.
func (s *site) lead(to news.State) string {
	s.t.Helper()
	a := s.file("reporter", "copy in state "+string(to), "")
	on := func(as, act, body string) { s.must(as, "POST", "/articles/"+a.ID+"/"+act, body) }
	switch to {
	case news.Submitted:
		on("reporter", "submit", "")
	case news.Ready:
		on("editor", "ready", "")
	case news.Scheduled:
		on("editor", "schedule", `{"at": "2026-03-01T06:00:00Z"}`)
	case news.Live:
		on("editor", "publish", "")
	case news.Corrected:
		on("editor", "publish", "")
		on("editor", "corrections", `{"text": "It was wrong."}`)
	case news.Unpublished:
		on("editor", "publish", "")
		on("editor", "unpublish", "")
	case news.Killed:
		on("editor", "publish", "")
		on("publisher", "kill", "")
	case news.Spiked:
		on("editor", "spike", "")
	}
	if got := s.must("editor", "GET", "/articles/"+a.ID, ""); got.State != string(to) {
		s.t.Fatalf("led to %s, not %s", got.State, to)
	}
	return a.ID
}

// TestMatrix does every act to an article in every state in every role, and holds what comes of it to a table of its
// own: who may, from where, and where it leads.
func TestMatrix(t *testing.T) {
	t.Parallel()
	type act struct {
		name, method, path, body string
		least                    news.Role // who may
		own                      []news.State
		leads                    map[news.State]news.State
	}
	to := func(state news.State, from ...news.State) map[news.State]news.State {
		m := map[news.State]news.State{}
		for _, f := range from {
			m[f] = state
		}
		return m
	}
	stays := map[news.State]news.State{}
	for _, s := range news.States {
		if s != news.Killed && s != news.Spiked {
			stays[s] = s
		}
	}
	own := []news.State{news.Draft, news.Submitted}
	publish := to(news.Live, news.Draft, news.Submitted, news.Ready, news.Scheduled, news.Live, news.Unpublished)
	publish[news.Corrected] = news.Corrected
	acts := []act{
		{"save", "PATCH", "", `{"kicker": "K"}`, news.Editor, own, stays},
		{"submit", "POST", "/submit", "", news.Editor, own, to(news.Submitted, news.Draft)},
		{"ready", "POST", "/ready", "", news.Editor, nil, to(news.Ready, news.Draft, news.Submitted)},
		{"return", "POST", "/return", "", news.Editor, []news.State{news.Draft, news.Submitted, news.Spiked}, to(news.Draft, news.Submitted, news.Ready, news.Spiked, news.Unpublished)},
		{"publish", "POST", "/publish", "", news.Editor, nil, publish},
		{"schedule", "POST", "/schedule", `{"at": "2026-04-01T06:00:00Z"}`, news.Editor, nil, to(news.Scheduled, news.Draft, news.Submitted, news.Ready, news.Scheduled, news.Unpublished)},
		{"correct", "POST", "/corrections", `{"text": "Wrong."}`, news.Editor, nil, to(news.Corrected, news.Live, news.Corrected)},
		{"unpublish", "POST", "/unpublish", "", news.Editor, nil, to(news.Unpublished, news.Scheduled, news.Live, news.Corrected)},
		{"kill", "POST", "/kill", "", news.Publisher, nil, to(news.Killed, news.Scheduled, news.Live, news.Corrected, news.Unpublished)},
		{"spike", "POST", "/spike", "", news.Editor, own, to(news.Spiked, news.Draft, news.Submitted, news.Ready)},
	}
	s := newSiteOnSQLite(t)
	for _, a := range acts {
		for _, state := range news.States {
			for _, who := range []string{"rival", "reporter", "editor", "publisher"} {
				role := news.Role(who)
				if who == "rival" {
					role = news.Reporter
				}
				may := role.AtLeast(a.least) || who == "reporter" && slices.Contains(a.own, state)
				leads, can := a.leads[state]
				id := s.lead(state)
				before := s.seq()
				w := s.ask(who, a.method, "/articles/"+id+a.path, a.body, nil)
				now := s.must("publisher", "GET", "/articles/"+id, "")
				name := who + " does " + a.name + " to what is " + string(state)
				switch {
				case !may && w.Code != 403:
					t.Errorf("%s: answered %d, not 403: %s", name, w.Code, w.Body)
				case may && !can && w.Code != 409:
					t.Errorf("%s: answered %d, not 409: %s", name, w.Code, w.Body)
				case may && can && (w.Code >= 300 || now.State != string(leads)):
					t.Errorf("%s: answered %d and is %s, not %s: %s", name, w.Code, now.State, leads, w.Body)
				case (!may || !can) && (s.seq() != before || now.State != string(state)):
					t.Errorf("%s: was refused and changed something", name)
				}
				if w.Code >= 400 {
					checkProblem(t, w)
				}
			}
		}
	}
}

// TestReading is who may read what.
func TestReading(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	for _, state := range news.States {
		id := s.lead(state)
		for _, who := range []string{"rival", "reporter", "editor", "publisher"} {
			want := 200
			if who == "rival" && state != news.Live && state != news.Corrected {
				want = 403
			}
			if w := s.ask(who, "GET", "/articles/"+id, "", nil); w.Code != want {
				t.Errorf("%s reads what is %s: %d, want %d", who, state, w.Code, want)
			}
			want = 200
			if who == "rival" {
				want = 403
			}
			for _, path := range []string{"/versions", "/versions/1", "/diff"} {
				if w := s.ask(who, "GET", "/articles/"+id+path, "", nil); w.Code != want {
					t.Errorf("%s reads %s of what is %s: %d, want %d", who, path, state, w.Code, want)
				}
			}
		}
	}
	for who, want := range map[string]int{"reporter": 403, "editor": 200, "publisher": 200} {
		if w := s.ask(who, "GET", "/ledger", "", nil); w.Code != want {
			t.Errorf("%s reads the ledger: %d, want %d", who, w.Code, want)
		}
	}
	if w := s.ask("rival", "GET", "/articles", "", nil); !strings.Contains(w.Body.String(), `"items":[]`) {
		t.Errorf("a reporter without copy is shown some: %s", w.Body)
	}
}

// TestRights is who may make what.
func TestRights(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	s.file("editor", "one", "")
	s.run(t, []scenario{
		{name: "a reporter publishes at once", as: "reporter", url: "/articles", body: `{"headline": "X", "section": "news", "publish": true}`, status: 403, has: []string{"editor"}},
		{name: "a reporter makes a section", as: "reporter", url: "/sections", body: `{"name": "Arts"}`, status: 403, has: []string{"editor"}},
		{name: "a reporter makes a tag", as: "reporter", url: "/tags", body: `{"name": "Arts"}`, status: 403},
		{name: "a reporter makes a tag by filing", as: "reporter", url: "/articles", body: `{"headline": "X", "section": "news", "tags": ["Arts"]}`, status: 201, ledger: "tag.save article.file"},
		{name: "an editor adds a person", url: "/people", body: `{"name": "Ada"}`, status: 403, has: []string{"publisher"}},
		{name: "an editor raises a person", method: "PATCH", url: "/people/the-reporter", body: `{"role": "publisher"}`, status: 403},
		{name: "a reporter curates", as: "reporter", method: "PUT", url: "/fronts/front", body: `{"live": []}`, status: 403},
		{name: "a reporter sees no addresses", as: "reporter", method: "GET", url: "/people", status: 200, has: []string{"the-editor", "reporter@"}, lacks: []string{"editor@"}},
		{name: "a publisher sees addresses", as: "publisher", method: "GET", url: "/people/the-editor", status: 200, has: []string{"editor@example.org"}},
	})
}

// TestCorrections follows a correction into the copy and the list of versions.
func TestCorrections(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "bridge", `, "publish": true, "body_markdown": "It costs £4 million."`)
		s.file("editor", "draft", "")
		s.clock.Set(s.clock.Now() + 1000)
		s.run(t, []scenario{
			{name: "with the copy", url: "/articles/{bridge}/corrections", body: `{"kind": "correction", "text": "It costs £40 million.", "body_markdown": "It costs £40 million.", "note": "PA advised"}`,
				status: 201, ledger: "article.correct",
				has: []string{`"state":"corrected"`, `"version":2`, `"live":2`, `"text":"It costs £40 million."`, `"updated_at":"2026-02-01T12:00:01.000Z"`, `"note":"PA advised"`}},
			{name: "a note alone", url: "/articles/{bridge}/corrections", body: `{"kind": "clarification", "text": "Over three years."}`, status: 201, ledger: "article.correct", has: []string{`"version":3`}},
			{name: "is listed with the versions", method: "GET", url: "/articles/{bridge}/versions", status: 200, has: []string{`"kind":"clarification"`, `"version":3`}},
			{name: "without words", url: "/articles/{bridge}/corrections", body: `{"kind": "correction"}`, status: 422, has: []string{`"field":"text"`}},
			{name: "of no kind", url: "/articles/{bridge}/corrections", body: `{"kind": "opinion", "text": "x"}`, status: 422, has: []string{`"field":"kind"`, "clarification"}},
			{name: "of a draft", url: "/articles/{draft}/corrections", body: `{"text": "x"}`, status: 409, has: []string{`"field":"state"`}},
			{name: "of the address", url: "/articles/{bridge}/corrections", body: `{"text": "x", "slug": "y"}`, status: 422, has: []string{`"field":"slug"`}},
			{name: "that breaks the copy", url: "/articles/{bridge}/corrections", body: `{"text": "x", "section": "none"}`, status: 422, has: []string{`"field":"section"`}},
		})
	})
}

// TestChanges changes copy in every way.
func TestChanges(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "live", `, "publish": true, "tags": ["harbour"], "kicker": "K", "body_markdown": "One.\n\nTwo."`)
		s.file("reporter", "draft", "")
		s.file("editor", "held", `, "publish": true, "embargo_until": "2026-02-03T00:00:00Z"`)
		s.file("editor", "count", `, "publish": true, "kind": "live"`)
		s.file("editor", "old", `, "publish": true, "published_at": "2001-09-11T10:00:00Z"`)
		s.clock.Set(s.clock.Now() + 5000)
		s.run(t, []scenario{
			{name: "live copy goes out changed", method: "PATCH", url: "/articles/{live}", body: `{"standfirst": "New."}`, status: 200, ledger: "article.publish",
				has: []string{`"version":2`, `"live":2`, `"standfirst":"New."`, `"kicker":"K"`, `"updated_at":"2026-02-01T12:00:05.000Z"`, `"tags":["harbour"]`}},
			{name: "a change that changes nothing", method: "PATCH", url: "/articles/{live}", body: `{"standfirst": "New.", "body_markdown": "One.\n\nTwo."}`, status: 200, has: []string{`"version":2`}},
			{name: "a field is cleared", method: "PATCH", url: "/articles/{live}", body: `{"kicker": null, "tags": []}`, status: 200, ledger: "article.publish", has: []string{`"kicker":""`, `"tags":[]`}},
			{name: "the slugline alone is no update", method: "PATCH", url: "/articles/{old}", body: `{"slugline": "OLD"}`, status: 200, ledger: "article.publish", has: []string{`"updated_at":null`, `"published_at":"2001-09-11T10:00:00.000Z"`}},
			{name: "held back", method: "PATCH", url: "/articles/{live}", body: `{"headline": "Held back", "publish": false}`, status: 200, ledger: "article.save", has: []string{`"version":4`, `"live":3`}},
			{name: "and not put out by accident", method: "PATCH", url: "/articles/{live}", body: `{"kicker": "X"}`, status: 409, has: []string{`"field":"publish"`, "version 4"}},
			{name: "nor by a correction", url: "/articles/{live}/corrections", body: `{"text": "X"}`, status: 409, has: []string{"version 4"}},
			{name: "but on purpose", method: "PATCH", url: "/articles/{live}", body: `{"kicker": "X", "publish": true}`, status: 200, ledger: "article.publish", has: []string{`"version":5`, `"live":5`, `"headline":"Held back"`}},
			{name: "live coverage is closed", method: "PATCH", url: "/articles/{count}", body: `{"closed_at": "2026-02-01T12:00:04Z"}`, status: 200, ledger: "article.publish",
				has: []string{`"closed_at":"2026-02-01T12:00:04.000Z"`, `"updated_at":"2026-02-01T12:00:05.000Z"`, `"live":2`}},
			{name: "and opened again", method: "PATCH", url: "/articles/{count}", body: `{"closed_at": null}`, status: 200, ledger: "article.publish", has: []string{`"closed_at":null`}},
			{name: "but not in the future", method: "PATCH", url: "/articles/{count}", body: `{"closed_at": "2026-02-01T13:00:00Z"}`, status: 422, has: []string{`"field":"closed_at"`, "future"}},
			{name: "and only of a live page", method: "PATCH", url: "/articles/{old}", body: `{"closed_at": "2026-02-01T12:00:00Z"}`, status: 422, has: []string{`"field":"closed_at"`, "live page"}},
			{name: "what becomes news has nothing to close", method: "PATCH", url: "/articles/{count}", body: `{"closed_at": "2026-02-01T12:00:00Z", "kind": "news"}`, status: 422, has: []string{`"field":"closed_at"`}},
			{name: "closed with the next words", method: "PATCH", url: "/articles/{count}", body: `{"closed_at": "2026-02-01T12:00:00Z", "standfirst": "It is over."}`, status: 200, ledger: "article.publish", has: []string{`"version":4`}},
			{name: "and no longer when it becomes news", method: "PATCH", url: "/articles/{count}", body: `{"kind": "news"}`, status: 200, ledger: "article.publish", has: []string{`"closed_at":null`, `"kind":"news"`}},
			{name: "a reporter's draft", as: "reporter", method: "PATCH", url: "/articles/{draft}", body: `{"headline": "Better"}`, status: 200, ledger: "article.save", has: []string{`"version":2`, `"slug":"draft"`}},
			{name: "and published by the change", method: "PATCH", url: "/articles/{draft}", body: `{"publish": true}`, status: 200, ledger: "article.publish", has: []string{`"state":"live"`, `"version":2`}},
			{name: "an embargo put off", method: "PATCH", url: "/articles/{held}", body: `{"embargo_until": "2026-02-04T00:00:00Z"}`, status: 200, ledger: "article.save",
				has: []string{`"state":"scheduled"`, `"published_at":"2026-02-04T00:00:00.000Z"`, `"version":1`}},
			{name: "sent back as it was read", method: "PATCH", url: "/articles/{held}", body: `{"published_at": "2026-02-04T00:00:00Z", "slug": "held", "headline": "held"}`, status: 200},
			{name: "copy that is held", method: "PATCH", url: "/articles/{held}", body: `{"kicker": "K"}`, status: 200, ledger: "article.save", has: []string{`"live":2`, `"updated_at":null`}},
			{name: "an embargo that one alone would end sooner", method: "PATCH", url: "/articles/{held}", body: `{"embargo_until": null}`, status: 409, has: []string{`"field":"embargo_until"`, "two people"}},
			{name: "who asks for it", url: "/articles/{held}/embargo", body: `{"until": null}`, status: 200, ledger: "article.embargo",
				has: []string{`"state":"scheduled"`, `"embargo_until":"2026-02-04T00:00:00.000Z"`, `"embargo_ask":{"until":null,"by":"{editor}"`}},
			{name: "and is not a second person", url: "/articles/{held}/embargo", body: `{"until": null}`, status: 200, has: []string{`"state":"scheduled"`}},
			{name: "and another time is another wish", as: "publisher", url: "/articles/{held}/embargo", body: `{"until": "2026-02-02T00:00:00Z"}`, status: 200, ledger: "article.embargo", has: []string{`"state":"scheduled"`}},
			{name: "whoever agrees has it done", url: "/articles/{held}/embargo", body: `{"until": "2026-02-02T00:00:00Z"}`, status: 200, ledger: "article.embargo",
				has: []string{`"embargo_until":"2026-02-02T00:00:00.000Z"`, `"published_at":"2026-02-02T00:00:00.000Z"`}, lacks: []string{"embargo_ask"}},
			{name: "a reporter moves none", as: "reporter", url: "/articles/{held}/embargo", body: `{"until": null}`, status: 403},
			{name: "an embargo without an end", url: "/articles/{held}/embargo", body: `{}`, status: 422, has: []string{`"field":"until"`}},
			{name: "an embargo in the past", url: "/articles/{held}/embargo", body: `{"until": "2026-01-02T00:00:00Z"}`, status: 422, has: []string{`"field":"until"`}},
			{name: "lengthened at once", url: "/articles/{held}/embargo", body: `{"until": "2026-02-03T00:00:00Z"}`, status: 200, ledger: "article.embargo", has: []string{`"embargo_until":"2026-02-03`}},
			{name: "asked again", as: "publisher", url: "/articles/{held}/embargo", body: `{"until": null}`, status: 200, ledger: "article.embargo"},
			{name: "an embargo lifted by the second person", url: "/articles/{held}/embargo", body: `{"until": null}`, status: 200, ledger: "article.release", has: []string{`"state":"live"`}},
			{name: "what is out put under an embargo", method: "PATCH", url: "/articles/{held}", body: `{"embargo_until": "2026-02-05T00:00:00Z"}`, status: 200, ledger: "article.schedule", has: []string{`"state":"scheduled"`}},
			{name: "an embargo after expiry", method: "PATCH", url: "/articles/{held}", body: `{"expires_at": "2026-02-04T00:00:00Z"}`, status: 422, has: []string{`"field":"embargo_until"`}},
			{name: "a new address", method: "PATCH", url: "/articles/{old}", body: `{"slug": "september-2001"}`, status: 200, ledger: "article.save", has: []string{`"slug":"september-2001"`, `"version":2`}},
			{name: "the old address is not given away", url: "/articles", body: `{"headline": "Y", "section": "news", "slug": "old"}`, status: 409, has: []string{`"field":"slug"`}},
			{name: "nor to a section", url: "/sections", body: `{"name": "Old"}`, status: 409, has: []string{`"field":"slug"`}},
			{name: "but may be taken back", method: "PATCH", url: "/articles/{old}", body: `{"slug": "old"}`, status: 200, ledger: "article.save", has: []string{`"slug":"old"`}},
			{name: "an address of somebody else's", method: "PATCH", url: "/articles/{old}", body: `{"slug": "held"}`, status: 409, has: []string{`"field":"slug"`}},
			{name: "an empty headline", method: "PATCH", url: "/articles/{old}", body: `{"headline": ""}`, status: 422, has: []string{`"field":"headline"`}},
			{name: "no section", method: "PATCH", url: "/articles/{old}", body: `{"section": ""}`, status: 422, has: []string{`"field":"section"`}},
		})
	})
}

// TestHolds keeps articles from being published: nobody's rights go past a hold.
func TestHolds(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "story", `, "standfirst": "S."`)
		s.file("editor", "planned", "")
		s.file("editor", "out", `, "publish": true`)
		s.must("editor", "POST", "/articles/{planned}/schedule", `{"at": "2026-02-01T15:00:00Z"}`)
		held := []string{`"field":"holds"`, "legal hold", "The editor", "solicitors"}
		s.run(t, []scenario{
			{name: "a hold by a reporter", as: "reporter", url: "/articles/{story}/hold", body: `{"kind": "legal", "why": "W"}`, status: 403},
			{name: "a hold without a reason", url: "/articles/{story}/hold", body: `{"kind": "legal", "why": " "}`, status: 422, has: []string{`"field":"why"`}},
			{name: "a hold of no kind", url: "/articles/{story}/hold", body: `{"kind": "odd", "why": "W"}`, status: 422, has: []string{`"field":"kind"`}},
			{name: "a legal hold", url: "/articles/{story}/hold", body: `{"kind": "legal", "why": "The solicitors read it."}`, status: 200, ledger: "article.hold",
				has: []string{`"holds":[{"kind":"legal","why":"The solicitors read it.","by":"{editor}"`}},
			{name: "twice", url: "/articles/{story}/hold", body: `{"kind": "legal", "why": "W"}`, status: 409},
			{name: "a desk hold beside it", as: "publisher", url: "/articles/{story}/hold", body: `{"kind": "desk", "why": "The figures."}`, status: 200, ledger: "article.hold", has: []string{`"kind":"desk"`}},
			{name: "is listed", method: "GET", url: "/articles?state=draft", status: 200, has: []string{`"why":"The figures."`}},
			{name: "publishing", url: "/articles/{story}/publish", status: 409, has: held},
			{name: "a publisher publishing", as: "publisher", url: "/articles/{story}/publish", status: 409, has: append([]string{"desk hold"}, held...)},
			{name: "scheduling", url: "/articles/{story}/schedule", body: `{"at": "2026-02-01T15:00:00Z"}`, status: 409, has: held},
			{name: "publishing by a change", method: "PATCH", url: "/articles/{story}", body: `{"kicker": "K", "publish": true}`, status: 409, has: held},
			{name: "writing goes on", method: "PATCH", url: "/articles/{story}", body: `{"kicker": "K"}`, status: 200, ledger: "article.save", has: []string{`"holds"`}},
			{name: "a desk hold lifted by any editor", url: "/articles/{story}/lift", body: `{"kind": "desk"}`, status: 200, ledger: "article.lift", lacks: []string{`"desk"`}},
			{name: "that isn't there", url: "/articles/{story}/lift", body: `{"kind": "desk"}`, status: 409},
			{name: "a publisher's legal hold", as: "publisher", url: "/articles/{out}/hold", body: `{"kind": "legal", "why": "W"}`, status: 200, ledger: "article.hold", has: []string{`"state":"live"`}},
			{name: "is not lifted by an editor", url: "/articles/{out}/lift", body: `{"kind": "legal"}`, status: 403, has: []string{"publisher"}},
			{name: "keeps changes of what is out back", method: "PATCH", url: "/articles/{out}", body: `{"kicker": "K"}`, status: 409, has: []string{`"field":"holds"`}},
			{name: "and corrections", url: "/articles/{out}/corrections", body: `{"text": "T"}`, status: 409, has: []string{`"field":"holds"`}},
			{name: "but not what takes it down", url: "/articles/{out}/unpublish", status: 200, ledger: "article.unpublish"},
			{name: "a hold takes what is scheduled off the clock", url: "/articles/{planned}/hold", body: `{"kind": "desk", "why": "W"}`, status: 200, ledger: "article.hold",
				has: []string{`"state":"ready"`, `"live":0`, `"release_at":null`, `"published_at":null`}},
			{name: "by whoever set it", url: "/articles/{story}/lift", body: `{"kind": "legal"}`, status: 200, ledger: "article.lift", lacks: []string{"holds"}},
			{name: "and it goes out, with advice", url: "/articles/{story}/publish", status: 200, ledger: "article.publish", has: []string{`"state":"live"`, `"check":"tags"`}, lacks: []string{`"check":"standfirst"`}},
		})
		s.clock.Set(s.clock.Now() + 24*3600_000)
		if n, err := s.desk.Tick(context.Background()); n != 0 || err != nil {
			t.Errorf("the clock let out %d (%v)", n, err)
		}
		s.run(t, []scenario{
			{name: "lifted", url: "/articles/{planned}/lift", body: `{"kind": "desk"}`, status: 200, ledger: "article.lift"},
			{name: "and scheduled", url: "/articles/{planned}/schedule", body: `{"at": "2026-03-01T15:00:00Z"}`, status: 200, ledger: "article.schedule"},
			{name: "and taken off the clock", url: "/articles/{planned}/unschedule", status: 200, ledger: "article.unschedule", has: []string{`"state":"ready"`, `"release_at":null`}},
			{name: "where it is no longer", url: "/articles/{planned}/unschedule", status: 409},
		})
	})
}

// TestChecks publishes what the checks before publication block, and what they only advise.
func TestChecks(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	s.file("editor", "draft", `, "kicker": "TK", "standfirst": "A [[note]] here.", "body_markdown": "Fine.\n\nDO NOT PUBLISH before six.\n\nMore TKTK words."`)
	s.file("editor", "shops", `, "standfirst": "A TK Maxx opens.", "body_markdown": "The TKO and the Ltk. He said: do not publish this. See [the plan](/the-plan).", "tags": ["shops"], "seo": {"description": "D"}`)
	s.run(t, []scenario{
		{name: "placeholders", url: "/articles/{draft}/publish", status: 422, has: []string{`"field":"kicker"`, `"field":"standfirst"`, `"field":"body"`, "DO NOT PUBLISH", "TKTK", "[[note]]", "take it out"}},
		{name: "placeholders in what is filed and published at once", url: "/articles", body: `{"headline": "TK", "section": "news", "publish": true}`, status: 422, has: []string{`"field":"headline"`}},
		{name: "placeholders on the clock", url: "/articles/{draft}/schedule", body: `{"at": "2026-02-01T15:00:00Z"}`, status: 422, has: []string{`"field":"kicker"`}},
		{name: "a draft may have them", url: "/articles", body: `{"headline": "TK", "section": "news"}`, status: 201, ledger: "article.file", lacks: []string{"warnings"}},
		{name: "a chain of shops", url: "/articles/{shops}/publish", status: 200, ledger: "article.publish", lacks: []string{"warnings"}},
		{name: "advice", url: "/articles", body: `{"headline": "shops", "section": "news", "publish": true, "slug": "something-else"}`, status: 201, ledger: "article.publish",
			has: []string{`"check":"copy"`, `"check":"standfirst"`, `"check":"tags"`, `"check":"description"`, `"check":"duplicate"`}},
		{name: "a correction with a placeholder", url: "/articles/{shops}/corrections", body: `{"text": "T", "kicker": "TK"}`, status: 422, has: []string{`"field":"kicker"`}},
	})
}

// TestClock lets time pass with nobody asking.
func TestClock(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		ctx := context.Background()
		s.file("editor", "embargoed", `, "publish": true, "embargo_until": "2026-02-01T13:00:00Z"`)
		s.file("editor", "expiring", `, "publish": true, "expires_at": "2026-02-01T14:00:00Z"`)
		s.file("editor", "planned", "")
		s.must("editor", "POST", "/articles/{planned}/schedule", `{"at": "2026-02-01T15:00:00+01:00"}`)
		tick := func(at news.Millis, want string) {
			t.Helper()
			s.clock.Set(at)
			before := s.seq()
			if _, err := s.desk.Tick(ctx); err != nil {
				t.Fatal(err)
			}
			if got := s.since(before); got != want {
				t.Errorf("the clock did %q, want %q", got, want)
			}
			if n, err := s.desk.Tick(ctx); n != 0 || err != nil {
				t.Errorf("the clock did %d more things (%v)", n, err)
			}
		}
		const hour = 3600_000
		tick(s.clock.Now()+hour-1, "")
		tick(s.clock.Now()+1, "article.release")
		if a := s.must("editor", "GET", "/articles/{embargoed}", ""); a.State != "live" {
			t.Errorf("the embargo is over and the article is %s", a.State)
		}
		tick(s.clock.Now()+hour, "article.expire article.release")
		s.run(t, []scenario{
			{name: "an expired article is down", method: "GET", url: "/articles/{expiring}", status: 200, has: []string{`"state":"unpublished"`}},
			{name: "and cannot come back as it is", url: "/articles/{expiring}/publish", status: 422, has: []string{`"field":"expires_at"`}},
			{name: "but without its expiry", method: "PATCH", url: "/articles/{expiring}", body: `{"expires_at": null, "publish": true}`, status: 200, ledger: "article.publish", has: []string{`"state":"live"`}},
			{name: "a schedule in the past", url: "/articles/{planned}/schedule", body: `{"at": "2026-01-01T00:00:00Z"}`, status: 409},
			{name: "copy is scheduled for yesterday", url: "/articles", body: `{"headline": "X", "section": "news"}`, status: 201, ledger: "article.file"},
			{name: "a schedule without a time", url: "/articles/{embargoed}/schedule", body: `{}`, status: 409},
		})
		id := s.file("editor", "another", "").ID
		s.run(t, []scenario{
			{name: "scheduled for yesterday", url: "/articles/" + id + "/schedule", body: `{"at": "2026-01-31T00:00:00Z"}`, status: 422, has: []string{`"field":"at"`, "passed"}},
			{name: "scheduled for no time", url: "/articles/" + id + "/schedule", body: `{}`, status: 422, has: []string{`"field":"at"`, "missing"}},
			{name: "scheduled without a zone", url: "/articles/" + id + "/schedule", body: `{"at": "2026-03-01"}`, status: 422, has: []string{`"field":"at"`, "zone"}},
		})
	})
}

// TestBreaking has an article announced until a moment, and the clock end that.
func TestBreaking(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "fire", `, "publish": true`)
		s.file("reporter", "own", "")
		s.run(t, []scenario{
			{name: "by a reporter", as: "reporter", method: "PATCH", url: "/articles/{own}", body: `{"breaking_until": "2026-02-01T13:00:00Z"}`, status: 403, has: []string{"editor"}},
			{name: "over already", method: "PATCH", url: "/articles/{fire}", body: `{"breaking_until": "2026-02-01T11:00:00Z"}`, status: 422, has: []string{`"field":"breaking_until"`}},
			{name: "for a week", method: "PATCH", url: "/articles/{fire}", body: `{"breaking_until": "2026-02-08T11:00:00Z"}`, status: 422, has: []string{`"field":"breaking_until"`, "48 hours"}},
			{name: "for an hour", method: "PATCH", url: "/articles/{fire}", body: `{"breaking_until": "2026-02-01T13:00:00Z"}`, status: 200, ledger: "article.save", has: []string{`"breaking_until":"2026-02-01T13:00:00.000Z"`, `"version":1`}},
			{name: "as it is", method: "PATCH", url: "/articles/{fire}", body: `{"breaking_until": "2026-02-01T13:00:00Z"}`, status: 200, has: []string{`"version":1`}},
		})
		listed := func() int {
			cards, err := s.store.List(t.Context(), s.paper.ID, news.List{Of: "breaking", ID: s.paper.ID}, s.clock.Now(), news.After{}, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(cards)
		}
		if n := listed(); n != 1 {
			t.Errorf("%d articles are announced", n)
		}
		s.clock.Set(s.clock.Now() + 3600_000)
		if n := listed(); n != 0 {
			t.Errorf("%d articles are announced after their end", n)
		}
		before := s.seq()
		if n, err := s.desk.Tick(t.Context()); n != 1 || err != nil || s.since(before) != "article.calm" {
			t.Errorf("the clock did %d things, %q, %v", n, s.since(before), err)
		}
		if err := s.store.Check(t.Context(), func(problem string) { t.Error(problem) }); err != nil {
			t.Error(err)
		}
		s.run(t, []scenario{
			{name: "afterwards", method: "GET", url: "/articles/{fire}", status: 200, has: []string{`"breaking_until":null`, `"state":"live"`}},
		})
	})
}

// TestTheClockIsSeenBeforeItTicks does acts on what the clock has not come round to settle yet.
func TestTheClockIsSeenBeforeItTicks(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	s.file("editor", "held", `, "publish": true, "embargo_until": "2026-02-01T13:00:00Z"`)
	s.clock.Set(s.clock.Now() + 2*3600_000)
	s.run(t, []scenario{
		{name: "what is out by now can be corrected", url: "/articles/{held}/corrections", body: `{"text": "X"}`, status: 201, ledger: "article.correct", has: []string{`"state":"corrected"`}},
	})
}

// TestSpikedCopyComesBack takes copy off the spike whose address somebody else has taken meanwhile.
func TestSpikedCopyComesBack(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		s.file("editor", "one", "")
		s.must("editor", "POST", "/articles/{one}/spike", "")
		two := s.must("editor", "POST", "/articles", `{"headline": "one", "section": "news"}`)
		if two.Slug != "one" {
			t.Errorf("the spike keeps the address: %q", two.Slug)
		}
		if a := s.must("editor", "POST", "/articles/{one}/return", ""); a.State != "draft" || a.Slug != "one-2" {
			t.Errorf("off the spike: %s at %q", a.State, a.Slug)
		}
	})
}
