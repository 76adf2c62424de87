package rules

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// fileRule is a rule as files have it.
type fileRule struct {
	ID       string             `json:"id"`
	Find     string             `json:"find"`
	Regexp   bool               `json:"regexp,omitempty"`
	Case     bool               `json:"case,omitempty"`
	Replace  string             `json:"replace,omitempty"`
	Reason   string             `json:"reason"`
	Severity news.Severity      `json:"severity"`
	Off      *bool              `json:"off,omitempty"`
	Examples []news.RuleExample `json:"examples"`
}

// Line is a rule of a file, or why it can't be read.
type Line struct {
	Where string // "line 7"
	news.Rule
	Err error
}

// columns are those of a table; pairs of examples, wrong and right, follow.
var columns = []string{"id", "find", "regexp", "case", "replace", "reason", "severity", "off"}

// AppendJSON appends rules as lines of JSON.
func AppendJSON(to []byte, all []news.Rule) ([]byte, error) {
	b := bytes.NewBuffer(to)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for _, r := range all {
		if err := e.Encode(fileRule{r.ID, r.Find, r.Regexp, r.Case, r.Replace, r.Reason, r.Severity, &r.Off, r.Examples}); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// AppendCSV appends rules as a table.
func AppendCSV(to []byte, all []news.Rule) ([]byte, error) {
	b := bytes.NewBuffer(to)
	w := csv.NewWriter(b)
	pairs := 1
	for _, r := range all {
		pairs = max(pairs, len(r.Examples))
	}
	heading := slices.Clone(columns)
	for range pairs {
		heading = append(heading, "wrong", "right")
	}
	yes := map[bool]string{true: "yes"}
	err := w.Write(heading)
	for _, r := range all {
		row := []string{r.ID, r.Find, yes[r.Regexp], yes[r.Case], r.Replace, r.Reason, string(r.Severity), map[bool]string{true: "yes", false: "no"}[r.Off]}
		for _, e := range r.Examples {
			row = append(row, e.Wrong, e.Right)
		}
		for len(row) < len(heading) {
			row = append(row, "")
		}
		err = errors.Join(err, w.Write(row))
	}
	w.Flush()
	return b.Bytes(), errors.Join(err, w.Error())
}

// Read reads rules from lines of JSON, or from a table whose heading names its columns. A rule that doesn't say whether it is
// off is.
func Read(b []byte) []Line {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if first := bytes.TrimSpace(b); len(first) > 0 && first[0] == '{' {
		return readJSON(b)
	}
	return readCSV(b)
}

func readJSON(b []byte) (lines []Line) {
	n := 0
	for text := range bytes.Lines(b) {
		n++
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		l := Line{Where: fmt.Sprintf("line %d", n)}
		var f fileRule
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&f); err != nil {
			l.Err = news.Invalid("rule", "the line is no rule in JSON (%v)", err)
		} else if d.More() {
			l.Err = news.Invalid("rule", "the line has something after the rule; write one rule a line")
		}
		off := f.Off == nil || *f.Off
		l.Rule = news.Rule{ID: f.ID, Find: f.Find, Regexp: f.Regexp, Case: f.Case, Replace: f.Replace, Reason: f.Reason, Severity: f.Severity, Off: off, Examples: f.Examples}
		lines = append(lines, l)
	}
	return lines
}

func readCSV(b []byte) (lines []Line) {
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if head, _, _ := bytes.Cut(b, []byte("\n")); bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		r.Comma = ';'
	}
	heading, err := r.Read()
	if err != nil || !slices.Contains(heading, "find") || !slices.Contains(heading, "reason") {
		return []Line{{Where: "line 1", Err: news.Invalid("rule", "there is neither a rule in JSON nor a heading; the columns are %s, then wrong and right", strings.Join(columns, ", "))}}
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines
		}
		var bad *csv.ParseError
		l := Line{}
		switch {
		case errors.As(err, &bad):
			l.Where, l.Err = fmt.Sprintf("line %d", bad.Line), news.Invalid("rule", "the line is no row of a table: %v", bad.Err)
		case err != nil:
			return append(lines, Line{Where: "the end", Err: news.Invalid("rule", "the file can't be read further: %v", err)})
		default:
			n, _ := r.FieldPos(0)
			l.Where = fmt.Sprintf("line %d", n)
			l.fill(heading, row)
		}
		lines = append(lines, l)
	}
}

// fill reads a row of a table.
func (l *Line) fill(heading, row []string) {
	l.Off = true
	for i, name := range heading {
		if i >= len(row) {
			break
		}
		value := row[i]
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "id":
			l.ID = strings.TrimSpace(value)
		case "find":
			l.Find = value
		case "replace":
			l.Replace = value
		case "reason":
			l.Reason = value
		case "severity":
			l.Severity = news.Severity(strings.ToLower(strings.TrimSpace(value)))
		case "regexp":
			l.yes(name, value, &l.Regexp)
		case "case":
			l.yes(name, value, &l.Case)
		case "off":
			if value != "" {
				l.yes(name, value, &l.Off)
			}
		case "wrong":
			if e := (news.RuleExample{Wrong: value}); value != "" || i+1 < len(row) && row[i+1] != "" {
				l.Examples = append(l.Examples, e)
			}
		case "right":
			if i > 0 && heading[i-1] == "wrong" && len(l.Examples) > 0 && (value != "" || row[i-1] != "") {
				l.Examples[len(l.Examples)-1].Right = value
			}
		}
	}
}

func (l *Line) yes(name, value string, to *bool) {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "yes", "true", "1", "x":
		*to = true
	case "", "no", "false", "0":
		*to = false
	default:
		l.Err = news.Invalid(name, "%.20q is neither yes nor no", value)
	}
}
