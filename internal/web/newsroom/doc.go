// Package newsroom serves the pages of those who make the paper. For now they are few and plain: signing in by a
// one-time link, a list of the paper's articles, and tokens for the API. They work without scripts.
package newsroom
