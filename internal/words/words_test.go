package words

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                 "",
		"The Harbour-Bridge, 1987!":        "the harbour bridge 1987",
		"Café CAFÉ Cafe\u0301":             "cafe cafe cafe",
		"Straße Ærø Łódź Œuvre Þór":        "strasse aero lodz oeuvre thor",
		"O'Neill’s":                        "o neill s",
		"news\u00adpaper":                  "newspaper",
		"ﬁve ２０２６ ½":                       "five 2026 12",
		"東京タワー":                            "東 京 タ ワ ー",
		"A東B":                              "a 東 b",
		"Γέφυρα Σίσυφος":                   "γεφυρα σισυφοσ",
		"Привет, Ёлка":                     "привет елка",
		"\xff\xfebroken\x80bytes":          "broken bytes",
		"a\u0000b":                         "a b",
		"مرحبا":                            "مرحبا",
		strings.Repeat("x", 200) + " tail": strings.Repeat("x", 64) + " tail",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q; want %q", in, got, want)
		}
	}
}

// FuzzFold keeps what the index relies on: folding is stable, and words hold nothing that means anything to an engine.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"The Café", "\xff", "'quoted' \"and\" (so) on:*", "東京 ½ ﷺ", "e\u0301\u0327", "İstanbul ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		if again := Fold(folded); again != folded {
			t.Errorf("Fold(%q) = %q, folded again %q", s, folded, again)
		}
		if !utf8.ValidString(folded) || strings.ContainsAny(folded, "'\"\\*:()^-+§&|!<>\x00\n\t") {
			t.Errorf("Fold(%q) = %q", s, folded)
		}
		for w := range strings.FieldsSeq(folded) {
			if len(w) > maxWord+8 {
				t.Errorf("a word of %d bytes", len(w))
			}
		}
	})
}

func BenchmarkFold(b *testing.B) {
	text := strings.Repeat("The harbour bridge will be shut until spring, the council's engineers announced. ", 60)
	b.SetBytes(int64(len(text)))
	var dst []byte
	for b.Loop() {
		dst = AppendFolded(dst[:0], text)
	}
}
