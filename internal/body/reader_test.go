package body

import (
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestReadsAsBrowsersDo: missing and misplaced tags mean what browsers take them for.
func TestReadsAsBrowsersDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, html, want string }{
		{"nothing", "", ""},
		{"white space alone", " \n<p> </p>\n<p>&nbsp;</p><div></div>", ""},
		{"no tags", "One\n two", "<p>One two</p>"},
		{"text between blocks", "a<p>b</p>c<div>d</div>e", "<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p>"},
		{"misnested", "<b>one <i>two</b> three</i>", "<p><strong>one </strong><em><strong>two</strong> three</em></p>"},
		{"over paragraphs", "<p>a <b>b<p>c</b> d", "<p>a <strong>b</strong></p><p><strong>c</strong> d</p>"},
		{"sub ends with its paragraph", "<p>a<sub>b<p>c", "<p>a<sub>b</sub></p><p>c</p>"},
		{"bold ends with its cell", "<table><tr><td><b>a<td>b</table>c", `<div class="table-scroll" tabindex="0"><table><tbody><tr><td><strong>a</strong></td><td>b</td></tr></tbody></table></div><p>c</p>`},
		{"a link ends a link", "<a href=/a>a<a href=/b>b</a>c", `<p><a href="/a">a</a><a href="/b">b</a>c</p>`},
		{"a link around blocks", "<a href=/a><h2>a</h2><p>b</p></a>", `<h2 id="at-a"><a href="/a">a</a></h2><p><a href="/a">b</a></p>`},
		{"white space collapses", "<p> a <b> b </b> c<br> d </p>", "<p>a <strong>b </strong>c<br>d</p>"},
		{"two line breaks", "a<br><br/>b<br>c<br>", "<p>a</p><p>b<br>c</p>"},
		{"open items", "<ol start=4><li>a<li>b</ol>c", `<ol start="4"><li>a</li><li>b</li></ol><p>c</p>`},
		{"a list in a list", "<ul><li>a</li><ul><li>b</ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"},
		{"an item alone", "<li>a<p>b", "<ul><li><p>a</p><p>b</p></li></ul>"},
		{"text in a list", "<ul>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"},
		{"a crosshead in an item", "<ul><li><h3>a</h3>b</ul>", "<ul><li><p>a</p><p>b</p></li></ul>"},
		{"blocks in a crosshead", "<h1>a<p>b</p>c</h1>", `<h2 id="at-a-b-c">a b c</h2>`},
		{"a heading ends a heading", "<h2>a<h4>b</h2>c", `<h2 id="at-a">a</h2><h3 id="at-b">b</h3><p>c</p>`},
		{"rows alone", "<tr><td>a<td>b", "<p>a</p><p>b</p>"},
		{"text in a table", "<table>a<tr><td>b<td>c</table>", `<div class="table-scroll" tabindex="0"><table><tbody><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table></div>`},
		{"a paragraph ends where a table begins", "<p>a<table><tr><td>b<td>c</table>d", `<p>a</p><div class="table-scroll" tabindex="0"><table><tbody><tr><td>b</td><td>c</td></tr></tbody></table></div><p>d</p>`},
		{"an unclosed svg", "<svg><g>a<p>b", "<p>b</p>"},
		{"an unclosed button", "<div><button>a</div>b", "<p>b</p>"},
		{"noscript", "<noscript>Turn it on<img src=/a.jpg></noscript>", `<figure class="picture"><img src="/a.jpg" alt="" width="1200" height="800" loading="lazy" decoding="async"></figure>`},
		{"the same picture twice", "<img src=/small.jpg><noscript><img src=/big.jpg></noscript>", `<figure class="picture"><img src="/small.jpg" alt="" width="1200" height="800" loading="lazy" decoding="async"></figure>`},
		{"quotes", "<q>a</q>", "<p>“a”</p>"},
		{"comments", "a<!-- b --><!--[if IE]>c<![endif]-->d<![CDATA[e]]>", "<p>ad</p>"},
		{"references", "&eacute;&#x2014;&amp;lt;&nosuch;", "<p>é—&amp;lt;&amp;nosuch;</p>"},
		{"a page", "<!DOCTYPE html><html><head><title>t</title><meta charset=utf-8></head><body><main><p>a</main></body></html>", "<p>a</p>"},
		{"rel", `<a href="https://e.org/" rel="UGC sponsored noopener">a</a>`, `<p><a href="https://e.org/" rel="nofollow sponsored">a</a></p>`},
		{"addresses", `<a href=" HTTPS://e.org/a b&quot;<">a</a><a href="//e.org/x">b</a><a href="ftp://e.org">c</a><a href="">d</a>`,
			`<p><a href="https://e.org/a%20b%22%3C">a</a><a href="https://e.org/x">b</a>cd</p>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc, _, err := FromHTML(c.html, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := string(AppendHTML(nil, &doc, HTMLOptions{})); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestStrictRefuses: what readers must never get is refused with a sentence that names it, and leniently left out with a
// warning.
func TestStrictRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ html, says string }{
		{"<p>a</p>\n<script>x</script>", "line 2: a body can't hold <script>"},
		{"<svg><script>x</script></svg>", "<script>"},
		{"<template><script>x</script></template>", "<script>"},
		{"<p onclick=x>a", "the event handler onclick"},
		{"<body onload=x>a", "the event handler onload"},
		{"<svg onload=x>", "the event handler onload"},
		{"<img src=/a oNerror=x>", "the event handler onerror"},
		{"<a href=javascript:x>a</a>", "begins with javascript:"},
		{"<a href='\x0b \tJava\nScript:x'>a</a>", "line 1: the control character U+000B"},
		{"<a href='&#11; Java&#10;Script:x'>a</a>", "begins with javascript:"},
		{"<a href=vbscript:x>a</a>", "begins with vbscript:"},
		{"<a href=data:text/html,x>a</a>", "begins with data:"},
		{"<a href=ftp://e.org/>a</a>", `a link to "ftp://e.org/"`},
		{"<img src=data:image/png;base64,x>", "begins with data:"},
		{"<svg><a xlink:href=javascript:x>a</a></svg>", "begins with javascript:"},
		{"<form action=/x>a</form>", "<form>"},
		{"<input>", "<input>"},
		{"<button>a</button>", "<button>"},
		{"<select><option>a</select>", "<select>"},
		{"<textarea>a</textarea>", "<textarea>"},
		{"<iframe src=https://e.org/></iframe>", "<iframe>"},
		{"<frameset><frame src=/a></frameset>", "<frameset>"},
		{"<object data=/a></object>", "<object>"},
		{"<embed src=/a>", "<embed>"},
		{"a\x00b", "U+0000"},
		{"a\x1bb", "U+001B"},
		{"a\xc2\x85b", "U+0085"},
		{"a\xffb", "broken UTF-8"},
		{"a&#1;b", "a control character written as a character reference"},
		{strings.Repeat("<div>", 10_000), "more than 256 tags within one another"},
		{strings.Repeat("<blockquote>", 100) + "a", "nested more than 32 deep"},
		{"<figure><img src=/a><figcaption>" + strings.Repeat("a ", 3000), "a part of a caption"},
	} {
		_, _, err := FromHTML(c.html, Options{Strict: true})
		problems := news.Problems(err)
		if len(problems) == 0 || problems[0].Field != "body_html" || !strings.Contains(problems[0].Message, c.says) {
			t.Errorf("%.60q: got %v, want … %s …", c.html, err, c.says)
		}
		doc, warnings, err := FromHTML(c.html, Options{})
		if err != nil {
			t.Errorf("%.60q: leniently: %v", c.html, err)
			continue
		}
		assertBody(t, doc)
		if len(warnings) == 0 && !strings.Contains(c.says, "U+") && !strings.Contains(c.says, "UTF-8") {
			t.Errorf("%.60q: no warning", c.html)
		}
	}
}

func TestHTMLLimits(t *testing.T) {
	t.Parallel()
	for _, strict := range []bool{false, true} {
		opt := Options{Strict: strict, Field: "copy"}
		if _, _, err := FromHTML(strings.Repeat("a", MaxBytes+1), opt); news.CodeOf(err) != news.CodeTooLarge || !strings.HasPrefix(err.Error(), "copy: ") {
			t.Errorf("2 MiB and a byte: %v", err)
		}
		if _, _, err := FromHTML(strings.Repeat("<p>a", MaxNodes), opt); err == nil || !strings.Contains(err.Error(), "more than 100000 nodes") {
			t.Errorf("too many paragraphs: %v", err)
		}
		if _, _, err := FromMarkdown(strings.Repeat("> ", 10_000)+"a", opt); err == nil || !strings.Contains(err.Error(), "more than 32 quotes and lists") {
			t.Errorf("10,000 quotes: %v", err)
		}
	}
	doc, warnings, err := FromHTML(strings.Repeat("<div>", 10_000)+"kept"+strings.Repeat("</div>", 10_000), Options{})
	if err != nil || len(warnings) != 1 || string(AppendText(nil, &doc)) != "kept" {
		t.Errorf("10,000 divs: %v, %v", warnings, err)
	}
}

func TestBase(t *testing.T) {
	t.Parallel()
	doc, _, err := FromHTML(`<a href="../b?x=1#y">a</a><img src="c.jpg"><img src="//cdn.e.org/d.jpg">`, Options{Base: "https://e.org/a/page"})
	if err != nil {
		t.Fatal(err)
	}
	got := string(AppendCanonicalHTML(nil, &doc))
	for _, want := range []string{`href="https://e.org/b?x=1#y"`, `src="https://e.org/a/c.jpg"`, `src="https://cdn.e.org/d.jpg"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	n := 0
	opt := Options{Identity: Identity{
		NewID:  func() string { n++; return "x" + strings.Repeat("1", n%3) },
		Origin: &news.Origin{Kind: "staff"},
	}}
	doc, _, err := FromHTML(`<p data-id="a" data-origin="wire" data-source="s">a<p data-id="a">b<p data-id="not one">c<p>d<p>e<p>f<ul><li><p data-id="b">g`, opt)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, e := range doc.Content {
		if !validID(e.Attrs.ID) || seen[e.Attrs.ID] {
			t.Errorf("element %d has the id %q", i, e.Attrs.ID)
		}
		if seen[e.Attrs.ID] = true; e.Attrs.Origin == nil || e.Attrs.Origin.Kind != "staff" {
			t.Errorf("element %d has the origin %v", i, e.Attrs.Origin)
		}
	}
	if doc.Content[0].Attrs.ID != "a" {
		t.Error("the first id was not kept")
	}
	if strings.Contains(string(Marshal(doc)), `"id":"b"`) {
		t.Error("an id below an element was kept")
	}
	opt.KeepOrigin = true
	if doc, _, _ = FromHTML(`<p data-origin="wire">a<p data-origin="rumour">b`, opt); doc.Content[0].Attrs.Origin.Kind != "wire" || doc.Content[1].Attrs.Origin.Kind != "staff" {
		t.Error("KeepOrigin keeps none, or one that isn't")
	}
}

// TestIDsComeFromContent: copy that is sent again without ids gets those that it had.
func TestIDsComeFromContent(t *testing.T) {
	t.Parallel()
	first, _, _ := FromHTML("<p>a<p>b<p>b", Options{})
	again, _, _ := FromHTML("<p>new<p>a<p>b<p>b", Options{})
	for i := range first.Content {
		if a, b := first.Content[i].Attrs.ID, again.Content[i+1].Attrs.ID; a != b {
			t.Errorf("element %d: %s, then %s", i, a, b)
		}
	}
}

func TestSuggestionsChangeNothing(t *testing.T) {
	t.Parallel()
	doc, _, err := FromHTML(`<p>It is <del data-id=s>black</del><ins data-id=s>white</ins><span data-note=n>.</span></p><p><ins data-id=t>All new</ins></p>`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(AppendHTML(nil, &doc, HTMLOptions{})); got != "<p>It is black.</p>" {
		t.Errorf("readers get %s", got)
	}
	if got := string(AppendText(nil, &doc)); got != "It is black." || Words(&doc) != 3 {
		t.Errorf("the text is %q, %d words", got, Words(&doc))
	}
	was := string(Marshal(doc))
	for form, got := range map[string]string{"Markdown": string(AppendMarkdown(nil, new(ForReaders(doc)))), "whole HTML": string(AppendCanonicalHTML(nil, new(ForReaders(doc))))} {
		if !strings.Contains(got, "It is black.") || strings.ContainsAny(got, "N") || strings.Contains(got, "white") || strings.Contains(got, "data-note") {
			t.Errorf("as readers may have it, the %s is %s", form, got)
		}
	}
	if string(Marshal(doc)) != was {
		t.Error("the body itself was changed")
	}
}

func TestStoredPictures(t *testing.T) {
	t.Parallel()
	doc := news.Node{Type: Doc, Content: []news.Node{
		{Type: Picture, Attrs: &news.Attrs{Media: "m1", Alt: `"A"`, Caption: "C", Credit: "D"}}, {Type: Picture, Attrs: &news.Attrs{Media: "m2"}}, {Type: Picture, Attrs: &news.Attrs{Media: "m3"}}}}
	opt := HTMLOptions{Image: func(media string) (Image, bool) {
		return Image{Src: "/media/x.jpg", Srcset: "/media/y.jpg 2x", Sizes: "100vw", Sources: []Source{{"image/avif", "/media/z.avif 2x"}, {"image/webp", "/media/z.webp 2x"}},
			Width: 3, Height: 2, Alt: "E", Caption: "F", Credit: "G"}, media == "m1" || media == "m3"
	}}
	const sources = `<picture><source type="image/avif" srcset="/media/z.avif 2x" sizes="100vw"><source type="image/webp" srcset="/media/z.webp 2x" sizes="100vw">`
	const size = ` width="3" height="2" loading="lazy" decoding="async">`
	want := `<figure class="picture">` + sources + `<img src="/media/x.jpg" srcset="/media/y.jpg 2x" sizes="100vw" alt="&quot;A&quot;"` + size + `</picture><figcaption>C <span class="credit">D</span></figcaption></figure>` +
		`<figure class="picture">` + sources + `<img src="/media/x.jpg" srcset="/media/y.jpg 2x" sizes="100vw" alt="E"` + size + `</picture><figcaption>F <span class="credit">G</span></figcaption></figure>`
	if got := string(AppendHTML(nil, &doc, opt)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	opt.Site = "https://paper.example" // in a feed or a letter: one file, by its whole address
	want = `<figure class="picture"><img src="https://paper.example/media/x.jpg" alt="&quot;A&quot;"` + size + `<figcaption>C <span class="credit">D</span></figcaption></figure>` +
		`<figure class="picture"><img src="https://paper.example/media/x.jpg" alt="E"` + size + `<figcaption>F <span class="credit">G</span></figcaption></figure>`
	if got := string(AppendHTML(nil, &doc, opt)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := AppendHTML(nil, &doc, HTMLOptions{}); len(got) > 0 {
		t.Errorf("without Image: %s", got)
	}
}

func TestAnchorsAreUnique(t *testing.T) {
	t.Parallel()
	doc, _, _ := FromHTML("<h2>A’s & B</h2><h3>a's – b</h3><h2>?</h2><h2>"+strings.Repeat("long ", 40)+"</h2><h2>as b 2</h2><h2>as b</h2>"+strings.Repeat("<h2>x</h2>", 100), Options{})
	got := string(AppendHTML(nil, &doc, HTMLOptions{}))
	for _, want := range []string{`<h2 id="at-as-b">`, `<h3 id="at-as-b-2">`, `<h2>?</h2>`, `<h2 id="at-as-b-2-2">`, `<h2 id="at-as-b-3">`, `<h2 id="at-x-9">`, `<h2>x</h2>`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s", want)
		}
	}
	assertSafe(t, got, false)
}

func TestFromText(t *testing.T) {
	t.Parallel()
	doc, err := FromText("One\r\ntwo  words\r\n\r\n \r\n<b>three</b>\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(AppendHTML(nil, &doc, HTMLOptions{})); got != "<p>One<br>two words</p><p>&lt;b&gt;three&lt;/b&gt;</p>" {
		t.Error(got)
	}
	if _, err := FromText("a\x07", Options{Strict: true}); err == nil || !strings.Contains(err.Error(), "body_text: line 1") {
		t.Error(err)
	}
}

func TestSite(t *testing.T) {
	t.Parallel()
	doc, _, _ := FromHTML(`<a href="/a">a</a><a href="https://e.org/">b</a><a href="#at-x">c</a><img src="/p.jpg">`, Options{})
	want := `<p><a href="https://paper.example/a">a</a><a href="https://e.org/">b</a><a href="#at-x">c</a></p>` +
		`<figure class="picture"><img src="https://paper.example/p.jpg" alt="" loading="lazy" decoding="async"></figure>`
	if got := string(AppendHTML(nil, &doc, HTMLOptions{Site: "https://paper.example"})); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
