package browsertest

import (
	"slices"
	"time"

	"broadsheet/internal/store/storetest"
)

// kinds are one address of every kind of page, with the status it answers.
func kinds() []kind {
	day := time.Now().UTC().AddDate(0, 0, -1)
	return []kind{
		{"front", "/", 200}, {"section", "/section/harbour", 200}, {"article", "/breakwater-repair-to-begin-in-nine-days", 200},
		{"search", "/search?q=harbour", 200},
		{"every-element", "/every-element", 200}, {"not-found", "/never-existed", 404}, {"gone", "/withdrawn", 410},
		{"search-none", "/search?q=zanzibnoneq", 200}, {"tag-pages", "/tag/turning-pages?page=2", 200},
		{"storyline", "/storyline/the-east-breakwater", 200}, {"archive-month", day.Format("/archive/2006/01"), 200},
		{"person", "/by/tom-quillan", 200}, {"old-article", "/footbridge-over-the-marrack-opens", 200},
		{"opinion", "/publish-the-survey-all-of-it", 200}, {"corrected", "/town-keeps-its-last-bus", 200},
		{"obituary", "/jory-mabbett-keeper-of-the-fog-bell", 200}, {"analysis", "/what-a-harbour-wall-costs", 200},
		{"letter", "/letter-the-market-clock", 200}, {"bulletin", "/in-brief-a-seal-a-siren-and-a-bell", 200},
		{"gallery-article", "/a-gallery", 200}, {"right-to-left", "/right-to-left", 200}, {"tag", "/tag/breakwater", 200},
		{"archive", "/archive", 200}, {"archive-day", day.Format("/archive/2006/01/02"), 200},
		{"search-form", "/search", 200}, {"search-bad", "/search?q=harbour&from=yesterday", 400},
		{"live", "/coaster-aground-on-the-marrack-bar", 200}, {"changes", "/town-keeps-its-last-bus/changes", 200}, {"live-closed", "/breakwater-meeting-as-it-happened", 200},
		{"corrections", "/corrections", 200}, {"about", "/about", 200},
	}
}

type kind struct {
	name, path string
	status     int
}

// everyDay is how many of the kinds the tests look at when they are not run in full: the ones named first.
const everyDay = 8

// looked returns the kinds to look at in the browser.
func looked() []kind {
	all := kinds()
	if storetest.Full() {
		return all
	}
	return all[:everyDay]
}

// named returns the kinds of the given names.
func named(names ...string) []kind {
	return slices.DeleteFunc(kinds(), func(k kind) bool { return !slices.Contains(names, k.name) })
}
