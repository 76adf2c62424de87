package ninjs

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// object is a JSON object whose keys are looked up without regard to case: versions 1 and 2 write versioncreated,
// version 3 writes versionCreated, and a field must not be missed by how it is written.
type object map[string]any

// all returns the value of every key that is key but for case, in the keys' order.
func (o object) all(key string) []any {
	var found []any
	for _, k := range o.keys(func(k string) bool { return strings.EqualFold(k, key) }) {
		found = append(found, o[k])
	}
	return found
}

// keys returns the keys that are wanted, in their order. An item is asked for many that it hasn't: those cost no sorting.
func (o object) keys(wanted func(string) bool) []string {
	var found []string
	for k := range o {
		if wanted(k) {
			found = append(found, k)
		}
	}
	slices.Sort(found)
	return found
}

func (o object) get(key string) any {
	if v, ok := o[key]; ok {
		return v
	}
	for _, v := range o.all(key) {
		return v
	}
	return nil
}

// text returns a string value without space around it, or "".
func (o object) text(key string) string {
	s, _ := o.get(key).(string)
	return strings.TrimSpace(s)
}

// scalar returns a string or a number as text.
func (o object) scalar(key string) string {
	switch v := o.get(key).(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case json.Number:
		return v.String()
	}
	return ""
}

func (o object) number(key string) int {
	n, _ := o.get(key).(float64)
	if n < 0 || n > 1e9 {
		return 0
	}
	return int(n)
}

// list returns the objects of a list; one object alone counts as a list of one.
func (o object) list(key string) []object {
	var all []object
	switch v := o.get(key).(type) {
	case []any:
		for _, e := range v {
			if m, ok := e.(map[string]any); ok {
				all = append(all, m)
			}
		}
	case map[string]any:
		all = append(all, v)
	}
	return all
}

// child is a named object inside another.
type child struct {
	name   string
	fields map[string]any
}

// children returns the objects of a list, or those of an object keyed by name (as version 1 writes them), by name.
func (o object) children(key string) []child {
	var all []child
	switch v := o.get(key).(type) {
	case []any:
		for _, e := range v {
			if m, ok := e.(map[string]any); ok {
				all = append(all, child{object(m).text("name"), m})
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if m, ok := v[name].(map[string]any); ok {
				all = append(all, child{name, m})
			}
		}
	}
	return all
}

func (o object) subjects(key string) []Subject {
	var all []Subject
	for _, s := range o.list(key) {
		one := Subject{Name: s.text("name"), Code: first(s.text("uri"), s.text("code"), s.text("literal"))}
		if one.Name != "" {
			all = append(all, one)
		}
	}
	return all
}

func (o object) renditions() []Rendition {
	var all []Rendition
	for _, c := range o.children("renditions") {
		r := object(c.fields)
		if r.text("href") != "" {
			all = append(all, Rendition{Name: c.name, Href: r.text("href"), Type: first(r.text("contenttype"), r.text("mimetype")), Width: r.number("width"), Height: r.number("height")})
		}
	}
	return all
}

// source names who sends the item: Superdesk's "source", the first information source, or who holds the copyright.
func (o object) source(holder string) string {
	if s := o.text("source"); s != "" {
		return s
	}
	for _, key := range []string{"infosource", "infosources"} {
		for _, s := range o.list(key) {
			if name := first(s.text("name"), s.text("literal")); name != "" {
				return name
			}
		}
	}
	return holder
}

// standard says which version of the standard the item is written in.
func (o object) standard() string {
	for _, key := range []string{"$standard", "standard"} {
		if s, ok := o.get(key).(map[string]any); ok && object(s).text("version") != "" {
			return object(s).text("version")
		}
	}
	for _, k := range []string{"pubStatus", "versionCreated", "embargoedUntil", "firstCreated", "contentCreated", "copyrightHolder", "usageTerms", "edNote", "altIds", "representationType"} {
		if _, ok := o[k]; ok {
			return "3"
		}
	}
	for _, k := range []string{"bodies", "headlines", "descriptions", "subjects", "people", "genres", "standard"} {
		if _, ok := o[k]; ok {
			return "2"
		}
	}
	return "1"
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// parseTime reads a time as wires write it: RFC 3339, with the zone's colon left out, with a space for the T. sure is
// false when it has no zone, and at is then as if it were UTC; at is 0 when it is no time.
func parseTime(s string) (at news.Millis, sure bool) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999Z0700", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return inRange(t), true
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return inRange(t), false
		}
	}
	return 0, false
}

// inRange takes years that a newspaper can mean.
func inRange(t time.Time) news.Millis {
	if y := t.UTC().Year(); y < 1400 || y > 9998 {
		return 0
	}
	return news.At(t)
}
