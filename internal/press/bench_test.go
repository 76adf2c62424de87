package press

import (
	"bytes"
	"context"
	"testing"

	"broadsheet/internal/news"
)

// BenchmarkPress presses a page of 20 KB with its part, puts another part into it, compares it with what has changed, and
// finds it.
func BenchmarkPress(b *testing.B) {
	p := setup(b)
	p.store.lists["x"] = []news.List{{Of: "paper", ID: "p"}}
	m := withPart("An article", "a", latest("1", "a"))
	for len(m.page.Body) < 20_000 {
		m.page.Body = append(m.page.Body, long(string(rune('a'+len(m.page.Body)%26)))...)
	}
	body := m.page.Body
	b.Run("made", func(b *testing.B) {
		for range b.N {
			page := m.page
			page.Body = bytes.Clone(body)
			if _, err := p.finish(b.Context(), key("/a"), page, m, p.changes.now(), false); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("spliced", func(b *testing.B) {
		s := p.must(b, "/a", m)
		for range b.N {
			if _, err := p.again(context.Background(), s, m); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("compared", func(b *testing.B) {
		p.must(b, "/a", m)
		for range b.N {
			p.changes.mark(nil)
			if p.Peek(key("/a")) == nil {
				b.Fatal("it is gone")
			}
		}
	})
	b.Run("found", func(b *testing.B) {
		p.must(b, "/a", m)
		for range b.N {
			p.Peek(key("/a"))
		}
	})
}
