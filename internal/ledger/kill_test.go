package ledger_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/related"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// victim names the environment variable that makes this test binary a process to be killed: it holds what the process
// needs to know.
const victim = "BROADSHEET_TEST_VICTIM"

type order struct {
	Path, URL string
	Paper     string
	Section   string
	Round     int
}

func TestMain(m *testing.M) {
	if text := os.Getenv(victim); text != "" {
		var o order
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			panic(err)
		}
		live(o)
	}
	os.Exit(m.Run())
}

// live publishes, corrects and unpublishes articles without end while a Runner follows.
func live(o order) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Path: o.Path, URL: o.URL})
	if err != nil {
		panic(err)
	}
	r := ledger.NewRunner(s, nil)
	r.Follow(search.Follower(s.TidySearch))
	r.Follow(atOnce(s))
	if err := r.Start(ctx); err != nil {
		panic(err)
	}
	random := rand.New(rand.NewPCG(uint64(o.Round), 1))
	var heads []news.Article
	for n := 0; ; n++ {
		if _, err := s.Write(ctx, o.Paper, func(tx news.Tx) error {
			c := next(o, random, heads, n)
			if _, err := tx.PutArticle(c); err != nil {
				return err
			}
			if i := slices.IndexFunc(heads, func(a news.Article) bool { return a.ID == c.Article.ID }); i >= 0 {
				heads[i] = c.Article
			} else {
				heads = append(heads, c.Article)
			}
			return nil
		}); err != nil {
			panic(err)
		}
	}
}

// next decides what happens next: something new, a correction, or that one is taken down.
func next(o order, random *rand.Rand, heads []news.Article, n int) news.Change {
	if len(heads) > 0 && random.IntN(3) == 0 {
		a := heads[random.IntN(len(heads))]
		if a.State == news.Live && random.IntN(2) == 0 {
			a.State = news.Unpublished
			return news.Change{Act: news.ActUnpublish, Article: a}
		}
		a.State = news.Live
		a.Version++
		a.Live = a.Version
		return news.Change{Act: news.ActPublish, Article: a, Version: version(o, a)}
	}
	a := news.Article{ID: fmt.Sprintf("%04d-%06d-%d", o.Round, n, time.Now().UnixNano()), State: news.Live, Version: 1, Live: 1,
		PublishedAt: storetest.Noon + news.Millis(random.IntN(1e9)), ReleaseAt: storetest.Noon, SeenAt: storetest.Noon}
	a.Slug = "s" + a.ID
	return news.Change{Act: news.ActPublish, Article: a, Version: version(o, a)}
}

// version holds a word that no other version has, and words that many have.
func version(o order, a news.Article) *news.Version {
	text := fmt.Sprintf("only %s and ferry w%d", only(a), a.Version)
	b, err := json.Marshal(news.Node{Type: "doc", Content: []news.Node{{Type: "paragraph", Content: []news.Node{{Type: "text", Text: text}}}}})
	if err != nil {
		panic(err)
	}
	c := news.Copy{Kind: news.KindNews, Headline: "Of " + a.ID, Section: o.Section, Body: b}
	return &news.Version{Article: a.ID, N: a.Version, Copy: c, Hash: news.HashCopy(c)}
}

func only(a news.Article) string {
	return "u" + strings.ReplaceAll(a.ID, "-", "") + fmt.Sprintf("v%d", a.Version)
}

// TestKill kills a process that publishes and follows, again and again, at any moment. Afterwards the index holds just
// what the ledger says, and a fresh one is the same; and there is a list of related articles for all that is out.
func TestKill(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) store.Options{"sqlite": storetest.SQLiteOptions, "postgres": storetest.PostgresOptions} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := fresh(t)
			opts.Now = nil
			s := storetest.Open(t, opts)
			o := order{Path: opts.Path, URL: opts.URL, Paper: storetest.Paper(t, s).ID, Section: storetest.ID(t)}
			if _, err := s.Write(context.Background(), o.Paper, func(tx news.Tx) error {
				return tx.PutSection(news.Section{ID: o.Section, Slug: "news", Name: "News", Position: 1, Version: 1}, "")
			}); err != nil {
				t.Fatal(err)
			}
			// What is killed tells of no race; what comes after may. Three that die early leave too little to look at: then more.
			for rounds, last := storetest.Pick(3, 8, 50), int64(0); o.Round < rounds || last < enough; o.Round++ {
				killOne(t, s, o)
				var err error
				if last, err = s.LastSeq(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			catchUp(t, s)
			if err := s.CheckRelated(context.Background(), related.FollowerName, func(problem string) { t.Error(problem) }); err != nil {
				t.Fatal(err)
			}
			before := indexHolds(t, s, o.Paper)
			if err := s.ClearSearch(context.Background(), search.FollowerName); err != nil {
				t.Fatal(err)
			}
			catchUp(t, s)
			if after := indexHolds(t, s, o.Paper); before != after {
				t.Errorf("after the kills the index held\n%s\nand a fresh one holds\n%s", before, after)
			}
		})
	}
}

// enough is how many entries there have to be for a test to mean something.
const enough = 50

// killOne starts a process and kills it some time after it has begun to write.
func killOne(t *testing.T, s *store.Store, o order) {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	begun, err := s.LastSeq(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+string(text))
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	some := begun + 1 + rand.Int64N(40)
	eventually(t, "the process writes", func() bool {
		last, err := s.LastSeq(context.Background())
		return err == nil && last >= some
	})
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || strings.Contains(said.String(), "panic") {
		t.Fatalf("the process ended by itself: %v %s", err, said.String())
	}
}

func catchUp(t *testing.T, s *store.Store) {
	t.Helper()
	last, err := s.LastSeq(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	r := ledger.NewRunner(s, nil)
	r.Follow(search.Follower(s.TidySearch))
	r.Follow(atOnce(s))
	start(t, r)
	wait(t, r, last)
	r.Stop()
}

// atOnce keeps the lists of related articles, without the rests that it takes in the background.
func atOnce(s *store.Store) ledger.Follower {
	return related.New(s, func() news.Millis { return news.At(time.Now()) }).AtOnce(search.FollowerName)
}

// indexHolds asks the index for every version of every article and writes down which it has; each must be the live one.
func indexHolds(t *testing.T, s *store.Store, paper string) string {
	t.Helper()
	ctx := context.Background()
	entries, err := s.Entries(ctx, paper, 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	heads := map[string]news.Article{}
	for _, e := range entries {
		if e.Article != nil {
			heads[e.Subject] = *e.Article
		}
	}
	finder := search.Searcher{Store: s, Now: func() news.Millis { return news.At(time.Now()) }}
	var b strings.Builder
	for _, e := range entries {
		if e.Article == nil {
			continue
		}
		r, err := finder.Search(ctx, paper, news.Query{Text: only(*e.Article)}, news.After{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		head := heads[e.Subject]
		want := 0
		if head.State.Public() && head.Live == e.Article.Version {
			want = 1
		}
		if len(r.Hits) != want {
			t.Errorf("version %d of %s is found %d times; want %d (live is %d, %s)", e.Article.Version, e.Subject, len(r.Hits), want, head.Live, head.State)
		}
		fmt.Fprintf(&b, "%s %d: %d\n", e.Subject, e.Article.Version, len(r.Hits))
	}
	if len(entries) < enough {
		t.Errorf("only %d entries: too few to mean anything", len(entries))
	}
	return b.String()
}
