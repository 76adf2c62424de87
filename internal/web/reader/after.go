package reader

import (
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// parseAfter reads a place in a list as formatAfter wrote it: milliseconds, a dot, an
// id, which of a correction has its version behind a slash. What isn't exactly that is
// refused: a place has one spelling, so that a cache holds each page once.
func parseAfter(s string) (news.After, bool) {
	at, id, found := strings.Cut(s, ".")
	n, err := strconv.ParseInt(at, 10, 64)
	if !found || err != nil || strconv.FormatInt(n, 10) != at || id == "" || len(id) > maxID {
		return news.After{}, false
	}
	if strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyz-/") != "" {
		return news.After{}, false
	}
	return news.After{At: news.Millis(n), ID: id}, true
}

// maxID is longer than any id.
const maxID = 64

func formatAfter(a news.After) string { return strconv.FormatInt(int64(a.At), 10) + "." + a.ID }
