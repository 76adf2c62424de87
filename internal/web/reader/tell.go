package reader

import (
	"net/http"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// Tell writes the page of a failure. It looks nothing up: the store may be what failed. Where no paper is known it is a
// page that names none.
func (rd *Reader) Tell(w http.ResponseWriter, r *http.Request, f web.Failure) {
	secure(w.Header(), r)
	title, sentence := words(f)
	var body []byte
	var err error
	if p, ok := web.FindPaper(r.Context()); ok {
		if own := guardOf(p, false); own != "" {
			w.Header().Set("Content-Security-Policy", own)
		}
		x := ui.NoticePage{Title: title, Sentences: []string{sentence}, Search: f.Status < 500}
		if f.Status >= 500 {
			x.Request = f.Request
		}
		body, err = render(r.Context(), ui.Notice(rd.site(p, rd.Now()), ui.Page{Title: title, Robots: "noindex"}, x))
	} else {
		body, err = render(r.Context(), ui.Bare(title, sentence))
	}
	if err != nil { // the reader has hung up, or nothing works any more
		body = []byte(title)
	}
	_ = web.Answer{Status: f.Status, Type: htmlType, Body: body}.Send(w, r) // nobody is left to tell
}

// words are what a reader is told of a failure. An Error's own sentence is used where it is about what the reader sent.
func words(f web.Failure) (title, sentence string) {
	switch f.Status {
	case http.StatusMethodNotAllowed:
		return "That can’t be done here", "Pages of this paper can be read; nothing can be sent to this address."
	case http.StatusMisdirectedRequest:
		return "No newspaper here", sentenceOf(f.Problems, "There is no newspaper at this address.")
	case http.StatusServiceUnavailable:
		return "One moment, please", "The paper can’t be shown at the moment. Please try again in a minute."
	case http.StatusTooManyRequests:
		return "One moment, please", "There have been very many requests from where you are. Please try again in a minute."
	}
	if f.Status >= 500 {
		return "Something went wrong", "The fault is ours and has been noted. Please try again, or go back to the front page."
	}
	return "That request can’t be read", sentenceOf(f.Problems, "Something in the address is not as it should be.")
}

func sentenceOf(problems []*news.Error, otherwise string) string {
	if len(problems) > 0 {
		return problems[0].Message
	}
	return otherwise
}
