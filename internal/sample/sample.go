package sample

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"broadsheet/internal/news"
)

//go:embed edition
var files embed.FS

// Paper is the sample paper: its title, its sections and people, and its edition.
type Paper struct {
	Paper      news.Paper // name, motto, locale, time zone and imprint
	Sections   []news.Section
	People     []news.Person // by slug, without entry to the newsroom
	Storylines []news.Storyline
	Items      []Item   // oldest first, the order in which to file them
	Front      []string // slugs of the curated front, the lead first
}

// Item is one article of the edition. Sections, people, tags and storylines are named by slug or name, as the desk
// takes them.
type Item struct {
	Slug        string
	Kind        news.Kind
	Headline    string
	Kicker      string
	Standfirst  string
	Byline      news.Byline // Text, or People by slug
	Credit      string
	Dateline    string
	Section     string
	Tags        []string
	Storylines  []string
	PublishedAt news.Millis
	Body        string           // Markdown
	Correction  *news.Correction // to be made after publication, at its time
}

// Read returns the sample paper as it stands at the moment now.
func Read(now news.Millis) (Paper, error) {
	p, err := readPaper()
	if err != nil {
		return Paper{}, err
	}
	zone, err := time.LoadLocation(p.Paper.TimeZone)
	if err != nil {
		return Paper{}, fmt.Errorf("paper.yaml: %w", err)
	}
	names, err := fs.Glob(files, "edition/*.md")
	if err != nil {
		return Paper{}, err
	}
	places := map[int]string{}
	for _, name := range names {
		if name == "edition/about.md" {
			continue
		}
		item, place, err := readItem(name, now.Time().In(zone))
		if err != nil {
			return Paper{}, fmt.Errorf("%s: %w", name, err)
		}
		p.Items = append(p.Items, item)
		if place > 0 {
			places[place] = item.Slug
		}
	}
	slices.SortFunc(p.Items, func(a, b Item) int { return cmp.Compare(a.PublishedAt, b.PublishedAt) })
	for place := 1; places[place] != ""; place++ {
		p.Front = append(p.Front, places[place])
	}
	return p, nil
}

// Edition returns the articles of the sample paper as they stand at the moment now, oldest first.
func Edition(now news.Millis) ([]Item, error) {
	p, err := Read(now)
	return p.Items, err
}

// readPaper reads paper.yaml and the imprint.
func readPaper() (Paper, error) {
	var y struct {
		Name, Motto, Locale, TimeZone string
		Sections                      []struct{ Slug, Name, Description string }
		People                        []struct{ Slug, Name, Title, Bio string }
		Storylines                    []struct{ Slug, Name, Summary string }
	}
	b, err := files.ReadFile("edition/paper.yaml")
	if err != nil {
		return Paper{}, err
	}
	if err := decode(b, &y); err != nil {
		return Paper{}, fmt.Errorf("paper.yaml: %w", err)
	}
	about, err := files.ReadFile("edition/about.md")
	if err != nil {
		return Paper{}, err
	}
	p := Paper{Paper: news.Paper{Name: y.Name, Motto: y.Motto, Locale: y.Locale, TimeZone: y.TimeZone, About: string(about)}}
	for i, s := range y.Sections {
		p.Sections = append(p.Sections, news.Section{Slug: s.Slug, Name: s.Name, Description: s.Description, Position: i + 1})
	}
	for _, x := range y.People {
		p.People = append(p.People, news.Person{Slug: x.Slug, Name: x.Name, Title: x.Title, Bio: x.Bio})
	}
	for _, x := range y.Storylines {
		p.Storylines = append(p.Storylines, news.Storyline{Slug: x.Slug, Name: x.Name, Summary: x.Summary})
	}
	return p, nil
}

// frontMatter is what stands above an article's text.
type frontMatter struct {
	Slug, Headline, Kicker, Standfirst, Byline, Credit, Dateline, Section, Age string
	Kind                                                                       news.Kind
	People, Tags, Storylines                                                   []string
	Front                                                                      int // place on the front, from 1
	Correction                                                                 *struct {
		Kind      news.CorrectionKind
		Age, Text string
	}
}

// readItem reads one article, and its place on the front.
func readItem(name string, now time.Time) (Item, int, error) {
	b, err := files.ReadFile(name)
	if err != nil {
		return Item{}, 0, err
	}
	_, rest, _ := bytes.Cut(b, []byte("---\n"))
	head, text, found := bytes.Cut(rest, []byte("\n---\n"))
	if !found {
		return Item{}, 0, fmt.Errorf("has no front matter between lines of ---")
	}
	var m frontMatter
	if err := decode(head, &m); err != nil {
		return Item{}, 0, err
	}
	age, err := parseAge(m.Age)
	if err != nil {
		return Item{}, 0, err
	}
	at := now.Add(-age)
	item := Item{
		Slug: m.Slug, Kind: m.Kind, Headline: m.Headline, Kicker: m.Kicker, Standfirst: m.Standfirst,
		Byline: news.Byline{Text: m.Byline, People: m.People}, Credit: m.Credit, Dateline: m.Dateline, Section: m.Section,
		Tags: m.Tags, Storylines: m.Storylines, PublishedAt: news.At(at), Body: fillDates(string(text), at),
	}
	if c := m.Correction; c != nil {
		age, err := parseAge(c.Age)
		if err != nil {
			return Item{}, 0, err
		}
		item.Correction = &news.Correction{Kind: c.Kind, Text: fillDates(c.Text, at), At: news.At(now.Add(-age))}
	}
	return item, m.Front, nil
}

// decode reads YAML and refuses fields it doesn't know: a slip in the sample should be seen when it is made.
func decode(b []byte, to any) error {
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	return d.Decode(to)
}

// parseAge reads an age such as 90m, 3h or 1100d.
func parseAge(s string) (time.Duration, error) {
	if days, isDays := strings.CutSuffix(s, "d"); isDays {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(s)
}

var datePattern = regexp.MustCompile(`\{(day|date)([+-]\d+)?\}`)

// fillDates writes the dates into a text that was published at the moment at.
func fillDates(text string, at time.Time) string {
	return datePattern.ReplaceAllStringFunc(text, func(found string) string {
		m := datePattern.FindStringSubmatch(found)
		days, _ := strconv.Atoi(m[2])
		day := at.AddDate(0, 0, days)
		if m[1] == "day" {
			return day.Weekday().String()
		}
		return day.Format("2 January")
	})
}
