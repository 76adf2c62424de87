package web

import (
	"net/http"
	"strconv"

	"broadsheet/internal/press"
	"broadsheet/ui"
	"broadsheet/ui/newsroom"
)

// serveAsset serves a font, the stylesheet, the icon or a file of the newsroom's. Its address has its content's hash in it,
// so that it may be kept for ever.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	a, stale, ok := ui.AssetAt(r.URL.Path)
	if f, is := newsroom.FileAt(r.URL.Path); is {
		a, ok = f, true
	}
	switch {
	case !ok:
		h.Set("Cache-Control", "no-cache")
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "This file can be read and nothing else.", http.StatusMethodNotAllowed)
		return
	case stale:
		h.Set("Cache-Control", "no-cache")
	default:
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Content-Type", a.Type)
	body := assetForm(h, a, press.ParseAccept(r.Header["Accept-Encoding"]))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		SendTogether(r, len(body), nil)
		_, _ = w.Write(body) // nobody is left to tell
	}
}

// assetForm returns the smallest form of an asset that the reader takes, and says in h which it is.
func assetForm(h http.Header, a ui.Asset, accept press.Accept) []byte {
	if a.Gzip == nil {
		return a.Body // it is small, or compressed as it is
	}
	h.Set("Vary", "Accept-Encoding")
	switch {
	case accept&press.AcceptBrotli != 0:
		h.Set("Content-Encoding", "br")
		return a.Brotli()
	case accept&press.AcceptGzip != 0:
		h.Set("Content-Encoding", "gzip")
		return a.Gzip()
	}
	return a.Body
}
