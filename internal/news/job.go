package news

import "encoding/json"

// Job is a piece of background work: written down in the transaction that calls for it, done at least once some time
// after that, whatever dies meanwhile.
type Job struct {
	ID      string          // made by the store when empty
	Paper   string          // id; empty: the program's own work
	Kind    string          // says who does it
	Args    json.RawMessage // what the kind's worker needs to know
	Key     string          // of two jobs of one kind with the same key, one is done; empty: no such thing
	At      Millis          // not before; 0: as soon as possible
	Attempt int             // which attempt this is, from 1
}
