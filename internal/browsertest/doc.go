// Package browsertest looks at the pages as a reader's browser does: the whole program serves the sample paper over HTTP
// on this machine, and Chromium reads it, one process for all tests, one tab for each. What needs no browser is here too:
// the markup of every page, links that lead nowhere, bytes, the HTML checker and Lighthouse. Tests of the newsroom's pages
// belong here as well, so that they share the browser.
//
// A test that changes something has a site of its own, by newTab or ownSite: a copy of a data folder that is prepared once.
// Tests that only read what readers get share one, by newReader or paper.
//
// By default a small set runs: eight kinds of page by axe, layout and markup, links and bytes; from sign-in to published;
// what is pasted; a card of the board; a front by keys. BROADSHEET_TEST_FULL=1, which script/test sets, runs all tests at
// their full size; the others begin with storetest.Whole, which skips them else.
//
// The large tests are parallel within, not beside each other, and what measures time is not parallel at all: it comes
// before all that is, and has the machine to itself.
package browsertest
