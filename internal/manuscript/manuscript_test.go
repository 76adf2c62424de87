package manuscript

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

const ada1, ada2, ron1 = "ada-client-000000001", "ada-client-000000002", "ron-client-000000001"

func each(t *testing.T, run func(*testing.T, *bench)) {
	t.Parallel()
	for name, fresh := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, setup(t, fresh(t)))
		})
	}
}

func TestWriting(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.file(b.ada, false)
		p := b.open(b.room, b.ada, id)
		if got := words(t, p.Doc); got != "One.\n\nTwo." || p.N != 0 || p.State.Uncut || p.State.Base != 1 {
			t.Fatalf("%q %+v", got, p)
		}
		wake, cancel := b.room.Listen(b.paper, id)
		defer cancel()
		if taken, u, err := b.room.Push(b.ctx, b.paper, b.ada, id, insert(ada1, 0, 1, "A")); !taken || u.N != 1 || err != nil {
			t.Fatal(taken, u, err)
		}
		select {
		case <-wake:
		default:
			t.Error("who listens was not told")
		}
		// The answer was lost: the same batch comes again, and is not applied twice.
		taken, u, err := b.room.Push(b.ctx, b.paper, b.ada, id, insert(ada1, 0, 1, "A"))
		if taken || err != nil || len(u.Steps) != 1 || u.Steps[0].Client != ada1 {
			t.Errorf("a batch that comes again: %v %+v %v", taken, u, err)
		}
		if taken, _, err := b.room.Push(b.ctx, b.paper, b.ada, id, insert(ada2, 1, 2, "B")); !taken || err != nil {
			t.Error(taken, err)
		}
		u, err = b.room.Since(b.ctx, b.paper, b.ada, id, 0, p.State.Rev)
		if err != nil || len(u.Steps) != 2 || u.State == nil || !u.State.Uncut {
			t.Errorf("%+v %v", u, err)
		}
		other := b.newRoom() // after a restart
		if got := words(t, b.open(other, b.ada, id).Doc); got != "ABOne.\n\nTwo." {
			t.Errorf("%q", got)
		}
		for n, want := range map[int64]string{0: "One.", 1: "AOne.", 2: "ABOne."} {
			if p, err := other.At(b.ctx, b.paper, b.ada, id, n); err != nil || !strings.HasPrefix(words(t, p.Doc), want) {
				t.Errorf("at %d: %s %v", n, p.Doc, err)
			}
		}
		if _, err := other.At(b.ctx, b.paper, b.ada, id, 3); news.CodeOf(err) != news.CodeNotFound {
			t.Error(err)
		}
	})
}

// TestRefused: nothing comes in from who may not write, under another's name, out of order, or into copy that is closed.
func TestRefused(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	adas, rons := b.file(b.ada, false), b.file(b.ron, false)
	b.open(b.room, b.ada, rons)
	if _, err := b.room.Open(b.ctx, b.paper, b.ron, adas); news.CodeOf(err) != news.CodeForbidden {
		t.Errorf("a reporter opens an editor's draft: %v", err)
	}
	if _, _, err := b.room.Push(b.ctx, b.paper, b.ada, rons, insert(ada1, 0, 1, "x")); err != nil {
		t.Fatal(err)
	}
	bad := insert(ron1, 1, 1, "x")
	bad.Steps[0] = json.RawMessage(`{"stepType":"replace","from":1,"to":99}`)
	none := insert(ron1, 1, 1, "x")
	none.Steps = nil
	for name, c := range map[string]struct {
		by      news.Actor
		article string
		batch   news.Batch
		code    news.Code
	}{
		"into another's draft":          {b.ron, adas, insert(ron1, 0, 1, "x"), news.CodeForbidden},
		"under another's editor's id":   {b.ron, rons, insert(ada1, 1, 1, "x"), news.CodeForbidden},
		"under no id":                   {b.ron, rons, insert("", 1, 1, "x"), news.CodeInvalid},
		"under a short id":              {b.ron, rons, insert("1", 1, 1, "x"), news.CodeInvalid},
		"without steps":                 {b.ron, rons, none, news.CodeInvalid},
		"that doesn't apply":            {b.ron, rons, bad, news.CodeInvalid},
		"after a step that never was":   {b.ron, rons, insert(ron1, 77, 1, "x"), news.CodeStale},
		"after a step before the first": {b.ron, rons, insert(ron1, -1, 1, "x"), news.CodeStale},
		"into no article":               {b.ada, "nothing", insert(ada1, 0, 1, "x"), news.CodeNotFound},
	} {
		if taken, _, err := b.room.Push(b.ctx, b.paper, c.by, c.article, c.batch); taken || news.CodeOf(err) != c.code {
			t.Errorf("%s: %v %v, want %s", name, taken, err, c.code)
		}
	}
	// The reporter's copy is made ready: it is no longer the reporter's to write in.
	if _, _, err := b.room.Cut(b.ctx, b.paper, b.ron, news.Cut{Article: rons, Act: news.ActReady}); news.CodeOf(err) != news.CodeForbidden {
		t.Errorf("a reporter makes copy ready: %v", err)
	}
	if _, _, err := b.room.Cut(b.ctx, b.paper, b.ron, news.Cut{Article: rons, Act: news.ActPublish}); news.CodeOf(err) != news.CodeForbidden {
		t.Errorf("a reporter publishes: %v", err)
	}
	if _, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: rons, Act: news.ActReady}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.room.Push(b.ctx, b.paper, b.ron, rons, insert(ron1, 1, 1, "x")); news.CodeOf(err) != news.CodeForbidden {
		t.Errorf("a reporter writes in copy that is ready: %v", err)
	}
	if _, err := b.room.PutField(b.ctx, b.paper, b.ron, rons, "headline", json.RawMessage(`"x"`), 0); news.CodeOf(err) != news.CodeForbidden {
		t.Errorf("a reporter changes the headline of copy that is ready: %v", err)
	}
	b.do(func(w *desk.Work) error { _, err := w.Spike(rons, 0); return err })
	if _, _, err := b.room.Push(b.ctx, b.paper, b.ada, rons, insert(ada1, 1, 1, "x")); news.CodeOf(err) != news.CodeConflict {
		t.Errorf("writing in spiked copy: %v", err)
	}
	if got := words(t, b.open(b.room, b.ada, rons).Doc); got != "xOne.\n\nTwo." {
		t.Errorf("after all that it says %q", got)
	}
}

func TestFields(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.file(b.ada, false)
		put := func(by news.Actor, name, value string, expect int) (news.Field, error) {
			return b.room.PutField(b.ctx, b.paper, by, id, name, json.RawMessage(value), expect)
		}
		if f, err := put(b.ada, "headline", `"Ferry stops"`, 0); err != nil || f.Version != 1 {
			t.Fatal(f, err)
		}
		f, err := put(b.ada, "headline", `"Ferry sinks"`, 0)
		if news.CodeOf(err) != news.CodeStale || string(f.Value) != `"Ferry stops"` || f.Version != 1 {
			t.Errorf("a late write: %+v %v", f, err)
		}
		if _, err := put(b.ada, "tags", `["Harbour","Ferries"]`, 0); err != nil {
			t.Error(err)
		}
		if _, err := put(b.ada, "kicker", `"Transport"`, 0); err != nil {
			t.Error(err)
		}
		for _, bad := range [][2]string{{"headline", `7`}, {"headline", `"` + strings.Repeat("x", 301) + `"`}, {"headline", `null`}, {"section", `"nowhere"`}, {"colour", `"red"`},
			{"tags", `["x",7]`}, {"slug", `"No Slug"`}, {"body", `"x"`}} {
			if _, err := put(b.ada, bad[0], bad[1], 0); news.CodeOf(err) != news.CodeInvalid {
				t.Errorf("%s: %v", bad, err)
			}
		}
		a, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: id, Act: news.ActSave, Note: "A point"})
		if err != nil || a.Version != 2 {
			t.Fatal(a, err)
		}
		_, v := b.version(id, 2)
		if v.Copy.Headline != "Ferry stops" || v.Copy.Kicker != "Transport" || len(v.Copy.Tags) != 2 || v.Note != "A point" || v.By != b.ada.Person {
			t.Errorf("%+v", v)
		}
		if p := b.open(b.room, b.ada, id); p.State.Uncut || p.State.Base != 2 || p.State.Version != 2 {
			t.Errorf("after the cut: %+v", p.State)
		}
		if a, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: id, Act: news.ActSave}); err != nil || a.Version != 2 {
			t.Errorf("cutting what has been cut makes version %d (%v)", a.Version, err)
		}
		if _, err := put(b.ada, "headline", `""`, 1); err != nil {
			t.Errorf("a headline may be empty while it is written: %v", err)
		}
		if _, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: id, Act: news.ActSave}); news.CodeOf(err) != news.CodeInvalid {
			t.Errorf("a version without a headline: %v", err)
		}
	})
}

func TestCopysWay(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.file(b.ron, false)
		write := func(by news.Actor, client, text string) {
			t.Helper()
			p := b.open(b.room, by, id)
			if taken, _, err := b.room.Push(b.ctx, b.paper, by, id, insert(client, p.N, 1, text)); !taken || err != nil {
				t.Fatal(taken, err)
			}
		}
		cut := func(by news.Actor, act news.Act, c news.Correction) news.Article {
			t.Helper()
			a, _, err := b.room.Cut(b.ctx, b.paper, by, news.Cut{Article: id, Act: act, Correction: c})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		write(b.ron, ron1, "a")
		if a := cut(b.ron, news.ActSubmit, news.Correction{}); a.State != news.Submitted || a.Version != 2 {
			t.Errorf("%+v", a)
		}
		write(b.ada, ada1, "b")
		if a := cut(b.ada, news.ActPublish, news.Correction{}); a.State != news.Live || a.Version != 3 || a.Live != 3 {
			t.Errorf("%+v", a)
		}
		write(b.ada, ada1, "c")
		b.clock.Set(b.clock.Now() + 4*60*1000)
		if err := b.room.CutAlone(b.ctx); err != nil {
			t.Fatal(err)
		}
		if a := b.head(id); a.Version != 4 || a.Live != 3 {
			t.Errorf("left alone, it stands at %+v", a)
		}
		if text, v := b.version(id, 4); !strings.HasPrefix(text, "cbaOne.") || v.By != b.ada.Person {
			t.Errorf("%q by %s", text, v.By)
		}
		write(b.ada, ada1, "d")
		if a := cut(b.ada, news.ActCorrect, news.Correction{Text: "It was not so."}); a.State != news.Corrected || a.Live != 5 {
			t.Errorf("%+v", a)
		}
		if text, v := b.version(id, 5); !strings.HasPrefix(text, "dcbaOne.") || v.Correction == nil {
			t.Errorf("%q %+v", text, v.Correction)
		}
		if err := b.store.Check(b.ctx, func(p string) { t.Error(p) }); err != nil {
			t.Error(err)
		}
	})
}

// TestElsewhere has a version come from the API while the manuscript is at rest, and while somebody writes.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	id := b.file(b.ada, false)
	b.open(b.room, b.ada, id)
	change := func(html, headline string) {
		t.Helper()
		c, err := b.desk.Check(desk.Filing{BodyHTML: &html, Headline: &headline})
		if err != nil {
			t.Fatal(err)
		}
		b.do(func(w *desk.Work) error { _, err := w.Change(id, 0, c); return err })
	}
	if _, err := b.room.PutField(b.ctx, b.paper, b.ada, id, "headline", json.RawMessage(`"Mine"`), 0); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: id, Act: news.ActSave}); err != nil {
		t.Fatal(err)
	}
	change("<p>One.</p><p>Through the API.</p>", "Theirs")
	p := b.open(b.room, b.ada, id)
	if got := words(t, p.Doc); got != "One.\n\nThrough the API." || p.State.Uncut || p.State.Base != 3 {
		t.Errorf("%q %+v", got, p.State)
	}
	for _, f := range p.State.Fields {
		if f.Name == "headline" && (string(f.Value) != `"Theirs"` || f.Version != 2) {
			t.Errorf("%+v", f)
		}
	}
	if _, _, err := b.room.Push(b.ctx, b.paper, b.ada, id, insert(ada1, p.N, 1, "x")); err != nil {
		t.Fatal(err)
	}
	change("<p>Again.</p>", "Theirs")
	if p = b.open(b.room, b.ada, id); p.State.Base != 3 || p.State.Version != 4 || !strings.HasPrefix(words(t, p.Doc), "xOne.") {
		t.Errorf("what was being written is %s %+v", p.Doc, p.State)
	}
	if _, _, err := b.room.Cut(b.ctx, b.paper, b.ada, news.Cut{Article: id, Act: news.ActSave}); err != nil {
		t.Fatal(err)
	}
	if text, _ := b.version(id, 5); !strings.HasPrefix(text, "xOne.") {
		t.Errorf("version 5 says %q", text)
	}
	if text, _ := b.version(id, 4); text != "Again." {
		t.Errorf("version 4 says %q", text)
	}
}

// TestTwoProcesses has two rooms, each with its own connections to one database, write the same manuscript: the store decides who was first, and each
// takes in what the other wrote.
func TestTwoProcesses(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.file(b.ada, false)
		there := b.roomOver(storetest.Open(t, b.again))
		go there.Run(t.Context())
		b.open(b.room, b.ada, id)
		b.open(there, b.ada, id)
		wake, cancel := there.Listen(b.paper, id)
		defer cancel()
		if taken, _, err := b.room.Push(b.ctx, b.paper, b.ada, id, insert(ada1, 0, 1, "here ")); !taken || err != nil {
			t.Fatal(err)
		}
		select {
		case <-wake:
		case <-time.After(20 * time.Second):
			t.Fatal("the other process does not learn of it")
		}
		if u, err := there.Since(b.ctx, b.paper, b.ada, id, 0, 0); err != nil || len(u.Steps) != 1 {
			t.Fatalf("%+v %v", u, err)
		}
		if taken, _, err := there.Push(b.ctx, b.paper, b.ada, id, insert(ada2, 1, 1, "there ")); !taken || err != nil {
			t.Fatal(err)
		}
		taken, u, err := b.room.Push(b.ctx, b.paper, b.ada, id, insert(ada1, 1, 1, "again "))
		if taken || err != nil || len(u.Steps) != 1 || u.Steps[0].Client != ada2 {
			t.Errorf("who was late is told %v %+v %v", taken, u, err)
		}
		if got := words(t, b.open(b.room, b.ada, id).Doc); got != "there here One.\n\nTwo." {
			t.Errorf("%q", got)
		}
	})
}

func TestBaton(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	id := b.file(b.ron, false)
	leave := b.room.Join(b.paper, id, Here{Client: ron1, Person: b.ron.Person, Name: "Ron"})
	for _, by := range []news.Actor{b.ron, b.ada} {
		b.clock.Set(b.clock.Now() + 1000)
		if err := b.room.TakeBaton(b.ctx, b.paper, by, id); err != nil {
			t.Fatal(err)
		}
		if p := b.open(b.room, by, id); p.State.Holder != by.Person || p.State.HeldSince != b.clock.Now() || len(p.State.Here) != 1 {
			t.Errorf("%+v", p.State)
		}
	}
	if taken, _, err := b.room.Push(b.ctx, b.paper, b.ron, id, insert(ron1, 0, 1, "x")); !taken || err != nil {
		t.Errorf("who gave the baton away may still write: %v %v", taken, err)
	}
	leave()
	if p := b.open(b.room, b.ada, id); len(p.State.Here) != 0 {
		t.Errorf("%+v", p.State.Here)
	}
	if err := b.room.TakeBaton(b.ctx, b.paper, b.ron, b.file(b.ada, false)); news.CodeOf(err) != news.CodeForbidden {
		t.Error(err)
	}
}

// TestBrokenLog cuts a log in the middle: the manuscript says so and takes nothing in, and its neighbour is well.
func TestBrokenLog(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	broken, well := b.file(b.ada, false), b.file(b.ada, false)
	for _, id := range []string{broken, well} {
		b.open(b.room, b.ada, id)
		for n := range 5 {
			if _, _, err := b.room.Push(b.ctx, b.paper, b.ada, id, insert(ada1, int64(n), 1, "x")); err != nil {
				t.Fatal(err)
			}
		}
	}
	store := cutLog{b.store, broken}
	room := b.newRoom()
	room.o.Store = store
	_, err := room.Open(b.ctx, b.paper, b.ada, broken)
	if news.CodeOf(err) != news.CodeUnavailable || !strings.Contains(err.Error(), "lacks step 3") {
		t.Errorf("it opens with %v", err)
	}
	if err := room.Check(b.ctx, news.OpenManuscript{Paper: b.paper, Article: broken}); err == nil {
		t.Error("doctor finds nothing")
	}
	if err := room.Check(b.ctx, news.OpenManuscript{Paper: b.paper, Article: well}); err != nil {
		t.Error(err)
	}
}

// TestSnapshots writes past several snapshots and opens anew from the last.
func TestSnapshots(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	id := b.file(b.ada, false)
	b.open(b.room, b.ada, id)
	const batches, size = 6, 200
	for n := range batches {
		batch := insert(ada1, int64(n*size), 1, "x")
		for range size - 1 {
			batch.Steps = append(batch.Steps, batch.Steps[0])
		}
		if taken, _, err := b.room.Push(b.ctx, b.paper, b.ada, id, batch); !taken || err != nil {
			t.Fatal(err)
		}
	}
	if shot, err := b.store.SnapshotAt(b.ctx, b.paper, id, batches*size); err != nil || shot.N == 0 {
		t.Errorf("the newest snapshot is of step %d (%v)", shot.N, err)
	}
	other := b.newRoom()
	if got := words(t, b.open(other, b.ada, id).Doc); got != strings.Repeat("x", batches*size)+"One.\n\nTwo." {
		t.Errorf("%d characters", len(got))
	}
	u, err := other.Since(b.ctx, b.paper, b.ada, id, 0, 0)
	if err != nil || len(u.Steps) != readAtOnce || u.N != batches*size {
		t.Errorf("%d of %d steps at once (%v)", len(u.Steps), u.N, err)
	}
}

// TestFiveWriters has five editors write at random, each taking its time to take the others' steps in, while the server
// is started anew now and then: in the end all six documents are the same, byte by byte, and sound.
func TestFiveWriters(t *testing.T) {
	each(t, func(t *testing.T, b *bench) { fiveWriters(t, b) })
}

func fiveWriters(t *testing.T, b *bench) {
	const writers = 5
	rounds := storetest.Pick(30, 120, 600) // one goroutine writes for all five
	id := b.file(b.ada, false)
	p, first := newPress(t, rounds), b.open(b.room, b.ada, id)
	for i := range writers {
		p.call("open", string(first.Doc), first.N, writer(i))
	}
	r := rand.New(rand.NewPCG(7, 7))
	for round := range rounds {
		i := r.IntN(writers)
		p.call("act", i)
		if r.IntN(3) == 0 {
			exchange(t, b, p, i, id, r.IntN(10) == 0)
		}
		if round%50 == 49 {
			b.room = b.newRoom() // the server is killed and started
		}
	}
	for i := range writers {
		for try := 0; p.call("sendable", i) != "" && try < 5; try++ {
			exchange(t, b, p, i, id, false)
		}
	}
	for i := range writers {
		exchange(t, b, p, i, id, false)
	}
	server := b.open(b.newRoom(), b.ada, id)
	for i := range writers {
		if p.call("sendable", i) != "" {
			t.Errorf("writer %d has steps left", i)
		}
		if got := p.call("doc", i); got != string(server.Doc) {
			t.Errorf("writer %d and the server differ:\n%s\n%s", i, got, server.Doc)
		}
	}
	if server.N < int64(rounds/4) {
		t.Errorf("only %d steps were written", server.N)
	}
	words(t, server.Doc)
}

func writer(i int) string { return fmt.Sprintf("writer-%d-0000000000", i) }

// exchange sends what a writer has, and takes in what the others wrote. lost loses the server's answer.
func exchange(t *testing.T, b *bench, p *press, i int, article string, lost bool) {
	t.Helper()
	if text := p.call("sendable", i); text != "" {
		var batch struct {
			After int64
			Steps []json.RawMessage
		}
		if err := json.Unmarshal([]byte(text), &batch); err != nil {
			t.Fatal(err)
		}
		by := b.ada
		by.Person = "p" + strconv.Itoa(i) // as the writer's suggestions call them
		_, _, err := b.room.Push(b.ctx, b.paper, by, article, news.Batch{After: batch.After, Client: writer(i), Steps: batch.Steps})
		if err != nil {
			t.Fatalf("writer %d: %v\n%s", i, err, text)
		}
		if lost {
			return
		}
	}
	var after int64
	if _, err := fmt.Sscan(p.call("version", i), &after); err != nil {
		t.Fatal(err)
	}
	u, err := b.room.Since(b.ctx, b.paper, b.ada, article, after, 0)
	if err != nil {
		t.Fatal(err)
	}
	p.receive(i, u.Steps)
}

// cutLog is a store whose log of one article lacks a step.
type cutLog struct {
	*store.Store
	article string
}

func (c cutLog) StepsAfter(ctx context.Context, paper, article string, after int64, limit int) ([]news.Step, error) {
	list, err := c.Store.StepsAfter(ctx, paper, article, after, limit)
	if article == c.article && len(list) > 2 {
		list = append(list[:2:2], list[3:]...)
	}
	return list, err
}
