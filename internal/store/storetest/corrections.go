package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

func testCorrections(t *testing.T, b *bench) {
	ctx := context.Background()
	correct := func(c news.Change, at news.Millis, text string) news.Change {
		return again(c, func(c *news.Change) {
			c.Act, c.Article.State = news.ActCorrect, news.Corrected
			c.Version.Correction = &news.Correction{Kind: news.CorrectionError, Text: text, At: at}
		})
	}
	t.Run("of the versions up to the live one", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "price", Noon)
		b.put(t, c)
		c = correct(c, Noon+1, "It costs four pounds.")
		b.put(t, c)
		held := correct(c, Noon+2, "It costs five pounds.")
		held.Article.Live = 2
		b.put(t, held)
		want := []news.Noted{{Correction: *c.Version.Correction, Article: c.Article.ID, Slug: "price", Headline: "About price", Version: 2}}
		got, err := b.NotedOf(ctx, b.paper.ID, c.Article.ID, Noon)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		b.put(t, headOnly(held, func(a *news.Article) { a.Live = 3 }))
		if got, err := b.NotedOf(ctx, b.paper.ID, c.Article.ID, Noon); err != nil || len(got) != 2 || got[1].Text != "It costs five pounds." {
			t.Errorf("%+v %v", got, err)
		}
		cards, err := b.Cards(ctx, b.paper.ID, []string{c.Article.ID}, Noon)
		if err != nil || len(cards) != 1 || !cards[0].Corrected {
			t.Errorf("%+v %v", cards, err)
		}
		b.put(t, headOnly(held, func(a *news.Article) { a.Live = 3; a.State = news.Killed }))
		if got, err := b.Noted(ctx, b.paper.ID, Noon, news.After{}, 10); err != nil || len(got) != 0 {
			t.Errorf("the record tells of a killed article: %+v %v", got, err)
		}
		b.checked(t)
	})
	t.Run("an update or a clarification corrects nothing", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "price", Noon)
		b.put(t, c)
		for i, kind := range []news.CorrectionKind{news.CorrectionUpdate, news.CorrectionClarification, news.CorrectionError} {
			c = correct(c, Noon+news.Millis(i)+1, "A note.")
			c.Version.Correction.Kind = kind
			b.put(t, c)
			cards, err := b.Cards(ctx, b.paper.ID, []string{c.Article.ID}, Noon)
			if err != nil || len(cards) != 1 || cards[0].Corrected != (kind == news.CorrectionError) {
				t.Errorf("with a note of the kind %q: %+v %v", kind, cards, err)
			}
		}
		b.checked(t)
	})
	t.Run("to what a person wrote", func(t *testing.T) {
		b := b.another(t)
		ann, ben := ID(t), ID(t)
		texts := func(person string, limit int) (all []string) {
			list, err := b.NotedBy(ctx, b.paper.ID, person, Noon, limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range list {
				all = append(all, n.Slug+": "+n.Text)
			}
			return all
		}
		var last news.Change
		for i, who := range [][]string{{ann}, {ben}, {ann, ben}} {
			c := b.article(t, fmt.Sprint("by", i), Noon)
			c.Version.Copy.Byline.People = who
			b.put(t, c)
			last = correct(c, Noon+news.Millis(i), fmt.Sprint("note ", i))
			b.put(t, last)
		}
		for person, want := range map[string][]string{ann: {"by2: note 2", "by0: note 0"}, ben: {"by2: note 2", "by1: note 1"}, ID(t): nil} {
			if diff := cmp.Diff(want, texts(person, 10)); diff != "" {
				t.Error(diff)
			}
		}
		if got := texts(ann, 1); len(got) != 1 || got[0] != "by2: note 2" {
			t.Errorf("the newest is %v", got)
		}
		b.put(t, headOnly(last, func(a *news.Article) { a.State = news.Unpublished }))
		if got := texts(ben, 10); len(got) != 1 {
			t.Errorf("with one of two taken down: %v", got)
		}
	})
	t.Run("the record goes on from where a page ended", func(t *testing.T) {
		b := b.another(t)
		var want []string
		for i := range 3 {
			c := b.article(t, fmt.Sprint("article", i), Noon)
			b.put(t, c)
			for k := range 3 { // all of one moment
				c = correct(c, Noon+9, fmt.Sprint(i, k))
				b.put(t, c)
			}
		}
		for i := 2; i >= 0; i-- {
			for k := 2; k >= 0; k-- {
				want = append(want, fmt.Sprint(i, k))
			}
		}
		for _, limit := range []int{1, 2, 4, 9, 10} {
			var got []string
			var after news.After
			for {
				page, err := b.Noted(ctx, b.paper.ID, Noon, after, limit)
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range page {
					got = append(got, n.Text)
					after = news.After{At: n.At, ID: fmt.Sprintf("%s/%d", n.Article, n.Version)}
				}
				if len(page) < limit {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("in pages of %d:\n%s", limit, diff)
			}
		}
	})
}
