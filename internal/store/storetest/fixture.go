package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// vocabulary is what the invented articles are written with: the news of a harbour town.
var vocabulary = strings.Fields(`harbour council ferry quay crane tide storm warehouse market bakery lantern bridge river
	school teacher pupil concert choir orchestra festival parade football rowing regatta trophy season captain crew sailor
	fisherman herring mackerel catch licence quota minister budget tax levy housing rent tenant landlord brick roof repair
	hospital nurse doctor clinic vaccine winter snow frost flood pump dyke meadow farm wheat barley orchard apple cider
	court judge verdict appeal lawyer witness police patrol theft inquiry report survey museum gallery painter sculpture
	archive librarian novel poet theatre stage actor rehearsal ticket railway station platform signal delay timetable tram
	cyclist lane crossing pavement lamp engineer turbine cable grid power wind solar battery factory shipyard welder union
	strike wage pension bank loan interest export import container freight customs border treaty embassy visitor hotel café
	harvest auction bidder antique clock tower bell parish vicar mosque synagogue temple garden allotment beekeeper honey
	announced rejected approved opened closed repaired flooded restored counted promised measured delayed praised warned
	early late quiet busy narrow broad heavy light northern southern eastern western ancient modern local national`)

// Fixture makes articles: the same ones for the same number, whatever machine and day it is.
type Fixture struct {
	Sections, Tags, People, Storylines []string // ids
	Shuffled                           bool     // the dates come in no order, as they never do in an archive: the worst case
}

// Step is how far apart two articles are published, on average: a hundred thousand make ten years.
const Step news.Millis = 10 * 365 * 24 * 3600 * 1000 / 100_000

// Start is when the oldest article is published.
const Start = Noon - 100_000*Step

// NewFixture gives a paper ten sections, sixty tags, thirty people and eight storylines for its articles.
func NewFixture(t testing.TB, s *store.Store, paper string) *Fixture {
	t.Helper()
	f := &Fixture{}
	_, err := s.Write(context.Background(), paper, func(tx news.Tx) error { return f.put(t, tx) })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *Fixture) put(t testing.TB, tx news.Tx) error {
	for i := range 60 {
		if i < 8 {
			f.Storylines = append(f.Storylines, ID(t))
			v := news.Storyline{ID: f.Storylines[i], Slug: fmt.Sprintf("storyline-%d", i), Name: "The long " + vocabulary[i], Version: 1}
			if err := tx.PutStoryline(v, ""); err != nil {
				return err
			}
		}
		if i < 10 {
			f.Sections = append(f.Sections, ID(t))
			v := news.Section{ID: f.Sections[i], Slug: fmt.Sprintf("section-%d", i), Name: vocabulary[i], Position: i + 1, Version: 1}
			if err := tx.PutSection(v, ""); err != nil {
				return err
			}
		}
		if i < 30 {
			f.People = append(f.People, ID(t))
			v := news.Person{ID: f.People[i], Slug: fmt.Sprintf("person-%d", i), Name: "A. " + vocabulary[i], Version: 1}
			if err := tx.PutPerson(v, ""); err != nil {
				return err
			}
		}
		f.Tags = append(f.Tags, ID(t))
		if err := tx.PutTag(news.Tag{ID: f.Tags[i], Slug: fmt.Sprintf("tag-%d", i), Name: vocabulary[i], Version: 1}, ""); err != nil {
			return err
		}
	}
	return nil
}

// Slug is where article i lives.
func (f *Fixture) Slug(i int) string {
	return fmt.Sprintf("%s-%s-%d", vocabulary[i%97], vocabulary[i%89], i)
}

// Article makes the change that files and publishes article i, of about 700 words. Only its id is new each time.
func (f *Fixture) Article(t testing.TB, i int) news.Change {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	at := Start + news.Millis(i)*Step + news.Millis(r.Int64N(12*3600*1000))
	if f.Shuffled {
		at = Start + news.Millis(r.Int64N(int64(100_000*Step)))
	}
	c := news.Copy{
		Kind: news.KindNews, Headline: title(words(r, 8)), Standfirst: title(words(r, 24)) + ".", Kicker: title(words(r, 1)),
		Byline: news.Byline{People: []string{f.People[r.IntN(len(f.People))]}}, Dateline: "Quayside",
		Section: f.Sections[r.IntN(len(f.Sections))], Slugline: words(r, 2), Body: body(r),
	}
	for range 1 + r.IntN(4) {
		c.Tags = append(c.Tags, f.Tags[r.IntN(len(f.Tags))])
	}
	if r.IntN(5) == 0 {
		c.Storylines = []string{f.Storylines[r.IntN(len(f.Storylines))]}
	}
	id := ID(t)
	return news.Change{
		Act: news.ActPublish,
		Article: news.Article{ID: id, Slug: f.Slug(i), State: news.Live, Version: 1, Live: 1, PublishedAt: at, ReleaseAt: at,
			SeenAt: at, CreatedAt: Noon, ModifiedAt: Noon + news.Millis(i)},
		Version: &news.Version{Article: id, N: 1, At: Noon, Copy: c, Hash: news.HashCopy(c)},
	}
}

func words(r *rand.Rand, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = vocabulary[r.IntN(len(vocabulary))]
	}
	return strings.Join(list, " ")
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// body writes some 700 words in twelve paragraphs.
func body(r *rand.Rand) news.Body {
	doc := news.Node{Type: "doc"}
	for i := range 12 {
		doc.Content = append(doc.Content, news.Node{Type: "paragraph", Attrs: &news.Attrs{ID: fmt.Sprintf("p%d", i), Origin: &news.Origin{Kind: "staff"}},
			Content: []news.Node{{Type: "text", Text: title(words(r, 50+r.IntN(16))) + "."}}})
	}
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err) // nothing in it can fail
	}
	return b
}

// Fill files and publishes articles from up to until in transactions of 500.
func (f *Fixture) Fill(t testing.TB, s *store.Store, paper string, from, until int) {
	t.Helper()
	for from < until {
		n := min(500, until-from)
		changes := make([]news.Change, n)
		for i := range changes {
			changes[i] = f.Article(t, from+i)
		}
		if err := PutAll(s, paper, changes); err != nil {
			t.Fatal(err)
		}
		from += n
	}
}

// PutAll writes changes in one transaction.
func PutAll(s *store.Store, paper string, changes []news.Change) error {
	_, err := s.Write(context.Background(), paper, func(tx news.Tx) error {
		for _, c := range changes {
			if _, err := tx.PutArticle(c); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
