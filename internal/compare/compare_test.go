package compare_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/body"
	"broadsheet/internal/compare"
	"broadsheet/internal/news"
)

// bodyOf reads HTML as a body. An element keeps the id that its HTML has, so that it is known while its words change.
func bodyOf(t *testing.T, html string) news.Body {
	t.Helper()
	doc, _, err := body.FromHTML(html, body.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return body.Marshal(doc)
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, older, newer string
		want               string // removed in [], added in {}
	}{
		{"nothing", "", "", ""},
		{"the same", "The ferry is late.", "The ferry is late.", "The ferry is late."},
		{"one word", "The ferry is late.", "The ferry is early.", "The ferry is [late]{early}."},
		{"two words are one change", "Five men were hurt.", "Six women were hurt.", "[Five men]{Six women} were hurt."},
		{"a word of more letters is another word", "one report", "one reporter", "one [report]{reporter}"},
		{"all new", "", "It is new.", "{It is new.}"},
		{"all gone", "It is gone.", "", "[It is gone.]"},
		{"a number is a word", "It costs £2.40, or 1,200 in all.", "It costs £1.40, or 1,300 in all.", "It costs £[2.40]{1.40}, or [1,200]{1,300} in all."},
		{"signs", "Wait, please!", "Wait; please?", "Wait[,]{;} please[!]{?}"},
		{"letters of many scripts", "Преса és наука", "Преса and наука", "Преса [és]{and} наука"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := marked(compare.Words(tt.older, tt.newer)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func marked(runs []compare.Run) string {
	var b strings.Builder
	for _, r := range runs {
		switch r.What {
		case compare.Added:
			b.WriteString("{" + r.Text + "}")
		case compare.Removed:
			b.WriteString("[" + r.Text + "]")
		default:
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

// FuzzWords sees that the two texts come out of a comparison again, whatever they are.
func FuzzWords(f *testing.F) {
	f.Add("The ferry is late.", "A ferry was early,\n and so were we")
	f.Add("", "\u00a0 x")
	f.Fuzz(func(t *testing.T, older, newer string) {
		if len(older)+len(newer) > 4000 {
			return
		}
		older, newer = strings.ToValidUTF8(older, "?"), strings.ToValidUTF8(newer, "?")
		var was, is string
		for _, r := range compare.Words(older, newer) {
			if r.What != compare.Added {
				was += r.Text
			}
			if r.What != compare.Removed {
				is += r.Text
			}
			if r.Text == "" {
				t.Error("an empty run")
			}
		}
		if was != older || is != newer {
			t.Errorf("%q and %q became %q and %q", older, newer, was, is)
		}
	})
}

func TestBodies(t *testing.T) {
	t.Parallel()
	got, err := compare.Bodies(
		bodyOf(t, `<p id="a">It stays.</p><p id="b">The ferry is late.</p><p id="c">It goes.</p><h2 id="d">Moves</h2><p id="e">Has a link.</p>`),
		bodyOf(t, `<p id="a">It stays.</p><p id="b">The ferry is early.</p><h2 id="d">Moves</h2><p id="e">Has a <a href="https://example.org/">link</a>.</p><p id="f">It comes.</p>`))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range got {
		lines = append(lines, string(e.What)+" "+e.Type+": "+marked(e.Words))
	}
	want := []string{
		"same paragraph: It stays.", "changed paragraph: The ferry is [late]{early}.", "removed paragraph: [It goes.]", "same crosshead: Moves",
		"changed paragraph: Has a link.", "added paragraph: {It comes.}",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
	// In one place, a paragraph that is the other with new words, and one that has nothing to do with it.
	for html, want := range map[string]string{`<p>The ferry was very early.</p>`: "changed", `<p>Nobody knows why.</p>`: "removed added"} {
		got, err := compare.Bodies(bodyOf(t, `<p>The ferry was late.</p>`), bodyOf(t, html))
		var whats []string
		for _, e := range got {
			whats = append(whats, string(e.What))
		}
		if s := strings.Join(whats, " "); s != want || err != nil {
			t.Errorf("%s: %s %v", html, s, err)
		}
	}
	if _, err := compare.Bodies(news.Body(`{`), bodyOf(t, "")); err == nil {
		t.Error("a body that can't be read was compared")
	}
}
