package cli

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// presses is how often the test presses each button.
const presses = 20

// TestBreakingIsOut measures what an editor waits for who has breaking news: from the press, that is from before its request
// is sent, until every surface shows the stub, and from the confirmation of a retraction until none does, and none of them ever takes
// a second. A plain publication through the API is measured beside it, for comparison.
func TestBreakingIsOut(t *testing.T) {
	t.Parallel()
	alone(t)
	onBothEngines(t, breakingIsOut)
}

func breakingIsOut(t *testing.T, m *machine) {
	token := m.blank()
	s := m.serve()
	s.mustPost(token, "/sections", `{"slug":"news","name":"News"}`)
	for i := range 30 { // so that lists are as long as they get
		s.filed(token, fmt.Sprintf(`{"headline":"Something else, part %d","section":"news","publish":true,"body_markdown":"It went on."}`, i))
	}
	desk := s.signIn("desk@example.org")
	out, gone, plain := waits{}, waits{}, waits{}
	for i := range presses {
		headline := fmt.Sprintf("Harbour wall %c gives way", 'a'+i)
		slug := fmt.Sprintf("/harbour-wall-%c-gives-way", 'a'+i)
		surfaces := surfacesOf(slug, http.StatusOK)
		say := url.Values{"headline": {headline}, "section": {"news"}}
		_, summary, _ := desk.ask("POST", "/newsroom/breaking", say)
		once := regexp.MustCompile(`name="once" value="([^"]+)"`).FindStringSubmatch(summary)
		if once == nil {
			t.Fatalf("the summary has no button:\n%s", summary)
		}
		say.Set("once", once[1])
		var page string
		out.press(t, s, surfaces, headline, true, func() { _, page, _ = desk.ask("POST", "/newsroom/breaking", say) })
		id := regexp.MustCompile(`/newsroom/article/([0-9a-f-]{36})`).FindStringSubmatch(page)
		if id == nil {
			t.Fatalf("after the press:\n%s", page)
		}
		retract := "/newsroom/article/" + id[1] + "/retract"
		if status, ask, _ := desk.ask("GET", retract, nil); status != http.StatusOK || !strings.Contains(ask, "Retract now") {
			t.Fatalf("asking to retract: %d\n%s", status, ask)
		}
		surfaces[slug] = http.StatusNotFound
		gone.press(t, s, surfaces, headline, false, func() { desk.ask("POST", retract, url.Values{}) })

		headline = fmt.Sprintf("Harbour wall %c is mended", 'a'+i)
		plain.press(t, s, surfacesOf(fmt.Sprintf("/harbour-wall-%c-is-mended", 'a'+i), http.StatusOK), headline, true, func() {
			s.filed(token, `{"headline":"`+headline+`","section":"news","publish":true,"body_markdown":"It went on."}`)
		})
	}
	out.tell(t, "breaking out")
	gone.tell(t, "retracted")
	plain.tell(t, "plain publication by the API")
	m.must("doctor")
}

// surfacesOf are what readers and programs see of an article, with what its own page answers.
func surfacesOf(slug string, own int) map[string]int {
	return map[string]int{slug: own, "/": 200, "/section/news": 200, "/feed.xml": 200, "/news-sitemap.xml": 200, "/search?q=harbour": 200}
}

// waits are how long after a press each surface was as it should be, by its address; those of articles under "its own page".
type waits map[string][]time.Duration

// press does something and asks every surface meanwhile, until it shows the headline, or lacks it.
func (w waits) press(t *testing.T, s *server, surfaces map[string]int, headline string, shows bool, do func()) {
	t.Helper()
	slug := "/" + strings.ReplaceAll(strings.ToLower(headline), " ", "-")
	right := func(path string) error {
		status, page, err := s.get(path)
		has := strings.Contains(page, headline)
		if err != nil || status != surfaces[path] || has != shows {
			return errors.Join(err, fmt.Errorf("%s answers %d and shows it: %v", path, status, has))
		}
		return nil
	}
	began := time.Now()
	took := make(chan struct {
		path string
		time.Duration
	}, len(surfaces))
	var asking sync.WaitGroup
	for path := range surfaces {
		asking.Go(func() {
			for time.Since(began) < 10*time.Second {
				if right(path) == nil {
					took <- struct {
						path string
						time.Duration
					}{path, time.Since(began)}
					return
				}
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
	do()
	w["the answer"] = append(w["the answer"], time.Since(began))
	for path := range surfaces { // whoever was told it is done sees it, at once
		if err := right(path); err != nil {
			t.Errorf("after the answer to “%s”: %v", headline, err)
		}
	}
	asking.Wait()
	close(took)
	if t.Failed() {
		t.FailNow()
	}
	for one := range took {
		name := one.path
		if name == slug {
			name = "its own page"
		}
		w[name] = append(w[name], one.Duration)
	}
}

// tell writes down the median and the longest of each surface, and fails where one was not as it should be within a second.
// One press in twenty may fall into a moment in which the machine stood still.
func (w waits) tell(t *testing.T, what string) {
	t.Helper()
	for surface, all := range w {
		if len(all) < presses {
			t.Errorf("%s: %s was right %d times out of %d", what, surface, len(all), presses)
			continue
		}
		slices.Sort(all)
		t.Logf("%s, %s: median %v, longest %v of %d", what, surface, all[len(all)/2].Round(time.Millisecond), all[len(all)-1].Round(time.Millisecond), len(all))
		if second := all[len(all)-2]; second > time.Second && surface != "the answer" {
			t.Errorf("%s: %s took %v after the press, and it is to be there within a second", what, surface, second)
		}
	}
}
