package body

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// AppendMarkdown appends the Markdown of a body. FromMarkdown turns it back into the same body, but for ids and origins:
// what Markdown can't say (a picture's credit, a factbox, a note …) is written as canonical HTML within it.
func AppendMarkdown(dst []byte, n *news.Node) []byte {
	w := markdownWriter{dst: dst}
	if len(n.Content) == 1 && n.Content[0].Type == Paragraph && len(n.Content[0].Content) == 0 {
		return dst
	}
	w.blocks(n.Content)
	return append(w.dst, '\n')
}

// markdownWriter writes elements as Markdown.
type markdownWriter struct {
	dst    []byte
	prefix string // of every line but the first of a block: what quotes and lists put before it
}

// newline ends the line and begins the next.
func (w *markdownWriter) newline() {
	w.dst = append(w.dst, '\n')
	w.dst = append(w.dst, w.prefix...)
}

// blank ends the line and leaves a blank one before the next.
func (w *markdownWriter) blank() {
	w.dst = append(w.dst, '\n')
	w.dst = append(w.dst, strings.TrimRight(w.prefix, " ")...)
	w.newline()
}

func (w *markdownWriter) blocks(content []news.Node) {
	for i := range content {
		if i > 0 {
			w.blank()
		}
		w.block(content, i)
	}
}

// block writes content[i], as HTML when Markdown has no words for it.
func (w *markdownWriter) block(content []news.Node, i int) {
	n := &content[i]
	a := attrsOf(n)
	switch {
	case n.Type == Paragraph && plainText(n.Content):
		w.inline(n.Content, false)
	case n.Type == Crosshead && plainText(n.Content) && !has(n.Content, HardBreak):
		w.dst = append(w.dst, "###"[:max(2, a.Level)]...)
		w.dst = append(w.dst, ' ')
		w.heading(n.Content)
	case n.Type == Quote && a.Cite == "":
		w.within("> ", "> ", n.Content)
	case n.Type == BulletList || n.Type == OrderedList:
		w.list(n, i > 0 && content[i-1].Type == n.Type && other(content, i))
	case n.Type == Picture && plainPicture(&a):
		w.picture(&a)
	case n.Type == Divider:
		w.dst = append(w.dst, "***"...)
	case n.Type == Preformatted && plainCode(n):
		w.fence(n, a.Language)
	case n.Type == Table && plainTable(n):
		w.table(n)
	default:
		w.html(n)
	}
}

// other says whether the list content[i], in a row of lists of its type, needs the other kind of marker to be told from
// the one before.
func other(content []news.Node, i int) bool {
	run := 0
	for k := i - 1; k >= 0 && content[k].Type == content[i].Type; k-- {
		run++
	}
	return run%2 == 1
}

// html writes n as canonical HTML, without its id and origin.
func (w *markdownWriter) html(n *news.Node) {
	bare := *n
	if n.Attrs != nil {
		a := *n.Attrs
		a.ID, a.Origin = "", nil
		bare.Attrs = &a
	}
	w.dst = AppendCanonicalHTML(w.dst, &news.Node{Content: []news.Node{bare}})
}

// within writes blocks in a container: first begins its first line and rest the others.
func (w *markdownWriter) within(first, rest string, content []news.Node) {
	outer := w.prefix
	w.dst = append(w.dst, first...)
	w.prefix += rest
	w.blocks(content)
	w.prefix = outer
}

func (w *markdownWriter) list(n *news.Node, other bool) {
	tight := tightList(n)
	number := max(1, attrsOf(n).Start)
	for i := range n.Content {
		switch {
		case i == 0:
		case tight:
			w.newline()
		default:
			w.blank()
		}
		marker := "- "
		switch {
		case n.Type == OrderedList && number+i <= 999_999_999:
			marker = strconv.Itoa(number+i) + ". "
		case n.Type == OrderedList:
			marker = "999999999. "
		}
		if other {
			marker = strings.NewReplacer("-", "*", ".", ")").Replace(marker)
		}
		w.item(marker, n.Content[i].Content, tight)
	}
}

func (w *markdownWriter) item(marker string, content []news.Node, tight bool) {
	if !tight {
		w.within(marker, strings.Repeat(" ", len(marker)), content)
		return
	}
	outer := w.prefix
	w.dst = append(w.dst, marker...)
	w.prefix += strings.Repeat(" ", len(marker))
	for i := range content {
		if i > 0 {
			w.newline()
		}
		w.block(content, i)
	}
	w.prefix = outer
}

// tightList says whether the items of a list are single paragraphs, with such lists below them, so that no blank lines
// are needed.
func tightList(n *news.Node) bool {
	for i := range n.Content {
		item := n.Content[i].Content
		for k := range item {
			switch c := &item[k]; {
			case k == 0 && c.Type == Paragraph && plainText(c.Content):
			case k == 1 && len(item) == 2 && (c.Type == BulletList || c.Type == OrderedList && attrsOf(c).Start == 0) && tightList(c):
			default:
				return false
			}
		}
	}
	return true
}

// maxPlain is how many texts a paragraph written as Markdown has at most; choosing its marks takes their square.
const maxPlain = 500

// plainText says whether texts can be written as Markdown's.
func plainText(content []news.Node) bool {
	if len(content) > maxPlain || fragile(content) || strings.HasPrefix(content[0].Text, "\ufeff") {
		return false
	}
	for i := range content {
		n := &content[i]
		if n.Type == HardBreak && (marked(n, Code) || i > 0 && strings.HasSuffix(content[i-1].Text, `\`)) {
			return false // goldmark takes the backslashes for three in a row
		}
		for _, m := range n.Marks {
			if m.Attrs != nil && strings.ContainsRune(m.Attrs.Href+m.Attrs.Title, utf8.RuneError) {
				return false // goldmark takes U+FFFD in a tag for the end of the line
			}
		}
	}
	return true
}

// has says whether a node of a type is among content.
func has(content []news.Node, typ string) bool { return lastOf(content, typ) >= 0 }

// marked says whether n has a mark of a type.
func marked(n *news.Node, typ string) bool {
	for i := range n.Marks {
		if n.Marks[i].Type == typ {
			return true
		}
	}
	return false
}

// plainPicture says whether a picture has an address, an alternative text and a caption alone.
func plainPicture(a *news.Attrs) bool {
	return a.Media == "" && a.Credit == "" && a.Width == 0 && a.Height == 0 && plainURL(a.URL) &&
		plainLine(a.Alt) && !fragileLine("."+a.Caption)
}

func (w *markdownWriter) picture(a *news.Attrs) {
	w.dst = append(w.dst, "!["...)
	w.dst = appendEscapedText(w.dst, a.Alt, textPlace{})
	w.dst = append(w.dst, ']')
	w.target(a.URL, a.Caption)
}

// target writes the address and the title of a link or picture.
func (w *markdownWriter) target(address, title string) {
	w.dst = append(w.dst, "(<"...)
	if !strings.ContainsAny(address, "()") {
		w.dst = w.dst[:len(w.dst)-1]
	}
	w.dst = append(w.dst, address...)
	if strings.ContainsAny(address, "()") {
		w.dst = append(w.dst, '>')
	}
	if title != "" {
		w.dst = append(w.dst, ` "`...)
		w.dst = appendEscapedText(w.dst, title, textPlace{title: true})
		w.dst = append(w.dst, '"')
	}
	w.dst = append(w.dst, ')')
}

// plainURL says whether an address comes through Markdown as it is.
func plainURL(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isAlnum(c) || strings.IndexByte("-._~:/?#@!$&+,;=()", c) >= 0:
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
		default:
			return false
		}
	}
	return s != "" && !(strings.Contains(s, "&") && strings.Contains(s, ";"))
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

// plainCode says whether preformatted text can stand between fences: it has no marks, and no line of white space alone,
// which a list or quote around it might change.
func plainCode(n *news.Node) bool {
	if len(n.Content) != 1 || len(n.Content[0].Marks) > 0 {
		return false
	}
	for line := range strings.SplitSeq(n.Content[0].Text, "\n") {
		if line != "" && strings.Trim(line, " \t") == "" || strings.HasPrefix(line, "\t") {
			return false
		}
	}
	return true
}

func (w *markdownWriter) fence(n *news.Node, language string) {
	s := n.Content[0].Text
	fence := strings.Repeat("`", max(3, longestRun(s, '`')+1))
	w.dst = append(w.dst, fence...)
	w.dst = append(w.dst, language...)
	for line := range strings.SplitSeq(s, "\n") {
		w.newline()
		w.dst = append(w.dst, line...)
	}
	w.newline()
	w.dst = append(w.dst, fence...)
}

// longestRun returns how many times c stands in a row in s at most.
func longestRun(s string, c byte) int {
	most, run := 0, 0
	for i := range len(s) {
		if run++; s[i] != c {
			run = 0
		}
		most = max(most, run)
	}
	return most
}

// plainTable says whether a table has one head row, rows of the same width, cells of one line, and nothing else.
func plainTable(n *news.Node) bool {
	if attrsOf(n).Caption != "" || headRows(n) != 1 {
		return false
	}
	for i := range n.Content {
		row := n.Content[i].Content
		if len(row) != len(n.Content[0].Content) {
			return false
		}
		for k := range row {
			if i > 0 && row[k].Type == TableHeader || row[k].Attrs != nil || !plainCell(&row[k]) {
				return false
			}
		}
	}
	return len(n.Content) > 1 || len(n.Content[0].Content) > 1
}

func plainCell(cell *news.Node) bool {
	p := onlyParagraph(cell)
	if p == nil || len(p.Content) > 0 && !plainText(p.Content) || has(p.Content, HardBreak) {
		return false
	}
	for i := range p.Content {
		n := &p.Content[i]
		if marked(n, Code) && strings.Contains(n.Text, "|") {
			return false
		}
		for _, m := range n.Marks {
			if m.Attrs != nil && strings.Contains(m.Attrs.Href+m.Attrs.Title, "|") {
				return false
			}
		}
	}
	return true
}

func (w *markdownWriter) table(n *news.Node) {
	for i := range n.Content {
		if i > 0 {
			w.newline()
		}
		w.row(n.Content[i].Content)
		if i == 0 {
			w.newline()
			for range n.Content[0].Content {
				w.dst = append(w.dst, "| --- "...)
			}
			w.dst = append(w.dst, '|')
		}
	}
}

func (w *markdownWriter) row(cells []news.Node) {
	for k := range cells {
		w.dst = append(w.dst, "| "...)
		w.inline(cells[k].Content[0].Content, true)
		w.dst = append(w.dst, ' ')
	}
	w.dst = append(w.dst, '|')
}
