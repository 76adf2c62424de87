// Package reader serves the reader's pages: fronts, articles, archive, search, corrections, imprint, and the pages that
// say that something is not there. It looks things up in the store, asks the gate, fills the components of package ui
// and returns whole answers; web.Answer sends them.
//
// Addresses are parsed by Parse into an Address before anything is looked up. What a reader may not see is answered
// exactly like what never existed: the same status, the same bytes.
package reader
