// Package ledger follows the ledger: everything a reader meets is derived from its entries by followers, each with a
// cursor of its own. A follower can be thrown away and rebuilt by replaying; the result is the same.
package ledger

import "broadsheet/internal/news"

// Read is what a follower may look at before its transaction begins: everything as it stood at one moment, not before
// the entries being followed.
type Read interface {
	// View looks things up in one paper, as they stand now (which may be later than the entry being followed).
	View(paper string) news.View
	// Indexed says what the full-text index holds of an article; the zero Held when it holds nothing.
	Indexed(paper, article string) (Held, error)
}

// Tx is what a follower may do in the transaction that also moves its cursor, so that a derivation and its cursor can
// never disagree, whatever dies when.
type Tx interface {
	// Index puts an article into the full-text index, replacing what was there for it.
	Index(paper string, d Document) error
	// Unindex takes an article out of the full-text index; it is no error when it isn't in it.
	Unindex(paper, article string) error
}

// Document is what the full-text index holds of an article. Headline, Standfirst and Text are words as package search
// folds them, separated by single spaces: both engines index them as they come.
type Document struct {
	Article     string
	Version     int
	PublishedAt news.Millis
	Section     string // id
	Headline    string
	Standfirst  string
	Text        string
}

// Held is what the full-text index tells of a document that it holds.
type Held struct {
	Version     int
	PublishedAt news.Millis
}
