package desk

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// placeholders are signs that copy isn't finished: "to come" as printers write it, a note in double brackets, and an
// order to everybody. TK Maxx is a chain of shops.
var placeholders = regexp.MustCompile(`\bTK(?:TK)*\b(?:\s+Maxx)?|\[\[|DO\s+NOT\s+PUBLISH|NOT\s+FOR\s+PUBLICATION`)

// placeholder returns the first placeholder of a text with some of what stands around it, or "".
func placeholder(s string) string {
	for _, at := range placeholders.FindAllStringIndex(s, -1) {
		if strings.HasSuffix(s[at[0]:at[1]], "Maxx") {
			continue
		}
		before, after := strings.Fields(s[:at[0]]), strings.Fields(s[at[1]:])
		before, after = before[max(0, len(before)-3):], after[:min(len(after), 3)]
		return strings.TrimSpace(strings.Join(before, " ") + gap(s[:at[0]], " ") + s[at[0]:at[1]] + gap(" ", s[at[1]:]) + strings.Join(after, " "))
	}
	return ""
}

// gap is the blank between two texts: none where a word goes on.
func gap(before, after string) string {
	if last, _ := utf8.DecodeLastRuneInString(before); before == "" || !unicode.IsSpace(last) {
		return ""
	}
	if first, _ := utf8.DecodeRuneInString(after); after == "" || !unicode.IsSpace(first) {
		return ""
	}
	return " "
}

// checkPlaceholders looks for placeholders in everything that readers see.
func checkPlaceholders(in *inspection, r *reporter) error {
	c := in.copy
	says := func(field, element, text string) {
		if found := placeholder(text); found != "" {
			r.says(field, element, "has a placeholder in it (“"+found+"”); write what is to stand there, or take it out")
		}
	}
	for _, f := range []struct{ field, text string }{
		{"headline", c.Headline}, {"kicker", c.Kicker}, {"standfirst", c.Standfirst}, {"byline", c.Byline.Text}, {"credit", c.Credit},
		{"dateline", c.Dateline}, {"seo.title", c.SEO.Title}, {"seo.description", c.SEO.Description},
	} {
		says(f.field, "", f.text)
	}
	for i := range in.doc.Content {
		n := &in.doc.Content[i]
		says("body", idOf(n), textOf(n)+"\n"+saidOf(n))
	}
	return nil
}

// textOf is the text of one element of the body.
func textOf(n *news.Node) string {
	return string(body.AppendText(nil, &news.Node{Type: body.Doc, Content: []news.Node{*n}}))
}

// saidOf is what stands in the attributes of an element and those in it, for readers to see.
func saidOf(n *news.Node) string {
	var b strings.Builder
	if a := n.Attrs; a != nil {
		for _, s := range []string{a.Caption, a.Credit, a.Alt, a.Cite, a.Title} {
			b.WriteString(s + "\n")
		}
	}
	for i := range n.Content {
		b.WriteString(saidOf(&n.Content[i]))
	}
	return b.String()
}
