package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
	"broadsheet/internal/words"
)

func TestParse(t *testing.T) {
	t.Parallel()
	w := func(words ...string) news.Clause { return news.Clause{Words: words} }
	for in, want := range map[string][]news.Clause{
		"":                       nil,
		"  ":                     nil,
		"Harbour bridge":         {w("harbour"), w("bridge")},
		`"Harbour Bridge" ferry`: {w("harbour", "bridge"), w("ferry")},
		`„Harbour Bridge“`:       {w("harbour", "bridge")},
		`"open end`:              {w("open", "end")},
		`say"mid word"so`:        {w("say"), w("mid", "word"), w("so")},
		"-ferry":                 {{Words: []string{"ferry"}, Not: true}},
		`-"the ferry"`:           {{Words: []string{"the", "ferry"}, Not: true}},
		"ferr*":                  {{Words: []string{"ferr"}, Prefix: true}},
		"f*":                     {w("f")},
		"-ferr*":                 {{Words: []string{"ferr"}, Prefix: true, Not: true}},
		"o'nei*":                 {{Words: []string{"o", "nei"}, Prefix: true}},
		"co-operate":             {w("co", "operate")},
		"- * \"\" '":             nil,
		"--x":                    {{Words: []string{"x"}, Not: true}},
		"\xff\"":                 nil,
	} {
		if diff := cmp.Diff(want, Parse(in)); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", in, diff)
		}
	}
}

func TestParseIsBounded(t *testing.T) {
	t.Parallel()
	for _, in := range []string{strings.Repeat("word ", 2000), strings.Repeat("x", 10_000), `"` + strings.Repeat("word ", 2000), strings.Repeat("é\"", 5000)} {
		clauses := Parse(in)
		if len(clauses) > maxClauses {
			t.Errorf("%d clauses", len(clauses))
		}
		for _, c := range clauses {
			if len(c.Words) > maxPhrase {
				t.Errorf("a phrase of %d words", len(c.Words))
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"harbour bridge", `"a b" -c d*`, "“x", "-", "\"", "a:b OR (c) NEAR/2 ^d", "\x00", "東京*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range Parse(s) {
			if len(c.Words) == 0 {
				t.Errorf("Parse(%q) has a clause without words", s)
			}
			for _, w := range c.Words {
				if w == "" || words.Fold(w) != w {
					t.Errorf("Parse(%q) has the word %q", s, w)
				}
			}
		}
	})
}
