package newsroom

import (
	"net/http"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// lettersOff is the preference of those who want no keys that are a letter alone: whoever speaks to their computer, or
// has somebody lean on the keyboard, would set them off unawares (WCAG 2.1.4).
const lettersOff = "letters"

// keyHelp is one line of the list of keys.
type keyHelp struct {
	keys, does string
	letter     bool // it is a letter, or letters, alone
}

// allKeys are the newsroom's keys; ui/newsroom/src/keys.ts does what is said here.
var allKeys = []keyHelp{
	{"j, k", "the next, the last article of a list, a card of the board", true},
	{"Enter", "opens it", false},
	{"h, l", "the column to the left, to the right, on the board", true},
	{"m", "the menu “Move to…” of a card", true},
	{"g d", "My desk", true},
	{"g b", "the board", true},
	{"g l", "the list", true},
	{"/", "search: words in the headline", true},
	{"n", "a new article", true},
	{"?", "this list", true},
	{"Shift+F", "breaking news; Ctrl+Shift+F also while writing", true},
	{"Ctrl+Enter", "goes on, from a form", false},
	{"F9", "retracts: the article that is open, or the card that has the focus; asks first", false},
	{"Ctrl+K", "commands: a screen, an article by its words, a new article", false},
	{"Alt+Shift+S", "while writing: suggest, or write; Alt+Shift with ↓ and ↑ goes to the next, the last suggestion, with A takes it, with R refuses it", false},
	{"Alt+Shift+N", "while writing: a note on the selected words; Alt+Shift+M goes to the next note, Alt+Shift+J from the words to the note and back", false},
	{"Escape", "closes what is open", false},
}

// keysPage is what the page of keys shows.
type keysPage struct {
	key string
	off bool
}

// keys lists the keys, and lets them be turned off.
func (v *visit) keys() error {
	prefs, err := v.preferences()
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, "Keys", keysView(keysPage{account.FormKey(v.secret), prefs[lettersOff] == "off"}))
}

// setKeys turns the keys that are a letter alone off or on.
func (v *visit) setKeys() error {
	value := "on"
	if v.r.PostFormValue("letters") != "on" {
		value = "off"
	}
	if err := v.Store.PutPreference(v.r.Context(), v.paper.ID, v.person.ID, news.Preference{Name: lettersOff, Value: value}); err != nil {
		return err
	}
	return v.move("/newsroom/keys")
}

// found is an article as the command palette lists it.
type found struct {
	Path     string `json:"path"`
	Headline string `json:"headline"`
	State    string `json:"state"`
}

// find answers the articles whose headline or label has all the words, the last changed first.
func (v *visit) find() error {
	words := v.r.URL.Query().Get("q")
	list := []found{}
	if len(words) > 0 && len(words) <= 200 {
		items, err := v.Store.Articles(v.r.Context(), v.paper.ID, v.own(news.DeskFilter{Query: words}), news.After{}, 8)
		if err != nil {
			return err
		}
		for _, i := range items {
			if desk.MayReadHistory(v.actor(), i.Article) == nil {
				list = append(list, found{v.opens(i.Article), i.Headline, stateWord(i.State)})
			}
		}
	}
	return v.json(http.StatusOK, list)
}
