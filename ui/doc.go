// Package ui is the look of the reader's pages: templ components, the stylesheet, and how dates and ages are written.
// Components take typed values and look nothing up; who asks for a page is package web/reader's business.
//
// The generated *_templ.go files are committed; a test fails when they are older than their sources. After a change
// run: go generate ./ui
//
// The stylesheet is inlined in every page. It is under 8 KB (2 KB compressed), which costs less than a second request
// before the first paint; a page that was saved, archived or kept by a cache never meets a stylesheet of another
// release; and the Content-Security-Policy names its hash, so no other style can come in.
package ui

//go:generate go tool templ generate -path .
