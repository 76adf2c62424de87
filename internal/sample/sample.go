package sample

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"broadsheet/internal/news"
)

//go:embed edition pictures
var files embed.FS

// Paper is the sample paper: its title, its sections and people, and its edition.
type Paper struct {
	Paper      news.Paper // name, motto, locale, time zone and imprint
	Sections   []news.Section
	People     []news.Person    // by slug, without entry to the newsroom
	Tags       []news.Tag       // those with a description; articles may name others
	Storylines []news.Storyline // BriefedBy is a person's slug
	Rules      []news.Rule
	Pictures   []Picture
	Items      []Item   // oldest first, the order in which to file them
	Front      []string // slugs of the curated front, the lead first
}

// Item is one article of the edition. Sections, people, tags, storylines and pictures are named by slug or name, as the
// desk takes them.
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
	Picture     string // its name; "": none
	Leads       bool   // it stands first on its section's front
	PublishedAt news.Millis
	ClosedAt    news.Millis // of a live page that is over
	Body        string      // Markdown, as it was published
	Note        *Note       // to be made after publication
}

// Note is a correction, a clarification or an update, and the body that it mended.
type Note struct {
	news.Correction
	Body string // Markdown, as it has stood since; "": the words were left as they are
}

// Picture is one of the edition's pictures: its file, and what is said of it.
type Picture struct {
	Name         string // the articles' word for it, and its file's name
	Alt, Caption string
	Credit       string
	Focus        news.Focus
	JPEG         []byte
}

// Read returns the sample paper as it stands at the moment now.
func Read(now news.Millis) (Paper, error) {
	p, storylines, err := readPaper()
	if err != nil {
		return Paper{}, err
	}
	zone, err := time.LoadLocation(p.Paper.TimeZone)
	if err != nil {
		return Paper{}, fmt.Errorf("paper.yaml: %w", err)
	}
	if p.Pictures, err = readPictures(); err != nil {
		return Paper{}, err
	}
	local := now.Time().In(zone)
	if err := p.tellStorylines(storylines, local); err != nil {
		return Paper{}, err
	}
	places := map[int]string{}
	if err := p.readItems(local, places); err != nil {
		return Paper{}, err
	}
	slices.SortFunc(p.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.PublishedAt, b.PublishedAt), cmp.Compare(a.Slug, b.Slug))
	})
	for place := 1; places[place] != ""; place++ {
		p.Front = append(p.Front, places[place])
	}
	return p, nil
}

// tellStorylines dates the storylines and their briefings.
func (p *Paper) tellStorylines(all []frontStoryline, now time.Time) error {
	for _, l := range all {
		at, day, err := moment(l.Age, now)
		if err != nil {
			return fmt.Errorf("the storyline %s: %w", l.Slug, err)
		}
		p.Storylines = append(p.Storylines, news.Storyline{
			Slug: l.Slug, Name: l.Name, Summary: l.Summary, Briefing: fillDates(l.Briefing, day), BriefedBy: l.By, BriefedAt: news.At(at),
		})
	}
	return nil
}

// readItems reads the articles, and which of them stand where on the front.
func (p *Paper) readItems(now time.Time, places map[int]string) error {
	names, err := fs.Glob(files, "edition/*.md")
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == "edition/about.md" {
			continue
		}
		item, place, err := readItem(name, now)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		p.Items = append(p.Items, item)
		if place > 0 {
			places[place] = item.Slug
		}
	}
	return nil
}

// Edition returns the articles of the sample paper as they stand at the moment now, oldest first.
func Edition(now news.Millis) ([]Item, error) {
	p, err := Read(now)
	return p.Items, err
}
