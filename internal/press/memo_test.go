package press

import (
	"context"
	"fmt"
	"testing"

	"broadsheet/internal/news"
)

// counted makes a value from tags and counts how often.
type counted struct {
	tags  []string
	until news.Millis
	n     int
}

func (c *counted) make(context.Context) (Made, error) {
	c.n++
	return Made{Value: c.n, Tags: c.tags, Until: c.until}, nil
}

func TestMemoKeepsUntilSomethingChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.NewMemo(10)
	of := func(c *counted, want int) {
		t.Helper()
		got, err := m.Do(t.Context(), key(fmt.Sprint(c.tags)), c.make)
		if err != nil || got.Value != want || fmt.Sprint(got.Tags) != fmt.Sprint(c.tags) {
			t.Errorf("%v, %v, want %d", got, err, want)
		}
	}
	a, list, ends := &counted{tags: []string{"article:a"}}, &counted{tags: []string{"list:paper:p"}}, &counted{tags: []string{"article:c"}, until: noon + 1000}
	for range 2 {
		of(a, 1)
		of(list, 1)
		of(ends, 1)
	}
	b.hear([]news.Entry{live("b")})
	of(a, 1)
	b.hear([]news.Entry{live("a")})
	of(a, 2)
	b.at.Add(1000)
	of(ends, 2)
	b.hear([]news.Entry{entry("paper.save", "p", 2, nil)})
	of(a, 3)
	b.at.Add(-3_600_000) // the clock is set back
	of(a, 4)
	of(list, list.n+1)
}

func TestMemoIsBounded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.NewMemo(10)
	for i := range 100 {
		if _, err := m.Do(t.Context(), key(fmt.Sprint(i)), (&counted{}).make); err != nil {
			t.Fatal(err)
		}
		if len(m.kept) > 10 {
			t.Fatalf("%d are kept", len(m.kept))
		}
	}
	failing := func(context.Context) (Made, error) { return Made{}, fmt.Errorf("no") }
	if _, err := m.Do(t.Context(), key("bad"), failing); err == nil {
		t.Error("the error is lost")
	}
	c := &counted{}
	if made, err := m.Do(t.Context(), key("bad"), c.make); err != nil || made.Value != 1 {
		t.Errorf("an error was kept: %v %v", made, err)
	}
	var none *Memo
	for range 2 {
		if _, err := none.Do(t.Context(), key("a"), c.make); err != nil {
			t.Error(err)
		}
	}
	if c.n != 3 {
		t.Errorf("a memo that isn't there kept something")
	}
}
