package search_test

import (
	"context"
	"encoding/json"
	"testing"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// engines are what every test here runs on.
var engines = []struct {
	name  string
	fresh func(testing.TB) store.Options
}{{"sqlite", storetest.SQLiteOptions}, {"postgres", storetest.PostgresOptions}}

// onBoth runs a test on each engine.
func onBoth(t *testing.T, test func(*testing.T, *desk)) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			o := e.fresh(t)
			clock := storetest.NewClock(storetest.Noon)
			o.Now = clock.Now
			test(t, newDesk(t, storetest.Open(t, o), clock))
		})
	}
}

// desk is a store with a paper, and the little of a newsroom that these tests need.
type desk struct {
	*store.Store
	clock    *storetest.Clock
	paper    string
	sections map[string]string
	searcher search.Searcher
}

func newDesk(t testing.TB, s *store.Store, clock *storetest.Clock) *desk {
	d := &desk{Store: s, clock: clock, paper: storetest.Paper(t, s).ID, sections: map[string]string{}}
	d.searcher = search.Searcher{Store: s, Now: clock.Now}
	return d
}

// story is an article to file.
type story struct {
	slug, headline, standfirst, text, section string
	at                                        news.Millis // 0: Noon
	embargo                                   news.Millis
}

func paragraphs(text string) news.Body {
	doc := news.Node{Type: "doc", Content: []news.Node{{Type: "paragraph", Attrs: &news.Attrs{ID: "a"}, Content: []news.Node{{Type: "text", Text: text}}}}}
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return b
}

func (d *desk) section(t testing.TB, slug string) string {
	if slug == "" {
		slug = "news"
	}
	id, ok := d.sections[slug]
	if !ok {
		id = storetest.ID(t)
		d.sections[slug] = id
		d.write(t, func(tx news.Tx) error {
			return tx.PutSection(news.Section{ID: id, Slug: slug, Name: slug, Position: len(d.sections), Version: 1}, "")
		})
	}
	return id
}

func (d *desk) write(t testing.TB, fn func(news.Tx) error) {
	t.Helper()
	if _, err := d.Write(context.Background(), d.paper, fn); err != nil {
		t.Fatal(err)
	}
}

// publish files and publishes stories and lets the index follow.
func (d *desk) publish(t testing.TB, stories ...story) []news.Article {
	t.Helper()
	var heads []news.Article
	for _, s := range stories {
		c := d.change(t, s)
		d.write(t, func(tx news.Tx) error { _, err := tx.PutArticle(c); return err })
		heads = append(heads, c.Article)
	}
	d.follow(t)
	return heads
}

func (d *desk) change(t testing.TB, s story) news.Change {
	if s.at == 0 {
		s.at = storetest.Noon
	}
	id := storetest.ID(t)
	c := news.Copy{Kind: news.KindNews, Headline: s.headline, Standfirst: s.standfirst, Section: d.section(t, s.section), Body: paragraphs(s.text)}
	a := news.Article{ID: id, Slug: s.slug, State: news.Live, Version: 1, Live: 1, PublishedAt: s.at, ReleaseAt: s.at, SeenAt: s.at,
		CreatedAt: s.at, ModifiedAt: s.at, EmbargoUntil: s.embargo}
	if s.embargo > d.clock.Now() {
		a.State, a.SeenAt = news.Scheduled, 0
	}
	return news.Change{Act: news.ActPublish, Article: a, Version: &news.Version{Article: id, N: 1, At: s.at, Copy: c, Hash: news.HashCopy(c)}}
}

// act changes an article's head, or its copy too, and lets the index follow.
func (d *desk) act(t testing.TB, act news.Act, a news.Article, c *news.Copy) news.Article {
	t.Helper()
	change := news.Change{Act: act, Article: a}
	if c != nil {
		change.Article.Version++
		change.Article.Live = change.Article.Version
		change.Version = &news.Version{Article: a.ID, N: change.Article.Version, At: d.clock.Now(), Copy: *c, Hash: news.HashCopy(*c)}
	}
	d.write(t, func(tx news.Tx) error { _, err := tx.PutArticle(change); return err })
	d.follow(t)
	return change.Article
}

// follow lets the index catch up with the ledger.
func (d *desk) follow(t testing.TB) {
	t.Helper()
	if err := ledger.CatchUp(context.Background(), d, search.Follower(nil)); err != nil {
		t.Fatal(err)
	}
}

// finds returns the slugs of what a query finds, in order.
func (d *desk) finds(t testing.TB, q news.Query) (slugs []string) {
	t.Helper()
	var after news.After
	for {
		r, err := d.searcher.Search(context.Background(), d.paper, q, after, 7)
		if err != nil {
			t.Fatalf("searching for %q: %v", q.Text, err)
		}
		for _, h := range r.Hits {
			slugs = append(slugs, h.Card.Slug)
		}
		if after = r.Next; after == (news.After{}) {
			return slugs
		}
	}
}
