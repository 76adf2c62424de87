package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestLoadReads has the load's client read answers of either kind, one after the other over one connection.
func TestLoadReads(t *testing.T) {
	t.Parallel()
	at := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" { // longer than net/http holds back, so that it is sent in chunks
			w.WriteHeader(http.StatusAccepted)
			for range 10 {
				_, _ = w.Write([]byte(strings.Repeat("x", 1000)))
			}
			return
		}
		_, _ = w.Write([]byte("short"))
	}))
	t.Cleanup(at.Close)
	c, err := load{addr: at.Listener.Addr().String()}.dial()
	if err != nil {
		t.Fatal(err)
	}
	defer c.conn.Close()
	for range 2 {
		if status, n, err := c.ask(getRequest("/long")); status != 202 || n != 10_000 || err != nil {
			t.Errorf("in chunks: %d, %d bytes, %v", status, n, err)
		}
		if status, n, err := c.ask(getRequest("/short")); status != 200 || n != 5 || err != nil {
			t.Errorf("with a length: %d, %d bytes, %v", status, n, err)
		}
	}
}
