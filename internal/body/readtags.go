package body

import (
	"strings"

	"broadsheet/internal/news"

	"golang.org/x/net/html/atom"
)

// begin does what a start tag asks for.
func (r *reader) begin(a atom.Atom, k kind) {
	if !k.inline() && k != kindRoot && (k != kindVoid || a == atom.Hr) && k != kindSkip && k != kindNoscript {
		r.closeImplied(a)
		r.closeParagraph()
	}
	switch k {
	case kindVoid:
		r.void(a)
	case kindFormat:
		r.beginFormat(a)
	case kindMark:
		r.beginMark(a)
	case kindInline:
		r.push(openTag{atom: a, kind: k, frame: -1})
	case kindSkip:
		r.beginSkip(a)
	case kindNoscript:
		r.z.NextIsNotRawText()
		r.push(openTag{atom: a, kind: k, frame: -1})
	case kindRow, kindCell, kindRows:
		r.beginTablePart(a, k)
	case kindRoot:
	default:
		r.beginBlock(a, k)
	}
}

// beginBlock begins a block.
func (r *reader) beginBlock(a atom.Atom, k kind) {
	t := openTag{atom: a, kind: k, frame: -1}
	at := &r.attrs
	switch k {
	case kindParagraph:
		t.frame = r.b.open(Paragraph, at.element(), at.exact)
	case kindHeading:
		t.frame = r.heading(a)
	case kindQuote:
		t.frame = r.quote()
	case kindList:
		t.frame = r.list(a)
	case kindItem:
		t.frame = r.b.open(ListItem, nil, false)
	case kindFigure:
		t.frame, t.pull = r.figure()
	case kindCaption:
		t.frame = r.b.open(looseCaption, nil, at.exact)
	case kindPre:
		attrs := at.element()
		if lang := at.language(); lang != "" {
			attrs = withAttrs(attrs, func(a *news.Attrs) { a.Language = lang })
		}
		t.frame = r.b.open(Preformatted, attrs, at.exact)
		r.preStart = true
	case kindTable:
		t.frame = r.b.open(Table, at.element(), at.exact)
	case kindTerm:
		r.endBlock()
		if a == atom.Dt {
			t.mark = r.b.schema.mark[Strong].plain
		}
	case kindBlock:
		t.frame = r.block(a)
	}
	r.push(t)
}

// withAttrs returns attributes changed by set; there need be none before.
func withAttrs(a *news.Attrs, set func(*news.Attrs)) *news.Attrs {
	if a == nil {
		a = &news.Attrs{}
	}
	set(a)
	return a
}

// endBlock ends the paragraph that text opened by itself, or keeps words apart where no paragraph can end.
func (r *reader) endBlock() {
	r.b.endText()
	r.b.softBreak()
}

// heading begins a crosshead, or the title of a factbox.
func (r *reader) heading(a atom.Atom) int {
	if top := r.b.top(); r.attrs.hasClass("factbox-title") && top.typ == Factbox && len(top.kids) == 0 {
		return r.b.open(looseCaption, nil, r.attrs.exact)
	}
	level := 3
	if a == atom.H1 || a == atom.H2 {
		level = 2
	}
	return r.b.open(Crosshead, withAttrs(r.attrs.element(), func(n *news.Attrs) { n.Level = level }), r.attrs.exact)
}

// quote begins a quote, or a pullquote in a figure that says so.
func (r *reader) quote() int {
	pull := strings.Contains(r.attrs.class, "pullquote") || strings.Contains(r.attrs.class, "pull-quote")
	if n := len(r.open); n > 0 && r.open[n-1].pull {
		pull = true
	}
	if pull {
		return r.b.open(Pullquote, r.attrs.element(), false)
	}
	return r.b.open(Quote, r.attrs.element(), false)
}

func (r *reader) list(a atom.Atom) int {
	attrs := r.attrs.element()
	switch {
	case a == atom.Ol:
		if r.attrs.start > 1 {
			attrs = withAttrs(attrs, func(n *news.Attrs) { n.Start = r.attrs.start })
		}
		return r.b.open(OrderedList, attrs, false)
	case r.attrs.hasClass("key-points"):
		return r.b.open(KeyPoints, attrs, false)
	}
	return r.b.open(BulletList, attrs, false)
}

// figure begins a figure, or the card of an embed.
func (r *reader) figure() (frame int, pull bool) {
	at := &r.attrs
	attrs := at.element()
	if at.hasClass("embed") {
		attrs = withAttrs(attrs, func(*news.Attrs) {})
		attrs = r.b.withLine(attrs, "title", at.cardTitle)
		attrs.Provider = cut(at.provider, 100)
		return r.b.open(looseEmbed, attrs, false), false
	}
	if at.media != "" && validID(at.media) {
		attrs = withAttrs(attrs, func(n *news.Attrs) { n.Media = at.media })
	}
	pull = strings.Contains(at.class, "pullquote") || strings.Contains(at.class, "pull-quote")
	return r.b.open(looseFigure, attrs, false), pull
}

// block begins a block that has no element of its own, unless its class says that it has.
func (r *reader) block(a atom.Atom) int {
	at := &r.attrs
	switch {
	case a == atom.Aside && at.hasClass("factbox"):
		return r.b.open(Factbox, at.element(), false)
	case a == atom.Article && at.hasClass("live-entry"):
		key := at.hasClass("key")
		return r.b.open(LiveEntry, withAttrs(at.element(), func(n *news.Attrs) { n.Key = key }), false)
	case a == atom.Footer && r.inQuote():
		return r.b.open(looseCaption, nil, at.exact)
	}
	r.endBlock()
	return -1
}

// inQuote says whether a quote is the innermost thing that is open.
func (r *reader) inQuote() bool {
	r.b.endText()
	top := r.b.top()
	return (top.typ == Quote || top.typ == Pullquote) && len(top.kids) > 0
}

// beginTablePart begins a row, a cell or a group of rows. Outside a table it is nothing.
func (r *reader) beginTablePart(a atom.Atom, k kind) {
	if r.tables == 0 {
		r.endBlock()
		r.push(openTag{atom: a, kind: kindBlock, frame: -1})
		return
	}
	t := openTag{atom: a, kind: k, frame: -1}
	switch {
	case a == atom.Tr:
		t.frame = r.b.open(TableRow, nil, false)
	case k == kindCell:
		typ := TableCell
		if a == atom.Th {
			typ = TableHeader
		}
		t.frame = r.b.open(typ, spans(&r.attrs), false)
	}
	r.push(t)
}

// spans returns the attributes of a cell.
func spans(a *tagAttrs) *news.Attrs {
	if a.colspan < 2 && a.rowspan < 2 {
		return nil
	}
	return &news.Attrs{Colspan: a.colspan, Rowspan: a.rowspan}
}

// closeImplied closes the open tags that end, without an end tag, where a begins.
func (r *reader) closeImplied(a atom.Atom) {
	switch kindOf(a) {
	case kindItem:
		r.closeItem(kindItem, kindList)
	case kindTerm:
		r.closeItem(kindTerm, kindList)
	case kindHeading:
		if n := len(r.open); n > 0 && r.open[n-1].kind == kindHeading {
			r.pop(n - 1)
		}
	case kindCell:
		r.closeWithin(kindRow, kindRows)
	case kindRow:
		r.closeWithin(kindRows, kindRows)
	case kindRows:
		r.closeWithin(kindTable, kindTable)
	}
}

// closeItem closes the innermost open tag of kind k, unless a tag of kind within, a quote or a cell stands between.
func (r *reader) closeItem(k, within kind) {
	for i := len(r.open) - 1; i >= 0; i-- {
		switch t := &r.open[i]; {
		case t.kind == k:
			r.pop(i)
			return
		case t.kind == within || t.kind == kindQuote || t.atom == atom.Dl || scoped(t.atom):
			return
		}
	}
}

// closeWithin closes what is open within the innermost table's innermost tag of one of two kinds, or within the table.
func (r *reader) closeWithin(k, or kind) {
	for i := len(r.open) - 1; i >= 0; i-- {
		if t := r.open[i].kind; t == k || t == or || t == kindTable {
			r.pop(i + 1)
			return
		}
	}
}

// closeParagraph closes an open <p>, which any block ends.
func (r *reader) closeParagraph() {
	for i := len(r.open) - 1; i >= 0 && !scoped(r.open[i].atom); i-- {
		if r.open[i].kind == kindParagraph {
			r.pop(i)
			return
		}
	}
}

// beginFormat begins formatting.
func (r *reader) beginFormat(a atom.Atom) {
	at := &r.attrs
	f := formatTag{atom: a}
	switch top := r.b.top(); {
	case a == atom.A:
		r.endFormat(atom.A)
		f.mark = r.link()
		if top.typ == looseEmbed && top.attrs.URL == "" && f.mark != nil {
			top.attrs.URL = foreignURL("embed", at.href, r.base)
		}
	case a == atom.Code && top.typ == Preformatted:
		if lang := at.language(); lang != "" {
			top.attrs = withAttrs(top.attrs, func(n *news.Attrs) { n.Language = lang })
		}
	default:
		f.mark = r.b.schema.mark[markOf(a)].plain
	}
	if len(r.format) < maxFormat {
		r.format = append(r.format, f)
		r.stale = true
	}
}

// link returns the mark of a link, or nil for one without an address that a body can hold.
func (r *reader) link() *news.Mark {
	at := &r.attrs
	if at.href == "" {
		return nil
	}
	href := foreignURL("link", at.href, r.base)
	if href == "" {
		if !scripting(scheme(at.href)) {
			r.offend("a link to %q", cut(oneLine(at.href), 60))
		}
		return nil
	}
	a := &news.MarkAttrs{Href: href, Title: cut(at.title, 400)}
	for rel := range strings.FieldsSeq(strings.ToLower(at.rel)) {
		a.NoFollow = a.NoFollow || rel == "nofollow" || rel == "ugc"
		a.Sponsored = a.Sponsored || rel == "sponsored"
	}
	return &news.Mark{Type: Link, Attrs: a}
}

// beginMark begins a mark that ends with what it stands in.
func (r *reader) beginMark(a atom.Atom) {
	at := &r.attrs
	t := openTag{atom: a, kind: kindMark, frame: -1}
	typ, id := markOf(a), at.id
	switch {
	case a == atom.Span && at.note != "":
		typ, id = Note, at.note
	case a == atom.Ins && at.id != "":
		typ = Insertion
	case a == atom.Del && at.id != "":
		typ = Deletion
	case a == atom.Del:
		typ = Strike
	case a == atom.Q:
		r.text([]byte("“"))
	case a == atom.Time:
		t.skip = r.entryTime()
	case a == atom.Cite && !r.b.top().textual && r.inQuote():
		typ, t.kind, t.frame = "", kindBlock, r.b.open(looseCaption, nil, at.exact)
	}
	switch {
	case typ == Note || typ == Insertion || typ == Deletion:
		if validID(id) {
			t.mark = &news.Mark{Type: typ, Attrs: &news.MarkAttrs{ID: id}}
		}
	case typ != "":
		t.mark = r.b.schema.mark[typ].plain
	case a == atom.Span && r.b.top().typ == looseCaption && strings.Contains(at.class, "credit"):
		t.frame = r.b.open(looseCredit, nil, at.exact)
	}
	r.push(t)
}

// entryTime takes the time that a live entry begins with, and says whether there was one.
func (r *reader) entryTime() bool {
	top := r.b.top()
	if top.typ != LiveEntry || len(top.kids) > 0 {
		return false
	}
	at, err := news.ParseTime(r.attrs.datetime)
	if err != nil {
		return false
	}
	top.attrs.At = at
	return true
}

// beginSkip begins something that is left out with all that is in it.
func (r *reader) beginSkip(a atom.Atom) {
	switch a {
	case atom.Iframe:
		r.frame()
	case atom.Audio, atom.Video:
		r.mediaURL = r.attrs.src
	case atom.Style, atom.Svg, atom.Canvas:
		r.warn("<" + a.String() + "> was left out")
	}
	r.push(openTag{atom: a, kind: kindSkip, skip: true, frame: -1})
}

// frame makes an embed of an iframe. Strict reading has refused it before.
func (r *reader) frame() {
	at := &r.attrs
	address := foreignURL("embed", joinedOr(at.src, at.lazySrc), r.base)
	if address == "" {
		r.warn("<iframe> was left out, because it names no https address")
		return
	}
	r.warn("<iframe> became a link to what it showed")
	a := r.b.withLine(&news.Attrs{URL: address, Provider: providerOf(address)}, "title", at.title)
	r.b.place(news.Node{Type: Embed, Attrs: a})
}

// media makes an embed of an audio or video that has ended.
func (r *reader) media(a atom.Atom) {
	address := foreignURL("embed", r.mediaURL, r.base)
	r.mediaURL = ""
	if r.skip > 0 || address == "" {
		r.warn("<" + a.String() + "> was left out, because it names no https address")
		return
	}
	r.b.place(news.Node{Type: Embed, Attrs: &news.Attrs{URL: address, Provider: providerOf(address)}})
}

// void does what a tag without an end tag asks for.
func (r *reader) void(a atom.Atom) {
	switch a {
	case atom.Br:
		if r.stale {
			r.makeMarks()
		}
		if r.noscript == 0 {
			r.b.lineBreak(r.marks)
		}
	case atom.Hr:
		r.b.place(news.Node{Type: Divider, Attrs: r.attrs.element()})
	case atom.Img:
		r.image()
	case atom.Source:
		if r.sources == "" {
			r.sources = r.attrs.srcset
		}
	}
}

// image makes a picture.
func (r *reader) image() {
	at := &r.attrs
	a := &news.Attrs{Width: at.width, Height: at.height}
	figure := r.b.top().typ == looseFigure
	if figure && r.b.top().attrs != nil {
		a.Media, r.b.top().attrs.Media = r.b.top().attrs.Media, ""
	}
	src := at.picture()
	if src == "" {
		src = largest(r.sources)
	}
	r.sources = ""
	a.URL = foreignURL("picture", src, r.base)
	switch {
	case a.URL == "" && a.Media == "":
		r.warn("a picture was left out, because it names no address that a page can show")
		return
	case !figure && at.width > 0 && at.width <= 2 && at.height > 0 && at.height <= 2:
		return // counts readers and shows nothing
	case r.noscript > 0 && r.fresh:
		return // the same picture again, for readers without scripts
	}
	a = r.b.withLine(a, "alt", at.alt)
	if r.made && at.title != "" {
		a = r.b.withLine(a, "caption", at.title)
	}
	r.b.place(news.Node{Type: Picture, Attrs: a})
	r.fresh = true
}
