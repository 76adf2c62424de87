package ui

import (
	"slices"

	"broadsheet/internal/body"
	"broadsheet/internal/compare"
	"broadsheet/internal/news"
)

// ChangesPage says what was changed in an article since readers first saw it.
type ChangesPage struct {
	Slug     string
	Headline string
	Language string
	Log      []Changed
	Earlier  int           // changes before those of the log
	Since    news.Millis   // when the version compared with was first read
	Again    bool          // that was not the first: the article had been taken down before
	Parts    []ChangedPart // what stands around the copy, where it was changed
	Copy     []compare.Element
	Picture  bool // the main picture is another
}

// Changed is one line of the log.
type Changed struct {
	At   news.Millis
	What string // "Published", "Correction" …
	Text string // the note for readers, if there is one
}

// ChangedPart is a headline, standfirst or the like that was changed.
type ChangedPart struct {
	Name  string
	Words []compare.Run
}

// differs says whether words of an element were changed.
func differs(e compare.Element) bool {
	return slices.ContainsFunc(e.Words, func(r compare.Run) bool { return r.What != compare.Same })
}

// same says whether no words were changed.
func (x ChangesPage) same() bool { return len(x.Parts) == 0 && !slices.ContainsFunc(x.Copy, differs) }

// unworded says whether something was changed that isn't words.
func (x ChangesPage) unworded() bool {
	return x.Picture || slices.ContainsFunc(x.Copy, func(e compare.Element) bool { return e.What == compare.Changed && !differs(e) })
}

// changedClass returns the class of an element in the comparison.
func changedClass(e compare.Element) string {
	switch {
	case e.Type == body.Crosshead:
		return "head"
	case differs(e):
		return "differs"
	}
	return "kept"
}
