package web

import (
	"fmt"
	"net/http"
	"runtime/debug"

	"broadsheet/internal/news"
)

// Handler serves a request, or returns why it could not. It has written nothing when it returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Failure is what a front may tell of an error. Problems is empty for internal errors: their words are only logged.
type Failure struct {
	Status   int
	Problems []*news.Error
	Request  string // the request's id, by which the log can be searched
}

// Teller writes a failure in the form of its front: a page, a problem document, a line of text.
type Teller func(w http.ResponseWriter, r *http.Request, f Failure)

// Adapt makes an http.Handler of h. It is where errors are logged, once, and where panics end.
func Adapt(h Handler, tell Teller) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer catch(w, r, tell)
		if err := h(w, r); err != nil {
			fail(w, r, err, tell)
		}
	})
}

// fail notes err for the access log and tells the reader what may be told of it.
func fail(w http.ResponseWriter, r *http.Request, err error, tell Teller) {
	visit := visitOf(r.Context())
	visit.err = err
	if visit.wrote {
		return
	}
	f := Failure{Status: Status(err), Problems: news.Problems(err), Request: visit.ID}
	tell(w, r, f)
}

// catch turns a panic into a failure. http.ErrAbortHandler is net/http's own way to cut a connection and goes on.
func catch(w http.ResponseWriter, r *http.Request, tell Teller) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()), tell)
}

// TellText writes a failure as one line of plain text: the form for those who are no reader's browser and no program
// of the API.
func TellText(w http.ResponseWriter, _ *http.Request, f Failure) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(f.Status)
	for _, p := range f.Problems {
		fmt.Fprintln(w, p.Message)
	}
	if len(f.Problems) == 0 {
		fmt.Fprintf(w, "%s (request %s)\n", http.StatusText(f.Status), f.Request)
	}
}
