package news

import "slices"

// NoteAct is what a note does to its thread.
type NoteAct string

// What notes do. The first of a thread says something.
const (
	NoteSays    NoteAct = "say"
	NoteSettles NoteAct = "settle"
	NoteReopens NoteAct = "reopen"
)

// Note is one line of a thread on copy: what somebody said about some words, or that the matter is settled or open again.
// The words carry the thread's id as a mark; readers get neither.
type Note struct {
	N      int64   `json:"n"`      // its place among the article's notes
	ID     string  `json:"id"`     // given by who wrote it, so that one that is sent twice comes in once
	Thread string  `json:"thread"` // id of the thread, and of the mark on the words
	Act    NoteAct `json:"act"`
	Person string  `json:"person"` // id
	At     Millis  `json:"at"`
	Text   string  `json:"text"`
	Words  string  `json:"words"` // the first of a thread: what it was written on
}

// OpenThreads returns the threads that nobody has settled, in the order in which they began.
func OpenThreads(notes []Note) (open []string) {
	for _, n := range notes {
		at := slices.Index(open, n.Thread)
		switch {
		case n.Act == NoteSettles && at >= 0:
			open = slices.Delete(open, at, at+1)
		case n.Act != NoteSettles && at < 0:
			open = append(open, n.Thread)
		}
	}
	return open
}

// Presence is somebody who has an article open.
type Presence struct {
	Paper, Article string
	Client         string
	Person, Name   string
}
