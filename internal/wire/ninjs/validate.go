package ninjs

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"broadsheet/internal/news"
)

// Validate returns nil if b keeps the standard's rules, else one Error for each breach, joined; Field is the path. An
// empty version means the one the item says, or the newest that its shape allows. Like the standard's own schemas,
// Validate does not look into what a text says: that a time or an address can be read is not asked here.
func Validate(b []byte, version string) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return news.Invalid("", "the item is not JSON: %v", err)
	}
	if version == "" {
		fields, _ := v.(map[string]any)
		version = newest(object(fields).standard())
	}
	g := grammars()[version]
	if g == nil {
		return news.Invalid("standard", "there is no version %q of ninjs; the released ones are %s", version, strings.Join(versions(), ", "))
	}
	c := checker{grammar: g}
	c.value("", "item", v)
	return errors.Join(c.faults...)
}

// newest completes a version known only by its first number.
func newest(version string) string {
	switch version {
	case "1":
		return "1.6"
	case "2":
		return "2.2"
	case "3":
		return "3.1"
	}
	return version
}

var grammars = sync.OnceValue(func() map[string]grammar {
	all := map[string]grammar{}
	for _, v := range versions() {
		all[v] = grammarOf(v)
	}
	return all
})

// maxFaults is enough to mend an item by; nobody reads more.
const maxFaults = 20

type checker struct {
	grammar grammar
	faults  []error
}

func (c *checker) fault(path, format string, args ...any) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, news.Invalid(path, format, args...))
	}
}

// value checks v against a type of the notation in rules.go.
func (c *checker) value(path, kind string, v any) {
	if a, b, ok := strings.Cut(kind, "/"); ok && !strings.HasPrefix(kind, "[]") {
		c.either(path, a, b, v)
		return
	}
	if of, ok := strings.CutPrefix(kind, "[]"); ok {
		c.list(path, of, v)
		return
	}
	if of, ok := strings.CutPrefix(kind, "{"); ok && of != "}" {
		c.byName(path, strings.TrimSuffix(of, "}"), v)
		return
	}
	if s := c.grammar[kind]; s != nil {
		c.object(path, s, v)
		return
	}
	if want := simple(kind, v); want != "" {
		c.fault(path, "must be %s", want)
	}
}

func (c *checker) either(path, a, b string, v any) {
	for _, kind := range []string{a, b} {
		try := checker{grammar: c.grammar}
		if try.value(path, kind, v); len(try.faults) == 0 {
			return
		}
	}
	c.fault(path, "must be a %s or a %s", a, b)
}

func (c *checker) list(path, of string, v any) {
	all, ok := v.([]any)
	if !ok {
		c.fault(path, "must be a list")
		return
	}
	for n, e := range all {
		c.value(path+"["+strconv.Itoa(n)+"]", of, e)
	}
}

func (c *checker) byName(path, of string, v any) {
	all, ok := v.(map[string]any)
	if !ok {
		c.fault(path, "must be an object")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !isName(name) {
			c.fault(join(path, name), "must begin with a letter, a digit or _")
			continue
		}
		c.value(join(path, name), of, all[name])
	}
}

func (c *checker) object(path string, s *shape, v any) {
	all, ok := v.(map[string]any)
	if !ok {
		c.fault(path, "must be an object")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if f, known := s.find(name); known {
			c.value(join(path, name), f.kind, all[name])
		} else if !s.open {
			c.fault(join(path, name), "is no field of the standard")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.fields)) {
		if _, there := all[name]; s.fields[name].required && !there {
			c.fault(join(path, name), "is missing")
		}
	}
	for _, choice := range s.choices {
		if !slices.ContainsFunc(choice, func(group []string) bool { return present(all, group) == 1 }) {
			c.fault(path, "must have exactly one of %s", strings.Join(choice[0], ", "))
		}
	}
}

func present(all map[string]any, names []string) (n int) {
	for _, name := range names {
		if _, ok := all[name]; ok {
			n++
		}
	}
	return n
}

func (s *shape) find(name string) (field, bool) {
	if f, ok := s.fields[name]; ok {
		return f, true
	}
	for prefix, f := range s.prefixes {
		if rest, ok := strings.CutPrefix(name, prefix); ok && isName(rest) {
			return f, true
		}
	}
	return field{}, false
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// isName says whether s begins as the standard's names do; what follows is free.
func isName(s string) bool {
	return s != "" && (s[0] == '_' || s[0] >= '0' && s[0] <= '9' || s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z')
}

// simple says what v should be, or "" when it is that.
func simple(kind string, v any) string {
	s, isText := v.(string)
	n, isNumber := v.(float64)
	whole := isNumber && n == math.Trunc(n)
	switch kind {
	case "string":
		return unless(isText, "a text")
	case "number":
		return unless(isNumber, "a number")
	case "integer":
		return unless(whole, "a whole number")
	case "{}":
		_, ok := v.(map[string]any)
		return unless(ok, "an object")
	case "date":
		return unless(isText && truncatedDate().MatchString(s), "a date, whole or cut short, such as 2026, 2026-02 or 2026-02-01T06:00:00Z")
	case "geo":
		o, _ := v.(map[string]any)
		_, typed := o["type"].(string)
		return unless(typed, "a GeoJSON object")
	}
	if lo, hi, ok := strings.Cut(kind, ".."); ok {
		from, _ := strconv.ParseFloat(lo, 64)
		to, _ := strconv.ParseFloat(hi, 64)
		return unless(whole && n >= from && n <= to, "a whole number from "+lo+" to "+hi)
	}
	return unless(isText && slices.Contains(strings.Split(kind, "|"), s), "one of "+strings.ReplaceAll(kind, "|", ", "))
}

func unless(ok bool, want string) string {
	if ok {
		return ""
	}
	return want
}

var truncatedDate = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^-?([1-9][0-9]*)?[0-9]{4}(-(1[0-2]|0[1-9])(-(3[01]|0[1-9]|[12][0-9])(T(2[0-3]|[01][0-9]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-](2[0-3]|[01][0-9]):[0-5][0-9])?)?)?)?$`)
})
