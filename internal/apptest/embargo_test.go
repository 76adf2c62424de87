package apptest

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

// TestEmbargoes files articles with random embargoes and asks the public surfaces about them around their moments,
// with a kill and a graceful restart in between: a second before its moment nothing tells an article from one that was
// never filed, two seconds after it everything shows it.
func TestEmbargoes(t *testing.T) {
	t.Parallel()
	n, spread := storetest.Pick(400, 400, 10000), time.Duration(storetest.Pick(5, 5, 30))*time.Second
	p := newPaper(t)
	s := p.serve()
	s.must("POST", "/sections", map[string]any{"slug": "news", "name": "News"}, nil)
	// Something is out from the beginning: else the front's first article would come between two answers that are compared.
	s.must("POST", "/articles", map[string]any{"headline": "Something is out", "section": "news", "publish": true, "body_html": "<p>It is.</p>"}, nil)
	begun := time.Now() // a slow machine gets the time that filing takes it
	fileHeld(t, s, "trial", n/10, begun.Add(24*time.Hour), spread)
	wait := 5*time.Second + 12*time.Since(begun)
	held := fileHeld(t, s, "held", n, time.Now().Add(wait), spread)
	last := held[0].until
	for _, h := range held {
		if h.until.After(last) {
			last = h.until
		}
	}
	t.Logf("filing %d took %v, of which a tenth said that it would take less than %v", n, time.Since(begun), wait)
	s.signal(syscall.SIGKILL)
	s = p.serve()
	restart := time.Now().Add(time.Until(last) - spread/2)
	r := rand.New(rand.NewPCG(3, 4))
	var hidden, shown int
	for time.Now().Before(last.Add(2*time.Second)) || shown < 20 { // a busy machine may have had no time for them yet
		if !restart.IsZero() && time.Now().After(restart) {
			s.signal(syscall.SIGTERM)
			s = p.serve()
			restart = time.Time{}
		}
		h := held[r.IntN(len(held))]
		switch until := time.Until(h.until); {
		case until > time.Second:
			if h.mustBeHidden(t, s) {
				hidden++
			}
		case until < -2*time.Second:
			h.mustShow(t, s)
			shown++
		default:
			time.Sleep(time.Millisecond)
		}
		if t.Failed() {
			t.Fatalf("after %d checks while hidden and %d when due", hidden, shown)
		}
	}
	t.Logf("%d checks while hidden, %d when due, %d articles", hidden, shown, n)
	if hidden < 20 || shown < 20 {
		t.Errorf("too few checks (%d hidden, %d shown) to mean anything", hidden, shown)
	}
	time.Sleep(time.Until(last.Add(2 * time.Second)))
	everyOneShows(t, s, held)
	p.run("doctor")
}

type heldArticle struct {
	slug, word, tag string
	until           time.Time
}

// fileHeld files n articles, named by name and number, whose embargoes end between first and spread later; where filing
// takes so long that first has come, the rest get spread from then on.
func fileHeld(t *testing.T, s *server, name string, n int, first time.Time, spread time.Duration) []heldArticle {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	held := make([]heldArticle, n)
	for at := 0; at < n; at += 500 {
		if soon := time.Now().Add(10 * time.Second); first.Before(soon) && at > 0 {
			first = soon
		}
		var batch []map[string]any
		for i := at; i < min(at+500, n); i++ {
			h := heldArticle{slug: fmt.Sprintf("%s-back-%d", name, i), word: fmt.Sprintf("zanzib%s%dq", name, i), tag: fmt.Sprintf("secret-%s-%d", name, i),
				until: first.Add(time.Duration(r.Int64N(int64(spread)))).Truncate(time.Millisecond)}
			held[i] = h
			batch = append(batch, map[string]any{
				"headline": "Council names " + h.word, "slug": h.slug, "section": "news", "tags": []string{h.tag}, "publish": true,
				"embargo_until": h.until.UTC().Format(time.RFC3339Nano), "body_html": "<p>The " + h.word + " plan.</p>"})
		}
		var out struct {
			Items []filed `json:"items"`
		}
		s.must("POST", "/articles:batch", map[string]any{"articles": batch}, &out)
		for _, f := range out.Items {
			if f.State != "scheduled" {
				t.Fatalf("an embargoed article was answered as %q", f.State)
			}
		}
	}
	return held
}

// mustBeHidden compares every surface with what it says of something of the same length that was never filed. An answer
// that came after the moment may show it: then it reports false.
func (h heldArticle) mustBeHidden(t *testing.T, s *server) bool {
	t.Helper()
	unfiled := strings.NewReplacer("held-back-", "held-bask-", "secret-", "sacred-", "zanzib", "zanzab")
	for _, path := range []string{"/" + h.slug, "/tag/" + h.tag, "/tag/" + h.tag + "/feed.xml", "/search?q=" + h.word} {
		err := sameAnswer(s, path, unfiled)
		if !time.Now().Before(h.until) {
			return false
		}
		if err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{"/", "/section/news", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/archive"} {
		_, body, err := s.get(path)
		if !time.Now().Before(h.until) {
			return false
		}
		if err != nil || strings.Contains(body, h.word) || strings.Contains(body, h.slug+`"`) {
			t.Errorf("%s shows %s before its time (%v)", path, h.slug, err)
		}
	}
	return true
}

// item is one line of the lists of what is out, which grow between one request and the next.
var item = regexp.MustCompile(`(?s)<li>.*?</li>`)

// sameAnswer says whether path and its never-filed twin answer alike, but for the address asked.
func sameAnswer(s *server, path string, unfiled *strings.Replacer) error {
	never := unfiled.Replace(path)
	gotStatus, got, err1 := s.get(path)
	wantStatus, want, err2 := s.get(never)
	got, want = item.ReplaceAllString(unfiled.Replace(got), ""), item.ReplaceAllString(unfiled.Replace(want), "")
	if err1 != nil || err2 != nil || gotStatus != wantStatus || got != want {
		return fmt.Errorf("%s (%d) differs from %s (%d), %v %v:\n%s", path, gotStatus, never, wantStatus, err1, err2, firstDifference(got, want))
	}
	return nil
}

// firstDifference shows where two pages part.
func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(i-40, 0)
	return fmt.Sprintf("…%.120q\n…%.120q", a[from:], b[from:])
}

func (h heldArticle) mustShow(t *testing.T, s *server) {
	t.Helper()
	for path, what := range map[string]string{
		"/" + h.slug: h.word, "/tag/" + h.tag: h.word, "/tag/" + h.tag + "/feed.xml": h.word, "/search?q=" + h.word: h.slug,
	} {
		if err := s.shows(path, what); err != nil {
			t.Errorf("two seconds after its time: %v", err)
		}
	}
}

func everyOneShows(t *testing.T, s *server, held []heldArticle) {
	t.Helper()
	work := make(chan heldArticle)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for h := range work {
				if err := s.shows("/"+h.slug, h.word); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, h := range held {
		work <- h
	}
	close(work)
	wg.Wait()
}
