package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

func testDesk(t *testing.T, b *bench) {
	ctx := context.Background()
	other := news.Section{ID: ID(t), Slug: "sport", Name: "Sport", Position: 2, Version: 1}
	b.write(t, func(tx news.Tx) error { return tx.PutSection(other, "") })
	file := func(slug, headline, slugline, owner string, state news.State, section string, at news.Millis) {
		c := b.draft(t, slug, at)
		c.Article.State, c.Article.Owner, c.Article.ModifiedAt = state, owner, at
		c.Version.Copy.Headline, c.Version.Copy.Slugline, c.Version.Copy.Section = headline, slugline, section
		if c.Version.Copy.Kind = news.KindNews; slug == "a" || slug == "c" {
			c.Version.Copy.Kind = news.KindLive
		}
		b.put(t, c)
	}
	file("a", "Harbour FIRE is out", "FIRE-1", "ann", news.Draft, b.section.ID, Noon)
	file("b", "Élan at 100% of_the quay!", "elan", "ben", news.Submitted, b.section.ID, Noon)
	file("c", "The regatta", "RACE", "ann", news.Draft, other.ID, Noon+1)
	file("d", "A fire brigade's regatta", "", "", news.Spiked, other.ID, Noon+2)
	for _, q := range []struct {
		name   string
		filter news.DeskFilter
		want   string
	}{
		{"everything, the last changed first", news.DeskFilter{}, "d c b a"},
		{"state", news.DeskFilter{State: news.Draft}, "c a"},
		{"kind", news.DeskFilter{Kind: news.KindLive}, "c a"},
		{"another kind", news.DeskFilter{Kind: news.KindNews}, "d b"},
		{"a kind of a person", news.DeskFilter{Kind: news.KindLive, Person: "ann"}, "c a"},
		{"a kind that nothing is", news.DeskFilter{Kind: news.KindObituary}, ""},
		{"section", news.DeskFilter{Section: other.ID}, "d c"},
		{"owner", news.DeskFilter{Owner: "ann"}, "c a"},
		{"all at once", news.DeskFilter{State: news.Draft, Section: other.ID, Owner: "ann", Query: "regatta"}, "c"},
		{"a word in whatever case", news.DeskFilter{Query: "fIrE"}, "d a"},
		{"case beyond ASCII", news.DeskFilter{Query: "éLAN"}, "b"},
		{"the slugline", news.DeskFilter{Query: "race"}, "c"},
		{"every word", news.DeskFilter{Query: " regatta  fire "}, "d"},
		{"per cent is itself", news.DeskFilter{Query: "100%"}, "b"},
		{"per cent matches nothing else", news.DeskFilter{Query: "h%r"}, ""},
		{"an underscore is itself", news.DeskFilter{Query: "of_the"}, "b"},
		{"an underscore matches nothing else", news.DeskFilter{Query: "f_re"}, ""},
		{"the escape is itself", news.DeskFilter{Query: "quay!"}, "b"},
		{"a backslash is itself", news.DeskFilter{Query: `fire\`}, ""},
		{"nothing", news.DeskFilter{State: news.Killed}, ""},
		{"of a person", news.DeskFilter{Person: "ben"}, "b"},
		{"changed since", news.DeskFilter{From: Noon + 1}, "d c"},
		{"changed before", news.DeskFilter{Until: Noon + 1}, "b a"},
		{"changed between", news.DeskFilter{From: Noon + 1, Until: Noon + 2}, "c"},
	} {
		t.Run(q.name, func(t *testing.T) {
			for _, limit := range []int{1, 2, 10} {
				var got string
				var after news.After
				for {
					page, err := b.Articles(ctx, b.paper.ID, q.filter, after, limit)
					if err != nil {
						t.Fatal(err)
					}
					for _, i := range page {
						got += " " + i.Slug
						after = news.After{At: i.ModifiedAt, ID: i.ID}
					}
					if len(page) < limit {
						break
					}
				}
				if got != q.want && got != " "+q.want {
					t.Errorf("in pages of %d: got%s, want %s", limit, got, q.want)
				}
			}
		})
	}
	t.Run("an item shows the newest version", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "x", Noon)
		b.put(t, c)
		c = again(c, func(c *news.Change) {
			c.Article.Live = 1
			c.Version.Copy.Headline, c.Version.Copy.Slugline, c.Version.Copy.Kind = "Newer", "SLUG", news.KindLive
		})
		b.put(t, c)
		want := []news.DeskItem{{Article: c.Article, Kind: news.KindLive, Headline: "Newer", Slugline: "SLUG", Section: b.section.ID}}
		got, err := b.Articles(ctx, b.paper.ID, news.DeskFilter{}, news.After{}, 10)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
	})
	t.Run("who has it, and since when", func(t *testing.T) { b.another(t).testHolders(ctx, t) })
	t.Run("what moved it", func(t *testing.T) { b.another(t).testMoves(ctx, t) })
	t.Run("versions go on from a number", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "x", Noon)
		b.put(t, c)
		for range 4 {
			c = again(c, func(*news.Change) {})
			b.put(t, c)
		}
		list, err := b.Versions(ctx, b.paper.ID, c.Article.ID, 2, 2)
		if err != nil || len(list) != 2 || list[0].N != 3 || list[1].N != 4 || list[0].Copy.Body != nil {
			t.Errorf("%+v %v", list, err)
		}
		for n := range 7 {
			_, v, err := b.Read(ctx, b.paper.ID, c.Article.ID, n)
			if found := n <= 5; found != (err == nil) || found && v.N != n && n != 0 {
				t.Error(fmt.Sprint(n, v.N, err))
			}
		}
	})
}

// testHolders sees that the desk's list says who has the baton, and that whoever hands copy on lets go of it.
func (b *bench) testHolders(ctx context.Context, t *testing.T) {
	id := b.manuscript(t)
	item := func() news.DeskItem {
		t.Helper()
		list, err := b.Articles(ctx, b.paper.ID, news.DeskFilter{Person: "eve"}, news.After{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return news.DeskItem{}
		}
		return list[0]
	}
	if i := item(); i.ID != "" {
		t.Errorf("nobody has it and it is in the list of who has it: %+v", i)
	}
	if err := b.PassBaton(ctx, b.paper.ID, id, "eve", Noon+5, mayWrite); err != nil {
		t.Fatal(err)
	}
	if who, since := item().Has(); who != "eve" || since != Noon+5 {
		t.Errorf("%q has it, since %d", who, since)
	}
	all := func(act news.Act, state news.State) {
		t.Helper()
		b.write(t, func(tx news.Tx) error {
			a, err := tx.Article(id)
			if err != nil {
				return err
			}
			a.State, a.ModifiedAt = state, a.ModifiedAt+1
			_, err = tx.PutArticle(news.Change{Act: act, Article: a, By: "ada"})
			return err
		})
	}
	all(news.ActSave, news.Draft)
	if i := item(); i.Holder != "eve" {
		t.Errorf("after a save %q has it", i.Holder)
	}
	all(news.ActSubmit, news.Submitted)
	if i := item(); i.ID != "" {
		t.Errorf("after it was handed on it is still in the hands of %q", i.Holder)
	}
	if m, _, err := b.Manuscript(ctx, b.paper.ID, id); err != nil || m.Holder != "" || m.HeldSince != 0 {
		t.Errorf("%+v %v", m, err)
	}
}

// testMoves sees that the last act that moved an article is found, and not a later one that didn't.
func (b *bench) testMoves(ctx context.Context, t *testing.T) {
	c := b.draft(t, "moved", Noon)
	c.By = "ada"
	b.put(t, c)
	other := b.draft(t, "stays", Noon)
	other.By = "ben"
	b.put(t, other)
	c.Act, c.Article.State, c.Version = news.ActSubmit, news.Submitted, nil
	b.put(t, c)
	c.Act, c.By = news.ActSave, "ben"
	b.put(t, c)
	got, err := b.Moves(ctx, b.paper.ID, []string{c.Article.ID, other.Article.ID, "nobody"})
	if err != nil || len(got) != 2 || got[c.Article.ID].Act != news.ActSubmit || got[c.Article.ID].By != "ada" || got[c.Article.ID].At == 0 ||
		got[other.Article.ID].Act != news.ActFile || got[other.Article.ID].By != "ben" {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := b.Moves(ctx, b.another(t).paper.ID, []string{c.Article.ID}); err != nil || len(got) != 0 {
		t.Errorf("from another paper: %+v %v", got, err)
	}
	if got, err := b.Moves(ctx, b.paper.ID, nil); err != nil || len(got) != 0 {
		t.Errorf("of none: %+v %v", got, err)
	}
}
