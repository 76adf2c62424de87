package news

// Picture is a picture of the paper's library: what is said of it, and the files that were made of it. What is printed
// under it belongs to it, and an article may say something else of it in its body.
type Picture struct {
	ID         string      `json:"id"`
	Name       string      `json:"name,omitempty"`       // of the file that came
	Alt        string      `json:"alt"`                  // what somebody who can't see it is told
	Decorative bool        `json:"decorative,omitempty"` // says nothing; Alt may be empty
	Caption    string      `json:"caption,omitempty"`
	Credit     string      `json:"credit"`
	Creator    string      `json:"creator,omitempty"`   // who made it, as the file said
	Copyright  string      `json:"copyright,omitempty"` // who has the rights; at first the notice that the file had
	Usage      string      `json:"usage,omitempty"`     // on what terms it may be used; for the newsroom
	TakenAt    string      `json:"taken_at,omitempty"`  // as the file said, in the camera's own time
	Focus      Focus       `json:"focus"`
	Width      int         `json:"width"`  // of the picture as it came, upright, in pixels
	Height     int         `json:"height"` //
	Colour     string      `json:"colour"` // its mean, #rrggbb, shown until it has come
	Original   Original    `json:"original"`
	Renditions []Rendition `json:"renditions"`
	ExpiresAt  Millis      `json:"expires_at,omitempty"` // rights end
	TakenDown  bool        `json:"taken_down,omitempty"` // the clock has seen the rights end, and has told the ledger
	RemovedAt  Millis      `json:"removed_at,omitempty"` // when somebody took it out of the library; it is shown nowhere
	Owner      string      `json:"owner,omitempty"`      // id of the person who added it
	CreatedAt  Millis      `json:"created_at"`
	Version    int         `json:"version"`
}

// Focus is the point of a picture that no crop may lose, in parts of a hundred from its left and upper edge.
type Focus struct {
	X int `json:"x"`
	Y int `json:"y"`
}

// Rendition is one file made of a picture.
type Rendition struct {
	Type   string `json:"type"` // image/jpeg, image/webp, image/avif
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int64  `json:"bytes"`
	Path   string `json:"path"` // its address, /media/… , good for ever
}

// Original is the picture as it came, to the bit. It is never shown, but it is in backups and exports: what its file said
// of where and with which camera it was taken is not kept.
type Original struct {
	Hash  string `json:"hash"` // SHA-256 of the file as it is kept, in hex; it never changes
	Type  string `json:"type"`
	Bytes int64  `json:"bytes"`
}

// Expired says whether the right to show p has ended by now.
func (p Picture) Expired(now Millis) bool { return p.ExpiresAt != 0 && now >= p.ExpiresAt }

// Shown says whether readers may be shown p at the moment now.
func (p Picture) Shown(now Millis) bool { return p.RemovedAt == 0 && !p.Expired(now) }

// NextTurn returns when the clock has to take p down, or Never.
func (p Picture) NextTurn() Millis {
	if p.ExpiresAt == 0 || p.TakenDown || p.RemovedAt != 0 {
		return Never
	}
	return p.ExpiresAt
}

// PictureFilter cuts the library's list; zero fields don't cut.
type PictureFilter struct {
	Query string // words in caption, credit, creator, alternative text or file name
}
