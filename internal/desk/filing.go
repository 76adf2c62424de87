package desk

import (
	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// Filing is what somebody wants an article to say. A nil field is left as it is (a new article: empty); a pointer to a
// zero value clears the field. Sections, tags and people are named by slug. At most one of Body, BodyHTML and
// BodyMarkdown may be given.
type Filing struct {
	ID           string // of a new article; empty: made. For imports, which know an article again by it
	Kind         *news.Kind
	Headline     *string
	Kicker       *string
	Standfirst   *string
	Byline       *news.Byline // Text, or People by slug
	Credit       *string
	Dateline     *string
	Section      *string
	Tags         *[]string // slugs or names; those that don't exist are made
	Storylines   *[]string
	Language     *string
	Body         news.Body // elements
	BodyHTML     *string
	BodyMarkdown *string
	Picture      *string
	Slug         *string // empty: made from the headline
	Slugline     *string
	PublishedAt  *news.Millis
	EmbargoUntil *news.Millis
	ExpiresAt    *news.Millis
	// BreakingUntil has every page of the paper announce the article until then; 0 ends that.
	BreakingUntil *news.Millis
	SEO           *news.SEO
	// ClosedAt closes the coverage of a live page; 0 opens it again.
	ClosedAt *news.Millis
	// SearchTitle and SearchDescription are one part of SEO each.
	SearchTitle       *string
	SearchDescription *string

	Note    string       // what changed, for the newsroom
	Publish *bool        // nil: a new article stays a draft, a change of live copy goes live
	Origin  *news.Origin // where the words come from; nil: staff
	Lenient bool         // drop from the body what readers must never get, and don't refuse the filing for it: for imports
	Base    string       // where the copy comes from: its relative links and pictures are resolved against it; may be empty
}

// Checked is a Filing whose every field has been read and found right as far as it can be without looking anything up.
// Its body is elements, whatever it came as.
type Checked struct {
	f        Filing
	hasBody  bool
	warnings []body.Warning
	pictures []string // ids of the library's pictures that the body shows
}

// Warnings says what was left out of the body or changed in it when it was read.
func (c Checked) Warnings() []body.Warning { return c.warnings }
