// Package steps holds the document of a manuscript on the server, and applies to it the steps that editors' browsers
// send. It runs prosemirror-model and prosemirror-transform, the same sources that the browser's editor is made from, in
// goja, an interpreter of JavaScript in Go; so a step means here what it means there. What a browser says is never
// trusted: a step that doesn't apply, and one that leaves what the schema forbids, is refused with a sentence, and the
// document stays as it was.
//
// Behind Document could as well stand a port to Go; nobody outside this package knows what runs here.
package steps
