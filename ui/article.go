package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/news"
)

// ArticlePage is everything an article's page shows.
type ArticlePage struct {
	Article     news.Article
	Copy        news.Copy // its body is not read: it is in Body, as HTML
	Section     news.Section
	People      []news.Person // of the byline, in order
	Tags        []news.Tag
	Picture     Picture // none without a URL
	Body        string  // HTML, from package body's writer; of a live page what stands above its entries
	Live        *Live   // of a live page
	Corrections []news.Noted
	Storylines  []StorySoFar
	Related     []news.Card
	Latest      []news.Card
	LatestMark  string          // written in the place of Latest, for whoever puts that in afterwards
	Player      templ.Component // the spoken version, where there is one
}

// StorySoFar is a running story an article belongs to, with its other articles.
type StorySoFar struct {
	Storyline news.Storyline
	Cards     []news.Card
}

// articleKicker returns the words beside the section above an article's headline, unless they are its name.
func articleKicker(a ArticlePage) string {
	c, section := a.Copy, a.Section.Name
	words := KindLabel(c.Kind)
	switch {
	case a.Live.GoesOn():
		words = ""
	case c.Kind == news.KindLive:
		words = liveOver
	}
	if c.Kicker != "" {
		words = c.Kicker
	}
	if strings.EqualFold(words, section) {
		return ""
	}
	return words
}

// between returns what stands before the i-th of n names: nothing, a comma, or "and".
func between(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i == n-1:
		return " and" // no white space stands between the words and the name before them
	}
	return ","
}

// correctionsSummary is the note under the byline that leads to the corrections at the foot.
func correctionsSummary(notes []news.Noted) string {
	for _, n := range notes {
		if n.Kind == news.CorrectionError || n.Kind == "" {
			return "Corrected: see below"
		}
	}
	return "With a note: see below"
}

// substantive returns the corrections of what was wrong, which stand under the byline as well as at the foot.
func substantive(notes []news.Noted) []news.Noted {
	return slices.DeleteFunc(slices.Clone(notes), func(n news.Noted) bool { return n.Kind != news.CorrectionError && n.Kind != "" })
}

// shareByMail is the address of a letter that passes an article on (RFC 6068).
func shareByMail(headline, address string) string {
	return "mailto:?subject=" + url.PathEscape(headline) + "&body=" + url.PathEscape(address)
}

// kindClass returns the class that gives a kind its colour and manner.
func kindClass(k news.Kind) string {
	if k == "" {
		return "news"
	}
	return string(k)
}

// row is how a row of cards stands: its classes, and the slot of its pictures.
type row struct {
	class string
	slot  Slot
}

// rowOf returns how a row of cards stands. Where one of three or four has a picture, or two of four, the others stand one
// below the other beside it; where three of four have one, the fourth may stand below.
func (s Site) rowOf(cards []news.Card) row {
	pictures := 0
	for _, c := range cards {
		if s.Picture(c.Picture).URL != "" {
			pictures++
		}
	}
	r := row{"row of" + strconv.Itoa(min(max(len(cards), 1), 4)), slotCard}
	switch words := len(cards) - pictures; {
	case pictures == 1 && words == 0: // the words stand beside it
		return row{r.class, slotLed}
	case pictures == 1 && (words == 2 || words == 3):
		return row{r.class + " led", slotLed}
	case pictures == 3 && words == 1:
		r.class += " trio"
	case pictures == 2 && words == 2:
		return row{r.class + " duo", slotDuo}
	}
	return r
}

// sidePicture says how the i-th card beside the lead shows its picture: the first alone has one, which a reader sees at
// once.
func sidePicture(i int) shown {
	if i > 0 {
		return shown{}
	}
	return shown{In: slotNext, Eager: true, Next: true}
}
