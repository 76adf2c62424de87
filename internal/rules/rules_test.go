package rules

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func phrase(find, replace string) news.Rule {
	return news.Rule{ID: find, Find: find, Replace: replace, Reason: "House style.", Severity: news.Should}
}

func expr(find, replace string) news.Rule {
	r := phrase(find, replace)
	r.Regexp = true
	return r
}

// marked is a text with what its hits cover in brackets, and what they offer.
func marked(text string, hits []Hit) string {
	var b strings.Builder
	at := 0
	for _, h := range hits {
		b.WriteString(text[at:h.From] + "[" + text[h.From:h.To])
		if h.Replace != "" {
			b.WriteString("→" + h.Replace)
		}
		b.WriteString("]")
		at = h.To
	}
	return b.String() + text[at:]
}

func TestCheck(t *testing.T) {
	t.Parallel()
	withCase := phrase("Internet", "internet")
	withCase.Case = true
	for _, tt := range []struct {
		name       string
		rule       news.Rule
		text, want string
	}{
		{"a word", phrase("utilise", "use"), "They utilise it. Utilise more!", "They [utilise→use] it. [Utilise→use] more!"},
		{"whole words alone", phrase("man", "person"), "A man, a woman, Manchester; man-made", "A [man→person], a woman, Manchester; [man→person]-made"},
		{"accents are letters", phrase("caf", ""), "café", "café"},
		{"white space of any kind", phrase("prior to", "before"), "prior  to, prior\nto", "[prior  to→before], [prior\nto→before]"},
		{"signs", phrase("e.g.", "for example"), "e.g. this; eXg.", "[e.g.→for example] this; eXg."},
		{"capitals matter", withCase, "the Internet and the internet", "the [Internet→internet] and the internet"},
		{"an expression", expr(`\b(\d+)\s*%`, "$1 per cent"), "up 5% and 12 %", "up [5%→5 per cent] and [12 %→12 per cent]"},
		{"an expression with a choice", expr(`colou?r(ed|ing)|grey`, ""), "colored grey", "[colored] [grey]"},
		{"an expression of any text", expr(`[A-Z]{5,}`, ""), "WE SHOUT", "WE [SHOUT]"},
		{"the long s", expr(`(?i)sense`, ""), "ſenſe and SENSE", "[ſenſe] and [SENSE]"},
		{"the Kelvin sign", phrase("kelvin", ""), "300 \u212aelvin", "300 [\u212aelvin]"},
		{"other scripts", phrase("київ", "Kyiv"), "Київ", "[Київ→Kyiv]"},
		{"nothing", phrase("x", ""), "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := tt.rule
			if tt.name == "an expression of any text" {
				r.Case = true
			}
			if got := marked(tt.text, New([]news.Rule{r}).Check(tt.text)); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestOffAndOrder(t *testing.T) {
	t.Parallel()
	off := phrase("two", "")
	off.Off = true
	broken := expr("(", "")
	hits := New([]news.Rule{phrase("three", ""), off, broken, phrase("one", "")}).Check("one two three")
	if got := marked("one two three", hits); got != "[one] two [three]" {
		t.Error(got)
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	c := New([]news.Rule{phrase("prior to", "before"), phrase("to utilise", "to use"), phrase("very", "")})
	text := "very much prior to utilise"
	if got := Apply(text, c.Check(text)); got != "very much before utilise" {
		t.Errorf("overlapping hits: %q", got)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	good := phrase("utilise", "use")
	good.Examples = []news.RuleExample{{Wrong: "They utilise it.", Right: "They use it."}}
	change := func(f func(*news.Rule)) news.Rule {
		r := good
		r.Examples = slices.Clone(good.Examples)
		f(&r)
		return r
	}
	if err := Validate(good); err != nil {
		t.Error(err)
	}
	if err := Validate(change(func(r *news.Rule) { r.Off = true })); err != nil {
		t.Errorf("a rule that is off is tried too: %v", err)
	}
	for name, tt := range map[string]struct {
		rule  news.Rule
		field string
	}{
		"no words":           {change(func(r *news.Rule) { r.Find = " \t" }), "find"},
		"long":               {change(func(r *news.Rule) { r.Find = strings.Repeat("x", 501) }), "find"},
		"no expression":      {change(func(r *news.Rule) { r.Find, r.Regexp = "(", true }), "find"},
		"matches anything":   {change(func(r *news.Rule) { r.Find, r.Regexp = "x*", true }), "find"},
		"no reason":          {change(func(r *news.Rule) { r.Reason = "" }), "reason"},
		"no severity":        {change(func(r *news.Rule) { r.Severity = "fatal" }), "severity"},
		"no examples":        {change(func(r *news.Rule) { r.Examples = nil }), "examples"},
		"only right ones":    {change(func(r *news.Rule) { r.Examples = []news.RuleExample{{Right: "use"}} }), "examples"},
		"many examples":      {change(func(r *news.Rule) { r.Examples = make([]news.RuleExample, 21) }), "examples"},
		"an empty example":   {change(func(r *news.Rule) { r.Examples = append(r.Examples, news.RuleExample{}) }), "examples.1"},
		"misses":             {change(func(r *news.Rule) { r.Examples[0].Wrong = "They use it." }), "examples.0"},
		"finds what's right": {change(func(r *news.Rule) { r.Examples[0].Right = "They Utilise it." }), "examples.0"},
		"makes other":        {change(func(r *news.Rule) { r.Examples[0].Right = "They used it." }), "examples.0"},
		"a long example":     {change(func(r *news.Rule) { r.Examples[0].Right = strings.Repeat("x", 1001) }), "examples.0"},
		"a long replacement": {change(func(r *news.Rule) { r.Replace = strings.Repeat("x", 501) }), "replace"},
		"a long reason":      {change(func(r *news.Rule) { r.Reason = strings.Repeat("x", 1001) }), "reason"},
	} {
		err := Validate(tt.rule)
		if p := news.Problems(err); news.CodeOf(err) != news.CodeInvalid || len(p) != 1 || p[0].Field != tt.field {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzCheck compares with what the expression alone finds: knowing strings must never hide a match.
func FuzzCheck(f *testing.F) {
	f.Add("utilise|use (it|them)+", "We utilise it, and USE them.", true, false)
	f.Add("e.g.", "e.g. ſ K İ", false, false)
	f.Add(`(?i:ss)ß{2,}|k?`, "SSßß \xff", true, true)
	f.Fuzz(func(t *testing.T, find, text string, isExpr, withCase bool) {
		r := news.Rule{ID: "r", Find: find, Regexp: isExpr, Case: withCase, Reason: "x", Severity: news.Should, Examples: []news.RuleExample{{Wrong: text}}}
		_ = Validate(r)
		got := New([]news.Rule{r}).Check(text)
		re, err := regexp.Compile(expression(r))
		if err != nil {
			return
		}
		var want [][2]int
		for _, at := range re.FindAllStringIndex(text, -1) {
			if at[0] < at[1] && (isExpr || wholeWords(text, at[0], at[1])) {
				want = append(want, [2]int{at[0], at[1]})
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%d hits, and the expression alone has %d", len(got), len(want))
		}
		for i, h := range got {
			if h.From != want[i][0] || h.To != want[i][1] {
				t.Fatalf("hit %d is %d-%d and not %v", i, h.From, h.To, want[i])
			}
		}
	})
}

// BenchmarkCheck checks an article of 30 paragraphs of 40 words, and one paragraph, against 10,000 rules, and says how many
// times as long the expressions alone take, without the strings that each needs.
func BenchmarkCheck(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		s := make([]byte, 3+random.IntN(8))
		for i := range s {
			s[i] = "etaoinshrdlucmfwypvbgkjqxz"[random.IntN(13+random.IntN(14))]
		}
		return string(s)
	}
	var vocabulary []string
	for range 8000 {
		vocabulary = append(vocabulary, word())
	}
	var all []news.Rule
	for i := range 10_000 {
		r := phrase(word()+" "+vocabulary[random.IntN(len(vocabulary))], word())
		switch i % 10 {
		case 0:
			r = expr(`\b`+word()+`(s|ed|ing)?\b`, word())
		case 1:
			r = phrase(vocabulary[random.IntN(len(vocabulary))], word())
		}
		r.ID = fmt.Sprint(i)
		all = append(all, r)
	}
	text := func(words int) string {
		var t strings.Builder
		for range words {
			t.WriteString(vocabulary[random.IntN(len(vocabulary))] + " ")
		}
		return t.String()
	}
	c := New(all)
	for _, paragraphs := range []int{30, 1} {
		var texts []string
		for range paragraphs {
			texts = append(texts, text(40))
		}
		b.Run(fmt.Sprintf("%d paragraphs", paragraphs), func(b *testing.B) {
			check := func() (hits int) {
				for _, t := range texts {
					hits += len(c.Check(t))
				}
				return hits
			}
			b.ReportMetric(float64(check()), "hits") // and compiles what is wanted
			began := b.Elapsed()
			for b.Loop() {
				check()
			}
			ours := (b.Elapsed() - began) / time.Duration(b.N)
			b.StopTimer()
			some := c.rules[:500]
			alone := func() {
				for _, t := range texts {
					for _, r := range some {
						r.check(nil, t)
					}
				}
			}
			alone() // compiles
			start := time.Now()
			alone()
			b.ReportMetric(float64(time.Since(start))*float64(len(c.rules)/len(some))/float64(ours), "×alone")
		})
	}
}
