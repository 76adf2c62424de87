package api

import (
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// etag writes a version as an entity tag.
func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// parseMatch reads If-Match: a version, bare or as an entity tag. 0 means that any version will do: nothing was sent, or
// "*".
func parseMatch(s string) (int, error) {
	s = strings.TrimSpace(s)
	if s == "" || s == "*" {
		return 0, nil
	}
	digits := strings.TrimPrefix(s, "W/")
	if unquoted, ok := strings.CutPrefix(digits, `"`); ok {
		if digits, ok = strings.CutSuffix(unquoted, `"`); !ok {
			return 0, badMatch(s)
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || digits != strconv.Itoa(n) {
		return 0, badMatch(s)
	}
	return n, nil
}

func badMatch(s string) error {
	return news.Invalid("If-Match", `%q is not a version; send the number of the version you have read, such as "3"`, s)
}
