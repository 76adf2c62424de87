package manuscript

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/dop251/goja"

	"broadsheet/internal/body"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// bench is a room on a real store and a real desk.
type bench struct {
	t     *testing.T
	ctx   context.Context
	store *store.Store
	again store.Options // open the store once more
	desk  *desk.Desk
	clock *storetest.Clock
	room  *Room
	paper string
	ada   news.Actor // an editor
	ron   news.Actor // a reporter
}

var engines = map[string]func(testing.TB) store.Options{"sqlite": storetest.SQLiteOptions, "postgres": storetest.PostgresOptions}

func setup(t *testing.T, o store.Options) *bench {
	t.Helper()
	b := &bench{t: t, ctx: context.Background(), clock: storetest.NewClock(storetest.Noon)}
	o.Now = b.clock.Now
	b.store, b.again = storetest.Open(t, o), o
	b.desk = &desk.Desk{Store: b.store, Now: b.clock.Now, NewID: func() string { return storetest.ID(t) }}
	b.paper = storetest.Paper(t, b.store).ID
	b.do(func(w *desk.Work) error {
		slug, name := "news", "News"
		if _, err := w.AddSection(desk.SectionFiling{Slug: &slug, Name: &name}); err != nil {
			return err
		}
		for _, p := range []struct {
			to   *news.Actor
			name string
			role news.Role
		}{{&b.ada, "Ada", news.Editor}, {&b.ron, "Ron", news.Reporter}} {
			email := p.name + "@example.org"
			made, err := w.AddPerson(desk.PersonFiling{Name: &p.name, Email: &email, Role: &p.role})
			if err != nil {
				return err
			}
			*p.to = news.Actor{Person: made.ID, Role: p.role}
		}
		return nil
	})
	b.room = b.newRoom()
	return b
}

// newRoom makes another room over the store, as the program has it after a restart.
func (b *bench) newRoom() *Room { return b.roomOver(b.store) }

func (b *bench) roomOver(s *store.Store) *Room {
	return New(Options{Store: s, Now: b.clock.Now, Desk: Desk{
		MayRead: desk.MayReadHistory, MayWrite: desk.MayWrite, FieldsOf: desk.FieldsOf, CheckField: b.desk.CheckField,
		Cut: func(ctx context.Context, paper string, by news.Actor, c news.Cut) (news.Article, []news.Entry, error) {
			r, entries, err := b.desk.CutManuscript(ctx, paper, by, c)
			return r.Article, entries, err
		},
	}})
}

func (b *bench) do(fn func(*desk.Work) error) {
	b.t.Helper()
	if _, err := b.desk.Do(b.ctx, b.paper, news.Program, fn); err != nil {
		b.t.Fatal(err)
	}
}

// file files an article as somebody.
func (b *bench) file(by news.Actor, publish bool) string {
	b.t.Helper()
	headline, section, html := "A headline", "news", "<p>One.</p><p>Two.</p>"
	c, err := b.desk.Check(desk.Filing{Headline: &headline, Section: &section, BodyHTML: &html, Publish: &publish})
	if err != nil {
		b.t.Fatal(err)
	}
	var r desk.Result
	if _, err := b.desk.Do(b.ctx, b.paper, by, func(w *desk.Work) (err error) {
		r, err = w.File(c)
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return r.Article.ID
}

// open opens a manuscript that has to open.
func (b *bench) open(r *Room, by news.Actor, article string) Page {
	b.t.Helper()
	p, err := r.Open(b.ctx, b.paper, by, article)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// words are the words of a body.
func words(t *testing.T, doc news.Body) string {
	t.Helper()
	n, err := body.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(body.AppendText(nil, &n))
}

// version returns a version's words, and the version.
func (b *bench) version(article string, n int) (string, news.Version) {
	b.t.Helper()
	var v news.Version
	if err := b.store.View(b.ctx, b.paper, func(view news.View) (err error) {
		v, err = view.Version(article, n)
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return words(b.t, v.Copy.Body), v
}

func (b *bench) head(article string) (a news.Article) {
	b.t.Helper()
	if err := b.store.View(b.ctx, b.paper, func(view news.View) (err error) {
		a, err = view.Article(article)
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return a
}

// insert is a batch of one step that puts text at a position.
func insert(client string, after int64, at int, text string) news.Batch {
	return news.Batch{After: after, Client: client, Steps: []json.RawMessage{
		json.RawMessage(fmt.Sprintf(`{"stepType":"replace","from":%d,"to":%d,"slice":{"content":[{"type":"text","text":%q}]}}`, at, at, text)),
	}}
}

// press is editors without a page, run in goja: testdata/writers.js, made from ui/newsroom/src/writers.ts.
type press struct {
	t    *testing.T
	vm   *goja.Runtime
	made *goja.Object
}

func newPress(t *testing.T, seed int) *press {
	t.Helper()
	script, err := os.ReadFile("testdata/writers.js")
	if err != nil {
		t.Fatal(err)
	}
	p := &press{t: t, vm: goja.New()}
	if _, err := p.vm.RunString(string(script)); err != nil {
		t.Fatal(err)
	}
	p.made = p.vm.Get("writers").ToObject(p.vm)
	p.call("seed", seed)
	return p
}

func (p *press) call(name string, args ...any) string {
	p.t.Helper()
	fn, _ := goja.AssertFunction(p.made.Get(name))
	values := make([]goja.Value, len(args))
	for i, a := range args {
		values[i] = p.vm.ToValue(a)
	}
	v, err := fn(goja.Undefined(), values...)
	if err != nil {
		p.t.Fatalf("%s%v: %v", name, args, err)
	}
	return v.String()
}

// receive gives a writer steps of the log.
func (p *press) receive(i int, more []news.Step) {
	p.t.Helper()
	b, err := json.Marshal(more)
	if err != nil {
		p.t.Fatal(err)
	}
	p.call("receive", i, string(b))
}
