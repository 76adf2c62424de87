// Package search finds articles by their words: it turns what a reader typed into a query that cannot go wrong, keeps
// the full-text index in step with the ledger, and cuts the extract that shows why an article was found.
//
// There is one splitter and folder of words, here, for queries, for the index on both engines and for the marks in an
// extract: case and accents don't count (é is e, Ø is o, ß is ss), a word is a run of letters and digits, and scripts
// without spaces between words are taken character by character. So what finds an article is also what gets marked.
package search
