package body

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// fill repeats a piece to about n bytes.
func fill(piece string, n int) string { return strings.Repeat(piece, n/len(piece)) }

// hostileHTML are documents of about n bytes that blow up careless readers.
func hostileHTML(n int) map[string]string {
	var bold strings.Builder
	for i := range 400 {
		fmt.Fprintf(&bold, "<b id=%d>", i)
	}
	var attrs strings.Builder
	for i := 0; attrs.Len() < n/2; i++ {
		fmt.Fprintf(&attrs, "a%d ", i)
	}
	return map[string]string{
		"formatting copied into paragraphs": bold.String() + fill("<p>x", n),
		"nested divs":                       fill("<div>", n),
		"nested quotes":                     fill("<blockquote>a", n),
		"nested lists":                      fill("<ul><li>a", n),
		"nested tables":                     fill("<table><tr><td>a", n),
		"end tags alone":                    fill("</b></div>", n),
		"end tags below a deep stack":       fill("<span>", 250*6) + fill("</b></i>", n),
		"links":                             fill("<a href=x>", n),
		"notes":                             fill("<span data-note=a>x", n),
		"bold on and off":                   fill("<b>x</b>", n),
		"line breaks":                       fill("<br>a<br><br>", n),
		"paragraphs":                        fill("<p>a", n),
		"equal empty paragraphs":            fill("<p data-exact>", n),
		"crossheads":                        fill("<h2>a", n),
		"cells":                             fill("<td>", n),
		"table cells":                       "<table>" + fill("<td>a", n),
		"table rows":                        "<table>" + fill("<tr><td>a", n),
		"pictures":                          fill("<img src=/a>", n),
		"comments":                          fill("<!--", n),
		"half tags":                         fill("<a ", n),
		"attributes":                        "<p " + attrs.String() + ">" + fill("<b c>", n/2),
		"one attribute":                     "<p title='" + fill("a", n) + "'>",
		"references":                        fill("&amp", n),
		"scripts":                           fill("<script>a</script>", n),
		"handlers":                          fill("<p onclick=a>", n),
		"selects":                           fill("<select><option>", n),
		"svg":                               fill("<svg><p>", n),
		"pre":                               fill("<pre>\n", n),
		"captions":                          fill("<figure><figcaption>a", n),
		"white space":                       fill(" \n", n),
		"one word":                          fill("a", n),
		"cites":                             "<blockquote>" + fill("<cite>a</cite>", n),
		"data lists":                        fill("<dl><dt>a<dd>b", n),
	}
}

// within fails the test when f takes longer or more memory than it may. The bounds are wide: a test machine may be busy,
// and what they catch takes minutes and gigabytes.
func within(t *testing.T, most time.Duration, megabytes uint64, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if took > most {
		t.Errorf("took %v, the most is %v", took, most)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > megabytes {
		t.Errorf("used %d MiB, the most is %d", used, megabytes)
	}
	t.Logf("%v, %d MiB", took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
}

// Not parallel, because it measures memory.
func TestHostileHTMLIsBounded(t *testing.T) {
	n := hostileSize()
	for name, src := range hostileHTML(n) {
		t.Run(name, func(t *testing.T) {
			for _, strict := range []bool{false, true} {
				var doc news.Node
				var err error
				within(t, 20*time.Second, 1500, func() { doc, _, err = FromHTML(src, Options{Strict: strict}) })
				if err != nil {
					continue // refused, in a sentence
				}
				within(t, 20*time.Second, 1500, func() {
					AppendHTML(nil, &doc, HTMLOptions{})
					AppendText(nil, &doc)
					Words(&doc)
				})
			}
		})
	}
}

// hostileSize is how large hostile documents are: as large as may be in the full run.
func hostileSize() int {
	switch {
	case os.Getenv("BROADSHEET_TEST_FULL") != "":
		return MaxBytes - 4096
	case testing.Short():
		return 64 << 10
	}
	return 128 << 10
}

// hostileMarkdown are documents of about n bytes that take the square of their size in careless readers.
func hostileMarkdown(n int) map[string]string {
	var ticks strings.Builder
	for i := 1; ticks.Len() < n; i++ {
		ticks.WriteString("e" + strings.Repeat("`", i))
	}
	var steps strings.Builder
	for i := 0; steps.Len() < n; i++ {
		steps.WriteString(strings.Repeat(" ", i%300*2) + "- a\n")
	}
	return map[string]string{
		"quotes":         fill(">", n) + "a",
		"quote lines":    fill(fill(">", 100)+"a\n", n),
		"quotes 32 deep": fill(fill("> ", 60)+"a\n", n),
		"lazy quotes":    fill(">", 31) + fill("a\n", n),
		"lists":          fill("- ", n) + "a",
		"numbers":        fill("1. ", n),
		"list steps":     steps.String(),
		"brackets":       fill("[", n),
		"links":          fill("[a](", n),
		"link items":     fill("- [a](\n", n),
		"link headings":  fill("# [a](\n", n),
		"images":         fill("![", n),
		"pairs":          fill("[", n/2) + fill("]", n/2),
		"stars":          fill("*a **a ", n),
		"mixed":          fill("*a_ ", n),
		"mixed items":    fill("* *a_ ", n),
		"both sides":     fill("a**b ", n/2) + fill("c* ", n/2),
		"ticks":          ticks.String(),
		"tags":           fill("<a ", n),
		"comments":       fill("a <!--", n),
		"tildes":         fill("~~a ", n),
		"wide table":     fill("|a", n/3) + "\n" + fill("|-", n/3) + "\n" + fill("a\n", n/3),
		"tables":         fill(fill("|a", 100)+"\n"+fill("|-", 100)+"\n"+fill("a\n", 800)+"\n", n),
		"references":     "[a]: /" + fill("b", n/2) + "\n\n" + fill("[a]", n/2),
		"definitions":    fill("[a]: b\n", n),
		"lines":          fill("a\n", n),
		"emphasis":       fill("*", n/2) + "a" + fill("*", n/2),
		"entities":       fill("&", n),
		"escapes":        fill("\\", n),
		"fences":         fill("```\na\n", n),
		"html":           fill("<div>\n", n),
		"indented":       fill("    a\n", n),
		"setext":         fill("a\n=\n", n),
	}
}

func TestHostileMarkdownIsBounded(t *testing.T) {
	n := MaxBytes / 4
	if testing.Short() {
		n = 64 << 10
	}
	for name, src := range hostileMarkdown(n) {
		t.Run(name, func(t *testing.T) {
			within(t, 30*time.Second, 2500, func() { FromMarkdown(src, Options{}) })
		})
	}
}
