package body

import (
	"encoding/json"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"broadsheet/internal/news"
)

// article is the HTML of an article of 40 elements and about 700 words, as an agency or an old system sends it.
func article() string {
	var b strings.Builder
	for i := range 40 {
		switch {
		case i%10 == 4:
			b.WriteString("<h2>What the harbour board decided</h2>\n")
		case i%13 == 7:
			b.WriteString("<blockquote><p>We have waited four years for this bridge, and we can wait a winter more.</p></blockquote>\n")
		case i == 20:
			b.WriteString("<figure><img src=\"https://example.org/bridge.jpg\" alt=\"The bridge\" width=\"1200\" height=\"800\"><figcaption>The old bridge <span class=\"credit\">A. Moss</span></figcaption></figure>\n")
		case i == 30:
			b.WriteString("<ul><li>The ferry sails every hour</li><li>Foot passengers go <em>free</em></li><li>Lorries go by Northgate</li></ul>\n")
		default:
			fmt.Fprintf(&b, "<p>The council voted on <strong>Tuesday</strong> to close the bridge &amp; open a <a href=\"https://example.org/ferry/%d\">ferry</a> in its place, its %d members said.</p>\n", i, i)
		}
	}
	return b.String()
}

func articleNode(b testing.TB) news.Node {
	doc, _, err := FromHTML(article(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	return doc
}

// cpu reports the processor time of an operation, which other work on the machine doesn't stretch as it does the time on
// the clock. Call the returned function after the loop.
func cpu(b *testing.B) func() {
	used := func() int64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return u.Utime.Nano() + u.Stime.Nano()
	}
	b.ReportAllocs()
	from := used()
	return func() { b.ReportMetric(float64(used()-from)/float64(b.N), "cpu-ns/op") }
}

func BenchmarkAppendHTML(b *testing.B) {
	doc := articleNode(b)
	var dst []byte
	defer cpu(b)()
	for b.Loop() {
		dst = AppendHTML(dst[:0], &doc, HTMLOptions{})
	}
	b.ReportMetric(float64(len(dst)), "bytes")
}

func BenchmarkAppendHTMLFromJSON(b *testing.B) {
	stored := Marshal(articleNode(b))
	var dst []byte
	defer cpu(b)()
	b.SetBytes(int64(len(stored)))
	for b.Loop() {
		dst, _ = AppendHTMLFromJSON(dst[:0], stored, HTMLOptions{})
	}
}

func BenchmarkDecode(b *testing.B) {
	stored := Marshal(articleNode(b))
	defer cpu(b)()
	b.SetBytes(int64(len(stored)))
	for b.Loop() {
		Decode(stored)
	}
}

// BenchmarkEncodingJSON is what Decode is measured against.
func BenchmarkEncodingJSON(b *testing.B) {
	stored := Marshal(articleNode(b))
	defer cpu(b)()
	b.SetBytes(int64(len(stored)))
	for b.Loop() {
		var n news.Node
		if err := json.Unmarshal(stored, &n); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	stored := Marshal(articleNode(b))
	defer cpu(b)()
	b.SetBytes(int64(len(stored)))
	for b.Loop() {
		if _, err := Parse(stored); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarshal(b *testing.B) {
	doc := articleNode(b)
	defer cpu(b)()
	for b.Loop() {
		Marshal(doc)
	}
}

func BenchmarkFromHTML(b *testing.B) {
	src := article()
	defer cpu(b)()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, _, err := FromHTML(src, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFromMarkdown(b *testing.B) {
	doc := articleNode(b)
	src := string(AppendMarkdown(nil, &doc))
	defer cpu(b)()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, _, err := FromMarkdown(src, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendText(b *testing.B) {
	doc := articleNode(b)
	var dst []byte
	defer cpu(b)()
	for b.Loop() {
		dst = AppendText(dst[:0], &doc)
	}
	b.ReportMetric(float64(Words(&doc)), "words")
}
