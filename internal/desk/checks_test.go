package desk

import (
	"strings"
	"testing"
)

func TestPlaceholder(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"The cost is TK million":       "The cost is TK million",
		"TKTK":                         "TKTK",
		"a [[note to the desk]] b":     "a [[note to the",
		"x DO  NOT\nPUBLISH before y":  "x DO  NOT\nPUBLISH before y",
		"NOT FOR PUBLICATION":          "NOT FOR PUBLICATION",
		"TK Maxx opens; the price: TK": "opens; the price: TK",
		"TK Maxx opens":                "",
		"TKO in the third round":       "",
		"do not publish this, he said": "",
		"[one] [two]":                  "",
		"":                             "",
	} {
		if got := placeholder(s); got != want {
			t.Errorf("placeholder(%q) is %q, want %q", s, got, want)
		}
	}
}

func FuzzPlaceholder(f *testing.F) {
	for _, s := range []string{"TK", "TK Maxx TK", "é[[é", "DO NOT PUBLISH\xff", " TK "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := placeholder(s); strings.Contains(s, "[[") && got == "" {
			t.Errorf("placeholder(%q) finds nothing", s)
		}
	})
}

func TestReadingAge(t *testing.T) {
	t.Parallel()
	plain := strings.Fields(strings.Repeat("The cat sat on the mat. It was a good cat. ", 8))
	hard := strings.Fields(strings.Repeat("Notwithstanding considerations regarding intergovernmental administrative responsibilities, representatives nevertheless acknowledged disproportionate consequences throughout constituencies experiencing infrastructural deterioration ", 5))
	if got := readingAge(plain); got == 0 || got > 8 {
		t.Errorf("plain words are for %d", got)
	}
	if got := readingAge(hard); got < 17 {
		t.Errorf("hard words are for %d", got)
	}
	if got := readingAge(plain[:10]); got != 0 {
		t.Errorf("of ten words it says %d", got)
	}
	if got := readingAge(strings.Fields(strings.Repeat("— – … ", 40))); got != 0 {
		t.Errorf("of signs it says %d", got)
	}
}
