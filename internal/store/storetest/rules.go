package storetest

import (
	"context"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

// testRules covers house rules: they are put, changed, dropped, listed and found, with their versions and what is said of them.
func testRules(t *testing.T, b *bench) {
	ctx := context.Background()
	put := func(r news.Rule) func(news.Tx) error {
		return func(tx news.Tx) error { return tx.PutRule(r, "ada") }
	}
	r := news.Rule{ID: "use", Find: "utilise 100%", Replace: "use", Reason: "It is shorter.", Severity: news.Must, Version: 1,
		Examples: []news.RuleExample{{Wrong: "a", Right: "b"}}}
	t.Run("put, changed, dropped, kept", func(t *testing.T) {
		b := b.another(t)
		none, err := b.RulesMark(ctx, b.paper.ID)
		if err != nil {
			t.Fatal(err)
		}
		entries := b.write(t, put(r))
		if len(entries) != 1 || entries[0].What != "rule.save" || entries[0].Subject != "use" || entries[0].By != "ada" {
			t.Errorf("entries %+v", entries)
		}
		mark, err := b.RulesMark(ctx, b.paper.ID)
		if err != nil || mark == none {
			t.Errorf("the mark stays %d (%v)", mark, err)
		}
		b.refused(t, news.CodeConflict, "id", put(r))
		changed := r
		changed.Version, changed.Off = 2, true
		b.write(t, put(changed))
		if e := b.refused(t, news.CodeStale, "version", put(changed)); e.Current != 2 {
			t.Errorf("current %d", e.Current)
		}
		want := changed
		want.ModifiedAt, want.ModifiedBy = b.clock.Now(), "ada"
		got, err := b.Rules(ctx, b.paper.ID, "", "", 10)
		if diff := cmp.Diff([]news.Rule{want}, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		changed.Version, changed.Dropped = 3, true
		if entries := b.write(t, put(changed)); entries[0].What != "rule.drop" {
			t.Errorf("entries %+v", entries)
		}
		if got, err := b.Rules(ctx, b.paper.ID, "", "", 10); len(got) != 0 || err != nil {
			t.Errorf("a dropped rule is listed: %v %v", got, err)
		}
		versions, err := b.RuleVersions(ctx, b.paper.ID, "use", 10)
		if err != nil || len(versions) != 3 || !versions[0].Dropped || versions[2].Off || versions[2].Version != 1 {
			t.Errorf("versions %+v %v", versions, err)
		}
		if last, err := b.LastChange(ctx, b.paper.ID, "rule.drop"); err != nil || last.By != "ada" || last.Subject != "use" || last.At != b.clock.Now() {
			t.Errorf("the last change is %+v (%v)", last, err)
		}
		if last, err := b.LastChange(ctx, b.paper.ID, "redirect.save"); err != nil || last.Seq != 0 {
			t.Errorf("a change that never was: %+v (%v)", last, err)
		}
	})
	t.Run("many, in pages, and found", func(t *testing.T) {
		b := b.another(t)
		for i := range 5 {
			x := r
			x.ID = "r" + strconv.Itoa(i)
			x.Find = map[bool]string{true: "ÄRGER 50%", false: "50_"}[i%2 == 0]
			b.write(t, put(x))
		}
		var ids []string
		for after := ""; ; {
			page, err := b.Rules(ctx, b.paper.ID, "", after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range page {
				ids, after = append(ids, x.ID), x.ID
			}
			if len(page) == 0 {
				break
			}
		}
		if diff := cmp.Diff([]string{"r0", "r1", "r2", "r3", "r4"}, ids); diff != "" {
			t.Error(diff)
		}
		for text, want := range map[string]int{"ärger": 3, "50%": 3, "0_": 2, "!": 0, "shorter": 5, "\x00\xff": 5} {
			if got, err := b.Rules(ctx, b.paper.ID, text, "", 10); len(got) != want || err != nil {
				t.Errorf("%q finds %d, want %d (%v)", text, len(got), want, err)
			}
		}
	})
	t.Run("what stands, and what is said", func(t *testing.T) {
		b := b.another(t)
		i := news.RuleIgnore{Article: "a", Rule: "use", Element: "p1", Place: "x", Severity: news.Should, At: 5, By: "ada"}
		whole := news.RuleIgnore{Article: "a", Rule: "use", Severity: news.Must, At: 6}
		report := news.RuleReport{ID: "1", Rule: "use", Article: "a", Passage: "We utilise it.", Why: "A name.", At: 7, By: "ada"}
		b.write(t, func(tx news.Tx) error {
			for range 2 {
				if err := tx.PutRuleIgnore(i); err != nil {
					return err
				}
			}
			if err := tx.PutRuleIgnore(whole); err != nil {
				return err
			}
			return tx.PutRuleReport(report)
		})
		got, err := b.RuleIgnores(ctx, b.paper.ID, "a")
		if diff := cmp.Diff([]news.RuleIgnore{whole, i}, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		for _, rule := range []string{"use", ""} {
			said, err := b.RuleReports(ctx, b.paper.ID, rule, 10)
			if diff := cmp.Diff([]news.RuleReport{report}, said); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		}
		b.write(t, func(tx news.Tx) error {
			if err := tx.DropRuleIgnore(i); err != nil {
				return err
			}
			return tx.DropRuleReports("use")
		})
		got, err = b.RuleIgnores(ctx, b.paper.ID, "a")
		said, err2 := b.RuleReports(ctx, b.paper.ID, "", 10)
		if len(got) != 1 || len(said) != 0 || err != nil || err2 != nil {
			t.Errorf("%v %v %v %v", got, said, err, err2)
		}
	})
}
