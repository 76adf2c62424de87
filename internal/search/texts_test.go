package search

import (
	"strings"
	"testing"
)

// TestTexts keeps what was asked for lately, and no more than its bound.
func TestTexts(t *testing.T) {
	t.Parallel()
	var kept texts
	text := strings.Repeat("x", textsKept/100)
	hot := textKey{"hot", 1}
	kept.put(hot, "warm")
	for n := range 1000 {
		kept.put(textKey{"cold", n}, text)
		if got, found := kept.get(hot); !found || got != "warm" {
			t.Fatalf("after %d others, what is asked for all the time reads %q", n+1, got)
		}
		if got, found := kept.get(textKey{"cold", n}); !found || got != text {
			t.Fatalf("text %d is gone at once", n)
		}
		held := 0
		for _, generation := range []map[textKey]string{kept.young, kept.old} {
			for _, text := range generation {
				held += len(text)
			}
		}
		if held > 2*textsKept {
			t.Fatalf("%d bytes are kept", held)
		}
	}
	if _, found := kept.get(textKey{"cold", 0}); found {
		t.Error("what nobody asks for stays")
	}
}
