package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

func testLists(t *testing.T, b *bench) {
	ctx := context.Background()
	t.Run("every list, in pages of every size, with equal times", func(t *testing.T) {
		b := b.another(t)
		lists := []news.List{b.front(), {Of: "section", ID: b.section.ID}, {Of: "tag", ID: ID(t)}, {Of: "person", ID: ID(t)}, {Of: "storyline", ID: ID(t)}}
		var changes []news.Change
		for i := range 23 { // in threes of one moment, so that pages end between equals
			c := b.article(t, fmt.Sprintf("a%02d", i), Noon-news.Millis(i/3))
			c.Version.Copy.Tags = []string{lists[2].ID, lists[2].ID} // twice is once
			c.Version.Copy.Byline.People = []string{lists[3].ID}
			c.Version.Copy.Storylines = []string{lists[4].ID}
			changes = append(changes, c)
		}
		b.put(t, changes...)
		slices.SortFunc(changes, func(x, y news.Change) int {
			if x.Article.PublishedAt != y.Article.PublishedAt {
				return int(y.Article.PublishedAt - x.Article.PublishedAt)
			}
			return -cmpText(x.Article.ID, y.Article.ID)
		})
		var want []string
		for _, c := range changes {
			want = append(want, c.Article.Slug)
		}
		for _, l := range lists {
			for _, limit := range []int{1, 2, 3, 5, 22, 23, 24, 100} {
				if diff := cmp.Diff(want, b.slugs(t, l, limit)); diff != "" {
					t.Errorf("list %s in pages of %d:\n%s", l.Of, limit, diff)
				}
			}
		}
		if got := b.slugs(t, news.List{Of: "tag", ID: ID(t)}, 10); got != nil {
			t.Errorf("an unknown tag lists %v", got)
		}
		b.checked(t)
	})
	t.Run("a card shows the live version's furniture", func(t *testing.T) {
		b := b.another(t)
		ann := news.Person{ID: ID(t), Slug: "ann", Name: "Ann Able", Version: 1}
		ben := news.Person{ID: ID(t), Slug: "ben", Name: "Ben Baker", Version: 1}
		b.write(t, func(tx news.Tx) error {
			if err := tx.PutPerson(ann, ""); err != nil {
				return err
			}
			return tx.PutPerson(ben, "")
		})
		c := b.article(t, "card", Noon)
		c.Article.UpdatedAt = Noon + 5
		c.Version.Copy = news.Copy{Kind: news.KindLive, ClosedAt: Noon + 4, Headline: "H", Kicker: "K", Standfirst: "S", Credit: "dpa", Language: "de",
			Section: b.section.ID, Picture: "pic", Byline: news.Byline{People: []string{ben.ID, ann.ID, "gone"}}, Body: Body("x")}
		b.put(t, c)
		want := news.Card{Article: c.Article.ID, Slug: "card", Kind: news.KindLive, ClosedAt: Noon + 4, Headline: "H", Kicker: "K", Standfirst: "S",
			Byline: "Ben Baker, Ann Able", Credit: "dpa", Language: "de", Section: b.section, Picture: "pic", PublishedAt: Noon,
			UpdatedAt: Noon + 5, Version: 1}
		read := func() news.Card {
			list, err := b.List(ctx, b.paper.ID, b.front(), Noon, news.After{}, 10)
			if err != nil || len(list) != 1 {
				t.Fatalf("%+v %v", list, err)
			}
			return list[0]
		}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Error(diff)
		}
		// Renaming renames everywhere, at once.
		ann.Name, ann.Version = "Ann Archer", 2
		section := b.section
		section.Name, section.Version = "Local news", 2
		b.write(t, func(tx news.Tx) error {
			if err := tx.PutPerson(ann, ""); err != nil {
				return err
			}
			return tx.PutSection(section, "")
		})
		want.Byline, want.Section = "Ben Baker, Ann Archer", section
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Error(diff)
		}
		b.put(t, again(c, func(c *news.Change) { c.Version.Copy.Byline.Text = "By all of us" }))
		if got := read().Byline; got != "By all of us" {
			t.Errorf("byline %q", got)
		}
	})
	t.Run("an article leaves the lists it is taken from", func(t *testing.T) {
		b := b.another(t)
		old, fresh := news.List{Of: "tag", ID: ID(t)}, news.List{Of: "tag", ID: ID(t)}
		c := b.article(t, "moving", Noon)
		c.Version.Copy.Tags = []string{old.ID}
		b.put(t, c)
		c = again(c, func(c *news.Change) { c.Version.Copy.Tags = []string{fresh.ID}; c.Article.PublishedAt = Noon - 10 })
		b.put(t, c)
		if b.slugs(t, old, 10) != nil || len(b.slugs(t, fresh, 10)) != 1 || len(b.slugs(t, b.front(), 10)) != 1 {
			t.Error("it stands in the wrong lists")
		}
		b.put(t, headOnly(c, func(a *news.Article) { a.State = news.Unpublished }))
		if b.slugs(t, fresh, 10) != nil || b.slugs(t, b.front(), 10) != nil {
			t.Error("an unpublished article is listed")
		}
		b.checked(t)
	})
	t.Run("cards come in the order asked for", func(t *testing.T) {
		b := b.another(t)
		x, y, z := b.article(t, "x", Noon), b.article(t, "y", Noon), b.draft(t, "z", Noon)
		b.put(t, x, y, z)
		cards, err := b.Cards(ctx, b.paper.ID, []string{y.Article.ID, z.Article.ID, "nobody", x.Article.ID, y.Article.ID}, Noon)
		var got []string
		for _, c := range cards {
			got = append(got, c.Slug)
		}
		if diff := cmp.Diff([]string{"y", "x", "y"}, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if cards, err := b.Cards(ctx, b.paper.ID, nil, Noon); err != nil || cards != nil {
			t.Errorf("%v %v", cards, err)
		}
	})
	t.Run("between two moments", func(t *testing.T) {
		b := b.another(t)
		if first, last, err := b.FirstAndLast(ctx, b.paper.ID, Noon); first != 0 || last != 0 || err != nil {
			t.Errorf("an empty paper spans %v to %v (%v)", first, last, err)
		}
		b.put(t, b.article(t, "d1", Noon-3), b.article(t, "d2", Noon-2), b.article(t, "d3", Noon-1), b.article(t, "d0", -Noon))
		counts, err := b.CountBetween(ctx, b.paper.ID, []news.Millis{-Noon - 5, -Noon, 0, Noon - 3, Noon - 1, Noon}, Noon)
		if diff := cmp.Diff([]int{0, 1, 0, 2, 1}, counts); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if counts, err := b.CountBetween(ctx, b.paper.ID, []news.Millis{Noon}, Noon); counts != nil || err != nil {
			t.Errorf("between one bound are %v (%v)", counts, err)
		}
		for _, span := range []struct{ from, until, before, after news.Millis }{{-Noon, -Noon + 1, 0, Noon - 3}, {Noon - 1, Noon, Noon - 2, 0}, {0, 1, -Noon, Noon - 3}} {
			before, after, err := b.Around(ctx, b.paper.ID, span.from, span.until, Noon)
			if before != span.before || after != span.after || err != nil {
				t.Errorf("around %d to %d: %d and %d (%v)", span.from, span.until, before, after, err)
			}
		}
		if first, last, err := b.FirstAndLast(ctx, b.paper.ID, Noon); first != -Noon || last != Noon-1 || err != nil {
			t.Errorf("spans %d to %d (%v)", first, last, err)
		}
	})
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// testShownFronts covers which fronts have something on them, and since when.
func testShownFronts(t *testing.T, b *bench) {
	ctx := context.Background()
	b = b.another(t)
	for _, slug := range []string{"a", "b", "c", "d"} {
		b.write(t, func(tx news.Tx) error {
			return tx.PutTag(news.Tag{ID: slug + "-" + b.paper.ID, Slug: slug, Name: slug, Version: 1}, "")
		})
	}
	file := func(slug string, at news.Millis, change func(*news.Change), tags ...string) {
		t.Helper()
		c := b.article(t, slug, at)
		for _, tag := range tags {
			c.Version.Copy.Tags = append(c.Version.Copy.Tags, tag+"-"+b.paper.ID)
		}
		if change != nil {
			change(&c)
		}
		c.Version.Hash = news.HashCopy(c.Version.Copy)
		b.write(t, func(tx news.Tx) error {
			_, err := tx.PutArticle(c)
			return err
		})
	}
	file("first", Noon-1000, nil, "a", "c")
	file("second", Noon-500, func(c *news.Change) { c.Article.UpdatedAt = Noon - 100 }, "a")
	file("held", Noon+5000, func(c *news.Change) { c.Article.State, c.Article.SeenAt = news.Scheduled, 0 }, "b", "c")
	shown := func(now news.Millis, after string, limit int) string {
		t.Helper()
		all, err := b.ShownFronts(ctx, b.paper.ID, "tag", now, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, f := range all {
			text += fmt.Sprintf("%s%d ", f.Slug, int64(f.At-Noon))
		}
		return text
	}
	if got := shown(Noon, "", 9); got != "a-100 c-1000 " {
		t.Errorf("before its moment: %s", got)
	}
	if got := shown(Noon+5000, "", 9); got != "a-100 b5000 c5000 " {
		t.Errorf("at its moment: %s", got)
	}
	if got := shown(Noon+5000, "a", 1); got != "b5000 " {
		t.Errorf("after a slug: %s", got)
	}
	if all, err := b.ShownFronts(ctx, b.paper.ID, "section", Noon, "", 9); len(all) != 1 || all[0].Slug != "news" || err != nil {
		t.Errorf("sections: %v %v", all, err)
	}
	if all, err := b.ShownFronts(ctx, b.paper.ID, "person", Noon, "", 9); len(all) != 0 || err != nil {
		t.Errorf("people: %v %v", all, err)
	}
	if _, err := b.ShownFronts(ctx, b.paper.ID, "paper", Noon, "", 9); err == nil {
		t.Error("there are no fronts of papers")
	}
}
