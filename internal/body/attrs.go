package body

import "broadsheet/internal/news"

// attrNames are the names of news.Attrs' fields, in its order; an attribute's index is its bit in sets of attributes.
// A test keeps them equal.
var attrNames = []string{"id", "origin", "level", "start", "cite", "media", "url", "caption", "credit", "alt", "width",
	"height", "title", "provider", "colspan", "rowspan", "language", "at", "key"}

// markAttrNames are the names of news.MarkAttrs' fields, likewise.
var markAttrNames = []string{"href", "title", "nofollow", "sponsored", "id"}

// Bits of attrNames that the code names.
const (
	bitID     = 1 << 0
	bitOrigin = 1 << 1
)

// attrSet returns the set of attributes that a holds.
func attrSet(a *news.Attrs) uint32 {
	if a == nil {
		return 0
	}
	var set uint32
	for i, held := range [...]bool{a.ID != "", a.Origin != nil, a.Level != 0, a.Start != 0, a.Cite != "", a.Media != "",
		a.URL != "", a.Caption != "", a.Credit != "", a.Alt != "", a.Width != 0, a.Height != 0, a.Title != "",
		a.Provider != "", a.Colspan != 0, a.Rowspan != 0, a.Language != "", a.At != 0, a.Key} {
		if held {
			set |= 1 << i
		}
	}
	return set
}

// stringAttr returns the field for a named attribute that is a string, or nil.
func stringAttr(a *news.Attrs, name string) *string {
	switch name {
	case "id":
		return &a.ID
	case "cite":
		return &a.Cite
	case "media":
		return &a.Media
	case "url":
		return &a.URL
	case "caption":
		return &a.Caption
	case "credit":
		return &a.Credit
	case "alt":
		return &a.Alt
	case "title":
		return &a.Title
	case "provider":
		return &a.Provider
	case "language":
		return &a.Language
	}
	return nil
}

// intAttr returns the field for a named attribute that is a number, or nil.
func intAttr(a *news.Attrs, name string) *int {
	switch name {
	case "level":
		return &a.Level
	case "start":
		return &a.Start
	case "width":
		return &a.Width
	case "height":
		return &a.Height
	case "colspan":
		return &a.Colspan
	case "rowspan":
		return &a.Rowspan
	}
	return nil
}

// markAttrSet returns the set of attributes that a mark holds.
func markAttrSet(a *news.MarkAttrs) uint32 {
	if a == nil {
		return 0
	}
	var set uint32
	for i, held := range [...]bool{a.Href != "", a.Title != "", a.NoFollow, a.Sponsored, a.ID != ""} {
		if held {
			set |= 1 << i
		}
	}
	return set
}

// stringMarkAttr returns the field for a named attribute that is a string, or nil.
func stringMarkAttr(a *news.MarkAttrs, name string) *string {
	switch name {
	case "href":
		return &a.Href
	case "title":
		return &a.Title
	case "id":
		return &a.ID
	}
	return nil
}

// boolMarkAttr returns the field for a named attribute that is true or false, or nil.
func boolMarkAttr(a *news.MarkAttrs, name string) *bool {
	switch name {
	case "nofollow":
		return &a.NoFollow
	case "sponsored":
		return &a.Sponsored
	}
	return nil
}

// sameMark says whether two marks are equal.
func sameMark(a, b *news.Mark) bool {
	if a.Type != b.Type {
		return false
	}
	if a.Attrs == b.Attrs {
		return true
	}
	return a.Attrs != nil && b.Attrs != nil && *a.Attrs == *b.Attrs
}

// sameMarks says whether two lists of marks are equal.
func sameMarks(a, b []news.Mark) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameMark(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

// attrsOf returns n's attributes; those of a node without any are all unset.
func attrsOf(n *news.Node) news.Attrs {
	if n.Attrs == nil {
		return news.Attrs{}
	}
	return *n.Attrs
}
