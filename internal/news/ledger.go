package news

// Entry is one line of the ledger: what happened, to what, when, by whom. Entries are appended in the transaction that
// did it, numbered from 1 without gaps, and never changed. An entry about an article carries its head as it stood
// afterwards, so that the present is the last entry of each subject.
type Entry struct {
	Seq     int64    `json:"seq"`
	At      Millis   `json:"at"`
	Paper   string   `json:"paper"`
	What    string   `json:"what"`    // "article.publish", "section.save", "front.save", "paper.save" …: Subject kind and act
	Subject string   `json:"subject"` // id (of a front: its name)
	Version int      `json:"version"` // of the subject, after
	By      string   `json:"by,omitempty"`
	Article *Article `json:"article,omitempty"` // the head after, when the subject is an article
}

// Change is what a decision wants done to one article: the head as it is to stand, and the version that goes with it.
type Change struct {
	Act     Act
	Article Article  // as it is to stand; its Version is Version.N when there is one
	Version *Version // the new version, or nil when only the head changes
	By      string   // person's id
}

// Card is what a list shows of an article: the live version's furniture. All of it passed the gate when it was read.
type Card struct {
	Article     string // id
	Slug        string
	Kind        Kind
	Headline    string
	Kicker      string
	Standfirst  string
	Byline      string // as printed
	Credit      string
	Language    string
	Section     Section
	Picture     string
	PublishedAt Millis
	UpdatedAt   Millis
	Version     int
	Corrected   bool
	ClosedAt    Millis // of a live page: when its coverage was closed; 0: it wasn't
}

// List names an ordered list of what the public may see, newest first.
type List struct {
	Of string // "paper", "section", "tag", "person", "storyline", "breaking"
	ID string // the paper's, section's … id; of what is breaking, the paper's
}

// ShownFront is the front of a section, tag, person or storyline that has something on it.
type ShownFront struct {
	Slug string
	At   Millis // when what is newest on it was published, or last changed
}

// After is a place in a list: just after the item with these keys. The zero After is the beginning.
type After struct {
	At Millis
	ID string
}

// Noted is a correction as the record of corrections lists it.
type Noted struct {
	Correction
	Article  string
	Slug     string
	Headline string
	Version  int
}

// DeskFilter cuts the desk's list of articles; zero fields don't cut.
type DeskFilter struct {
	State   State
	Kind    Kind   // of the newest version
	Section string // id
	Owner   string // person's id
	Person  string // id of who filed it, or has it
	Query   string // words in the headline or slugline
	From    Millis // last changed at or after
	Until   Millis // last changed before
}

// DeskItem is what the desk's list shows of an article: its head and the newest version's furniture.
type DeskItem struct {
	Article
	Kind     Kind
	Headline string
	Slugline string
	Section  string // id

	Holder    string // id of who has the baton; empty: nobody
	HeldSince Millis
}

// Has returns who has the copy in hand, and since when that is known: whoever has the baton, or who filed it, while it is
// being written. "" when it waits for somebody to take it.
func (i DeskItem) Has() (person string, since Millis) {
	switch {
	case i.Holder != "":
		return i.Holder, i.HeldSince
	case i.State == Draft:
		return i.Owner, 0
	}
	return "", 0
}

// Move is the act that brought an article to the state it is in.
type Move struct {
	Act Act
	By  string // person's id; empty: the program
	At  Millis
}

// Preference is something that a person of the newsroom has set for themselves.
type Preference struct {
	Name  string
	Value string
}

// Due names a front or a picture for which the clock has something to do.
type Due struct {
	Paper string
	ID    string // a picture's id, a front's name
}

// DueArticle names an article for which the clock has something to do.
type DueArticle struct {
	Paper   string
	Article string
}

// Query is a search of the public's articles. Text is as the reader typed it.
type Query struct {
	Text    string
	Section string // id; empty: all
	From    Millis // published at or after; 0: no bound
	Until   Millis // published before; 0: no bound
}
