package body

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// badBodies are bodies that Parse refuses, each with what its error must say and where.
var badBodies = []struct{ name, json, field, says string }{
	{"not JSON", `hello`, "body", "the { of a node"},
	{"cut off", `{"type":"doc","content":[{"type":"para`, "body.content[0]", "the JSON ends"},
	{"more after the end", `{"type":"doc"} x`, "body", "the end"},
	{"not a doc", `{"type":"paragraph"}`, "body", "must be a doc"},
	{"a string", `"doc"`, "body", "the { of a node"},
	{"unknown type", doc(`{"type":"heading"}`), "body.content[0].type", `"heading" is not a type of node; here may stand: paragraph, crosshead`},
	{"unknown key", doc(`{"type":"paragraph","style":"x"}`), "body.content[0].style", "not known here"},
	{"unknown attribute", doc(`{"type":"paragraph","attrs":{"colour":"red"}}`), "body.content[0].attrs.colour", "no node has such an attribute"},
	{"another type's attribute", doc(`{"type":"paragraph","attrs":{"level":2}}`), "body.content[0].attrs.level", "paragraph has no attribute level; leave it out"},
	{"another type's, unset", doc(`{"type":"paragraph","attrs":{"level":null}}`), "body.content[0].attrs.level", "leave it out"},
	{"a type twice", doc(`{"type":"paragraph","type":"divider"}`), "body.content[0]", `"type" stands here twice`},
	{"no level", doc(`{"type":"crosshead"}`), "body.content[0].attrs.level", "needs the attribute level"},
	{"level 1", doc(`{"type":"crosshead","attrs":{"level":1}}`), "body.content[0].attrs.level", "must be 2 or 3, not 1"},
	{"level as a string", doc(`{"type":"crosshead","attrs":{"level":"2"}}`), "body.content[0].attrs.level", "must be a whole number"},
	{"half a level", doc(`{"type":"crosshead","attrs":{"level":2.5}}`), "body.content[0].attrs.level", "must be a whole number"},
	{"text in the doc", doc(`{"type":"text","text":"x"}`), "body.content[0]", "a text can't stand here in a doc"},
	{"a list without items", doc(`{"type":"bullet_list"}`), "body.content[0]", "not complete; add list_item"},
	{"an item without a paragraph", doc(`{"type":"bullet_list","content":[{"type":"list_item","content":[{"type":"divider"}]}]}`), "body.content[0].content[0].content[0]", "here may stand: paragraph"},
	{"a paragraph in a paragraph", doc(`{"type":"paragraph","content":[{"type":"paragraph"}]}`), "body.content[0].content[0]", "here may stand: text or hard_break"},
	{"text on a paragraph", doc(`{"type":"paragraph","text":"x"}`), "body.content[0].text", "only a node of type text holds text"},
	{"unknown mark", text(`"marks":[{"type":"underline"}]`), "body.content[0].content[0].marks[0].type", `"underline" is not a mark`},
	{"a mark on a paragraph", doc(`{"type":"paragraph","marks":[{"type":"em"}]}`), "body.content[0].marks", "only text has marks"},
	{"a link without an address", text(`"marks":[{"type":"em"},{"type":"link"}]`), "body.content[0].content[0].marks[1].attrs.href", "needs the attribute href"},
	{"a link that runs code", text(`"marks":[{"type":"link","attrs":{"href":"javascript:alert(1)"}}]`), "body.content[0].content[0].marks[0].attrs.href", "must begin with https:"},
	{"a link that hides code", text(`"marks":[{"type":"link","attrs":{"href":"\tjava\nscript:alert(1)"}}]`), "body.content[0].content[0].marks[0].attrs.href", "percent-encode"},
	{"two links", text(`"marks":[{"type":"link","attrs":{"href":"/a"}},{"type":"link","attrs":{"href":"/b"}}]`), "body.content[0].content[0].marks[1]", "can't stand on one text"},
	{"up and down", text(`"marks":[{"type":"sub"},{"type":"sup"}]`), "body.content[0].content[0].marks[1]", "the marks sub and sup"},
	{"unknown attribute of a mark", text(`"marks":[{"type":"link","attrs":{"href":"/a","target":"_blank"}}]`), "body.content[0].content[0].marks[0].attrs.target", "no mark has such an attribute"},
	{"em in code", doc(`{"type":"preformatted","content":[{"type":"text","text":"x","marks":[{"type":"em"}]}]}`), "body.content[0].content[0].marks[0]", "can't have the mark em"},
	{"too many marks", text(`"marks":[` + strings.TrimSuffix(strings.Repeat(`{"type":"em"},`, 17), ",") + `]`), "body.content[0].content[0].marks[16]", "at most 16"},
	{"a control character", text(`"text":"a\u0007b"`), "body.content[0].content[1].text", "U+0007 at byte 1"},
	{"a raw control character", doc("{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"a\x07\"}]}"), "body.content[0].content[0]", "control character"},
	{"broken UTF-8", doc("{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"a\xffb\"}]}"), "body.content[0].content[0].text", "broken UTF-8 at byte 1"},
	{"half a pair", text(`"text":"\ud800"`), "body.content[0].content[1]", "half a surrogate pair"},
	{"no character", text(`"text":"\uffff"`), "body.content[0].content[1].text", "not a character"},
	{"a picture of nothing", doc(`{"type":"picture"}`), "body.content[0].attrs", "needs media"},
	{"a picture of code", doc(`{"type":"picture","attrs":{"url":"data:image/svg+xml,x"}}`), "body.content[0].attrs.url", "must begin with https://"},
	{"a caption of two lines", doc(`{"type":"picture","attrs":{"media":"a","caption":"a\nb"}}`), "body.content[0].attrs.caption", "is one line"},
	{"a long caption", doc(`{"type":"picture","attrs":{"media":"a","caption":"` + strings.Repeat("a", 4001) + `"}}`), "body.content[0].attrs.caption", "4001 bytes long; the most is 4000"},
	{"an embed without https", doc(`{"type":"embed","attrs":{"url":"http://example.org/"}}`), "body.content[0].attrs.url", "must begin with https://"},
	{"an address without a host", doc(`{"type":"embed","attrs":{"url":"https:///x"}}`), "body.content[0].attrs.url", "names no host"},
	{"a wide cell", doc(`{"type":"table","content":[{"type":"table_row","content":[{"type":"table_cell","attrs":{"colspan":1001},"content":[{"type":"paragraph"}]}]}]}`), "body.content[0].content[0].content[0].attrs.colspan", "from 1 to 1000"},
	{"a time without a zone", doc(`{"type":"live_entry","attrs":{"at":"2026-02-01T06:00:00"},"content":[{"type":"paragraph"}]}`), "body.content[0].attrs.at", "has no zone"},
	{"an unknown origin", doc(`{"type":"paragraph","attrs":{"origin":{"kind":"rumour"}}}`), "body.content[0].attrs.origin.kind", "staff, wire or machine"},
	{"a bad id", doc(`{"type":"paragraph","attrs":{"id":"a b"}}`), "body.content[0].attrs.id", "letters, digits"},
	{"too deep", strings.Repeat(`{"type":"quote","content":[`, 40) + strings.Repeat("]}", 40), "body", "nested more than 32 deep"},
	{"ten thousand deep", strings.Repeat(`{"type":"doc","content":[`, 10_000), "body", "nested more than 32 deep"},
	{"ten thousand arrays", doc(`{"type":"paragraph","content":` + strings.Repeat("[", 10_000)), "body.content[0].content[0]", "the { of a node"},
}

func doc(element string) string { return `{"type":"doc","content":[` + element + `]}` }

func text(members string) string {
	if strings.HasPrefix(members, `"text"`) {
		return doc(`{"type":"paragraph","content":[{"type":"hard_break"},{"type":"text",` + members + `}]}`)
	}
	return doc(`{"type":"paragraph","content":[{"type":"text","text":"x",` + members + `}]}`)
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range badBodies {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse([]byte(c.json))
			problems := news.Problems(err)
			if len(problems) == 0 {
				t.Fatalf("got %v, want a problem", err)
			}
			if p := problems[0]; !strings.HasPrefix(p.Field, c.field) || !strings.Contains(p.Message, c.says) {
				t.Errorf("got %q: %q\nwant %q: … %q …", p.Field, p.Message, c.field, c.says)
			}
		})
	}
}

func TestParseLimits(t *testing.T) {
	t.Parallel()
	_, err := Parse(make([]byte, MaxBytes+1))
	if news.CodeOf(err) != news.CodeTooLarge {
		t.Errorf("2 MiB and a byte: %v", err)
	}
	many := doc(strings.TrimSuffix(strings.Repeat(`{"type":"divider"},`, 100), ","))
	if _, err := ParseWithin([]byte(many), Limits{Nodes: 100}); err == nil || !strings.Contains(err.Error(), "more than 100 nodes") {
		t.Errorf("too many nodes: %v", err)
	}
	if _, err := ParseWithin([]byte(many), Limits{Nodes: 101}); err != nil {
		t.Errorf("just as many nodes as may be: %v", err)
	}
}

// TestParseMends: what needs no mend by hand is brought into canonical form.
func TestParseMends(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"nothing":           {``, doc(`{"type":"paragraph"}`)},
		"null":              {` null `, doc(`{"type":"paragraph"}`)},
		"no elements":       {`{"type":"doc"}`, doc(`{"type":"paragraph"}`)},
		"an empty array":    {`{"content":[],"type":"doc"}`, doc(`{"type":"paragraph"}`)},
		"defaults":          {doc(`{"type":"ordered_list","attrs":{"id":"","start":1,"origin":null},"content":[{"type":"list_item","content":[{"type":"paragraph","attrs":{"id":"x"}}]}]}`), doc(`{"type":"ordered_list","content":[{"type":"list_item","content":[{"type":"paragraph"}]}]}`)},
		"texts and marks":   {doc(`{"type":"paragraph","content":[{"type":"text","text":"a","marks":[{"type":"strong"},{"type":"em","attrs":{}}]},{"type":"text","text":""},{"type":"text","text":"b","marks":[{"type":"em"},{"type":"strong"},{"type":"em"}]},{"type":"text","text":"c","marks":[]}]}`), doc(`{"type":"paragraph","content":[{"type":"text","text":"ab","marks":[{"type":"em"},{"type":"strong"}]},{"type":"text","text":"c"}]}`)},
		"escapes":           {text(`"text":"\u00e9\ud83d\ude00\/\n<&"`), doc(`{"type":"paragraph","content":[{"type":"hard_break"},{"type":"text","text":"é😀/\n\u003c\u0026"}]}`)},
		"two notes":         {text(`"marks":[{"type":"note","attrs":{"id":"b"}},{"type":"note","attrs":{"id":"a"}}]`), text(`"marks":[{"type":"note","attrs":{"id":"a"}},{"type":"note","attrs":{"id":"b"}}]`)},
		"keys in any order": {doc(`{"content":[{"text":"x","type":"text"}],"attrs":{"id":"a"},"type":"paragraph"}`), doc(`{"type":"paragraph","attrs":{"id":"a"},"content":[{"type":"text","text":"x"}]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, err := Parse([]byte(c.in))
			if err != nil {
				t.Fatal(err)
			}
			if got := string(Marshal(n)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestDecodePasses: Decode passes over what a later version of the program wrote.
func TestDecodePasses(t *testing.T) {
	t.Parallel()
	n, err := Decode([]byte(doc(`{"type":"chart","attrs":{"id":"a","points":[{"x":"]}"},2,null]},"mood":{"a":[true]},"content":[{"type":"text","text":"x"}]}`)))
	if err != nil || n.Content[0].Attrs.ID != "a" || n.Content[0].Content[0].Text != "x" {
		t.Errorf("%+v, %v", n, err)
	}
	if _, err := Decode([]byte(`{"type":`)); err == nil {
		t.Error("broken JSON was taken")
	}
}

// TestMarshalIsEncodingJSON: the canonical bytes stay the same inside a larger document.
func TestMarshalIsEncodingJSON(t *testing.T) {
	t.Parallel()
	n := newGenerator(5, false).doc()
	b := Marshal(n)
	whole, err := json.Marshal(news.Copy{Body: b})
	if err != nil {
		t.Fatal(err)
	}
	var c news.Copy
	if err := json.Unmarshal(whole, &c); err != nil || string(c.Body) != string(b) {
		t.Errorf("got %s, %v\nwant %s", c.Body, err, b)
	}
}

// TestAttrNames: the names of attributes are those of the structs, in their order.
func TestAttrNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of    reflect.Type
		names []string
	}{{reflect.TypeFor[news.Attrs](), attrNames}, {reflect.TypeFor[news.MarkAttrs](), markAttrNames}} {
		for i := range c.of.NumField() {
			tag, _, _ := strings.Cut(c.of.Field(i).Tag.Get("json"), ",")
			if i >= len(c.names) || c.names[i] != tag {
				t.Errorf("%s: field %d is %s", c.of, i, tag)
			}
		}
	}
}
