package desk_test

import (
	"context"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// TestCoverage closes the coverage of a live page and opens it again; what is not live, not out, held back or closed already
// is refused, and so is a reporter.
func TestCoverage(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, b bundle) {
		live := ptr(news.KindLive)
		out := b.file(t, desk.Filing{Headline: ptr("Flood"), Kind: live, Publish: ptr(true)}, desk.Filing{Headline: ptr("Draft"), Kind: live}, desk.Filing{Headline: ptr("News"), Publish: ptr(true)})
		flood, draft, plain := out[0].Article.ID, out[1].Article.ID, out[2].Article.ID
		try := func(by news.Actor, id string, closes bool) (desk.Result, []news.Entry, error) {
			var r desk.Result
			entries, err := b.Do(context.Background(), b.paper, by, func(w *desk.Work) (err error) {
				if closes {
					r, err = w.CloseCoverage(id, 0)
				} else {
					r, err = w.ReopenCoverage(id, 0)
				}
				return err
			})
			return r, entries, err
		}
		refuse := func(name string, by news.Actor, id string, closes bool, code news.Code) {
			t.Helper()
			if _, _, err := try(by, id, closes); news.CodeOf(err) != code {
				t.Errorf("%s: %v", name, err)
			}
		}
		reporter := news.Actor{Person: "e", Role: news.Reporter}
		refuse("by a reporter", reporter, flood, true, news.CodeForbidden)
		refuse("a draft", editor, draft, true, news.CodeConflict)
		refuse("no live page", editor, plain, true, news.CodeConflict)
		refuse("opened though open", editor, flood, false, news.CodeConflict)

		r, entries, err := try(editor, flood, true)
		if err != nil {
			t.Fatal(err)
		}
		if a := r.Article; a.Live != 2 || a.Version != 2 || a.UpdatedAt == 0 || r.Version.Copy.ClosedAt == 0 || len(entries) != 1 || entries[0].What != "article.close" {
			t.Errorf("closed, it is %+v, %+v; the ledger got %+v", a, r.Version, entries)
		}
		refuse("closed twice", editor, flood, true, news.CodeConflict)
		if r, _, err = try(editor, flood, false); err != nil || r.Version.Copy.ClosedAt != 0 || r.Article.Live != 3 {
			t.Errorf("opened again, it is %+v, %+v, %v", r.Article, r.Version, err)
		}
		b.work(t, func(w *desk.Work) error {
			c, err := b.Check(desk.Filing{Standfirst: ptr("Held back"), Publish: ptr(false)})
			if err == nil {
				_, err = w.Change(flood, 0, c)
			}
			return err
		})
		refuse("with changes held back", editor, flood, true, news.CodeConflict)
	})
}
