package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"broadsheet/ui"
)

func TestAssets(t *testing.T) {
	t.Parallel()
	font := ui.Preloaded()
	for _, c := range []struct {
		method, path string
		status       int
		cache        string
	}{
		{"GET", font, 200, "immutable"}, {"HEAD", font, 200, "immutable"}, {"POST", font, 405, ""},
		{"GET", strings.Replace(font, ".woff2", "x.woff2", 1), 404, "no-cache"}, {"GET", "/assets/../ui/style.css", 404, "no-cache"},
		{"GET", "/assets/", 404, "no-cache"},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(c.method, "http://x/", nil)
		r.URL.Path = c.path
		serveAsset(w, r)
		if w.Code != c.status || !strings.Contains(w.Header().Get("Cache-Control"), c.cache) {
			t.Errorf("%s %s answers %d with %q", c.method, c.path, w.Code, w.Header().Get("Cache-Control"))
		}
		if whole := c.method == http.MethodGet && c.status == 200; whole && !strings.HasPrefix(w.Body.String(), "wOF2") {
			t.Errorf("%s %s is no font", c.method, c.path)
		}
	}
}
