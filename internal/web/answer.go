package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Answer is a whole response, made before any of it is sent, so that it can be compared, kept, compressed and sent
// again. The press keeps Answers; handlers make them.
type Answer struct {
	Status   int
	Type     string // Content-Type
	Body     []byte
	Location string        // of a redirect
	Link     string        // addresses that go with it, as the Link header has them
	Lifetime time.Duration // how long it is right as far as the clock goes; 0: it is kept nowhere
	ETag     string        // of Body; only of answers with status 200
	Tags     []string      // what it was made from beside what was noted (Note); when that changes, it is made anew
	Part     Part          // a shared part that the press puts into Body
}

// Part says which part that many pages share stands in an answer's Body, at which byte, in the form without which
// article. The press keeps it apart.
type Part struct {
	Name    string // "": none
	At      int
	Without string
}

// Page makes an Answer of a body that was found.
func Page(contentType string, body []byte, lifetime time.Duration) Answer {
	return Answer{Status: http.StatusOK, Type: contentType, Body: body, Lifetime: lifetime, ETag: ETag(body)}
}

// Moved makes an Answer that sends the reader to another address for good.
func Moved(location string) Answer {
	return Answer{Status: http.StatusMovedPermanently, Location: location}
}

// ETag returns the strong entity tag of body: equal bytes have equal tags, on every process.
func ETag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
}

// Lifetime returns how long a page made at now may be kept when it must not be seen from end on. The paper's midnight is
// such an end, because every page carries the day's date.
func Lifetime(now, end time.Time) time.Duration {
	return max(0, end.Sub(now))
}

// Send writes a to the reader who sent r: its headers, and its body unless r was HEAD or the reader has it already.
func (a Answer) Send(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Cache-Control", a.cacheControl())
	if a.Location != "" {
		h.Set("Location", a.Location)
	}
	if a.ETag != "" {
		h.Set("ETag", a.ETag)
		if Matches(r.Header["If-None-Match"], a.ETag) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if a.Type != "" {
		h.Set("Content-Type", a.Type)
	}
	h.Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	if r.Method == http.MethodHead {
		return nil
	}
	SendTogether(r, len(a.Body), nil)
	_, err := w.Write(a.Body)
	return err
}

// cacheControl returns the header's value. What failed for our own reasons is not stored at all.
func (a Answer) cacheControl() string {
	if a.Status >= 500 {
		return "no-store"
	}
	return CacheControl(a.Lifetime, 0)
}

// CacheControl returns what caches are told of a page that is right for a time, as far as the clock goes. Browsers, which
// nobody can purge, ask each time and are told that nothing has changed: so what is withdrawn is gone at once. Caches in
// front that are not purged may answer a crowd for one second; those that are, for purged at most.
func CacheControl(left, purged time.Duration) string {
	left = min(left, max(purged, time.Second)).Truncate(time.Second)
	if left <= 0 {
		return "no-cache"
	}
	return "public, max-age=0, must-revalidate, s-maxage=" + strconv.Itoa(int(left/time.Second))
}

// Matches says whether one of the tags in the If-None-Match fields is etag, comparing weakly as RFC 9110 wants it for that
// field.
func Matches(fields []string, etag string) bool {
	for _, field := range fields {
		for tag := range strings.SplitSeq(field, ",") {
			tag = strings.TrimSpace(tag)
			if tag == "*" || strings.TrimPrefix(tag, "W/") == etag {
				return true
			}
		}
	}
	return false
}
