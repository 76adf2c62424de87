package web

import (
	"net/http"
	"strconv"

	"broadsheet/ui"
)

// serveAsset serves a font. Its address has its content's hash in it, so that it may be kept for ever; fonts are
// compressed as they are.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	a, ok := ui.AssetAt(r.URL.Path)
	switch {
	case !ok:
		h.Set("Cache-Control", "no-cache")
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "This file can be read and nothing else.", http.StatusMethodNotAllowed)
		return
	}
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", a.Type)
	h.Set("Content-Length", strconv.Itoa(len(a.Body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(a.Body) // nobody is left to tell
	}
}
