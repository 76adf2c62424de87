package desk_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

var editor = news.Actor{Person: "e", Role: news.Editor}

// bundle is a desk on a real store.
type bundle struct {
	*desk.Desk
	store   *store.Store
	clock   *storetest.Clock
	paper   string
	options store.Options
}

func engines(t *testing.T, run func(t *testing.T, b bundle)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		run(t, setup(t, storetest.SQLiteOptions(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		run(t, setup(t, storetest.PostgresOptions(t)))
	})
}

func setup(t testing.TB, o store.Options) bundle {
	t.Helper()
	b := bundle{clock: storetest.NewClock(storetest.Noon), options: o}
	b.options.Now = b.clock.Now
	b.store = storetest.Open(t, b.options)
	b.paper = storetest.Paper(t, b.store).ID
	b.Desk = newDesk(b.store, b.clock)
	b.work(t, func(w *desk.Work) error {
		_, err := w.AddSection(desk.SectionFiling{Name: ptr("News")})
		return err
	})
	return b
}

func newDesk(s *store.Store, c *storetest.Clock) *desk.Desk {
	return &desk.Desk{Store: s, Now: c.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }}
}

func ptr[T any](v T) *T { return &v }

// work does something as the program and returns what the ledger got.
func (b bundle) work(t testing.TB, fn func(*desk.Work) error) []news.Entry {
	t.Helper()
	entries, err := b.Do(context.Background(), b.paper, news.Program, fn)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// file files articles, each as a filing of the section news.
func (b bundle) file(t testing.TB, filings ...desk.Filing) []desk.Outcome {
	t.Helper()
	for i := range filings {
		filings[i].Section = ptr("news")
	}
	out, _, err := b.FileAll(context.Background(), b.paper, editor, filings)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range out {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
	}
	return out
}

// TestTickTogether lets several processes settle the same articles at the same moment: each is let out once.
func TestTickTogether(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, b bundle) {
		const n = 450
		var filings []desk.Filing
		for i := range n {
			filings = append(filings, desk.Filing{Headline: ptr(fmt.Sprint("Held ", i)), EmbargoUntil: ptr(storetest.Noon + news.Millis(i)), Publish: ptr(true)})
		}
		b.clock.Set(storetest.Noon - 1000)
		b.file(t, filings...)
		b.clock.Set(storetest.Noon + n)
		before, err := b.store.LastSeq(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		desks := []*desk.Desk{b.Desk, newDesk(storetest.Open(t, b.options), b.clock), newDesk(storetest.Open(t, b.options), b.clock)}
		var wg sync.WaitGroup
		for _, d := range desks {
			wg.Go(func() {
				if _, err := d.Tick(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if _, err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		entries, err := b.store.Entries(t.Context(), b.paper, before, 10*n)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, e := range entries {
			if seen[e.Subject] || e.What != "article.release" || e.Article.State != news.Live || e.Article.SeenAt != e.Article.EmbargoUntil {
				t.Fatalf("the ledger got %+v", e)
			}
			seen[e.Subject] = true
		}
		if len(seen) != n {
			t.Errorf("%d of %d were let out", len(seen), n)
		}
	})
}

// TestTwoDesksMakeSlugs lets two processes file equal headlines at the same moment.
func TestTwoDesksMakeSlugs(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, b bundle) {
		other := b
		other.Desk = newDesk(storetest.Open(t, b.options), b.clock)
		var wg sync.WaitGroup
		var mu sync.Mutex
		slugs := map[string]bool{}
		for _, x := range []bundle{b, other} {
			wg.Go(func() {
				for range 5 {
					out, _, err := x.FileAll(context.Background(), x.paper, editor, []desk.Filing{
						{Headline: ptr("Weather"), Section: ptr("news"), Tags: ptr([]string{"rain", uuid.NewString()})},
						{Headline: ptr("Weather"), Section: ptr("news")},
					})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, o := range out {
						if o.Err != nil {
							t.Error(o.Err)
						}
						slugs[o.Article.Slug] = true
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(slugs) != 20 {
			t.Errorf("%d different slugs", len(slugs))
		}
	})
}

// TestFilingIsLeftAlone checks a filing and holds it to what it was: whoever sent it may send it again.
func TestFilingIsLeftAlone(t *testing.T) {
	t.Parallel()
	d := &desk.Desk{}
	f := desk.Filing{Headline: ptr(" A  headline "), Tags: ptr([]string{" a "}), Byline: &news.Byline{Text: " me "}, SEO: &news.SEO{Title: " t "}}
	if _, err := d.Check(f); err != nil {
		t.Fatal(err)
	}
	if *f.Headline != " A  headline " || (*f.Tags)[0] != " a " || f.Byline.Text != " me " || f.SEO.Title != " t " {
		t.Errorf("changed: %+v", f)
	}
}

// TestImports files as the import commands do: with an origin, leniently, as the program.
func TestImports(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	origin := &news.Origin{Kind: "wire", Source: "pa", Item: "urn:1", Version: "3"}
	html := "<p>Hello</p><script>x()</script>\x01"
	out := b.file(t, desk.Filing{Headline: ptr("Wire"), BodyHTML: &html, Lenient: true, Origin: origin, Publish: ptr(true), PublishedAt: ptr(news.Millis(-1e12))})
	body := string(out[0].Version.Copy.Body)
	if !strings.Contains(body, `"item":"urn:1"`) || strings.Contains(body, "x()") || !strings.Contains(body, "Hello") {
		t.Errorf("body %s", body)
	}
	if a := out[0].Article; a.PublishedAt != -1e12 || a.SeenAt != storetest.Noon || a.Owner != "e" {
		t.Errorf("head %+v", a)
	}
}

// TestWhoMayCurate and the rest of the roles' rights beside articles.
func TestRightsBesideArticles(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	for name, c := range map[string]struct {
		least news.Role
		do    func(*desk.Work) error
	}{
		"a section":   {news.Editor, func(w *desk.Work) error { _, err := w.AddSection(desk.SectionFiling{Name: ptr("S")}); return err }},
		"a tag":       {news.Editor, func(w *desk.Work) error { _, err := w.AddTag(desk.SectionFiling{Name: ptr("T")}); return err }},
		"a storyline": {news.Editor, func(w *desk.Work) error { _, err := w.AddStoryline(desk.StorylineFiling{Name: ptr("L")}); return err }},
		"a person":    {news.Publisher, func(w *desk.Work) error { _, err := w.AddPerson(desk.PersonFiling{Name: ptr("P")}); return err }},
		"a front":     {news.Editor, func(w *desk.Work) error { _, err := w.Curate("front", 0, []news.Slot{}, nil); return err }},
		"a redirect": {news.Editor, func(w *desk.Work) error {
			_, _, err := w.SetRedirect(desk.RedirectFiling{From: "/old.html", To: "/about"})
			return err
		}},
	} {
		for _, role := range append([]news.Role{"", "boss"}, news.Roles...) {
			_, err := b.Do(t.Context(), b.paper, news.Actor{Person: "x", Role: role}, func(w *desk.Work) error {
				if err := c.do(w); err != nil {
					return err
				}
				return errRollBack
			})
			if may := role.AtLeast(c.least); may != (err == errRollBack) || !may && news.CodeOf(err) != news.CodeForbidden {
				t.Errorf("%s by %q: %v", name, role, err)
			}
		}
	}
}

var errRollBack = news.Errorf("test", "", "not to be kept")

// TestStorylines files an article under a storyline.
func TestStorylines(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	var line news.Storyline
	b.work(t, func(w *desk.Work) (err error) {
		line, err = w.AddStoryline(desk.StorylineFiling{Name: ptr("The new bridge"), Summary: ptr("From vote to ribbon.")})
		return err
	})
	out := b.file(t, desk.Filing{Headline: ptr("Vote"), Storylines: ptr([]string{"the-new-bridge"})})
	if got := out[0].Version.Copy.Storylines; len(got) != 1 || got[0] != line.ID || line.Summary == "" {
		t.Errorf("got %v of %+v", got, line)
	}
	outcome, _, err := b.FileAll(t.Context(), b.paper, editor, []desk.Filing{{Headline: ptr("Vote"), Section: ptr("news"), Storylines: ptr([]string{"no-such"})}})
	if err != nil || news.CodeOf(outcome[0].Err) != news.CodeInvalid {
		t.Errorf("an unknown storyline: %v, %v", outcome, err)
	}
}

// TestBatchLimits refuses batches that are empty or too large.
func TestBatchLimits(t *testing.T) {
	t.Parallel()
	d := &desk.Desk{Limits: desk.Limits{Batch: 3}}
	for n, code := range map[int]news.Code{0: news.CodeInvalid, 1: "", 3: "", 4: news.CodeTooLarge} {
		if err := d.CheckBatch(n); news.CodeOf(err) != code {
			t.Errorf("%d: %v", n, err)
		}
	}
}

// BenchmarkFileChecked files batches of 500 short articles: what the desk and the store cost without parsing.
func BenchmarkFileChecked(b *testing.B) {
	bundle := setup(b, storetest.SQLiteOptions(b))
	n := 0
	html := strings.Repeat("<p>"+strings.Repeat("words and more words ", 20)+"</p>", 12)
	for b.Loop() {
		batch := make([]desk.Checked, 500)
		for i := range batch {
			n++
			c, err := bundle.Check(desk.Filing{Headline: ptr(fmt.Sprint("Number ", n)), Section: ptr("news"), Publish: ptr(true),
				Tags: ptr([]string{"one", fmt.Sprint("tag ", n%50)}), BodyHTML: &html})
			if err != nil {
				b.Fatal(err)
			}
			batch[i] = c
		}
		if _, _, err := bundle.FileChecked(context.Background(), bundle.paper, editor, batch, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

// TestOldAddresses lets addresses of another site lead to an article.
func TestOldAddresses(t *testing.T) {
	t.Parallel()
	b := setup(t, storetest.SQLiteOptions(t))
	out := b.file(t, desk.Filing{Headline: ptr("One")}, desk.Filing{Headline: ptr("Two")})
	one, two := out[0].Article.ID, out[1].Article.ID
	for _, c := range []struct {
		path, article string
		made          bool
		code          news.Code
	}{
		{"/2019/05/a-story.html", one, true, ""},
		{"/2019/05/a-story.html", one, false, ""},
		{"/2019/05/a-story.html", two, false, news.CodeConflict},
		{"/?p=17", one, true, ""},
		{"/one", one, false, ""},
		{"/two", one, false, news.CodeConflict},
		{"/news", one, false, news.CodeConflict},
		{"/archive", one, false, news.CodeInvalid},
		{"/", one, false, news.CodeInvalid},
		{"//elsewhere.example/x", one, false, news.CodeInvalid},
		{"no-slash", one, false, news.CodeInvalid},
		{"/x\x00", one, false, news.CodeInvalid},
		{"/y", "nobody", false, news.CodeNotFound},
	} {
		var made bool
		_, err := b.Do(t.Context(), b.paper, editor, func(w *desk.Work) (err error) {
			made, err = w.AddRedirect(c.path, c.article)
			return err
		})
		if made != c.made || news.CodeOf(err) != c.code {
			t.Errorf("%q: made %v, %v", c.path, made, err)
		}
	}
}
