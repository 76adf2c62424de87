// Package ninjs reads news items in ninjs, the IPTC's JSON form for news, versions 1.0 to 3.1 and the dialect of
// Superdesk: bytes in, an Item out. It is a pure parser: it stores nothing, fetches nothing and knows no clock.
//
// The versions differ where it matters most: what 1.x calls body_html is a list "bodies" from 2.0 on, and the embargo,
// "embargoed" until 2.2, is "embargoedUntil" from 3.0 on. Parse reads every spelling in every version, so that no item
// slips past its embargo or its status by its age; what it cannot read there holds the item back.
//
// Parse takes what it can from items that break the standard. Validate says whether an item keeps it.
package ninjs

import "broadsheet/internal/news"

// Item is one version of one item, of any version of the standard.
type Item struct {
	Standard string // "1.4": as the item says, or by its shape "1", "2", "3"
	URI      string // identity over versions
	Version  string // as sent: a text, usually digits
	Type     string // text, picture, video, audio, graphic, composite, component, event, planning; empty: not said
	Role     string // of an association: what it is to the item it belongs to

	Status  Status
	Embargo news.Millis // not before; 0: none
	Held    string      // why it must wait for a person, whatever its Status; empty: it needn't
	Expires news.Millis

	Headline    string
	Slugline    string
	Description string // plain text
	Byline      string
	Located     string // the place it was filed from
	Language    string
	Source      string // who sends it
	Body        string
	BodyIs      BodyForm

	EdNote          string // for editors; never published
	UsageTerms      string
	CopyrightHolder string
	CopyrightNotice string
	Urgency         int // 1 to 9; 0: not said

	FirstCreated   news.Millis
	VersionCreated news.Millis

	Subjects     []Subject
	Renditions   []Rendition
	Associations []Item

	Warnings []string // what was odd but could be read around
}

// Status is what its provider lets be done with an item.
type Status string

// The statuses. An unknown one is a word the standard doesn't have; it is treated as if it were withheld.
const (
	Usable   Status = "usable"
	Withheld Status = "withheld"
	Canceled Status = "canceled"
	Unknown  Status = "unknown"
)

// Publishable says whether the item's provider lets it be published, from its Embargo on.
func (i Item) Publishable() bool { return i.Status == Usable && i.Held == "" }

// BodyForm says what an item's Body is written in.
type BodyForm string

// The forms of a body.
const (
	NoBody   BodyForm = ""
	HTMLBody BodyForm = "html"
	TextBody BodyForm = "text"
)

// Subject is what an item is about.
type Subject struct {
	Name string
	Code string // the concept's URI or code
}

// Rendition is one file of a picture, video or sound.
type Rendition struct {
	Name   string
	Href   string
	Type   string // media type
	Width  int
	Height int
}
