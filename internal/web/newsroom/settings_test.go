package newsroom

import (
	"bytes"
	"encoding/json"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// send posts a form with a file.
func (br *browser) send(path, name, file string, values url.Values) (int, string) {
	br.b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range values {
		_ = w.WriteField(k, v[0])
	}
	if f, err := w.CreateFormFile(name, name); err == nil {
		_, _ = f.Write([]byte(file))
	}
	_ = w.Close()
	req, err := http.NewRequest("POST", br.b.url+path, &body)
	if err != nil {
		br.b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := br.client.Do(req)
	if err != nil {
		br.b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out bytes.Buffer
	_, _ = out.ReadFrom(resp.Body)
	return resp.StatusCode, out.String()
}

// has fails the test where a page lacks one of some texts.
func has(t *testing.T, what, page string, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(page, s) {
			t.Errorf("%s: there is no %q in\n%.6000s", what, s, page)
		}
	}
}

// TestSettings changes each setting by its form, and sends each a value that is refused: the page says why beside the field,
// and holds what was typed.
func TestSettings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	ada, br := b.person("Ada", news.Publisher)
	key := br.key()
	form := func(pairs ...string) url.Values {
		v := url.Values{"key": {key}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	paper := form("name", "The Tide", "motto", "In and out", "timezone", "Europe/London", "locale", "en-GB", "latest", "7", "date_form", "", "url", "", "hosts", "127.0.0.1\nnews.example.org", "about", "Us.", "version", "1")
	status, page := br.post("/newsroom/settings/paper", paper)
	if status != http.StatusOK {
		t.Fatalf("%d\n%s", status, page)
	}
	has(t, "the paper", page, "It is saved", "Last changed by Ada", `value="The Tide"`, "news.example.org")
	paper.Set("timezone", "Mars/Base")
	paper.Set("motto", "Typed with care")
	status, page = br.post("/newsroom/settings/paper", paper) // from version 1 still
	if status != http.StatusPreconditionFailed {
		t.Errorf("an old version: %d", status)
	}
	has(t, "an old version", page, "Somebody changed this", "Typed with care")
	paper.Set("version", "2")
	status, page = br.post("/newsroom/settings/paper", paper)
	if status != http.StatusUnprocessableEntity {
		t.Errorf("no such zone: %d", status)
	}
	has(t, "no such zone", page, "Typed with care", `value="Mars/Base"`, `id="wrong-timezone"`, "Europe/London or UTC", `aria-describedby="wrong-timezone hint-timezone"`)
	paper.Set("timezone", "UTC")
	paper.Set("hosts", "elsewhere.example")
	if status, page = br.post("/newsroom/settings/paper", paper); status != http.StatusUnprocessableEntity {
		t.Errorf("hosts that shut the door: %d", status)
	}
	has(t, "hosts", page, "you could not come back")

	status, page = br.send("/newsroom/settings/look", "svg", "", form("accent.light", "#ffff00", "weight", "700", "section.news.light", "#00594c"))
	if status != http.StatusUnprocessableEntity {
		t.Errorf("yellow: %d", status)
	}
	has(t, "yellow", page, `id="wrong-accent.light"`, "the nearest shade of #ffff00 that passes", `value="#00594c"`)
	status, page = br.send("/newsroom/settings/look", "svg", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>`, form("accent.light", "#00594c", "weight", "700"))
	if status != http.StatusOK {
		t.Errorf("the look: %d", status)
	}
	has(t, "the look", page, "It is saved", "A drawing of", `value="#00594c"`)

	if status, page = br.post("/newsroom/settings/sections", form("name", "Sport", "position", "two")); status != http.StatusUnprocessableEntity {
		t.Errorf("no number: %d", status)
	}
	has(t, "no number", page, `value="Sport"`, "is no number")
	_, page = br.post("/newsroom/settings/sections", form("name", "Sport", "position", ""))
	has(t, "a section", page, "It is added", "/section/sport")
	sport, err := b.store.Section(t.Context(), b.paper.ID, "sport")
	if err != nil {
		t.Fatal(err)
	}
	_, page = br.post("/newsroom/settings/sections/"+sport.ID, form("name", "Sports", "slug", "sport", "position", "1", "retired", "1", "version", "1"))
	has(t, "a retired section", page, "It is saved", "retired")

	if status, page = br.post("/newsroom/settings/people", form("name", "Bo", "role", "reporter")); status != http.StatusUnprocessableEntity {
		t.Errorf("a role without an address: %d", status)
	}
	has(t, "a role without an address", page, `id="wrong-email"`, `<option value="reporter" selected>`)
	_, page = br.post("/newsroom/settings/people", form("name", "Bo", "role", "reporter", "email", "bo@example.org"))
	has(t, "a person", page, "It is added", "bo@example.org", "What each role may do")
	bo, err := b.store.Person(t.Context(), b.paper.ID, "bo")
	if err != nil {
		t.Fatal(err)
	}
	_, page = br.post("/newsroom/settings/people/"+bo.ID+"/link", form())
	has(t, "a link", page, "/newsroom/signin?link=bsl_", "quarter of an hour")
	if status, page = br.post("/newsroom/settings/people/"+ada.ID, form("name", "Ada", "role", "", "email", "ada@example.org", "version", "1")); status != http.StatusUnprocessableEntity {
		t.Errorf("her own role: %d", status)
	}
	has(t, "her own role", page, "have another publisher")

	if status, page = br.post("/newsroom/settings/redirects", form("from", "/old", "to", "/nowhere")); status != http.StatusUnprocessableEntity {
		t.Errorf("to nowhere: %d", status)
	}
	has(t, "to nowhere", page, `value="/old"`, `id="wrong-to"`)
	_, page = br.post("/newsroom/settings/redirects", form("from", "/old", "to", "/section/news"))
	has(t, "a redirect", page, "It is saved", "/section/news")
	_, page = br.send("/newsroom/settings/redirects/import", "table", "from,to\n/a.html,/section/news\n/b.html,/nowhere\n/old,/section/news\n", form())
	has(t, "a table", page, "Of 3 lines 1 were made, 1 were there already, and 1 were refused", "line:3")
	_, page = br.get("/newsroom/settings/redirects?q=A.HTM")
	has(t, "a search", page, "/a.html")
	if strings.Contains(page, "<td class=\"long\">/old</td>") {
		t.Error("the search finds what it isn't for")
	}
	_, page = br.post("/newsroom/settings/redirects/remove", form("path", "/old"))
	has(t, "removing", page, "It is removed")

	_, page = br.get("/newsroom/settings/")
	has(t, "the overview", page, "Last changed by Ada", "House rules", "Redirects")
	_, editor := b.person("Eve", news.Editor)
	_, page = editor.get("/newsroom/settings/people")
	has(t, "an editor looks", page, "You may look", "Bo")
	if strings.Contains(page, "bo@example.org") || strings.Contains(page, "Add the person") {
		t.Error("an editor is told addresses, or may add people")
	}
	if status, _ := editor.post("/newsroom/settings/people/"+bo.ID+"/link", url.Values{"key": {editor.key()}}); status != http.StatusForbidden {
		t.Errorf("an editor makes links: %d", status)
	}
	_, reporter := b.person("Ron", news.Reporter)
	if status, _ := reporter.get("/newsroom/settings/"); status != http.StatusForbidden {
		t.Errorf("a reporter: %d", status)
	}
}

// TestRuleScreens makes a rule, tries it, turns it on, meets it in copy, reports it and settles that, and takes rules in and out.
func TestRuleScreens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	_, br := b.person("Ada", news.Editor)
	key := br.key()
	rule := url.Values{"key": {key}, "find": {"utilise"}, "replace": {"use"}, "reason": {"Use is shorter."}, "severity": {"must"}, "examples.0": {"They use it."}, "right.0": {""}}
	status, page := br.post("/newsroom/settings/rules/new", rule)
	if status != http.StatusUnprocessableEntity {
		t.Errorf("an example that fails: %d", status)
	}
	has(t, "an example that fails", page, `id="wrong-examples.0"`, "which it is to find", `value="Use is shorter."`)
	rule.Set("examples.0", "They utilise it.")
	rule.Set("right.0", "They use it.")
	_, page = br.post("/newsroom/settings/rules/new", rule)
	has(t, "a rule", page, "It is saved", "This rule is <strong>off</strong>", "Last changed by Ada")
	rule.Set("try", "1")
	_, page = br.post("/newsroom/settings/rules/rule/utilise", rule)
	has(t, "a trial", page, "On the last 0 published articles: 0 hits")
	_, page = br.post("/newsroom/settings/rules/rule/utilise/on", url.Values{"key": {key}, "version": {"1"}})
	has(t, "turned on", page, "The rule is on")

	at := br.begin("We utilise it")
	ask := func(what, text string) (int, string) {
		req, err := http.NewRequest("POST", b.url+at+"/rules"+what, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Form-Key", key)
		resp, err := br.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		var out bytes.Buffer
		_, _ = out.ReadFrom(resp.Body)
		return resp.StatusCode, out.String()
	}
	var got struct{ Hits []styleHit }
	status, answer := ask("", `{"passages":[{"element":"@headline","text":"😀 We utilise it"},{"element":"p","text":"nothing"}]}`)
	if err := json.Unmarshal([]byte(answer), &got); err != nil || status != http.StatusOK || len(got.Hits) != 1 || got.Hits[0].From != 6 || got.Hits[0].To != 13 || got.Hits[0].Replace != "use" {
		t.Fatalf("checking: %d %s %v", status, answer, err)
	}
	_, page = br.post(at+"/publish", url.Values{"key": {key}})
	has(t, "publishing", page, "breaks the house rule utilise")
	if status, answer := ask("/report", `{"rule":"utilise","passage":"We utilise it","why":"It is a <name>."}`); status != http.StatusOK {
		t.Errorf("reporting: %d %s", status, answer)
	}
	_, page = br.get("/newsroom/settings/rules/rule/utilise")
	has(t, "what was said", page, "It is a &lt;name&gt;.", "What was said of it")
	_, page = br.post("/newsroom/settings/rules/rule/utilise/settle", url.Values{"key": {key}})
	if strings.Contains(page, "What was said of it") {
		t.Error("it is still said")
	}
	_, ron := b.person("Ron", news.Reporter)
	rons := ron.begin("Ron utilises")
	req, err := http.NewRequest("POST", b.url+rons+"/rules/ignore", strings.NewReader(`{"rule":"utilise","element":"","place":""}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Form-Key", ron.key())
	resp, err := ron.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("a reporter lets a must stand: %d", resp.StatusCode)
	}
	if status, answer := ask("/ignore", `{"rule":"utilise","element":"@headline","place":"`+got.Hits[0].Place+`"}`); status != http.StatusOK {
		t.Errorf("ignoring: %d %s", status, answer)
	}
	if _, answer := ask("", `{"passages":[{"element":"@headline","text":"😀 We utilise it"}]}`); !strings.Contains(answer, `"ignored":"place"`) {
		t.Errorf("it doesn't stand: %s", answer)
	}
	for _, text := range []string{"", "{", `{"passages":[{"element":1}]}`, `{"colour":1}`} {
		if status, _ := ask("", text); status != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", text, status)
		}
	}

	for _, format := range []string{"jsonl", "csv"} {
		_, file := br.get("/newsroom/settings/rules/as/" + format)
		_, page = br.send("/newsroom/settings/rules/import", "table", file, url.Values{"key": {key}})
		has(t, "taking in "+format, page, "Of 1 rules 0 were made or changed, 1 stood so already, and 0 were refused")
	}
	_, page = br.send("/newsroom/settings/rules/import", "table", `{"id":"x","find":"x","reason":"y","severity":"info","examples":[]}`, url.Values{"key": {key}})
	has(t, "a rule without examples", page, "1 were refused", "line 1: examples")
	_, page = br.post("/newsroom/settings/rules/rule/utilise/drop", url.Values{"key": {key}, "version": {"1"}})
	has(t, "dropping an old version", page, "Somebody changed this")
	_, page = br.post("/newsroom/settings/rules/rule/utilise/drop", url.Values{"key": {key}, "version": {"2"}})
	has(t, "dropping", page, "It is removed", "There are none")
}

// TestFiling files copy without scripts: refused with what was typed, sent twice and filed once, by a session that may do
// nothing else.
func TestFiling(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.section()
	sal, ada := b.person("Sal", news.Reporter)
	_ = ada
	secret, err := b.accounts.CreateFilingLink(t.Context(), b.paper.ID, sal.Email, news.Doer{})
	if err != nil {
		t.Fatal(err)
	}
	br := b.browser()
	status, page := br.post("/newsroom/signin", url.Values{"link": {secret}})
	if status != http.StatusOK || len(page) > 8<<10 || strings.Contains(page, "<script") {
		t.Fatalf("%d, %d bytes\n%s", status, len(page), page)
	}
	value := func(page, name string) string {
		_, rest, _ := strings.Cut(page, `name="`+name+`" value="`)
		v, _, _ := strings.Cut(rest, `"`)
		return v
	}
	form := url.Values{"key": {value(page, "key")}, "token": {value(page, "token")}, "headline": {""}, "section": {"news"}, "text": {"One <line>\r\n\r\nTwo"}, "submit": {"1"}}
	status, page = br.post(filingPath, form)
	if status != http.StatusUnprocessableEntity {
		t.Errorf("no headline: %d", status)
	}
	has(t, "no headline", page, `id="wrong-headline"`, "One &lt;line&gt;", "Two</textarea>")
	form.Set("headline", "From the quay")
	for range 2 {
		status, page = br.post(filingPath, form)
		if status != http.StatusOK {
			t.Fatalf("filing: %d\n%s", status, page)
		}
		has(t, "filing", page, "“From the quay” has landed on the desk (with the desk)", filingPath+"/")
	}
	items, err := b.store.Articles(t.Context(), b.paper.ID, news.DeskFilter{}, news.After{}, 10)
	if err != nil || len(items) != 1 || items[0].Owner != sal.ID || items[0].State != news.Submitted {
		t.Fatalf("filed: %+v %v", items, err)
	}
	_, v, err := b.store.Read(t.Context(), b.paper.ID, items[0].ID, 0)
	if err != nil || !strings.Contains(string(v.Copy.Body), "One \\u003cline") && !strings.Contains(string(v.Copy.Body), "One <line>") || strings.Count(string(v.Copy.Body), "paragraph") != 2 {
		t.Errorf("the body: %s %v", v.Copy.Body, err)
	}
	form.Set("text", "Other words")
	status, page = br.post(filingPath, form)
	if status != http.StatusUnprocessableEntity {
		t.Errorf("other copy by the same form: %d", status)
	}
	has(t, "other copy by the same form", page, "has filed other copy already", "Other words")
	for path, want := range map[string]string{"/newsroom/": "File copy", "/newsroom/article/" + items[0].ID: "File copy", "/newsroom/settings/": "File copy"} {
		if _, page := br.get(path); !strings.Contains(page, want) || strings.Contains(page, "My desk") {
			t.Errorf("%s is open to a session for filing:\n%s", path, page)
		}
	}
	for _, path := range []string{"/newsroom/article", "/newsroom/token", "/newsroom/article/" + items[0].ID + "/rules"} {
		if status, _ := br.post(path, url.Values{"key": form["key"], "headline": {"x"}, "section": {"news"}, "days": {"30"}}); status != http.StatusForbidden {
			t.Errorf("%s by a session for filing: %d", path, status)
		}
	}
	form.Set("key", "old")
	if status, page = br.post(filingPath, form); status != http.StatusForbidden {
		t.Errorf("an old key: %d", status)
	}
	has(t, "an old key", page, "Other words", value(page, "key"))
	if status, page = b.browser().post(filingPath, form); status != http.StatusUnauthorized {
		t.Errorf("signed out: %d", status)
	}
	has(t, "signed out", page, "Other words", "Nothing was filed")
}

// TestRoleMatrix shows what each role may do as the desk has it: a row for every deed, and nothing beside.
func TestRoleMatrix(t *testing.T) {
	t.Parallel()
	_, _, _, eds, _ := newsroomOf(t)
	_, page := eds.get("/newsroom/settings/people")
	_, page, _ = strings.Cut(page, "What each role may do")
	page, _, _ = strings.Cut(page, "</div>")
	plain := html.UnescapeString(regexp.MustCompile(`>\s+<`).ReplaceAllString(page, "><"))
	deeds := 0
	for _, of := range desk.Deeds {
		for _, d := range of.Deeds {
			deeds++
			if !strings.Contains(plain, `<tr><th scope="row">`+upperFirst(d.Does)+`</th><td>`) {
				t.Errorf("the table lacks %q", d.Does)
			}
		}
	}
	if rows := strings.Count(plain, `<th scope="row">`); rows != deeds || deeds < 40 {
		t.Errorf("the table has %d rows, the desk %d deeds", rows, deeds)
	}
	for _, row := range []string{"Kill an article</th><td>no</td><td>no</td><td>yes</td>", "Write copy</th><td>their own</td><td>yes</td><td>yes</td>",
		"Publish copy</th><td>no</td><td>yes</td><td>yes</td>", "File a draft</th><td>yes</td><td>yes</td><td>yes</td>", "Come in</th><td>yes</td><td>yes</td><td>yes</td>"} {
		if !strings.Contains(plain, row) {
			t.Errorf("the table doesn't say %s:\n%s", row, plain)
		}
	}
}
