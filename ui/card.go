package ui

import (
	"time"

	"github.com/a-h/templ"

	"broadsheet/internal/news"
)

// byline returns who a card says an article is by: its byline, else the agency.
func byline(c news.Card) string {
	if c.Byline != "" {
		return c.Byline
	}
	return c.Credit
}

// timelineLabel says what an article of a storyline is: its kind, else its section. Its kicker is most often the story.
func (s Site) timelineLabel(c news.Card) string {
	if c.Kind == news.KindLive && !s.liveCard(c) {
		return liveOver
	}
	if label := KindLabel(c.Kind); label != "" {
		return label
	}
	return c.Section.Name
}

// langAttribute returns the attributes of words in another language than the paper's.
func (s Site) langAttribute(language string) templ.Attributes {
	if l := s.langOf(language); l != "" {
		return templ.Attributes{"lang": l, "dir": direction(l)}
	}
	return nil
}

// newerWords and olderWords are the words of the links between pages.
func (p Pager) newerWords() string {
	if p.Ranked {
		return "Better matches"
	}
	return "Newer articles"
}

func (p Pager) olderWords() string {
	if p.Ranked {
		return "More results"
	}
	return "Older articles"
}

// Day is a day of a list and what was published on it.
type Day struct {
	Title string
	Cards []news.Card
}

// ByMonth groups cards, which are in order of time, by the month they were published in, in the paper's zone.
func (d Dates) ByMonth(cards []news.Card) []Day { return group(cards, d.MonthYear) }

// ByDay groups cards, which are in order of time, by the day they were published in the paper's zone.
func (d Dates) ByDay(cards []news.Card) []Day { return group(cards, d.Weekday) }

func group(cards []news.Card, name func(time.Time) string) []Day {
	var days []Day
	for _, c := range cards {
		title := name(c.PublishedAt.Time())
		if len(days) == 0 || days[len(days)-1].Title != title {
			days = append(days, Day{Title: title})
		}
		last := &days[len(days)-1]
		last.Cards = append(last.Cards, c)
	}
	return days
}
