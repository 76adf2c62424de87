package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

func testArticles(t *testing.T, b *bench) {
	ctx := context.Background()
	t.Run("comes back as it was put", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "harbour-reopens", Noon)
		c.Article.UpdatedAt, c.Article.ExpiresAt, c.Article.EmbargoUntil = Noon+1, Noon+9, Noon-5
		c.Article.Notice, c.Article.Owner, c.By = "Gone.", "p1", "p2"
		c.Article.Holds = news.Holds{Legal: news.Hold{Why: "“Paragraph 4”", By: "p2", At: Noon - 7}}
		c.Article.EmbargoAsk = news.EmbargoAsk{Until: Noon - 6, By: "p1", At: Noon - 7}
		v := c.Version
		v.By, v.Note = "p2", "First."
		v.Correction = &news.Correction{Kind: news.CorrectionUpdate, Text: "More is known.", At: Noon}
		v.Copy.Kicker, v.Copy.Standfirst, v.Copy.Credit, v.Copy.Dateline = "Quay", "It opened.", "dpa", "Hull"
		v.Copy.Byline, v.Copy.SEO = news.Byline{Text: "Our reporter"}, news.SEO{Title: "T", Description: "D"}
		v.Copy.Tags, v.Copy.Storylines = []string{ID(t), ID(t)}, []string{ID(t)}
		v.Copy.Language, v.Copy.Picture, v.Copy.Slugline = "de", "pic", "HARBOUR"
		v.Hash = news.HashCopy(v.Copy)
		entries := b.put(t, c)
		for name, read := range map[string]func() (news.Article, news.Version, error){
			"by slug":        func() (news.Article, news.Version, error) { return b.ReadBySlug(ctx, b.paper.ID, "harbour-reopens") },
			"newest":         func() (news.Article, news.Version, error) { return b.Read(ctx, b.paper.ID, c.Article.ID, 0) },
			"version 1":      func() (news.Article, news.Version, error) { return b.Read(ctx, b.paper.ID, c.Article.ID, 1) },
			"inside a view":  func() (news.Article, news.Version, error) { return viewed(b, c.Article.ID) },
			"as a list item": func() (news.Article, news.Version, error) { return b.ReadBySlug(ctx, b.paper.ID, "harbour-reopens") },
		} {
			a, got, err := read()
			if diff := cmp.Diff(c.Article, a) + cmp.Diff(*v, got); diff != "" || err != nil {
				t.Errorf("%s: %v\n%s", name, err, diff)
			}
			if news.HashCopy(got.Copy) != got.Hash {
				t.Errorf("%s: the copy that came back has another hash", name)
			}
		}
		if len(entries) != 1 || entries[0].What != "article.publish" || entries[0].By != "p2" || entries[0].Subject != c.Article.ID {
			t.Errorf("entries %+v", entries)
		}
		read, err := b.Entries(ctx, b.paper.ID, entries[0].Seq-1, 10)
		if diff := cmp.Diff(entries, read); diff != "" || err != nil {
			t.Errorf("the ledger reads otherwise than it was written: %v\n%s", err, diff)
		}
		list, err := b.Versions(ctx, b.paper.ID, c.Article.ID, 0, 10)
		v.Copy.Body = nil
		if diff := cmp.Diff([]news.Version{*v}, list); diff != "" || err != nil {
			t.Errorf("versions: %v\n%s", err, diff)
		}
	})
	t.Run("a draft has no live version", func(t *testing.T) {
		b := b.another(t)
		b.put(t, b.draft(t, "later", Noon))
		a, v, err := b.ReadBySlug(ctx, b.paper.ID, "later")
		if err != nil || a.State != news.Draft || v.N != 0 || v.Copy.Headline != "" {
			t.Errorf("%+v %+v %v", a, v, err)
		}
		if got := b.slugs(t, b.front(), 10); got != nil {
			t.Errorf("lists show %v", got)
		}
	})
	t.Run("a newer version that is not live changes nothing for readers", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "news", Noon)
		b.put(t, c)
		c = again(c, func(c *news.Change) { c.Article.Live = 1; c.Version.Copy.Headline = "Not yet" })
		b.put(t, c)
		a, v, err := b.ReadBySlug(ctx, b.paper.ID, "news")
		if err != nil || a.Version != 2 || v.N != 1 || v.Copy.Headline != "About news" {
			t.Errorf("%+v %+v %v", a, v, err)
		}
		b.put(t, headOnly(c, func(a *news.Article) { a.Live = 2 }))
		cards, err := b.Cards(ctx, b.paper.ID, []string{a.ID}, Noon)
		if err != nil || len(cards) != 1 || cards[0].Headline != "Not yet" || cards[0].Version != 2 {
			t.Errorf("%+v %v", cards, err)
		}
		b.checked(t)
	})
	t.Run("other papers don't have it", func(t *testing.T) {
		b, other := b.another(t), b.another(t)
		c := b.article(t, "ours", Noon)
		b.put(t, c)
		_, _, err := b.ReadBySlug(ctx, other.paper.ID, "ours")
		_, _, err2 := b.Read(ctx, other.paper.ID, c.Article.ID, 0)
		cards, err3 := b.Cards(ctx, other.paper.ID, []string{c.Article.ID}, Noon)
		if news.CodeOf(err) != news.CodeNotFound || news.CodeOf(err2) != news.CodeNotFound || err3 != nil || len(cards) != 0 {
			t.Errorf("%v, %v, %v, %v", err, err2, err3, cards)
		}
		other.put(t, other.article(t, "ours", Noon)) // the slug is free there
		other.refused(t, news.CodeConflict, "id", func(tx news.Tx) error {
			taken := c
			taken.Article.Slug = "something-else"
			_, err := tx.PutArticle(taken)
			return err
		})
	})
	t.Run("slugs", func(t *testing.T) { testSlugs(t, b.another(t)) })
	t.Run("a lost race", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "raced", Noon)
		b.put(t, c)
		second := again(c, func(*news.Change) {})
		b.put(t, second)
		for name, late := range map[string]news.Change{"version": second, "head": headOnly(c, func(*news.Article) {}), "first": c} {
			if e := b.refused(t, news.CodeStale, "version", putting(late)); e.Current != 2 {
				t.Errorf("%s: current is %d, want 2", name, e.Current)
			}
		}
		b.refused(t, news.CodeNotFound, "", putting(headOnly(b.article(t, "nowhere", Noon), func(*news.Article) {})))
		wrong := again(second, func(c *news.Change) { c.Version.N = 7 })
		b.refused(t, news.CodeInvalid, "version", putting(wrong))
	})
	t.Run("one transaction sees what it has put", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "twice", Noon)
		b.write(t, func(tx news.Tx) error {
			if _, err := tx.PutArticle(c); err != nil {
				return err
			}
			v, err := tx.Version(c.Article.ID, 1)
			if err != nil || v.Copy.Headline != "About twice" {
				t.Errorf("%+v %v", v, err)
			}
			if a, err := tx.ArticleBySlug("twice"); err != nil || a.ID != c.Article.ID {
				t.Errorf("%+v %v", a, err)
			}
			_, err = tx.PutArticle(again(c, func(c *news.Change) { c.Version.Copy.Headline = "Second" }))
			return err
		})
		cards, err := b.List(ctx, b.paper.ID, b.front(), Noon, news.After{}, 10)
		if err != nil || len(cards) != 1 || cards[0].Headline != "Second" {
			t.Errorf("%+v %v", cards, err)
		}
		b.checked(t)
	})
	t.Run("an error takes everything back", func(t *testing.T) {
		b := b.another(t)
		b.refused(t, news.CodeInvalid, "x", func(tx news.Tx) error {
			if _, err := tx.PutArticle(b.article(t, "never", Noon)); err != nil {
				return err
			}
			return news.Invalid("x", "no")
		})
		if _, _, err := b.ReadBySlug(ctx, b.paper.ID, "never"); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("it is there: %v", err)
		}
		if got := b.slugs(t, b.front(), 10); got != nil {
			t.Errorf("lists show %v", got)
		}
	})
	t.Run("a panic takes everything back", func(t *testing.T) {
		b := b.another(t)
		func() {
			defer func() { _ = recover() }()
			_, _ = b.Write(ctx, b.paper.ID, func(tx news.Tx) error {
				_, _ = tx.PutArticle(b.article(t, "never", Noon))
				panic("oh")
			})
		}()
		if _, _, err := b.ReadBySlug(ctx, b.paper.ID, "never"); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("it is there: %v", err)
		}
		b.put(t, b.article(t, "after", Noon))
	})
	t.Run("no paper, no row", func(t *testing.T) {
		_, err := b.Write(ctx, ID(t), putting(b.article(t, "homeless", Noon)))
		if news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("got %v", err)
		}
	})
}

func viewed(b *bench, id string) (a news.Article, v news.Version, err error) {
	err = b.View(context.Background(), b.paper.ID, func(view news.View) error {
		if a, err = view.Article(id); err != nil {
			return err
		}
		v, err = view.Version(id, a.Version)
		return err
	})
	return a, v, err
}

func testSlugs(t *testing.T, b *bench) {
	first := b.draft(t, "fire", Noon)
	b.put(t, first)
	b.refused(t, news.CodeConflict, "slug", putting(b.article(t, "fire", Noon)))
	b.refused(t, news.CodeConflict, "slug", putting(b.draft(t, "two", Noon), b.draft(t, "two", Noon)))

	// One of a batch that is refused leaves the others.
	entries := b.write(t, func(tx news.Tx) error {
		for _, slug := range []string{"a", "fire", "b"} {
			if _, err := tx.PutArticle(b.draft(t, slug, Noon)); (news.CodeOf(err) == news.CodeConflict) != (slug == "fire") {
				t.Errorf("%s: %v", slug, err)
			}
		}
		return nil
	})
	if len(entries) != 2 {
		t.Errorf("%d entries, want 2", len(entries))
	}

	// Spiking gives the slug back; returning needs it free.
	spiked := headOnly(first, func(a *news.Article) { a.State = news.Spiked })
	b.put(t, spiked)
	second := b.draft(t, "fire", Noon)
	b.put(t, second)
	back := headOnly(spiked, func(a *news.Article) { a.State = news.Draft })
	b.refused(t, news.CodeConflict, "slug", putting(back))
	a, _, err := b.Read(context.Background(), b.paper.ID, first.Article.ID, 0)
	if err != nil || a.State != news.Spiked {
		t.Errorf("%+v %v", a, err)
	}
	b.put(t, headOnly(back, func(a *news.Article) { a.Slug = "fire-2" }))

	// Killing keeps it for good.
	live := b.article(t, "secret", Noon)
	b.put(t, live)
	b.put(t, headOnly(live, func(a *news.Article) { a.State = news.Killed; a.Notice = "Withdrawn." }))
	b.refused(t, news.CodeConflict, "slug", putting(b.draft(t, "secret", Noon)))
	b.refused(t, news.CodeConflict, "slug", putting(headOnly(second, func(a *news.Article) { a.Slug = "secret" })))
	a, _, err = b.ReadBySlug(context.Background(), b.paper.ID, "secret")
	if err != nil || a.State != news.Killed || a.Notice != "Withdrawn." {
		t.Errorf("%+v %v", a, err)
	}
	b.checked(t)
}
