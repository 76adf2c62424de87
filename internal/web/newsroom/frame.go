package newsroom

import (
	"strings"

	"broadsheet/internal/news"
	"broadsheet/ui"
	scripts "broadsheet/ui/newsroom"
)

// framePage is what surrounds each screen: where one can go, and who one is.
type framePage struct {
	site   ui.Site
	title  string
	person news.Person
	key    string // of the session's forms
	path   string // the address of the screen
	nonce  string // of the screen's scripts

	scripts []string // names of what it runs

	lettersOff bool // the person wants no keys that are a letter alone
}

// place is one way of the navigation.
type place struct {
	path, label string
	current     bool
}

// places are where the person may go. The one whose address begins that of the screen is the current one; My desk, which
// begins all of them, only when it is the screen.
func (p framePage) places() []place {
	var out []place
	for _, s := range screens {
		if p.person.Role.AtLeast(s.role) {
			here := p.path == s.path || s.path != "/newsroom/" && strings.HasPrefix(p.path, strings.TrimSuffix(s.path, "/")+"/")
			out = append(out, place{s.path, s.label, here})
		}
	}
	return out
}

func frameStyles() string { return scripts.Address("frame.css") }

// letters says to the script whether keys may be a letter alone.
func (p framePage) letters() string {
	if p.lettersOff {
		return "off"
	}
	return "on"
}
