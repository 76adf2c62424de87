package manuscript

import (
	"encoding/json"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestSuggestionsInAnothersName has somebody suggest as somebody else, in every form of step: it is refused. What the other
// has suggested may be taken, and brought back, by anybody.
func TestSuggestionsInAnothersName(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.file(b.ron, false)
		n := b.open(b.room, b.ada, id).N
		push := func(by news.Actor, client int, step string) error {
			t.Helper()
			taken, _, err := b.room.Push(b.ctx, b.paper, by, id, news.Batch{After: n, Client: writer(client), Steps: []json.RawMessage{json.RawMessage(step)}})
			if err == nil && !taken {
				t.Fatal("it was not taken")
			}
			if err == nil {
				n++
			}
			return err
		}
		insert := func(mark string) string {
			return `{"stepType":"replace","from":1,"to":1,"slice":{"content":[{"type":"text","text":"New","marks":[{"type":"insertion","attrs":{"id":"` + mark + `"}}]}]}}`
		}
		ron, ada := b.ron.Person, b.ada.Person
		for _, step := range []string{
			insert("s1_" + ron), insert("s1_" + ron + "_split"), insert("s1"), insert("s1_"), insert("s1_x_" + ada),
			`{"stepType":"addMark","mark":{"type":"deletion","attrs":{"id":"s1_` + ron + `"}},"from":1,"to":3}`,
			strings.Replace(insert("s1_"+ron), `"insertion"`, `"\u0069nsertion"`, 1),
		} {
			if err := push(b.ada, 0, step); news.CodeOf(err) != news.CodeInvalid || !strings.Contains(err.Error(), "another person’s name") {
				t.Errorf("%s: %v", step, err)
			}
		}
		theirs := insert("s2_" + ron)
		take := `{"stepType":"replace","from":1,"to":4}`
		for i, c := range []struct {
			by   news.Actor
			step string
		}{
			{b.ada, insert("s1_" + ada)}, {b.ada, take}, {b.ron, theirs}, {b.ada, take}, {b.ada, theirs}, // undone
			{b.ada, `{"stepType":"removeMark","mark":{"type":"insertion","attrs":{"id":"s2_` + ron + `"}},"from":1,"to":4}`},
		} {
			client := 0
			if c.by == b.ron {
				client = 1
			}
			if err := push(c.by, client, c.step); err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
		}
		if doc := string(b.open(b.newRoom(), b.ada, id).Doc); strings.Contains(doc, "insertion") || !strings.Contains(doc, "New") {
			t.Errorf("in the end: %s", doc)
		}
	})
}
