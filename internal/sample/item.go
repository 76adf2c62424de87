package sample

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// frontMatter is what stands above an article's text.
type frontMatter struct {
	Slug, Headline, Kicker, Standfirst, Byline, Credit, Dateline, Section, Picture, Age string
	Closed                                                                              string // age, of a live page that is over
	Kind                                                                                news.Kind
	People, Tags, Storylines                                                            []string
	Front                                                                               int  // place on the front, from 1
	Leads                                                                               bool // stands first on its section's front
	Correction                                                                          *frontNote
}

// frontNote is a public note. The text stands as it was mended; Right is the passage of it that was Wrong.
type frontNote struct {
	Kind                    news.CorrectionKind
	Age, Text, Wrong, Right string
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
	at, day, err := moment(m.Age, now)
	if err != nil {
		return Item{}, 0, err
	}
	body, err := fillMoments(fillDates(string(text), day), now)
	if err != nil {
		return Item{}, 0, err
	}
	item := Item{
		Slug: m.Slug, Kind: m.Kind, Headline: fillDates(m.Headline, day), Kicker: m.Kicker, Standfirst: fillDates(m.Standfirst, day),
		Byline: news.Byline{Text: m.Byline, People: m.People}, Credit: m.Credit, Dateline: m.Dateline, Section: m.Section,
		Leads: m.Leads, Tags: m.Tags, Storylines: m.Storylines, Picture: m.Picture, PublishedAt: news.At(at), Body: body,
	}
	if m.Closed != "" {
		closed, _, err := moment(m.Closed, now)
		if err != nil {
			return Item{}, 0, err
		}
		item.ClosedAt = news.At(closed)
	}
	if m.Correction != nil {
		err = item.note(*m.Correction, now, day)
	}
	return item, m.Front, err
}

// note gives an article a note. What was published is the text with its mistake put back.
func (it *Item) note(n frontNote, now, day time.Time) error {
	at, _, err := moment(n.Age, now)
	if err != nil {
		return err
	}
	it.Note = &Note{Correction: news.Correction{Kind: n.Kind, Text: fillDates(n.Text, day), At: news.At(at)}}
	if n.Right == "" {
		return nil
	}
	if strings.Count(it.Body, n.Right) != 1 {
		return fmt.Errorf("%q must stand in the text once", n.Right)
	}
	it.Note.Body = it.Body
	it.Body = strings.Replace(it.Body, n.Right, n.Wrong, 1)
	return nil
}
