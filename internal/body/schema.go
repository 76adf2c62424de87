package body

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"broadsheet/internal/news"
)

//go:embed schema.json
var schemaJSON []byte

// SchemaJSON returns the schema file, for the editor and the API.
func SchemaJSON() []byte { return bytes.Clone(schemaJSON) }

// schema is schema.json compiled. It is read only.
type schema struct {
	nodes []*nodeType // in the file's order; a type's index is its bit in sets of types
	marks []*markType // in the file's order, which is the canonical order of marks
	node  map[string]*nodeType
	mark  map[string]*markType
}

// nodeType is one node type.
type nodeType struct {
	name    string
	index   int
	groups  []string
	content *expr
	element bool   // may be a direct child of the doc
	inline  bool   // its content is text
	marks   uint32 // the marks that its text may have
	attrs   attrRules
}

// markType is one mark type.
type markType struct {
	name     string
	rank     int
	excludes uint32 // the marks that it can't stand beside, other than an equal one
	attrs    attrRules
	plain    *news.Mark // the mark without attributes
}

// attrRules says which attributes a type has.
type attrRules struct {
	rules    []attrRule
	allowed  uint32 // bits of attrNames or markAttrNames
	required uint32
}

// attrRule is what one attribute may be.
type attrRule struct {
	name     string
	bit      uint32
	form     string
	min, max int
	values   []int
}

// theSchema compiles schema.json on first use. It panics on a schema that is wrong in itself, which a test rules out.
var theSchema = sync.OnceValue(func() *schema {
	s, err := compileSchema(schemaJSON)
	if err != nil {
		panic("schema.json: " + err.Error())
	}
	return s
})

// attrFile and the next types are the form of schema.json.
type attrFile struct {
	Default  json.RawMessage `json:"default"`
	Validate string          `json:"validate"`
	Form     string          `json:"form"`
	Min      int             `json:"min"`
	Max      int             `json:"max"`
	Values   []int           `json:"values"`
}

type nodeFile struct {
	Content string              `json:"content"`
	Group   string              `json:"group"`
	Marks   *string             `json:"marks"`
	Inline  bool                `json:"inline"`
	Attrs   map[string]attrFile `json:"attrs"`
}

type markFile struct {
	Excludes *string             `json:"excludes"`
	Attrs    map[string]attrFile `json:"attrs"`
}

// inOrder is a JSON object whose keys keep their order.
type inOrder[T any] struct {
	names []string
	items map[string]T
}

func (o *inOrder[T]) UnmarshalJSON(b []byte) error {
	if err := json.Unmarshal(b, &o.items); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return err
		}
		o.names = append(o.names, key.(string))
	}
	return nil
}

func compileSchema(file []byte) (*schema, error) {
	var f struct {
		TopNode      string              `json:"topNode"`
		ElementAttrs map[string]attrFile `json:"elementAttrs"`
		Nodes        inOrder[nodeFile]   `json:"nodes"`
		Marks        inOrder[markFile]   `json:"marks"`
	}
	if err := json.Unmarshal(file, &f); err != nil {
		return nil, err
	}
	if f.TopNode != Doc || len(f.Nodes.names) > 62 || len(f.Marks.names) > 32 {
		return nil, fmt.Errorf("the top node must be %s, with at most 62 nodes and 32 marks", Doc)
	}
	s := &schema{node: map[string]*nodeType{}, mark: map[string]*markType{}}
	if err := s.addMarks(f.Marks); err != nil {
		return nil, err
	}
	return s, s.addNodes(f.Nodes, f.ElementAttrs)
}

func (s *schema) addMarks(f inOrder[markFile]) error {
	for i, name := range f.names {
		m := &markType{name: name, rank: i, plain: &news.Mark{Type: name}}
		s.marks, s.mark[name] = append(s.marks, m), m
	}
	for _, m := range s.marks {
		file := f.items[m.name]
		excludes := m.name
		if file.Excludes != nil {
			excludes = *file.Excludes
		}
		var err error
		if m.excludes, err = s.markSet(excludes); err != nil {
			return fmt.Errorf("mark %s: %w", m.name, err)
		}
		if m.attrs, err = compileAttrs(file.Attrs, markAttrNames); err != nil {
			return fmt.Errorf("mark %s: %w", m.name, err)
		}
	}
	return nil
}

func (s *schema) addNodes(f inOrder[nodeFile], elementAttrs map[string]attrFile) error {
	for i, name := range f.names {
		n := &nodeType{name: name, index: i, groups: strings.Fields(f.items[name].Group)}
		n.element = slices.Contains(n.groups, "element")
		s.nodes, s.node[name] = append(s.nodes, n), n
	}
	for _, n := range s.nodes {
		file := f.items[n.name]
		attrs := map[string]attrFile{}
		for name, a := range file.Attrs {
			attrs[name] = a
		}
		for name, a := range elementAttrs {
			if n.element {
				attrs[name] = a
			}
		}
		if err := s.compileNode(n, file, attrs); err != nil {
			return fmt.Errorf("node %s: %w", n.name, err)
		}
	}
	return nil
}

func (s *schema) compileNode(n *nodeType, file nodeFile, attrs map[string]attrFile) (err error) {
	if n.content, err = compileExpr(file.Content, s.named); err != nil {
		return err
	}
	if n.attrs, err = compileAttrs(attrs, attrNames); err != nil {
		return err
	}
	n.inline = n.content.types&(1<<s.node[Text].index) != 0
	marks := ""
	switch {
	case file.Marks != nil:
		marks = *file.Marks
	case n.inline:
		marks = "_"
	}
	n.marks, err = s.markSet(marks)
	return err
}

// named returns the node types that a name in a content expression means: the type, or the types of the group.
func (s *schema) named(name string) (uint64, error) {
	if n := s.node[name]; n != nil {
		return 1 << n.index, nil
	}
	var set uint64
	for _, n := range s.nodes {
		if slices.Contains(n.groups, name) {
			set |= 1 << n.index
		}
	}
	if set == 0 {
		return 0, fmt.Errorf("%q is neither a node nor a group", name)
	}
	return set, nil
}

// markSet returns the set that a list of mark names means; "_" means all.
func (s *schema) markSet(list string) (uint32, error) {
	if list == "_" {
		return 1<<len(s.marks) - 1, nil
	}
	var set uint32
	for _, name := range strings.Fields(list) {
		m := s.mark[name]
		if m == nil {
			return 0, fmt.Errorf("%q is not a mark", name)
		}
		set |= 1 << m.rank
	}
	return set, nil
}

func compileAttrs(file map[string]attrFile, names []string) (attrRules, error) {
	var out attrRules
	for i, name := range names {
		a, ok := file[name]
		if !ok {
			continue
		}
		r := attrRule{name: name, bit: 1 << i, form: a.Form, min: a.Min, max: a.Max, values: a.Values}
		out.rules = append(out.rules, r)
		out.allowed |= r.bit
		if a.Default == nil {
			out.required |= r.bit
		}
	}
	if len(out.rules) != len(file) {
		return out, fmt.Errorf("an attribute is not in the Go struct, which has %v", names)
	}
	return out, nil
}

// typeNames lists a set of node types in words: "paragraph, picture or table".
func (s *schema) typeNames(set uint64) string {
	var names []string
	for ; set != 0; set &= set - 1 {
		names = append(names, s.nodes[bits.TrailingZeros64(set)].name)
	}
	return orList(names)
}

// orList writes names as "a, b or c".
func orList(names []string) string {
	switch n := len(names); n {
	case 0:
		return "nothing"
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
}
