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
	// Listed says for which version of an article there is a list of what is like it; 0 when there is none.
	Listed(article string) (version int, err error)
	// Cursor says how far another follower has come.
	Cursor(follower string) (int64, error)
}

// Tx is what a follower may do in the transaction that also moves its cursor, so that a derivation and its cursor can
// never disagree, whatever dies when.
type Tx interface {
	// Index puts an article into the full-text index, replacing what was there for it.
	Index(paper string, d Document) error
	// Unindex takes an article out of the full-text index; it is no error when it isn't in it.
	Unindex(paper, article string) error
	// Relate makes the list of what is like an article, and puts it into the lists of the others that were made before
	// it was there, where it is more like them than what they hold.
	Relate(paper string, l Likes) error
	// Unrelate takes an article's list away, and the article out of all others; it is no error when there is nothing.
	Unrelate(article string) error
	// Reveal says that the lists that an article stands in may look different now, though they hold the same: the public
	// may see it that couldn't, or no longer.
	Reveal(article string) error
}

// Likes is what is like an article.
type Likes struct {
	Article string
	Version int    // the version it was worked out for
	Seq     int64  // the entry by which the article came to stand so
	Known   int64  // up to which entry the others were known
	List    []Like // the most alike first; more than a list holds, since others are measured by it too
}

// Like is one article of a list.
type Like struct {
	Article string
	Score   float64 // from 0 to about 1: how much of what the article is about the other says too
	Reason  string  // in words: shares "harbour bridge", "ferry"
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
