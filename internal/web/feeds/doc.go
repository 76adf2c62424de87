// Package feeds writes what programs read of a paper: RSS 2.0, Atom and JSON Feed of the paper and of each of its fronts,
// with full text, and robots.txt, the sitemap and the news sitemap.
//
// An entry's id is made of the article's id, so that neither a new slug nor a correction changes it. A feed has the same
// bytes as long as nothing in it has changed. Everything was asked of the gate in the moment it was read.
package feeds
