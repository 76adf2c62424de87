package storetest

import (
	"context"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// Fresh names an empty database each time it is called, with a clock that stands at Noon.
type Fresh func(testing.TB) store.Options

// Run runs the suite on one engine.
func Run(t *testing.T, fresh Fresh) {
	for _, group := range []struct {
		name string
		run  func(*testing.T, *bench)
	}{
		{"Articles", testArticles},
		{"Lists", testLists},
		{"ShownFronts", testShownFronts},
		{"Gate", testGate},
		{"Corrections", testCorrections},
		{"Desk", testDesk},
		{"Puts", testPuts},
		{"Fronts", testFronts},
		{"What has its turn", testTurns},
		{"Pictures", testPictures},
		{"Picture uses", testUses},
		{"Rules", testRules},
		{"Manuscripts", testManuscripts},
		{"Papers", testPapers},
		{"Answers", testAnswers},
		{"Redirects", testRedirects},
		{"Clock", testClock},
		{"Ledger", testLedger},
		{"Follow", testFollow},
		{"Races", testRaces},
		{"Accounts", testAccounts},
		{"Audit", testAudit},
		{"Subscriptions", testSubscriptions},
		{"Derivations", testDerivations},
		{"Related", testRelated},
		{"Text", testText},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			group.run(t, setup(t, fresh))
		})
	}
}

// bench is a store, and a paper in it with a section.
type bench struct {
	*store.Store
	options store.Options
	clock   *Clock
	paper   news.Paper
	section news.Section
}

// setup opens an empty store.
func setup(t *testing.T, fresh Fresh) *bench {
	t.Helper()
	b := &bench{options: fresh(t), clock: NewClock(Noon)}
	b.options.Now = b.clock.Now
	b.Store = Open(t, b.options)
	return b.another(t)
}

// another makes a paper of its own for a subtest, in the same store.
func (b *bench) another(t *testing.T) *bench {
	t.Helper()
	n := *b
	n.paper = Paper(t, b.Store, "host-"+ID(t)+".example")
	n.section = news.Section{ID: ID(t), Slug: "news", Name: "News", Position: 1, Version: 1}
	n.write(t, func(tx news.Tx) error { return tx.PutSection(n.section, "") })
	return &n
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

// refused runs a transaction that has to fail with a code and a field, and to leave nothing in the ledger.
func (b *bench) refused(t testing.TB, code news.Code, field string, fn func(news.Tx) error) *news.Error {
	t.Helper()
	before, err := b.Entries(context.Background(), b.paper.ID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Write(context.Background(), b.paper.ID, fn)
	problems := news.Problems(err)
	if len(problems) != 1 || problems[0].Code != code || problems[0].Field != field {
		t.Fatalf("got %v, want code %q and field %q", err, code, field)
	}
	after, err := b.Entries(context.Background(), b.paper.ID, 0, 1000)
	if err != nil || len(after) != len(before) {
		t.Fatalf("the refused transaction left %d entries (%v)", len(after)-len(before), err)
	}
	return problems[0]
}

// article makes the change that files and publishes an article at a moment.
func (b *bench) article(t testing.TB, slug string, at news.Millis) news.Change {
	t.Helper()
	id := ID(t)
	c := news.Copy{Kind: news.KindNews, Headline: "About " + slug, Section: b.section.ID, Body: Body("Words about " + slug + ".")}
	return news.Change{
		Act: news.ActPublish,
		Article: news.Article{ID: id, Slug: slug, State: news.Live, Version: 1, Live: 1, PublishedAt: at, ReleaseAt: at, SeenAt: at,
			CreatedAt: at, ModifiedAt: at},
		Version: &news.Version{Article: id, N: 1, At: at, Copy: c, Hash: news.HashCopy(c)},
	}
}

// draft makes the change that files a draft.
func (b *bench) draft(t testing.TB, slug string, at news.Millis) news.Change {
	t.Helper()
	c := b.article(t, slug, at)
	c.Act = news.ActFile
	c.Article.State, c.Article.Live, c.Article.PublishedAt, c.Article.ReleaseAt, c.Article.SeenAt = news.Draft, 0, 0, 0, 0
	return c
}

// again makes the change that gives an article its next version, which is live if the article is, after edit.
func again(c news.Change, edit func(*news.Change)) news.Change {
	v := *c.Version
	v.N = c.Article.Version + 1
	v.Correction = nil
	c.Version = &v
	c.Article.Version = v.N
	if c.Article.Live != 0 {
		c.Article.Live = v.N
	}
	edit(&c)
	c.Version.Hash = news.HashCopy(c.Version.Copy)
	return c
}

// headOnly makes the change that leaves the words as they are.
func headOnly(c news.Change, edit func(*news.Article)) news.Change {
	c.Version = nil
	edit(&c.Article)
	return c
}

// put writes changes in one transaction.
func (b *bench) put(t testing.TB, changes ...news.Change) []news.Entry {
	t.Helper()
	return b.write(t, putting(changes...))
}

func putting(changes ...news.Change) func(news.Tx) error {
	return func(tx news.Tx) error {
		for _, c := range changes {
			if _, err := tx.PutArticle(c); err != nil {
				return err
			}
		}
		return nil
	}
}

// front is the list of everything.
func (b *bench) front() news.List { return news.List{Of: "paper", ID: b.paper.ID} }

// slugs reads a list to its end, limit at a time, and returns the slugs.
func (b *bench) slugs(t testing.TB, l news.List, limit int) (slugs []string) {
	t.Helper()
	var after news.After
	for {
		page, err := b.List(context.Background(), b.paper.ID, l, b.clock.Now(), after, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page {
			slugs = append(slugs, c.Slug)
			after = news.After{At: c.PublishedAt, ID: c.Article}
		}
		if len(page) < limit {
			return slugs
		}
	}
}

// checked fails the test when the derivations don't follow from the ledger.
func (b *bench) checked(t testing.TB) {
	t.Helper()
	if err := b.Check(context.Background(), func(problem string) { t.Error(problem) }); err != nil {
		t.Error(err)
	}
}
