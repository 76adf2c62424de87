package storetest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

// busy gives a store two papers with articles that have been through everything: filed, edited, renamed, corrected,
// scheduled, unpublished, killed, spiked and returned.
func busy(t testing.TB, b *bench, articles int) {
	r := rand.New(rand.NewPCG(3, 3))
	tags := []string{ID(t), ID(t), ID(t)}
	for i := range articles {
		c := b.draft(t, fmt.Sprint("article-", i), Noon-news.Millis(r.IntN(50)))
		c.Version.Copy.Tags = tags[:r.IntN(4)]
		b.put(t, c)
		for step := range r.IntN(7) {
			c = nextChange(r, c, step, i, tags)
			b.put(t, c)
		}
	}
}

// nextChange does something that may be done to an article.
func nextChange(r *rand.Rand, c news.Change, step, i int, tags []string) news.Change {
	a := &c.Article
	c.Version = &news.Version{Article: a.ID, N: a.Version, At: Noon, Copy: news.Copy{Kind: news.KindNews, Headline: fmt.Sprint("H ", i, step),
		Tags: tags[r.IntN(3):], Body: Body("x")}}
	switch n := r.IntN(9); {
	case a.State == news.Spiked:
		return headOnly(c, func(a *news.Article) { a.State, a.Slug = news.Draft, fmt.Sprintf("back-%d-%d", i, step) })
	case a.State == news.Killed:
		return headOnly(c, func(a *news.Article) { a.Notice += "." })
	case n == 0 && a.SeenAt == 0:
		return headOnly(c, func(a *news.Article) { a.State, a.Live = news.Spiked, 0 })
	case n == 1 && a.SeenAt != 0:
		return headOnly(c, func(a *news.Article) { a.State = news.Killed })
	case n == 2:
		return headOnly(c, func(a *news.Article) { a.State, a.Live = news.Unpublished, 0 })
	case n == 3:
		return headOnly(c, func(a *news.Article) { a.Slug = fmt.Sprintf("renamed-%d-%d", i, r.IntN(2)) })
	case n == 4:
		return again(c, func(c *news.Change) { c.Article.Live = 0; c.Article.State = news.Draft })
	}
	return again(c, func(c *news.Change) {
		c.Article.State, c.Article.Live, c.Article.PublishedAt, c.Article.ReleaseAt = news.Live, c.Article.Version, Noon-9, Noon-9
		if r.IntN(3) == 0 {
			c.Article.State, c.Article.EmbargoUntil = news.Scheduled, Noon+news.Millis(r.IntN(9))
		} else {
			c.Article.SeenAt = Noon - 9
		}
		if r.IntN(3) == 0 {
			c.Version.Correction = &news.Correction{Kind: news.CorrectionError, Text: "So.", At: Noon + news.Millis(step)}
		}
		if r.IntN(4) == 0 {
			c.Article.ExpiresAt = Noon + 100
		}
	})
}

func testDerivations(t *testing.T, b *bench) {
	ctx := context.Background()
	other := b.another(t)
	busy(t, b, 60)
	busy(t, other, 20)
	b.checked(t)
	public := func(s *bench) (all []string) {
		for _, p := range []*bench{b, other} {
			for now := Noon - 10; now < Noon+110; now += 10 {
				cards, err := s.List(ctx, p.paper.ID, p.front(), now, news.After{}, 200)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range cards {
					all = append(all, fmt.Sprint(now, c))
				}
				noted, err := s.Noted(ctx, p.paper.ID, now, news.After{}, 200)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, fmt.Sprint(now, noted))
			}
		}
		return all
	}
	before := public(b)
	t.Run("rebuilding gives the same", func(t *testing.T) {
		var progress [][2]int64
		if err := b.Rebuild(ctx, func(done, total int64) { progress = append(progress, [2]int64{done, total}) }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([][2]int64{{80, 80}}, progress); diff != "" {
			t.Errorf("progress:\n%s", diff)
		}
		b.checked(t)
		if diff := cmp.Diff(before, public(b)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("rebuilding can be stopped", func(t *testing.T) {
		stopped, stop := context.WithCancel(ctx)
		stop()
		if err := b.Rebuild(stopped, nil); err == nil {
			t.Error("it went on")
		}
		if diff := cmp.Diff(before, public(b)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a dump", func(t *testing.T) {
		var dump, again bytes.Buffer
		if err := b.Dump(ctx, &dump); err != nil {
			t.Fatal(err)
		}
		if err := b.Load(ctx, bytes.NewReader(dump.Bytes())); news.CodeOf(err) != news.CodeConflict {
			t.Errorf("loading over a paper: %v", err)
		}
		if err := b.Dump(ctx, &again); err != nil || !bytes.Equal(dump.Bytes(), again.Bytes()) {
			t.Errorf("dumping twice gives two dumps (%v)", err)
		}
		if n := strings.Count(dump.String(), "\n"); n < 200 {
			t.Errorf("a dump of %d lines", n)
		}
	})
}

func testText(t *testing.T, b *bench) {
	ctx := context.Background()
	for name, text := range map[string]string{
		"quotes":     `'"\` + "`" + `$1 %s --`,
		"beyond BMP": "𝔘𝔫𝔦 🗞️ 漢字",
		"combining":  "\u00e9 and e\u0301",
		"rtl":        "\u05e9\u05dc\u05d5\u05dd \u200f\u0645\u0631",
		"spaces":     "  \t a   ",
		"separators": "a\u2028b\u2029c\u00a0d",
		"empty":      "",
	} {
		t.Run(name, func(t *testing.T) {
			b := b.another(t)
			c := b.article(t, "text", Noon)
			c.Version.Copy.Headline, c.Version.Copy.Standfirst, c.Version.Note, c.Version.Copy.Body = text, text, text, Body(text)
			c.Version.Hash = news.HashCopy(c.Version.Copy)
			b.put(t, c)
			_, v, err := b.ReadBySlug(ctx, b.paper.ID, "text")
			if diff := cmp.Diff(*c.Version, v); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
			cards, err := b.Cards(ctx, b.paper.ID, []string{c.Article.ID}, Noon)
			if err != nil || len(cards) != 1 || cards[0].Headline != text {
				t.Errorf("%+v %v", cards, err)
			}
		})
	}
}
