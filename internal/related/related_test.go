package related_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/related"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

var engines = map[string]func(testing.TB) store.Options{"sqlite": storetest.SQLiteOptions, "postgres": storetest.PostgresOptions}

// desk is a store with a paper whose index is kept.
type desk struct {
	*store.Store
	finder  *related.Finder
	clock   *storetest.Clock
	paper   string
	section string
}

func newDesk(t testing.TB, o store.Options) *desk {
	d := &desk{clock: storetest.NewClock(storetest.Noon), section: storetest.ID(t)}
	o.Now = d.clock.Now
	d.Store = storetest.Open(t, o)
	d.finder = related.New(d.Store, d.clock.Now)
	d.paper = storetest.Paper(t, d.Store).ID
	d.write(t, func(tx news.Tx) error {
		return tx.PutSection(news.Section{ID: d.section, Slug: "news", Name: "News", Position: 1, Version: 1}, "")
	})
	return d
}

func (d *desk) write(t testing.TB, fn func(news.Tx) error) {
	t.Helper()
	if _, err := d.Write(context.Background(), d.paper, fn); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) follow(t testing.TB) {
	t.Helper()
	for _, f := range []ledger.Follower{search.Follower(d.TidySearch), d.finder.Follower(search.FollowerName)} {
		if err := ledger.CatchUp(context.Background(), d, f); err != nil {
			t.Fatal(err)
		}
	}
	d.sound(t)
}

// sound has the store check the lists.
func (d *desk) sound(t testing.TB) {
	t.Helper()
	if err := d.CheckRelated(context.Background(), related.FollowerName, func(problem string) { t.Error(problem) }); err != nil {
		t.Fatal(err)
	}
}

type story struct{ slug, headline, standfirst, text string }

func (d *desk) change(t testing.TB, s story, at news.Millis) news.Change {
	b, err := json.Marshal(news.Node{Type: "doc", Content: []news.Node{{Type: "paragraph", Content: []news.Node{{Type: "text", Text: s.text}}}}})
	if err != nil {
		t.Fatal(err)
	}
	id := storetest.ID(t)
	c := news.Copy{Kind: news.KindNews, Headline: s.headline, Standfirst: s.standfirst, Section: d.section, Body: b}
	return news.Change{Act: news.ActPublish, Version: &news.Version{Article: id, N: 1, Copy: c, Hash: news.HashCopy(c)},
		Article: news.Article{ID: id, Slug: s.slug, State: news.Live, Version: 1, Live: 1, PublishedAt: at, ReleaseAt: at, SeenAt: at}}
}

func (d *desk) publish(t testing.TB, stories ...story) map[string]news.Article {
	t.Helper()
	heads := map[string]news.Article{}
	d.write(t, func(tx news.Tx) error {
		for i, s := range stories {
			c := d.change(t, s, storetest.Noon-news.Millis(i)*3600_000)
			if _, err := tx.PutArticle(c); err != nil {
				return err
			}
			heads[s.slug] = c.Article
		}
		return nil
	})
	d.follow(t)
	return heads
}

func (d *desk) like(t testing.TB, a news.Article) []related.Item {
	t.Helper()
	items, err := d.finder.Items(context.Background(), d.paper, a.ID, d.clock.Now(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// shown returns the slugs of what readers are offered under an article.
func (d *desk) shown(t testing.TB, a news.Article) string {
	t.Helper()
	_, v, err := d.Read(context.Background(), d.paper, a.ID, a.Live)
	if err != nil {
		t.Fatal(err)
	}
	cards, err := d.finder.Cards(context.Background(), d.paper, a.ID, v.Copy, d.clock.Now(), 6)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range cards {
		list = append(list, c.Slug)
	}
	return strings.Join(list, " ")
}

func slugs(items []related.Item) string {
	var list []string
	for _, i := range items {
		list = append(list, i.Card.Slug)
	}
	return strings.Join(list, " ")
}

// edition is a small paper: three matters, told in two or three articles each, and the day's odds and ends.
var edition = []story{
	{"bridge-closes", "Harbour Bridge to close for repairs", "The ferry takes over until spring", "The Harbour Bridge will close on Monday. Engineers found cracked girders under the northern span. The ferry company will run a boat every ten minutes. Councillor Ada Penrose said the repairs could not wait for summer."},
	{"bridge-cracks", "Engineers find cracks under Harbour Bridge", "Girders of the northern span are to be replaced", "An inspection of the Harbour Bridge found cracked girders. The northern span was built in 1931. Repairs will cost four million, Councillor Ada Penrose told the works committee."},
	{"ferry-timetable", "Ferry company adds boats while bridge is shut", "Every ten minutes from Monday", "The ferry company has hired two boats from the islands. They will carry commuters while the Harbour Bridge is repaired. Tickets stay at one crown."},
	{"mackerel-quota", "Mackerel quota cut by a third", "Skippers fear for the autumn season", "The ministry cut the mackerel quota. Skippers of the fishing fleet said that the autumn season would be lost. Stocks have fallen since the warm summers began, marine biologists reported."},
	{"fleet-protest", "Fishing fleet blocks the port over mackerel quota", "Forty boats at anchor in the fairway", "Skippers anchored forty boats in the fairway to protest against the mackerel quota. The ministry refused to talk while the fleet blocked the port."},
	{"school-choir", "School choir wins the regional cup", "A first for the town", "The choir of Millgate School sang a madrigal and a shanty. The jury praised the altos. The cup will stand in the school hall."},
	{"choir-journey", "Millgate choir is off to the finals", "Bake sale pays the train fares", "After the regional cup, the choir of Millgate School travels to the finals. A bake sale paid the fares. The altos rehearse the shanty each morning."},
	{"library-hours", "Library opens on Sundays", "A trial until June", "Readers can borrow books on Sunday afternoons. Volunteers mind the desk. The trial runs until June."},
	{"wheat-harvest", "Wheat ripens early", "Dry weeks hurry the harvest", "Farmers expect to cut wheat ten days early. The dry weeks shrank the ears. Barley fared better on the clay."},
}

func TestRelatedArticlesRelate(t *testing.T) {
	t.Parallel()
	for name, fresh := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, fresh(t))
			heads := d.publish(t, edition...)
			for slug, want := range map[string]string{
				"bridge-closes":   "bridge-cracks ferry-timetable",
				"bridge-cracks":   "bridge-closes",
				"ferry-timetable": "bridge-closes",
				"mackerel-quota":  "fleet-protest",
				"fleet-protest":   "mackerel-quota",
				"school-choir":    "choir-journey",
				"choir-journey":   "school-choir",
			} {
				got := slugs(d.like(t, heads[slug]))
				if !strings.HasPrefix(got, want) {
					t.Errorf("like %s are %q; want %q first", slug, got, want)
				}
			}
			for _, slug := range []string{"library-hours", "wheat-harvest"} {
				for _, item := range d.like(t, heads[slug]) {
					t.Errorf("like %s is said to be %s, for it %s", slug, item.Card.Slug, item.Reason)
				}
			}
			items := d.like(t, heads["bridge-closes"])
			if len(items) == 0 || !strings.Contains(items[0].Reason, `"Harbour Bridge"`) || !strings.HasPrefix(items[0].Reason, "shares ") {
				t.Errorf("reasons: %+v", items)
			}
			for i := 1; i < len(items); i++ {
				if items[i].Score > items[i-1].Score {
					t.Errorf("scores are out of order: %+v", items)
				}
			}
		})
	}
}

// onBoth runs a test on each engine, with the edition published and its lists made.
func onBoth(t *testing.T, test func(t *testing.T, d *desk, heads map[string]news.Article)) {
	t.Parallel()
	for name, fresh := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, fresh(t))
			test(t, d, d.publish(t, edition...))
		})
	}
}

// act does something to an article without a new version.
func (d *desk) act(t testing.TB, act news.Act, a news.Article) {
	t.Helper()
	d.write(t, func(tx news.Tx) error {
		_, err := tx.PutArticle(news.Change{Act: act, Article: a})
		return err
	})
}

// TestWithdrawnLeavesAtOnce takes an article down: it leaves the lists before any follower has heard, comes back when
// it is published again, and leaves for good when it is killed.
func TestWithdrawnLeavesAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk, heads map[string]news.Article) {
		lists := func() string { return d.shown(t, heads["mackerel-quota"]) }
		if got := lists(); !strings.HasPrefix(got, "fleet-protest") {
			t.Fatalf("before: %q", got)
		}
		gone := heads["fleet-protest"]
		gone.State = news.Unpublished
		d.act(t, news.ActUnpublish, gone)
		if got := lists(); strings.Contains(got, "fleet-protest") {
			t.Errorf("taken down, it still stands in %q", got)
		}
		d.follow(t)
		if got := lists(); strings.Contains(got, "fleet-protest") {
			t.Errorf("taken down and followed, it still stands in %q", got)
		}
		gone.State = news.Live
		d.act(t, news.ActPublish, gone)
		d.follow(t)
		if got := lists(); !strings.HasPrefix(got, "fleet-protest") {
			t.Errorf("published again, it doesn't stand in %q", got)
		}
		gone.State = news.Killed
		d.act(t, news.ActKill, gone)
		if got := lists(); strings.Contains(got, "fleet-protest") {
			t.Errorf("killed, it still stands in %q", got)
		}
		d.follow(t)
	})
}

// TestNewArticlesEnterOlderLists publishes an article when the others' lists stand: it enters those it belongs to, and
// the turn tells which have changed.
func TestNewArticlesEnterOlderLists(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk, heads map[string]news.Article) {
		_, turn, err := d.RelistedSince(context.Background(), -1, 0)
		if err != nil {
			t.Fatal(err)
		}
		d.publish(t, story{"fourth", "Mackerel quota stands, says ministry", "", "The ministry told skippers of the fishing fleet that the mackerel quota stands."})
		for _, slug := range []string{"mackerel-quota", "fleet-protest"} {
			if got := d.shown(t, heads[slug]); !strings.Contains(got, "fourth") {
				t.Errorf("under %s stand %q", slug, got)
			}
		}
		if got := d.shown(t, heads["school-choir"]); strings.Contains(got, "fourth") {
			t.Errorf("it has nothing to do with the choir: %q", got)
		}
		list, next, err := d.RelistedSince(context.Background(), turn, 1)
		changed := map[string]bool{}
		for _, l := range list {
			changed[l.Article] = true
		}
		if err != nil || len(list) != 3 || !changed[heads["mackerel-quota"].ID] || !changed[heads["fleet-protest"].ID] || next <= turn {
			t.Errorf("changed lists: %v, turn %d after %d, %v", list, next, turn, err)
		}
		if list, same, err := d.RelistedSince(context.Background(), next, 1); len(list) != 0 || same != next || err != nil {
			t.Errorf("nothing has changed since, and yet: %v, turn %d, %v", list, same, err)
		}
	})
}

// TestChangedArticlesMove corrects an article until it is about something else: it leaves one matter's lists for another's.
func TestChangedArticlesMove(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk, heads map[string]news.Article) {
		a := heads["choir-journey"]
		c := d.change(t, story{"", "Skippers read up on the mackerel quota", "", "Skippers of the fishing fleet came to read of the mackerel quota."}, 1).Version.Copy
		a.Version, a.Live = 2, 2
		d.write(t, func(tx news.Tx) error {
			_, err := tx.PutArticle(news.Change{Act: news.ActCorrect, Article: a, Version: &news.Version{Article: a.ID, N: 2, Copy: c, Hash: news.HashCopy(c)}})
			return err
		})
		d.follow(t)
		if got := d.shown(t, a); !strings.Contains(got, "mackerel-quota") {
			t.Errorf("like it are %q", got)
		}
		if got := d.shown(t, heads["school-choir"]); strings.Contains(got, "choir-journey") {
			t.Errorf("it is not about the choir any more, and stands in %q", got)
		}
		if got := d.shown(t, heads["mackerel-quota"]); !strings.Contains(got, "choir-journey") {
			t.Errorf("it is about mackerel now, and stands not in %q", got)
		}
	})
}

// TestUntilTheListIsMade asks for what is like an article whose list is not there yet, and of one whose embargo ends.
func TestUntilTheListIsMade(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk, heads map[string]news.Article) {
		if err := d.ClearRelated(context.Background(), related.FollowerName); err != nil {
			t.Fatal(err)
		}
		got := d.shown(t, heads["bridge-closes"])
		if n := len(strings.Fields(got)); n != 6 || strings.Contains(got, "bridge-closes") {
			t.Errorf("the newest of the section stand in: %q", got)
		}
		d.sound(t) // which is silent while there is something to follow
		late := d.change(t, story{"late", "Mackerel quota stands, says ministry", "", "The ministry told skippers of the fishing fleet that the mackerel quota stands."}, storetest.Noon)
		late.Article.State, late.Article.EmbargoUntil, late.Article.SeenAt = news.Scheduled, storetest.Noon+60_000, 0
		d.write(t, func(tx news.Tx) error { _, err := tx.PutArticle(late); return err })
		d.follow(t)
		if got := d.shown(t, heads["mackerel-quota"]); strings.Contains(got, "late") || !strings.HasPrefix(got, "fleet-protest") {
			t.Errorf("before the embargo ends: %q", got)
		}
		d.clock.Set(storetest.Noon + 60_000)
		if got := d.shown(t, heads["mackerel-quota"]); !strings.Contains(got, "late") {
			t.Errorf("after the embargo: %q", got)
		}
		_, turn, _ := d.RelistedSince(context.Background(), -1, 0)
		late.Article.State, late.Article.SeenAt = news.Live, storetest.Noon+60_000
		d.act(t, news.ActRelease, late.Article)
		d.follow(t)
		if list, _, err := d.RelistedSince(context.Background(), turn, 100); len(list) < 2 || err != nil {
			t.Errorf("lists that look different after the embargo: %v, %v", list, err)
		}
	})
}

func TestNothingToGoBy(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.SQLiteOptions(t))
	heads := d.publish(t, story{"empty", "1", "", ""}, story{"little", "It is the that", "", "And of the so on. 12 3."})
	for _, a := range heads {
		if got := d.like(t, a); len(got) > 0 {
			t.Errorf("like %s: %v", a.Slug, got)
		}
	}
	if _, err := d.finder.Items(context.Background(), d.paper, "nobody", storetest.Noon, 5); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("of an article that isn't there: %v", err)
	}
}
