package ninjs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// shared finds a folder of test data beside the repository, or skips the test.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not here", path)
	}
	return path
}

// TestSuite compares Validate with the standard's own test suite.
func TestSuite(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(shared(t, "ninjs"), "test_suite", "*", "should_*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, f := range files {
		version := filepath.Base(filepath.Dir(filepath.Dir(f)))
		if grammarOf(version) == nil { // drafts of what came to be the next version
			continue
		}
		judged++
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		good := filepath.Base(filepath.Dir(f)) == "should_pass"
		if err := Validate(b, version); (err == nil) != good {
			t.Errorf("%s %s: should pass: %v, got %v", version, filepath.Base(f), good, err)
		}
	}
	if judged < 90 {
		t.Errorf("only %d cases were judged", judged)
	}
	t.Logf("%d cases of the suite judged alike", judged)
}

// TestExamples reads every example: all of the standard's own keep the rules, and all give a headline and a time.
func TestExamples(t *testing.T) {
	t.Parallel()
	root := shared(t, "ninjs")
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" || strings.Contains(path, "schema") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		_ = Split(f, false, 8<<20, func(_ int, raw []byte) error {
			items, err := Parse(raw)
			if err != nil && strings.Contains(path, "examples") && !strings.Contains(path, "not-valid") {
				t.Errorf("%s: %v", path, err)
			}
			if strings.Contains(path, "superdesk") && (err != nil || items[0].VersionCreated == 0 || items[0].Headline == "") {
				t.Errorf("%s: %v, %+v", path, err, items)
			}
			return nil
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEmbargoAndStatusInEveryVersion(t *testing.T) {
	t.Parallel()
	at := news.Millis(1769925600000) // 2026-02-01T06:00:00Z
	for name, c := range map[string]struct {
		json    string
		status  Status
		embargo news.Millis
		held    bool
	}{
		"1.x":                      {`{"uri":"x","pubstatus":"usable","embargoed":"2026-02-01T06:00:00Z"}`, Usable, at, false},
		"2.x":                      {`{"uri":"x","standard":{"version":"2.1"},"pubstatus":"withheld","embargoed":"2026-02-01T07:00:00+01:00"}`, Withheld, at, false},
		"3.x":                      {`{"uri":"x","pubStatus":"canceled","embargoedUntil":"2026-02-01T06:00:00.000Z"}`, Canceled, at, false},
		"3.x in an older dress":    {`{"uri":"x","standard":{"version":"3.0"},"pubstatus":"withheld","embargoed":"2026-02-01T06:00:00Z"}`, Withheld, at, false},
		"two embargoes":            {`{"uri":"x","embargoed":"2020-01-01T00:00:00Z","embargoedUntil":"2026-02-01T06:00:00Z"}`, Usable, at, false},
		"no colon in the zone":     {`{"uri":"x","embargoed":"2026-02-01T07:00:00+0100"}`, Usable, at, false},
		"nothing said":             {`{"uri":"x"}`, Usable, 0, false},
		"null":                     {`{"uri":"x","embargoed":null}`, Usable, 0, false},
		"no end":                   {`{"uri":"x","embargoed":""}`, Usable, 0, true},
		"no time":                  {`{"uri":"x","embargoedUntil":"Tuesday"}`, Usable, 0, true},
		"no text":                  {`{"uri":"x","embargoed":1769925600}`, Usable, 0, true},
		"no zone":                  {`{"uri":"x","embargoed":"2026-02-01T06:00:00"}`, Usable, 0, true},
		"a misspelt status":        {`{"uri":"x","pubstatus":"cancelled"}`, Unknown, 0, false},
		"a status that is no text": {`{"uri":"x","pubStatus":true}`, Unknown, 0, false},
		"a null status":            {`{"uri":"x","pubstatus":null}`, Unknown, 0, false},
		"two statuses":             {`{"uri":"x","pubstatus":"usable","pubStatus":"canceled"}`, Unknown, 0, false},
		"shouted":                  {`{"uri":"x","PUBSTATUS":"withheld","EMBARGOED":"2026-02-01T06:00:00Z"}`, Withheld, at, false},
		"an expiry nobody reads":   {`{"uri":"x","expires":"soon"}`, Usable, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			items, err := Parse([]byte(c.json))
			if err != nil {
				t.Fatal(err)
			}
			item := items[0]
			if item.Status != c.status || item.Embargo != c.embargo || (item.Held != "") != c.held {
				t.Errorf("got %s, %s, held %q", item.Status, item.Embargo, item.Held)
			}
			if item.Publishable() != (c.status == Usable && !c.held) {
				t.Errorf("publishable is %v", item.Publishable())
			}
		})
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		json string
		body string
		form BodyForm
	}{
		"html before text":        {`{"uri":"x","body_text":"plain","body_html":"<p>Tagged</p>"}`, "<p>Tagged</p>", HTMLBody},
		"text alone":              {`{"uri":"x","body_text":"plain"}`, "plain", TextBody},
		"by content type":         {`{"uri":"x","bodies":[{"contenttype":"text/plain","value":"plain"},{"contenttype":"application/xhtml+xml","value":"<p>x</p>"}]}`, "<p>x</p>", HTMLBody},
		"3.x content type":        {`{"uri":"x","bodies":[{"contentType":"text/html","value":"<p>x</p>"}]}`, "<p>x</p>", HTMLBody},
		"by its look":             {`{"uri":"x","bodies":[{"value":"<p>x</p>"}]}`, "<p>x</p>", HTMLBody},
		"the longer":              {`{"uri":"x","bodies":[{"contenttype":"text/html","role":"teaser","value":"<p>x</p>"},{"contenttype":"text/html","role":"main","value":"<p>x</p><p>y</p>"}]}`, "<p>x</p><p>y</p>", HTMLBody},
		"never the nonpublic one": {`{"uri":"x","bodies":[{"role":"nonpublic","value":"Call me on my own line, it is a long one"},{"value":"public"}]}`, "public", TextBody},
		"a form nobody reads":     {`{"uri":"x","bodies":[{"contenttype":"application/nitf+xml","value":"<nitf/>"}]}`, "", NoBody},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			items, err := Parse([]byte(c.json))
			if err != nil || items[0].Body != c.body || items[0].BodyIs != c.form {
				t.Errorf("got %+v %v", items, err)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	type piece struct {
		line int
		text string
	}
	for name, c := range map[string]struct {
		in    string
		lines bool
		want  []piece
		err   string
	}{
		"one":             {"{\"a\":\n1}\n", false, []piece{{1, "{\"a\":\n1}"}}, ""},
		"a list":          {"\n[ {},\n {}\n]\n", false, []piece{{2, "{}"}, {3, "{}"}}, ""},
		"an empty list":   {"[]", false, nil, ""},
		"nothing":         {" \n", false, nil, ""},
		"one after other": {"{}\n\n{}", false, []piece{{1, "{}"}, {3, "{}"}}, ""},
		"a mark first":    {"\ufeff[{}]", false, []piece{{1, "{}"}}, ""},
		"lines":           {"{}\n\n{x\n{}", true, []piece{{1, "{}"}, {3, "{x"}, {4, "{}"}}, ""},
		"too long":        {`["0123456789"]`, false, []piece{{1, ""}}, ""},
		"a long line":     {"0123456789\n{}\n", true, []piece{{1, ""}, {2, "{}"}}, ""},
		"broken":          {"{}\n{\n x}", false, []piece{{1, "{}"}}, "line 3 is not JSON"},
		"cut off":         {"[{},\n", false, []piece{{1, "{}"}}, "ends in the middle"},
		"more after":      {"[{}] x", false, []piece{{1, "{}"}}, "something after the list"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []piece
			err := Split(strings.NewReader(c.in), c.lines, 8, func(line int, b []byte) error {
				got = append(got, piece{line, string(b)})
				return nil
			})
			if len(got) != len(c.want) {
				t.Fatalf("got %v, %v", got, err)
			}
			for n := range got {
				if got[n] != c.want[n] {
					t.Errorf("piece %d is %v, want %v", n, got[n], c.want[n])
				}
			}
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}

// FuzzParse feeds the parser with anything: it never panics, and whatever mentions an embargo that it did not
// understand is held.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"uri":"x","headline":"H","body_html":"<p>x</p>","embargoed":"2026-02-01T06:00:00Z"}`, `{"guid":"x","pubstatus":"usable"}`,
		`{"uri":"x","bodies":[{"value":"x"}],"associations":[{"name":"a","uri":"y","associations":{"b":{"uri":"z"}}}]}`,
		`{"uri":"x","embargoedUntil":{}}`, `[]`, `null`, `{`, `{"uri":1}`, `{"uri":"x","renditions":{"a":{"href":"b","width":-1}}}`,
		`{"uri":"x","headline":"<b>a</b><script>","description_html":"<p>a"}`, "{\"uri\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		items, err := Parse(b)
		if err == nil {
			item := items[0]
			if item.URI == "" {
				t.Fatal("an item without identity was taken")
			}
			if item.Embargo == 0 && item.Publishable() && strings.Contains(string(b), `"embargoed":"`) && strings.Count(string(b), "embargoed") == 1 && !strings.Contains(string(b), `{"embargoed`) && strings.Count(string(b), "{") == 1 {
				t.Fatal("an embargo was dropped")
			}
		}
		_ = Validate(b, "")
		for _, lines := range []bool{false, true} {
			_ = Split(strings.NewReader(string(b)), lines, 1<<20, func(int, []byte) error { return nil })
		}
	})
}
