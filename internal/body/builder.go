package body

import (
	"broadsheet/internal/news"
)

// builder makes a body that follows the schema out of whatever comes: blocks that begin and end, texts, line breaks and
// pictures, in any order. What can't stand where it comes is put where it can, and its text is always kept. The HTML
// reader drives it.
type builder struct {
	schema *schema
	limits Limits
	frames []frame // what is open, the doc first
	buf    []byte  // the text being read in the innermost text block
	marks  []news.Mark
	nodes  int
	free   []news.Node // room for the texts of the innermost text block

	tooDeep bool   // something was flattened because it was nested too deep
	badText bool   // something that no text may hold was left out
	tooLong string // the attribute that was cut because it was too long
	lost    bool   // a picture was left out where none can stand
}

// frame is an open node. Its typ is a type of the schema, or one of the loose types below.
type frame struct {
	typ     string
	attrs   *news.Attrs
	kids    []news.Node
	auto    bool // opened by what stands in it, and closed by what can't
	exact   bool // white space and line breaks stand as they are
	textual bool // holds text
	space   bool // of text: white space that comes next collapses into nothing
	after   []news.Node
	caption string // from a looseCaption within
	credit  string // from a looseCredit within
	stated  bool   // the caption is to stay as it is
}

// Loose types stand in frames alone and never in a body.
const (
	looseFigure  = "figure"  // becomes its picture, quote, table …, with the caption
	looseCaption = "caption" // text that becomes an attribute of what is around it
	looseCredit  = "credit"
	looseEmbed   = "embed card" // the link that AppendHTML writes for an embed
)

func newBuilder(lim Limits, size int) *builder {
	b := &builder{schema: theSchema(), limits: lim, buf: make([]byte, 0, 512)}
	b.frames = append(make([]frame, 0, 16), frame{typ: Doc, kids: make([]news.Node, 0, min(4+size/200, 256))})
	return b
}

func (b *builder) top() *frame { return &b.frames[len(b.frames)-1] }

// full says whether the body has more nodes than it may.
func (b *builder) full() bool { return b.nodes > b.limits.Nodes }

// finish closes everything and returns the elements.
func (b *builder) finish() []news.Node {
	b.closeTo(1)
	return b.frames[0].kids
}

// open begins a node and returns the place of its frame, or -1 when it can't stand here and what is in it goes to what is
// around it.
func (b *builder) open(typ string, attrs *news.Attrs, exact bool) int {
	if b.endText(); b.top().textual {
		if typ != looseCredit {
			b.softBreak()
			return -1
		}
		b.flush()
	}
	if !b.admit(typ) {
		return -1
	}
	if len(b.frames)+below(typ) > b.limits.Depth {
		b.tooDeep = true
		return -1
	}
	b.push(frame{typ: typ, attrs: attrs, exact: exact, textual: textual(typ)})
	return len(b.frames) - 1
}

// below returns how many nodes deep a node of type typ must at least be able to grow.
func below(typ string) int {
	switch {
	case textual(typ):
		return 1
	case typ == Table:
		return 4
	case isList(typ), typ == TableRow, typ == looseFigure:
		return 3
	}
	return 2
}

func (b *builder) push(f frame) {
	f.space = true
	b.frames = append(b.frames, f)
}

func textual(typ string) bool {
	switch typ {
	case Paragraph, Crosshead, Preformatted, looseCaption, looseCredit, looseEmbed:
		return true
	}
	return false
}

func isList(typ string) bool { return typ == BulletList || typ == OrderedList || typ == KeyPoints }

func isCell(typ string) bool { return typ == TableCell || typ == TableHeader }

// admit opens and closes what has to be so that a node of type typ can come next. It says false when typ can't.
func (b *builder) admit(typ string) bool {
	switch {
	case typ == ListItem:
		return b.admitItem()
	case typ == TableRow:
		b.closeAuto(TableCell)
		b.closeAuto(TableRow)
		return b.top().typ == Table
	case isCell(typ):
		b.closeAuto(TableCell)
		if b.top().typ == Table {
			b.push(frame{typ: TableRow, auto: true})
		}
		return b.top().typ == TableRow
	case typ == looseCaption || typ == looseCredit:
		return true
	}
	if b.top().auto && isList(b.top().typ) {
		b.close()
	}
	switch top := b.top(); {
	case isList(top.typ) && isList(typ) && len(top.kids) > 0:
		b.reopenItem()
	case isList(top.typ):
		b.push(frame{typ: ListItem, auto: true})
	case top.typ == Table || top.typ == TableRow:
		if top.typ == Table {
			b.push(frame{typ: TableRow, auto: true})
		}
		b.push(frame{typ: TableCell, auto: true})
	}
	return true
}

// admitItem makes room for a list item.
func (b *builder) admitItem() bool {
	b.closeAuto(ListItem)
	if !isList(b.top().typ) {
		if !b.admit(BulletList) {
			return false
		}
		b.push(frame{typ: BulletList, auto: true})
	}
	return true
}

// closeAuto closes the innermost frame if it was opened by itself and is of type typ.
func (b *builder) closeAuto(typ string) {
	if top := b.top(); top.auto && top.typ == typ {
		b.close()
	}
}

// reopenItem makes the last item of the innermost list the innermost frame again: a list stands directly in a list.
func (b *builder) reopenItem() {
	list := b.top()
	last := len(list.kids) - 1
	item := list.kids[last]
	list.kids = list.kids[:last]
	b.push(frame{typ: ListItem, auto: true, kids: item.Content})
}

// endText closes the paragraph that text opened by itself.
func (b *builder) endText() {
	if top := b.top(); top.auto && top.textual {
		b.close()
	}
}

// closeTo closes the frames from place on.
func (b *builder) closeTo(place int) {
	for len(b.frames) > max(1, place) {
		b.close()
	}
}

// place puts a finished node (a picture, an embed, a divider) where the copy has got to. Within a paragraph it ends the
// paragraph; within other text it comes before it when there is none yet, and else after it.
func (b *builder) place(n news.Node) {
	b.nodes++
	top := b.top()
	switch {
	case !top.textual:
		b.endText()
		b.admit(n.Type)
		b.top().kids = append(b.top().kids, n)
	case len(top.kids) == 0 && len(b.buf) == 0 && len(top.after) == 0 && !b.frames[len(b.frames)-2].textual:
		parent := &b.frames[len(b.frames)-2]
		parent.kids = append(parent.kids, n)
	case top.typ == Paragraph:
		b.close()
		b.place(n)
	default:
		top.after = append(top.after, n)
	}
}
