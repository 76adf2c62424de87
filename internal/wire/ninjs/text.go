package ninjs

import (
	"strings"

	"golang.org/x/net/html"
)

// text is one of the renditions an item has of its headline, description or body.
type text struct {
	form  string // its suffix in version 1 ("html" of body_html), else its content type
	role  string
	value string
}

type texts []text

// texts returns the renditions of a text: name, name_*, and the list that is name's plural.
func (o object) texts(name string) texts {
	var all texts
	named := func(k string) bool { // name itself, or name_ and something behind it
		lower := strings.ToLower(k)
		return lower == name || strings.HasPrefix(lower, name+"_")
	}
	for _, k := range o.keys(named) {
		s, _ := o[k].(string)
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, text{form: strings.TrimPrefix(strings.ToLower(k)[len(name):], "_"), value: s})
		}
	}
	plural := name + "s"
	if p, ok := strings.CutSuffix(name, "y"); ok {
		plural = p + "ies"
	}
	for _, e := range o.list(plural) {
		if v := e.text("value"); v != "" {
			all = append(all, text{form: strings.ToLower(e.text("contenttype")), role: strings.ToLower(e.text("role")), value: v})
		}
	}
	return all
}

// public leaves out the renditions that their role or suffix says are not for publication.
func (t texts) public() (kept texts, skipped int) {
	for _, x := range t {
		if mark := x.role + " " + x.form; strings.Contains(mark, "nonpublic") || strings.Contains(mark, "private") || strings.Contains(mark, "internal") {
			skipped++
			continue
		}
		kept = append(kept, x)
	}
	return kept, skipped
}

// is says what a rendition is written in, by what is said of it and else by how it begins.
func (t text) is() BodyForm {
	switch f := t.form; {
	case strings.Contains(f, "nitf"), strings.Contains(f, "newsml"), strings.Contains(f, "json"), strings.Contains(f, "markdown"):
		return NoBody
	case strings.Contains(f, "html"):
		return HTMLBody
	case strings.Contains(f, "text"), strings.Contains(f, "plain"):
		return TextBody
	case strings.Contains(f, "xml"):
		return NoBody
	}
	if strings.HasPrefix(t.value, "<") && strings.Contains(t.value, "</") {
		return HTMLBody
	}
	return TextBody
}

// body chooses the one body of an item: HTML before plain text, a full one before a short one.
func (t texts) body() (string, BodyForm) {
	for _, form := range []BodyForm{HTMLBody, TextBody} {
		best := ""
		for _, x := range t {
			if x.is() == form && len(x.value) > len(best) {
				best = x.value
			}
		}
		if best != "" {
			return best, form
		}
	}
	return "", NoBody
}

// plainFirst orders the roles in which headlines and descriptions are looked for.
var plainFirst = [...]string{"main", "abstract", "summary", "standfirst", "caption", ""}

// best chooses one text and returns it plain: by role, and one that is not HTML before one that is.
func (t texts) best(roles [6]string) string {
	for _, form := range []BodyForm{TextBody, HTMLBody} {
		for _, role := range roles {
			for _, x := range t {
				if x.is() == form && x.role == role {
					return plain(x)
				}
			}
		}
	}
	for _, x := range t {
		if x.is() != NoBody {
			return plain(x)
		}
	}
	return ""
}

// plain returns a text without tags and with single spaces.
func plain(t text) string {
	if t.is() != HTMLBody && !strings.Contains(t.value, "</") {
		return strings.Join(strings.Fields(t.value), " ")
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(t.value))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), " ")
		case html.TextToken:
			b.Write(z.Text())
		default:
			b.WriteByte(' ')
		}
	}
}
