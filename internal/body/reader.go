package body

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FromHTML reads foreign HTML, a page or a part of one, as elements. It keeps the words and what the schema can say about
// them and nothing else; see Options for what happens to scripts and their like.
//
// It reads the tokens of golang.org/x/net/html, not its tree: the tree of a few hostile kilobytes takes gigabytes (open
// formatting tags are copied into each new paragraph), and stops at 512 open tags. Here time and memory are linear and
// nothing recurses, while misnested formatting, missing end tags and tables come out as in a browser.
func FromHTML(src string, opt Options) (news.Node, []Warning, error) {
	opt = opt.orDefault("body_html")
	if err := opt.checkInput(&src); err != nil {
		return news.Node{}, nil, err
	}
	return readHTML(src, opt, false)
}

// readHTML reads HTML whose characters have been checked. Made HTML comes from Markdown: its lines are not the input's,
// and the title of a picture is its caption.
func readHTML(src string, opt Options, made bool) (news.Node, []Warning, error) {
	r := &reader{opt: opt, src: src, made: made, base: opt.base(), b: newBuilder(opt.Limits, len(src))}
	r.z = html.NewTokenizer(strings.NewReader(src))
	r.read()
	if len(r.problems) > 0 {
		return news.Node{}, nil, errors.Join(r.problems...)
	}
	kids := r.b.finish()
	if r.conclude(); len(r.problems) > 0 {
		return news.Node{}, nil, errors.Join(r.problems...)
	}
	doc, err := opt.finish(news.Node{Type: Doc, Content: kids})
	return doc, r.warnings, err
}

// reader reads HTML.
type reader struct {
	opt  Options
	src  string
	made bool
	base *url.URL
	z    *html.Tokenizer
	b    *builder
	off  int // where the present token begins

	open     []openTag   // without formatting
	format   []formatTag // formatting, which goes on over the ends of blocks
	skip     int         // how many open tags leave out what is in them
	noscript int         // how many open tags are noscript
	tables   int
	overflow int  // how many open tags are not in open, because it is full
	preStart bool // right after <pre>, where a line end means nothing
	fresh    bool // a picture came, and no text since
	sources  string
	mediaURL string // of the audio or video being skipped

	marks    []news.Mark // of text that comes now
	stale    bool        // marks must be made anew
	attrs    tagAttrs
	warnings []Warning
	problems []error
}

// openTag is a tag that is open.
type openTag struct {
	atom   atom.Atom
	kind   kind
	skip   bool
	pull   bool       // of a figure: the quote in it is a pullquote
	frame  int        // the frame that it opened, or -1
	format int        // of a cell or caption: how much formatting was open before
	mark   *news.Mark // that it makes, or nil
}

// formatTag is formatting that is open.
type formatTag struct {
	atom atom.Atom
	mark *news.Mark // nil: a link without an address
}

// maxFormat is how many formatting tags are kept open at once.
const maxFormat = 64

func (r *reader) read() {
	for {
		t := r.z.Next()
		raw := r.z.Raw()
		length := len(raw)
		switch t {
		case html.ErrorToken:
			return
		case html.TextToken:
			if bytes.IndexByte(raw, '&') >= 0 || bytes.IndexByte(raw, '\r') >= 0 || bytes.IndexByte(raw, 0) >= 0 {
				raw = r.z.Text() // copies; most texts need no change
			}
			r.text(raw)
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(t == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := r.z.TagName()
			r.end(atom.Lookup(name))
		}
		r.off += length
		if r.b.full() || len(r.problems) >= maxProblems {
			return
		}
	}
}

// conclude tells what the builder met.
func (r *reader) conclude() {
	if r.b.full() {
		r.problems = append(r.problems, news.Invalid(r.opt.Field, "the body has more than %d nodes; split the article", r.opt.Limits.Nodes))
	}
	if r.b.tooDeep {
		r.offendAt(0, "lists or quotes nested more than %d deep", r.opt.Limits.Depth)
	}
	if r.b.badText {
		r.offendAt(0, "a control character written as a character reference")
	}
	if r.b.tooLong != "" {
		r.offendAt(0, "a part of a %s that is longer than the most", r.b.tooLong)
	}
	if r.b.lost {
		r.warn("a picture was left out where no picture can stand")
	}
}

// offend refuses something in strict reading, and else warns that it was left out.
func (r *reader) offend(format string, args ...any) {
	if r.opt.Strict || len(r.warnings) < maxWarnings {
		r.offendAt(r.line(), format, args...)
	}
}

func (r *reader) offendAt(line int, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	switch {
	case !r.opt.Strict:
		r.addWarning(line, what+" was left out")
	case line == 0:
		r.problems = append(r.problems, news.Invalid(r.opt.Field, "a body can't hold %s; leave it out", what))
	default:
		r.problems = append(r.problems, news.Invalid(r.opt.Field, "line %d: a body can't hold %s; leave it out", line, what))
	}
}

func (r *reader) warn(message string) {
	if len(r.warnings) < maxWarnings {
		r.addWarning(r.line(), message)
	}
}

func (r *reader) addWarning(line int, message string) {
	if len(r.warnings) < maxWarnings {
		r.warnings = append(r.warnings, Warning{Line: line, Message: message})
	}
}

// line returns the line of the input that is being read, or 0 when nobody has seen that input.
func (r *reader) line() int {
	if r.made {
		return 0
	}
	return lineAt(r.src, r.off)
}

func (r *reader) text(s []byte) {
	start := r.preStart
	r.preStart = false
	if r.skip > 0 || r.noscript > 0 {
		return
	}
	if start && len(s) > 0 && s[0] == '\n' {
		s = s[1:]
	}
	if r.stale {
		r.makeMarks()
	}
	r.b.text(s, r.marks)
	if r.fresh && !blank(string(s)) {
		r.fresh = false
	}
}

// makeMarks makes the marks of text that stands in what is open now, in canonical order.
func (r *reader) makeMarks() {
	r.stale, r.marks = false, nil
	var byRank [32]*news.Mark
	var notes []news.Mark
	add := func(m *news.Mark) {
		if m == nil {
			return
		}
		t := r.b.schema.mark[m.Type]
		if t.excludes == 0 { // notes: several may stand on one text
			if len(notes) < MaxMarks-9 && !slices.ContainsFunc(notes, func(n news.Mark) bool { return sameMark(&n, m) }) {
				notes = append(notes, *m)
			}
			return
		}
		for rank := range byRank {
			if t.excludes&(1<<rank) != 0 {
				byRank[rank] = nil
			}
		}
		byRank[t.rank] = m
	}
	for i := range r.format {
		add(r.format[i].mark)
	}
	for i := range r.open {
		add(r.open[i].mark)
	}
	r.marks = notes
	for _, m := range byRank {
		if m != nil {
			r.marks = append(r.marks, *m)
		}
	}
	slices.SortStableFunc(r.marks, canon{r.b.schema}.compareMarks)
}

// start reads a start tag.
func (r *reader) start(selfClosing bool) {
	name, hasAttr := r.z.TagName()
	a := atom.Lookup(name)
	r.preStart = false
	if r.attrs = (tagAttrs{}); hasAttr {
		readAttrs(r.z, &r.attrs)
		r.checkAttrs()
	}
	if refused(a) && (r.opt.Strict || a != atom.Iframe) {
		r.offend("<%s>", a)
	}
	if r.skip > 0 && !r.breakOut(a) {
		r.startSkipped(a, selfClosing)
		return
	}
	k := kindOf(a)
	if r.noscript > 0 && a != atom.Img {
		k = kindInline
	}
	if r.attrs.hidden && k != kindRoot {
		r.startHidden(a, k)
		return
	}
	r.begin(a, k)
}

// checkAttrs refuses event handlers and addresses that carry code.
func (r *reader) checkAttrs() {
	if h := r.attrs.handler; h != "" {
		r.offend("the event handler %s", cut(clean(h), 40))
	}
	if c := r.attrs.code; c != "" {
		r.offend("an address that begins with %s:", c)
	}
}

// startHidden leaves out an element that its author has hidden.
func (r *reader) startHidden(a atom.Atom, k kind) {
	if k == kindVoid {
		return
	}
	r.warn("a hidden <" + a.String() + "> was left out")
	r.push(openTag{atom: a, kind: k, skip: true, frame: -1})
}

// breakOut ends an svg when a tag comes that can't stand in one.
func (r *reader) breakOut(a atom.Atom) bool {
	for i := len(r.open) - 1; i >= 0 && !r.open[i].kind.ofTable(); i-- {
		if r.open[i].skip {
			if r.open[i].atom != atom.Svg || !breaksOut(a) {
				return false
			}
			r.pop(i)
			return r.skip == 0
		}
	}
	return false
}

// startSkipped reads a start tag in something that is left out.
func (r *reader) startSkipped(a atom.Atom, selfClosing bool) {
	if a == atom.Source && r.mediaURL == "" {
		r.mediaURL = r.attrs.src
	}
	if !selfClosing && kindOf(a) != kindVoid {
		if n := len(r.open); a == atom.Option && r.open[n-1].atom == atom.Option {
			r.pop(n - 1)
		}
		r.push(openTag{atom: a, kind: kindInline, frame: -1})
	}
}

// push notes an open tag.
func (r *reader) push(t openTag) {
	if len(r.open) == MaxNesting {
		if r.overflow++; r.overflow == 1 {
			r.offend("more than %d tags within one another", MaxNesting)
		}
		if t.frame >= 0 {
			r.b.closeTo(t.frame) // nobody else would
		}
		return
	}
	t.format = len(r.format)
	r.open = append(r.open, t)
	if t.skip {
		r.skip++
	}
	if t.mark != nil {
		r.stale = true
	}
	switch t.kind {
	case kindTable:
		r.tables++
	case kindNoscript:
		r.noscript++
	}
}

// pop closes the open tags from place on.
func (r *reader) pop(place int) {
	for i := len(r.open) - 1; i >= place; i-- {
		t := r.open[i]
		r.open = r.open[:i]
		r.leave(&t)
	}
}

// leave ends what a tag began.
func (r *reader) leave(t *openTag) {
	if t.skip {
		r.skip--
	}
	if t.mark != nil {
		r.stale = true
	}
	if t.frame >= 0 {
		r.b.closeTo(t.frame)
	}
	switch t.kind {
	case kindTable:
		r.tables--
	case kindNoscript:
		r.noscript--
	case kindCell, kindCaption:
		if t.format < len(r.format) {
			r.format, r.stale = r.format[:t.format], true
		}
	}
	switch {
	case t.atom == atom.Audio || t.atom == atom.Video:
		r.media(t.atom)
	case t.skip:
	case t.atom == atom.Q:
		r.text([]byte("”"))
	case !t.kind.inline() && t.kind != kindNoscript:
		r.b.endText()
		r.b.softBreak()
	}
}

// end reads an end tag.
func (r *reader) end(a atom.Atom) {
	r.preStart = false
	k := kindOf(a)
	switch {
	case k == kindRoot:
		return
	case k == kindVoid:
		if a == atom.Br && r.skip == 0 {
			r.begin(a, kindVoid)
		}
		return
	case k == kindFormat && r.skip == 0:
		r.endFormat(a)
		return
	case r.overflow > 0:
		r.overflow--
		return
	}
	for i := len(r.open) - 1; i >= 0; i-- {
		t := &r.open[i]
		if t.atom == a || k == kindHeading && t.kind == kindHeading {
			r.pop(i)
			return
		}
		if barred(t, a, k) {
			return
		}
	}
}

// barred says whether the end tag of a can't reach what is around the open tag t.
func barred(t *openTag, a atom.Atom, k kind) bool {
	switch {
	case k.ofTable():
		return t.atom == atom.Table || t.atom == atom.Template
	case scoped(t.atom):
		return true
	case k.inline():
		return !t.kind.inline()
	case a == atom.Li:
		return t.kind == kindList
	}
	return false
}

// endFormat ends the innermost formatting of a kind, wherever it began within the present cell.
func (r *reader) endFormat(a atom.Atom) {
	floor := 0
	for i := len(r.open) - 1; i >= 0; i-- {
		if k := r.open[i].kind; k == kindCell || k == kindCaption {
			floor = r.open[i].format
			break
		}
	}
	for i := len(r.format) - 1; i >= floor; i-- {
		if r.format[i].atom == a {
			r.format = slices.Delete(r.format, i, i+1)
			r.stale = true
			return
		}
	}
}
