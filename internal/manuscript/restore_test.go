package manuscript

import (
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// TestRestore takes an article back to an earlier version while somebody has it open and has written what is in no version
// yet: a version of that is made first, the earlier words stand on top, whoever has it open gets them, and readers see
// nothing of it.
func TestRestore(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.file(b.ada, true)
		credit, headline, html := "Agency", "Another headline", "<p>Entirely other words.</p>"
		c, err := b.desk.Check(desk.Filing{Headline: &headline, BodyHTML: &html, Credit: &credit})
		if err != nil {
			t.Fatal(err)
		}
		b.do(func(w *desk.Work) error { _, err := w.Change(id, 0, c); return err })
		p := b.open(b.room, b.ada, id)
		if taken, _, err := b.room.Push(b.ctx, b.paper, b.ada, id, insert(ada1, p.N, 1, "Unsaved. ")); !taken || err != nil {
			t.Fatal(taken, err)
		}
		if _, err := b.room.PutField(b.ctx, b.paper, b.ada, id, "headline", []byte(`"A third headline"`), 0); err != nil {
			t.Fatal(err)
		}
		wake, cancel := b.room.Listen(b.paper, id)
		defer cancel()
		a, entries, err := b.room.Restore(b.ctx, b.paper, b.ada, id, 1)
		if err != nil || a.Version != 4 || a.Live != 2 || a.State != news.Live || len(entries) != 1 {
			t.Fatalf("%+v, %d entries, %v", a, len(entries), err)
		}
		select {
		case <-wake:
		default:
			t.Error("who has it open was not told")
		}
		for n, want := range map[int]string{2: "Another headline|Agency|Entirely other words.", 3: "A third headline|Agency|Unsaved. Entirely other words.", 4: "A headline||One.\n\nTwo."} {
			_, v, err := b.store.Read(b.ctx, b.paper, id, n)
			if got := v.Copy.Headline + "|" + v.Copy.Credit + "|" + words(t, v.Copy.Body); got != want || err != nil {
				t.Errorf("version %d says %q, want %q (%v)", n, got, want, err)
			}
			if n == 4 && !strings.Contains(v.Note, "Version 1 restored") {
				t.Errorf("version 4 is called %q", v.Note)
			}
		}
		for _, room := range []*Room{b.room, b.newRoom()} {
			p := b.open(room, b.ada, id)
			if got := words(t, p.Doc); got != "One.\n\nTwo." || p.State.Uncut || p.State.Base != 4 {
				t.Errorf("the manuscript says %q: %+v", got, p.State)
			}
			for _, f := range p.State.Fields {
				if f.Name == "headline" && string(f.Value) != `"A headline"` {
					t.Errorf("its headline is %s", f.Value)
				}
			}
		}
		// What is the newest already makes no version.
		if a, entries, err := b.room.Restore(b.ctx, b.paper, b.ada, id, 4); err != nil || a.Version != 4 || len(entries) != 0 {
			t.Errorf("%+v, %d entries, %v", a, len(entries), err)
		}
		for _, refused := range []struct {
			by   news.Actor
			n    int
			code news.Code
		}{{b.ada, 9, news.CodeNotFound}, {b.ada, 0, news.CodeNotFound}, {b.ron, 1, news.CodeForbidden}} {
			if _, _, err := b.room.Restore(b.ctx, b.paper, refused.by, id, refused.n); news.CodeOf(err) != refused.code {
				t.Errorf("version %d by %s: %v", refused.n, refused.by.Role, err)
			}
		}
	})
}

// TestRestoreBesideAnother restores in one process while another has written last: its words are in a version first.
func TestRestoreBesideAnother(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.file(b.ada, false)
		other := b.newRoom()
		b.open(b.room, b.ada, id)
		p := b.open(other, b.ada, id)
		if taken, _, err := other.Push(b.ctx, b.paper, b.ada, id, insert(ada2, p.N, 1, "Theirs. ")); !taken || err != nil {
			t.Fatal(taken, err)
		}
		if a, _, err := b.room.Restore(b.ctx, b.paper, b.ada, id, 1); err != nil || a.Version != 3 {
			t.Fatalf("%+v %v", a, err)
		}
		if _, v, err := b.store.Read(b.ctx, b.paper, id, 2); err != nil || words(t, v.Copy.Body) != "Theirs. One.\n\nTwo." {
			t.Errorf("%+v %v", v, err)
		}
		if got := words(t, b.open(other, b.ada, id).Doc); got != "One.\n\nTwo." {
			t.Errorf("the other process has %q", got)
		}
	})
}
