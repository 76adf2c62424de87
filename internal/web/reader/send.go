package reader

import (
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/web"
)

// send writes a page that the press made: its headers, and its best form unless r was HEAD or the reader has it already.
// The fields are put into the header as they are: canonicalising and copying each would cost a fifth of the whole.
func (rd *Reader) send(w http.ResponseWriter, r *http.Request, s *press.Sheet, accept press.Accept) web.Sent {
	h := w.Header()
	h["Cache-Control"] = rd.cacheControl(s)
	h["Surrogate-Key"] = s.Keys
	if s.Varies {
		h["Vary"] = varyEncoding
	}
	sent := web.Sent{Route: s.Kind, Status: s.Status}
	if match := r.Header["If-None-Match"]; match != nil && s.Status == http.StatusOK {
		if etag := s.Held(accept, func(etag string) bool { return web.Matches(match, etag) }); etag != nil {
			h["Etag"] = etag // and what may have changed; the rest the reader has (RFC 9110, section 15.4.5)
			sent.Status = http.StatusNotModified
			w.WriteHeader(sent.Status)
			return sent
		}
	}
	if s.Location != "" {
		h["Location"] = []string{s.Location}
	}
	if s.Link != nil {
		h["Link"] = s.Link
	}
	f := s.Form(accept)
	if s.Status == http.StatusOK {
		h["Etag"] = f.ETag
	}
	if s.Type[0] != "" {
		h["Content-Type"] = s.Type
	}
	if strings.HasPrefix(s.Type[0], "application/feed+json") { // XML feeds search engines know for what they are
		h["X-Robots-Tag"] = noIndex
	}
	if f.Encoding != press.Identity {
		h["Content-Encoding"] = encodings[f.Encoding]
	}
	if r.Header["Range"] != nil {
		h["Accept-Ranges"] = noRanges
	}
	h["Content-Length"] = f.Length
	guards := guardFields
	if s.Guard != nil {
		h["Content-Security-Policy"], guards = s.Guard, guardFieldsNoPolicy
	}
	if r.Method == http.MethodHead {
		secure(h, r)
		w.WriteHeader(s.Status)
		return sent
	}
	if !web.SendTogether(r, len(f.Bytes), guards) {
		secure(h, r)
	}
	w.WriteHeader(s.Status)
	sent.Bytes, sent.Err = w.Write(f.Bytes)
	return sent
}

// Values of header fields, as http.Header holds them. They are read only.
var (
	varyEncoding = []string{"Accept-Encoding"}
	noRanges     = []string{"none"}
	noIndex      = []string{"noindex"}
	encodings    = map[press.Encoding][]string{press.Gzip: {string(press.Gzip)}, press.Brotli: {string(press.Brotli)}}
	noCache      = []string{web.CacheControl(0, 0)}
	oneSecond    = []string{web.CacheControl(time.Second, 0)}
)

// purgedFor is how long a cache that is purged may keep a page, should a purge ever be lost.
const purgedFor = time.Hour

// cacheControl returns what caches are told of a page. What isn't there may come any moment.
func (rd *Reader) cacheControl(s *press.Sheet) []string {
	left := s.Until - rd.Now()
	switch {
	case s.Status == http.StatusNotFound || s.Status >= 400 && s.Status != http.StatusGone || left < 1000:
		return noCache
	case !rd.Purged:
		return oneSecond
	}
	return []string{web.CacheControl(time.Duration(min(left, news.Millis(purgedFor.Milliseconds())))*time.Millisecond, purgedFor)}
}
