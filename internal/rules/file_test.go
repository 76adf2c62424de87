package rules

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

func someRules() []news.Rule {
	return []news.Rule{
		{ID: "use", Find: "utilise", Replace: "use", Reason: "Shorter, \"plain\".", Severity: news.Must, Examples: []news.RuleExample{{Wrong: "a", Right: "b"}, {Right: "c"}, {Wrong: "d"}}},
		{ID: "x", Find: `\d,;`, Regexp: true, Case: true, Reason: "Ünïcode\nof two lines", Severity: news.Info, Off: true, Examples: []news.RuleExample{{Wrong: "1,;"}}},
	}
}

// TestFilesReadBack writes rules in both forms and reads them.
func TestFilesReadBack(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func([]byte, []news.Rule) ([]byte, error){"JSON": AppendJSON, "CSV": AppendCSV} {
		b, err := write(nil, someRules())
		if err != nil {
			t.Fatal(err)
		}
		var got []news.Rule
		for _, l := range Read(append([]byte("\xef\xbb\xbf"), b...)) {
			if l.Err != nil {
				t.Errorf("%s: %s: %v", name, l.Where, l.Err)
			}
			got = append(got, l.Rule)
		}
		if diff := cmp.Diff(someRules(), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFilesOfOthers(t *testing.T) {
	t.Parallel()
	lines := Read([]byte("find;reason;severity;wrong;extra\nutilise;Shorter.;MUST;Utilise it.;?\n\"broken\nx;y;should;z;\n"))
	if len(lines) == 0 || lines[0].Err != nil || lines[0].Find != "utilise" || lines[0].Severity != news.Must || !lines[0].Off || lines[0].Where != "line 2" {
		t.Errorf("%+v", lines)
	}
	for name, text := range map[string]string{"nothing": "", "a letter": "Dear Sir", "JSON of another thing": `{"find":"x","colour":1}`, "two on a line": `{"find":"x"} {}`, "neither yes nor no": "find,reason,regexp\nx,y,maybe"} {
		if lines := Read([]byte(text)); len(lines) != 1 || news.CodeOf(lines[0].Err) != news.CodeInvalid {
			t.Errorf("%s: %+v", name, lines)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, write := range []func([]byte, []news.Rule) ([]byte, error){AppendJSON, AppendCSV} {
		b, err := write(nil, someRules())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("find;reason;wrong;right\n\";\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, l := range Read(bytes.Clone(b)) {
			if l.Err == nil && l.Where == "" {
				t.Errorf("a line without a place: %+v", l)
			}
		}
	})
}
