package news

import "slices"

// Paper is one title. One server holds many; every row in the store belongs to one. A paper without hosts answers to
// any host name, one with hosts to those alone.
type Paper struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Motto     string   `json:"motto,omitempty"`
	Locale    string   `json:"locale"`             // BCP 47, such as en-GB
	TimeZone  string   `json:"timezone"`           // IANA, such as Europe/London
	URL       string   `json:"url,omitempty"`      // absolute, without a trailing slash; empty: from the address served
	Hosts     []string `json:"hosts,omitempty"`    // lower case, without a port
	DateForm  string   `json:"dateform,omitempty"` // Go layout of the nameplate's date; empty: the locale's own
	Latest    int      `json:"latest,omitempty"`   // headlines under an article; 0: fifty
	About     string   `json:"about,omitempty"`    // the imprint, Markdown
	Look      Look     `json:"look,omitzero"`
	CreatedAt Millis   `json:"created_at"`
	Version   int      `json:"version"` // counts changes, from 1
}

// Section is a part of the paper and its page.
type Section struct {
	ID          string `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"` // one sentence of scope
	Position    int    `json:"position"`              // order in the navigation, from 1
	Retired     bool   `json:"retired,omitempty"`     // it keeps its page and its articles, and stands in no navigation
	Version     int    `json:"version"`
}

// InUse returns the sections that are not retired.
func InUse(all []Section) []Section {
	return slices.DeleteFunc(slices.Clone(all), func(s Section) bool { return s.Retired })
}

// Person is somebody the paper names in a byline, somebody who works on it, or both. Whoever may sign in has an Email
// and a Role.
type Person struct {
	ID        string `json:"id"`
	Slug      string `json:"slug"`
	Name      string `json:"name"`
	Title     string `json:"title,omitempty"`      // "Political editor"
	Bio       string `json:"bio,omitempty"`        // plain text
	Beat      string `json:"beat,omitempty"`       // what they cover
	Contact   string `json:"contact,omitempty"`    // how readers reach them safely, Markdown
	PublicKey string `json:"public_key,omitempty"` // for what only they may read, as its program writes it
	Email     string `json:"email,omitempty"`
	Role      Role   `json:"role,omitempty"` // empty: no entry to the newsroom
	Version   int    `json:"version"`
}

// Tag is a subject articles can be listed by.
type Tag struct {
	ID          string `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Version     int    `json:"version"`
}

// Storyline is a running story: the articles on one matter, in time. Articles say which storylines they belong to.
// Its briefing tells the matter so far, in a few lines of Markdown, and is dated and signed.
type Storyline struct {
	ID        string `json:"id"`
	Slug      string `json:"slug"`
	Name      string `json:"name"`
	Summary   string `json:"summary,omitempty"` // a sentence
	Briefing  string `json:"briefing,omitempty"`
	BriefedAt Millis `json:"briefed_at,omitempty"` // when the briefing was last written; 0: there is none
	BriefedBy string `json:"briefed_by,omitempty"` // id of the person who wrote it; empty: the program
	Version   int    `json:"version"`
}

// Front is an ordered, curated list of cards: the live one, which readers see, and the draft an editor works on.
// Name is MainFront or a section's slug. What is not curated is filled by rule: the newest first.
type Front struct {
	Name    string `json:"name"`
	Live    []Slot `json:"live"`
	Draft   []Slot `json:"draft"`   // nil: there has never been one; empty: there is, with nothing on it
	Version int    `json:"version"` // counts changes of either; 0: nobody has curated it
	// Planned is what is to become of the live list by itself, the next first.
	Planned []PlannedFront `json:"planned,omitempty"`
}

// PlannedFront is a list that goes live at a moment, by the clock.
type PlannedFront struct {
	ID   string `json:"id"`
	At   Millis `json:"at"`
	By   string `json:"by,omitempty"` // id of who planned it
	Live []Slot `json:"live"`
}

// NextTurn returns when the first of the planned lists goes live, or Never.
func (f Front) NextTurn() Millis {
	if len(f.Planned) == 0 {
		return Never
	}
	return f.Planned[0].At
}

// Working returns the list that an editor works on: the draft, or what is live where there has never been one.
func (f Front) Working() []Slot {
	if f.Draft == nil {
		return slices.Clone(f.Live)
	}
	return slices.Clone(f.Draft)
}

// MainFront is the name of the paper's own front.
const MainFront = "front"

// FrontVersion is a front as it once stood. Versions are kept for good.
type FrontVersion struct {
	Front
	At Millis `json:"at"`
	By string `json:"by,omitempty"` // id; empty: the program
}

// Slot is one place on a front: an article, and what the front says of it in place of its own words.
type Slot struct {
	Article  string `json:"article"` // id
	Headline string `json:"headline,omitempty"`
	Kicker   string `json:"kicker,omitempty"`
	// Standfirst is what the front says below the headline.
	Standfirst string `json:"standfirst,omitempty"`
	Picture    string `json:"picture,omitempty"` // id
	Pin        int    `json:"pin,omitempty"`     // the place it keeps, from 1, whatever is curated or filled in around it; 0: its turn
	Until      Millis `json:"until,omitempty"`   // after this moment the slot is filled by rule; 0: stays
}

// FrontUse says where a front shows a picture in the place of an article's own: in the list that readers see, in its draft, or in a
// list that is planned.
type FrontUse struct {
	Front                string // name
	Live, Draft, Planned bool
}

// Redirect sends an old address of the paper to where its content lives now.
type Redirect struct {
	Path    string `json:"path"`              // as asked for, from "/", with the query when it mattered
	Article string `json:"article,omitempty"` // id: follow the article, wherever it lives (it is asked whether it may be seen)
	To      string `json:"to,omitempty"`      // else a path or absolute address
}
