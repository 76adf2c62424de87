// Package related says which articles are like one, and why.
//
// It asks the full-text index: an article's telling words and phrases, weighed by how often it uses them, where, and how
// few articles share them; then the articles that hold the most of those. The cost is bounded whatever the archive's
// size, since of each phrase only the newest articles that hold it are looked at. A follower works lists out in the
// background and keeps them in the store; whether the public may see a thing is asked each time a list is read.
package related
