package browsertest

import (
	"fmt"
	"strings"
	"time"
)

// fill files what the sample has too little of: an article with every element a body may have and words that do not
// break, one in a language that runs from right to left, enough of one tag to turn pages, and one that is killed.
func (s *site) fill() error {
	at := time.Now().AddDate(0, -20, 0).UTC()
	filings := []map[string]any{
		{"headline": "Everything a body may hold: " + unbroken, "slug": "every-element", "kicker": "Long words", "standfirst": "Standfirst with " + unbroken,
			"byline": "By Somebody with a Name", "credit": "Coast News", "dateline": "LLANFAIRPWLLGWYNGYLL", "kind": "live", "body_html": everyElement},
		{"headline": "الميناء يفتح أبوابه من جديد", "slug": "right-to-left", "language": "ar", "standfirst": "عاد العمال إلى الرصيف بعد أسبوعين.",
			"body_html": "<p>عاد العمال إلى الرصيف بعد أسبوعين من التوقف، وقال المدير إن الرافعة الثانية ستعمل يوم الاثنين.</p>"},
		{"headline": "An article that was withdrawn", "slug": "withdrawn", "body_html": "<p>Gone.</p>"},
		{"headline": "A gallery", "slug": "a-gallery", "kind": "gallery", "body_html": "<p>Pictures.</p>"},
	}
	for n := range 26 {
		filings = append(filings, map[string]any{"headline": fmt.Sprintf("Turning pages, part %d", n+1), "slug": fmt.Sprintf("turning-pages-%d", n+1),
			"standfirst": "One of many of one tag.", "tags": []string{"Turning pages"}, "kind": "bulletin", "body_html": "<p>A short text.</p>"})
	}
	var killed string
	for n, f := range filings {
		f["section"], f["publish"] = "town", true
		f["published_at"] = at.Add(-time.Duration(n) * time.Hour).Format(time.RFC3339)
		var filed struct{ ID string }
		if err := s.api("POST", "/articles", f, &filed); err != nil {
			return err
		}
		if f["slug"] == "withdrawn" {
			killed = filed.ID
		}
	}
	return s.api("POST", "/articles/"+killed+"/kill", map[string]any{"notice": "This article was withdrawn on legal advice."}, nil)
}

// unbroken is a word longer than a telephone is wide.
var unbroken = strings.Repeat("Donaudampfschifffahrt", 5)

const everyElement = `<ul class="key-points"><li>Bridge closes</li><li>Ferry opens</li></ul>
<p>A paragraph with <em>stress</em>, <strong>weight</strong>, <a href="/corrections">a link</a>, <code>code</code>, H<sub>2</sub>O and a long address,
<a href="https://example.org/a-very-long-address-that-does-not-break/a-very-long-address-that-does-not-break/a-very-long-address">https://example.org/a-very-long-address-that-does-not-break/a-very-long-address-that-does-not-break</a>.</p>
<aside class="factbox"><h2 class="factbox-title">The bridge</h2><h3>Built</h3><p>1931</p></aside>
<figure class="embed" data-provider="YouTube"><a href="https://www.youtube.com/watch?v=1">The launch</a></figure>
<h2>What is next?</h2>
<blockquote><p>A quotation in copy.</p></blockquote>
<figure class="pullquote"><blockquote><p>A pull quote.</p></blockquote><figcaption>Somebody</figcaption></figure>
<ol start="3"><li><p>Third</p></li><li><p>Fourth</p></li></ol><ul><li><p>One</p><ul><li><p>Nested</p></li></ul></li></ul>
<table><caption>A wide table</caption><tr><th>Harbour</th><th>Length in metres</th><th>Depth in metres</th><th>Largest ship</th><th>Harbour master</th></tr>
<tr><td>Pellwick</td><td>1,200</td><td>7</td><td>Comet</td><td>Somebody-With-A-Long-Name</td></tr></table>
<hr><pre>preformatted text that is a good deal wider than any telephone that anybody has ever held in one hand</pre>
<article class="live-entry key" data-id="e9"><time datetime="2026-02-01T06:00:00Z">6.00</time><h3>First boat</h3><p>It has sailed.</p></article>
<h2>What is next?</h2><p>The same crosshead twice.</p>`
