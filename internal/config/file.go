package config

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"broadsheet/internal/news"
)

// File is a settings file that has been read and checked against the settings there are.
type File struct {
	Path   string
	values map[string]any
}

// ReadFile reads the settings file at path. known is a pointer to a struct whose toml tags say which settings there are
// and of which type; its values are overwritten and mean nothing afterwards.
func ReadFile(path string, known any) (File, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return File{}, news.Invalid("--config", "the settings file %s cannot be read (%s)", path, reason(err))
	}
	return Parse(path, b, known)
}

// Parse is ReadFile for a file's content; path is only named in errors.
func Parse(path string, content []byte, known any) (File, error) {
	f := File{Path: path}
	if err := toml.Unmarshal(content, &f.values); err != nil {
		return File{}, sentences(path, err, known)
	}
	if err := f.checkTexts(content, known); err != nil {
		return File{}, err
	}
	d := toml.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(known); err != nil {
		return File{}, sentences(path, err, known)
	}
	return f, nil
}

// checkTexts checks the settings that read a text of their own form (Duration, Size), which the decoder would take a
// number for, and whose errors it tells without a place.
func (f File) checkTexts(content []byte, known any) error {
	var faults []error
	eachKey(reflect.TypeOf(known), "", func(key string, t reflect.Type) {
		own, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler)
		v, said := f.Value(strings.Split(key, ".")...)
		if !ok || !said {
			return
		}
		at := fmt.Sprintf("%s:%d", f.Path, lineOf(content, key))
		if s, isText := v.(string); !isText {
			faults = append(faults, news.Invalid(at, "%s takes %s", key, kindWords(t)))
		} else if err := own.UnmarshalText([]byte(s)); err != nil {
			faults = append(faults, news.Invalid(at, "%s: %v", key, err))
		}
	})
	return errors.Join(faults...)
}

// lineOf finds the line on which a dotted key is set, from 1; 1 also when it is written in a way not looked for here.
func lineOf(content []byte, key string) int {
	table := ""
	for i, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			name, _, _ = strings.Cut(name, "]")
			table = strings.TrimSpace(name) + "."
			continue
		}
		name, _, ok := strings.Cut(line, "=")
		if name = strings.Trim(strings.TrimSpace(name), `"'`); ok && (name == key || table+name == key) {
			return i + 1
		}
	}
	return 1
}

// Value returns what the file says of a setting: the tables it stands in, then its name. ok is false when it says nothing.
func (f File) Value(key ...string) (v any, ok bool) {
	var at any = f.values
	for _, k := range key {
		table, isTable := at.(map[string]any)
		if !isTable {
			return nil, false
		}
		if at, ok = table[k]; !ok {
			return nil, false
		}
	}
	return at, len(key) > 0
}

// sentences turns what the decoder says into sentences that name file, line, key and mend.
func sentences(path string, err error, known any) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		var all []error
		for _, e := range missing.Errors {
			row, _ := e.Position()
			all = append(all, unknown(fmt.Sprintf("%s:%d", path, row), e.Key(), known))
		}
		return errors.Join(all...)
	}
	var bad *toml.DecodeError
	if !errors.As(err, &bad) {
		return news.Invalid(path, "cannot be read as settings: %s", strings.TrimPrefix(err.Error(), "toml: "))
	}
	row, col := bad.Position()
	at := fmt.Sprintf("%s:%d", path, row)
	if want := wants(known, bad.Key()); want != "" && isType(bad) {
		return news.Invalid(at, "%s takes %s", strings.Join(bad.Key(), "."), want)
	}
	return news.Invalid(at, "column %d is not TOML: %s", col, strings.TrimPrefix(bad.Error(), "toml: "))
}

func isType(e *toml.DecodeError) bool {
	return strings.Contains(e.Error(), "cannot decode") || strings.Contains(e.Error(), "cannot store") || strings.Contains(e.Error(), "cannot be assigned") || strings.Contains(e.Error(), "incompatible types")
}

func unknown(at string, key toml.Key, known any) error {
	name := strings.Join(key, ".")
	if hint := news.Nearest(name, Keys(known)); hint != "" {
		return news.Invalid(at, "there is no setting %q; did you mean %q?", name, hint)
	}
	return news.Invalid(at, "there is no setting %q; \"broadsheet serve --help\" lists the settings", name)
}

// Keys lists the settings that known's toml tags name, dotted.
func Keys(known any) []string {
	var keys []string
	eachKey(reflect.TypeOf(known), "", func(key string, _ reflect.Type) { keys = append(keys, key) })
	return keys
}

func eachKey(t reflect.Type, prefix string, visit func(key string, t reflect.Type)) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return
	}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		switch {
		case f.Anonymous:
			eachKey(f.Type, prefix, visit)
		case name == "" || name == "-" || !f.IsExported():
		case isValue(f.Type):
			visit(prefix+name, f.Type)
		default:
			eachKey(f.Type, prefix+name+".", visit)
		}
	}
}

func isValue(t reflect.Type) bool {
	return t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// wants says what a setting takes, or "" when there is no such setting.
func wants(known any, key toml.Key) string {
	want, name := "", strings.Join(key, ".")
	eachKey(reflect.TypeOf(known), "", func(k string, t reflect.Type) {
		if k == name {
			want = kindWords(t)
		}
	})
	return want
}

func kindWords(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Duration]():
		return `a length of time in quotes, such as "90s" or "5m"`
	case reflect.TypeFor[Size]():
		return `a size in quotes, such as "64KiB" or "2MiB"`
	}
	switch t.Kind() {
	case reflect.String:
		return "a text in quotes"
	case reflect.Bool:
		return "true or false, without quotes"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "a number, without quotes"
	case reflect.Slice:
		return `a list of texts, such as ["a", "b"]`
	}
	return "another type of value"
}
