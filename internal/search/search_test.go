package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/search"
	"broadsheet/internal/store/storetest"
)

const day = 24 * 3600 * 1000

var stories = []story{
	{slug: "bridge", headline: "Harbour bridge closes", standfirst: "Repairs until spring", text: "The harbour bridge will be shut. The ferry runs instead.", at: storetest.Noon - 3*day},
	{slug: "ferry", headline: "Ferry timetable", standfirst: "More sailings", text: "The ferry sails hourly. A ferry, and another ferry.", at: storetest.Noon - 2*day},
	{slug: "cafe", headline: "Café Ørsted opens", standfirst: "Coffee at last", text: "Strasse und Straße; co-operate. It costs 3.50 a cup, don't ask. Bridge the harbour.", section: "food", at: storetest.Noon - day},
	{slug: "tokyo", headline: "東京の橋", standfirst: "", text: "港の橋が閉鎖された。", section: "world", at: storetest.Noon - 40*365*day},
	{slug: "greek", headline: "Νέα γέφυρα", text: "Η γέφυρα του λιμανιού", section: "world", at: -3e12},
}

func TestFinds(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.publish(t, stories...)
		for _, c := range []struct {
			query string
			want  string // slugs, in order
		}{
			{"ferry", "ferry bridge"},
			{"FERRY", "ferry bridge"},
			{"harbour bridge", "bridge cafe"},
			{`"harbour bridge"`, "bridge"},
			{`“harbour bridge”`, "bridge"},
			{`"harbour bridge`, "bridge"},
			{"harbour -ferry", "cafe"},
			{`bridge -"bridge the"`, "bridge"},
			{"cafe", "cafe"},
			{"CAFÉ", "cafe"},
			{"Cafe\u0301", "cafe"},
			{"orsted", "cafe"},
			{"strasse", "cafe"},
			{"co-operate", "cafe"},
			{"cooperate", ""},
			{"3.50", "cafe"},
			{"don't", "cafe"},
			{"ferr*", "ferry bridge"},
			{"fe*", "ferry bridge"},
			{"brid* harb*", "bridge cafe"},
			{"f*", ""},
			{"zzz*", ""},
			{"ferry zzz*", ""},
			{"ferry -zzz*", "ferry bridge"},
			{"ferry -time*", "bridge"},
			{"橋", "tokyo"},
			{"東京", "tokyo"},
			{"京東", ""},
			{"ΓΈΦΥΡΑ", "greek"},
			{"γεφυρα", "greek"},
			{"-ferry", ""},
			{"", ""},
			{"* - \" ' ( ) : ^ & | ! <-> AND OR NOT NEAR {headline}:x", ""},
			{"ferry OR timetable", ""}, // "or" is a word like any other
			{"shut ferry", "bridge"},
		} {
			if got := strings.Join(d.finds(t, news.Query{Text: c.query}), " "); got != c.want {
				t.Errorf("%q finds %q; want %q", c.query, got, c.want)
			}
		}
		for _, c := range []struct {
			q    news.Query
			want string
		}{
			{news.Query{Text: "harbour", Section: d.sections["food"]}, "cafe"},
			{news.Query{Text: "harbour", Section: d.sections["world"]}, ""},
			{news.Query{Text: "harbour", From: storetest.Noon - 2*day}, "cafe"},
			{news.Query{Text: "harbour", Until: storetest.Noon - 2*day}, "bridge"},
			{news.Query{Text: "harbour", Until: storetest.Noon - 3*day}, ""},
			{news.Query{Text: "harbour", From: storetest.Noon - 3*day, Until: storetest.Noon - 3*day + 1}, "bridge"},
			{news.Query{Text: "γέφυρα", Until: -2e12}, "greek"},
		} {
			if got := strings.Join(d.finds(t, c.q), " "); got != c.want {
				t.Errorf("%+v finds %q; want %q", c.q, got, c.want)
			}
		}
	})
}

func TestTheGateCutsAtTheMomentOfTheQuestion(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		until := storetest.Noon + 60_000
		heads := d.publish(t, story{slug: "secret", headline: "Zanzibar pact", text: "Nobody knows.", embargo: until}, story{slug: "open", headline: "Open", text: "Everybody knows."})
		finds := func(q string) string { return strings.Join(d.finds(t, news.Query{Text: q}), " ") }
		d.clock.Set(until - 1)
		if got := finds("zanzibar"); got != "" {
			t.Errorf("before its embargo ends, finds %q", got)
		}
		if got := finds("knows"); got != "open" {
			t.Errorf("before the embargo ends, finds %q", got)
		}
		d.clock.Set(until)
		if got := finds("zanzibar"); got != "secret" {
			t.Errorf("when its embargo ends, finds %q", got)
		}
		gone := heads[0]
		gone.State = news.Unpublished
		d.act(t, news.ActUnpublish, gone, nil)
		if got := finds("zanzibar"); got != "" {
			t.Errorf("unpublished, finds %q", got)
		}
		killed := heads[1]
		killed.State, killed.Live = news.Killed, 0
		d.write(t, func(tx news.Tx) error { // the index hasn't followed yet
			_, err := tx.PutArticle(news.Change{Act: news.ActKill, Article: killed})
			return err
		})
		if got := finds("knows"); got != "" {
			t.Errorf("killed, finds %q", got)
		}
	})
}

func TestTheIndexHoldsTheLiveVersion(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		a := d.publish(t, story{slug: "a", headline: "Alpha", text: "First words."})[0]
		copy2 := news.Copy{Kind: news.KindNews, Headline: "Beta", Section: d.section(t, "news"), Body: paragraphs("Second words.")}
		a = d.act(t, news.ActCorrect, a, &copy2)
		for q, want := range map[string]string{"alpha": "", "first": "", "beta": "a", "second": "a"} {
			if got := strings.Join(d.finds(t, news.Query{Text: q}), " "); got != want {
				t.Errorf("after a correction, %q finds %q; want %q", q, got, want)
			}
		}
		saved := a // a version that readers don't see
		saved.Version++
		copy3 := news.Copy{Kind: news.KindNews, Headline: "Gamma", Section: d.section(t, "news"), Body: paragraphs("Third words.")}
		d.write(t, func(tx news.Tx) error {
			_, err := tx.PutArticle(news.Change{Act: news.ActSave, Article: saved,
				Version: &news.Version{Article: a.ID, N: saved.Version, At: 1, Copy: copy3, Hash: news.HashCopy(copy3)}})
			return err
		})
		d.follow(t)
		for q, want := range map[string]string{"gamma": "", "beta": "a"} {
			if got := strings.Join(d.finds(t, news.Query{Text: q}), " "); got != want {
				t.Errorf("after a save, %q finds %q; want %q", q, got, want)
			}
		}
		saved.PublishedAt -= 10 * day // the words stay, their place in time doesn't
		d.act(t, news.ActPublish, saved, nil)
		if got := d.finds(t, news.Query{Text: "beta", Until: storetest.Noon - 9*day}); len(got) != 1 {
			t.Errorf("after its date was changed, it isn't found by that")
		}
	})
}

func TestPapersAreApart(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.publish(t, stories...)
		other := newDesk(t, d.Store, d.clock)
		other.publish(t, story{slug: "theirs", headline: "Ferry strike", text: "Elsewhere."})
		if got := strings.Join(other.finds(t, news.Query{Text: "ferry"}), " "); got != "theirs" {
			t.Errorf("the other paper finds %q", got)
		}
		if got := strings.Join(d.finds(t, news.Query{Text: "ferry"}), " "); got != "ferry bridge" {
			t.Errorf("the first paper finds %q", got)
		}
	})
}

// TestPaging files more matches than are ranked at once, all in one second, and sees each once, with articles hidden and
// articles filed while the reader turns pages.
func TestPaging(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.section(t, "")
		const n = 1100
		var want []string
		for i := 0; i < n; i += 100 {
			d.write(t, func(tx news.Tx) error {
				for j := i; j < i+100; j++ {
					s := story{slug: fmt.Sprintf("s%04d", j), headline: fmt.Sprintf("Number %d", j), text: "The ferry sails."}
					if j%10 == 3 {
						s.embargo = storetest.Noon + day
					} else {
						want = append(want, s.slug)
					}
					if _, err := tx.PutArticle(d.change(t, s)); err != nil {
						return err
					}
				}
				return nil
			})
		}
		d.follow(t)
		var got []string
		var after news.After
		for {
			r, err := d.searcher.Search(context.Background(), d.paper, news.Query{Text: "ferry"}, after, 50)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range r.Hits {
				got = append(got, h.Card.Slug)
			}
			if after == (news.After{}) {
				d.publish(t, story{slug: "new", headline: "Ferry sinks", text: "The ferry.", at: storetest.Noon + 5000})
			}
			if after = r.Next; after == (news.After{}) {
				break
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("all pages together (-want +got):\n%s", diff)
		}
	})
}

// TestRebuild throws the index away after a life full of changes; it comes back the same.
func TestRebuild(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		heads := d.publish(t, stories...)
		c := news.Copy{Kind: news.KindNews, Headline: "Ferry corrected", Section: d.section(t, "food"), Body: paragraphs("New words on the ferry.")}
		d.act(t, news.ActCorrect, heads[1], &c)
		gone := heads[0]
		gone.State = news.Unpublished
		d.act(t, news.ActUnpublish, gone, nil)
		queries := []string{"ferry", "harbour", "cafe", "fe*", "new words", "橋"}
		var before []string
		for _, q := range queries {
			before = append(before, fmt.Sprint(d.finds(t, news.Query{Text: q})))
		}
		if err := d.ClearSearch(context.Background(), search.FollowerName); err != nil {
			t.Fatal(err)
		}
		if got := d.finds(t, news.Query{Text: "ferry"}); len(got) > 0 {
			t.Errorf("thrown away, the index finds %v", got)
		}
		d.follow(t)
		for i, q := range queries {
			if got := fmt.Sprint(d.finds(t, news.Query{Text: q})); got != before[i] {
				t.Errorf("%q finds %s; before the rebuild %s", q, got, before[i])
			}
		}
	})
}

// TestCheck finds the index in order, and tells when it isn't.
func TestCheck(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		check := func() (problems []string) {
			if err := d.CheckSearch(context.Background(), search.FollowerName, func(p string) { problems = append(problems, p) }); err != nil {
				t.Fatal(err)
			}
			return problems
		}
		heads := d.publish(t, stories...)
		gone := heads[0]
		gone.State = news.Unpublished
		d.act(t, news.ActUnpublish, gone, nil)
		if p := check(); len(p) > 0 {
			t.Errorf("in order: %q", p)
		}
		d.write(t, func(tx news.Tx) error { // something to follow, by a follower that has gone wrong
			return tx.PutTag(news.Tag{ID: "t", Slug: "t", Name: "T", Version: 1}, "")
		})
		if p := check(); len(p) > 0 {
			t.Errorf("with something yet to follow: %q", p)
		}
		if _, err := d.Follow(context.Background(), search.FollowerName, 100, func(ledger.Read, []news.Entry) (func(ledger.Tx) error, error) {
			return func(tx ledger.Tx) error {
				if err := tx.Unindex(d.paper, heads[1].ID); err != nil {
					return err
				}
				return tx.Index(d.paper, ledger.Document{Article: gone.ID, Version: 1, Text: "words"})
			}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if p := check(); len(p) != 2 || !strings.Contains(p[0], heads[1].ID) || !strings.Contains(p[1], gone.ID) {
			t.Errorf("out of order: %q", p)
		}
	})
}

func TestExtractsOfHits(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.publish(t, story{slug: "a", headline: "A", text: strings.Repeat("Nothing to see here. ", 100) + "Then <b>the Café</b> & co. " + strings.Repeat("More of it. ", 100)})
		r, err := d.searcher.Search(context.Background(), d.paper, news.Query{Text: "cafe"}, news.After{}, 5)
		if err != nil || len(r.Hits) != 1 {
			t.Fatalf("found %d, %v", len(r.Hits), err)
		}
		var marked string
		for _, s := range r.Hits[0].Extract {
			if s.Hit {
				marked += s.Text
			}
		}
		if marked != "Café" {
			t.Errorf("the extract marks %q: %+v", marked, r.Hits[0].Extract)
		}
	})
}

// readings counts how often a text is read.
type readings struct {
	search.Store
	n int
}

func (r *readings) Read(ctx context.Context, paper, id string, n int) (news.Article, news.Version, error) {
	r.n++
	return r.Store.Read(ctx, paper, id, n)
}

// TestTextsAreReadOnce searches again and again: a version's text is read for the first answer, and a correction's for the
// first after it.
func TestTextsAreReadOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		heads := d.publish(t, story{slug: "a", headline: "A", text: "The harbour at noon."}, story{slug: "b", headline: "B", text: "The harbour at night."})
		counted := &readings{Store: d.Store}
		s := search.Searcher{Store: counted, Now: d.clock.Now}
		found := func() (extracts string) {
			t.Helper()
			r, err := s.Search(context.Background(), d.paper, news.Query{Text: "harbour"}, news.After{}, 5)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range r.Hits {
				for _, part := range h.Extract {
					extracts += part.Text
				}
			}
			return extracts
		}
		if first, again := found(), found(); first != again || counted.n != 2 {
			t.Errorf("%d readings for two articles; %q, then %q", counted.n, first, again)
		}
		corrected := news.Copy{Kind: news.KindNews, Headline: "A", Section: d.section(t, "news"), Body: paragraphs("The harbour at one.")}
		d.act(t, news.ActCorrect, heads[0], &corrected)
		if got := found(); !strings.Contains(got, "at one") || strings.Contains(got, "at noon") || counted.n != 3 {
			t.Errorf("after a correction and %d readings: %q", counted.n, got)
		}
	})
}

// TestFewOfCommonWords asks for what is rare although its words are common: the newest come first, since ranking would
// look through everything once more. A rare word is ranked as ever.
func TestFewOfCommonWords(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(storetest.Noon)
	o := storetest.SQLiteOptions(t)
	o.Now = clock.Now
	d := newDesk(t, storetest.Open(t, o), clock)
	d.section(t, "news")
	var all []news.Change
	for i := range 450 { // more than a window of matches
		s := story{slug: fmt.Sprintf("s%03d", i), headline: "Report", text: "harbour of town", at: storetest.Noon - news.Millis(1000-i)*60_000}
		switch i {
		case 100, 200:
			s.text = "harbour town"
		case 150:
			s.headline, s.text = "Town harbour rarity", "harbour town"
		case 300:
			s.text = "harbour of town, a rarity in a very long text " + strings.Repeat("of this and that ", 100)
		}
		all = append(all, d.change(t, s))
	}
	if err := storetest.PutAll(d.Store, d.paper, all); err != nil {
		t.Fatal(err)
	}
	d.follow(t)
	for query, want := range map[string]string{
		"town -of":         "s200 s150 s100",
		`"town harbour"`:   "s150",
		`"harbour town"`:   "s200 s150 s100",
		"rarity":           "s150 s300",
		`rarity "of town"`: "s300",
	} {
		r, err := d.searcher.Search(context.Background(), d.paper, news.Query{Text: query}, news.After{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range r.Hits {
			got = append(got, h.Card.Slug)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
