package body

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestSchema: the file compiles and has the types and marks that the code names, and no others.
func TestSchema(t *testing.T) {
	t.Parallel()
	s, err := compileSchema(SchemaJSON())
	if err != nil {
		t.Fatal(err)
	}
	var nodes, marks []string
	for _, n := range s.nodes {
		nodes = append(nodes, n.name)
		if n.element && n.attrs.allowed&(bitID|bitOrigin) != bitID|bitOrigin {
			t.Errorf("the element %s has no id or origin", n.name)
		}
	}
	for _, m := range s.marks {
		marks = append(marks, m.name)
	}
	if got, want := strings.Join(nodes, " "), strings.Join([]string{Doc, Paragraph, Crosshead, Quote, Pullquote, BulletList,
		OrderedList, ListItem, Picture, Embed, Factbox, KeyPoints, LiveEntry, Table, TableRow, TableCell, TableHeader, Divider,
		Preformatted, Text, HardBreak}, " "); got != want {
		t.Errorf("nodes\n%s\nwant\n%s", got, want)
	}
	if got, want := strings.Join(marks, " "), strings.Join([]string{Note, Insertion, Deletion, Link, Em, Strong, Strike, Sub,
		Sup, Code}, " "); got != want {
		t.Errorf("marks\n%s\nwant\n%s", got, want)
	}
	if !json.Valid(SchemaJSON()) {
		t.Error("not JSON")
	}
}

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	for says, file := range map[string]string{
		"unexpected end":                    `{`,
		"top node must be doc":              `{"topNode":"page"}`,
		"neither a node nor a group":        `{"topNode":"doc","nodes":{"doc":{"content":"block+"},"text":{}}}`,
		"not a mark":                        `{"topNode":"doc","nodes":{"doc":{"content":"text*","marks":"em"},"text":{}}}`,
		"an attribute is not in the Go":     `{"topNode":"doc","nodes":{"doc":{"attrs":{"colour":{}}},"text":{}}}`,
		"mark em: an attribute is not":      `{"topNode":"doc","nodes":{"doc":{},"text":{}},"marks":{"em":{"attrs":{"x":{}}}}}`,
		"mark em: \"bold\" is not a mark":   `{"topNode":"doc","nodes":{"doc":{},"text":{}},"marks":{"em":{"excludes":"bold"}}}`,
		"a ) is missing":                    `{"topNode":"doc","nodes":{"doc":{"content":"(text"},"text":{}}}`,
		"it ends too early":                 `{"topNode":"doc","nodes":{"doc":{"content":"text |"},"text":{}}}`,
		`")" is not expected`:               `{"topNode":"doc","nodes":{"doc":{"content":"text )"},"text":{}}}`,
		`"*" is neither a node nor a group`: `{"topNode":"doc","nodes":{"doc":{"content":"* text"},"text":{}}}`,
	} {
		if _, err := compileSchema([]byte(file)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want … %s …", file, err, says)
		}
	}
}

// TestContentExpressions: one letter is a node type, upper case a group of two.
func TestContentExpressions(t *testing.T) {
	t.Parallel()
	named := func(name string) (uint64, error) {
		if name == "AB" {
			return 3, nil
		}
		return 1 << (name[0] - 'a'), nil
	}
	for _, c := range []struct{ source, takes, refuses string }{
		{"", "-", "a"},
		{"a", "a", "- aa b"},
		{"a*", "- a aaa", "b ab"},
		{"a+", "a aaa", "- b"},
		{"a?", "- a", "aa"},
		{"a b*", "a ab abbb", "- b aba"},
		{"a? b? c", "c ac bc abc", "- a ab ba cc"},
		{"(a | b)+", "a b abba", "- c ac"},
		{"(a b)* c", "c abc ababc", "- ab ac aabc"},
		{"(a | b c)* d?", "- a bc abcad d", "b cd dd"},
		{"AB+ c", "ac bc abac", "c ab"},
		{"(a? b)* (c | d+)", "c d dd abbc bddd", "- a ac cd"},
	} {
		e, err := compileExpr(c.source, named)
		if err != nil {
			t.Errorf("%q: %v", c.source, err)
			continue
		}
		for _, word := range strings.Fields(c.takes) {
			if !matches(e, word) {
				t.Errorf("%q refuses %q", c.source, word)
			}
		}
		for _, word := range strings.Fields(c.refuses) {
			if matches(e, word) {
				t.Errorf("%q takes %q", c.source, word)
			}
		}
	}
}

// matches says whether e takes the types that the letters of word are; "-" is none.
func matches(e *expr, word string) bool {
	state := begin
	for _, r := range strings.Trim(word, "-") {
		if state = e.next(state, int(r-'a')); state == 0 {
			return false
		}
	}
	return e.done(state)
}
