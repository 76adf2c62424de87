package body

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// AppendText appends the plain text of a body, for search, feeds and mail: elements separated by blank lines, list items
// with dashes or numbers, the cells of a table separated by tabs. Pictures give their caption, embeds their title. Like
// AppendHTML it shows what readers see: suggestions that nobody has accepted change nothing.
func AppendText(dst []byte, n *news.Node) []byte {
	w := textWriter{dst: dst, from: len(dst)}
	w.blocks(n.Content, "")
	return w.dst
}

// textWriter writes elements as plain text.
type textWriter struct {
	dst  []byte
	from int // where the text began
}

// gap writes a blank line, unless this is the beginning.
func (w *textWriter) gap() {
	if len(w.dst) > w.from {
		w.dst = append(w.dst, "\n\n"...)
	}
}

// blocks writes blocks, each begun after a blank line; lines after a block's first are indented.
func (w *textWriter) blocks(content []news.Node, indent string) {
	for i := range content {
		w.block(&content[i], indent)
	}
}

func (w *textWriter) block(n *news.Node, indent string) {
	a := attrsOf(n)
	switch n.Type {
	case Paragraph, Crosshead, Preformatted:
		w.texts(n.Content, indent)
	case Quote, Pullquote:
		w.blocks(n.Content, indent)
		w.line(a.Cite, indent+"— ")
	case BulletList, OrderedList, KeyPoints:
		w.list(n, indent)
	case Picture:
		w.line(a.Caption, indent)
	case Embed:
		w.line(a.Title, indent)
	case Factbox:
		w.line(a.Title, indent)
		w.blocks(n.Content, indent)
	case LiveEntry:
		w.blocks(n.Content, indent)
	case Table:
		w.line(a.Caption, indent)
		w.table(n, indent)
	}
}

// line writes a string as a block, if it isn't empty.
func (w *textWriter) line(s, before string) {
	if s != "" {
		w.gap()
		w.dst = append(w.dst, before...)
		w.dst = append(w.dst, s...)
	}
}

// texts writes texts as a block, if readers see any.
func (w *textWriter) texts(content []news.Node, indent string) {
	if shows(content) {
		w.gap()
		w.dst = append(w.dst, indent...)
		w.dst = appendTexts(w.dst, content, "\n"+indent)
	}
}

// appendTexts appends the texts that readers see, with lines separated by newline.
func appendTexts(dst []byte, content []news.Node, newline string) []byte {
	for i := range content {
		n := &content[i]
		switch {
		case suggested(n):
		case n.Type == HardBreak:
			dst = append(dst, newline...)
		case strings.IndexByte(n.Text, '\n') >= 0 && newline != "\n":
			dst = append(dst, strings.ReplaceAll(n.Text, "\n", newline)...)
		default:
			dst = append(dst, n.Text...)
		}
	}
	return dst
}

// list writes a list, one line an item.
func (w *textWriter) list(n *news.Node, indent string) {
	w.gap()
	number := max(1, attrsOf(n).Start)
	for i := range n.Content {
		if i > 0 {
			w.dst = append(w.dst, '\n')
		}
		w.dst = append(w.dst, indent...)
		if n.Type == OrderedList {
			w.dst = strconv.AppendInt(w.dst, int64(number+i), 10)
			w.dst = append(w.dst, ". "...)
		} else {
			w.dst = append(w.dst, "- "...)
		}
		w.item(n.Content[i].Content, indent+"  ")
	}
}

// item writes the content of a list item: lists within it follow without a blank line.
func (w *textWriter) item(content []news.Node, indent string) {
	for i := range content {
		sub := textWriter{from: 0}
		sub.block(&content[i], indent)
		if i == 0 {
			sub.dst = bytes.TrimPrefix(sub.dst, []byte(indent))
		} else if len(sub.dst) > 0 {
			w.dst = append(w.dst, '\n')
		}
		w.dst = append(w.dst, sub.dst...)
	}
}

// table writes one line a row, with tabs between cells.
func (w *textWriter) table(n *news.Node, indent string) {
	for i := range n.Content {
		if i == 0 {
			w.gap()
		} else {
			w.dst = append(w.dst, '\n')
		}
		w.dst = append(w.dst, indent...)
		for k := range n.Content[i].Content {
			if k > 0 {
				w.dst = append(w.dst, '\t')
			}
			w.dst = appendCell(w.dst, &n.Content[i].Content[k])
		}
	}
}

// appendCell appends the text of a cell as one line.
func appendCell(dst []byte, cell *news.Node) []byte {
	sub := textWriter{}
	sub.blocks(cell.Content, "")
	for i, word := range bytes.Fields(sub.dst) {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, word...)
	}
	return dst
}

// Words counts the words that readers see: runs of characters between white space that hold a letter or digit. In
// scripts written without spaces each character of Chinese or Japanese counts as one.
func Words(n *news.Node) int {
	c := wordCounter{}
	c.node(n)
	return c.n
}

type wordCounter struct {
	n      int
	inWord bool // a word has begun and been counted
}

func (c *wordCounter) node(n *news.Node) {
	if n.Type == Text {
		if !suggested(n) {
			c.text(n.Text)
		}
		return
	}
	for i := range n.Content {
		c.node(&n.Content[i])
	}
	c.inWord = false
}

func (c *wordCounter) text(s string) {
	for i := 0; i < len(s); {
		if b := s[i]; b < utf8.RuneSelf {
			i++
			if isAlnum(b) {
				c.begin()
			} else if isSpace(b) {
				c.inWord = false
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r):
			c.n++
			c.inWord = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			c.begin()
		case unicode.IsSpace(r):
			c.inWord = false
		}
	}
}

func (c *wordCounter) begin() {
	if !c.inWord {
		c.n++
		c.inWord = true
	}
}

// FromText makes elements of plain text: paragraphs where blank lines are, line breaks where single line ends are.
func FromText(text string, opt Options) (news.Node, error) {
	opt = opt.orDefault("body_text")
	if err := opt.checkInput(&text); err != nil {
		return news.Node{}, err
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	doc, p := news.Node{Type: Doc}, news.Node{Type: Paragraph}
	flush := func() {
		if len(p.Content) > 0 {
			doc.Content = append(doc.Content, p)
			p = news.Node{Type: Paragraph}
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line = oneLine(line); line == "" {
			flush()
			continue
		}
		if len(p.Content) > 0 {
			p.Content = append(p.Content, news.Node{Type: HardBreak})
		}
		p.Content = append(p.Content, news.Node{Type: Text, Text: line})
	}
	flush()
	return opt.finish(doc)
}
