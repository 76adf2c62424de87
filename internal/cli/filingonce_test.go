package cli

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// onBothEngines runs a test on a machine with SQLite and on one with PostgreSQL.
func onBothEngines(t *testing.T, test func(*testing.T, *machine)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, newMachine(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		m.env = []string{"BROADSHEET_DATABASE=" + postgres(t)}
		test(t, m)
	})
}

// TestFiledOnce has one form of the filing page, and one request of a program with its key, sent eight times at once, as a
// bad connection may: each makes one draft, and everybody is led to it.
func TestFiledOnce(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(t *testing.T, m *machine) {
		token := m.blank()
		m.must("person", "add", "--email", "ron@example.org", "--name", "Ron Reporter", "--role", "reporter")
		s := m.serve()
		s.mustPost(token, "/sections", `{"slug":"news","name":"News"}`)
		ron := s.signIn("ron@example.org")
		_, form, _ := ron.ask("GET", "/newsroom/file", nil)
		number := regexp.MustCompile(`name="token" value="([A-Z2-7]+)"`).FindStringSubmatch(form)
		if number == nil {
			t.Fatalf("the form has no number:\n%s", form)
		}
		const often = 8
		var wg sync.WaitGroup
		var mu sync.Mutex
		pages, answers := map[string]int{}, map[string]int{}
		for range often {
			wg.Go(func() {
				status, page, _ := ron.ask("POST", "/newsroom/file", url.Values{"headline": {"Filed from the train"}, "section": {"news"}, "text": {"It stands."}, "token": {number[1]}})
				mu.Lock()
				defer mu.Unlock()
				pages[fmt.Sprint(status, " ", strings.Contains(page, "Filed from the train"))]++
			})
			wg.Go(func() {
				var out struct{ ID string }
				status, answer, err := s.postAs(token, "/articles", `{"headline":"Filed by a program","section":"news"}`, map[string]string{"Idempotency-Key": "train-1"})
				if err == nil {
					err = json.Unmarshal([]byte(answer), &out)
				}
				mu.Lock()
				defer mu.Unlock()
				answers[fmt.Sprint(status, " ", out.ID, " ", err)]++
			})
		}
		wg.Wait()
		if len(pages) != 1 || pages["200 true"] != often {
			t.Errorf("the form was answered %v", pages)
		}
		if len(answers) != 1 {
			t.Errorf("the program was answered %v", answers)
		}
		var list struct {
			Items []struct{ Headline, State string }
		}
		s.call(t, token, "GET", "/articles?limit=200", "", nil, &list)
		if got := fmt.Sprint(list.Items); len(list.Items) != 2 || strings.Count(got, "Filed from the train draft") != 1 || strings.Count(got, "Filed by a program draft") != 1 {
			t.Errorf("there are %s", got)
		}
		m.must("doctor")
	})
}

// TestExportOfWork exports a story that is out and worked on: live.html and live.md are what readers see, notes.json has what the
// newsroom says of it, and an import of the export gives the same words and hashes, and leaves the notes behind.
func TestExportOfWork(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	token := m.blank()
	s := m.serve()
	s.mustPost(token, "/sections", `{"slug":"news","name":"News"}`)
	id, slug := s.filed(token, `{"headline":"The wall","section":"news","kind":"live","publish":true,"published_at":"2026-01-05T06:00:00Z","body":{"type":"doc","content":[
		{"type":"paragraph","content":[{"type":"text","text":"It fell","marks":[{"type":"note","attrs":{"id":"note00000001"}}]},{"type":"text","text":" at noon","marks":[{"type":"insertion","attrs":{"id":"sugg00000001"}}]},{"type":"text","text":"."}]},
		{"type":"live_entry","attrs":{"id":"one","at":"2026-01-05T06:10:00Z"},"content":[{"type":"paragraph","content":[{"type":"text","text":"The harbour is shut."}]}]}]}}`)
	desk := s.signIn("desk@example.org")
	desk.ask("GET", "/newsroom/article/"+id, nil) // which begins its manuscript
	desk.say(id, `{"id":1,"do":"note","note":{"id":"note00000001","thread":"note00000001","act":"say","text":"Who saw it?","words":"It fell"}}`)
	page := s.page("/" + slug)
	folder := func(m *machine, name string) (string, map[string]string) {
		dir := filepath.Join(m.dir, name)
		m.must("export", dir)
		files := map[string]string{}
		for _, file := range []string{"live.html", "live.md", "notes.json", "v1.json"} {
			b, err := os.ReadFile(filepath.Join(dir, "articles", "2026", slug, file))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			files[file] = string(b)
		}
		return dir, files
	}
	dir, was := folder(m, "first")
	for _, name := range []string{"live.html", "live.md"} {
		if !strings.Contains(was[name], "It fell.") || !strings.Contains(was[name], "The harbour is shut.") || strings.Contains(was[name], "at noon") || strings.Contains(was[name], "note0") {
			t.Errorf("%s is not what readers see:\n%s", name, was[name])
		}
	}
	if !strings.Contains(was["v1.json"], "at noon") || !strings.Contains(was["v1.json"], "note00000001") {
		t.Errorf("the version is not whole:\n%s", was["v1.json"])
	}
	var notes []struct{ Thread, Act, Person, Text, Words string }
	if err := json.Unmarshal([]byte(was["notes.json"]), &notes); err != nil || len(notes) != 1 || notes[0].Text != "Who saw it?" || notes[0].Words != "It fell" || notes[0].Person == "" {
		t.Errorf("notes.json: %v\n%s", err, was["notes.json"])
	}
	other := newMachine(t)
	other.must("import", "broadsheet", dir)
	other.must("doctor")
	_, is := folder(other, "second")
	for _, name := range []string{"live.html", "live.md", "v1.json"} {
		if is[name] != was[name] {
			t.Errorf("%s came back as\n%s\nand was\n%s", name, is[name], was[name])
		}
	}
	if is["notes.json"] != "" {
		t.Errorf("the notes came in:\n%s", is["notes.json"])
	}
	there := other.serve()
	port := func(s *server) string { return s.base[strings.LastIndex(s.base, ":")+1:] }
	if got := strings.ReplaceAll(there.page("/"+slug), port(there), port(s)); got != page {
		at := 0
		for at < min(len(got), len(page)) && got[at] == page[at] {
			at++
		}
		t.Errorf("the page is another after the import, from byte %d on:\n%.300s\n--- was\n%.300s", at, got[at:], page[at:])
	}
}
