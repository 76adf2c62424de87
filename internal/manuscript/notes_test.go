package manuscript

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// TestNotes has notes begun, answered, settled and opened again: once each, in order, for another process too, by those
// who may, and the checks count those that are open.
func TestNotes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id, other := b.file(b.ada, false), b.newRoom()
		b.open(b.room, b.ada, id)
		b.open(other, b.ada, id)
		add := func(r *Room, by news.Actor, n news.Note) error { return r.Note(b.ctx, b.paper, by, id, n) }
		first := news.Note{ID: "note00000001", Thread: "note00000001", Act: news.NoteSays, Text: " Who says so? ", Words: "One."}
		for range 2 { // its answer was lost, so it comes again
			if err := add(b.room, b.ada, first); err != nil {
				t.Fatal(err)
			}
		}
		if err := add(other, b.ada, news.Note{ID: "note00000002", Thread: first.ID, Act: news.NoteSays, Text: "The mayor."}); err != nil {
			t.Fatal(err)
		}
		advice := func() string {
			trial, err := b.desk.TryManuscript(b.ctx, b.paper, b.ada, news.Cut{Article: id})
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(trial.Found, func(f desk.Finding) bool { return f.Check == "note" })
			if at < 0 {
				return ""
			}
			return trial.Found[at].Says
		}
		if got := advice(); !strings.HasPrefix(got, "a note on the copy is not settled") {
			t.Errorf("the check says %q", got)
		}
		if err := add(b.room, b.ada, news.Note{ID: "note00000003", Thread: first.ID, Act: news.NoteSettles}); err != nil {
			t.Fatal(err)
		}
		if got := advice(); got != "" {
			t.Errorf("when it is settled, the check says %q", got)
		}
		for room, r := range map[string]*Room{"one": b.room, "other": other, "new": b.newRoom()} {
			r.look(b.ctx)
			notes := b.open(r, b.ada, id).State.Notes
			if len(notes) != 3 || notes[0].Text != "Who says so?" || notes[0].Words != "One." || notes[1].Text != "The mayor." || notes[2].Act != news.NoteSettles || notes[1].Person != b.ada.Person {
				t.Errorf("room %s has %+v", room, notes)
			}
		}
		for what, bad := range map[string]struct {
			by   news.Actor
			note news.Note
			code news.Code
		}{
			"nothing":              {b.ada, news.Note{ID: "note00000004", Thread: first.ID, Act: news.NoteSays}, news.CodeInvalid},
			"a thread of nobody":   {b.ada, news.Note{ID: "note00000004", Thread: "note00000009", Act: news.NoteSays, Text: "x"}, news.CodeNotFound},
			"an unknown act":       {b.ada, news.Note{ID: "note00000004", Thread: first.ID, Act: "shout", Text: "x"}, news.CodeInvalid},
			"an id with markup":    {b.ada, news.Note{ID: `"><script>x`, Thread: first.ID, Act: news.NoteSays, Text: "x"}, news.CodeInvalid},
			"too much":             {b.ada, news.Note{ID: "note00000004", Thread: first.ID, Act: news.NoteSays, Text: strings.Repeat("x", maxNote+1)}, news.CodeInvalid},
			"settled at the start": {b.ada, news.Note{ID: "note00000004", Thread: "note00000004", Act: news.NoteSettles}, news.CodeInvalid},
			"another's copy":       {b.ron, news.Note{ID: "note00000004", Thread: "note00000004", Act: news.NoteSays, Text: "x"}, news.CodeForbidden},
		} {
			if err := add(b.room, bad.by, bad.note); news.CodeOf(err) != bad.code {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// TestHereInAnotherProcess has two processes: who opens an article in one is seen in the other, and no longer when they
// leave, or when the process they were in is gone without a word.
func TestHereInAnotherProcess(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id, other := b.file(b.ada, false), b.roomOver(storetest.Open(t, b.again))
		b.open(b.room, b.ada, id)
		b.open(other, b.ada, id)
		leave := b.room.Join(b.paper, id, Here{Client: writer(1), Person: b.ada.Person, Name: "Ada"})
		stay := other.Join(b.paper, id, Here{Client: writer(2), Person: b.ron.Person, Name: "Ron"})
		defer stay()
		run := func(r *Room) (end func()) {
			ctx, cancel := context.WithCancel(b.ctx)
			var done sync.WaitGroup
			done.Go(func() { r.Run(ctx) })
			return func() { cancel(); done.Wait() }
		}
		defer run(b.room)()
		defer run(other)()
		sees := func(r *Room, names ...string) {
			t.Helper()
			wake, cancel := r.Listen(b.paper, id)
			defer cancel()
			for limit := time.After(time.Minute); ; {
				var got []string
				for _, h := range b.open(r, b.ada, id).State.Here {
					got = append(got, h.Name)
				}
				if slices.Sort(got); slices.Equal(got, names) {
					return
				}
				select {
				case <-wake:
				case <-limit:
					t.Fatalf("%v are here, want %v", got, names)
				}
			}
		}
		sees(b.room, "Ada", "Ron")
		sees(other, "Ada", "Ron")
		leave()
		sees(other, "Ron")
		dead := []news.Presence{{Paper: b.paper, Article: id, Client: writer(3), Person: b.ada.Person, Name: "Zed"}} // its process will be killed
		if err := b.store.SetHere(b.ctx, "dead", dead, b.clock.Now(), b.clock.Now()+lease, true); err != nil {
			t.Fatal(err)
		}
		sees(other, "Ron", "Zed")
		b.clock.Set(b.clock.Now() + lease + 1)
		sees(other, "Ron")
	})
}
