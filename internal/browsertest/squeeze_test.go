package browsertest

import (
	"bytes"
	"io"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	return squeezed(t, b, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func brotlied(t testing.TB, b []byte) []byte {
	t.Helper()
	return squeezed(t, b, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 5) })
}

func squeezed(t testing.TB, b []byte, to func(io.Writer) io.WriteCloser) []byte {
	t.Helper()
	var out bytes.Buffer
	w := to(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
