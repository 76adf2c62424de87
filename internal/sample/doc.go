// Package sample holds the sample paper that Broadsheet makes on an empty folder, as data: an invented town's daily
// with a full edition. Whoever files it (command cli, through the desk) asks Read for it at a moment, and every date in
// it is reckoned from there, so that the sample is always fresh.
//
// The edition is Markdown with YAML front matter in edition/, and paper.yaml beside it. In the texts, {day-1} becomes
// the name of the weekday before the article's own, and {date+9} the date nine days after it.
package sample
