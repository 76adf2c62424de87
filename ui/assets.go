package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
)

// The fonts are subsets of Newsreader and Public Sans, both under the SIL Open Font Licence 1.1, which lies beside them.
// script/fonts makes them.
//
//go:embed fonts
var fontFiles embed.FS

// Asset is a file that pages need beside themselves. Its address has its content's hash in it, so it is good for ever.
type Asset struct {
	Path string
	Type string
	Body []byte
}

// assets are the fonts by their address, and assetPaths their addresses by their names. Both are read only.
var assets, assetPaths = readAssets()

func readAssets() (map[string]Asset, map[string]string) {
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
		sum := sha256.Sum256(b)
		name := path.Base(file)
		a := Asset{Path: "/assets/" + strings.TrimSuffix(name, ".woff2") + "." + hex.EncodeToString(sum[:8]) + ".woff2", Type: "font/woff2", Body: b}
		all[a.Path], paths[name] = a, a.Path
	}
	return all, paths
}

// AssetAt returns the asset at an address.
func AssetAt(address string) (Asset, bool) {
	a, ok := assets[address]
	return a, ok
}

// Preloaded is the address of the font that every page needs first: the roman of headlines and copy.
func Preloaded() string { return assetPaths["newsreader.woff2"] }

// withAssets puts the addresses of assets in the place of their names in a stylesheet.
func withAssets(css string) string {
	for name, address := range assetPaths {
		css = strings.ReplaceAll(css, "url("+name+")", "url("+address+")")
	}
	return css
}
