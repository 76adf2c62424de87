package body

import (
	"bytes"
	"strconv"
	"strings"

	"broadsheet/internal/news"

	"golang.org/x/net/html"
)

// tagAttrs are the attributes of a tag that the HTML reader looks at.
type tagAttrs struct {
	href, src, srcset, lazySrc, title, alt, class, rel, datetime string
	width, height, colspan, rowspan, start                       int

	exact, hidden bool
	own           bool // it has an attribute that AppendCanonicalHTML writes
	id            string
	origin        news.Origin
	media         string
	provider      string
	cardTitle     string
	note          string

	handler string // the first event handler
	code    string // the scheme of the first address that carries code
}

// readAttrs reads the attributes of the tag that z is at into a.
func readAttrs(z *html.Tokenizer, a *tagAttrs) {
	*a = tagAttrs{}
	for more := true; more; {
		var key, val []byte
		key, val, more = z.TagAttr()
		switch {
		case len(key) > 2 && key[0] == 'o' && key[1] == 'n':
			if a.handler == "" && a.code == "" {
				a.handler = string(key)
			}
		case bytes.HasPrefix(key, []byte("data-")):
			a.data(string(key), val)
		default:
			a.set(key, val)
		}
	}
}

// set notes an ordinary attribute.
func (a *tagAttrs) set(key, val []byte) {
	switch string(key) {
	case "href":
		a.href = a.address(val)
	case "src":
		a.src = a.address(val)
	case "action", "formaction", "data", "poster", "background", "xlink:href", "cite", "longdesc":
		a.address(val)
	case "srcset":
		a.srcset = string(val)
	case "title":
		a.title = lineAttr(string(val))
	case "alt":
		a.alt = lineAttr(string(val))
	case "class":
		a.class = string(val)
	case "rel":
		a.rel = string(val)
	case "datetime":
		a.datetime = string(val)
	case "width":
		a.width = number(val, 65535)
	case "height":
		a.height = number(val, 65535)
	case "colspan":
		a.colspan = number(val, 1000)
	case "rowspan":
		a.rowspan = number(val, 1000)
	case "start":
		a.start = number(val, 999_999_999)
	case "hidden":
		a.hidden = true
	case "style":
		a.hidden = a.hidden || hides(val)
	}
}

// data notes an attribute that AppendCanonicalHTML writes, or one that holds the address of a picture loaded late.
func (a *tagAttrs) data(key string, val []byte) {
	switch key {
	case "data-src", "data-original", "data-lazy-src":
		a.lazySrc = a.address(val)
		return
	case "data-srcset":
		a.srcset = string(val)
		return
	case "data-exact":
		a.exact = true
	case "data-id":
		a.id = string(val)
	case "data-origin":
		a.origin.Kind = string(val)
	case "data-source":
		a.origin.Source = lineAttr(string(val))
	case "data-item":
		a.origin.Item = lineAttr(string(val))
	case "data-item-version":
		a.origin.Version = lineAttr(string(val))
	case "data-media":
		a.media = string(val)
	case "data-provider":
		a.provider = lineAttr(string(val))
	case "data-title":
		a.cardTitle = lineAttr(string(val))
	case "data-note":
		a.note = string(val)
	default:
		return
	}
	a.own = true
}

// address returns an address, and notes when it carries code.
func (a *tagAttrs) address(val []byte) string {
	s := string(val)
	if sch := scheme(s); a.code == "" && scripting(sch) {
		a.code = sch
	}
	return s
}

// hides says whether a style makes an element invisible.
func hides(style []byte) bool {
	for rule := range bytes.SplitSeq(bytes.ToLower(style), []byte{';'}) {
		name, value, _ := bytes.Cut(rule, []byte{':'})
		value = bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(value), []byte("!important")))
		if string(bytes.TrimSpace(name)) == "display" && string(value) == "none" {
			return true
		}
	}
	return false
}

// lineAttr returns the value of an attribute as a line; one that is a line already stays as it is.
func lineAttr(s string) string {
	if bad, _ := badChar(s); bad < 0 && !strings.ContainsAny(s, "\n\t") {
		return s
	}
	return oneLine(s)
}

// number reads the whole number that val begins with, from 1 to most; anything else is 0.
func number(val []byte, most int) int {
	val = bytes.TrimSpace(val)
	end := 0
	for end < len(val) && val[end] >= '0' && val[end] <= '9' {
		end++
	}
	if end < len(val) && val[end] == '%' {
		return 0
	}
	n, err := strconv.Atoi(string(val[:end]))
	switch {
	case end == 0 || n == 0 && err == nil:
		return 0
	case err != nil || n > most:
		return most
	}
	return n
}

// element returns the attributes that every element has, or nil when a names none.
func (a *tagAttrs) element() *news.Attrs {
	if !a.own {
		return nil
	}
	out := &news.Attrs{ID: a.id}
	o := a.origin
	if (o.Kind == "staff" || o.Kind == "wire" || o.Kind == "machine") && max(len(o.Source), len(o.Item), len(o.Version)) <= 400 {
		out.Origin = &o
	}
	return out
}

// hasClass says whether one of the tag's classes is name.
func (a *tagAttrs) hasClass(name string) bool {
	for class := range strings.FieldsSeq(a.class) {
		if class == name {
			return true
		}
	}
	return false
}

// language returns the language that a class such as language-go names.
func (a *tagAttrs) language() string {
	for class := range strings.FieldsSeq(a.class) {
		for _, prefix := range [...]string{"language-", "lang-"} {
			if lang, ok := strings.CutPrefix(class, prefix); ok && validLanguage(lang) {
				return lang
			}
		}
	}
	return ""
}

// picture returns the address of the largest picture that the tag names.
func (a *tagAttrs) picture() string {
	src := a.src
	if src == "" || scripting(scheme(src)) || a.lazySrc != "" {
		src = a.lazySrc
	}
	if src == "" {
		src = largest(a.srcset)
	}
	return src
}

// largest returns the address of the largest picture in a srcset.
func largest(srcset string) string {
	best, most := "", -1.0
	for candidate := range strings.SplitSeq(srcset, ", ") {
		words := strings.Fields(strings.Trim(candidate, " ,\n\t"))
		if len(words) == 0 || scripting(scheme(words[0])) {
			continue
		}
		size := 1.0
		if len(words) > 1 {
			size, _ = strconv.ParseFloat(strings.TrimRight(words[1], "wxh,"), 64)
		}
		if size > most {
			best, most = words[0], size
		}
	}
	return best
}
