package web

import (
	"net/http"

	"broadsheet/internal/news"
)

// Quick answers at once what it holds ready, before anything is made for the request: no context, no limits, no reading
// of a body.
type Quick interface {
	// ServeQuick answers a GET or HEAD of a paper's and says what it sent, or returns false when it has written nothing.
	ServeQuick(w http.ResponseWriter, r *http.Request, p news.Paper) (Sent, bool)
}

// Sent is what was sent to answer a request.
type Sent struct {
	Route  string // the kind of page, for counters
	Status int
	Bytes  int
	Err    error // why not all of it was
}
