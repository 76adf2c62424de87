package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// The fonts are subsets of Newsreader and Public Sans, both under the SIL Open Font Licence 1.1, which lies beside them.
// script/fonts makes them.
//
//go:embed fonts
var fontFiles embed.FS

//go:embed icon.svg
var iconSource []byte

// icon stands in the browser's tab: without one, browsers ask for /favicon.ico, and find nothing.
var icon = newAsset("icon", "svg", "image/svg+xml", iconSource)

// Icon is the address of the picture in the browser's tab.
func Icon() string { return icon.Path }

//go:embed live.js
var liveSource []byte

// liveScript brings new entries to a live page. Its source is ui/newsroom/src/livepage.ts.
var liveScript = newAsset("live", "js", "text/javascript; charset=utf-8", liveSource)

// LiveScript is the address of the script of a live page that goes on.
func LiveScript() string { return liveScript.Path }

// Asset is a file that pages need beside themselves. Its address has its content's hash in it, so it is good for ever.
type Asset struct {
	Path string
	Type string
	Body []byte

	// Gzip and Brotli return the body compressed as well as it can be, made when it is first asked for; nil: it is
	// small, or compressed as it is.
	Gzip, Brotli func() []byte
}

// newAsset names a file by its content.
func newAsset(name, extension, mime string, body []byte) Asset {
	sum := sha256.Sum256(body)
	a := Asset{Path: "/assets/" + name + "." + hex.EncodeToString(sum[:8]) + "." + extension, Type: mime, Body: body}
	if strings.HasPrefix(mime, "text/") {
		a.Gzip = sync.OnceValue(func() []byte {
			return compressed(body, func(w io.Writer) io.WriteCloser {
				z, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // the level is a valid one
				return z
			})
		})
		a.Brotli = sync.OnceValue(func() []byte {
			return compressed(body, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, brotli.BestCompression) })
		})
	}
	return a
}

func compressed(body []byte, to func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	w := to(&b)
	_, _ = w.Write(body) // a Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// fonts are the fonts by their address, and fontPaths their addresses by their names. Both are read only.
var fonts, fontPaths = readFonts()

func readFonts() (map[string]Asset, map[string]string) {
	all, paths := map[string]Asset{}, map[string]string{}
	names, err := fs.Glob(fontFiles, "fonts/*.woff2")
	if err != nil || len(names) == 0 {
		panic("ui: there are no fonts") // they are embedded
	}
	for _, file := range names {
		b, err := fontFiles.ReadFile(file)
		if err != nil {
			panic(err)
		}
		name := path.Base(file)
		a := newAsset(strings.TrimSuffix(name, ".woff2"), "woff2", "font/woff2", b)
		all[a.Path], paths[name] = a, a.Path
	}
	return all, paths
}

// AssetAt returns the asset at an address. stale says that it is not the very one: a page that another release made,
// and a cache still holds or another process serves, asks for that release's stylesheet, and looks better in ours than
// in none.
func AssetAt(address string) (a Asset, stale, ok bool) {
	if a, ok = fonts[address]; ok {
		return a, false, true
	}
	switch {
	case address == stylesheet.Path:
		return stylesheet, false, true
	case address == liveScript.Path:
		return liveScript, false, true
	case address == icon.Path:
		return icon, false, true
	case staleStylesheet.MatchString(address):
		return stylesheet, true, true
	}
	return Asset{}, false, false
}

// Preloaded is the address of the font that every page needs first: the roman of headlines and copy.
func Preloaded() string { return fontPaths["newsreader.woff2"] }

// withAssets puts the addresses of fonts in the place of their names in a stylesheet.
func withAssets(css string) string {
	for name, address := range fontPaths {
		css = strings.ReplaceAll(css, "url("+name+")", "url("+address+")")
	}
	return css
}
