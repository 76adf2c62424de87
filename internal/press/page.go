package press

import (
	"context"

	"broadsheet/internal/news"
)

// Key names a page: the paper, and the path with what matters of its query.
type Key struct {
	Paper string
	Path  string
}

// Page is a page as it has just been made.
type Page struct {
	Status   int
	Kind     string // what kind of page it is, for those who count
	Type     string // media type
	Location string // of a redirect
	Link     string // the Link header; "": none
	Guard    string // what it is sent with to be guarded by, where that is its own; "" is what all others are sent with
	Body     []byte
	Tags     []string    // what it was made from
	Until    news.Millis // from this moment on it must be made anew; what is not after now is sent once and not kept

	// Part names the shared part that stands in Body at Cut, in its form without the article Without; "" is none.
	Part    string
	Cut     int
	Without string
}

// Part is a stretch that many pages share: it changes while the pages around it stay as they are.
type Part struct {
	Tags  []string
	Until news.Millis
	Holds []string // articles it holds, which have it in a form of their own
	Says  string   // all that its forms say; two parts that say the same are the same. "": not known
	// Write writes the form without one article. All articles that it doesn't hold have the same form.
	Write func(ctx context.Context, without string) ([]byte, error)
}

// Maker makes a page, and the part that it names.
type Maker interface {
	// Page makes the page. An Error with CodeNotFound says that there is none: that is remembered until something
	// changes. Other errors are not.
	Page(ctx context.Context) (Page, error)
	// Part makes the shared part of a name.
	Part(ctx context.Context, name string) (Part, error)
}
