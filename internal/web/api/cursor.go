package api

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// A cursor is a place in a list, opaque to clients: the list's kind and the keys of the item before, with a checksum, so
// that a mangled one is told and not taken for another place.

const checksumSize = 6

func newCursor(kind string, keys ...string) string {
	plain := kind + "\n" + strings.Join(keys, "\n")
	sum := sha256.Sum256([]byte(plain))
	return base64.RawURLEncoding.EncodeToString(append(sum[:checksumSize:checksumSize], plain...))
}

// readCursor returns the keys of a cursor of one kind of list; nil for "", the beginning.
func readCursor(cursor, kind string, keys int) ([]string, error) {
	if cursor == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) < checksumSize {
		return nil, badCursor()
	}
	plain := b[checksumSize:]
	if sum := sha256.Sum256(plain); string(sum[:checksumSize]) != string(b[:checksumSize]) {
		return nil, badCursor()
	}
	parts := strings.Split(string(plain), "\n")
	if parts[0] != kind || len(parts) != keys+1 {
		return nil, badCursor()
	}
	return parts[1:], nil
}

// placeCursor is the cursor of a list ordered by a moment and an id.
func placeCursor(kind string, a news.After) string {
	return newCursor(kind, strconv.FormatInt(int64(a.At), 10), a.ID)
}

func readPlace(cursor, kind string) (news.After, error) {
	keys, err := readCursor(cursor, kind, 2)
	if err != nil || keys == nil {
		return news.After{}, err
	}
	at, err := strconv.ParseInt(keys[0], 10, 64)
	if err != nil {
		return news.After{}, badCursor()
	}
	return news.After{At: news.Millis(at), ID: keys[1]}, nil
}

// wordCursor is the cursor of a list ordered by one text.
func wordCursor(kind, last string) string { return newCursor(kind, last) }

func readWord(cursor, kind string) (string, error) {
	keys, err := readCursor(cursor, kind, 1)
	if err != nil || keys == nil {
		return "", err
	}
	return keys[0], nil
}

func badCursor() error {
	return news.Invalid("cursor", "is not one that this list gave; send the \"next\" of its last answer, or nothing for the beginning")
}
