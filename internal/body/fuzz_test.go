package body

import (
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// htmlSeeds begin the fuzzing of FromHTML; each was once, or is elsewhere, misread.
var htmlSeeds = []string{
	"", "text", "<p>one<p>two", "<b><i>x</b>y</i>", "<p><b>one<p>two</b>three", "<ul><li>a<li>b<ul><li>c</ul></ul>",
	"<ul>text<ul><li>x</ul><table>y</ul>", "<table><tr><td>a<table><td>b</table>c", "<table>foster<tr>x<td>y",
	"<pre>\n\na\n</pre>", "<pre><code class=language-go>a\n</code></pre>", "<figure><img src=/a><figcaption>b<span class=credit>c",
	"<figure class=embed><a href=https://e.org/>x</a></figure>", "<figure class=embed><figure><a href=https://e.org/>x",
	"<aside class=factbox><h2 class=factbox-title>T</h2><p>x", "<article class='live-entry key'><time datetime=2026-02-01T06:00:00Z></time>x",
	"<script>alert(1)</script>", "<scr<script>ipt>alert(1)</script>", "<svg><script>alert(1)</script><p>x", "<svg><style><img src=x onerror=alert(1)>",
	"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
	"<a href='java\tscript:alert(1)'>x</a>", "<a href='&#1;javascript:alert(1)'>x</a>", "<a href=//e.org>x</a>", "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
	"<textarea><p>x</textarea><select><option>y", "<template><p>x</template>", "<iframe src=https://e.org/><p>x</iframe>",
	"<p data-exact> a  b<br><br></p>", "<p data-id=a data-origin=wire data-source=x>x<p data-id=a>y", "<ins data-id=a>x</ins><del data-id=b>y</del><span data-note=c>z",
	"<blockquote>a<footer>— b</footer></blockquote>", "<dl><dt>a<dd>b", "<h1><p>a<ul><li>b", "a<br><br>b<br>c<hr>d", "<li>x<li>y<p>z", "<td>x<td>y", "</p></br></b>",
	"<caption>x</caption><figcaption>y", "<q>x", "<ruby>a<rp>(<rt>b", "&#x80;&#1;&nbsp;&#xffff;", "\ufeffa\x00b\xffc", "<p hidden>x", "<div style='display: none'>x",
}

func FuzzFromHTML(f *testing.F) {
	for _, s := range htmlSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		doc, _, err := FromHTML(src, Options{})
		if err != nil {
			refusedInWords(t, err, src)
			return
		}
		assertBody(t, doc)
		strict, _, err := FromHTML(src, Options{Strict: true})
		if err != nil {
			refusedInWords(t, err, src)
		} else if d := diff(doc, strict); d != "" {
			t.Fatalf("strict reading differs (-lenient +strict):\n%s", d)
		}
	})
}

func FuzzFromMarkdown(f *testing.F) {
	for _, s := range []string{
		"", "# a\n\nb *c* **d** `e` ~~f~~ [g](h \"i\") ![j](/k \"l\")", "> a\n> - b\n>   1. c\n", "| a | b |\n| - | - |\n| c | d |\n", "```go\na\n\n```\n",
		"a\\\nb  \nc", "<script>alert(1)</script>\n\n<b onclick=x>y</b>", "[a]: javascript:x\n\n[a] <javascript:y>", "- a\n\n  b\n- c\n\n\n* d", "a\n===\nb\n---\n***",
		"<div>\n\n*a*\n\n</div>", "&lt;p&gt; &amp;amp; \\<b>", "***a** b*", "    code\n\ttab", "1) a\n2) b\n\n1. c", "<pre>\n\na</pre>", "[a](<b c>)", "\ufeff# a", "a\x00b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		doc, _, err := FromMarkdown(src, Options{})
		if err != nil {
			refusedInWords(t, err, src)
			return
		}
		assertBody(t, doc)
	})
}

func FuzzParse(f *testing.F) {
	for seed := range uint64(20) {
		f.Add([]byte(Marshal(newGenerator(seed, false).doc())))
	}
	for _, s := range badBodies {
		f.Add([]byte(s.json))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		doc, err := Parse(src)
		if err != nil {
			refusedInWords(t, err, src)
			Decode(src)
			return
		}
		assertBody(t, doc)
		if quick, err := Decode(Marshal(doc)); err != nil || diff(doc, quick) != "" {
			t.Fatalf("Decode differs: %v", err)
		}
	})
}

// refusedInWords fails the test unless every problem is a sentence for people that names a field.
func refusedInWords[T ~string | ~[]byte](t *testing.T, err error, src T) {
	t.Helper()
	problems := news.Problems(err)
	if len(problems) == 0 {
		t.Fatalf("an internal error: %v", err)
	}
	for _, p := range problems {
		if p.Field == "" || !strings.Contains(p.Message, " ") || strings.Contains(p.Message, "%!") && !strings.Contains(string(src), "%!") {
			t.Fatalf("not a sentence that names a field: %q %q", p.Field, p.Message)
		}
	}
}
