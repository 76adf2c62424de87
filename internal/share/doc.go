// Package share draws the pictures that stand beside shared links: the paper's name, an article's section and headline, and
// its age when it is old, so that nobody who passes on an old story takes it for today's.
package share
