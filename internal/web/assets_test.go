package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"broadsheet/ui"
	"broadsheet/ui/newsroom"
)

func TestAssets(t *testing.T) {
	t.Parallel()
	font, style := ui.Preloaded(), ui.Stylesheet()
	for _, c := range []struct {
		method, path string
		status       int
		cache, begin string
	}{
		{"GET", font, 200, "immutable", "wOF2"}, {"HEAD", font, 200, "immutable", ""}, {"POST", font, 405, "", ""},
		{"GET", style, 200, "immutable", "@font-face"}, {"HEAD", style, 200, "immutable", ""}, {"POST", style, 405, "", ""},
		{"GET", ui.Icon(), 200, "immutable", "<svg"},
		{"GET", "/assets/style.0123456789abcdef.css", 200, "no-cache", "@font-face"}, // of another release
		{"GET", "/assets/style.css", 404, "no-cache", ""}, {"GET", strings.Replace(style, ".css", "0.css", 1), 404, "no-cache", ""},
		{"GET", strings.Replace(font, ".woff2", "x.woff2", 1), 404, "no-cache", ""}, {"GET", "/assets/../ui/style.css", 404, "no-cache", ""},
		{"GET", "/assets/", 404, "no-cache", ""},
	} {
		w := asset(c.method, c.path, "")
		if w.Code != c.status || !strings.Contains(w.Header().Get("Cache-Control"), c.cache) {
			t.Errorf("%s %s answers %d with %q", c.method, c.path, w.Code, w.Header().Get("Cache-Control"))
		}
		if !strings.HasPrefix(w.Body.String(), c.begin) || c.method == http.MethodHead && w.Body.Len() > 0 {
			t.Errorf("%s %s begins with %.10q", c.method, c.path, w.Body.String())
		}
	}
}

// TestStylesheetForms asks for the stylesheet in each encoding: it says the same in all.
func TestStylesheetForms(t *testing.T) {
	t.Parallel()
	plain := asset("GET", ui.Stylesheet(), "").Body.String()
	for accept, want := range map[string]string{"": "", "identity": "", "gzip": "gzip", "gzip, br": "br", "br;q=0, gzip": "gzip", "zstd": ""} {
		w := asset("GET", ui.Stylesheet(), accept)
		if got := w.Header().Get("Content-Encoding"); got != want || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("asked for %q, it comes as %q, Vary %q", accept, got, w.Header().Get("Vary"))
		}
		var r io.Reader = bytes.NewReader(w.Body.Bytes())
		switch want {
		case "br":
			r = brotli.NewReader(r)
		case "gzip":
			var err error
			if r, err = gzip.NewReader(r); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := io.ReadAll(r); err != nil || string(b) != plain {
			t.Errorf("asked for %q, it says something else: %v", accept, err)
		}
	}
	if got := asset("GET", ui.Preloaded(), "gzip, br").Header(); got.Get("Content-Encoding") != "" || got.Get("Vary") != "" {
		t.Error("a font is compressed twice")
	}
}

// TestNewsroomFiles asks for the editor's script in each encoding.
func TestNewsroomFiles(t *testing.T) {
	t.Parallel()
	at := newsroom.Address("editor.js")
	plain := asset("GET", at, "")
	if plain.Code != 200 || !strings.HasPrefix(plain.Header().Get("Content-Type"), "text/javascript") || !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", plain.Code, plain.Header())
	}
	for accept, read := range map[string]func(io.Reader) io.Reader{
		"br":   func(r io.Reader) io.Reader { return brotli.NewReader(r) },
		"gzip": func(r io.Reader) io.Reader { z, _ := gzip.NewReader(r); return z },
	} {
		w := asset("GET", at, accept)
		b, err := io.ReadAll(read(w.Body))
		if err != nil || w.Header().Get("Content-Encoding") != accept || !bytes.Equal(b, plain.Body.Bytes()) {
			t.Errorf("%s: %v %v, %d bytes", accept, err, w.Header(), len(b))
		}
	}
	if w := asset("GET", strings.Replace(at, ".js", "x.js", 1), ""); w.Code != 404 {
		t.Errorf("a script that is not there: %d", w.Code)
	}
}

func asset(method, path, accept string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, "http://x/", nil)
	r.URL.Path = path
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	serveAsset(w, r)
	return w
}
