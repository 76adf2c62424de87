package markdown

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"

	"broadsheet/internal/news"
)

// matter is front matter: its keys in lower case, as Hugo takes them, and its values as texts, truths, lists and tables.
type matter struct {
	values map[string]any
	lines  map[string]int // where a key stands, when known
	found  bool
}

// split parts front matter from body and returns the line the body begins on.
func split(b []byte) (matter, string, int, error) {
	if !utf8.Valid(b) {
		return matter{}, "", 0, news.Invalid("", "the file is not valid UTF-8; save it so")
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(b), "\ufeff"), "\r\n", "\n")
	start := len(text) - len(strings.TrimLeft(text, " \t\n"))
	line := strings.Count(text[:start], "\n") + 1
	rest := text[start:]
	for _, f := range []struct {
		fence string
		read  func(text string, line int) (matter, error)
	}{{"---", readYAML}, {"+++", readTOML}} {
		inner, body, ok := fenced(rest, f.fence)
		if !ok {
			continue
		}
		m, err := f.read(inner, line+1)
		return m, body, line + strings.Count(rest[:len(rest)-len(body)], "\n"), err
	}
	if strings.HasPrefix(rest, "{") && !strings.HasPrefix(rest, "{{") {
		if m, body, err := readJSON(rest, line); err != nil || m.found {
			return m, body, line + strings.Count(rest[:len(rest)-len(body)], "\n"), err
		}
	}
	if strings.HasPrefix(rest, "---\n") || strings.HasPrefix(rest, "+++\n") {
		return matter{}, "", 0, news.Invalid("", "line %d: the front matter has no end; close it with a line %s", line, rest[:3])
	}
	return matter{}, text, 1, nil
}

// fenced returns what stands between two lines that are the fence, and what follows.
func fenced(text, fence string) (inner, body string, ok bool) {
	opening, after, _ := strings.Cut(text, "\n")
	if strings.TrimRight(opening, " \t") != fence {
		return "", "", false
	}
	for at := 0; at <= len(after); {
		line, _, more := strings.Cut(after[at:], "\n")
		if strings.TrimRight(line, " \t") == fence {
			return after[:at], strings.TrimPrefix(after[at+len(line):], "\n"), true
		}
		if !more {
			break
		}
		at += len(line) + 1
	}
	return "", "", false
}

// maxNodes bounds what aliases in YAML may blow up to.
const maxNodes = 20000

func readYAML(text string, line int) (m matter, err error) {
	defer func() { // the library panics on some inputs
		if p := recover(); p != nil {
			err = news.Invalid("", "line %d: the front matter is not YAML", line)
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return matter{}, news.Invalid("", "line %d: the front matter is not YAML (%s)", line, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	m = matter{values: map[string]any{}, lines: map[string]int{}, found: true}
	if len(doc.Content) == 0 {
		return m, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return matter{}, news.Invalid("", "line %d: the front matter is not a list of \"key: value\"", line)
	}
	budget := maxNodes
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := strings.ToLower(root.Content[i].Value)
		m.values[key] = yamlValue(root.Content[i+1], &budget)
		m.lines[key] = line + root.Content[i].Line - 1
	}
	if budget <= 0 {
		return matter{}, news.Invalid("", "line %d: the front matter is too large", line)
	}
	return m, nil
}

func yamlValue(n *yaml.Node, budget *int) any {
	if *budget--; *budget <= 0 {
		return nil
	}
	switch n.Kind {
	case yaml.AliasNode:
		return yamlValue(n.Alias, budget)
	case yaml.SequenceNode:
		var all []any
		for _, e := range n.Content {
			all = append(all, yamlValue(e, budget))
		}
		return all
	case yaml.MappingNode:
		all := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			all[strings.ToLower(n.Content[i].Value)] = yamlValue(n.Content[i+1], budget)
		}
		return all
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			return b
		}
	}
	return n.Value
}

func readTOML(text string, line int) (matter, error) {
	var values map[string]any
	if err := toml.Unmarshal([]byte(text), &values); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			row, _ := at.Position()
			line += row - 1
		}
		return matter{}, news.Invalid("", "line %d: the front matter is not TOML (%s)", line, strings.TrimPrefix(err.Error(), "toml: "))
	}
	return matter{values: lower(values), found: true}, nil
}

func readJSON(text string, line int) (matter, string, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var values map[string]any
	if err := d.Decode(&values); err != nil {
		if bytes.HasPrefix([]byte(text), []byte("{\n")) || strings.HasPrefix(strings.TrimLeft(text[1:], " \t\n"), `"`) {
			return matter{}, "", news.Invalid("", "line %d: the front matter is not JSON (%v)", line, err)
		}
		return matter{}, text, nil // a text that begins with a brace
	}
	return matter{values: lower(values), found: true}, strings.TrimPrefix(text[d.InputOffset():], "\n"), nil
}

// lower makes texts of what decoders know as times and numbers, and keys lower case.
func lower(values map[string]any) map[string]any {
	all := make(map[string]any, len(values))
	for k, v := range values {
		all[strings.ToLower(k)] = lowerValue(v)
	}
	return all
}

func lowerValue(v any) any {
	switch x := v.(type) {
	case nil, bool, string:
		return x
	case map[string]any:
		return lower(x)
	case []any:
		all := make([]any, len(x))
		for i, e := range x {
			all[i] = lowerValue(e)
		}
		return all
	case time.Time:
		return x.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}
