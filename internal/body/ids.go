package body

import "broadsheet/internal/news"

// Identity says how elements get their ids and origins.
type Identity struct {
	// NewID makes an id. Without it an element's id comes from its content, so that copy which is sent again without ids
	// gets the ids that it had, on every machine.
	NewID func() string
	// Origin is where the words come from. It is given to every element, or with KeepOrigin to those without one.
	Origin     *news.Origin
	KeepOrigin bool
}

// Identify gives every element of doc an id where it has none, a new one where an earlier element has the same, and the
// origin. It repairs ids of a form that the schema doesn't know.
func Identify(doc *news.Node, by Identity) {
	taken := make(map[string]bool, len(doc.Content))
	var attrs slab[news.Attrs]
	for i := range doc.Content {
		n := &doc.Content[i]
		if n.Attrs == nil {
			n.Attrs = &attrs.take(1)[0]
		}
		if by.Origin != nil && (n.Attrs.Origin == nil || !by.KeepOrigin) {
			n.Attrs.Origin = by.Origin
		}
		if validID(n.Attrs.ID) && !taken[n.Attrs.ID] {
			taken[n.Attrs.ID] = true
		} else {
			n.Attrs.ID = ""
		}
	}
	equals := map[uint64]uint64{}
	for i := range doc.Content {
		if n := &doc.Content[i]; n.Attrs.ID == "" {
			if n.Attrs.ID = madeID(by.NewID, taken); n.Attrs.ID == "" {
				n.Attrs.ID = contentID(n, taken, equals)
			}
			taken[n.Attrs.ID] = true
		}
	}
}

// madeID returns an id from make that is not taken, or "" when make gives none.
func madeID(make func() string, taken map[string]bool) string {
	for range 8 {
		if make == nil {
			break
		}
		if id := make(); validID(id) && !taken[id] {
			return id
		}
	}
	return ""
}

// contentID returns an id that comes from n's content. equals counts, for each content, how many had it before.
func contentID(n *news.Node, taken map[string]bool, equals map[uint64]uint64) string {
	h := hashNode(14695981039346656037, n)
	for i := equals[h]; ; i++ {
		if id := shortID(h + i*0x9e3779b97f4a7c15); !taken[id] {
			equals[h] = i + 1
			return id
		}
	}
}

// shortID writes 35 bits of h as seven letters and digits, none of which can be taken for another.
func shortID(h uint64) string {
	const letters = "0123456789abcdefghjkmnpqrstvwxyz"
	var b [7]byte
	for i := range b {
		b[i] = letters[h>>59]
		h <<= 5
	}
	return string(b[:])
}

// hashNode adds what n says to the FNV-1a hash h: its type, texts and those attributes that are content.
func hashNode(h uint64, n *news.Node) uint64 {
	h = hashString(h, n.Type)
	h = hashString(h, n.Text)
	if a := n.Attrs; a != nil {
		for _, s := range [...]string{a.Media, a.URL, a.Caption, a.Title, a.At.String()} {
			h = hashString(h, s)
		}
	}
	for i := range n.Content {
		h = hashNode(h, &n.Content[i])
	}
	return h
}

func hashString(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return (h ^ 0xff) * 1099511628211
}
