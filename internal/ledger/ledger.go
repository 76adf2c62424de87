// Package ledger follows the ledger: everything a reader meets is derived from its entries by followers, each with a
// cursor of its own. A follower can be thrown away and rebuilt by replaying; the result is the same.
package ledger

import "broadsheet/internal/news"

// Tx is what a follower may do in the transaction that also moves its cursor, so that a derivation and its cursor can
// never disagree, whatever dies when.
type Tx interface {
	// View looks things up in one paper, as they stand now (which may be later than the entry being followed).
	View(paper string) news.View
	// Index puts an article into the full-text index, replacing what was there for it.
	Index(paper string, d Document) error
	// Unindex takes an article out of the full-text index; it is no error when it isn't in it.
	Unindex(paper, article string) error
}

// Document is what the full-text index holds of an article. Text is plain text.
type Document struct {
	Article     string
	Version     int
	Headline    string
	Standfirst  string
	Text        string
	PublishedAt news.Millis
}
