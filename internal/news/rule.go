package news

// Severity is what a hit of a house rule means.
type Severity string

// The severities.
const (
	Must   Severity = "must"   // keeps copy from being published
	Should Severity = "should" // is to be mended, or to be let stand on purpose
	Info   Severity = "info"   // is good to know
)

// Severities are all of them, the gravest first.
var Severities = []Severity{Must, Should, Info}

// Rule is a house rule: what is looked for in copy, and what is to be said of it.
type Rule struct {
	ID       string        `json:"id"`
	Find     string        `json:"find"` // words, or a regular expression (RE2)
	Regexp   bool          `json:"regexp,omitempty"`
	Case     bool          `json:"case,omitempty"`    // capitals and small letters differ
	Replace  string        `json:"replace,omitempty"` // what to write instead; an expression's groups are $1 … as package regexp has them; "": nothing is offered
	Reason   string        `json:"reason"`            // why, in a sentence
	Severity Severity      `json:"severity"`
	Examples []RuleExample `json:"examples,omitempty"`
	Off      bool          `json:"off,omitempty"` // it is kept and not applied

	Dropped    bool   `json:"dropped,omitempty"` // it is no more; its name and its versions are kept
	Version    int    `json:"version,omitempty"`
	ModifiedAt Millis `json:"modified_at,omitempty"`
	ModifiedBy string `json:"modified_by,omitempty"` // a person; "": the program
}

// RuleExample is a test of a rule: it has something to say of Wrong and nothing of Right. Where both are there, and the rule
// has a replacement, that makes Right of Wrong.
type RuleExample struct {
	Wrong string `json:"wrong,omitempty"`
	Right string `json:"right,omitempty"`
}

// RuleIgnore lets hits of a rule stand: those at one place, or, without Element and Place, all of an article.
type RuleIgnore struct {
	Article  string   `json:"article"` // id
	Rule     string   `json:"rule"`    // id
	Element  string   `json:"element,omitempty"`
	Place    string   `json:"place,omitempty"` // what is found, with the words around it
	Severity Severity `json:"severity"`        // the rule's at the time: who lets a hit stand that should be mended has not let one stand that must be
	At       Millis   `json:"at"`
	By       string   `json:"by,omitempty"` // a person; "": the program
}

// RuleReport says what is wrong with a rule.
type RuleReport struct {
	ID      string `json:"id"`
	Rule    string `json:"rule"`    // id
	Article string `json:"article"` // id: where it was met
	Passage string `json:"passage"` // the copy that it was met in
	Why     string `json:"why,omitempty"`
	At      Millis `json:"at"`
	By      string `json:"by,omitempty"` // a person; "": the program
}
