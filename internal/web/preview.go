package web

import "broadsheet/internal/news"

// Preview is an article that is to be shown as its page would be, though readers may not see it, or not so.
type Preview struct {
	Article    news.Article
	Copy       news.Copy
	Tags       []news.Tag       // of the copy, that aren't in the store yet
	Correction *news.Correction // a note that is not published yet
}

// Previewed is the page, and what else is made of it.
type Previewed struct {
	Page        []byte // the bytes that readers would get
	Policy      string // its Content-Security-Policy
	Title       string // for search results and shared links, as Description
	Description string
	Address     string // absolute
}
