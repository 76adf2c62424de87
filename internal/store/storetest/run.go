package storetest

import (
	"context"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// Run runs the suite on one engine. fresh names an empty database each time it is called.
func Run(t *testing.T, fresh func(testing.TB) store.Options) {
	for _, group := range []struct {
		name string
		run  func(*testing.T, func(testing.TB) store.Options)
	}{
		{"Articles", testArticles},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			group.run(t, fresh)
		})
	}
}

// bench is a store with one paper and a section.
type bench struct {
	*store.Store
	clock   *Clock
	paper   news.Paper
	section news.Section
}

func setup(t *testing.T, fresh func(testing.TB) store.Options) *bench {
	t.Helper()
	o := fresh(t)
	b := &bench{clock: NewClock(Noon)}
	o.Now = b.clock.Now
	b.Store = Open(t, o)
	b.paper = Paper(t, b.Store)
	b.section = news.Section{ID: ID(t), Slug: "news", Name: "News", Position: 1, Version: 1}
	b.write(t, func(tx news.Tx) error { return tx.PutSection(b.section, "") })
	return b
}

// write runs a transaction that has to succeed.
func (b *bench) write(t testing.TB, fn func(news.Tx) error) []news.Entry {
	t.Helper()
	entries, err := b.Write(context.Background(), b.paper.ID, fn)
	if err != nil {
		t.Fatalf("writing: %v", err)
	}
	return entries
}

// article makes the change that files and publishes an article at a moment.
func (b *bench) article(t testing.TB, slug string, at news.Millis) news.Change {
	id := ID(t)
	c := news.Copy{Kind: news.KindNews, Headline: "About " + slug, Section: b.section.ID, Body: Body("Words about " + slug + ".")}
	return news.Change{
		Act: news.ActPublish,
		Article: news.Article{ID: id, Slug: slug, State: news.Live, Version: 1, Live: 1, PublishedAt: at, ReleaseAt: at, SeenAt: at,
			CreatedAt: at, ModifiedAt: at},
		Version: &news.Version{Article: id, N: 1, At: at, Copy: c, Hash: news.HashCopy(c)},
	}
}

// put writes changes in one transaction.
func (b *bench) put(t testing.TB, changes ...news.Change) []news.Entry {
	t.Helper()
	return b.write(t, func(tx news.Tx) error {
		for _, c := range changes {
			if _, err := tx.PutArticle(c); err != nil {
				return err
			}
		}
		return nil
	})
}
