package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// restVariable tells a child process which database to open: its file or address, the paper, how many articles.
const restVariable = "BROADSHEET_REST"

// BenchmarkRest measures, in a process of its own, how long opening takes and how much memory the store holds once it
// has served readers and rests, at each size. The bar: under 100 MB with 100,000 articles.
func BenchmarkRest(b *testing.B) {
	sideBySide(b, func(b *testing.B, f *filled) {
		for b.Loop() {
			child := exec.Command(os.Args[0], "-test.run=^TestRestingChild$", "-test.v")
			child.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n%s\n%s\n%d", restVariable, f.options.Path, f.options.URL, f.paper, f.n))
			out, err := child.CombinedOutput()
			m := regexp.MustCompile(`rests at (\d+) kB, opened in (\d+) µs`).FindSubmatch(out)
			if err != nil || m == nil {
				b.Fatalf("%v: %s", err, out)
			}
			for i, unit := range []string{"MB-at-rest", "ms-to-open"} {
				n, _ := strconv.Atoi(string(m[i+1]))
				b.ReportMetric(float64(n)/1000, unit)
			}
		}
	})
}

// TestRestingChild is the child process of BenchmarkRest.
func TestRestingChild(t *testing.T) {
	given := strings.Split(os.Getenv(restVariable), "\n")
	if len(given) != 4 {
		t.Skip("only for BenchmarkRest")
	}
	ctx := context.Background()
	n, _ := strconv.Atoi(given[3])
	begun := time.Now()
	s, err := store.Open(ctx, store.Options{Path: given[0], URL: given[1]})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	opened := time.Since(begun)
	front := news.List{Of: "paper", ID: given[2]}
	var after news.After
	for i := 0; i < n && i < 20_000; i += 50 { // what readers ask for
		cards, err := s.List(ctx, given[2], front, news.Never-1, after, 50)
		if err != nil || len(cards) == 0 {
			t.Fatal(len(cards), err)
		}
		for _, c := range cards {
			if _, _, err := s.ReadBySlug(ctx, given[2], c.Slug); err != nil {
				t.Fatal(err)
			}
			after = news.After{At: c.PublishedAt, ID: c.Article}
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	_, rss, _ := bytes.Cut(status, []byte("VmRSS:"))
	fmt.Printf("rests at %s kB, opened in %d µs\n", bytes.Fields(rss)[0], opened.Microseconds())
}
