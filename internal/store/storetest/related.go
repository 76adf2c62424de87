package storetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// relate does what apply says in a follower's transaction.
func (b *bench) relate(t testing.TB, follower string, apply func(ledger.Tx) error) {
	t.Helper()
	b.put(t, b.draft(t, "for-"+ID(t), Noon)) // something to follow
	for n := 1; n > 0; {
		var err error
		n, err = b.Follow(context.Background(), follower, 1000, func(ledger.Read, []news.Entry) (func(ledger.Tx) error, error) { return apply, nil })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// like makes a list, the best first.
func like(ids ...string) (list []ledger.Like) {
	for i, id := range ids {
		list = append(list, ledger.Like{Article: id, Score: 1 - float64(i)/100, Reason: "shares " + id})
	}
	return list
}

// related returns the slugs in an article's list, with spaces between, and whether it has one.
func (b *bench) related(t testing.TB, article string, limit int) (string, bool) {
	t.Helper()
	cards, known, err := b.Related(context.Background(), b.paper.ID, article, b.clock.Now(), limit)
	if err != nil {
		t.Fatal(err)
	}
	var slugs []string
	for _, c := range cards {
		slugs = append(slugs, c.Slug)
	}
	return strings.Join(slugs, " "), known
}

func testRelated(t *testing.T, b *bench) {
	ctx := context.Background()
	var ids []string
	for i := range 20 {
		c := b.article(t, fmt.Sprintf("a%02d", i), Noon-news.Millis(i))
		b.put(t, c)
		ids = append(ids, c.Article.ID)
	}
	const follower = "related"
	t.Run("none is known at first", func(t *testing.T) {
		if got, known := b.related(t, ids[0], 6); got != "" || known {
			t.Errorf("got %q, known %v", got, known)
		}
	})
	t.Run("a list holds twelve, best first, never itself, and may be empty", func(t *testing.T) {
		b.relate(t, follower, func(tx ledger.Tx) error {
			if err := tx.Relate(b.paper.ID, ledger.Likes{Article: ids[1], Version: 1}); err != nil {
				return err
			}
			return tx.Relate(b.paper.ID, ledger.Likes{Article: ids[0], Version: 1, Known: 5, List: like(append([]string{ids[0], ids[3], ids[3]}, ids[2:]...)...)})
		})
		if got, _ := b.related(t, ids[0], 4); got != "a03 a02 a04 a05" {
			t.Errorf("got %q", got)
		}
		if got, _ := b.related(t, ids[0], 50); len(strings.Fields(got)) != 12 {
			t.Errorf("got %q", got)
		}
		if got, known := b.related(t, ids[1], 6); got != "" || !known {
			t.Errorf("of an empty list: got %q, known %v", got, known)
		}
		why, err := b.WhyRelated(ctx, ids[0])
		if w := why[ids[2]]; err != nil || len(why) != 12 || w.Reason != "shares "+ids[2] || w.Score < 0.96 || w.Score > 0.98 {
			t.Errorf("why: %+v, %v", why, err)
		}
	})
	t.Run("an article enters lists that could not know it, in the place of the least", func(t *testing.T) {
		_, turn, err := b.RelistedSince(ctx, -1, 0)
		if err != nil {
			t.Fatal(err)
		}
		back := []ledger.Like{{Article: ids[0], Score: .5, Reason: "much"}, {Article: ids[1], Score: .1, Reason: "little"}}
		b.relate(t, follower, func(tx ledger.Tx) error {
			return tx.Relate(b.paper.ID, ledger.Likes{Article: ids[19], Version: 1, Seq: 6, Known: 6, List: back})
		})
		if got, _ := b.related(t, ids[0], 50); strings.Contains(got, "a19") {
			t.Errorf("it is less like it than the twelve: %q", got)
		}
		if got, _ := b.related(t, ids[1], 50); got != "a19" {
			t.Errorf("the empty list had room for it: %q", got)
		}
		back[0].Score = .99
		b.relate(t, follower, func(tx ledger.Tx) error {
			return tx.Relate(b.paper.ID, ledger.Likes{Article: ids[19], Version: 1, Seq: 6, Known: 6, List: back})
		})
		if got, _ := b.related(t, ids[0], 50); len(strings.Fields(got)) != 12 || !strings.Contains(got, "a19") || strings.Contains(got, "a13") {
			t.Errorf("it should stand in the place of the least: %q", got)
		}
		list, next, err := b.RelistedSince(ctx, turn, 100)
		var changed []string
		for _, l := range list {
			changed = append(changed, l.Article)
		}
		if err != nil || next <= turn || len(changed) != 3 || !slices.Contains(changed, ids[0]) || !slices.Contains(changed, ids[1]) || list[0].Paper != b.paper.ID {
			t.Errorf("changed: %v, turn %d after %d, %v", list, next, turn, err)
		}
	})
	t.Run("lists that knew it judge themselves", func(t *testing.T) {
		b.relate(t, follower, func(tx ledger.Tx) error {
			return tx.Relate(b.paper.ID, ledger.Likes{Article: ids[18], Version: 1, Seq: 5, Known: 9, List: like(ids[0])})
		})
		if got, _ := b.related(t, ids[0], 50); strings.Contains(got, "a18") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("it leaves lists of what it isn't like any more", func(t *testing.T) {
		b.relate(t, follower, func(tx ledger.Tx) error {
			return tx.Relate(b.paper.ID, ledger.Likes{Article: ids[19], Version: 2, Seq: 9, Known: 9})
		})
		if got, _ := b.related(t, ids[0], 50); strings.Contains(got, "a19") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("the gate cuts", func(t *testing.T) {
		b.clock.Set(Noon - 3_600_000)
		if got, known := b.related(t, ids[0], 6); got != "" || !known {
			t.Errorf("before anything was released: %q, %v", got, known)
		}
		b.clock.Set(Noon)
		if cards, _, err := b.Related(ctx, ID(t), ids[0], b.clock.Now(), 6); len(cards) > 0 || err != nil {
			t.Errorf("in another paper: %v, %v", cards, err)
		}
	})
	t.Run("reveal and unrelate", func(t *testing.T) {
		_, turn, _ := b.RelistedSince(ctx, -1, 0)
		b.relate(t, follower, func(tx ledger.Tx) error { return tx.Reveal(ids[2]) })
		if list, _, err := b.RelistedSince(ctx, turn, 100); err != nil || len(list) != 1 || list[0].Article != ids[0] {
			t.Errorf("changed: %v, %v", list, err)
		}
		b.relate(t, follower, func(tx ledger.Tx) error { return tx.Unrelate(ids[2]) })
		if got, _ := b.related(t, ids[0], 50); strings.Contains(got, "a02") {
			t.Errorf("got %q", got)
		}
		b.relate(t, follower, func(tx ledger.Tx) error { return tx.Unrelate(ids[0]) })
		if got, known := b.related(t, ids[0], 6); got != "" || known {
			t.Errorf("got %q, known %v", got, known)
		}
	})
	t.Run("check", func(t *testing.T) { b.checkRelated(t, follower, ids) })
}

// checkRelated breaks lists and has them checked.
func (b *bench) checkRelated(t *testing.T, follower string, ids []string) {
	check := func() (all string) {
		t.Helper()
		if err := b.CheckRelated(context.Background(), follower, func(problem string) { all += problem + "\n" }); err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := check(); !strings.Contains(got, "no list of related articles for article "+ids[0]) || !strings.Contains(got, "broadsheet rebuild related") {
		t.Errorf("without a list: %q", got)
	}
	b.relate(t, follower, func(tx ledger.Tx) error {
		for i, id := range ids {
			if err := tx.Relate(b.paper.ID, ledger.Likes{Article: id, Version: 1, Known: 1 << 40, List: like(ids[(i+1)%len(ids)])}); err != nil {
				return err
			}
		}
		return nil
	})
	if got := check(); got != "" {
		t.Errorf("when all is well: %q", got)
	}
	ghost := ID(t)
	b.relate(t, follower, func(tx ledger.Tx) error {
		return tx.Relate(b.paper.ID, ledger.Likes{Article: ghost, Version: 1, Known: 1 << 40})
	})
	if got := check(); !strings.Contains(got, "for article "+ghost+", which nobody may see") {
		t.Errorf("with a list of nobody's: %q", got)
	}
	before, err := b.WhyRelated(context.Background(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := b.RestartRelated(context.Background(), follower); err != nil {
		t.Fatal(err)
	}
	if at, err := b.Cursor(context.Background(), follower); err != nil || at != 0 {
		t.Errorf("the follower begins again at %d, %v", at, err)
	}
	if after, err := b.WhyRelated(context.Background(), ids[0]); err != nil || len(after) == 0 || !maps.Equal(before, after) {
		t.Errorf("the list stands until it is made anew: %v, was %v (%v)", after, before, err)
	}
	if got := check(); got != "" {
		t.Errorf("while there is something to follow: %q", got)
	}
	if err := b.ClearRelated(context.Background(), follower); err != nil {
		t.Fatal(err)
	}
	if after, err := b.WhyRelated(context.Background(), ids[0]); err != nil || len(after) != 0 {
		t.Errorf("a list thrown away: %v %v", after, err)
	}
}
