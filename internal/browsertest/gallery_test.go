package browsertest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/cli"
	"broadsheet/internal/store/storetest"
)

// signIn signs the tab in as the sample's editor.
func (p *tab) signIn() {
	p.t.Helper()
	p.signInAs("editor@example.org")
}

// signInAs signs somebody in.
func (p *tab) signInAs(email string) {
	p.t.Helper()
	var link, told bytes.Buffer
	if code := cli.Run(p.ctx, []string{"person", "signin-link", "--email", email, "--data", p.site.data}, &link, &told); code != 0 {
		p.t.Fatalf("no sign-in link: %s", told.String())
	}
	_, path, ok := strings.Cut(strings.TrimSpace(link.String()), "/newsroom/")
	if !ok {
		p.t.Fatalf("%q is no sign-in link", link.String())
	}
	p.open("/newsroom/" + path)
	p.submit("main form")
}

// TestGallery opens every group of the gallery in light and dark, on a telephone and on a desk, and wants each state
// sound. A stranger finds no gallery.
func TestGallery(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	if a := paper(t).get(t, "/newsroom/gallery/cards", ""); a.status != 401 || !strings.Contains(a.header.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("a stranger is answered %d, with robots told %q", a.status, a.header.Get("X-Robots-Tag"))
	}
	p := newTab(t)
	p.signIn()
	for _, group := range galleryGroups(p) {
		for _, scheme := range []string{"light", "dark"} {
			p.media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
			p.size(widths[0])
			p.open(group)
			var states int
			if p.eval(`document.querySelectorAll(".specimen").length`, &states); states < 4 {
				t.Errorf("%s shows %d states", group, states)
			}
			for _, width := range widths {
				p.size(width)
				p.report(fmt.Sprintf("%s %s %d px", group, scheme, width), p.layout())
			}
			p.report(group+" "+scheme, p.axe())
		}
	}
	p.report("the gallery", slices.DeleteFunc(p.seen.failures(), func(s string) bool { return strings.HasSuffix(s, "/favicon.ico") })) // which a browser asks for by itself
}

// galleryGroups returns the addresses of the gallery's pages.
func galleryGroups(p *tab) (all []string) {
	p.t.Helper()
	p.open("/newsroom/gallery/")
	p.eval(`[...document.querySelectorAll("nav[aria-label='Groups of components'] a")].map(a => a.getAttribute("href"))`, &all)
	if len(all) < 8 {
		p.t.Fatalf("the gallery has the groups %v", all)
	}
	return all
}
