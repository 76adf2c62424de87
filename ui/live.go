package ui

import (
	"time"

	"broadsheet/internal/news"
)

// Live is what an article's page shows when it is a live page: a summary and what mattered first, then its entries, the
// newest first.
type Live struct {
	Keys    []LiveKey   // the newest first
	Entries string      // HTML, from package body's writer
	Count   int         // of entries
	First   string      // id of the element that is the oldest entry; "": there is none
	Last    news.Millis // when the newest entry was made, or the article last changed
	Ended   news.Millis // when the coverage ended; 0: it goes on
}

// LiveKey is an entry that mattered: when, its first words, and the id of its element.
type LiveKey struct {
	At   news.Millis
	Text string
	ID   string
}

// liveOver is the kicker of a live page whose coverage has ended.
const liveOver = "As it happened"

// GoesOn says whether this is live coverage, and has not ended.
func (l *Live) GoesOn() bool { return l != nil && l.Ended == 0 }

// EntriesBelow is where a live page's entries are without the page around them, below the article's address.
const EntriesBelow = "/entries"

// CoverageEnd returns when live coverage ended: when it was closed, else with its last change, when neither today nor
// yesterday brought one in the paper's zone; 0 while it goes on. By days and not by hours, so that a page that is kept
// until midnight says so rightly.
func (d Dates) CoverageEnd(closed, last news.Millis, now time.Time) news.Millis {
	switch {
	case closed != 0:
		return closed
	case last.Time().Before(d.Midnight(now).AddDate(0, 0, -2)):
		return last
	}
	return 0
}

// liveCard says whether a card is of live coverage that goes on.
func (s Site) liveCard(c news.Card) bool {
	return c.Kind == news.KindLive && s.Dates.CoverageEnd(c.ClosedAt, news.Later(c.PublishedAt, c.UpdatedAt), s.Now) == 0
}
