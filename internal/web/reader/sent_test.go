package reader_test

import (
	"net"
	"net/http"
	"slices"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// TestSentAsHandled has pages come over a connection as the program makes them, where the fields that guard a page are put
// in past net/http, and compares every field with what the handler says without one: of papers with and without a look of
// their own, kept and not, asked for in each way.
func TestSentAsHandled(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]news.Look{"every look": {}, "own look": {Colours: news.Colours{Accent: news.Shades{Light: "#00594c", Dark: "#6fd3bc"}}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, func(p *news.Paper) { p.Look = look }).sample()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			b.must(err)
			s := (web.Server{}).HTTP(b.handler)
			go func() { _ = s.Serve(web.Together(l)) }()
			t.Cleanup(func() { _ = s.Close() })
			for _, path := range []string{"/", "/town-keeps-its-last-bus", "/section/town", "/feed.xml", "/robots.txt", "/search?q=bus", "/nothing"} {
				for _, fields := range [][]string{nil, {"Accept-Encoding", "gzip"}, {"If-None-Match", "*"}, {"Range", "bytes=0-9"}} {
					for _, method := range []string{http.MethodGet, http.MethodGet, http.MethodHead, http.MethodPost} {
						want := b.ask(method, path, fields...)
						r, err := http.NewRequest(method, "http://"+l.Addr().String()+path, nil)
						b.must(err)
						r.Host = "pellwick.example"
						for i := 0; i < len(fields); i += 2 {
							r.Header.Set(fields[i], fields[i+1])
						}
						got, err := (&http.Transport{DisableCompression: true}).RoundTrip(r)
						b.must(err)
						defer got.Body.Close()
						for _, own := range []string{"Date", "X-Request-Id"} {
							got.Header.Del(own)
							want.Header.Del(own)
						}
						for field := range want.Header {
							if !slices.Equal(got.Header[field], want.Header[field]) {
								t.Errorf("%s %s %v: %s is %q, handled it is %q", method, path, fields, field, got.Header[field], want.Header[field])
							}
						}
						if len(got.Header) != len(want.Header) || got.StatusCode != want.StatusCode || method == http.MethodGet && b.text(got) != b.text(want) {
							t.Errorf("%s %s %v: %d with %d fields, handled %d with %d", method, path, fields, got.StatusCode, len(got.Header), want.StatusCode, len(want.Header))
						}
					}
				}
			}
		})
	}
}
