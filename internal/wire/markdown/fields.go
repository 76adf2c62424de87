package markdown

import (
	"strconv"
	"strings"
	"time"
)

// reader takes fields out of front matter and notes what it could not read.
type reader struct {
	matter
	zone     *time.Location
	warnings []Warning
}

func (r *reader) warn(key, text string) {
	r.warnings = append(r.warnings, Warning{max(1, r.lines[key]), key + ": " + text})
}

func (r *reader) text(key string) string {
	switch v := r.values[key].(type) {
	case nil:
		return ""
	case string:
		return strings.TrimSpace(v)
	case bool:
		return strconv.FormatBool(v)
	}
	r.warn(key, "is no text and was left out")
	return ""
}

// texts reads a list; a text alone is a list of one, a table stands for its name.
func (r *reader) texts(key string) []string {
	var all []string
	add := func(v any) {
		switch x := v.(type) {
		case string:
			if s := strings.TrimSpace(x); s != "" {
				all = append(all, s)
			}
		case map[string]any:
			if s, _ := x["name"].(string); s != "" {
				all = append(all, strings.TrimSpace(s))
			}
		case nil:
		default:
			r.warn(key, "has something that is no text, which was left out")
		}
	}
	if list, ok := r.values[key].([]any); ok {
		for _, v := range list {
			add(v)
		}
		return all
	}
	add(r.values[key])
	return all
}

func (r *reader) truth(key string) bool {
	switch v := r.values[key].(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		if b, err := strconv.ParseBool(strings.ToLower(v)); err == nil {
			return b
		}
	}
	r.warn(key, "is neither true nor false; taken as true")
	return true
}

// time reads the first of keys that is set.
func (r *reader) time(keys ...string) time.Time {
	t, _ := r.timeOf(keys)
	return t
}

func (r *reader) timeOf(keys []string) (t time.Time, key string) {
	for _, key := range keys {
		text := r.text(key)
		if text == "" {
			continue
		}
		t, ok := parseTime(text, r.zone)
		if !ok {
			r.warn(key, strconv.Quote(text)+" is not a date and was left out")
		}
		return t, key
	}
	return time.Time{}, ""
}

// date is time for a moment that decides when the public may see the page: one that cannot be read holds it.
func (r *reader) date(p *Page, keys ...string) time.Time {
	t, key := r.timeOf(keys)
	if key != "" && t.IsZero() {
		p.Held = "its " + key + " cannot be read"
	}
	return t
}

// parseTime reads a date as front matter writes it. One before the year 1400 is no newspaper's.
func parseTime(s string, zone *time.Location) (time.Time, bool) {
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00", "2006-01-02 15:04:05Z07:00",
		"2006-01-02 15:04:05 -0700 MST", "2006-01-02 15:04 -0700", "2006-01-02T15:04Z07:00",
		"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02", "2006-1-2",
		"Mon, 02 Jan 2006 15:04:05 -0700", "2 January 2006", "02 Jan 2006", "January 2, 2006", "Jan 2, 2006",
	} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, t.Year() >= 1400 && t.Year() < 9999
		}
	}
	return time.Time{}, false
}
