package newsroom

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/web/reader"
	"broadsheet/internal/web/rolestest"
)

// sent is what the forms send. What begins with { is what a script sends.
var sent = map[string]string{
	"POST /newsroom/signin":                                  "link={link}",
	"POST /newsroom/signin/code":                             "email={email}&code={code}",
	"POST /newsroom/signin/mail":                             "email={email}",
	"POST /newsroom/keys":                                    "letters=on",
	"POST /newsroom/filters":                                 "name=Mine&query=state%3Ddraft",
	"POST /newsroom/filters/drop":                            "name=Mine",
	"POST /newsroom/token":                                   "days=30",
	"POST /newsroom/you/token/revoke":                        "token={token}",
	"POST /newsroom/you/session/end":                         "others=1",
	"POST /newsroom/people/{id}/sessions/end":                "what=sessions",
	"POST /newsroom/people/{id}/token/revoke":                "token={token}",
	"POST /newsroom/article":                                 "headline=New&section=news",
	"POST /newsroom/file":                                    "headline=New&section=news&text=New.&token=ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"POST /newsroom/breaking":                                "headline=Fire&section=news&once={slug}",
	"POST /newsroom/article/{id}/preview":                    "text=It+was+wrong.&kind=correction",
	"POST /newsroom/article/{id}/rules":                      `{"passages": []}`,
	"POST /newsroom/article/{id}/messages":                   `{"id": 1, "do": "field", "client": "{client}", "name": "kicker", "value": "New", "version": 0}`,
	"POST /newsroom/article/{id}/restore":                    "version=1",
	"POST /newsroom/article/{id}/rules/report":               `{"rule": "{rule}", "passage": "the boat", "why": "It is one."}`,
	"POST /newsroom/article/{id}/rules/ignore":               `{"rule": "{rule}", "element": "aaaaaaaa", "place": "{place}"}`,
	"POST /newsroom/article/{id}/rules/ignore (of a should)": `{"rule": "{rule}", "element": "aaaaaaaa", "place": "{place}"}`,
	"POST /newsroom/board/move":                              "article={article}&from=draft&to=submitted",
	"POST /newsroom/board/move (back)":                       "article={article}&from=submitted&to=draft",
	"POST /newsroom/board/move (to ready)":                   "article={article}&from=submitted&to=ready",
	"POST /newsroom/board/move (to live)":                    "article={article}&from=ready&to=live&confirmed=1",
	"POST /newsroom/article/{id}/schedule":                   "at=2026-03-01T12:00",
	"POST /newsroom/article/{id}/correct":                    "kind=correction&text=It+was+wrong.",
	"POST /newsroom/article/{id}/kill":                       "reason=A+letter.&notice=Withdrawn.",
	"POST /newsroom/article/{id}/hold":                       "kind=desk&why=A+reader+has+written.",
	"POST /newsroom/article/{id}/lift":                       "kind=desk",
	"POST /newsroom/article/{id}/lift (a legal hold)":        "kind=legal",
	"POST /newsroom/article/{id}/embargo":                    "until=2026-03-01T12:00",
	"POST /newsroom/article/{id}/agree":                      "until=1772400000000",
	"POST /newsroom/front/{name}/edit":                       "do=place&article={article}&to=0",
	"POST /newsroom/front/{name}/plan":                       "at={local}",
	"POST /newsroom/front/{name}/cancel":                     "plan={plan}",
	"POST /newsroom/front/{name}/restore":                    "version=1",
	"POST /newsroom/pictures/{id}/save":                      "alt=Gulls&x=50&y=50",
	"POST /newsroom/pictures/{id}/remove":                    "sure=1",
	"POST /newsroom/settings/paper":                          "name=The+Paper&latest=10&timezone=Europe/London&locale=en-GB",
	"POST /newsroom/settings/look":                           "weight=0",
	"POST /newsroom/settings/people":                         "name=Nina&email={slug}@example.org&role=reporter",
	"POST /newsroom/settings/people/{id}":                    "name=Nina&email={slug}@example.org&role={role}",
	"POST /newsroom/settings/sections":                       "name=New+{slug}",
	"POST /newsroom/settings/sections/{id}":                  "name=New+{slug}",
	"POST /newsroom/settings/redirects":                      "from=/new/{slug}&to=https://example.org/new",
	"POST /newsroom/settings/redirects/remove":               "path={redirect}",
	"POST /newsroom/settings/rules/new":                      "id=new-{slug}&find=quay&reason=Why&severity=info&examples.0=the+quay",
	"POST /newsroom/settings/rules/rule/{id}":                "find=quay&reason=Why&severity=info&examples.0=the+quay",
}

// files are the forms that send one, by the field that it is sent in.
var files = map[string]string{
	"POST /newsroom/pictures": "file", "POST /newsroom/pictures/{id}/replace": "file", "POST /newsroom/settings/rules/import": "table", "POST /newsroom/settings/redirects/import": "table",
}

// behind is what stands behind the path.
var behind = map[string]string{
	"GET /newsroom/audit (of people)": "?kind=person", "GET /newsroom/audit.csv (of people)": "?kind=person", "GET /newsroom/audit.jsonl (of people)": "?kind=person",
	"GET /newsroom/find": "?q=article", "GET /newsroom/article/{id}/at": "?n=0", "GET /newsroom/article/{id}/live": "?after=0&rev=0",
}

// otherwise are the answers to who may that are no page, and why.
var otherwise = map[string]int{
	"POST /newsroom/signin/ask":               http.StatusConflict, // there are no passkeys at 127.0.0.1
	"POST /newsroom/signin/passkey":           http.StatusUnprocessableEntity,
	"POST /newsroom/you/passkey/ask":          http.StatusConflict,
	"POST /newsroom/you/passkey":              http.StatusUnprocessableEntity,
	"GET /newsroom/live":                      http.StatusUpgradeRequired,
	"GET /newsroom/article/{id}/preview/card": http.StatusNotFound, // it has no picture
	"GET /newsroom/article/{id}/live":         http.StatusUpgradeRequired,
}

// TestRoles has everybody go to every address of the newsroom's table, and holds what comes of it to the table of who may.
func TestRoles(t *testing.T) {
	t.Parallel()
	rolestest.Check(t, theRoutes().patterns, func(r rolestest.Row) []string { return r.Newsroom })
	if testing.Short() {
		t.Skip("one request after the other")
	}
	for _, row := range rolestest.Table {
		if len(row.Newsroom) > 0 {
			t.Run(row.Does, func(t *testing.T) {
				t.Parallel()
				tryRow(t, row)
			})
		}
	}
}

// tryRow has everybody do a row's act at its addresses.
func tryRow(t *testing.T, row rolestest.Row) {
	b := setup(t)
	intake := media.NewIntake(media.Folder(t.TempDir()), media.Limits{}, false)
	pages := &reader.Reader{Store: b.store, Now: b.room.Now, Served: b.room.Served}
	b.room.FrontStore, b.room.Library, b.room.FrontPages, b.room.Pages, b.room.Intake = b.store, b.store, pages, pages, intake
	b.accounts.Mail = func(context.Context, account.LinkMail) error { return nil }
	b.section()
	stopping := make(chan struct{})
	close(stopping) // who waits for what is new is answered at once
	b.room.Stopping = stopping
	stage := &rolestest.Stage{T: t, Desk: b.desk, Store: b.store, Paper: b.paper.ID, Now: b.room.Now, People: map[news.Role]news.Person{}, Picture: func() news.Picture {
		p, err := intake.Take(t.Context(), plainJPEG(t, 90, 60))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}}
	for _, role := range news.Roles {
		stage.People[role], _ = b.person("The"+string(role), role)
	}
	for _, address := range row.Newsroom {
		for _, who := range row.Everybody() {
			stage.Set(row, address, who)
			br, key := b.browser(), ""
			if who.Role != "" {
				br.post("/newsroom/signin", url.Values{"link": {b.link(stage.People[who.Role].Email)}})
				key = br.key()
			}
			ask := b.request(stage, address, key, who)
			if _, err := b.room.Manuscripts.Open(t.Context(), b.paper.ID, news.Program, stage.Article); err != nil { // its first reader begins it
				t.Fatal(err)
			}
			br.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			before := ""
			if !row.May(who) {
				before = stage.Holds()
			}
			resp, err := br.client.Do(ask)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			name, status := who.String()+", by "+address, resp.StatusCode
			want := http.StatusForbidden
			if who.Role == "" {
				want = http.StatusUnauthorized
			}
			switch {
			case !row.May(who):
				if status != want {
					t.Errorf("%s: answered %d, not %d", name, status, want)
				}
				if what := rolestest.Changed(before, stage.Holds()); what != "" {
					t.Errorf("%s: was refused, and has changed %s", name, what)
				}
			case otherwise[address] != 0 && status != otherwise[address], otherwise[address] == 0 && status >= 400:
				t.Errorf("%s: answered %d", name, status)
			}
		}
	}
}

// request is what somebody's browser sends to an address.
func (b *bench) request(s *rolestest.Stage, address, key string, who rolestest.Who) *http.Request {
	b.t.Helper()
	method, path := s.At(address)
	body := s.Fill(sent[address])
	whose := s.People[who.Role]
	if whose.ID == "" || strings.Contains(address, "/people/") {
		whose = news.Person{ID: s.Person, Email: s.Email, Role: news.Reporter}
		if who.Own {
			whose.Role = who.Role
		}
	}
	for gap, value := range map[string]func() string{
		"{email}": func() string { return whose.Email }, "{role}": func() string { return string(whose.Role) },
		"{link}":   func() string { return b.link(whose.Email) },
		"{client}": func() string { return strings.Repeat("a", 20) }, "{place}": func() string { return strings.Repeat("a", 16) },
		"{code}": func() string {
			codes, err := b.accounts.NewRecoveryCodes(b.t.Context(), b.paper.ID, whose.ID, news.Doer{})
			if err != nil {
				b.t.Fatal(err)
			}
			return codes[0]
		},
		"{token}": func() string {
			if _, err := b.accounts.CreateToken(b.t.Context(), b.paper.ID, account.NewToken{Email: whose.Email}); err != nil {
				b.t.Fatal(err)
			}
			tokens, err := b.accounts.Tokens(b.t.Context(), b.paper.ID, whose.ID)
			if err != nil {
				b.t.Fatal(err)
			}
			return tokens[len(tokens)-1].Hash
		},
	} {
		if strings.Contains(body, gap) {
			body = strings.ReplaceAll(body, gap, value())
		}
	}
	kind := "application/x-www-form-urlencoded"
	if strings.HasPrefix(body, `{"`) {
		kind = "application/json"
	}
	if field := files[address]; field != "" {
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		_ = w.WriteField("key", key)
		part, _ := w.CreateFormFile(field, "sent.jpg")
		_, _ = part.Write(plainJPEG(b.t, 90, 60))
		_ = w.Close()
		body, kind = form.String(), w.FormDataContentType()
	}
	path = strings.Replace(path, "{act}", map[bool]string{true: "drop", false: "off"}[strings.HasSuffix(address, "(drop)")], 1)
	req, err := http.NewRequest(method, b.url+strings.Replace(path, "{format}", "csv", 1)+behind[address], strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Form-Key", key)
	req.Header.Set("Origin", b.url)
	return req
}
