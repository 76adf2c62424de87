package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

func testArticles(t *testing.T, fresh func(testing.TB) store.Options) {
	ctx := context.Background()
	t.Run("comes back as it was put", func(t *testing.T) {
		t.Parallel()
		b := setup(t, fresh)
		c := b.article(t, "harbour-reopens", Noon)
		c.Version.Correction = &news.Correction{Kind: news.CorrectionUpdate, Text: "More is known.", At: Noon}
		c.Version.Copy.Tags = []string{ID(t)}
		entries := b.put(t, c)
		a, v, err := b.ReadBySlug(ctx, b.paper.ID, "harbour-reopens")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.Article, a) + cmp.Diff(*c.Version, v); diff != "" {
			t.Error(diff)
		}
		if len(entries) != 1 || entries[0].Seq != 3 || entries[0].What != "article.publish" {
			t.Errorf("entries %+v", entries)
		}
		list, err := b.List(ctx, b.paper.ID, news.List{Of: "section", ID: b.section.ID}, Noon, news.After{}, 10)
		if err != nil || len(list) != 1 || list[0].Headline != "About harbour-reopens" || list[0].Section != b.section || !list[0].Corrected {
			t.Errorf("list %+v, %v", list, err)
		}
	})
}
