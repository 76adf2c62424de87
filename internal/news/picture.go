package news

// Picture is a picture of the paper's library: what is said of it, and the files that were made of it. What is printed
// under it belongs to it, and an article may say something else of it in its body.
type Picture struct {
	ID         string      `json:"id"`
	Alt        string      `json:"alt"`                  // what somebody who can't see it is told
	Decorative bool        `json:"decorative,omitempty"` // says nothing; Alt may be empty
	Caption    string      `json:"caption,omitempty"`
	Credit     string      `json:"credit"`
	Focus      Focus       `json:"focus"`
	Width      int         `json:"width"`  // of the picture as it came, upright, in pixels
	Height     int         `json:"height"` //
	Colour     string      `json:"colour"` // its mean, #rrggbb, shown until it has come
	Renditions []Rendition `json:"renditions"`
	ExpiresAt  Millis      `json:"expires_at,omitempty"` // rights end
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
