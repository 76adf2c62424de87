package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/web/rolestest"
)

// sent is what is sent where the document's own example is not what the row means.
var sent = map[string]string{
	"POST /articles":                              `{"headline": "X", "section": "news"}`,
	"POST /articles (and publish)":                `{"headline": "X", "section": "news", "publish": true}`,
	"POST /articles (as breaking news)":           `{"headline": "X", "section": "news", "breaking_until": "2026-02-01T13:00:00Z"}`,
	"PATCH /articles/{id} (as breaking news)":     `{"breaking_until": "2026-02-01T13:00:00Z"}`,
	"PATCH /articles/{id} (and publish)":          `{"publish": true}`,
	"PATCH /articles/{id} (closing its coverage)": `{"closed_at": "{now}"}`,
	"POST /articles/{id}/corrections":             `{"text": "It was wrong."}`,
	"POST /articles/{id}/embargo":                 `{"until": "2026-02-02T12:00:00Z"}`,
	"POST /articles/{id}/hold":                    `{"kind": "desk", "why": "A reader has written."}`,
	"POST /articles/{id}/lift":                    `{"kind": "desk"}`,
	"POST /articles/{id}/schedule":                `{"at": "2026-03-01T12:00:00Z"}`,
	"PUT /fronts/{name}":                          `{"live": [{"article": "{article}"}]}`,
	"POST /fronts/{name}/schedule":                `{"at": "{later}"}`,
	"POST /fronts/{name}/restore":                 `{"version": 1}`,
	"POST /people":                                `{"name": "New {slug}"}`,
	"PATCH /people":                               `{"slug": "the-reporter", "bio": "{slug}"}`,
	"PATCH /people/{slug}":                        `{"bio": "{slug}"}`,
	"POST /sections":                              `{"name": "New {slug}"}`,
	"PATCH /sections":                             `{"slug": "{slug}", "description": "New."}`,
	"POST /tags":                                  `{"name": "New {slug}"}`,
	"PATCH /tags":                                 `{"slug": "{slug}", "name": "New name {slug}"}`,
	"POST /storylines":                            `{"name": "New {slug}"}`,
	"PATCH /storylines":                           `{"slug": "{slug}", "summary": "New."}`,
	"POST /redirects":                             `{"from": "/new/{slug}", "to": "https://example.org/new"}`,
}

// asked is what stands behind the path.
var asked = map[string]string{
	"GET /audit (of people)": "?kind=person", "GET /articles/{id}/diff": "?from=1&to=1",
}

// TestRoles has everybody do every operation of the document, and holds what comes of it to the table of who may.
func TestRoles(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t, relatedToNothing)
	w := s.ask("", http.MethodGet, "/openapi.json", "", nil)
	var doc struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct{ Example json.RawMessage }
			}
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	var operations []string
	examples := map[string]string{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			name := strings.ToUpper(method) + " " + path
			operations = append(operations, name)
			examples[name] = string(op.RequestBody.Content["application/json"].Example)
		}
	}
	if len(operations) < 60 {
		t.Fatalf("the document has %d operations", len(operations))
	}
	rolestest.Check(t, operations, func(r rolestest.Row) []string { return r.API })
	if testing.Short() {
		t.Skip("one request after the other")
	}
	for _, row := range rolestest.Table {
		if len(row.API) > 0 {
			t.Run(row.Does, func(t *testing.T) {
				t.Parallel()
				tryRow(t, row, examples)
			})
		}
	}
}

// tryRow has everybody do a row's act by its operations.
func tryRow(t *testing.T, row rolestest.Row, examples map[string]string) {
	s := newSiteOnSQLite(t, relatedToNothing)
	stage := s.stage(t)
	for _, address := range row.API {
		for i, who := range row.Everybody() {
			s.from = fmt.Sprintf("198.51.100.%d:1000", i+1)
			stage.Set(row, address, who)
			body, ok := sent[address]
			if !ok {
				body = examples[rolestest.Route(address)]
			}
			method, path := stage.At(address)
			before := ""
			if !row.May(who) {
				before = stage.Holds()
			}
			w := s.ask(string(who.Role), method, path+asked[address], stage.Fill(body), nil)
			name := who.String() + ", by " + address
			switch {
			case !row.May(who):
				refused(t, name, w, who)
				if what := rolestest.Changed(before, stage.Holds()); what != "" {
					t.Errorf("%s: was refused, and has changed %s", name, what)
				}
			case w.Code >= 400:
				t.Errorf("%s: answered %d: %s", name, w.Code, w.Body)
			}
		}
	}
}

// stage is the site set for trying acts on.
func (s *site) stage(t *testing.T) *rolestest.Stage {
	t.Helper()
	intake := media.NewIntake(media.Folder(t.TempDir()), media.Limits{}, false)
	stage := &rolestest.Stage{T: t, Desk: s.desk, Store: s.store, Paper: s.paper.ID, Now: s.clock.Now, People: map[news.Role]news.Person{}, Picture: func() news.Picture {
		p, err := intake.Take(t.Context(), drawn(90, 60))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}}
	for _, role := range news.Roles {
		p, err := s.store.Person(t.Context(), s.paper.ID, s.ids[string(role)])
		if err != nil {
			t.Fatal(err)
		}
		stage.People[role] = p
		s.ask(string(role), "GET", "/paper", "", nil) // that the token is used is written down, once in a while
	}
	return stage
}

// refused wants the answer to somebody who may not.
func refused(t *testing.T, name string, w *httptest.ResponseRecorder, who rolestest.Who) {
	t.Helper()
	want := http.StatusForbidden
	if who.Role == "" {
		want = http.StatusUnauthorized
	}
	if w.Code != want {
		t.Errorf("%s: answered %d, not %d: %s", name, w.Code, want, w.Body)
		return
	}
	checkProblem(t, w)
}
