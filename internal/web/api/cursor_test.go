package api

import (
	"strings"
	"testing"

	"broadsheet/internal/news"
)

func TestCursorsComeBack(t *testing.T) {
	t.Parallel()
	want := news.After{At: 1769947200000, ID: "0198c0de-7a3b-7c41-9d52-3f6a1b2c4d5e"}
	c := placeCursor("articles", want)
	if got, err := readPlace(c, "articles"); err != nil || got != want {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := readPlace(c, "tags"); news.CodeOf(err) != news.CodeInvalid {
		t.Errorf("another list's cursor is taken: %v", err)
	}
	if _, err := readWord(c, "articles"); news.CodeOf(err) != news.CodeInvalid {
		t.Errorf("a cursor of another form is taken: %v", err)
	}
	for i := range c {
		bent := c[:i] + string(c[i]^1) + c[i+1:]
		if _, err := readPlace(bent, "articles"); news.CodeOf(err) != news.CodeInvalid {
			t.Errorf("the cursor is taken with its letter %d bent: %v", i, err)
		}
	}
	if _, err := readPlace(newCursor("articles", "soon", "x"), "articles"); news.CodeOf(err) != news.CodeInvalid {
		t.Errorf("a cursor that was made by hand is taken: %v", err)
	}
	if got, err := readPlace("", "articles"); err != nil || got != (news.After{}) {
		t.Errorf("no cursor: %v, %v", got, err)
	}
}

// FuzzCursor feeds the reading of cursors with anything: it never panics, and what it takes is what it would make.
func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "x", "====", placeCursor("articles", news.After{At: -1, ID: ""}), wordCursor("tags", "a\nb"), strings.Repeat("A", 500), "\xff", "AAAAAAAA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		place, err := readPlace(s, "articles")
		switch {
		case err != nil && news.CodeOf(err) != news.CodeInvalid:
			t.Fatalf("%q: %v", s, err)
		case err == nil && s != "":
			if again, err := readPlace(placeCursor("articles", place), "articles"); err != nil || again != place {
				t.Fatalf("%q is %v, which comes back as %v, %v", s, place, again, err)
			}
		}
		if _, err := readWord(s, "tags"); err != nil && news.CodeOf(err) != news.CodeInvalid {
			t.Fatalf("%q: %v", s, err)
		}
	})
}
