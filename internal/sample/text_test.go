package sample_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"broadsheet/internal/sample"
)

// tired are words that a sub-editor strikes out, and some that give a machine away.
var tired = regexp.MustCompile(`(?i)nestled|testament to|tapestry|\bamid\b|at the end of the day|going forward|\bdelve|vibrant|bustling|` +
	`game.changer|boasts|iconic|state.of.the.art|passionate about|unprecedented|in the heart of|it remains to be seen|only time will tell|` +
	`a stark reminder|sent shockwaves|not only .{1,60} but also|\bmoreover\b|\bfurthermore\b|\bin conclusion\b|lorem|\bleverag|\bseamless|\brobust\b|` +
	`\bjourney\b|breathes? new life|hidden gem|rich history|underscor|\bvery unique\b|\bBroadsheet\b`)

// american are spellings that a British paper doesn't use.
var american = regexp.MustCompile(`(?i)\b(color|harbor\b|favor|neighbor|center\b|theater|traveled|organiz|realiz|apologiz|gray\b|percent\b)`)

// printed returns every word of an article that readers meet.
func printed(it sample.Item) string {
	text := it.Headline + "\n" + it.Kicker + "\n" + it.Standfirst + "\n" + it.Body
	if it.Note != nil {
		text += "\n" + it.Note.Text + "\n" + it.Note.Body
	}
	return text
}

var markup = regexp.MustCompile(`<[^>]*>`)

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, it := range read(t, sunday).Items {
		text := printed(it)
		if found := tired.FindString(text); found != "" {
			t.Errorf("%s has the tired words %q", it.Slug, found)
		}
		if found := american.FindString(text); found != "" {
			t.Errorf("%s spells %q", it.Slug, found)
		}
		if at := strings.IndexAny(markup.ReplaceAllString(text, ""), "—–\"'{}"); at >= 0 {
			t.Errorf("%s has a long dash, a straight quotation mark or a brace left over", it.Slug)
		}
		if strings.Count(text, "“") != strings.Count(text, "”") {
			t.Errorf("%s: a quotation is not closed", it.Slug)
		}
		if words := len(strings.Fields(it.Body)); words < 120 || words > 900 {
			t.Errorf("%s has %d words", it.Slug, words)
		}
	}
}

func TestHeadlinesAndStandfirsts(t *testing.T) {
	t.Parallel()
	for _, it := range read(t, sunday).Items {
		if n := utf8.RuneCountInString(it.Headline); n < 15 || n > 75 || strings.HasSuffix(it.Headline, ".") {
			t.Errorf("%s: a headline has 15 to 75 characters and no full stop: %q", it.Slug, it.Headline)
		}
		if n := utf8.RuneCountInString(it.Standfirst); n < 30 || n > 160 || !strings.HasSuffix(it.Standfirst, ".") {
			t.Errorf("%s: a standfirst has 30 to 160 characters and a full stop: %q", it.Slug, it.Standfirst)
		}
		if len(it.Tags) == 0 || (len(it.Byline.People) == 0 && it.Byline.Text == "" && it.Credit == "") {
			t.Errorf("%s has no tag, or nobody wrote it", it.Slug)
		}
	}
}
