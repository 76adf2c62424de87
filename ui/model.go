package ui

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"broadsheet/internal/news"
)

// Site is what every page of a paper shows around its content.
type Site struct {
	Paper    news.Paper
	Base     string         // what absolute addresses begin with, without a trailing slash
	Sections []news.Section // in the order of the navigation
	Now      time.Time
	Dates    Dates
	Pictures map[string]news.Picture // of the library, by id: those the page shows
	Breaking []news.Card             // what every page announces: at most one

	// Newsletter is the sign-up box, where the paper has newsletters.
	Newsletter templ.Component
}

// Page is what a page says of itself in its head.
type Page struct {
	Title       string // without the paper's name; the front has none
	Description string
	Path        string // canonical, from "/", with its query where that is part of it; "": the page has no address of its own
	Feeds       string // where its feeds are: "" the paper's, else such as "/section/town"
	FeedTitle   string // what its feeds are of; "" for the paper's
	Current     string // slug of the section it belongs to
	Article     bool   // Open Graph's type
	Robots      string // what robots are told beyond the general rule
	Image       string // absolute address of the share picture
	ImageAlt    string
	ImageWidth  int // of the share picture; 0: not known
	ImageHeight int
	Published   news.Millis
	Updated     news.Millis
	Section     string   // name of an article's section
	Tags        []string // names of an article's tags
	Authors     []string // absolute addresses of an article's authors' pages
	Language    string   // of an article; "": the paper's
	LinkedData  [][]byte // JSON-LD, each a script of its own, escaped for HTML as encoding/json does
	Script      string   // address of the page's script; "": it has none, as all but a live page that goes on
	Previous    string   // path of the page before in a list
	Next        string   // path of the page after
}

// lang returns the language the page's furniture is in.
func (s Site) lang() string {
	if s.Paper.Locale == "" {
		return "en"
	}
	return s.Paper.Locale
}

// direction returns which way a language is written.
func direction(locale string) string {
	language, _, _ := strings.Cut(strings.ToLower(locale), "-")
	switch language {
	case "ar", "fa", "he", "ps", "ur", "yi", "dv", "ug":
		return "rtl"
	}
	return "ltr"
}

// langOf returns language when it is another than the paper's, for a lang attribute; else "".
func (s Site) langOf(language string) string {
	if language == "" || strings.EqualFold(language, s.lang()) {
		return ""
	}
	return language
}

// title returns what stands in the browser's tab.
func (s Site) title(p Page) string {
	if p.Title == "" {
		return s.Paper.Name
	}
	return p.Title + " | " + s.Paper.Name
}

// robots returns what robots are told. Large picture previews are allowed everywhere.
func (p Page) robots() string {
	if p.Robots != "" {
		return p.Robots + ", max-image-preview:large"
	}
	return "max-image-preview:large"
}

// Fronts of sections, tags, people and storylines have their pages at these paths.
func sectionPath(slug string) string   { return "/section/" + slug }
func tagPath(slug string) string       { return "/tag/" + slug }
func personPath(slug string) string    { return "/by/" + slug }
func storylinePath(slug string) string { return "/storyline/" + slug }

// KindLabel returns the word readers are shown for what is not plain news, or "".
func KindLabel(k news.Kind) string {
	switch k {
	case news.KindAnalysis:
		return "Analysis"
	case news.KindOpinion:
		return "Opinion"
	case news.KindBulletin:
		return "In brief"
	case news.KindLive:
		return "Live"
	case news.KindObituary:
		return "Obituary"
	case news.KindGallery:
		return "In pictures"
	case news.KindLetter:
		return "Letter"
	}
	return ""
}

// kicker returns the small line above a card's headline: its own kicker, else what kind it is, else its section. What
// goes on is marked as live beside it.
func (s Site) kicker(c news.Card, withSection bool) string {
	switch {
	case c.Kicker != "":
		return c.Kicker
	case s.liveCard(c):
		return ""
	case c.Kind == news.KindLive:
		return liveOver
	case KindLabel(c.Kind) != "":
		return KindLabel(c.Kind)
	case withSection:
		return c.Section.Name
	}
	return ""
}

// CorrectionLabel returns the heading of a correction.
func CorrectionLabel(k news.CorrectionKind) string {
	switch k {
	case news.CorrectionClarification:
		return "Clarification"
	case news.CorrectionUpdate:
		return "Update"
	}
	return "Correction"
}
