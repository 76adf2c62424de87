package news

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Kind is what sort of article it is.
type Kind string

// The kinds.
const (
	KindNews     Kind = "news"
	KindAnalysis Kind = "analysis"
	KindOpinion  Kind = "opinion"
	KindBulletin Kind = "bulletin"
	KindLive     Kind = "live"
	KindObituary Kind = "obituary"
	KindGallery  Kind = "gallery"
	KindLetter   Kind = "letter"
)

// Kinds lists every kind, in the order documents show them.
var Kinds = []Kind{KindNews, KindAnalysis, KindOpinion, KindBulletin, KindLive, KindObituary, KindGallery, KindLetter}

// Byline says who wrote it: people of the paper, or words as they are printed, or nobody.
type Byline struct {
	Text   string   `json:"text,omitempty"`
	People []string `json:"people,omitempty"` // ids, in printed order
}

// SEO is what search engines and shared links are told in place of headline and standfirst.
type SEO struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// Copy is everything about an article that a version holds: the words and what is said of them. Sections, tags, people
// and storylines are held by id, so that renaming one renames it everywhere.
type Copy struct {
	Kind       Kind     `json:"kind"`
	Headline   string   `json:"headline"`
	Kicker     string   `json:"kicker,omitempty"`
	Standfirst string   `json:"standfirst,omitempty"`
	Byline     Byline   `json:"byline,omitzero"`
	Credit     string   `json:"credit,omitempty"`   // the agency
	Dateline   string   `json:"dateline,omitempty"` // the place the copy was filed from
	Section    string   `json:"section"`
	Tags       []string `json:"tags,omitempty"`
	Storylines []string `json:"storylines,omitempty"`
	Language   string   `json:"language,omitempty"` // BCP 47; empty: the paper's
	Picture    string   `json:"picture,omitempty"`  // id of the main picture
	Slugline   string   `json:"slugline,omitempty"` // the newsroom's working label
	SEO        SEO      `json:"seo,omitzero"`
	ClosedAt   Millis   `json:"closed_at,omitempty"` // of a live page: when its coverage was closed; 0: it goes on
	Body       Body     `json:"body"`
}

// Version is one immutable state of an article's copy.
type Version struct {
	Article    string      `json:"article"`
	N          int         `json:"n"` // from 1, without gaps
	At         Millis      `json:"at"`
	By         string      `json:"by,omitempty"`   // person's id; empty: the program
	Note       string      `json:"note,omitempty"` // what changed, for the newsroom
	Correction *Correction `json:"correction,omitempty"`
	Copy       Copy        `json:"copy"`
	Hash       string      `json:"hash"` // HashCopy of Copy
}

// Correction is a public note with a time, on the version that made it.
type Correction struct {
	Kind CorrectionKind `json:"kind"`
	Text string         `json:"text"`
	At   Millis         `json:"at"`
}

// CorrectionKind says how grave a correction is.
type CorrectionKind string

// The kinds of correction.
const (
	CorrectionError         CorrectionKind = "correction"    // what we wrote was wrong
	CorrectionClarification CorrectionKind = "clarification" // what we wrote could mislead
	CorrectionUpdate        CorrectionKind = "update"        // what we wrote has been overtaken
)

// HashCopy returns the SHA-256, in hex, of c: of its JSON without the body, a zero byte and the body, which is canonical
// as it is. Equal copy has an equal hash on every machine.
func HashCopy(c Copy) string {
	h, body := sha256.New(), c.Body
	c.Body = nil
	b, err := json.Marshal(c)
	if err != nil { // a Copy without a body holds nothing that cannot be marshalled
		b = []byte(err.Error())
	}
	h.Write(append(b, 0))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}
