package sample_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/sample"
)

// sunday is when most tests read the sample.
const sunday = "2026-02-01T12:00:00Z"

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
	p := read(t, sunday)
	if n := len(p.Items); n < 30 {
		t.Errorf("%d articles; thirty or more make an edition with an archive", n)
	}
	sections, kinds, leads := map[string]int{}, map[news.Kind]int{}, map[string]int{}
	var credited, pictured, crossheads int
	for _, it := range p.Items {
		sections[it.Section]++
		kinds[it.Kind]++
		if it.Leads {
			leads[it.Section]++
		}
		count(&credited, it.Credit != "")
		count(&pictured, it.Picture != "")
		count(&crossheads, strings.Contains(it.Body, "\n## "))
	}
	for _, s := range p.Sections {
		if leads[s.Slug] > 1 {
			t.Errorf("section %s has %d leads", s.Slug, leads[s.Slug])
		}
		if sections[s.Slug] < 3 || s.Description == "" {
			t.Errorf("section %s has %d articles and the description %q", s.Slug, sections[s.Slug], s.Description)
		}
	}
	for kind, least := range map[news.Kind]int{news.KindNews: 20, news.KindAnalysis: 1, news.KindOpinion: 3, news.KindBulletin: 2, news.KindObituary: 1, news.KindLetter: 2} {
		if kinds[kind] < least {
			t.Errorf("there are %d articles of kind %s; %d make an edition", kinds[kind], kind, least)
		}
	}
	if len(p.Sections) < 6 || credited < 4 || pictured < 14 || crossheads < 20 {
		t.Errorf("%d sections, %d articles with a credit, %d with a picture, %d with crossheads", len(p.Sections), credited, pictured, crossheads)
	}
}

func count(n *int, yes bool) {
	if yes {
		*n++
	}
}

// TestReferences looks whether everything that is named is there, once.
func TestReferences(t *testing.T) {
	t.Parallel()
	p := read(t, sunday)
	there := map[string]bool{}
	add := func(what, name string) {
		if there[what+name] {
			t.Errorf("%s %q is there twice", what, name)
		}
		there[what+name] = true
	}
	for _, s := range p.Sections {
		add("section ", s.Slug)
	}
	for _, x := range p.People {
		add("person ", x.Slug)
		if x.Title == "" || x.Bio == "" {
			t.Errorf("%s has no title or no bio", x.Name)
		}
	}
	for _, l := range p.Storylines {
		add("storyline ", l.Slug)
	}
	for _, x := range p.Pictures {
		add("picture ", x.Name)
	}
	for _, it := range p.Items {
		add("article ", it.Slug)
	}
	for _, l := range p.Storylines {
		if !there["person "+l.BriefedBy] || l.Briefing == "" {
			t.Errorf("the storyline %s is not signed, or says nothing", l.Slug)
		}
	}
	for _, it := range p.Items {
		for _, name := range named(it) {
			if !there[name] {
				t.Errorf("%s names the %s, which is not there", it.Slug, name)
			}
		}
	}
	for _, slug := range p.Front {
		if !there["article "+slug] {
			t.Errorf("the front names %q, which is not there", slug)
		}
	}
	if len(p.Front) < 7 {
		t.Errorf("the front has %d places; a lead, two beside it and a row make it", len(p.Front))
	}
}

// named lists what an article names.
func named(it sample.Item) []string {
	all := []string{"section " + it.Section}
	for _, who := range it.Byline.People {
		all = append(all, "person "+who)
	}
	for _, l := range it.Storylines {
		all = append(all, "storyline "+l)
	}
	if it.Picture != "" {
		all = append(all, "picture "+it.Picture)
	}
	for _, rest := range strings.Split(it.Body, "](/")[1:] {
		slug, _, _ := strings.Cut(rest, ")")
		all = append(all, "article "+slug)
	}
	return all
}

func TestEveryPictureAndTagIsUsed(t *testing.T) {
	t.Parallel()
	p := read(t, sunday)
	for _, x := range p.Pictures {
		if !slices.ContainsFunc(p.Items, func(it sample.Item) bool { return it.Picture == x.Name }) {
			t.Errorf("nobody shows the picture %s", x.Name)
		}
	}
	for _, tag := range p.Tags {
		if !slices.ContainsFunc(p.Items, func(it sample.Item) bool { return slices.Contains(it.Tags, tag.Name) }) {
			t.Errorf("no article has the tag %s", tag.Name)
		}
		if tag.Description == "" {
			t.Errorf("the tag %s has no description", tag.Name)
		}
	}
	for _, who := range p.People {
		if who.Slug != "ada-marsh" && !slices.ContainsFunc(p.Items, func(it sample.Item) bool { return slices.Contains(it.Byline.People, who.Slug) }) {
			t.Errorf("%s has written nothing", who.Name)
		}
	}
}

// TestArchiveHasYears wants an article in each of six years, among them one of over three.
func TestArchiveHasYears(t *testing.T) {
	t.Parallel()
	now, _ := news.ParseTime(sunday)
	years := map[int]int{}
	items, err := sample.Edition(now)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		n := 0
		for it.PublishedAt.Time().AddDate(n+1, 0, 0).Before(now.Time()) {
			n++
		}
		years[n]++
		if it.PublishedAt > now {
			t.Errorf("%s is published at %s, after now", it.Slug, it.PublishedAt)
		}
	}
	for n := range 7 {
		if years[n] == 0 {
			t.Errorf("nothing is %d years old: %v", n, years)
		}
	}
	if !slices.IsSortedFunc(items, func(a, b sample.Item) int { return int(a.PublishedAt - b.PublishedAt) }) {
		t.Error("the articles are not in order of time")
	}
}

func TestStorylineSpansTwoYears(t *testing.T) {
	t.Parallel()
	p := read(t, sunday)
	for _, l := range p.Storylines {
		var at []time.Time
		for _, it := range p.Items {
			if slices.Contains(it.Storylines, l.Slug) {
				at = append(at, it.PublishedAt.Time())
			}
		}
		if len(at) < 6 || at[len(at)-1].Before(at[0].AddDate(2, 0, 0)) {
			t.Errorf("the storyline %s has %d articles: %v", l.Slug, len(at), at)
		}
	}
	if len(p.Storylines) == 0 {
		t.Error("there is no storyline")
	}
}

// TestNotes wants a correction, a clarification and an update, each after its article, with what was mended.
func TestNotes(t *testing.T) {
	t.Parallel()
	kinds := map[news.CorrectionKind]int{}
	now, _ := news.ParseTime(sunday)
	for _, it := range read(t, sunday).Items {
		if it.Note == nil {
			continue
		}
		kinds[it.Note.Kind]++
		if it.Note.At <= it.PublishedAt || it.Note.At > now || !strings.HasSuffix(it.Note.Text, ".") || it.Note.Body == it.Body {
			t.Errorf("%s: its note is wrong: %+v", it.Slug, it.Note.Correction)
		}
		if it.Note.Kind != news.CorrectionUpdate && it.Note.Body == "" {
			t.Errorf("%s: its %s mends nothing", it.Slug, it.Note.Kind)
		}
	}
	for _, kind := range []news.CorrectionKind{news.CorrectionError, news.CorrectionClarification, news.CorrectionUpdate} {
		if kinds[kind] == 0 {
			t.Errorf("there is no %s", kind)
		}
	}
}

func TestImprintSaysThatItIsASample(t *testing.T) {
	t.Parallel()
	p := read(t, sunday)
	for _, rest := range strings.Split(p.Paper.About, "](/")[1:] {
		if slug, _, _ := strings.Cut(rest, ")"); !strings.ContainsAny(slug, "/?") && slug != "corrections" && slug != "archive" {
			item(t, p, slug)
		}
	}
	if !strings.Contains(p.Paper.About, "is a sample") || p.Paper.Name == "" || p.Paper.Motto == "" {
		t.Errorf("the paper is %+v", p.Paper)
	}
}
