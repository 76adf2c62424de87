package body

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// maxProblems is how many problems are told at once.
const maxProblems = 10

// Validate says whether n is a body by the schema. Its error holds up to ten problems, each a *news.Error whose field is
// the path of the node at fault, such as body.content[3].content[0]. What Marshal puts in order by itself (the order of
// marks, texts that belong together, ids below the elements, a doc without elements) is no problem.
func Validate(n *news.Node) error { return validate(n, Limits{}.orDefault()) }

func validate(n *news.Node, lim Limits) error {
	v := &validator{schema: theSchema(), lim: lim, path: []int{}}
	if n.Type != Doc {
		v.problem("", "the outermost node must be a %s, not %q; put the elements into {\"type\":\"doc\",\"content\":[…]}", Doc, n.Type)
		return errors.Join(v.problems...)
	}
	v.node(n, v.schema.node[Doc])
	return errors.Join(v.problems...)
}

// validator walks a body once.
type validator struct {
	schema   *schema
	lim      Limits
	path     []int // the index in content at each depth
	nodes    int
	problems []error
}

// problem notes what is wrong at the present node; below names an attribute or mark in it, or is empty.
func (v *validator) problem(below, format string, args ...any) {
	if len(v.problems) < maxProblems {
		v.problems = append(v.problems, news.Invalid(pathOf(v.path)+below, format, args...))
	}
}

// pathOf writes a path as an API names it.
func pathOf(path []int) string {
	b := []byte("body")
	for _, i := range path {
		b = append(b, ".content["...)
		b = strconv.AppendInt(b, int64(i), 10)
		b = append(b, ']')
	}
	return string(b)
}

func (v *validator) node(n *news.Node, t *nodeType) {
	if v.nodes++; v.nodes == v.lim.Nodes+1 {
		v.problem("", "the body has more than %d nodes; split the article", v.lim.Nodes)
	}
	if len(v.path) > v.lim.Depth {
		v.problem("", "the body is nested more than %d deep; flatten it", v.lim.Depth)
	}
	if v.nodes > v.lim.Nodes || len(v.path) > v.lim.Depth || len(v.problems) >= maxProblems {
		return
	}
	v.attrs(n, t)
	switch {
	case t.name == Text:
		v.text(n.Text)
		if len(n.Content) > 0 {
			v.problem(".content", "a text holds no other nodes; put them after it")
		}
		return
	case n.Text != "":
		v.problem(".text", "only a node of type text holds text; a %s has content", t.name)
	}
	v.children(n, t)
}

// children checks n's content against the content expression of its type.
func (v *validator) children(n *news.Node, t *nodeType) {
	if t.name == Doc && len(n.Content) == 0 {
		return
	}
	state, depth := begin, len(v.path)
	v.path = append(v.path, 0)
	for i := range n.Content {
		child := &n.Content[i]
		v.path[depth] = i
		ct := v.schema.node[child.Type]
		if ct == nil {
			v.problem(".type", "%q is not a type of node; here may stand: %s", child.Type, v.schema.typeNames(t.content.types))
			continue
		}
		next := t.content.next(state, ct.index)
		if next == 0 {
			v.problem("", "a %s can't stand here in a %s; here may stand: %s", ct.name, t.name, v.schema.typeNames(t.content.expected(state)))
			continue
		}
		state = next
		v.marks(child, t)
		v.node(child, ct)
	}
	v.path = v.path[:depth]
	if !t.content.done(state) && (len(n.Content) == 0 || len(v.problems) == 0) {
		v.problem("", "a %s is not complete; add %s", t.name, v.schema.typeNames(t.content.expected(state)))
	}
}

// text checks the characters of a text.
func (v *validator) text(s string) {
	if at, what := badChar(s); at >= 0 {
		v.problem(".text", "%s at byte %d can't stand in a text; take it out", what, at)
	}
}

// attrs checks which attributes n has and what they hold.
func (v *validator) attrs(n *news.Node, t *nodeType) {
	set := attrSet(n.Attrs)
	if !t.element && len(v.path) > 0 {
		set &^= bitID | bitOrigin // Marshal leaves these out below the elements
	}
	v.attrNames(set, &t.attrs, attrNames, t.name, -1)
	if n.Attrs == nil {
		if t.name == Picture {
			v.problem(".attrs", "a picture needs media (the picture's id) or url")
		}
		return
	}
	for i := range t.attrs.rules {
		if r := &t.attrs.rules[i]; set&r.bit != 0 {
			v.attr(n.Attrs, r)
		}
	}
	if t.name == Picture && n.Attrs.Media == "" && n.Attrs.URL == "" {
		v.problem(".attrs", "a picture needs media (the picture's id) or url")
	}
}

// attrNames checks a set of attributes of the type or mark named who against those that it has. mark is the place of the
// mark, or -1 for the node itself.
func (v *validator) attrNames(set uint32, rules *attrRules, names []string, who string, mark int) {
	if set&^rules.allowed == 0 && rules.required&^set == 0 {
		return
	}
	where := ".attrs."
	if mark >= 0 {
		where = markPath(mark) + where
	}
	for i, name := range names {
		switch bit := uint32(1) << i; {
		case set&^rules.allowed&bit != 0:
			v.problem(where+name, "%s has no attribute %s; leave it out", who, name)
		case rules.required&^set&bit != 0:
			v.problem(where+name, "%s needs the attribute %s; add it", who, name)
		}
	}
}

// attr checks one attribute that a holds.
func (v *validator) attr(a *news.Attrs, r *attrRule) {
	wrong := ""
	if s := stringAttr(a, r.name); s != nil {
		wrong = wrongString(*s, r)
	} else if n := intAttr(a, r.name); n != nil {
		wrong = wrongNumber(*n, r)
	} else if r.form == "origin" {
		v.origin(a.Origin, r)
	}
	if wrong != "" {
		v.problem(".attrs."+r.name, "%s %s", r.name, wrong)
	}
}

// origin checks where an element says it comes from.
func (v *validator) origin(o *news.Origin, r *attrRule) {
	switch o.Kind {
	case "staff", "wire", "machine":
	default:
		v.problem(".attrs.origin.kind", "the kind must be staff, wire or machine, not %q", o.Kind)
	}
	line := &attrRule{form: "line", max: r.max}
	for _, part := range [...]struct{ name, value string }{{"source", o.Source}, {"item", o.Item}, {"version", o.Version}} {
		if wrong := wrongString(part.value, line); wrong != "" {
			v.problem(".attrs.origin."+part.name, "%s %s", part.name, wrong)
		}
	}
}

// wrongNumber returns what is wrong with n, as the end of a sentence that begins with the attribute's name, or "".
func wrongNumber(n int, r *attrRule) string {
	switch {
	case r.values == nil && n >= r.min && n <= r.max, slices.Contains(r.values, n):
		return ""
	case r.values == nil:
		return fmt.Sprintf("must be from %d to %d, not %d", r.min, r.max, n)
	}
	var names []string
	for _, ok := range r.values {
		names = append(names, strconv.Itoa(ok))
	}
	return fmt.Sprintf("must be %s, not %d", orList(names), n)
}

// wrongString returns what is wrong with s, likewise.
func wrongString(s string, r *attrRule) string {
	if len(s) > r.max {
		return fmt.Sprintf("is %d bytes long; the most is %d, so shorten it", len(s), r.max)
	}
	if at, what := badChar(s); at >= 0 {
		return fmt.Sprintf("holds %s at byte %d; take it out", what, at)
	}
	switch r.form {
	case "id":
		if !validID(s) {
			return "must be letters, digits, - and _ alone"
		}
	case "language":
		if !validLanguage(s) {
			return "must be letters, digits and + # . _ - alone, such as go or c++"
		}
	case "line":
		if strings.ContainsAny(s, "\n\t") {
			return "is one line; take the line end or tab out"
		}
	case "link", "picture", "embed":
		return allowedURL(r.form, s)
	}
	return ""
}

// marks checks the marks of a child of a node of type in.
func (v *validator) marks(child *news.Node, in *nodeType) {
	if len(child.Marks) == 0 {
		return
	}
	if !in.inline || len(child.Marks) > MaxMarks {
		v.problem(".marks", "only text has marks, and at most %d; take some out", MaxMarks)
		return
	}
	for i := range child.Marks {
		m := &child.Marks[i]
		t := v.schema.mark[m.Type]
		switch {
		case t == nil:
			v.problem(markPath(i)+".type", "%q is not a mark; leave it out", m.Type)
			continue
		case in.marks&(1<<t.rank) == 0:
			v.problem(markPath(i), "the text of a %s can't have the mark %s; leave it out", in.name, m.Type)
		}
		v.markAttrs(m, t, i)
		for j := range i {
			if other := v.schema.mark[child.Marks[j].Type]; other != nil && t.excludes&(1<<other.rank) != 0 && !sameMark(&child.Marks[j], m) {
				v.problem(markPath(i), "the marks %s and %s can't stand on one text; leave one out", other.name, t.name)
			}
		}
	}
}

func markPath(i int) string { return ".marks[" + strconv.Itoa(i) + "]" }

// markAttrs checks which attributes the mark m at place i has and what they hold.
func (v *validator) markAttrs(m *news.Mark, t *markType, i int) {
	set := markAttrSet(m.Attrs)
	v.attrNames(set, &t.attrs, markAttrNames, t.name, i)
	for k := range t.attrs.rules {
		r := &t.attrs.rules[k]
		if set&r.bit == 0 {
			continue
		}
		if s := stringMarkAttr(m.Attrs, r.name); s != nil {
			if wrong := wrongString(*s, r); wrong != "" {
				v.problem(markPath(i)+".attrs."+r.name, "%s %s", r.name, wrong)
			}
		}
	}
}
