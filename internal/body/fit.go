package body

import (
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// fitted makes what a container that has ended comes to: mostly one node that follows the schema.
func (b *builder) fitted(f *frame) []news.Node {
	switch f.typ {
	case looseFigure:
		return b.figure(f)
	case Table:
		return b.table(f)
	case TableCell, TableHeader:
		return one(f.typ, f.attrs, f.kids) // its content is fitted with the table
	case ListItem:
		f.kids = b.fit(ListItem, f.kids)
		if len(f.kids) > 0 && f.kids[0].Type != Paragraph {
			f.kids = slices.Insert(f.kids, 0, news.Node{Type: Paragraph})
		}
	case Quote, Pullquote, Factbox:
		b.titled(f)
	case LiveEntry:
		f.kids = b.fit(f.typ, f.kids)
	}
	if len(f.kids) == 0 {
		return nil
	}
	return one(f.typ, f.attrs, f.kids)
}

func one(typ string, attrs *news.Attrs, kids []news.Node) []news.Node {
	return []news.Node{{Type: typ, Attrs: attrs, Content: kids}}
}

// titled fits what a quote or factbox holds and gives it its caption.
func (b *builder) titled(f *frame) {
	if f.typ == Pullquote && slices.ContainsFunc(f.kids, func(n news.Node) bool { return n.Type != Paragraph }) {
		f.typ = Quote
	}
	f.kids = b.fit(f.typ, f.kids)
	if f.typ != Factbox {
		f.caption = f.citation()
	}
	line := joinLine(f.caption, f.credit)
	switch {
	case line == "":
	case len(f.kids) == 0:
		f.kids = []news.Node{lineParagraph(line)}
	case f.typ == Factbox:
		f.attrs = b.withLine(f.attrs, "title", line)
	default:
		f.attrs = b.withLine(f.attrs, "cite", line)
	}
}

// withLine returns attributes with a string set, cut to what the schema allows.
func (b *builder) withLine(a *news.Attrs, name, line string) *news.Attrs {
	if a == nil {
		a = &news.Attrs{}
	}
	most := 400
	if name == "caption" || name == "alt" {
		most = 4000
	}
	if len(line) > most {
		line, b.tooLong = strings.TrimSpace(cut(line, most)), name
	}
	*stringAttr(a, name) = line
	return a
}

// fit returns kids with those that can't stand in a node of type in replaced by what can.
func (b *builder) fit(in string, kids []news.Node) []news.Node {
	return b.fitTypes(b.schema.node[in].content.types, kids)
}

func (b *builder) fitTypes(types uint64, kids []news.Node) []news.Node {
	fits := func(n news.Node) bool { return types&(1<<b.schema.node[n.Type].index) != 0 }
	if !slices.ContainsFunc(kids, func(n news.Node) bool { return !fits(n) }) {
		return kids
	}
	var out []news.Node
	for i := range kids {
		if fits(kids[i]) {
			out = append(out, kids[i])
		} else {
			out = append(out, b.adapt(&kids[i], types)...)
		}
	}
	return out
}

// adapt returns what can stand in place of n where only types can. Words are kept; only dividers, and pictures without
// any, are lost.
func (b *builder) adapt(n *news.Node, types uint64) []news.Node {
	a := attrsOf(n)
	can := func(typ string) bool { return types&(1<<b.schema.node[typ].index) != 0 }
	switch n.Type {
	case Crosshead:
		return one(Paragraph, nil, n.Content)
	case Pullquote:
		if can(Quote) {
			return one(Quote, n.Attrs, n.Content)
		}
		return append(b.fitTypes(types, n.Content), lines(a.Cite)...)
	case Quote:
		return append(b.fitTypes(types, n.Content), lines(a.Cite)...)
	case KeyPoints:
		if can(BulletList) {
			return one(BulletList, nil, n.Content)
		}
		return b.items(n, types)
	case BulletList, OrderedList:
		return b.items(n, types)
	case Factbox, LiveEntry:
		return append(lines(a.Title), b.fitTypes(types, n.Content)...)
	case Preformatted:
		return one(Paragraph, nil, breakLines(n.Content))
	case Table:
		return b.fitTypes(types, cells(n, a.Caption))
	case Embed:
		mark := news.Mark{Type: Link, Attrs: &news.MarkAttrs{Href: a.URL}}
		p := lineParagraph(joinedOr(a.Title, a.URL))
		p.Content[0].Marks = []news.Mark{mark}
		return []news.Node{p}
	case Picture:
		b.lost = true
		return lines(a.Caption)
	}
	return nil
}

func joinedOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// lines makes a paragraph of a string, or nothing of none.
func lines(s string) []news.Node {
	if s == "" {
		return nil
	}
	return []news.Node{lineParagraph(s)}
}

// items returns what the items of a list hold, for where no list can stand.
func (b *builder) items(list *news.Node, types uint64) []news.Node {
	var out []news.Node
	for i := range list.Content {
		out = append(out, b.fitTypes(types, list.Content[i].Content)...)
	}
	return out
}

// breakLines makes line breaks of the line ends in preformatted texts.
func breakLines(texts []news.Node) []news.Node {
	var out []news.Node
	for _, n := range texts {
		for i, line := range strings.Split(n.Text, "\n") {
			if i > 0 {
				out = append(out, news.Node{Type: HardBreak})
			}
			if line != "" {
				out = append(out, news.Node{Type: Text, Text: line, Marks: n.Marks})
			}
		}
	}
	return out
}

// cells returns what the cells of a table hold, one after the other.
func cells(table *news.Node, caption string) []news.Node {
	out := lines(caption)
	for i := range table.Content {
		for k := range table.Content[i].Content {
			for _, n := range table.Content[i].Content[k].Content {
				if n.Type != Paragraph || len(n.Content) > 0 {
					out = append(out, n)
				}
			}
		}
	}
	return out
}

// table makes a table of the frame of one. A table with one cell, or with something in a cell that a table of figures
// doesn't hold, was there for layout: what its cells hold comes one after the other.
func (b *builder) table(f *frame) []news.Node {
	n := news.Node{Type: Table, Attrs: f.attrs, Content: f.kids}
	caption := joinLine(f.caption, f.credit)
	if b.layout(f) {
		return cells(&n, caption)
	}
	if len(f.kids) == 0 {
		return lines(caption)
	}
	for i := range f.kids {
		row := f.kids[i].Content
		for k := range row {
			if row[k].Content = b.fit(TableCell, row[k].Content); len(row[k].Content) == 0 {
				b.nodes++
				row[k].Content = []news.Node{{Type: Paragraph}}
			}
		}
	}
	if caption != "" {
		n.Attrs = b.withLine(n.Attrs, "caption", caption)
	}
	return []news.Node{n}
}

// layout says whether a table was there for layout.
func (b *builder) layout(f *frame) bool {
	if len(f.kids) == 1 && len(f.kids[0].Content) == 1 && !f.exact {
		return true
	}
	for i := range f.kids {
		for k := range f.kids[i].Content {
			for _, n := range f.kids[i].Content[k].Content {
				switch n.Type {
				case Paragraph, BulletList, OrderedList, Picture, Crosshead, Divider:
				default:
					return true
				}
			}
		}
	}
	return false
}

// figure makes what a figure holds of its frame, with the caption on the picture, quote, table or embed in it.
func (b *builder) figure(f *frame) []news.Node {
	kids, caption, credit := f.kids, f.caption, f.credit
	if at := lastOf(kids, Picture); at >= 0 && attrsOf(&kids[at]).Caption == "" {
		if caption != "" {
			kids[at].Attrs = b.withLine(kids[at].Attrs, "caption", caption)
		}
		if credit != "" {
			kids[at].Attrs = b.withLine(kids[at].Attrs, "credit", credit)
		}
		caption, credit = "", ""
	}
	if last := len(kids) - 1; last >= 0 && (kids[last].Type == Quote || kids[last].Type == Pullquote) && caption != "" {
		caption = f.citation()
	}
	if caption = joinLine(caption, credit); caption != "" && !b.captioned(kids, caption) {
		kids = append(kids, lineParagraph(caption))
	}
	if len(kids) > 0 && f.attrs != nil {
		a := attrsOf(&kids[0])
		a.ID, a.Origin = f.attrs.ID, f.attrs.Origin
		kids[0].Attrs = &a
	}
	return kids
}

// captioned puts a figure's caption on the quote, table or embed that is the last thing in it, and says whether there
// was one.
func (b *builder) captioned(kids []news.Node, caption string) bool {
	if len(kids) == 0 {
		return false
	}
	last := &kids[len(kids)-1]
	name := ""
	switch last.Type {
	case Quote, Pullquote:
		name = "cite"
	case Table:
		name = "caption"
	case Embed:
		name = "title"
	}
	if name == "" || last.Attrs != nil && *stringAttr(last.Attrs, name) != "" {
		return false
	}
	last.Attrs = b.withLine(last.Attrs, name, caption)
	return true
}

// lastOf returns the place of the last of kids that is of type typ, or -1.
func lastOf(kids []news.Node, typ string) int {
	for i := len(kids) - 1; i >= 0; i-- {
		if kids[i].Type == typ {
			return i
		}
	}
	return -1
}

// embed makes an embed of its card, or a paragraph when the card names no address.
func (b *builder) embed(f *frame) []news.Node {
	line := b.lineOf(f)
	if f.attrs == nil || f.attrs.URL == "" {
		return lines(line)
	}
	if f.attrs.Title == "" && line != f.attrs.URL && line != "" {
		f.attrs = b.withLine(f.attrs, "title", line)
	}
	b.nodes++
	return one(Embed, f.attrs, nil)
}
