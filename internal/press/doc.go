// Package press keeps the reader's pages as the bytes that are sent: made once from what is published, compressed once,
// and sent until something they were made from changes.
//
// A page says what it was made from in tags (article:ID, list:section:ID, front:NAME …). The ledger's entries are turned
// into tags that have changed (Hear), and so are the moments at which an embargo ends or an article expires. Nothing is
// looked for and thrown away then: changes notes the generation in which each tag last changed, and a page is compared
// with it when it is next asked for. So a change costs the same however many pages there are, and a page that was
// being made while something changed is found out like any other.
//
// What many pages share and what changes with every publication, the latest headlines under each article, is a Part: it is
// compressed apart and spliced in, so that a publication makes no article's page anew.
package press
