package api

import (
	"encoding/hex"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// etag writes a version, or an article's mark, as an entity tag.
func etag[T int | string](of T) string {
	switch x := any(of).(type) {
	case int:
		return `"` + strconv.Itoa(x) + `"`
	default:
		return `"` + x.(string) + `"`
	}
}

// parseMatch reads If-Match: a version, bare or as an entity tag. 0 means that any version will do: nothing was sent, or
// "*".
func parseMatch(s string) (int, error) {
	tag, err := parseTag(s)
	if err != nil || tag == "" {
		return 0, err
	}
	return parseVersion(tag, s)
}

// parseArticleMatch reads the If-Match of a change of an article: a version, which stands for the copy alone, or the article's
// mark, which stands for everything. mark is empty unless one was sent.
func parseArticleMatch(s string) (version int, mark string, err error) {
	tag, err := parseTag(s)
	if err != nil || tag == "" {
		return 0, "", err
	}
	digits, rest, marked := strings.Cut(tag, "-")
	if version, err = parseVersion(digits, s); err != nil || !marked {
		return version, "", err
	}
	if b, err := hex.DecodeString(rest); err != nil || len(b) != 4 || rest != strings.ToLower(rest) {
		return 0, "", badMatch(s)
	}
	return 0, tag, nil
}

// parseTag takes an entity tag's quotes off; "" where any will do.
func parseTag(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" || s == "*" {
		return "", nil
	}
	tag := strings.TrimPrefix(s, "W/")
	if unquoted, ok := strings.CutPrefix(tag, `"`); ok {
		if tag, ok = strings.CutSuffix(unquoted, `"`); !ok {
			return "", badMatch(s)
		}
	}
	if tag == "" {
		return "", badMatch(s)
	}
	return tag, nil
}

func parseVersion(digits, sent string) (int, error) {
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || digits != strconv.Itoa(n) {
		return 0, badMatch(sent)
	}
	return n, nil
}

func badMatch(s string) error {
	return news.Invalid("If-Match", `%q is not a version; send the ETag of what you have read, or the number of its version, such as "3"`, s)
}
