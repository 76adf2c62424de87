package api_test

import (
	"net/http"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestArticleMatch holds every operation that changes an article to If-Match: with the ETag of an article that somebody has moved
// since, without making a version, nothing is done and the answer is 412; with the ETag that stands, or none, it is done.
func TestArticleMatch(t *testing.T) {
	t.Parallel()
	moves := []struct{ path, body string }{ // none makes a version
		{"/embargo", `{"until": "2026-03-01T06:00:00Z"}`}, {"/hold", `{"kind": "legal", "why": "The solicitors read it."}`},
	}
	operations := []struct {
		from               news.State
		method, path, body string
		as                 string
		held               bool // is done to an article under a desk hold
	}{
		{from: news.Draft, method: "PATCH", body: `{"kicker": "Mine"}`},
		{from: news.Draft, path: "/submit"},
		{from: news.Submitted, path: "/ready"},
		{from: news.Submitted, path: "/return"},
		{from: news.Ready, path: "/publish"},
		{from: news.Ready, path: "/schedule", body: `{"at": "2026-04-01T06:00:00Z"}`},
		{from: news.Scheduled, path: "/unschedule"},
		{from: news.Live, path: "/unpublish"},
		{from: news.Live, path: "/corrections", body: `{"text": "It was wrong."}`},
		{from: news.Live, path: "/kill", as: "publisher"},
		{from: news.Draft, path: "/spike"},
		{from: news.Draft, path: "/hold", body: `{"kind": "desk", "why": "To be read again."}`},
		{from: news.Draft, path: "/lift", body: `{"kind": "desk"}`, held: true},
		{from: news.Ready, path: "/embargo", body: `{"until": "2026-05-01T06:00:00Z"}`},
	}
	engines(t, func(t *testing.T, s *site) {
		for _, o := range operations {
			if o.method == "" {
				o.method = http.MethodPost
			}
			if o.as == "" {
				o.as = "editor"
			}
			lead := func() (string, string) {
				id := s.lead(o.from)
				if o.held {
					s.must("editor", "POST", "/articles/"+id+"/hold", `{"kind": "desk", "why": "To be read."}`)
				}
				return "/articles/" + id, s.ask("editor", "GET", "/articles/"+id, "", nil).Header().Get("ETag")
			}
			name := o.method + " " + o.path
			for _, m := range moves {
				url, seen := lead()
				moved := s.ask("editor", "POST", url+m.path, m.body, map[string]string{"If-Match": seen})
				now := moved.Header().Get("ETag")
				if moved.Code != http.StatusOK || now == seen || now == "" {
					t.Fatalf("%s after %s: the move was answered %d, ETag %s then %s: %s", name, m.path, moved.Code, seen, now, moved.Body)
				}
				before := s.seq()
				w := s.ask(o.as, o.method, url+o.path, o.body, map[string]string{"If-Match": seen})
				if w.Code != http.StatusPreconditionFailed || w.Header().Get("ETag") != now || !strings.Contains(w.Body.String(), "read it again") {
					t.Errorf("%s after somebody else's %s: %d, ETag %s and not %s: %s", name, m.path, w.Code, w.Header().Get("ETag"), now, w.Body)
				}
				if did := s.since(before); did != "" {
					t.Errorf("%s was refused and did %s", name, did)
				}
			}
			url, seen := lead()
			w := s.ask(o.as, o.method, url+o.path, o.body, map[string]string{"If-Match": seen})
			if w.Code >= 300 {
				t.Errorf("%s with the ETag that stands: %d %s", name, w.Code, w.Body)
			}
			if read := s.ask("editor", "GET", url, "", nil).Header().Get("ETag"); read != w.Header().Get("ETag") || read == seen {
				t.Errorf("%s was answered ETag %s; read, the article has %s, and had %s", name, w.Header().Get("ETag"), read, seen)
			}
			url, _ = lead()
			if w := s.ask(o.as, o.method, url+o.path, o.body, nil); w.Code >= 300 {
				t.Errorf("%s without If-Match: %d %s", name, w.Code, w.Body)
			}
		}
		// The table has every operation of an article that changes it.
		for _, op := range changesOfArticles(t, s) {
			found := false
			for _, o := range operations {
				found = found || op == o.path || op == "" && o.method == "PATCH"
			}
			if !found {
				t.Errorf("no line of the table does %q", op)
			}
		}
	})
}

// TestReplayedMark asks for an act again with its key: the answer has the ETag that it had.
func TestReplayedMark(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t)
	s.file("editor", "one", "")
	ask := func() (string, string) {
		w := s.ask("editor", "POST", "/articles/{one}/embargo", `{"until": "2026-03-01T06:00:00Z"}`, map[string]string{"Idempotency-Key": "k"})
		return w.Header().Get("ETag"), w.Header().Get("Idempotency-Replayed")
	}
	first, _ := ask()
	if again, replayed := ask(); first != again || replayed != "true" {
		t.Errorf("answered %s, and again %s (replayed %q)", first, again, replayed)
	}
}

// changesOfArticles lists, from the API's own document, what changes an article: what follows /articles/{id}.
func changesOfArticles(t *testing.T, s *site) (all []string) {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]any
	}
	decodeAnswer(t, s.ask("", "GET", "/openapi.json", "", nil).Body, &doc)
	for path, operations := range doc.Paths {
		rest, ok := strings.CutPrefix(path, "/api/v1/articles/{id}")
		if !ok {
			rest, ok = strings.CutPrefix(path, "/articles/{id}")
		}
		for method := range operations {
			if ok && method != "get" && method != "parameters" {
				all = append(all, rest)
			}
		}
	}
	if len(all) < 14 {
		t.Fatalf("the document has %d changes of an article: %v", len(all), all)
	}
	return all
}
