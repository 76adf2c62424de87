package reader_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"broadsheet/internal/web"
)

// BenchmarkPressed sends pages that the press holds over real connections, with headers, log and counters as a server
// has them, beside a bare net/http handler of 20 KB. `broadsheet bench site` measures the same between processes.
func BenchmarkPressed(b *testing.B) {
	s := setupSized(b, 60)
	s.follow()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	rd := s.reader
	pages := web.Server{Papers: s.store, Reader: rd, Quick: rd, TellPage: rd.Tell, API: http.NotFoundHandler(), Health: &web.Health{Store: s.store}, Log: log,
		Access: &web.AccessLog{Out: io.Discard}}
	page := bytes.Repeat([]byte("x"), 20<<10)
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		_, _ = w.Write(page)
	})
	for _, c := range []struct {
		name    string
		handler http.Handler
		head    string
	}{
		{"bare", bare, ""}, {"article", pages.Handler(), ""}, {"gzip", pages.Handler(), "Accept-Encoding: gzip\r\n"},
		{"304", pages.Handler(), "If-None-Match: *\r\n"}, {"404", pages.Handler(), ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			srv := httptest.NewServer(c.handler)
			defer srv.Close()
			path := "/article-30"
			if c.name == "404" {
				path = "/never-existed"
			}
			askAll(b, srv.Listener.Addr().String(), fmt.Sprintf("GET %s HTTP/1.1\r\nHost: pellwick.example\r\n%s\r\n", path, c.head))
		})
	}
}

// askAll sends b.N requests over 16 connections that stay open.
func askAll(b *testing.B, addr, request string) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range 16 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			b.Fatal(err)
		}
		all.Go(func() {
			defer c.Close()
			in := bufio.NewReaderSize(c, 64<<10)
			for left.Add(-1) >= 0 {
				if _, err := io.WriteString(c, request); err != nil {
					b.Error(err)
					return
				}
				if err := skipAnswer(in); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// skipAnswer reads one answer.
func skipAnswer(in *bufio.Reader) error {
	length := 0
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && bytes.Contains(line, []byte(" 5")) {
			return fmt.Errorf("%s", line)
		}
		if n, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if _, err := fmt.Sscan(strings.TrimSpace(string(n)), &length); err != nil {
				return err
			}
		}
		if len(line) == 2 {
			break
		}
	}
	_, err := in.Discard(length)
	return err
}
