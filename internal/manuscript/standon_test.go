package manuscript

import (
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// TestStandOn closes a live page's coverage while something is written that is in no version: the version that comes of it
// says nothing else, so what is written follows it. A version that does say something else stays one from elsewhere.
func TestStandOn(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.file(b.ada, true)
		put := func(name, value string, version int) {
			t.Helper()
			if _, err := b.room.PutField(b.ctx, b.paper, b.ada, id, name, []byte(value), version); err != nil {
				t.Fatal(err)
			}
		}
		put("kind", `"live"`, 0)
		if _, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: id, Act: news.ActPublish}); err != nil {
			t.Fatal(err)
		}
		put("headline", `"Not out yet"`, 0)
		stands := func(version, base int) {
			t.Helper()
			for _, room := range []*Room{b.room, b.newRoom()} {
				if st := b.open(room, b.ada, id).State; st.Version != version || st.Base != base || !st.Uncut {
					t.Errorf("version %d, base %d, uncut %v; want %d, %d, true", st.Version, st.Base, st.Uncut, version, base)
				}
			}
		}
		stands(2, 2)
		b.do(func(w *desk.Work) error { _, err := w.CloseCoverage(id, 0); return err })
		stands(3, 3)
		b.do(func(w *desk.Work) error { _, err := w.ReopenCoverage(id, 0); return err })
		b.do(func(w *desk.Work) error { _, err := w.CloseCoverage(id, 0); return err })
		stands(5, 5)
		for _, wrong := range []string{`"rumour"`, `7`, `null`} {
			if _, err := b.room.PutField(b.ctx, b.paper, b.ada, id, "kind", []byte(wrong), 1); news.CodeOf(err) != news.CodeInvalid {
				t.Errorf("the kind %s: %v", wrong, err)
			}
		}
		html := "<p>Written elsewhere.</p>"
		c, err := b.desk.Check(desk.Filing{BodyHTML: &html})
		if err != nil {
			t.Fatal(err)
		}
		b.do(func(w *desk.Work) error { _, err := w.Change(id, 0, c); return err })
		stands(6, 5)
		b.do(func(w *desk.Work) error { _, err := w.ReopenCoverage(id, 0); return err })
		stands(7, 5)
		if a, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: id, Act: news.ActSave}); err != nil || a.Version != 8 {
			t.Errorf("the next cut is %+v, %v", a, err)
		}
		put("kind", `"opinion"`, 1) // then there is no coverage that was closed
		if a, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: id, Act: news.ActSave}); err != nil {
			t.Errorf("%+v, %v", a, err)
		} else if _, v := b.version(id, a.Version); v.Copy.Kind != news.KindOpinion || v.Copy.ClosedAt != 0 {
			t.Errorf("it is %s, closed at %d", v.Copy.Kind, v.Copy.ClosedAt)
		}
	})
}
