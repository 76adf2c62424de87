package news

// Look is how a paper's pages look where they depart from the house style. The zero Look is the house style. What the
// colours must fulfil, and what a logo may hold, is decided in package look.
type Look struct {
	Colours   Colours           `json:"colours,omitzero"`
	Sections  map[string]Shades `json:"sections,omitempty"` // by id: in place of the accent, in what is a section's own
	Nameplate Nameplate         `json:"nameplate,omitzero"`
	Fonts     Fonts             `json:"fonts,omitempty"`
}

// IsZero says whether l is the house style.
func (l Look) IsZero() bool {
	return l.Colours == Colours{} && len(l.Sections) == 0 && l.Nameplate == Nameplate{} && l.Fonts == ""
}

// Shades is a colour in the light and in the dark scheme, each as #rrggbb. Empty ones are the house's.
type Shades struct {
	Light string `json:"light,omitempty"`
	Dark  string `json:"dark,omitempty"`
}

// Colours are a paper's own. The inks, and the edges of controls, are the house's.
type Colours struct {
	Paper   Shades `json:"paper,omitzero"`   // behind everything
	Wash    Shades `json:"wash,omitzero"`    // behind boxes
	Accent  Shades `json:"accent,omitzero"`  // kickers, rules, where one is in the navigation
	Link    Shades `json:"link,omitzero"`    // links in copy
	Opinion Shades `json:"opinion,omitzero"` // kickers and bylines of opinion
}

// Nameplate is how the paper's name is set at the head of every page: in type, or as a logo in its place.
type Nameplate struct {
	Face    Face   `json:"face,omitempty"`
	Weight  int    `json:"weight,omitempty"` // 400 to 700; 0: 700
	Align   Align  `json:"align,omitempty"`
	Picture string `json:"picture,omitempty"` // id of a picture of the library, in the place of type
	SVG     string `json:"svg,omitempty"`     // a drawing in the place of type, as look.Logo left it
}

// Face is a typeface the program has.
type Face string

// The faces.
const (
	Newsreader Face = "newsreader" // also ""
	PublicSans Face = "public-sans"
)

// Align says where the nameplate of the front stands.
type Align string

// The alignments.
const (
	AlignCentre Align = "centre" // also ""
	AlignStart  Align = "start"  // where lines begin
)

// Fonts says where the type of the pages comes from.
type Fonts string

// The fonts.
const (
	WebFonts    Fonts = "web"    // also "": Newsreader and Public Sans, which readers fetch
	SystemFonts Fonts = "system" // Georgia and the system's own: nothing is fetched
)

// PaperVersion is a paper's settings as they once stood. Versions are kept for good.
type PaperVersion struct {
	Paper
	At Millis `json:"at"`
	By string `json:"by,omitempty"` // id; empty: the program
}
