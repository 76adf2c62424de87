// Package compare says what was changed between two versions of an article's copy: field by field, element by element
// of the body, word by word.
//
//	Bodies   two bodies: the elements of the newer one, with those that were taken out where they stood
//	Fields   two copies' fields beside the body
//	Words    two texts
//
// An element is known again by its id. Nothing here reads a store but Fields, which asks a news.View for names.
package compare
