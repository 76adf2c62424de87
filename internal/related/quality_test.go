package related_test

import (
	"bufio"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// shared finds a folder of the data that lies beside the repository, and skips where there is none.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if path := filepath.Join(dir, "..", "shared", "data", name); exists(path) && exists(filepath.Join(dir, "go.mod")) {
			return path
		}
		if dir == filepath.Dir(dir) {
			t.Skipf("there is no shared/data/%s", name)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// lines reads a file of JSON lines.
func lines[T any](t testing.TB, path string, limit int) (list []T) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<24)
	for in.Scan() && len(list) < limit {
		var v T
		if err := json.Unmarshal(in.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

type labelled struct{ ID, Story, Title, Text string }

// file publishes labelled texts, some at a time, so that those that come later have to enter the lists of those that came
// before, and returns the article of each id.
func (d *desk) file(t testing.TB, docs []labelled) map[string]string {
	ids := map[string]string{}
	for chunk := range slices.Chunk(docs, max(100, len(docs)/20)) {
		d.write(t, func(tx news.Tx) error {
			for i, l := range chunk {
				c := d.change(t, story{slug: l.ID, headline: l.Title, text: l.Text}, storetest.Noon-news.Millis(len(ids)+i)*60_000)
				if _, err := tx.PutArticle(c); err != nil {
					return err
				}
				ids[l.ID] = c.Article.ID
			}
			return nil
		})
		d.follow(t)
	}
	return ids
}

// TestSameStory reports, on news of which three outlets tell each story, how many of the other two come first. The
// figure is for information; the bar is only that it does what it says.
func TestSameStory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("not in short runs: nothing happens at once here, and the race detector makes it thirty times as slow")
	}
	docs := lines[labelled](t, filepath.Join(shared(t, "allsides"), "docs.jsonl"), 1500)
	d := newDesk(t, storetest.SQLiteOptions(t))
	ids := d.file(t, docs)
	storyOf, size := map[string]string{}, map[string]int{}
	for _, l := range docs {
		storyOf[l.ID] = l.Story
		size[l.Story]++
	}
	var right, wanted, first, asked float64
	for i := 0; i < len(docs); i += 7 {
		others := min(2, size[docs[i].Story]-1)
		if others == 0 {
			continue
		}
		items, err := d.finder.Items(context.Background(), d.paper, ids[docs[i].ID], storetest.Noon, 2)
		if err != nil {
			t.Fatal(err)
		}
		asked++
		wanted += float64(others)
		for place, item := range items {
			if storyOf[item.Card.Slug] == docs[i].Story {
				right++
				if place == 0 {
					first++
				}
			}
		}
	}
	t.Logf("allsides, %d texts: of the two others of a story %.2f are the first two, %.2f have one first", len(docs), right/wanted, first/asked)
	if first/asked < 0.6 {
		t.Errorf("only %.2f have one of their own story first", first/asked)
	}
}

type judged struct {
	Query, Doc string
	Grade      int
	Duplicate  bool
}

// TestJudged reports nDCG@5 on the wire stories of which some were judged for what is like them.
func TestJudged(t *testing.T) {
	t.Parallel()
	if os.Getenv("BROADSHEET_TEST_LONG") == "" {
		t.Skip("takes minutes; script/test --long runs it")
	}
	dir := shared(t, "reuters21578")
	docs := lines[labelled](t, filepath.Join(dir, "corpus.jsonl"), math.MaxInt)
	d := newDesk(t, storetest.SQLiteOptions(t))
	ids := d.file(t, docs)
	grades := map[string]map[string]int{}
	for _, j := range lines[judged](t, filepath.Join(dir, "qrels.jsonl"), math.MaxInt) {
		if grades[j.Query] == nil {
			grades[j.Query] = map[string]int{}
		}
		grades[j.Query][j.Doc] = j.Grade
	}
	var sum, n float64
	for query, of := range grades {
		var all []int
		for _, g := range of {
			all = append(all, g)
		}
		slices.SortFunc(all, func(a, b int) int { return b - a })
		ideal := gain(all)
		if len(all) == 0 || all[0] < 2 {
			continue
		}
		items, err := d.finder.Items(context.Background(), d.paper, ids[query], storetest.Noon, 20)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, item := range items {
			if g, ok := of[item.Card.Slug]; ok { // what nobody judged is passed over
				got = append(got, g)
			}
		}
		sum, n = sum+gain(got)/ideal, n+1
	}
	t.Logf("reuters, %d texts, %d queries: nDCG@5 %.3f of what was judged", len(docs), int(n), sum/n)
	if n < 20 || sum/n < .65 {
		t.Errorf("nDCG@5 of %.0f queries is %.3f; it was .69 of 28", n, sum/n)
	}
}

func gain(grades []int) (sum float64) {
	for i, g := range grades[:min(len(grades), 5)] {
		sum += (math.Pow(2, float64(g)) - 1) / math.Log2(float64(i)+2)
	}
	return sum
}
