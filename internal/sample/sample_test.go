package sample_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/sample"
)

func read(t *testing.T, at string) sample.Paper {
	t.Helper()
	now, err := news.ParseTime(at)
	if err != nil {
		t.Fatal(err)
	}
	p, err := sample.Read(now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEdition(t *testing.T) {
	t.Parallel()
	now := "2026-02-01T12:00:00Z"
	p := read(t, now)
	if len(p.Items) < 12 {
		t.Errorf("%d articles; a dozen or more make an edition", len(p.Items))
	}
	sections, kinds, slugs := map[string]bool{}, map[news.Kind]bool{}, map[string]bool{}
	var corrected, credited, story, old int
	limit, _ := news.ParseTime(now)
	for _, it := range p.Items {
		checkItem(t, p, it)
		if slugs[it.Slug] {
			t.Errorf("%s is there twice", it.Slug)
		}
		sections[it.Section], kinds[it.Kind], slugs[it.Slug] = true, true, true
		if it.PublishedAt > limit {
			t.Errorf("%s is published at %s, after now", it.Slug, it.PublishedAt)
		}
		if it.Correction != nil {
			corrected++
			if it.Correction.At <= it.PublishedAt || it.Correction.At > limit || it.Correction.Text == "" {
				t.Errorf("%s: its correction is wrong: %+v", it.Slug, it.Correction)
			}
		}
		if it.Credit != "" {
			credited++
		}
		if len(it.Storylines) > 0 {
			story++
		}
		if limit.Time().AddDate(-3, 0, 0).After(it.PublishedAt.Time()) {
			old++
		}
	}
	if len(sections) < 4 || !kinds[news.KindOpinion] || !kinds[news.KindBulletin] || corrected < 1 || credited < 2 || story < 3 || old < 1 {
		t.Errorf("sections %v, kinds %v, %d corrected, %d credited, %d in a storyline, %d old", sections, kinds, corrected, credited, story, old)
	}
	if !slices.IsSortedFunc(p.Items, func(a, b sample.Item) int { return int(a.PublishedAt - b.PublishedAt) }) {
		t.Error("the items are not in order of time")
	}
	if len(p.Front) < 3 || !slugs[p.Front[0]] {
		t.Errorf("the front is %v", p.Front)
	}
}

// checkItem looks at one article as the desk will, and as a sub-editor would.
func checkItem(t *testing.T, p sample.Paper, it sample.Item) {
	t.Helper()
	if it.Headline == "" || it.Standfirst == "" || it.Slug == "" || !slices.Contains(news.Kinds, it.Kind) {
		t.Errorf("%s lacks a part: %+v", it.Slug, it)
	}
	if !slices.ContainsFunc(p.Sections, func(s news.Section) bool { return s.Slug == it.Section }) {
		t.Errorf("%s is in section %q, which there is not", it.Slug, it.Section)
	}
	for _, who := range it.Byline.People {
		if !slices.ContainsFunc(p.People, func(x news.Person) bool { return x.Slug == who }) {
			t.Errorf("%s is by %q, whom nobody knows", it.Slug, who)
		}
	}
	for _, s := range it.Storylines {
		if !slices.ContainsFunc(p.Storylines, func(x news.Storyline) bool { return x.Slug == s }) {
			t.Errorf("%s is in storyline %q, which there is not", it.Slug, s)
		}
	}
	if strings.Contains(it.Body, "{") || strings.Contains(it.Headline+it.Standfirst, "{") {
		t.Errorf("%s has a date that was not filled in", it.Slug)
	}
	if words := len(strings.Fields(it.Body)); words < 120 {
		t.Errorf("%s has %d words", it.Slug, words)
	}
	if strings.ContainsAny(it.Body+it.Standfirst+it.Headline, "—–\"") {
		t.Errorf("%s has a long dash or a straight quotation mark", it.Slug)
	}
	if strings.HasSuffix(it.Headline, ".") || !strings.HasSuffix(it.Standfirst, ".") {
		t.Errorf("%s: headlines end without a full stop, standfirsts with one", it.Slug)
	}
}

func TestDatesAreReckonedFromThePublication(t *testing.T) {
	t.Parallel()
	for _, it := range read(t, "2026-02-01T12:00:00Z").Items { // a Sunday
		switch it.Slug {
		case "breakwater-repair-to-begin-in-nine-days":
			if !strings.Contains(it.Body, "alongside on Tuesday, 10 February") || !strings.Contains(it.Body, "the gale of 22 December") {
				t.Errorf("dates are not right: %s", it.Body)
			}
		case "footbridge-over-the-marrack-opens":
			if got := it.PublishedAt.Time().Format(time.DateOnly); got != "2023-01-08" {
				t.Errorf("the old article is of %s", got)
			}
			if !strings.Contains(it.Body, "in light rain on Saturday") {
				t.Errorf("dates are not right: %s", it.Body)
			}
		}
	}
}

func TestSummerTimeAndNewYear(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"2026-03-29T01:30:00Z", "2026-01-01T00:00:01Z", "2028-02-29T23:59:59Z", "2026-10-25T01:00:00Z"} {
		if n := len(read(t, at).Items); n < 12 {
			t.Errorf("at %s there are %d articles", at, n)
		}
	}
}

func TestImprintSaysThatItIsASample(t *testing.T) {
	t.Parallel()
	p := read(t, "2026-02-01T12:00:00Z")
	if !regexp.MustCompile(`is a sample`).MatchString(p.Paper.About) || p.Paper.Name == "" || p.Paper.Motto == "" {
		t.Errorf("the paper is %+v", p.Paper)
	}
}
