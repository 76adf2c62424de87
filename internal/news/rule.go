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
	ID       string
	Find     string // words, or a regular expression (RE2)
	Regexp   bool
	Case     bool   // capitals and small letters differ
	Replace  string // what to write instead; an expression's groups are $1 … as package regexp has them; "": nothing is offered
	Reason   string // why, in a sentence
	Severity Severity
	Examples []RuleExample
	Off      bool // it is kept and not applied

	Version    int
	ModifiedAt Millis
	ModifiedBy string // a person; "": the program
}

// RuleExample is a test of a rule: it has something to say of Wrong and nothing of Right. Where both are there, and the rule
// has a replacement, that makes Right of Wrong.
type RuleExample struct {
	Wrong string `json:"wrong,omitempty"`
	Right string `json:"right,omitempty"`
}
