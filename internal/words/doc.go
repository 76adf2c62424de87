// Package words splits text into words and folds them, in one way for everybody: for the full-text index on both
// engines, for what readers type, for the marks in an extract and for what makes articles alike.
//
// Case and accents don't count (é is e, Ø is o, ß is ss). A word is a run of letters and digits; in scripts without
// spaces between words every character is one. A folded word holds letters, digits and their marks alone: nothing that
// means anything to a database.
package words
