package markdown

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestFrontMatterInThreeForms(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"YAML":                           "---\ntitle: Tide turns\ndate: 2026-02-01\ndraft: false\ntags: [sea, \"low water\"]\nauthors:\n  - name: Ada\nslug: tide\naliases:\n  - /old/tide/\nexpiryDate: \"2027-01-01T00:00:00Z\"\n---\nText.\n",
		"TOML":                           "+++\ntitle = \"Tide turns\"\ndate = 2026-02-01\ndraft = false\ntags = [\"sea\", \"low water\"]\nslug = \"tide\"\naliases = [\"/old/tide/\"]\nexpiryDate = 2027-01-01T00:00:00Z\n[[authors]]\nname = \"Ada\"\n+++\nText.\n",
		"JSON":                           "{\n\"title\": \"Tide turns\", \"date\": \"2026-02-01\", \"draft\": false, \"tags\": [\"sea\", \"low water\"],\n\"authors\": [{\"name\": \"Ada\"}], \"slug\": \"tide\", \"aliases\": [\"/old/tide/\"], \"expiryDate\": \"2027-01-01T00:00:00Z\"}\nText.\n",
		"blank line first, Windows ends": "\r\n---\r\nTitle: Tide turns\r\nDate: '2026-02-01'\r\ntags: [sea, low water]\r\nauthor: Ada\r\nslug: tide\r\naliases: /old/tide/\r\nexpirydate: 2027-01-01 00:00:00 +0000\r\n---\r\nText.\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			berlin := time.FixedZone("Berlin", 3600)
			p, err := Parse([]byte(file), berlin)
			if err != nil {
				t.Fatal(err)
			}
			if p.Title != "Tide turns" || p.Draft || p.Slug != "tide" || p.Body != "Text.\n" || len(p.Warnings) != 0 || p.Held != "" {
				t.Errorf("got %+v", p)
			}
			if strings.Join(p.Tags, "|") != "sea|low water" || strings.Join(p.Authors, "|") != "Ada" || strings.Join(p.Aliases, "|") != "/old/tide/" {
				t.Errorf("got %q %q %q", p.Tags, p.Authors, p.Aliases)
			}
			if !p.Date.Equal(time.Date(2026, 2, 1, 0, 0, 0, 0, berlin)) || !p.Expires.Equal(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) {
				t.Errorf("dates %v, %v", p.Date, p.Expires)
			}
		})
	}
}

func TestOddities(t *testing.T) {
	t.Parallel()
	parse := func(t *testing.T, file string) Page {
		t.Helper()
		p, err := Parse([]byte(file), time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	t.Run("no front matter", func(t *testing.T) {
		t.Parallel()
		if p := parse(t, "# A title #\n\nText"); p.Title != "A title" || p.Body != "\nText" || p.HasMatter {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("a key twice", func(t *testing.T) {
		t.Parallel()
		if p := parse(t, "---\nlinkTitle: a\nlinkTitle: b\ntitle: T\n---\n"); p.Title != "T" {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("publishDate before date", func(t *testing.T) {
		t.Parallel()
		if p := parse(t, "---\ndate: 2026-01-01\npublishDate: 2026-03-01\n---\n"); p.Date.Month() != time.March {
			t.Errorf("got %v", p.Date)
		}
	})
	t.Run("a date that is none holds", func(t *testing.T) {
		t.Parallel()
		if p := parse(t, "---\ntitle: x\npublishDate: next Tuesday\n---\n"); p.Held == "" || len(p.Warnings) != 1 || p.Warnings[0].Line != 3 {
			t.Errorf("got %+v", p)
		}
	})
	t.Run("a draft in another word", func(t *testing.T) {
		t.Parallel()
		if p := parse(t, "---\ndraft: perhaps\n---\n"); !p.Draft || len(p.Warnings) != 1 {
			t.Errorf("got %+v", p)
		}
	})
	for name, file := range map[string]string{
		"no end":        "---\ntitle: x\n",
		"broken YAML":   "---\ntitle: [x\n---\n",
		"broken TOML":   "+++\ntitle = x\n+++\n",
		"broken JSON":   "{\n\"title\": x}\n",
		"not UTF-8":     "---\ntitle: \xff\n---\n",
		"a list":        "---\n- a\n---\n",
		"a YAML bomb":   "---\na: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n---\n",
		"a snake in it": "---\na: &a [*a]\n---\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Parse([]byte(file), time.UTC); len(news.Problems(err)) != 1 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestShortcodesStay(t *testing.T) {
	t.Parallel()
	in := "One {{<figure src=\"a.png\">}} here.\n{{% note %}}\nkept\n{{% /note %}}\n`{{< in code >}}` {{</* shown */>}}\n```\n{{< deep >}}\n```\n{{ not one }}\n<!--more-->\nEnd {{< cut"
	want := "One {{\\<figure src=\"a.png\">}} here.\n{{% note %}}\nkept\n{{% /note %}}\n`{{< in code >}}` {{\\< shown >}}\n```\n{{< deep >}}\n```\n{{ not one }}\n\nEnd {{\\< cut"
	p, err := Parse([]byte("---\ntitle: x\n---\n"+in), time.UTC)
	if err != nil || p.Body != want {
		t.Errorf("%v\ngot  %q\nwant %q", err, p.Body, want)
	}
	var got []string
	for _, w := range p.Warnings {
		got = append(got, string(rune('0'+w.Line))+w.Text)
	}
	wantWarnings := []string{"4the shortcode {{figure}} was kept as text", "5the shortcode {{note}} was kept as text", "7the shortcode {{/note}} was kept as text",
		"8the shortcode {{in}} was kept as text", ":the shortcode {{deep}} was kept as text", ">the shortcode {{cut}} was kept as text"}
	if strings.Join(got, "\n") != strings.Join(wantWarnings, "\n") {
		t.Errorf("warnings\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(wantWarnings, "\n"))
	}
}

// TestRealFiles reads a real site's pages: every file is read, none loses its title or date.
func TestRealFiles(t *testing.T) {
	t.Parallel()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, "..", "..", "..", "..", "shared", "data", "import-markdown")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("%s is not here", root)
	}
	var files, dated, warned int
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" || d.Name() == "README.md" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		p, err := Parse(b, time.UTC)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		files++
		if p.HasMatter && p.Title == "" {
			t.Errorf("%s has no title", path)
		}
		if !p.Date.IsZero() {
			dated++
		}
		warned += len(p.Warnings)
		if got, want := strings.Count(p.Body, "{{\\<")+strings.Count(p.Body, "{{<"), strings.Count(string(b), "{{<"); got != want {
			t.Errorf("%s: %d shortcodes of %d are left", path, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d dated, %d warnings", files, dated, warned)
	if files < 140 || dated < 120 || warned == 0 {
		t.Error("that is too few")
	}
}

// FuzzParse feeds the parser with anything: it never panics, refuses with an Error that can be shown, and never takes
// for publishable what says it is a draft.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"---\ntitle: x\ndate: 2026-02-01\n---\nbody", "+++\ntitle = 'x'\n+++\n", "{\"title\":\"x\"}\n", "---\n", "# T\n", "{{< x >}}", "---\na: &a [*a]\n---\n",
		"---\n? [a]\n: b\n---\n", "```\n{{<", "+++\na = 2026-02-01T10:00:00\n[b]\nc = nan\n+++\n", "---\ndraft: true\n---\n", "{{</* a */>}}{{%", "---\n!!binary x: y\n---\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b, time.UTC)
		if err != nil {
			if len(news.Problems(err)) == 0 {
				t.Fatalf("an error that cannot be shown: %v", err)
			}
			return
		}
		if strings.HasPrefix(string(b), "---\ndraft: true\n---\n") && !p.Draft {
			t.Fatal("a draft was taken for none")
		}
	})
}
