package web

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/media"
	"broadsheet/internal/news"
)

// Renditions is where the files made of pictures are.
type Renditions interface {
	// Open opens a file. Errors: CodeNotFound.
	Open(ctx context.Context, name string) (io.ReadSeekCloser, error)
}

// Media serves renditions. Their addresses name their content, so that caches keep them for good.
func Media(files Renditions, tell Teller) http.Handler {
	return Adapt(func(w http.ResponseWriter, r *http.Request) error { return serveRendition(files, tell, w, r) }, tell)
}

func serveRendition(files Renditions, tell Teller, w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		tell(w, r, Failure{Status: http.StatusMethodNotAllowed, Request: RequestID(r.Context())})
		return nil
	}
	name := strings.TrimPrefix(r.URL.Path, media.Prefix)
	if !media.IsName(name) || r.URL.RawPath != "" || r.URL.RawQuery != "" {
		return news.Errorf(news.CodeNotFound, "", "there is no such picture")
	}
	f, err := files.Open(r.Context(), media.Key(name))
	if err != nil {
		return err
	}
	defer f.Close()
	h.Set("Content-Type", media.TypeOf(name))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // feeds and shared links show them elsewhere
	h.Set("ETag", `"`+name+`"`)
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
