package ui

import "strings"

// linkedDataElement returns the element that holds a page's JSON-LD. It is data, not a script: the page's policy
// forbids scripts and lets it stand.
func linkedDataElement(all [][]byte) string {
	var b strings.Builder
	for _, data := range all {
		b.WriteString(`<script type="application/ld+json">` + string(data) + `</script>`)
	}
	return b.String()
}

// current says whether a link in the navigation leads to the very page, or to where it belongs.
func current(p Page, path string) string {
	if p.Path == path {
		return "page"
	}
	return "true"
}

// ogTitle returns the title of shared links: the page's own, without the paper's name, which Open Graph has apart.
func (p Page) ogTitle(s Site) string {
	if p.Title == "" {
		return s.Paper.Name
	}
	return p.Title
}
