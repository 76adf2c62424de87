package ui

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"regexp"
	"strings"
)

//go:embed style.css
var styleSource string

// style is the stylesheet as pages carry it, and styleHash the name the Content-Security-Policy knows it by.
var (
	style     = minify(withAssets(styleSource))
	styleHash = hash(style)
)

// StyleElement returns the style element of every page.
func StyleElement() string { return "<style>" + style + "</style>" }

// StyleHash returns the source expression for the stylesheet in a Content-Security-Policy.
func StyleHash() string { return styleHash }

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// minify takes comments and needless white space out of the stylesheet. It knows just the CSS we write: no strings
// with braces or runs of spaces in them.
func minify(css string) string {
	css = regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(css, "")
	css = regexp.MustCompile(`\s+`).ReplaceAllString(css, " ")
	css = regexp.MustCompile(` ?([{};,>]) ?`).ReplaceAllString(css, "$1")
	css = regexp.MustCompile(`: `).ReplaceAllString(css, ":")
	return strings.TrimSpace(strings.ReplaceAll(css, ";}", "}"))
}
