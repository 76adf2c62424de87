package api

import (
	"testing"

	"broadsheet/internal/news"
)

func TestParseMatch(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "*": 0, " * ": 0, "3": 3, `"3"`: 3, `W/"12"`: 12, " 7 ": 7, `"1000000"`: 1000000} {
		if got, err := parseMatch(s); err != nil || got != want {
			t.Errorf("%q: got %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"0", "-1", "+1", "03", `"3`, `3"`, `"a"`, `"1", "2"`, "1.0", "99999999999999999999", `""`, "W/", "\x00", "٣"} {
		if got, err := parseMatch(s); news.CodeOf(err) != news.CodeInvalid {
			t.Errorf("%q is taken as %d (%v)", s, got, err)
		}
	}
}

func TestParseArticleMatch(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{`"3-0a1b2c3d"`: "3-0a1b2c3d", "3-0a1b2c3d": "3-0a1b2c3d", `W/"3-0a1b2c3d"`: "3-0a1b2c3d", "": "", "*": "", "3": ""} {
		if _, got, err := parseArticleMatch(s); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", s, got, err, want)
		}
	}
	for _, s := range []string{"3-", "-0a1b2c3d", "0-0a1b2c3d", "3-0a1b2c3", "3-0A1B2C3D", "3-0a1b2c3d4e", "3-0a1b2c3d-", `"3-0a1b2c3d`, "3-zzzzzzzz"} {
		if n, mark, err := parseArticleMatch(s); news.CodeOf(err) != news.CodeInvalid {
			t.Errorf("%q is taken as %d, %q (%v)", s, n, mark, err)
		}
	}
}

// FuzzParseMatch feeds the reading of If-Match with anything: what it takes for a version comes back as one.
func FuzzParseMatch(f *testing.F) {
	for _, s := range []string{"", "*", "3", `"3"`, `W/"3"`, `"`, `""`, "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := parseMatch(s)
		if err != nil {
			if news.CodeOf(err) != news.CodeInvalid {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if again, err := parseMatch(etag(n)); n != 0 && (err != nil || again != n) {
			t.Fatalf("%q is %d, which comes back as %d, %v", s, n, again, err)
		}
	})
}
