package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// Bounds of a rule.
const (
	maxFind    = 500 // characters
	maxReplace = 500
	maxReason  = 1000
	maxExample = 1000
	maxSamples = 20 // examples
)

// Hit is a place in a text of which a rule has something to say.
type Hit struct {
	Rule     *news.Rule
	From, To int    // bytes of the text
	Replace  string // what to write there; "": the rule offers nothing
}

// Checker checks texts against rules. Use it from anywhere.
type Checker struct{ rules []*rule }

// rule is a house rule made ready.
type rule struct {
	news.Rule
	needs []need                         // a folded text with a match holds one of them; nil: any text may match
	re    func() (*regexp.Regexp, error) // compiled when it is first wanted: ten thousand of them take much room
}

// New makes a Checker of the rules that are on. It takes rules as Validate lets them pass; one that can't be read is left out.
func New(all []news.Rule) *Checker {
	c := &Checker{}
	for _, r := range all {
		if made := ready(r); !r.Off && made != nil {
			c.rules = append(c.rules, made)
		}
	}
	return c
}

// need is a folded string, and what a sieve knows it by.
type need struct {
	text  string
	grams []uint16
}

func ready(r news.Rule) *rule {
	made := &rule{Rule: r, re: sync.OnceValues(func() (*regexp.Regexp, error) { return regexp.Compile(expression(r)) })}
	if !r.Regexp {
		made.needs = needsOf(longestWord(fold(r.Find)))
		return made
	}
	texts, err := required(expression(r))
	if err != nil {
		return nil
	}
	made.needs = needsOf(texts...)
	return made
}

func needsOf(texts ...string) (all []need) {
	for _, s := range texts {
		all = append(all, need{s, gramsOf(s)})
	}
	return all
}

// longestWord is the word of a phrase to look for: what is between words may be any white space.
func longestWord(phrase string) string {
	return slices.MaxFunc(append(strings.Fields(phrase), ""), func(a, b string) int { return len(a) - len(b) })
}

// expression is a rule as a regular expression.
func expression(r news.Rule) string {
	find := r.Find
	if !r.Regexp {
		words := strings.Fields(find)
		for i := range words {
			words[i] = regexp.QuoteMeta(words[i])
		}
		find = strings.Join(words, `\s+`)
	}
	if !r.Case {
		find = "(?i)" + find
	}
	return find
}

// Check returns the hits in a text, such as a paragraph, in their order.
func (c *Checker) Check(text string) []Hit {
	folded := fold(text)
	marks := newSieve(folded)
	var hits []Hit
	for _, r := range c.rules {
		if r.may(folded, marks) {
			hits = r.check(hits, text)
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return a.From - b.From })
	return hits
}

// may says whether a folded text can hold a match.
func (r *rule) may(folded string, marks *sieve) bool {
	for _, n := range r.needs {
		if marks.holds(n.grams) && strings.Contains(folded, n.text) {
			return true
		}
	}
	return r.needs == nil
}

func (r *rule) check(hits []Hit, text string) []Hit {
	re, err := r.re()
	if err != nil {
		return hits
	}
	for _, at := range re.FindAllStringSubmatchIndex(text, -1) {
		if at[0] == at[1] || !r.Regexp && !wholeWords(text, at[0], at[1]) {
			continue
		}
		h := Hit{Rule: &r.Rule, From: at[0], To: at[1], Replace: r.Replace}
		if r.Regexp && r.Replace != "" {
			h.Replace = string(re.ExpandString(nil, r.Replace, text, at))
		}
		hits = append(hits, h)
	}
	return hits
}

// wholeWords says whether what lies from one byte to another begins and ends where words do.
func wholeWords(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !(isLetter(before) && isLetter(first)) && !(isLetter(last) && isLetter(after))
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// Apply writes into a text what its hits offer. Of hits that overlap the first counts.
func Apply(text string, hits []Hit) string {
	var b strings.Builder
	at := 0
	for _, h := range hits {
		if h.Replace != "" && h.From >= at {
			b.WriteString(text[at:h.From])
			b.WriteString(h.Replace)
			at = h.To
		}
	}
	b.WriteString(text[at:])
	return b.String()
}

// Validate says what is wrong with a rule: with its form, or what its examples show. Errors: CodeInvalid, of the field.
func Validate(r news.Rule) error {
	switch {
	case strings.TrimSpace(r.Find) == "":
		return news.Invalid("find", "is empty; write the words that the rule is about")
	case utf8.RuneCountInString(r.Find) > maxFind:
		return news.Invalid("find", "has %d characters and may have %d", utf8.RuneCountInString(r.Find), maxFind)
	case utf8.RuneCountInString(r.Replace) > maxReplace:
		return news.Invalid("replace", "has %d characters and may have %d", utf8.RuneCountInString(r.Replace), maxReplace)
	case utf8.RuneCountInString(r.Reason) > maxReason:
		return news.Invalid("reason", "has %d characters and may have %d", utf8.RuneCountInString(r.Reason), maxReason)
	case strings.TrimSpace(r.Reason) == "":
		return news.Invalid("reason", "is empty; say in a sentence why the rule is one, for whoever meets it")
	case !slices.Contains(news.Severities, r.Severity):
		return news.Invalid("severity", "is %q; it is must, should or info", r.Severity)
	case len(r.Examples) > maxSamples:
		return news.Invalid("examples", "are %d; a rule may have %d", len(r.Examples), maxSamples)
	}
	re, err := regexp.Compile(expression(r))
	if err != nil {
		return news.Invalid("find", "is no regular expression that can be read (%v); put \\ before a sign that stands for itself", err)
	}
	if re.MatchString("") {
		return news.Invalid("find", "matches where nothing is written, and so everywhere; ask for one character at least")
	}
	return try(r)
}

// try runs a rule's examples.
func try(r news.Rule) error {
	r.Off = false
	c := New([]news.Rule{r})
	wrongs := 0
	for i, e := range r.Examples {
		field := fmt.Sprintf("examples.%d", i)
		if len(e.Wrong) > maxExample || len(e.Right) > maxExample {
			return news.Invalid(field, "is longer than %d bytes", maxExample)
		}
		hits := c.Check(e.Wrong)
		switch {
		case e.Wrong == "" && e.Right == "":
			return news.Invalid(field, "is empty")
		case e.Wrong != "" && len(hits) == 0:
			return news.Invalid(field, "the rule says nothing of %q, which it is to find", e.Wrong)
		case len(c.Check(e.Right)) > 0:
			return news.Invalid(field, "the rule finds %q in %q, which is to be right", e.Right[c.Check(e.Right)[0].From:c.Check(e.Right)[0].To], e.Right)
		case e.Wrong != "" && e.Right != "" && r.Replace != "" && Apply(e.Wrong, hits) != e.Right:
			return news.Invalid(field, "the replacement makes %q of %q, not %q", Apply(e.Wrong, hits), e.Wrong, e.Right)
		}
		if e.Wrong != "" {
			wrongs++
		}
	}
	if wrongs == 0 {
		return news.Invalid("examples", "show nothing that is wrong; give one sentence at least that the rule is to find: it is the rule's test")
	}
	return nil
}
