package feeds

import (
	"bytes"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// xmlWriter writes XML an element at a time. What XML can't carry, control characters above all, it leaves out.
type xmlWriter struct{ bytes.Buffer }

// raw writes markup.
func (w *xmlWriter) raw(parts ...string) {
	for _, p := range parts {
		w.WriteString(p)
	}
}

// text writes an element that holds text. attrs, if any, are written as they are.
func (w *xmlWriter) text(name, attrs, value string) {
	w.raw("<", name)
	if attrs != "" {
		w.raw(" ", attrs)
	}
	w.raw(">", escape(value), "</", name, ">\n")
}

// optional is text that is left out when there is none.
func (w *xmlWriter) optional(name, attrs, value string) {
	if value != "" {
		w.text(name, attrs, value)
	}
}

// cdata writes an element whose text is HTML, unescaped so that people can read it. The one thing that would end it
// early is split over two sections.
func (w *xmlWriter) cdata(name, value string) {
	w.raw("<", name, "><![CDATA[", strings.ReplaceAll(allowed(value), "]]>", "]]]]><![CDATA[>"), "]]></", name, ">\n")
}

// attr returns an attribute.
func attr(name, value string) string { return name + `="` + escape(value) + `"` }

// escape escapes s for text and for attributes in double quotes.
func escape(s string) string {
	return escaper.Replace(allowed(s))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// allowed leaves out what XML 1.0 doesn't allow, and broken UTF-8.
func allowed(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r >= 0x20 && r < 0x7f, r >= 0xa0 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000 && r <= 0x10ffff:
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}

// rfc822 writes a moment as RSS wants it, with a numeric zone.
func rfc822(m news.Millis, zone *time.Location) string {
	return m.Time().In(zone).Format("Mon, 02 Jan 2006 15:04:05 -0700")
}

// rfc3339 writes a moment as Atom, JSON Feed and sitemaps want it.
func rfc3339(m news.Millis, zone *time.Location) string {
	return m.Time().In(zone).Format(time.RFC3339)
}

// correctionsHTML writes the public notes under an article's text: who reads it in a feed is told as well.
func correctionsHTML(notes []news.Noted, zone *time.Location) string {
	var w xmlWriter
	for _, n := range notes {
		label := "Correction"
		switch n.Kind {
		case news.CorrectionClarification:
			label = "Clarification"
		case news.CorrectionUpdate:
			label = "Update"
		}
		w.raw("<p><strong>", label, "</strong>, ", `<time datetime="`, rfc3339(n.At, zone), `">`,
			n.At.Time().In(zone).Format("2 January 2006, 15:04"), "</time>: ", escape(n.Text), "</p>")
	}
	return w.String()
}
