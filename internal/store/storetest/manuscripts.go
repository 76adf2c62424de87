package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

// mayWrite is a check that everybody passes.
func mayWrite(news.Article) error { return nil }

// manuscript files a draft and begins its manuscript.
func (b *bench) manuscript(t *testing.T) string {
	t.Helper()
	c := b.draft(t, "draft-"+ID(t), Noon)
	b.write(t, func(tx news.Tx) error { _, err := tx.PutArticle(c); return err })
	m := news.Manuscript{Article: c.Article.ID, Base: 1, ChangedAt: Noon, ChangedBy: "ada"}
	for range 2 { // beginning it again changes nothing
		if err := b.BeginManuscript(context.Background(), b.paper.ID, m, Body("Words.")); err != nil {
			t.Fatal(err)
		}
		m.Base = 7
	}
	return c.Article.ID
}

func batch(client, person string, after int64, n int) news.Batch {
	b := news.Batch{After: after, Client: client, Person: person, At: Noon + news.Millis(after)}
	for i := range n {
		b.Steps = append(b.Steps, json.RawMessage(fmt.Sprintf(`{"of":%q,"i":%d}`, client, i)))
	}
	return b
}

// testManuscripts sees that steps and fields are kept in the order in which they came, once each, and that what comes
// late, under another's name or against the article's state is refused whole.
func testManuscripts(t *testing.T, b *bench) {
	ctx := context.Background()
	t.Run("steps", func(t *testing.T) { b.another(t).testSteps(ctx, t) })
	t.Run("fields", func(t *testing.T) { b.another(t).testFields(ctx, t) })
	t.Run("races", func(t *testing.T) { b.another(t).testWriters(ctx, t) })
	t.Run("notes", func(t *testing.T) { b.another(t).testNotes(ctx, t) })
	t.Run("cuts", func(t *testing.T) { b.another(t).testCuts(ctx, t) })
}

func (b *bench) testSteps(ctx context.Context, t *testing.T) {
	id, paper := b.manuscript(t), b.paper.ID
	one, two := "c1-"+ID(t), "c2-"+ID(t)
	for _, s := range []struct {
		batch news.Batch
		code  news.Code
	}{
		{batch(one, "ada", 0, 3), ""}, {batch(two, "bob", 3, 40), ""},
		{batch(one, "ada", 3, 1), news.CodeStale},      // somebody wrote first
		{batch(one, "ada", 44, 1), news.CodeStale},     // from the future
		{batch(one, "bob", 43, 1), news.CodeForbidden}, // the name of ada's editor
		{batch(one, "ada", 43, 1), ""},
	} {
		err := b.AppendSteps(ctx, paper, id, s.batch, mayWrite)
		if news.CodeOf(err) != s.code {
			t.Fatalf("after %d by %s: %v", s.batch.After, s.batch.Person, err)
		}
		var e *news.Error
		if errors.As(err, &e) && e.Code == news.CodeStale && e.Current != 43 {
			t.Errorf("the error says that step %d stands", e.Current)
		}
	}
	if err := b.AppendSteps(ctx, b.another(t).paper.ID, id, batch(one, "ada", 44, 1), mayWrite); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("from another paper: %v", err)
	}
	no := news.Errorf(news.CodeForbidden, "", "no")
	if err := b.AppendSteps(ctx, paper, id, batch(one, "ada", 44, 1), func(a news.Article) error {
		if a.ID != id || a.State != news.Draft {
			t.Errorf("the check is shown %+v", a)
		}
		return no
	}); !errors.Is(err, no) {
		t.Errorf("what the check refuses: %v", err)
	}
	m, _, err := b.Manuscript(ctx, paper, id)
	want := news.Manuscript{Article: id, Base: 1, Steps: 44, Edits: 3, ChangedAt: Noon + 43, ChangedBy: "ada"}
	if diff := cmp.Diff(want, m); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	steps, err := b.StepsAfter(ctx, paper, id, 2, 100)
	if err != nil || len(steps) != 42 || steps[0].N != 3 || steps[41].N != 44 || string(steps[0].Step) != string(batch(one, "", 0, 3).Steps[2]) ||
		steps[1].Client != two || steps[1].Person != "bob" || steps[1].At != Noon+3 {
		t.Errorf("%d steps follow (%v): %+v", len(steps), err, steps)
	}
	if steps, err := b.StepsAfter(ctx, paper, id, 0, 10); err != nil || len(steps) != 10 {
		t.Errorf("%d steps of at most 10 (%v)", len(steps), err)
	}
	for range 2 {
		if err := b.KeepSnapshot(ctx, paper, id, news.Snapshot{N: 40, Doc: Body("Forty.")}); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int64]int64{0: 0, 39: 0, 40: 40, 44: 40} {
		if shot, err := b.SnapshotAt(ctx, paper, id, n); err != nil || shot.N != want {
			t.Errorf("at %d stands the snapshot of %d (%v)", n, shot.N, err)
		}
	}
	if _, _, err := b.Manuscript(ctx, paper, "nothing"); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("a manuscript that is not there: %v", err)
	}
	if err := b.Check(ctx, func(problem string) { t.Errorf("doctor says: %s", problem) }); err != nil {
		t.Error(err)
	}
}

func (b *bench) testFields(ctx context.Context, t *testing.T) {
	id, paper := b.manuscript(t), b.paper.ID
	field := func(value string) news.Field {
		return news.Field{Name: "headline", Value: json.RawMessage(value), By: "ada", At: Noon}
	}
	first, err := b.PutField(ctx, paper, id, field(`"One"`), 0, mayWrite)
	if err != nil || first.Version != 1 {
		t.Fatalf("%+v %v", first, err)
	}
	now, err := b.PutField(ctx, paper, id, field(`"Other"`), 0, mayWrite)
	if news.CodeOf(err) != news.CodeStale || cmp.Diff(first, now) != "" {
		t.Errorf("a write that came late is answered %v with %+v", err, now)
	}
	second, err := b.PutField(ctx, paper, id, field(`"Two"`), 1, mayWrite)
	if err != nil || second.Version != 2 {
		t.Errorf("%+v %v", second, err)
	}
	if _, err := b.PutField(ctx, paper, "nothing", field(`1`), 0, mayWrite); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("a field of no manuscript: %v", err)
	}
	m, fields, err := b.Manuscript(ctx, paper, id)
	if diff := cmp.Diff([]news.Field{second}, fields); diff != "" || err != nil || m.Edits != 2 {
		t.Errorf("%d edits, %v\n%s", m.Edits, err, diff)
	}
	if err := b.PassBaton(ctx, paper, id, "bob", Noon+5, mayWrite); err != nil {
		t.Fatal(err)
	}
	if m, _, err = b.Manuscript(ctx, paper, id); m.Holder != "bob" || m.HeldSince != Noon+5 || m.Edits != 2 {
		t.Errorf("the baton: %+v %v", m, err)
	}
}

// testWriters has several write at once: each batch comes in whole, and nothing twice.
func (b *bench) testWriters(ctx context.Context, t *testing.T) {
	id, paper := b.manuscript(t), b.paper.ID
	const writers, batches, size = 4, 10, 3
	var all sync.WaitGroup
	for w := range writers {
		client := fmt.Sprintf("w%d-%s", w, ID(t))
		all.Go(func() {
			after, done := int64(0), 0
			for done < batches {
				err := b.AppendSteps(ctx, paper, id, batch(client, client, after, size), mayWrite)
				var e *news.Error
				switch {
				case err == nil:
					done++
					after += size
				case errors.As(err, &e) && e.Code == news.CodeStale:
					after = int64(e.Current)
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	steps, err := b.StepsAfter(ctx, paper, id, 0, 1000)
	if err != nil || len(steps) != writers*batches*size {
		t.Fatalf("%d steps are there (%v)", len(steps), err)
	}
	for i := range steps {
		if steps[i].N != int64(i+1) || steps[i].Client != steps[i-i%size].Client {
			t.Fatalf("step %d is number %d, and its batch is torn", i+1, steps[i].N)
		}
	}
}

func (b *bench) testCuts(ctx context.Context, t *testing.T) {
	id, paper := b.manuscript(t), b.paper.ID
	idle := func(before news.Millis) bool {
		list, err := b.IdleManuscripts(ctx, before, 1000)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(list, func(m news.OpenManuscript) bool { return m.Article == id && m.Paper == paper && m.ChangedBy == "ada" })
	}
	if idle(news.Never) {
		t.Error("a manuscript that nobody has written to is to be cut")
	}
	if err := b.AppendSteps(ctx, paper, id, batch("c-"+ID(t), "ada", 0, 1), mayWrite); err != nil {
		t.Fatal(err)
	}
	if idle(Noon) || !idle(Noon+1) {
		t.Error("a manuscript is to be cut once it was left alone, and not before")
	}
	if err := b.MarkCut(ctx, paper, id, 2, 1); err != nil {
		t.Fatal(err)
	}
	if m, _, err := b.Manuscript(ctx, paper, id); idle(news.Never) || m.Base != 2 || m.Cut != 1 || err != nil {
		t.Errorf("after the cut: %+v %v", m, err)
	}
	if err := b.MarkCut(ctx, paper, id, 1, 0); err != nil { // one that comes late takes nothing back
		t.Fatal(err)
	}
	if m, _, err := b.Manuscript(ctx, paper, id); m.Base != 2 || m.Cut != 1 || err != nil {
		t.Errorf("after a late mark: %+v %v", m, err)
	}
	after := id[:len(id)-1]
	if list, err := b.AllManuscripts(ctx, after, 1); err != nil || len(list) != 1 || list[0].Article != id {
		t.Errorf("after %s: %+v %v", after, list, err)
	}
}

// testNotes has notes come in once each, and presence be forgotten when its lease ends.
func (b *bench) testNotes(ctx context.Context, t *testing.T) {
	id, paper := b.manuscript(t), b.paper.ID
	note := news.Note{ID: "first-" + ID(t), Act: news.NoteSays, Person: "ada", At: Noon, Text: "Sure?", Words: "One"}
	note.Thread = note.ID
	answer := news.Note{ID: "then-" + ID(t), Thread: note.ID, Act: news.NoteSettles, Person: "bob", At: Noon + 1}
	for _, n := range []news.Note{note, note, answer} {
		if err := b.AddNote(ctx, paper, id, n, mayWrite); err != nil {
			t.Fatal(err)
		}
	}
	notes, err := b.Notes(ctx, paper, id)
	if err != nil || len(notes) != 2 || notes[0].Text != "Sure?" || notes[1].Act != news.NoteSettles || len(news.OpenThreads(notes)) != 0 {
		t.Errorf("the notes are %+v (%v)", notes, err)
	}
	theirs := note
	theirs.Person = "bob"
	if err := b.AddNote(ctx, paper, id, theirs, mayWrite); news.CodeOf(err) != news.CodeForbidden {
		t.Errorf("another's id: %v", err)
	}
	answer.ID, answer.Thread = "x-"+ID(t), "nobody"
	if err := b.AddNote(ctx, paper, id, answer, mayWrite); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("an answer to nothing: %v", err)
	}
	if err := b.AddNote(ctx, paper, "none", note, mayWrite); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("a note on no article: %v", err)
	}
	if notes, err = b.Notes(ctx, paper, id); len(notes) != 2 || err != nil {
		t.Errorf("after refusals the notes are %+v (%v)", notes, err)
	}

	process, other := "p-"+ID(t), "q-"+ID(t)
	here := []news.Presence{{Paper: paper, Article: id, Client: "c", Person: "ada", Name: "Ada"}}
	if err := b.SetHere(ctx, process, here, Noon, Noon+10, true); err != nil {
		t.Fatal(err)
	}
	seen := func(from string, now news.Millis) bool {
		list, err := b.HereElsewhere(ctx, from, now)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(list, here[0])
	}
	if seen(process, Noon) || !seen(other, Noon+10) || seen(other, Noon+11) {
		t.Error("presence is seen by its own process, or not by another, or after its lease")
	}
	if err := b.SetHere(ctx, process, nil, Noon, Noon, true); err != nil || seen(other, Noon) {
		t.Errorf("who has gone is still here (%v)", err)
	}
}
