package ui

import (
	_ "embed"
	"regexp"
	"strings"
)

//go:embed style.css
var styleSource string

// fallbacks are the faces that stand in for our fonts until they are there.
//
//go:embed fonts/fallbacks.css
var fallbacks string

// stylesheet is the file of every page's look, as readers fetch it.
var stylesheet = newAsset("style", "css", "text/css; charset=utf-8", []byte(minify(fallbacks+withAssets(styleSource))))

// Stylesheet is the address of the stylesheet of every page.
func Stylesheet() string { return stylesheet.Path }

// staleStylesheet is an address that the stylesheet of another release has.
var staleStylesheet = regexp.MustCompile(`^/assets/style\.[0-9a-f]{16}\.css$`)

// minify takes comments and needless white space out of the stylesheet. It knows just the CSS we write: no strings
// with braces or runs of spaces in them.
func minify(css string) string {
	css = regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(css, "")
	css = regexp.MustCompile(`\s+`).ReplaceAllString(css, " ")
	css = regexp.MustCompile(` ?([{};,>]) ?`).ReplaceAllString(css, "$1")
	css = regexp.MustCompile(`: `).ReplaceAllString(css, ":")
	return strings.TrimSpace(strings.ReplaceAll(css, ";}", "}"))
}
