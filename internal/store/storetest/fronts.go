package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

// testFronts sees that every state of a front is kept, and found by its number and by the moment at which it stood.
func testFronts(t *testing.T, b *bench) {
	ctx := context.Background()
	b = b.another(t)
	defer b.clock.Set(Noon)
	var kept []news.FrontVersion
	for n := 1; n <= 3; n++ {
		b.clock.Set(Noon + news.Millis(n)*10)
		f := news.Front{Name: news.MainFront, Version: n, Live: []news.Slot{{Article: "x", Headline: "H", Picture: "p", Pin: n, Until: Noon}},
			Draft: []news.Slot{{Article: "d"}}}
		kept = append(kept, news.FrontVersion{Front: f, At: b.clock.Now(), By: "p"})
		b.write(t, func(tx news.Tx) error { return tx.PutFront(f, "p") })
	}
	b.refused(t, news.CodeStale, "version", func(tx news.Tx) error { return tx.PutFront(kept[1].Front, "p") })
	b.refused(t, news.CodeStale, "version", func(tx news.Tx) error {
		return tx.PutFront(news.Front{Name: news.MainFront, Version: 1}, "p")
	})
	err := b.View(ctx, b.paper.ID, func(v news.View) error {
		for _, want := range kept {
			got, err := v.FrontVersion(news.MainFront, want.Version)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		}
		for _, name := range []string{news.MainFront, "news"} {
			if _, err := v.FrontVersion(name, 4); news.CodeOf(err) != news.CodeNotFound {
				t.Errorf("a version of %s that is not there: %v", name, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for before, want := range map[news.Millis]int{Noon: 0, Noon + 10: 0, Noon + 11: 1, Noon + 30: 2, Noon + 31: 3, news.Never: 3} {
		got, err := b.FrontAt(ctx, b.paper.ID, news.MainFront, before)
		if err != nil || got.Version != want || got.Name != news.MainFront {
			t.Errorf("just before %d stood %+v (%v), want version %d", before-Noon, got, err, want)
		}
	}
	for _, p := range []struct{ before, limit, first, count int }{{0, 10, 3, 3}, {0, 2, 3, 2}, {3, 10, 2, 2}, {1, 10, 0, 0}} {
		list, err := b.FrontVersions(ctx, b.paper.ID, news.MainFront, p.before, p.limit)
		if err != nil || len(list) != p.count || p.count > 0 && list[0].Version != p.first {
			t.Errorf("below %d: %+v (%v)", p.before, list, err)
		}
	}
	if other, err := b.another(t).FrontAt(ctx, b.paper.ID, "news", Noon); other.Version != 0 || err != nil {
		t.Errorf("%+v %v", other, err)
	}
	b.checked(t)
}
