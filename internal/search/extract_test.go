package search

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// show writes an extract with its hits in brackets.
func show(segments []Segment) string {
	var b strings.Builder
	for _, s := range segments {
		if s.Hit {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestExtract(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("Nothing of note happened. ", 40)
	for _, c := range []struct{ text, query, want string }{
		{"", "ferry", ""},
		{"The ferry sails.", "ferry", "The [ferry] sails."},
		{"The ferry\n\nsails.", "FERRY sails", "The [ferry] [sails]."},
		{"A <b>Café</b> & more", "cafe", "A <b>[Café]</b> & more"},
		{"The harbour bridge and a bridge", `"harbour bridge"`, "The [harbour bridge] and a bridge"},
		{"Ferries ferry ferrymen", "ferr*", "[Ferries] [ferry] [ferrymen]"},
		{"Do co-operate.", "co-op*", "Do [co-operate]."},
		{"東京の橋", "橋", "東京の[橋]"},
		{"The ferry sails.", "-sails ferry", "The [ferry] sails."},
		{"Short text.", "absent", "Short text."},
	} {
		if got := show(Extract(c.text, Parse(c.query))); got != c.want {
			t.Errorf("%q in %q: %q; want %q", c.query, c.text, got, c.want)
		}
	}
	long := show(Extract(filler+"The ferry met the bridge. "+filler+"A ferry again. "+filler, Parse("ferry bridge")))
	if !strings.HasPrefix(long, "… ") || !strings.HasSuffix(long, " …") || !strings.Contains(long, "[ferry] met the [bridge]") || len(long) > 300 {
		t.Errorf("a long text: %q", long)
	}
	head := show(Extract(filler, Parse("absent")))
	if !strings.HasPrefix(head, "Nothing") || !strings.HasSuffix(head, " …") || len(head) > 260 {
		t.Errorf("a long text without hits: %q", head)
	}
}

// FuzzExtract cuts any text for any query: what comes out is a passage of the text, and valid.
func FuzzExtract(f *testing.F) {
	f.Add("The ferry sails.", "ferry")
	f.Add(strings.Repeat("é ", 500), "e*")
	f.Add("\xff\xfe ferry", `"ferry`)
	f.Add("東京の橋", "橋 -の")
	f.Fuzz(func(t *testing.T, text, query string) {
		var whole string
		for _, s := range Extract(text, Parse(query)) {
			whole += s.Text
		}
		if utf8.ValidString(text) && !utf8.ValidString(whole) {
			t.Errorf("the extract %q isn't valid", whole)
		}
		if len(whole) > extractSize+extractLead+maxPhrase*8*64+100 {
			t.Errorf("the extract has %d bytes", len(whole))
		}
	})
}

// TestExtractOfLists: an extract runs on where the copy has a list, and keeps the dashes of sentences.
func TestExtractOfLists(t *testing.T) {
	t.Parallel()
	got := Extract(withoutMarks("- They agreed - nearly.\n- Dues rise.\n\n- Pay by May."), nil)
	if want := "They agreed - nearly. Dues rise. Pay by May."; len(got) != 1 || got[0].Text != want {
		t.Errorf("%+v, want %q", got, want)
	}
}
