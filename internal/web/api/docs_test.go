package api_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDocs runs the curl lines of docs/api.md, in their order.
func TestDocs(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	s := newSiteOnSQLite(t)
	ran := 0
	for _, command := range curls(string(page)) {
		command = strings.ReplaceAll(command, "$ID", s.ids["$ID"])
		method, url, header, body := parseCurl(t, command)
		w := s.ask("publisher", method, url, body, header)
		if w.Code >= 300 {
			t.Fatalf("%s\nanswers %d %s", command, w.Code, w.Body)
		}
		if method == "POST" && url == "/articles" {
			var a answered
			if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
				t.Fatal(err)
			}
			s.ids["$ID"] = a.ID
		}
		ran++
	}
	if ran < 9 {
		t.Errorf("only %d lines were found", ran)
	}
}

// curls returns the curl commands of a page, each on one line.
func curls(page string) []string {
	var all []string
	for i, block := range strings.Split(page, "```") {
		if i%2 == 0 {
			continue
		}
		for command := range strings.SplitSeq(block, "\n\n") {
			if command = strings.TrimSpace(strings.ReplaceAll(command, "\\\n", " ")); strings.HasPrefix(command, "curl ") {
				all = append(all, command)
			}
		}
	}
	return all
}

// word is a word of a shell's line: in single quotes, in double quotes, or bare.
var word = regexp.MustCompile(`(?s)'([^']*)'|"((?:[^"\\]|\\.)*)"|(\S+)`)

func parseCurl(t *testing.T, command string) (method, url string, header map[string]string, body string) {
	t.Helper()
	var words []string
	for _, m := range word.FindAllStringSubmatch(command, -1) {
		words = append(words, m[1]+strings.ReplaceAll(m[2], `\"`, `"`)+m[3])
	}
	header = map[string]string{}
	for i := 1; i < len(words); i++ {
		switch words[i] {
		case "-X":
			method = words[i+1]
		case "-d":
			body = words[i+1]
		case "-H":
			name, value, _ := strings.Cut(words[i+1], ": ")
			if name != "Authorization" {
				header[name] = value
			}
		default:
			url = strings.TrimPrefix(words[i], "$API")
			continue
		}
		i++
	}
	switch {
	case method != "":
	case body != "":
		method = "POST"
	default:
		method = "GET"
	}
	return method, url, header, body
}
