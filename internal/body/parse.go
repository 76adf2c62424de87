package body

import (
	"bytes"
	"encoding/json"
	"errors"

	"broadsheet/internal/news"
)

// Parse reads the JSON of a body strictly: a type, attribute or mark that the schema doesn't have, content that may not
// stand where it stands, anything beyond the limits and any character that no text may hold are refused, each with the
// path of the node and the mend. What comes back is in canonical form. Nothing at all ("" or null) is the empty body.
func Parse(jsonBody []byte) (news.Node, error) { return ParseWithin(jsonBody, Limits{}) }

// ParseWithin is Parse with limits of the caller's.
func ParseWithin(jsonBody []byte, lim Limits) (news.Node, error) {
	lim = lim.orDefault()
	if len(jsonBody) > lim.Bytes {
		return news.Node{}, tooLarge("body", len(jsonBody), lim.Bytes)
	}
	if trimmed := bytes.TrimSpace(jsonBody); len(trimmed) == 0 || string(trimmed) == "null" {
		return Empty(), nil
	}
	d := decoder{s: string(jsonBody), lim: lim, strict: true}
	n, err := d.document()
	if err != nil {
		return news.Node{}, err
	}
	if err := validate(&n, lim); err != nil {
		return news.Node{}, err
	}
	canonicalise(&n)
	return n, nil
}

// tooLarge is the error of copy beyond the limit of bytes.
func tooLarge(field string, size, limit int) error {
	return news.Errorf(news.CodeTooLarge, field, "the body is %d bytes; the most is %d, so split the article", size, limit)
}

// Decode reads the JSON of a body that Marshal wrote. It is quick: it trusts the schema to have been kept, passes over
// what it doesn't know (a later version of the program may have written it), and refuses only broken JSON.
func Decode(b news.Body) (news.Node, error) {
	if len(b) == 0 || string(b) == "null" {
		return Empty(), nil
	}
	d := decoder{s: string(b), lim: Limits{Bytes: len(b), Depth: 4 * MaxDepth, Nodes: len(b)}}
	d.stack, d.path = make([]news.Node, 0, 64), make([]int, 0, 16)
	n, err := d.document()
	if err != nil {
		return news.Node{}, errors.New("a stored body can't be read: " + err.Error())
	}
	return n, nil
}

// Marshal returns n's canonical JSON: equal content has equal bytes. They are the same bytes that encoding/json writes, so
// that they stay the same inside a larger document.
func Marshal(n news.Node) news.Body {
	n = clone(&n)
	canonicalise(&n)
	b, err := json.Marshal(&n)
	if err != nil { // no field of Node can fail
		panic("body: " + err.Error())
	}
	return b
}

// Empty returns the body without words: one empty paragraph, where an editor puts the cursor.
func Empty() news.Node {
	return news.Node{Type: Doc, Content: []news.Node{{Type: Paragraph}}}
}
