package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestReadRedirects tries the forms that tables come in.
func TestReadRedirects(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"commas": "/a,/b\n/c,/d\n", "tabs with a heading": "from\tto\n/a\t/b\n/c\t/d\n", "semicolons": "/a;/b\r\n/c;/d",
		"our own export": "path,article,to\n/a,,/b\n/c,/d,\n", "quotes and blanks": "\"/a\", /b\n\n /c, \"/d\"\n",
	} {
		lines := ReadRedirects("f", []byte(text), false)
		if len(lines) != 2 || lines[0].From != "/a" || lines[0].To != "/b" || lines[1].path != "/c" || strings.TrimSpace(lines[1].To) != "/d" {
			t.Errorf("%s: %+v", name, lines)
		}
	}
	if got := ReadRedirects("f", nil, false); len(got) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

// TestOrderIsQuick orders a hundred thousand lines, many of them in rings.
func TestOrderIsQuick(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	const n = 100_000
	for i := range n {
		fmt.Fprintf(&b, "/old/%d,/old/%d\n", i, i+1-50*((i+1)%50/49)) // rings of fifty
	}
	from := time.Now()
	lines := ReadRedirects("f", []byte(b.String()), false)
	lines = RedirectsInOrder(lines)
	if took := time.Since(from); len(lines) != n || took > 20*time.Second {
		t.Errorf("%d lines took %v", len(lines), took)
	}
}

func FuzzReadRedirects(f *testing.F) {
	for _, s := range []string{"/a,/b", "a;b;c\n/x;y", "\"", "/a\t\n", "#x\n/a,/b", "/a,http://[::1", "\xff,\xfe"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		lines := ReadRedirects("f", b, false)
		if ordered := RedirectsInOrder(lines); len(ordered) != len(lines) {
			t.Errorf("%q: of %d lines %d are left", b, len(lines), len(ordered))
		}
		for _, l := range lines {
			if l.Err == nil && (l.path == "" || l.To == "") {
				t.Errorf("%q: a line says nothing: %+v", b, l)
			}
		}
	})
}
