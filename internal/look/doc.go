// Package look decides what a paper's own look may be: which colours can be read on which, and what a drawing may hold
// that stands in the place of the paper's name. What a look says is news.Look; how pages carry it is package ui's.
package look
