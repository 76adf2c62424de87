package body

import (
	"errors"
	"strings"
	"sync"

	"broadsheet/internal/news"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
)

// theMarkdown is goldmark with what the schema holds beyond CommonMark. Raw HTML passes, because its output is foreign
// HTML to us like any other.
var theMarkdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), extension.Strikethrough),
		goldmark.WithRendererOptions(goldmarkhtml.WithUnsafe()),
	)
})

// FromMarkdown reads Markdown (CommonMark with tables and strikethrough; HTML within it as FromHTML reads it) as elements.
// The title of a picture is its caption.
func FromMarkdown(md string, opt Options) (news.Node, []Warning, error) {
	opt = opt.orDefault("body_markdown")
	if err := opt.checkInput(&md); err != nil {
		return news.Node{}, nil, err
	}
	md = clean(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", " ").Replace(md))
	if err := checkMarkdown(md, opt.Field); err != nil {
		return news.Node{}, nil, err
	}
	made, err := renderMarkdown(md, opt)
	if err != nil {
		return news.Node{}, nil, err
	}
	return readHTML(made, opt, true)
}

// errGrows stops goldmark when its output grows out of proportion.
var errGrows = errors.New("the output is too large")

// renderMarkdown makes HTML of Markdown.
func renderMarkdown(md string, opt Options) (made string, err error) {
	out := &boundedBuilder{left: 4*opt.Limits.Bytes + 4096}
	defer func() {
		if p := recover(); p == errGrows {
			made, err = "", news.Errorf(news.CodeTooLarge, opt.Field, "the Markdown grows to more than four times the most that a body may be; use fewer long references")
		} else if p != nil {
			panic(p)
		}
	}()
	if err := theMarkdown().Convert([]byte(md), out); err != nil {
		return "", err
	}
	return out.String(), nil
}

// boundedBuilder takes so many bytes and then panics with errGrows: goldmark goes on writing after an error.
type boundedBuilder struct {
	strings.Builder
	left int
}

func (b *boundedBuilder) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		panic(errGrows)
	}
	return b.Builder.Write(p)
}

// What keeps goldmark's time and memory in bounds: parts of it take the square of what they are given.
const (
	maxMarkers = 32          // quote and list markers at the beginning of one line
	maxInline  = 200_000_000 // over all blocks: the square of the brackets and emphasis marks, and links times length
	maxCells   = 50_000      // of all tables; a short row is filled up to the width of its table
)

// checkMarkdown refuses Markdown that would take goldmark out of bounds.
func checkMarkdown(md, field string) error {
	var c markdownCost
	line := 0
	for s := range strings.SplitSeq(md, "\n") {
		line++
		if markers(s) > maxMarkers {
			return news.Invalid(field, "line %d: more than %d quotes and lists within one another; flatten them", line, maxMarkers)
		}
		c.add(s)
		if c.cells > maxCells {
			return news.Invalid(field, "line %d: the tables have more than %d cells; split the article", line, maxCells)
		}
		if c.inline+c.block() > maxInline {
			return news.Invalid(field, "line %d: too many brackets and emphasis marks in one paragraph; split it", line)
		}
	}
	return nil
}

// markdownCost adds up what the lines of Markdown cost.
type markdownCost struct {
	inline, cells        int
	size, marks, targets int // of the present block
	columns              int // of the table that the present block may be
}

func (c *markdownCost) block() int { return c.marks*c.marks + c.targets*c.size }

func (c *markdownCost) add(line string) {
	if startsBlock(line) {
		c.inline += c.block()
		c.size, c.marks, c.targets, c.columns = 0, 0, 0, 0
	}
	c.size += len(line)
	for i := range len(line) {
		switch line[i] {
		case '[', '*', '_', '~', ']':
			c.marks++
			if line[i] == ']' && i+1 < len(line) && line[i+1] == '(' {
				c.targets++
			}
		}
	}
	if strings.Trim(line, "|:- \t>") == "" && strings.ContainsAny(line, "|:") {
		c.columns = max(c.columns, strings.Count(line, "|")+1)
	}
	c.cells += c.columns
}

// startsBlock says whether a line surely doesn't go on with the paragraph before it.
func startsBlock(line string) bool {
	s := strings.TrimLeft(line, " ")
	switch {
	case strings.Trim(line, " \t>") == "":
		return true
	case len(line)-len(s) > 3:
		return false
	case s[0] == '-' || s[0] == '*' || s[0] == '+':
		return len(s) > 2 && s[1] == ' ' && strings.Trim(s[2:], " \t") != ""
	case s[0] == '#':
		return strings.HasPrefix(strings.TrimLeft(s, "#"), " ") && len(s)-len(strings.TrimLeft(s, "#")) <= 6
	}
	return false
}

// markers counts the quote and list markers that a line begins with. A rule such as * * * has none.
func markers(line string) int {
	if s := strings.Trim(line, " \t"); s != "" && strings.IndexByte("-*_", s[0]) >= 0 && strings.Trim(s, s[:1]+" \t") == "" {
		return 0
	}
	n := 0
	for {
		line = strings.TrimLeft(line, " \t")
		digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
		switch {
		case line == "":
			return n
		case line[0] == '>':
			line = line[1:]
		case strings.IndexByte("-*+", line[0]) >= 0 && (len(line) == 1 || line[1] == ' ' || line[1] == '\t'):
			line = line[1:]
		case digits > 0 && digits < 10 && digits < len(line) && (line[digits] == '.' || line[digits] == ')'):
			line = line[digits+1:]
		default:
			return n
		}
		n++
	}
}
