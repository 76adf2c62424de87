// Package sample holds the sample paper that Broadsheet makes on an empty folder, as data: an invented town's daily
// with a full edition, an archive and pictures. Whoever files it (command cli, through the desk and the media room) asks
// Read for it at a moment, and every date in it is reckoned from there, so that the sample is always fresh.
//
// The edition is Markdown with YAML front matter in edition/, with paper.yaml and pictures.yaml beside it and the
// pictures in pictures/. They are drawn by the script in art/. In the texts, {day-1} becomes the name of the weekday
// before the edition's own day, {date+9} the date nine days after it, and {year-23} a year.
package sample
