package news

import "encoding/json"

// Manuscript is an article's copy while it is being written: the body as an ordered log of steps, and beside it fields,
// each with a version of its own. Versions are cut from it.
type Manuscript struct {
	Article   string
	Base      int    // the article's version that it began as or was last cut as
	Steps     int64  // the number of the newest step; 0: none
	Edits     int64  // how often it has been written to
	Cut       int64  // Edits as they stood when Base was cut
	ChangedAt Millis // when it was last written to
	ChangedBy string // person's id; empty: the program
	Holder    string // id of the person who has the baton; empty: nobody
	HeldSince Millis
	Notes     int64 // how many notes were sent
}

// Step is one line of a manuscript's log: a change of the body, in ProseMirror's form. Steps are numbered from 1 without
// gaps and never changed.
type Step struct {
	N      int64           `json:"n"`
	Client string          `json:"client"` // the open editor that it came from
	Person string          `json:"person"` // id; empty: the program
	At     Millis          `json:"at"`
	Step   json.RawMessage `json:"step"`
}

// Batch is steps that one editor sends together, to follow the step numbered After.
type Batch struct {
	After  int64
	Client string // belongs to the person who used it first
	Person string
	At     Millis
	Steps  []json.RawMessage
}

// Snapshot is a manuscript's body as step N left it.
type Snapshot struct {
	N   int64
	Doc Body
}

// Field is one of a manuscript's fields beside the body: headline, standfirst and so on. Version counts its writes.
type Field struct {
	Name    string          `json:"name"`
	Version int             `json:"version"`
	Value   json.RawMessage `json:"value"`
	By      string          `json:"by"` // person's id; empty: the program
	At      Millis          `json:"at"`
}

// Cut is what a version is cut of: the body and the fields that were written, and what is to be done with them.
type Cut struct {
	Article    string
	Body       Body
	Fields     map[string]json.RawMessage
	Act        Act    // ActSave, ActSubmit, ActReady, ActPublish, ActSchedule or ActCorrect
	Note       string // what changed, for the newsroom
	Correction Correction
	Restore    int    // the version whose fields stand where a manuscript has none (byline, picture …); 0: the newest's
	At         Millis // ActSchedule: when
	// Seen is the version that readers saw, or will see, when whoever asks looked at it. nil: they don't mind.
	Seen *int
}

// OpenManuscript names a manuscript and its paper.
type OpenManuscript struct {
	Paper     string
	Article   string
	ChangedBy string // id of the person who last wrote to it
}
