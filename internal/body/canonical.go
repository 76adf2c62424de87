package body

import (
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// canonicalise brings a body that follows the schema into its one form: attributes at their default left out, ids and
// origins on elements alone, marks in the schema's order, texts with equal marks joined, empty texts gone. A doc without
// elements gets its empty paragraph.
func canonicalise(doc *news.Node) {
	c := canon{schema: theSchema()}
	if doc.Type == Doc && len(doc.Content) == 0 {
		doc.Content = Empty().Content
	}
	c.node(doc, 0)
}

type canon struct{ schema *schema }

func (c canon) node(n *news.Node, depth int) {
	n.Attrs = canonicalAttrs(n.Attrs, depth == 1)
	if len(n.Marks) > 0 {
		c.marks(n)
	} else {
		n.Marks = nil
	}
	if t := c.schema.node[n.Type]; t != nil && t.inline {
		for i := range n.Content {
			c.node(&n.Content[i], depth+1)
		}
		n.Content = joinTexts(n.Content)
	} else {
		for i := range n.Content {
			c.node(&n.Content[i], depth+1)
		}
	}
	if len(n.Content) == 0 {
		n.Content = nil
	}
}

// canonicalAttrs returns a without what need not be said, or nil when nothing is left.
func canonicalAttrs(a *news.Attrs, element bool) *news.Attrs {
	if a == nil {
		return nil
	}
	if a.Start == 1 {
		a.Start = 0
	}
	if a.Colspan == 1 {
		a.Colspan = 0
	}
	if a.Rowspan == 1 {
		a.Rowspan = 0
	}
	if !element {
		a.ID, a.Origin = "", nil
	}
	if *a == (news.Attrs{}) {
		return nil
	}
	return a
}

// marks sorts n's marks and drops doubled ones.
func (c canon) marks(n *news.Node) {
	for i := range n.Marks {
		if a := n.Marks[i].Attrs; a != nil && *a == (news.MarkAttrs{}) {
			n.Marks[i].Attrs = nil
		}
	}
	if len(n.Marks) == 1 {
		return
	}
	slices.SortFunc(n.Marks, c.compareMarks)
	n.Marks = slices.CompactFunc(n.Marks, func(a, b news.Mark) bool { return sameMark(&a, &b) })
}

// compareMarks orders marks by the schema's order, those of one type (notes) by id.
func (c canon) compareMarks(a, b news.Mark) int {
	ta, tb := c.schema.mark[a.Type], c.schema.mark[b.Type]
	switch {
	case ta == nil || tb == nil:
		return strings.Compare(a.Type, b.Type)
	case ta != tb:
		return ta.rank - tb.rank
	case a.Attrs == nil || b.Attrs == nil:
		return 0
	}
	return strings.Compare(a.Attrs.ID, b.Attrs.ID)
}

// joinTexts joins neighbouring texts with equal marks and drops empty ones, in place.
func joinTexts(content []news.Node) []news.Node {
	out := content[:0]
	for i := range content {
		n := &content[i]
		if n.Type == Text {
			if n.Text == "" {
				continue
			}
			if last := len(out) - 1; last >= 0 && out[last].Type == Text && sameMarks(out[last].Marks, n.Marks) {
				end := i + 1
				for end < len(content) && content[end].Type == Text && (content[end].Text == "" || sameMarks(n.Marks, content[end].Marks)) {
					end++
				}
				out[last].Text = joined(out[last].Text, content[i:end])
				for k := i; k < end; k++ {
					content[k].Text = ""
				}
				continue
			}
		}
		out = append(out, *n)
	}
	return out
}

// joined returns first and the texts of the nodes as one, in one allocation.
func joined(first string, nodes []news.Node) string {
	var b strings.Builder
	n := len(first)
	for i := range nodes {
		n += len(nodes[i].Text)
	}
	b.Grow(n)
	b.WriteString(first)
	for i := range nodes {
		b.WriteString(nodes[i].Text)
	}
	return b.String()
}

// clone returns a copy of n that shares nothing that canonicalise changes.
func clone(n *news.Node) news.Node {
	out := *n
	if n.Attrs != nil {
		a := *n.Attrs
		out.Attrs = &a
	}
	if n.Marks != nil {
		out.Marks = slices.Clone(n.Marks)
	}
	if n.Content != nil {
		out.Content = make([]news.Node, len(n.Content))
		for i := range n.Content {
			out.Content[i] = clone(&n.Content[i])
		}
	}
	return out
}
