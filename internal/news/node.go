package news

import "encoding/json"

// Node is one node of a body in ProseMirror's JSON form. A body is a Node of type "doc"; its direct children are the
// body's elements. What may stand where is said by package body's schema.json.
type Node struct {
	Type    string `json:"type"`
	Attrs   *Attrs `json:"attrs,omitempty"`
	Content []Node `json:"content,omitempty"`
	Text    string `json:"text,omitempty"` // of a "text" node
	Marks   []Mark `json:"marks,omitempty"`
}

// Attrs are the attributes of all node types together; the schema says which type has which.
type Attrs struct {
	ID       string  `json:"id,omitempty"`     // of an element: stable over versions
	Origin   *Origin `json:"origin,omitempty"` // of an element: where its words come from
	Level    int     `json:"level,omitempty"`  // crosshead: 2 or 3
	Start    int     `json:"start,omitempty"`  // ordered_list: first number, when not 1
	Cite     string  `json:"cite,omitempty"`   // quote, pullquote: who said it
	Media    string  `json:"media,omitempty"`  // picture: id of the picture
	URL      string  `json:"url,omitempty"`    // picture by address; embed
	Caption  string  `json:"caption,omitempty"`
	Credit   string  `json:"credit,omitempty"`
	Alt      string  `json:"alt,omitempty"`
	Width    int     `json:"width,omitempty"`  // pixels, when known
	Height   int     `json:"height,omitempty"` // pixels, when known
	Title    string  `json:"title,omitempty"`  // factbox, embed
	Provider string  `json:"provider,omitempty"`
	Colspan  int     `json:"colspan,omitempty"` // table cells, when not 1
	Rowspan  int     `json:"rowspan,omitempty"`
	Language string  `json:"language,omitempty"` // preformatted
	At       Millis  `json:"at,omitempty"`       // live_entry
	Key      bool    `json:"key,omitempty"`      // live_entry: a key event
}

// Origin says where an element's words come from.
type Origin struct {
	Kind    string `json:"kind"`              // "staff", "wire" or "machine"
	Source  string `json:"source,omitempty"`  // wire: who sent it; machine: which program
	Item    string `json:"item,omitempty"`    // wire: the item's id
	Version string `json:"version,omitempty"` // wire: the item's version
}

// Mark is a mark on text.
type Mark struct {
	Type  string     `json:"type"`
	Attrs *MarkAttrs `json:"attrs,omitempty"`
}

// MarkAttrs are the attributes of all mark types together.
type MarkAttrs struct {
	Href      string `json:"href,omitempty"`      // link
	Title     string `json:"title,omitempty"`     // link
	NoFollow  bool   `json:"nofollow,omitempty"`  // link
	Sponsored bool   `json:"sponsored,omitempty"` // link
	ID        string `json:"id,omitempty"`        // note, insertion, deletion
}

// Body is a body as stored: the JSON of its "doc" node. It is kept as bytes because most who carry it don't look in.
type Body = json.RawMessage
