package browsertest

import (
	"fmt"
	"testing"

	"broadsheet/internal/store/storetest"
)

// TestAVIF publishes an article with a new picture, and waits until readers are shown it in the form that comes last. The
// sample's own pictures don't get there: prepare says why.
func TestAVIF(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	id := p.site.upload(t)
	if err := p.site.api("PATCH", "/media/"+id, map[string]any{"alt": "A quay"}, nil); err != nil {
		t.Fatal(err)
	}
	var a struct{ Slug string }
	filing := map[string]any{"headline": "A picture of the quay", "section": "harbour", "body_html": "<p>Words.</p>", "picture": id, "publish": true}
	if err := p.site.api("POST", "/articles", filing, &a); err != nil {
		t.Fatal(err)
	}
	p.open("/" + a.Slug)
	p.until(fmt.Sprintf(`fetch(%q).then(r => r.text()).then(h => h.includes("image/avif"))`, "/"+a.Slug), "AVIF")
	p.open("/" + a.Slug)
	p.until(`(i => i.complete && i.naturalWidth > 0 && i.currentSrc.endsWith(".avif"))(document.querySelector("main picture img"))`, "the picture as AVIF")
	p.report("avif", p.seen.failures())
}
