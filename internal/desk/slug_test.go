package desk

import (
	"strings"
	"testing"
	"unicode/utf8"

	"broadsheet/internal/news"
)

func TestSlugify(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Council votes for new bridge":         "council-votes-for-new-bridge",
		"“It’s over”: Mayor resigns — at last": "its-over-mayor-resigns-at-last",
		"Élections à Évreux : le maire battu":  "elections-a-evreux-le-maire-battu",
		"Путин встретился с Си":                "putin-vstretilsia-s-si",
		"北京的春天":                                "bei-jing-de-chun-tian",
		"Rock & roll at 70":                    "rock-and-roll-at-70",
		"AT&T_buys  --  something":             "atandt-buys-something",
		"100% of C++ developers":               "100-of-c-developers",
		"  ...  ":                              "",
		"😀😀":                                   "",
		"":                                     "",
		"../../etc/passwd":                     "etc-passwd",
		"A\x00B\nC":                            "a-b-c",
	} {
		if got := Slugify(in, "en-GB", 80); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := Slugify("Größe zählt", "de-AT", 80); got != "groesse-zaehlt" {
		t.Errorf("in German: %q", got)
	}
}

func TestSlugsEndWithAWord(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("alpha beta ", 40)
	if got := Slugify(long, "en", 30); got != "alpha-beta-alpha-beta-alpha" {
		t.Errorf("got %q", got)
	}
	if got := Slugify("alpha beta", "en", 5); got != "alpha" {
		t.Errorf("a word that just fits: %q", got)
	}
	if got := Slugify(strings.Repeat("x", 200), "en", 30); len(got) != 30 {
		t.Errorf("a word that is too long by itself: %q", got)
	}
}

func TestReservedWordsAreOne(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, w := range Reserved() {
		if seen[w] {
			t.Errorf("%q stands in the list twice", w)
		}
		seen[w] = true
	}
}

func TestFirstFree(t *testing.T) {
	t.Parallel()
	for _, last := range []int{1, 2, 3, 7, 8, 9, 1000, 100_000} {
		asked := 0
		n, err := firstFree(1, func(n int) (bool, error) { asked++; return n > last, nil })
		if err != nil || n != last+1 {
			t.Errorf("with %d taken: got %d, %v", last, n, err)
		}
		if asked > 40 {
			t.Errorf("with %d taken: %d looks", last, asked)
		}
	}
}

// FuzzSlugify feeds the slug maker with anything: what it makes has a slug's form and length, and making a slug of it
// again changes nothing.
func FuzzSlugify(f *testing.F) {
	for _, s := range []string{"Council votes", "Größe", "北京", "\xff\xfe", "a\x00b", "--__--", "İstanbul'da", strings.Repeat("ß", 100), "\u202ertl", "ﷺ", "ﬁne", "½ + ¾"} {
		f.Add(s, "en", 80)
		f.Add(s, "de", 7)
		f.Add(s, "", 1)
	}
	f.Fuzz(func(t *testing.T, s, language string, limit int) {
		if limit < 1 || limit > 500 {
			limit = 80
		}
		made := Slugify(s, language, limit)
		if made == "" {
			return
		}
		if !IsSlug(made) || len(made) > limit || !utf8.ValidString(made) {
			t.Fatalf("%q makes %q", s, made)
		}
		if again := Slugify(made, language, limit); again != made {
			t.Fatalf("%q makes %q, which makes %q", s, made, again)
		}
	})
}

// FuzzOldPath feeds the reading of old addresses with anything: what it takes begins with a single slash.
func FuzzOldPath(f *testing.F) {
	for _, s := range []string{"/a", "/?p=1", "/%41/b?x=%20#f", "//x", "", "/\xff", "/a?b?c", "/%2F%2Fx", "/ü", "/%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := oldPath(s)
		if err != nil {
			if news.CodeOf(err) != news.CodeInvalid {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if !strings.HasPrefix(p, "/") {
			t.Fatalf("%q is taken as %q", s, p)
		}
	})
}
