package browsertest

import (
	_ "embed"
	"fmt"
	"strings"
)

// axeSource is axe-core 4.14.1 as npm has it, unmodified, with its licences beside it.
//
//go:embed testdata/axe/axe.min.js
var axeSource string

// contrastSource measures the contrast of every text by itself: axe can't tell wherever something lies over a text.
//
//go:embed testdata/contrast.js
var contrastSource string

// axeFinding is a rule that the page broke, or of which axe could not tell.
type axeFinding struct {
	ID, Help string
	Nodes    []struct {
		HTML, FailureSummary string
		Target               []any
	}
}

// triaged are the rules of which axe may say that it can't tell, with what tells in its place.
var triaged = map[string]string{
	"color-contrast":     "contrast.js measures every text",
	"target-size":        "layout.js measures every target",
	"link-in-text-block": "layout.js wants links in running text underlined",
}

// axe runs axe-core's rules of WCAG 2.0 to 2.2, A and AA, and the measure of contrast.
func (p *tab) axe() []string {
	p.t.Helper()
	var there bool
	if p.eval(`typeof axe === "object"`, &there); !there { // half a megabyte, which a page reads once
		p.eval(axeSource, nil)
	}
	var found struct{ Violations, Incomplete []axeFinding }
	p.eval(`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"], resultTypes: ["violations","incomplete"]})
		.then(r => ({violations: r.violations, incomplete: r.incomplete}))`, &found)
	var wrong []string
	for _, f := range found.Violations {
		wrong = append(wrong, "axe "+f.String())
	}
	for _, f := range found.Incomplete {
		if triaged[f.ID] == "" {
			wrong = append(wrong, "axe cannot tell, and nothing else does: "+f.String())
		}
	}
	var low []string
	p.eval(contrastSource, &low)
	return append(wrong, low...)
}

func (f axeFinding) String() string {
	text := f.ID + ": " + f.Help
	for _, n := range f.Nodes[:min(3, len(f.Nodes))] {
		text += fmt.Sprintf("\n    %.160s\n    %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", " "))
	}
	return text
}
