package browsertest

import (
	"bytes"
	"testing"

	"github.com/andybalholm/brotli"
)

// brotlied returns b as the press compresses pages by brotli.
func brotlied(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, 5)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
