package body

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// Options say how foreign copy is read. The zero value reads leniently.
type Options struct {
	Identity // how elements get ids and origins

	// Strict refuses what readers must never get (scripts, event handlers, code in links, forms, frames, objects, control
	// characters, broken UTF-8) with an error that names it, as an API should. Otherwise it is dropped and a Warning says so.
	Strict bool
	// Field is what errors call the input. Default: body_html, body_markdown or body_text.
	Field string
	// Base is the address that the copy comes from: links and pictures are resolved against it. May be empty.
	Base string
	// Limits bound the input and the body.
	Limits Limits
}

// Warning says what was left out or changed in reading foreign copy.
type Warning struct {
	Line    int // of the input, from 1; 0: not known
	Message string
}

// String writes w as a sentence with its line.
func (w Warning) String() string {
	if w.Line == 0 {
		return w.Message
	}
	return "line " + strconv.Itoa(w.Line) + ": " + w.Message
}

// maxWarnings is how many warnings are kept.
const maxWarnings = 100

func (o Options) orDefault(field string) Options {
	if o.Field == "" {
		o.Field = field
	}
	o.Limits = o.Limits.orDefault()
	return o
}

// base returns the parsed Base, or nil.
func (o *Options) base() *url.URL {
	if o.Base == "" {
		return nil
	}
	u, err := url.Parse(o.Base)
	if err != nil || !u.IsAbs() {
		return nil
	}
	return u
}

// checkInput checks the size and the characters of input. Reading leniently it mends what it can.
func (o *Options) checkInput(input *string) error {
	if len(*input) > o.Limits.Bytes {
		return tooLarge(o.Field, len(*input), o.Limits.Bytes)
	}
	*input = strings.TrimPrefix(*input, "\ufeff")
	if o.Strict {
		if at, what := badSource(*input); at >= 0 {
			return news.Invalid(o.Field, "line %d: %s can't stand in a body; take it out", lineAt(*input, at), what)
		}
	} else if !utf8.ValidString(*input) {
		*input = strings.ToValidUTF8(*input, "\ufffd")
	}
	return nil
}

// badSource is badChar for HTML and Markdown, where carriage returns and form feeds are white space.
func badSource(s string) (int, string) {
	for from := 0; ; {
		at, what := badChar(s[from:])
		if at < 0 {
			return -1, ""
		}
		if at += from; !isSpace(s[at]) {
			return at, what
		}
		from = at + 1
	}
}

// lineAt returns the line that byte at of s is in, from 1.
func lineAt(s string, at int) int { return 1 + strings.Count(s[:min(at, len(s))], "\n") }

// finish gives a body that was read its ids and origins, in canonical form, and makes sure that it follows the schema.
func (o *Options) finish(doc news.Node) (news.Node, error) {
	if len(doc.Content) == 0 {
		doc = Empty()
	}
	Identify(&doc, o.Identity)
	canonicalise(&doc)
	if err := validate(&doc, o.Limits); err != nil {
		var problems []error
		for _, p := range news.Problems(err) {
			problems = append(problems, news.Errorf(p.Code, o.Field, "%s", p.Message))
		}
		return news.Node{}, errors.Join(problems...)
	}
	return doc, nil
}
