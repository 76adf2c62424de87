package web

import (
	"context"
	"io"
	"net/http"
	"strconv"
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

// FileEnd returns the moment from which the file at the end of an address may not be shown any more, or news.Never.
type FileEnd func(ctx context.Context, name string) (news.Millis, error)

// FilePictures returns the pictures that the file at the end of an address was made of.
type FilePictures func(ctx context.Context, name string) ([]string, error)

// aYear is for how long caches may keep a file that has no end.
const aYear = 365 * 24 * 60 * 60

// Media serves renditions. Their addresses name their content, so that caches keep them for good.
func Media(files Renditions, end FileEnd, of FilePictures, tell Teller) http.Handler {
	return Adapt(func(w http.ResponseWriter, r *http.Request) error { return serveRendition(files, end, of, tell, w, r) }, tell)
}

func serveRendition(files Renditions, end FileEnd, of FilePictures, tell Teller, w http.ResponseWriter, r *http.Request) error {
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
	if err := nameFile(h, r, of, name); err != nil {
		return err
	}
	cache := "public, max-age=" + strconv.Itoa(aYear) + ", immutable"
	if end != nil {
		until, err := end(r.Context(), name)
		if err != nil {
			return err
		}
		left := (int64(until) - time.Now().UnixMilli()) / 1000
		switch {
		case int64(until) <= time.Now().UnixMilli():
			tell(w, r, Failure{Status: http.StatusGone, Request: RequestID(r.Context())})
			return nil
		case until != news.Never:
			cache = "public, max-age=" + strconv.FormatInt(min(left, aYear), 10)
		}
	}
	f, err := files.Open(r.Context(), media.Key(name))
	if err != nil {
		return err
	}
	defer f.Close()
	h.Set("Content-Type", media.TypeOf(name))
	h.Set("Cache-Control", cache)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // feeds and shared links show them elsewhere
	h.Set("ETag", `"`+name+`"`)
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// nameFile tells caches outside whose file it is, so that a change of the picture reaches their copies, of a refusal too.
func nameFile(h http.Header, r *http.Request, of FilePictures, name string) error {
	if of == nil {
		return nil
	}
	pictures, err := of(r.Context(), name)
	if err == nil && len(pictures) > 0 {
		h.Set("Surrogate-Key", "picture:"+strings.Join(pictures, " picture:"))
	}
	return err
}
