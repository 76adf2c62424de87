package ninjs

import (
	"iter"
	"strconv"
	"strings"
)

// grammar is the rules of one released version, read from the notation of rules.go.
type grammar map[string]*shape

// shape says which fields an object has.
type shape struct {
	fields   map[string]field
	prefixes map[string]field // fields whose names begin so
	open     bool             // other fields may stand too
	choices  [][][]string     // of each: at least one group of which exactly one field stands
}

type field struct {
	kind     string
	required bool
}

// versions lists the released versions of the standard.
func versions() []string {
	return []string{"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.0", "2.1", "2.2", "3.0", "3.1"}
}

// grammarOf reads the rules of a version such as "1.4"; nil when there is no such version.
func grammarOf(version string) grammar {
	for _, v := range versions() {
		if v != version {
			continue
		}
		minor, _ := strconv.Atoi(v[2:])
		switch v[0] {
		case '1':
			return readGrammar(rules1, minor)
		case '2':
			return readGrammar(rules2, minor)
		default:
			return readGrammar(rules3, minor)
		}
	}
	return nil
}

func readGrammar(rules string, minor int) grammar {
	g := grammar{}
	for words := range shapes(rules) {
		s := &shape{fields: map[string]field{}, prefixes: map[string]field{}}
		for _, w := range words[1:] {
			s.read(w, minor)
		}
		g[words[0]] = s
	}
	for words := range shapes(rules) { // now that every shape is there
		for _, w := range words[1:] {
			if base, ok := strings.CutPrefix(w, "+"); ok {
				g[words[0]].take(g[base])
			}
		}
	}
	return g
}

// shapes yields the words of each line of the notation, a continued line with the one it continues.
func shapes(rules string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(strings.ReplaceAll(strings.TrimSpace(rules), "\n ", " ")) {
			if !yield(strings.Fields(line)) {
				return
			}
		}
	}
}

func (s *shape) read(word string, minor int) {
	switch {
	case word == "...":
		s.open = true
	case strings.HasPrefix(word, "+"):
	case strings.HasPrefix(word, "one("):
		s.choices = append(s.choices, [][]string{strings.Split(strings.TrimSuffix(word[len("one("):], ")"), ",")})
	case strings.HasPrefix(word, "either("):
		var groups [][]string
		for group := range strings.SplitSeq(strings.TrimSuffix(word[len("either("):], ")"), ";") {
			groups = append(groups, strings.Split(group, ","))
		}
		s.choices = append(s.choices, groups)
	default:
		s.readField(word, minor)
	}
}

func (s *shape) readField(word string, minor int) {
	name, kind, _ := strings.Cut(word, ":")
	kind, since, dated := strings.Cut(kind, "@")
	if dated {
		from, to, closed := strings.Cut(since, "-")
		first, _ := strconv.Atoi(from)
		last, _ := strconv.Atoi(to)
		if minor < first || (closed && minor > last) {
			return
		}
	}
	name, required := strings.CutSuffix(name, "!")
	if prefix, any := strings.CutSuffix(name, "*"); any {
		s.prefixes[prefix] = field{kind, required}
		return
	}
	s.fields[name] = field{kind, required}
}

// take adds base's fields to s; s's own stay.
func (s *shape) take(base *shape) {
	for name, f := range base.fields {
		if _, own := s.fields[name]; !own {
			s.fields[name] = f
		}
	}
	for prefix, f := range base.prefixes {
		s.prefixes[prefix] = f
	}
}
