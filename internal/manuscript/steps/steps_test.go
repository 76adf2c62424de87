package steps

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

const hello = `{"type":"doc","content":[{"type":"paragraph","attrs":{"id":"p1"},"content":[{"type":"text","text":"Hello"}]}]}`

func open(t testing.TB, doc string, limits body.Limits) *Document {
	t.Helper()
	d, err := New(news.Body(doc), limits)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func raw(steps ...string) (all []json.RawMessage) {
	for _, s := range steps {
		all = append(all, json.RawMessage(s))
	}
	return all
}

// insert is the step that puts text at a position.
func insert(at int, text string) string {
	return fmt.Sprintf(`{"stepType":"replace","from":%d,"to":%d,"slice":{"content":[{"type":"text","text":%q}]}}`, at, at, text)
}

// words reads the document as plain text, through the body's own reader.
func words(t testing.TB, d *Document) string {
	t.Helper()
	b, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	n, err := body.Parse(b)
	if err != nil {
		t.Fatalf("the document is no body: %v\n%s", err, b)
	}
	return string(body.AppendText(nil, &n))
}

func TestSteps(t *testing.T) {
	t.Parallel()
	d := open(t, hello, body.Limits{})
	for _, batch := range [][]json.RawMessage{
		raw(insert(6, " world"), insert(12, ".")),
		raw(`{"stepType":"addMark","mark":{"type":"em"},"from":1,"to":6}`),
		raw(`{"stepType":"addMark","mark":{"type":"link","attrs":{"href":"https://example.org/"}},"from":7,"to":12}`),
		raw(`{"stepType":"replace","from":6,"to":6,"slice":{"content":[{"type":"paragraph"},{"type":"paragraph"}],"openStart":1,"openEnd":1}}`),
		raw(`{"stepType":"attr","pos":0,"attr":"id","value":"p2"}`),
	} {
		if err := d.Try(batch); err != nil {
			t.Fatalf("%s: %v", batch, err)
		}
		if err := d.Keep(); err != nil {
			t.Fatal(err)
		}
	}
	if got := words(t, d); got != "Hello\n\n world." {
		t.Errorf("the document says %q", got)
	}
	if len(d.sizes) != 2 {
		t.Errorf("%d elements are counted, not 2", len(d.sizes))
	}
}

// TestRefused tries what must not come in; the document stays as it was each time, and a sentence says why.
func TestRefused(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"type":"quote","content":[`, 200) + `{"type":"paragraph"}` + strings.Repeat(`]}`, 200)
	for name, c := range map[string]struct {
		steps string
		says  string
	}{
		"no JSON":                     {`{"stepType":`, "not JSON"},
		"no step":                     {`null`, ""},
		"a number":                    {`7`, "Invalid"},
		"an unknown step":             {`{"stepType":"explode"}`, "No step type"},
		"a prototype's name":          {`{"stepType":"__proto__"}`, ""},
		"no positions":                {`{"stepType":"replace"}`, ""},
		"beyond the end":              {insert(4000, "x"), "osition"},
		"before the beginning":        {insert(-1, "x"), "osition"},
		"no number":                   {`{"stepType":"replace","from":"1","to":"1"}`, ""},
		"a fraction":                  {`{"stepType":"replace","from":1.5,"to":1.5,"slice":{"content":[{"type":"text","text":"x"}]}}`, ""},
		"backwards":                   {`{"stepType":"replace","from":4,"to":2}`, ""},
		"an unknown node":             {`{"stepType":"replace","from":0,"to":0,"slice":{"content":[{"type":"script"}]}}`, "script"},
		"an unknown mark":             {`{"stepType":"addMark","mark":{"type":"colour"},"from":1,"to":3}`, "colour"},
		"text without a paragraph":    {insert(0, "x"), "content"},
		"a list without items":        {`{"stepType":"replace","from":0,"to":0,"slice":{"content":[{"type":"bullet_list"}]}}`, ""},
		"nothing left":                {`{"stepType":"replace","from":0,"to":7}`, "content"},
		"an attribute of a kind":      {`{"stepType":"replace","from":0,"to":0,"slice":{"content":[{"type":"crosshead","attrs":{"level":"two"}}]}}`, "level"},
		"an attribute set to a kind":  {`{"stepType":"attr","pos":0,"attr":"id","value":{"a":1}}`, ""},
		"a level there is not":        {`{"stepType":"replace","from":0,"to":0,"slice":{"content":[{"type":"crosshead","attrs":{"level":9}}]}}`, "level"},
		"an address that runs":        {`{"stepType":"addMark","mark":{"type":"link","attrs":{"href":"javascript:alert(1)"}},"from":1,"to":3}`, "href"},
		"an attribute of the doc":     {`{"stepType":"docAttr","attr":"x","value":1}`, ""},
		"nested too deeply":           {`{"stepType":"replace","from":0,"to":0,"slice":{"content":[` + deep + `]}}`, ""},
		"the second of two":           {insert(1, "x") + `|` + insert(4000, "x"), "out of range"},
		"a control character":         {`{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"text","text":"a\u0000b"}]}}`, ""},
		"half a character":            {`{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"text","text":"\ud83d"}]}}`, ""},
		"a character cut in half":     {insert(1, "😀") + `|{"stepType":"replace","from":1,"to":2}`, "half"},
		"an empty text":               {`{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"text","text":""}]}}`, ""},
		"a picture of another server": {`{"stepType":"replace","from":0,"to":0,"slice":{"content":[{"type":"picture","attrs":{"url":"javascript:x"}}]}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, hello, body.Limits{})
			err := d.Try(raw(strings.Split(c.steps, "|")...))
			if code := news.CodeOf(err); code != news.CodeInvalid && code != news.CodeTooLarge {
				t.Fatalf("it is answered %q %v", code, err)
			}
			if !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "steps.js") {
				t.Errorf("the sentence is: %v", err)
			}
			if got := words(t, d); got != "Hello" {
				t.Errorf("the document says %q", got)
			}
		})
	}
}

func TestTooMuch(t *testing.T) {
	t.Parallel()
	d := open(t, hello, body.Limits{Bytes: 2000, Nodes: 20})
	many := make([]json.RawMessage, MaxBatch+1)
	for i := range many {
		many[i] = raw(insert(1, "x"))[0]
	}
	for name, batch := range map[string][]json.RawMessage{
		"steps":      many,
		"bytes sent": raw(insert(1, strings.Repeat("x", MaxBytes))),
		"bytes":      raw(insert(1, strings.Repeat("x", 2000))),
		"nodes":      raw(`{"stepType":"replace","from":0,"to":0,"slice":{"content":[` + strings.Repeat(`{"type":"divider"},`, 20) + `{"type":"divider"}]}}`),
	} {
		if err := d.Try(batch); news.CodeOf(err) != news.CodeTooLarge {
			t.Errorf("too many %s: %v", name, err)
		}
	}
	for range 1000 { // what comes in small pieces
		if err := d.Try(raw(insert(1, "xxxxxxxxxx"))); err != nil {
			if news.CodeOf(err) != news.CodeTooLarge {
				t.Fatal(err)
			}
			return
		}
		if err := d.Keep(); err != nil {
			t.Fatal(err)
		}
	}
	t.Error("in small pieces, the copy grew without end")
}

func TestBadDocuments(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{`{`, `[]`, `{"type":"paragraph"}`, `{"type":"doc","content":[]}`, `{"type":"doc","content":[{"type":"script"}]}`} {
		if d, err := New(news.Body(doc), body.Limits{}); news.CodeOf(err) != news.CodeInvalid {
			t.Errorf("%s: %v %v", doc, d != nil, err)
		}
	}
	if got := words(t, open(t, "", body.Limits{})); got != "" {
		t.Errorf("the document of an article without a body says %q", got)
	}
}

// TestEveryBody opens the bodies of package body's golden files: whatever the Go side takes for a body, the browser's
// side does too, and what that one writes is the same body.
func TestEveryBody(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../body/testdata/golden/*.txt")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, html, _ := strings.Cut(string(b), "-- html --\n")
		html, _, _ = strings.Cut(html, "\n-- ")
		doc, _, err := body.FromHTML(html, body.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := body.Marshal(doc)
		d, err := New(want, body.Limits{})
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		got, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		again, err := body.Parse(got)
		if err != nil || string(body.Marshal(again)) != string(want) {
			t.Errorf("%s comes back otherwise: %v\n%s\n%s", f, err, want, body.Marshal(again))
		}
	}
}

func TestToward(t *testing.T) {
	t.Parallel()
	para := func(id, text string) string {
		return fmt.Sprintf(`{"type":"paragraph","attrs":{"id":%q},"content":[{"type":"text","text":%q}]}`, id, text)
	}
	doc := func(parts ...string) string { return `{"type":"doc","content":[` + strings.Join(parts, ",") + `]}` }
	a, b, c, x := para("a", "one"), para("b", "two"), para("c", "three"), para("x", "other")
	for _, pair := range [][2]string{
		{doc(a), doc(a)}, {doc(a, b, c), doc(a, x, c)}, {doc(a, b, c), doc(a, c)}, {doc(a, c), doc(a, b, c)}, {doc(a, a), doc(a)}, {doc(a), doc(x)},
		{doc(a, b), doc(x, a, b)}, {doc(a, b), doc(a, b, x)},
	} {
		d := open(t, pair[0], body.Limits{})
		batch, err := d.Toward(news.Body(pair[1]))
		if err != nil {
			t.Fatal(err)
		}
		if (len(batch) == 0) != (pair[0] == pair[1]) {
			t.Errorf("%d steps lead from %s to %s", len(batch), pair[0], pair[1])
		}
		if err := d.Try(batch); err != nil {
			t.Fatal(err)
		}
		if err := d.Keep(); err != nil {
			t.Fatal(err)
		}
		want := words(t, open(t, pair[1], body.Limits{}))
		if got := words(t, d); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	d := open(t, hello, body.Limits{})
	var log []json.RawMessage
	for i := range 2*MaxBatch + 3 {
		log = append(log, raw(insert(6+i, "x"))[0])
	}
	if err := d.Replay(log); err != nil {
		t.Fatal(err)
	}
	if got := words(t, d); got != "Hello"+strings.Repeat("x", len(log)) {
		t.Errorf("the document has %d characters", len(got))
	}
	if err := d.Replay(raw(insert(9999, "x"))); news.CodeOf(err) != news.CodeInvalid {
		t.Errorf("a step that doesn't apply: %v", err)
	}
}

// FuzzTry has any bytes tried as steps: nothing but a refusal may come of those that don't apply, and of those that do a
// body that the Go side takes.
func FuzzTry(f *testing.F) {
	f.Add([]byte(insert(6, " world")))
	f.Add([]byte(`{"stepType":"replaceAround","from":0,"to":7,"gapFrom":0,"gapTo":7,"insert":1,"slice":{"content":[{"type":"quote"}]},"structure":true}`))
	f.Add([]byte(`{"stepType":"addNodeMark","pos":0,"mark":{"type":"note","attrs":{"id":"n1"}}}`))
	f.Add([]byte(`{"stepType":"removeMark","mark":{"type":"em"},"from":1,"to":3}`))
	f.Add([]byte(`{"stepType":"attr","pos":0,"attr":"origin","value":{"kind":"staff"}}`))
	f.Fuzz(func(t *testing.T, step []byte) {
		d, err := New(news.Body(hello), body.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		before := words(t, d)
		if err := d.Try([]json.RawMessage{step}); err != nil {
			if code := news.CodeOf(err); code != news.CodeInvalid && code != news.CodeTooLarge {
				t.Fatalf("%s: %v", step, err)
			}
			if words(t, d) != before {
				t.Fatalf("%s was refused and changed the document", step)
			}
			return
		}
		if err := d.Keep(); err != nil {
			t.Fatal(err)
		}
		words(t, d)
	})
}

// story is a document of so many words.
func story(n int) string {
	parts := make([]string, 0, n/50)
	for i := range n / 50 {
		parts = append(parts, fmt.Sprintf(`{"type":"paragraph","attrs":{"id":"p%d"},"content":[{"type":"text","text":%q}]}`, i, strings.TrimSpace(strings.Repeat("word ", 50))))
	}
	return `{"type":"doc","content":[` + strings.Join(parts, ",") + `]}`
}

// BenchmarkStep tries and keeps one keystroke in a story of 5,000 words.
func BenchmarkStep(b *testing.B) {
	d := open(b, story(5000), body.Limits{})
	batch := raw(insert(1, "x"))
	for b.Loop() {
		if err := d.Try(batch); err != nil {
			b.Fatal(err)
		}
		if err := d.Keep(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNew opens a story of 5,000 words.
func BenchmarkNew(b *testing.B) {
	doc := story(5000)
	for b.Loop() {
		open(b, doc, body.Limits{})
	}
}
