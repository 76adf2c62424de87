package body

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// decoder reads the JSON of a body. It is our own because it is on the reader's path (a page that isn't cached is a point
// read, this, and AppendHTML) and because its errors name the path of the node: encoding/json takes eight times as long
// and knows no path. Strings without escapes share the memory of s.
type decoder struct {
	s      string
	i      int
	lim    Limits
	strict bool // refuse what isn't known, in place of passing over it
	path   []int
	nodes  int
	mark   int      // the place of the mark being read plus 1, for errors
	below  string   // the attribute being read, likewise
	keys   []string // of the objects that are open, in strict reading
	buf    []byte   // a string with escapes

	stack   []news.Node // the children of all nodes that are open
	content slab[news.Node]
	attrs   slab[news.Attrs]
	marks   slab[news.Mark]
	mattrs  slab[news.MarkAttrs]
}

// slab hands out slices of larger allocations.
type slab[T any] struct {
	free  []T
	chunk int
}

func (s *slab[T]) take(n int) []T {
	if n > len(s.free) {
		s.chunk = min(max(8, 2*s.chunk), 128)
		s.free = make([]T, max(n, s.chunk))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// fail makes the error of something wrong at the present node.
func (d *decoder) fail(format string, args ...any) error {
	where := pathOf(d.path)
	if d.mark > 0 {
		where += markPath(d.mark - 1)
	}
	return news.Invalid(where+d.below, format, args...)
}

// syntax makes the error of JSON that is broken at the present place.
func (d *decoder) syntax(want string) error {
	if d.i >= len(d.s) {
		return d.fail("the JSON ends at byte %d where %s should stand; send it whole", d.i, want)
	}
	r, _ := utf8.DecodeRuneInString(d.s[d.i:])
	return d.fail("the JSON is broken at byte %d: %q stands where %s should", d.i, r, want)
}

// document reads the whole input as one node.
func (d *decoder) document() (news.Node, error) {
	var n news.Node
	if err := d.node(&n); err != nil {
		return n, err
	}
	if d.space(); d.i < len(d.s) {
		return n, d.syntax("the end")
	}
	return n, nil
}

func (d *decoder) space() {
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case ' ', '\n', '\t', '\r':
			d.i++
		default:
			return
		}
	}
}

// take passes c, with white space before it, if it is there.
func (d *decoder) take(c byte) bool {
	d.space()
	if d.i >= len(d.s) || d.s[d.i] != c {
		return false
	}
	d.i++
	return true
}

// null passes a null, if it is there.
func (d *decoder) null() bool {
	d.space()
	if !strings.HasPrefix(d.s[d.i:], "null") {
		return false
	}
	d.i += len("null")
	return true
}

// object reads an object, calling value for each key with the decoder at its value.
func (d *decoder) object(what string, value func(key string) error) error {
	if !d.take('{') {
		return d.syntax("the { of " + what)
	}
	if d.take('}') {
		return nil
	}
	first := len(d.keys)
	for {
		key, err := d.string()
		if err != nil {
			return err
		}
		if !d.take(':') {
			return d.syntax("a colon")
		}
		if d.strict && slices.Contains(d.keys[first:], key) {
			return d.fail("%q stands here twice; leave one out", key) // which of the two was meant?
		}
		if d.strict {
			d.keys = append(d.keys, key)
		}
		if err := value(key); err != nil {
			return err
		}
		if d.take('}') {
			d.keys = d.keys[:first]
			return nil
		}
		if !d.take(',') {
			return d.syntax("a comma or }")
		}
	}
}

// array reads an array, calling item with the decoder at each item. A null is an empty array.
func (d *decoder) array(what string, item func(i int) error) error {
	if d.null() {
		return nil
	}
	if !d.take('[') {
		return d.syntax("the [ of " + what)
	}
	if d.take(']') {
		return nil
	}
	for i := 0; ; i++ {
		if err := item(i); err != nil {
			return err
		}
		if d.take(']') {
			return nil
		}
		if !d.take(',') {
			return d.syntax("a comma or ]")
		}
	}
}

// node reads one node into n.
func (d *decoder) node(n *news.Node) error {
	if d.nodes++; d.nodes > d.lim.Nodes {
		return d.fail("the body has more than %d nodes; split the article", d.lim.Nodes)
	}
	if len(d.path) > d.lim.Depth {
		return d.fail("the body is nested more than %d deep; flatten it", d.lim.Depth)
	}
	seen := uint32(0)
	err := d.object("a node", func(key string) (err error) {
		switch key {
		case "type":
			n.Type, err = d.string()
		case "text":
			n.Text, err = d.string()
		case "attrs":
			n.Attrs, seen, err = d.nodeAttrs()
		case "content":
			n.Content, err = d.children()
		case "marks":
			n.Marks, err = d.markList()
		default:
			err = d.unknown(key, "a node has type, attrs, content, text and marks")
		}
		return err
	})
	if err != nil || !d.strict {
		return err
	}
	return d.attrsOfType(n.Type, seen)
}

// attrsOfType refuses attributes that are set, be it to their default, on a type that doesn't have them.
func (d *decoder) attrsOfType(typ string, seen uint32) error {
	t := theSchema().node[typ]
	if t == nil {
		return nil // told by Validate, which knows what may stand here
	}
	if !t.element {
		seen &^= bitID | bitOrigin
	}
	for i, name := range attrNames {
		if seen&^t.attrs.allowed&(1<<i) != 0 {
			d.below = ".attrs." + name
			return d.fail("%s has no attribute %s; leave it out", typ, name)
		}
	}
	return nil
}

// children reads a node's content.
func (d *decoder) children() ([]news.Node, error) {
	from, depth := len(d.stack), len(d.path)
	d.path = append(d.path, 0)
	err := d.array("content", func(i int) error {
		d.path[depth] = i
		var child news.Node
		if err := d.node(&child); err != nil {
			return err
		}
		d.stack = append(d.stack, child)
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.path = d.path[:depth]
	out := d.content.take(len(d.stack) - from)
	copy(out, d.stack[from:])
	clear(d.stack[from:])
	d.stack = d.stack[:from]
	return out, nil
}

// nodeAttrs reads a node's attributes, and says which were named.
func (d *decoder) nodeAttrs() (*news.Attrs, uint32, error) {
	if d.null() {
		return nil, 0, nil
	}
	a, seen := &d.attrs.take(1)[0], uint32(0)
	d.below = ".attrs"
	err := d.object("attrs", func(key string) error {
		bit := d.attrBit(key)
		if bit < 0 {
			return d.unknown(key, "no node has such an attribute")
		}
		seen |= 1 << bit
		return d.nodeAttr(a, attrNames[bit])
	})
	if err == nil {
		d.below = ""
	}
	return a, seen, err
}

func (d *decoder) attrBit(key string) int {
	for i, name := range attrNames {
		if name == key {
			return i
		}
	}
	return -1
}

// nodeAttr reads the value of one attribute.
func (d *decoder) nodeAttr(a *news.Attrs, name string) (err error) {
	if d.null() {
		return nil
	}
	if s := stringAttr(a, name); s != nil {
		*s, err = d.stringOf(name, "a string")
		return err
	}
	if n := intAttr(a, name); n != nil {
		*n, err = d.intOf(name)
		return err
	}
	switch name {
	case "key":
		a.Key, err = d.boolOf(name)
	case "at":
		a.At, err = d.momentOf(name)
	case "origin":
		a.Origin, err = d.origin()
	}
	return err
}

// mustBe makes the error of a named value of the wrong kind.
func (d *decoder) mustBe(name, want string) error {
	d.below += "." + name
	return d.fail("%s must be %s", name, want)
}

func (d *decoder) stringOf(name, want string) (string, error) {
	if d.space(); d.i < len(d.s) && d.s[d.i] != '"' {
		return "", d.mustBe(name, want)
	}
	return d.string()
}

func (d *decoder) momentOf(name string) (news.Millis, error) {
	const want = `a time such as "2026-02-01T06:00:00Z"`
	s, err := d.stringOf(name, want)
	if err != nil {
		return 0, err
	}
	at, err := news.ParseTime(s)
	if err != nil {
		return 0, d.mustBe(name, want+": "+err.Error())
	}
	return at, nil
}

func (d *decoder) boolOf(name string) (bool, error) {
	d.space()
	for _, word := range [...]string{"true", "false"} {
		if strings.HasPrefix(d.s[d.i:], word) {
			d.i += len(word)
			return word == "true", nil
		}
	}
	return false, d.mustBe(name, "true or false")
}

func (d *decoder) intOf(name string) (int, error) {
	d.space()
	end := d.i
	for end < len(d.s) && strings.IndexByte("+-.0123456789eE", d.s[end]) >= 0 {
		end++
	}
	n, err := strconv.Atoi(d.s[d.i:end])
	if err != nil || n > math.MaxInt32 || n < math.MinInt32 || d.s[d.i] == '+' {
		return 0, d.mustBe(name, "a whole number")
	}
	d.i = end
	return n, nil
}

func (d *decoder) origin() (*news.Origin, error) {
	o := &news.Origin{}
	d.below = ".attrs.origin"
	err := d.object("an origin", func(key string) (err error) {
		if d.null() {
			return nil
		}
		switch key {
		case "kind":
			o.Kind, err = d.string()
		case "source":
			o.Source, err = d.string()
		case "item":
			o.Item, err = d.string()
		case "version":
			o.Version, err = d.string()
		default:
			err = d.unknown(key, "an origin has kind, source, item and version")
		}
		return err
	})
	if err == nil {
		d.below = ".attrs"
	}
	return o, err
}

// markList reads the marks of a text.
func (d *decoder) markList() ([]news.Mark, error) {
	var buf [MaxMarks]news.Mark
	n := 0
	err := d.array("marks", func(i int) error {
		d.mark = i + 1
		if n == len(buf) {
			return d.fail("a text has at most %d marks; take some out", MaxMarks)
		}
		err := d.oneMark(&buf[n])
		n++
		return err
	})
	if err != nil {
		return nil, err
	}
	d.mark = 0
	out := d.marks.take(n)
	copy(out, buf[:])
	return out, nil
}

func (d *decoder) oneMark(m *news.Mark) error {
	return d.object("a mark", func(key string) (err error) {
		switch key {
		case "type":
			m.Type, err = d.string()
		case "attrs":
			m.Attrs, err = d.markAttrs()
		default:
			err = d.unknown(key, "a mark has type and attrs")
		}
		return err
	})
}

func (d *decoder) markAttrs() (*news.MarkAttrs, error) {
	if d.null() {
		return nil, nil
	}
	a := &d.mattrs.take(1)[0]
	d.below = ".attrs"
	err := d.object("attrs", func(key string) (err error) {
		s, b := stringMarkAttr(a, key), boolMarkAttr(a, key)
		switch {
		case s == nil && b == nil:
			return d.unknown(key, "no mark has such an attribute")
		case d.null():
			return nil
		case s != nil:
			*s, err = d.stringOf(key, "a string")
			return err
		}
		*b, err = d.boolOf(key)
		return err
	})
	if err == nil {
		d.below = ""
	}
	return a, err
}

// unknown refuses a key in strict reading, and else passes over its value.
func (d *decoder) unknown(key, known string) error {
	if d.strict {
		d.below += "." + cut(clean(key), 60)
		return d.fail("%q is not known here; %s, so leave it out", cut(clean(key), 60), known)
	}
	return d.skip()
}

// skip passes over a value of any kind, without descending into it.
func (d *decoder) skip() error {
	for depth := 0; ; {
		d.space()
		if d.i >= len(d.s) {
			return d.syntax("a value")
		}
		switch c := d.s[d.i]; c {
		case '"':
			if _, err := d.string(); err != nil {
				return err
			}
		case '{', '[':
			depth++
			d.i++
		case '}', ']':
			depth--
			d.i++
		default:
			d.i++
		}
		if depth <= 0 && d.i < len(d.s) && strings.IndexByte(",}] \n\t\r", d.s[d.i]) >= 0 {
			return nil
		}
	}
}
