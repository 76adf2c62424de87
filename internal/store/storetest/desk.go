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
