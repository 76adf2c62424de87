package news

// HoldKind says whose hold it is.
type HoldKind string

// The kinds of hold.
const (
	HoldLegal HoldKind = "legal" // until a lawyer has seen it: whoever set it, or a publisher, lifts it
	HoldDesk  HoldKind = "desk"  // until the desk is content: any editor lifts it
)

// HoldKinds lists the kinds, the harder first.
var HoldKinds = []HoldKind{HoldLegal, HoldDesk}

// Hold keeps an article from being published. The zero Hold is none.
type Hold struct {
	Why string `json:"why,omitempty"`
	By  string `json:"by,omitempty"` // id of the person who set it; empty: the program
	At  Millis `json:"at,omitempty"`
}

// Holds are those that an article has: at most one of each kind.
type Holds struct {
	Legal Hold `json:"legal,omitzero"`
	Desk  Hold `json:"desk,omitzero"`
}

// Of returns where the hold of a kind stands, or nil when there is no such kind.
func (h *Holds) Of(k HoldKind) *Hold {
	switch k {
	case HoldLegal:
		return &h.Legal
	case HoldDesk:
		return &h.Desk
	}
	return nil
}

// Any says whether there is one.
func (h Holds) Any() bool { return h != Holds{} }

// EmbargoAsk is one person's wish to end an embargo before its time: it waits for a second person. The zero EmbargoAsk is
// none.
type EmbargoAsk struct {
	Until Millis `json:"until,omitempty"` // when it is to end instead; 0: at once
	By    string `json:"by,omitempty"`    // id of whoever asked
	At    Millis `json:"at,omitempty"`
}
