// Package markdown reads articles as static site generators keep them: a Markdown file with front matter in YAML, TOML
// or JSON, in Hugo's words. It is a pure parser, bytes in and a Page out; what the Markdown says is left to package
// body. Nothing is dropped without a word: shortcodes, which only the generator could have run, stay as text with a
// warning, and so does every field that was there and could not be read.
package markdown

import (
	"time"
)

// Page is one file.
type Page struct {
	Title      string
	Standfirst string // description or summary
	Date       time.Time
	Expires    time.Time
	Updated    time.Time
	Draft      bool
	Held       string // why it must wait for a person although it is no draft; empty: it needn't
	Slug       string
	URL        string   // the address it had, when it says so
	Aliases    []string // further addresses it had
	Tags       []string
	Categories []string
	Authors    []string
	Language   string
	Body       string // Markdown, without front matter
	HasMatter  bool   // there was front matter
	Warnings   []Warning
	BodyLine   int // the line of the file that the body begins on
}

// Warning is something odd in a file that was read around.
type Warning struct {
	Line int
	Text string
}

// Parse reads one file. Times without a zone are taken to be in zone. It refuses only front matter that cannot be read
// at all, because an article without it could be published when it should not.
func Parse(b []byte, zone *time.Location) (Page, error) {
	m, body, line, err := split(b)
	if err != nil {
		return Page{}, err
	}
	r := reader{matter: m, zone: zone}
	p := Page{
		Title:      r.text("title"),
		Standfirst: first(r.text("description"), r.text("summary")),
		Draft:      r.truth("draft"),
		Slug:       r.text("slug"),
		URL:        first(r.text("url"), r.text("permalink")),
		Aliases:    r.texts("aliases"),
		Tags:       r.texts("tags"),
		Categories: append(r.texts("categories"), r.texts("category")...),
		Authors:    append(r.texts("authors"), r.texts("author")...),
		Language:   first(r.text("lang"), r.text("language")),
		HasMatter:  m.found,
	}
	p.Date = r.date(&p, "publishdate", "date", "pubdate", "published")
	p.Updated = r.time("lastmod", "updated", "modified")
	p.Expires = r.date(&p, "expirydate", "unpublishdate")
	p.Warnings = r.warnings
	p.BodyLine = line
	p.readBody(body)
	return p, nil
}

// readBody takes the body over: the title from its first heading when there is no other, the marks of the generator out.
func (p *Page) readBody(body string) {
	body = keepShortcodes(body, func(line int, name string) {
		p.Warnings = append(p.Warnings, Warning{p.BodyLine + line - 1, "the shortcode " + name + " was kept as text"})
	})
	if p.Title == "" {
		p.Title, body = cutTitle(body)
	}
	p.Body = body
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
