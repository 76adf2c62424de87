// Package search finds articles by their words: it turns what a reader typed into a query that cannot go wrong, keeps
// the full-text index in step with the ledger, and cuts the extract that shows why an article was found.
//
// Words are split and folded by package words for all three, so that what finds an article is also what gets marked.
package search
