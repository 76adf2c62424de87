package web

import "broadsheet/internal/news"

// FrontDraft is a front that is to be shown as readers would get it, at a moment that is now or still to come.
type FrontDraft struct {
	Name  string      // news.MainFront or a section's slug
	Slots []news.Slot // in the place of its live list
	At    news.Millis
}

// FrontShown is the page, and what stands on it.
type FrontShown struct {
	Page       []byte // the bytes that readers would get
	Policy     string // its Content-Security-Policy
	Top        []news.Card
	Containers []FrontContainer
}

// FrontContainer is what else a section has on the paper's own front.
type FrontContainer struct {
	Section news.Section
	Cards   []news.Card
	Curated bool // the section's own front is curated: its articles come first here
}
