package reader_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// inlineElements finds the styles and scripts that stand in a page.
var inlineElements = regexp.MustCompile(`<(style|script)>([^<]*)</(?:style|script)>`)

// hashes finds what a policy allows by its hash.
var hashes = regexp.MustCompile(`'sha256-[^']*'`)

// TestOwnLook gives the paper a look of its own while its pages are kept: every page shows it from then on, and what it
// carries is allowed by the page's own policy, to the hash.
func TestOwnLook(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	before := b.text(b.get("/"))
	p, err := b.store.PaperByID(t.Context(), b.paper.ID)
	b.must(err)
	p.Version++
	p.Motto = "A motto that was not there before"
	p.Look = news.Look{
		Colours:   news.Colours{Accent: news.Shades{Light: "#00594c", Dark: "#6fd3bc"}, Paper: news.Shades{Light: "#fff1e5"}},
		Sections:  map[string]news.Shades{b.section["sport"]: {Light: "#1c4e80", Dark: "#8fc2ff"}},
		Nameplate: news.Nameplate{Face: news.PublicSans, Weight: 600, Align: news.AlignStart, SVG: `<svg viewBox="0 0 9 2"><path d="M0 0h9v2z"></path></svg>`},
		Fonts:     news.SystemFonts,
	}
	b.write(func(tx news.Tx) error { return tx.PutPaper(p, "") })
	b.follow()
	for _, path := range []string{"/", "/section/sport", "/about", "/no-such-page", "/search?q=harbour"} {
		r := b.get(path)
		page := b.text(r)
		for _, want := range []string{"--accent:#00594c", "--paper:#fff1e5", ":root{--paper:#fff1e5;--accent:#00594c;", ".hue0{--accent:#1c4e80}",
			"@media screen and (prefers-color-scheme:dark){:root:not([data-scheme=light]){--paper:revert-layer;--accent:#6fd3bc}:root:not([data-scheme=light]) .hue0{--accent:#8fc2ff}}",
			"@media screen{:root[data-scheme=dark]{--paper:revert-layer;--accent:#6fd3bc}:root[data-scheme=dark] .hue0{--accent:#8fc2ff}}",
			"--nameplate:var(--s)", "--nameplate-weight:600", "--nameplate-align:start", "--f:Georgia", `<svg role="img" aria-label="` + p.Name + `" viewBox="0 0 9 2">`, p.Motto} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		if strings.Contains(page, `rel="preload"`) {
			t.Errorf("%s preloads a font that it doesn't use", path)
		}
		policyAllows(t, path, r, page)
	}
	if page := b.text(b.get("/section/sport")); !strings.Contains(page, `<main id="main" class="hue0">`) || !strings.Contains(page, `class="card news hue0"`) {
		t.Error("the section doesn't have its colour")
	}
	p.Version++
	p.Look = news.Look{}
	p.Motto = b.paper.Motto
	b.write(func(tx news.Tx) error { return tx.PutPaper(p, "") })
	b.follow()
	r := b.get("/")
	if after := b.text(r); after != before {
		t.Error("back in the house style, the front is not as it was")
	}
	policyAllows(t, "/", r, before)
}

// hashOf is what a policy says to allow a text.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// policyAllows compares the styles and scripts in a page with those that its policy names: all of them, and no others.
func policyAllows(t *testing.T, path string, r *http.Response, page string) {
	t.Helper()
	directives := map[string]string{}
	for d := range strings.SplitSeq(r.Header.Get("Content-Security-Policy"), "; ") {
		name, sources, _ := strings.Cut(d, " ")
		directives[name] = sources
	}
	found := inlineElements.FindAllStringSubmatch(page, -1)
	for _, m := range found {
		if !strings.Contains(directives[m[1]+"-src"], hashOf(m[2])) {
			t.Errorf("%s: the policy doesn't allow the %s %.60s…", path, m[1], m[2])
		}
	}
	if all := hashes.FindAllString(r.Header.Get("Content-Security-Policy"), -1); len(all) != len(found) {
		t.Errorf("%s: the policy allows %q, and in the page stand %d styles and scripts", path, all, len(found))
	}
	if rest := strings.TrimSpace(hashes.ReplaceAllString(directives["script-src"], "")); rest != "" {
		t.Errorf("%s: the policy allows the scripts of %s besides", path, rest)
	}
}

// TestPictureLogo shows a picture of the library in the place of the name, and the name again when there is none.
func TestPictureLogo(t *testing.T) {
	t.Parallel()
	b := setup(t).sample()
	r := news.Rendition{Path: "/media/logo.jpg", Type: "image/jpeg", Width: 600, Height: 80}
	logo := news.Picture{ID: b.id(), Alt: "A logo", Version: 1, CreatedAt: b.clock(), Renditions: []news.Rendition{r}}
	logo.Original.Hash = "logo"
	b.write(func(tx news.Tx) error { return tx.PutPicture(logo, "") })
	p, err := b.store.PaperByID(t.Context(), b.paper.ID)
	b.must(err)
	p.Version++
	p.Look.Nameplate.Picture = logo.ID
	b.write(func(tx news.Tx) error { return tx.PutPaper(p, "") })
	b.follow()
	if page := b.text(b.get("/about")); !strings.Contains(page, `src="/media/logo.jpg"`) || !strings.Contains(page, `alt="`+p.Name+`"`) {
		t.Error("the logo doesn't stand in the place of the name, with the name for those who don't see it")
	}
	logo.Version, logo.ExpiresAt = 2, b.clock()-1
	b.write(func(tx news.Tx) error { return tx.PutPicture(logo, "") })
	b.follow()
	if page := b.text(b.get("/about")); strings.Contains(page, "logo.jpg") || !strings.Contains(page, `<p class="name"><a href="/">`+p.Name) {
		t.Error("the logo that may not be shown any more is shown, or the name isn't")
	}
}
