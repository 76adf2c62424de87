// Package ui is the look of the reader's pages: templ components, the stylesheet, and how dates and ages are written.
// Components take typed values and look nothing up; who asks for a page is package web/reader's business.
//
// The generated *_templ.go files are committed; a test fails when they are older than their sources. After a change
// run: go generate ./ui
//
// The stylesheet is a file that the page names by its content (decision 8). Scripts stand in the page, two small ones that
// heed a choice of light or dark (decision 18); the Content-Security-Policy names their hashes, so no other can come in.
package ui

//go:generate go tool templ generate -path .
