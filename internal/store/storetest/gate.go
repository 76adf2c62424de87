package storetest

import (
	"context"
	"testing"

	"broadsheet/internal/news"
)

// testGate asks every public read just before, at, and just after each edge of an article's interval.
func testGate(t *testing.T, b *bench) {
	ctx := context.Background()
	const from, until = Noon + 1000, Noon + 2000
	cases := map[string]func(*news.Article){
		"embargo":  func(a *news.Article) { a.EmbargoUntil, a.State = from, news.Scheduled },
		"schedule": func(a *news.Article) { a.ReleaseAt, a.State = from, news.Scheduled },
		"the clock has not come by": func(a *news.Article) {
			a.ReleaseAt, a.EmbargoUntil, a.State = from-500, from, news.Live
		},
	}
	for name, set := range cases {
		t.Run(name, func(t *testing.T) {
			b := b.another(t)
			tag := news.List{Of: "tag", ID: ID(t)}
			c := b.article(t, "secret", Noon)
			c.Article.SeenAt, c.Article.ExpiresAt = 0, until
			set(&c.Article)
			c.Version.Copy.Tags = []string{tag.ID}
			c.Version.Correction = &news.Correction{Kind: news.CorrectionError, Text: "It was not so.", At: Noon}
			b.put(t, c)
			for _, at := range []struct {
				now  news.Millis
				seen bool
			}{{Noon, false}, {from - 1, false}, {from, true}, {from + 1, true}, {until - 1, true}, {until, false}, {until + 1, false}} {
				if got := news.Visible(c.Article, at.now); got != at.seen {
					t.Fatalf("the gate says %v at %d", got, at.now-Noon)
				}
				want := 0
				if at.seen {
					want = 1
				}
				list, err := b.List(ctx, b.paper.ID, b.front(), at.now, news.After{}, 5)
				tagged, err2 := b.List(ctx, b.paper.ID, tag, at.now, news.After{}, 5)
				cards, err3 := b.Cards(ctx, b.paper.ID, []string{c.Article.ID}, at.now)
				day, err4 := b.CountBetween(ctx, b.paper.ID, []news.Millis{Noon, Noon + 1}, at.now)
				noted, err5 := b.Noted(ctx, b.paper.ID, at.now, news.After{}, 5)
				of, err6 := b.NotedOf(ctx, b.paper.ID, c.Article.ID, at.now)
				first, last, err7 := b.FirstAndLast(ctx, b.paper.ID, at.now)
				for _, err := range []error{err, err2, err3, err4, err5, err6, err7} {
					if err != nil {
						t.Fatal(err)
					}
				}
				for what, n := range map[string]int{"list": len(list), "tag": len(tagged), "cards": len(cards), "day": day[0],
					"noted": len(noted), "noted of": len(of)} {
					if n != want {
						t.Errorf("at %+d ms: %s shows %d, want %d", at.now-Noon, what, n, want)
					}
				}
				if (first != 0) != at.seen || (last != 0) != at.seen {
					t.Errorf("at %+d ms: the archive spans %d to %d", at.now-Noon, first, last)
				}
			}
			b.checked(t)
		})
	}
	t.Run("an interval that is empty is never listed", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "never", Noon)
		c.Article.EmbargoUntil, c.Article.ExpiresAt = until, from
		b.put(t, c)
		for _, now := range []news.Millis{Noon, from, until, news.Never - 1} {
			if list, err := b.List(ctx, b.paper.ID, b.front(), now, news.After{}, 5); err != nil || len(list) != 0 {
				t.Errorf("at %d: %v %v", now, list, err)
			}
		}
		b.checked(t)
	})
}
