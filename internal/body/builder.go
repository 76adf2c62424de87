package body

import (
	"slices"
	"strings"

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

// textBlock returns the innermost frame, which holds text; a paragraph is opened when it doesn't.
func (b *builder) textBlock() *frame {
	if !b.top().textual {
		b.admit(Paragraph)
		b.push(frame{typ: Paragraph, auto: true, textual: true})
	}
	return b.top()
}

// text adds text with marks, which are in canonical order and not changed afterwards.
func (b *builder) text(s []byte, marks []news.Mark) {
	if !b.top().textual {
		for len(s) > 0 && isSpace(s[0]) {
			s = s[1:]
		}
	}
	if len(s) == 0 {
		return
	}
	f := b.textBlock()
	if marks = b.allowed(f, marks); len(b.buf) > 0 && !sameMarks(b.marks, marks) {
		b.flush()
	}
	b.marks = marks
	if f.exact || f.typ == Preformatted {
		b.buf = append(b.buf, s...)
		return
	}
	b.collapse(f, s)
}

// collapse appends s with white space collapsed.
func (b *builder) collapse(f *frame, s []byte) {
	for len(s) > 0 {
		i := 0
		for i < len(s) && !isSpace(s[i]) {
			i++
		}
		if i > 0 {
			b.buf = append(b.buf, s[:i]...)
			f.space = false
		}
		for i < len(s) && isSpace(s[i]) {
			i++
			if !f.space {
				b.buf = append(b.buf, ' ')
				f.space = true
			}
		}
		s = s[i:]
	}
}

// allowed returns those of marks that the text in f may have.
func (b *builder) allowed(f *frame, marks []news.Mark) []news.Mark {
	var set uint32
	if t := b.schema.node[f.typ]; t != nil {
		set = t.marks
	}
	for i := range marks {
		if set&(1<<b.schema.mark[marks[i].Type].rank) == 0 {
			var out []news.Mark
			for _, m := range marks {
				if set&(1<<b.schema.mark[m.Type].rank) != 0 {
					out = append(out, m)
				}
			}
			return out
		}
	}
	return marks
}

// flush makes a node of the text that has been read.
func (b *builder) flush() {
	if len(b.buf) == 0 {
		return
	}
	s := string(b.buf)
	b.buf = b.buf[:0]
	if at, _ := badChar(s); at >= 0 {
		if s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n").Replace(s); clean(s) != s {
			s, b.badText = clean(s), true
		}
	}
	if s != "" {
		b.nodes++
		f := b.top()
		if f.kids == nil && !loose(f.typ) {
			f.kids = b.room()
		}
		f.kids = append(f.kids, news.Node{Type: Text, Text: s, Marks: b.marks})
	}
}

// room returns a slice for the texts of a text block; close gives back what it didn't use.
func (b *builder) room() []news.Node {
	if len(b.free) < 8 {
		b.free = make([]news.Node, 64)
	}
	return b.free[:0]
}

// settle gives back the room that the texts of a block that has ended didn't use.
func (b *builder) settle(kids []news.Node) []news.Node {
	if n := len(kids); n > 0 && len(b.free) >= n && &kids[0] == &b.free[0] {
		b.free = b.free[n:]
	}
	return slices.Clip(kids)
}

// loose says whether typ stands in frames alone.
func loose(typ string) bool {
	switch typ {
	case looseFigure, looseCaption, looseCredit, looseEmbed:
		return true
	}
	return false
}

// lineBreak adds a line break. Two of them make a new paragraph; at the beginning of a text it is nothing.
func (b *builder) lineBreak(marks []news.Mark) {
	f := b.top()
	switch {
	case !f.textual:
		return
	case f.typ == Preformatted:
		b.text([]byte{'\n'}, marks)
		return
	case f.typ == looseCaption || f.typ == looseCredit || f.typ == looseEmbed:
		b.text([]byte{' '}, nil)
		return
	}
	b.flush()
	if !f.exact {
		trimSpace(f)
		if len(f.kids) == 0 {
			return
		}
		if f.kids[len(f.kids)-1].Type == HardBreak {
			if f.typ == Paragraph {
				b.close()
			}
			return
		}
	}
	b.nodes++
	f.kids = append(f.kids, news.Node{Type: HardBreak, Marks: b.allowed(f, marks)})
	f.space = true
}

// softBreak is where a block begins or ends within text that can't hold blocks: the words stay apart.
func (b *builder) softBreak() {
	switch f := b.top(); {
	case f.typ == Preformatted && (len(b.buf) > 0 && b.buf[len(b.buf)-1] != '\n'):
		b.buf = append(b.buf, '\n')
	case f.textual && f.typ != Preformatted && !f.space:
		b.text([]byte{' '}, b.marks)
	}
}

// trimSpace drops the white space at the end of f's text.
func trimSpace(f *frame) {
	last := len(f.kids) - 1
	if last < 0 || f.kids[last].Type != Text || !strings.HasSuffix(f.kids[last].Text, " ") {
		return
	}
	if f.kids[last].Text = strings.TrimSuffix(f.kids[last].Text, " "); f.kids[last].Text == "" {
		f.kids = f.kids[:last]
	}
}

// close ends the innermost frame and hands what came of it to the one around it.
func (b *builder) close() {
	if b.top().textual {
		b.flush()
	}
	f := b.frames[len(b.frames)-1]
	if f.textual && !loose(f.typ) {
		f.kids = b.settle(f.kids)
	}
	b.frames = b.frames[:len(b.frames)-1]
	parent := b.top()
	switch {
	case f.typ == looseCaption || f.typ == looseCredit:
		b.caption(&f)
	case f.typ == looseEmbed:
		parent.kids = append(parent.kids, b.embed(&f)...)
	case f.textual:
		if n, ok := textNode(&f); ok {
			b.nodes++
			parent.kids = append(parent.kids, n)
		}
	default:
		b.nodes++
		parent.kids = append(parent.kids, b.fitted(&f)...)
	}
	if parent.textual {
		parent.after = append(parent.after, f.after...)
	} else {
		parent.kids = append(parent.kids, f.after...)
	}
}

// textNode makes the node of a text block that has ended, if there is anything in it.
func textNode(f *frame) (news.Node, bool) {
	n := news.Node{Type: f.typ, Attrs: f.attrs, Content: f.kids}
	if f.typ == Preformatted {
		n.Content = trimLineEnd(n.Content)
		return n, f.exact || len(n.Content) > 0
	}
	if f.exact {
		return n, true
	}
	trimSpace(f)
	if last := len(f.kids) - 1; last >= 0 && f.kids[last].Type == HardBreak {
		f.kids = f.kids[:last]
	}
	n.Content = f.kids
	for i := range f.kids {
		if !blank(f.kids[i].Text) {
			return n, true
		}
	}
	return n, false
}

// trimLineEnd drops one line end at the end of texts.
func trimLineEnd(texts []news.Node) []news.Node {
	if !endsLine(texts) {
		return texts
	}
	last := &texts[len(texts)-1]
	if last.Text = strings.TrimSuffix(last.Text, "\n"); last.Text == "" {
		return texts[:len(texts)-1]
	}
	return texts
}

// caption hands the text of a caption or credit to the frame around it that can hold it, or keeps it as a paragraph.
func (b *builder) caption(f *frame) {
	s := b.lineOf(f)
	for i := len(b.frames) - 1; i > 0 && s != ""; i-- {
		switch to := &b.frames[i]; {
		case !takesCaption(to.typ):
			continue
		case f.typ == looseCredit:
			to.credit = joinLine(to.credit, s)
		default:
			to.caption, to.stated = joinLine(to.caption, s), f.exact
		}
		return
	}
	if s != "" {
		b.top().kids = append(b.top().kids, lineParagraph(s))
	}
}

// lineOf returns the text in f as one line.
func (b *builder) lineOf(f *frame) string {
	var text strings.Builder
	for i := range f.kids {
		text.WriteString(f.kids[i].Text)
	}
	if s := text.String(); f.exact && !strings.ContainsAny(s, "\n\t") {
		return s
	} else {
		return oneLine(s)
	}
}

// citation returns the caption of a quote, without the dash that many write before a name.
func (f *frame) citation() string {
	if f.stated {
		return f.caption
	}
	return strings.TrimLeft(f.caption, dashes)
}

// dashes are what stands before the name of whoever said a quote.
const dashes = "—–-― "

// takesCaption says whether a frame of type typ can hold a caption.
func takesCaption(typ string) bool {
	switch typ {
	case looseFigure, Quote, Pullquote, Factbox, Table:
		return true
	}
	return false
}

// joinLine returns two lines as one.
func joinLine(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// lineParagraph makes a paragraph of a string.
func lineParagraph(s string) news.Node {
	return news.Node{Type: Paragraph, Content: []news.Node{{Type: Text, Text: s}}}
}
