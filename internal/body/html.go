package body

import (
	"cmp"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// HTMLOptions say how AppendHTML writes what depends on the page. The zero value will do for copy without stored pictures.
type HTMLOptions struct {
	// Image finds a stored picture. Pictures that it doesn't know, and all stored ones when it is nil, are left out.
	Image func(media string) (Image, bool)
	// Site is put before addresses that begin with "/", for feeds and mail; such as https://paper.example.
	Site string
	// Time writes the time of a live entry as the paper does. Without it the time is written in UTC.
	Time func(dst []byte, at news.Millis) []byte
	// Permalinks makes the time of a live entry a link to the entry, for pages that have an address.
	Permalinks bool
}

// Image is how a stored picture is shown, and what is said of it where the element says nothing.
type Image struct {
	Src           string
	Srcset, Sizes string   // of Src's type; may be empty
	Sources       []Source // the same picture in other types, the best first
	Width, Height int      // pixels of Src; 0: not known

	Alt, Caption, Credit string
}

// Source is a picture's files of one type.
type Source struct{ Type, Srcset string }

// AppendHTML appends the HTML of a body for readers. Notes don't show, and a suggestion that nobody has accepted changes
// nothing: what it would insert is left out and what it would delete still stands. Paragraphs without words are left out.
func AppendHTML(dst []byte, n *news.Node, opt HTMLOptions) []byte {
	w := htmlWriter{dst: dst, opt: &opt}
	w.blocks(ForReaders(*n).Content)
	return w.dst
}

// AppendHTMLFromJSON is AppendHTML for a stored body.
func AppendHTMLFromJSON(dst []byte, b news.Body, opt HTMLOptions) ([]byte, error) {
	n, err := Decode(b)
	if err != nil {
		return dst, err
	}
	return AppendHTML(dst, &n, opt), nil
}

// AppendCanonicalHTML appends the HTML of a body that FromHTML turns back into the same body, ids, origins, notes and
// suggestions included. It has no line ends, so that it can stand in Markdown. Whatever HTML's white space rules would
// change carries data-exact.
func AppendCanonicalHTML(dst []byte, n *news.Node) []byte {
	w := htmlWriter{dst: dst, opt: &HTMLOptions{}, canonical: true}
	w.blocks(n.Content)
	return w.dst
}

// htmlWriter writes elements as HTML.
type htmlWriter struct {
	dst       []byte
	opt       *HTMLOptions
	canonical bool
	ids       [64]span // where in dst the ids of crossheads stand; those after the 64th get none
	anchors   int      // how many of ids are used
}

// span is a piece of dst.
type span struct{ from, to int }

func (w *htmlWriter) raw(s string) { w.dst = append(w.dst, s...) }

func (w *htmlWriter) text(s string) { w.dst = appendEscaped(w.dst, s, w.canonical) }

// attr writes one attribute.
func (w *htmlWriter) attr(name, value string) {
	w.dst = append(w.dst, ' ')
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, `="`...)
	w.dst = appendAttr(w.dst, value)
	w.dst = append(w.dst, '"')
}

// address writes an attribute that is an address.
func (w *htmlWriter) address(name, value string) {
	if w.opt.Site == "" || !strings.HasPrefix(value, "/") {
		w.attr(name, value)
		return
	}
	w.raw(" ")
	w.raw(name)
	w.raw(`="`)
	w.dst = appendAttr(w.dst, w.opt.Site)
	w.dst = appendAttr(w.dst, value)
	w.raw(`"`)
}

// attrIf writes an attribute that has a value.
func (w *htmlWriter) attrIf(name, value string) {
	if value != "" {
		w.attr(name, value)
	}
}

// intIf writes a number that is set.
func (w *htmlWriter) intIf(name string, n int) {
	if n != 0 {
		w.raw(" ")
		w.raw(name)
		w.raw(`="`)
		w.dst = strconv.AppendInt(w.dst, int64(n), 10)
		w.raw(`"`)
	}
}

// open writes an opening tag with the element's own attributes, up to but without its ">".
func (w *htmlWriter) open(tag string, n *news.Node) {
	w.raw("<")
	w.raw(tag)
	if !w.canonical || n.Attrs == nil {
		return
	}
	w.attrIf("data-id", n.Attrs.ID)
	if o := n.Attrs.Origin; o != nil {
		w.attr("data-origin", o.Kind)
		w.attrIf("data-source", o.Source)
		w.attrIf("data-item", o.Item)
		w.attrIf("data-item-version", o.Version)
	}
}

func (w *htmlWriter) blocks(content []news.Node) {
	for i := range content {
		w.block(&content[i])
	}
}

func (w *htmlWriter) block(n *news.Node) {
	switch n.Type {
	case Paragraph:
		w.paragraph(n)
	case Crosshead:
		w.crosshead(n)
	case Quote, Pullquote:
		w.quote(n)
	case BulletList:
		w.list("ul", "", n)
	case KeyPoints:
		w.list("ul", "key-points", n)
	case OrderedList:
		w.list("ol", "", n)
	case Picture:
		w.picture(n)
	case Embed:
		w.embed(n)
	case Factbox:
		w.factbox(n)
	case LiveEntry:
		w.liveEntry(n)
	case Table:
		w.table(n)
	case Divider:
		w.open("hr", n)
		w.raw(">")
	case Preformatted:
		w.preformatted(n)
	}
}

func (w *htmlWriter) paragraph(n *news.Node) {
	if !w.canonical && !shows(n.Content) {
		return
	}
	w.open("p", n)
	w.endOpen(n.Content)
	w.inline(n.Content)
	w.raw("</p>")
}

// endOpen writes the end of an opening tag of text, with data-exact when reading HTML would change the text.
func (w *htmlWriter) endOpen(content []news.Node) {
	if w.canonical && fragile(content) {
		w.raw(" data-exact")
	}
	w.raw(">")
}

func (w *htmlWriter) crosshead(n *news.Node) {
	if !w.canonical && !shows(n.Content) {
		return
	}
	tag := "h2"
	if attrsOf(n).Level == 3 {
		tag = "h3"
	}
	w.open(tag, n)
	if !w.canonical {
		w.anchor(n.Content)
	}
	w.endOpen(n.Content)
	w.inline(n.Content)
	w.raw("</")
	w.raw(tag)
	w.raw(">")
}

// quote writes a quote or pullquote; whoever said it stands in a caption, as HTML wants it.
func (w *htmlWriter) quote(n *news.Node) {
	cite := attrsOf(n).Cite
	if n.Type == Quote && cite == "" {
		w.open("blockquote", n)
		w.raw(">")
		w.blocks(n.Content)
		w.raw("</blockquote>")
		return
	}
	w.open("figure", n)
	w.attr("class", n.Type)
	w.raw("><blockquote>")
	w.blocks(n.Content)
	w.raw("</blockquote>")
	w.line("figcaption", "", cite)
	w.raw("</figure>")
}

// line writes a string as an element of its own, unless it is empty.
func (w *htmlWriter) line(tag, class, s string) {
	if s == "" {
		return
	}
	w.raw("<")
	w.raw(tag)
	w.attrIf("class", class)
	if w.canonical && fragileLine(s) {
		w.raw(" data-exact")
	}
	w.raw(">")
	w.text(s)
	w.raw("</")
	w.raw(tag)
	w.raw(">")
}

func (w *htmlWriter) list(tag, class string, n *news.Node) {
	w.open(tag, n)
	w.attrIf("class", class)
	w.intIf("start", attrsOf(n).Start)
	w.raw(">")
	for i := range n.Content {
		w.raw("<li>")
		w.item(n.Content[i].Content)
		w.raw("</li>")
	}
	w.raw("</")
	w.raw(tag)
	w.raw(">")
}

// item writes the content of a list item. Its first paragraph needs no tag when only lists follow.
func (w *htmlWriter) item(content []news.Node) {
	bare := len(content) > 0 && content[0].Type == Paragraph && !fragile(content[0].Content)
	for i := 1; bare && i < len(content); i++ {
		bare = content[i].Type == BulletList || content[i].Type == OrderedList
	}
	if bare {
		w.inline(content[0].Content)
		content = content[1:]
	}
	w.blocks(content)
}

func (w *htmlWriter) picture(n *news.Node) {
	a := n.Attrs
	if a == nil {
		return
	}
	img, known := Image{Src: a.URL, Width: a.Width, Height: a.Height}, true
	if !w.canonical && a.Media != "" {
		if img, known = w.stored(a); !known {
			return
		}
	}
	w.open("figure", n)
	w.attr("class", "picture")
	if w.canonical {
		w.attrIf("data-media", a.Media)
	}
	w.raw(">")
	w.files(img, cmp.Or(a.Alt, img.Alt))
	w.caption(cmp.Or(a.Caption, img.Caption), cmp.Or(a.Credit, img.Credit))
	w.raw("</figure>")
}

// files writes an img, and around it, where pages are read, the types that a browser may like better.
func (w *htmlWriter) files(img Image, alt string) {
	choice := w.opt.Site == "" && len(img.Sources) > 0
	if choice {
		w.raw("<picture>")
		for _, s := range img.Sources {
			w.raw("<source")
			w.attr("type", s.Type)
			w.attr("srcset", s.Srcset)
			w.attrIf("sizes", img.Sizes)
			w.raw(">")
		}
	}
	w.raw("<img")
	w.image(img, alt)
	w.raw(">")
	if choice {
		w.raw("</picture>")
	}
}

// stored finds the picture that a names.
func (w *htmlWriter) stored(a *news.Attrs) (Image, bool) {
	if w.opt.Image == nil {
		return Image{}, false
	}
	return w.opt.Image(a.Media)
}

// image writes the attributes of an img.
func (w *htmlWriter) image(img Image, alt string) {
	if img.Src != "" {
		w.address("src", img.Src)
	}
	if w.opt.Site == "" {
		w.attrIf("srcset", img.Srcset)
		if img.Srcset != "" {
			w.attrIf("sizes", img.Sizes)
		}
	}
	w.attr("alt", alt)
	if img.Width == 0 && img.Height == 0 && !w.canonical && w.opt.Site == "" {
		img.Width, img.Height = 1200, 800 // a common shape, so that the page moves less when the picture comes
	}
	w.intIf("width", img.Width)
	w.intIf("height", img.Height)
	if !w.canonical {
		w.raw(` loading="lazy" decoding="async"`)
	}
}

// caption writes a picture's caption and credit.
func (w *htmlWriter) caption(caption, credit string) {
	if caption == "" && credit == "" {
		return
	}
	w.raw("<figcaption")
	if w.canonical && fragileLine(caption) && caption != "" {
		w.raw(" data-exact")
	}
	w.raw(">")
	w.text(caption)
	if caption != "" && credit != "" && !w.canonical {
		w.raw(" ")
	}
	w.line("span", "credit", credit)
	w.raw("</figcaption>")
}

// embed writes a link to what is embedded. Readers' pages hold no foreign frames.
func (w *htmlWriter) embed(n *news.Node) {
	a := attrsOf(n)
	w.open("figure", n)
	w.attr("class", "embed")
	w.attrIf("data-provider", a.Provider)
	if w.canonical {
		w.attrIf("data-title", a.Title)
	}
	w.raw("><a")
	w.attr("href", a.URL)
	w.raw(">")
	if a.Title != "" {
		w.text(a.Title)
	} else {
		w.text(a.URL)
	}
	w.raw("</a></figure>")
}

func (w *htmlWriter) factbox(n *news.Node) {
	w.open("aside", n)
	w.raw(` class="factbox">`)
	w.line("h2", "factbox-title", attrsOf(n).Title)
	w.blocks(n.Content)
	w.raw("</aside>")
}

// EntryID returns the id that the element of a live entry has on a page: its permalink's fragment.
func EntryID(id string) string { return "entry-" + id }

func (w *htmlWriter) liveEntry(n *news.Node) {
	a := attrsOf(n)
	w.open("article", n)
	w.raw(` class="live-entry`)
	if a.Key {
		w.raw(" key")
	}
	w.raw(`"`)
	if !w.canonical && a.ID != "" {
		w.raw(` id="`)
		w.dst = appendAttr(w.dst, EntryID(a.ID))
		w.raw(`"`)
	}
	w.raw(">")
	switch {
	case a.At != 0 && a.ID != "" && w.opt.Permalinks:
		w.raw(`<a href="#`)
		w.dst = appendAttr(w.dst, EntryID(a.ID))
		w.raw(`">`)
		w.attrTime(a.At)
		w.raw("</a>")
	case a.At != 0:
		w.attrTime(a.At)
	}
	w.blocks(n.Content)
	w.raw("</article>")
}

// attrTime writes the time of a live entry.
func (w *htmlWriter) attrTime(at news.Millis) {
	w.raw("<time")
	w.attr("datetime", at.String())
	w.raw(">")
	if w.opt.Time != nil {
		w.text(string(w.opt.Time(nil, at)))
	} else {
		w.dst = at.Time().AppendFormat(w.dst, "2 January 2006, 15:04 MST")
	}
	w.raw("</time>")
}

func (w *htmlWriter) preformatted(n *news.Node) {
	if w.canonical {
		w.open("pre", n)
		if len(n.Content) == 0 {
			w.raw(" data-exact")
		}
	} else {
		w.raw(`<pre tabindex="0"`)
	}
	w.raw("><code")
	if lang := attrsOf(n).Language; lang != "" {
		w.raw(` class="language-`)
		w.dst = appendAttr(w.dst, lang)
		w.raw(`"`)
	}
	w.raw(">")
	w.inline(n.Content)
	if w.canonical && endsLine(n.Content) {
		w.text("\n") // FromHTML drops one line end, because Markdown's writers add one
	}
	w.raw("</code></pre>")
}

// endsLine says whether the texts of content end with a line end.
func endsLine(content []news.Node) bool {
	return len(content) > 0 && strings.HasSuffix(content[len(content)-1].Text, "\n")
}
