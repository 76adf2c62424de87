// Package body holds everything that knows what a body looks like: the one schema, the strict reading of a body's JSON,
// foreign HTML and Markdown to elements, and elements to HTML, Markdown and plain text.
//
// A body is one tree in ProseMirror's JSON form (news.Node). schema.json says what may stand where; this package, the
// editor and the API all take it from there. HTML exists only at the edges:
//
//	Parse, Decode, Marshal          JSON, strictly; JSON of our own, quickly; the one canonical JSON
//	FromHTML, FromMarkdown, FromText   foreign copy to elements
//	AppendHTML                      what readers get
//	AppendCanonicalHTML             what FromHTML turns back into the same body
//	AppendMarkdown                  what FromMarkdown turns back into the same body, element ids and origins apart
//	AppendText, Words               plain text for search, feeds and mail; a count
//	Identify                        gives elements their ids and origins
//
// Nothing foreign is ever copied through: every writer writes from elements alone, so what the schema doesn't hold can't
// come out. Nothing here recurses deeper than Limits.Depth, and time and memory are linear in the size of the input.
package body
