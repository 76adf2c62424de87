// Package browsertest looks at the pages as a reader's browser does: the whole program serves the sample paper over HTTP
// on this machine, and Chromium reads it, one process for all tests, one tab for each. What needs no browser is here too:
// the markup of every page, links that lead nowhere, bytes, the HTML checker and Lighthouse.
//
// By default a few widths of each page are looked at; BROADSHEET_TEST_FULL=1, which script/test sets, looks at all of
// them, and runs the HTML checker and Lighthouse. The large tests are parallel within, not beside each other: so those of
// speed, whose files come after theirs, have the machine to themselves, and find the sample's pictures made. Tests of the
// newsroom's pages belong here as well, so that they share the browser.
package browsertest
