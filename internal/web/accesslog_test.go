package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
)

// hostile are requests whose every part is as anybody may send it.
func hostile() []*http.Request {
	var all []*http.Request
	for _, path := range []string{"/a-slug", "/%22quoted%22%20and%0Aline", "/%ff%fe", "/ünïcödé=x", "/%3Cscript%3E", "/" + strings.Repeat("x", 3000)} {
		r := httptest.NewRequest("GET", "http://packet.example"+path, nil)
		all = append(all, r)
	}
	all[1].Host = "evil\" level=ERROR\nmsg=\"forged"
	all[2].Host = ""
	all[3].Method = "BR\tEW\xff\u2028"
	return all
}

// TestAccessLogWritesAsSlogDoes compares every line with the one that slog's own handlers write.
func TestAccessLogWritesAsSlogDoes(t *testing.T) {
	t.Parallel()
	for _, asJSON := range []bool{true, false} {
		for i, r := range hostile() {
			v := Visit{ID: "ABC", Route: "article", status: 200, bytes: 17, start: time.Date(2026, 2, 1, 12, 0, 0, 123456789, time.UTC)}
			if i%2 == 1 {
				v.err = errors.New("the reader \"hung up\"\n= gone")
			}
			var fast, slow bytes.Buffer
			log := &AccessLog{Out: &fast, JSON: asJSON}
			log.add(r, &v, v.start, 1500*time.Microsecond)
			log.Flush()
			var h slog.Handler = slog.NewTextHandler(&slow, &slog.HandlerOptions{ReplaceAttr: at(v.start)})
			if asJSON {
				h = slog.NewJSONHandler(&slow, &slog.HandlerOptions{ReplaceAttr: at(v.start)})
			}
			logVisit(slog.New(h), r, v, 1500*time.Microsecond)
			if strings.Count(fast.String(), "\n") != 1 {
				t.Errorf("a request makes more than a line: %q", fast.String())
			}
			if same := equalLines(t, asJSON, fast.Bytes(), slow.Bytes()); !same {
				t.Errorf("the line is\n%s and slog writes\n%s", fast.String(), slow.String())
			}
		}
	}
}

// at has slog write another time than its own.
func at(moment time.Time) func([]string, slog.Attr) slog.Attr {
	return func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 {
			a.Value = slog.TimeValue(moment)
		}
		return a
	}
}

func equalLines(t *testing.T, asJSON bool, a, b []byte) bool {
	if !asJSON {
		return bytes.Equal(a, b)
	}
	var x, y map[string]any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Errorf("%q: %v", a, err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Errorf("%q: %v", b, err)
	}
	return reflect.DeepEqual(x, y)
}

// TestAccessLogGathers writes many lines at once, and what is left a moment later.
func TestAccessLogGathers(t *testing.T) {
	t.Parallel()
	written := make(chan int, 100)
	log := &AccessLog{Out: writerFunc(func(b []byte) (int, error) { written <- len(b); return len(b), nil })}
	r := httptest.NewRequest("GET", "http://packet.example/x", nil)
	for range 1000 {
		log.add(r, &Visit{ID: "ABC", Route: "article"}, time.Now(), 0)
	}
	if n := len(written); n < 2 || n > 10 {
		t.Errorf("a thousand lines were written in %d pieces", n)
	}
	for len(written) > 0 {
		<-written
	}
	select {
	case <-written:
	case <-time.After(5 * time.Second):
		t.Error("the rest is never written")
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
