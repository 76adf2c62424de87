package api

import (
	"encoding/json"
	"fmt"
	"reflect"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/danielgtaylor/huma/v2"

	"broadsheet/internal/news"
)

// field is a field of a request that may be left out (it stays as it is), or be null (it is cleared).
type field[T any] struct {
	given bool
	null  bool
	value T
}

// UnmarshalJSONFrom reads the field's value. The library does not call it for a field that was left out.
func (f *field[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	f.given, f.null = true, d.PeekKind() == 'n'
	return jsonv2.UnmarshalDecode(d, &f.value)
}

// MarshalJSON writes the field's value.
func (f field[T]) MarshalJSON() ([]byte, error) { return json.Marshal(f.value) }

// Schema describes the field as what it holds, or null.
func (f field[T]) Schema(r huma.Registry) *huma.Schema {
	s := r.Schema(reflect.TypeFor[T](), true, "")
	if s.Ref != "" {
		return &huma.Schema{OneOf: []*huma.Schema{s, {Type: "null"}}}
	}
	nullable := *s
	nullable.Nullable = nullable.Type != "" // without a type, null is allowed already
	return &nullable
}

// pointer returns the value for desk: nil when the field was left out.
func (f field[T]) pointer() *T {
	if !f.given {
		return nil
	}
	return &f.value
}

// unlessNull is pointer for fields that cannot be cleared: null is like leaving them out.
func (f field[T]) unlessNull() *T {
	if f.null {
		return nil
	}
	return f.pointer()
}

// moment is a time as clients write it: RFC 3339 with a zone.
type moment news.Millis

// UnmarshalJSON reads a moment. One that falls on the very epoch, which the store takes for "not set", is put off by a
// millisecond.
func (m *moment) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("must be a time such as 2026-02-01T06:00:00Z")
	}
	if s == nil {
		*m = 0
		return nil
	}
	t, err := news.ParseTime(*s)
	switch {
	case err != nil:
		return err
	case t == news.Never:
		return fmt.Errorf("\"never\" is not a time; write null for none")
	}
	*m = moment(t)
	if t == 0 {
		*m = 1
	}
	return nil
}

// MarshalJSON writes a moment.
func (m moment) MarshalJSON() ([]byte, error) { return json.Marshal(news.Millis(m)) }

// Schema describes a moment.
func (m moment) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Examples: []any{"2026-02-01T06:00:00Z"}}
}

// millis returns f for desk.
func millis(f field[moment]) *news.Millis { return (*news.Millis)(f.pointer()) }

// byline is a byline as clients write it: a text, or a list of people by slug.
type byline news.Byline

// UnmarshalJSONFrom reads a byline.
func (b *byline) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*b = byline{}
	switch d.PeekKind() {
	case '[':
		return jsonv2.UnmarshalDecode(d, &b.People)
	case '"', 'n':
		return jsonv2.UnmarshalDecode(d, &b.Text)
	}
	if err := d.SkipValue(); err != nil {
		return err
	}
	return &jsonv2.SemanticError{JSONPointer: d.StackPointer(), JSONKind: '"', Err: news.Invalid("", "must be a text or a list of people by slug")}
}

// MarshalJSON writes a byline.
func (b byline) MarshalJSON() ([]byte, error) {
	if len(b.People) > 0 {
		return json.Marshal(b.People)
	}
	return json.Marshal(b.Text)
}

// Schema describes a byline.
func (b byline) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		OneOf: []*huma.Schema{
			{Type: huma.TypeString, Description: "As printed."},
			{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}, Description: "People of the paper, by slug."},
		},
	}
}

// elements is a body as elements.
type elements json.RawMessage

// UnmarshalJSON keeps the JSON as it is; the desk reads it.
func (e *elements) UnmarshalJSON(b []byte) error {
	*e = append((*e)[:0], b...)
	return nil
}

// MarshalJSON writes the body as it is stored; null where there is none.
func (e elements) MarshalJSON() ([]byte, error) {
	if len(e) == 0 {
		return []byte("null"), nil
	}
	return e, nil
}

// Schema describes a body without going into its elements.
func (e elements) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type:        huma.TypeObject,
		Description: `A tree of nodes in ProseMirror's form: {"type": "doc", "content": [elements]}.`,
		Properties: map[string]*huma.Schema{
			"type":    {Type: huma.TypeString, Enum: []any{"doc"}},
			"content": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}},
		},
		Required:             []string{"type"},
		AdditionalProperties: false,
	}
}

// list is the answer of every operation that lists something.
type list[T any] struct {
	Items []T     `json:"items" doc:"What was asked for, in order."`
	Next  *string `json:"next" doc:"Send it as the parameter cursor to have what follows; null at the end."`
}

// newList makes a list whose next page begins after cursor; "" at the end.
func newList[T any](items []T, next string) list[T] {
	if items == nil {
		items = []T{}
	}
	l := list[T]{Items: items}
	if next != "" {
		l.Next = &next
	}
	return l
}
