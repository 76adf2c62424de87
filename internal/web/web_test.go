package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// papers knows one paper with a host.
type papers struct{ err error }

func (p papers) PaperByHost(_ context.Context, host string) (news.Paper, error) {
	if p.err != nil {
		return news.Paper{}, p.err
	}
	if host == "packet.example" {
		return news.Paper{ID: "p1", Name: "The Secret Packet"}, nil
	}
	return news.Paper{}, news.Errorf(news.CodeNotFound, "", "no paper has the host %q", host)
}

// health is a store in whatever state a test wants.
type health struct {
	ping         error
	last, cursor int64
}

func (h health) Ping(context.Context) error                    { return h.ping }
func (h health) LastSeq(context.Context) (int64, error)        { return h.last, nil }
func (h health) Cursor(context.Context, string) (int64, error) { return h.cursor, nil }

// serve asks a server whose reader is h, and returns the answer and the log.
func serve(t *testing.T, s web.Server, h web.Handler, r *http.Request) (*http.Response, string) {
	t.Helper()
	var log bytes.Buffer
	if s.Papers == nil {
		s.Papers = papers{}
	}
	if s.Health == nil {
		s.Health = &web.Health{Store: health{}}
	}
	s.Reader, s.API = web.Adapt(h, web.TellText), http.NotFoundHandler()
	s.Log, s.NewID = slog.New(slog.NewTextHandler(&log, nil)), func() string { return "REQUEST1" }
	if r.Host == "example.com" {
		r.Host = "packet.example"
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Result(), log.String()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]int{
		nil:                                200,
		news.Invalid("q", "x"):             422,
		errors.New("disk on fire"):         500,
		context.DeadlineExceeded:           503,
		context.Canceled:                   web.StatusClientGone,
		&http.MaxBytesError{Limit: 1}:      413,
		news.Errorf(news.CodeGone, "", ""): 410,
		fmt.Errorf("opening: %w", news.Errorf(news.CodeUnavailable, "", "full disk")): 503,
		errors.Join(news.Errorf(news.CodeStale, "", "")):                              412,
	} {
		if got := web.Status(err); got != want {
			t.Errorf("%v is told as %d, want %d", err, got, want)
		}
	}
}

func TestInternalErrorsStayInside(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]web.Handler{
		"error": func(http.ResponseWriter, *http.Request) error { return errors.New("password is hunter2") },
		"panic": func(http.ResponseWriter, *http.Request) error { panic("password is hunter2") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res, log := serve(t, web.Server{}, h, httptest.NewRequest("GET", "/x", nil))
			body := text(t, res)
			if res.StatusCode != 500 || strings.Contains(body, "hunter2") || !strings.Contains(body, "REQUEST1") {
				t.Errorf("%d %q", res.StatusCode, body)
			}
			if !strings.Contains(log, "hunter2") || !strings.Contains(log, "id=REQUEST1") || strings.Count(log, "level=ERROR") != 1 {
				t.Errorf("the log has %q", log)
			}
			if res.Header.Get("X-Request-Id") != "REQUEST1" || res.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers %v", res.Header)
			}
		})
	}
}

func TestErrorsThatMayBeShown(t *testing.T) {
	t.Parallel()
	h := func(http.ResponseWriter, *http.Request) error {
		return news.Errorf(news.CodeUnavailable, "", "The disk is full.")
	}
	res, _ := serve(t, web.Server{}, h, httptest.NewRequest("GET", "/x", nil))
	if body := text(t, res); res.StatusCode != 503 || body != "The disk is full.\n" {
		t.Errorf("%d %q", res.StatusCode, body)
	}
}

func TestErrorAfterTheAnswerBegan(t *testing.T) {
	t.Parallel()
	h := func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "half a page")
		return errors.New("the other half is lost")
	}
	res, log := serve(t, web.Server{}, h, httptest.NewRequest("GET", "/x", nil))
	if body := text(t, res); body != "half a page" || !strings.Contains(log, "the other half is lost") {
		t.Errorf("%q, log %q", body, log)
	}
}

func TestUnknownHostNamesNoPaper(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	r.Host = "evil.example:8080"
	res, _ := serve(t, web.Server{}, func(http.ResponseWriter, *http.Request) error { t.Error("was asked"); return nil }, r)
	if body := text(t, res); res.StatusCode != http.StatusMisdirectedRequest || strings.Contains(body, "Packet") || !strings.Contains(body, "no newspaper") {
		t.Errorf("%d %q", res.StatusCode, body)
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"Packet.Example:8080": "packet.example", "packet.example.": "packet.example", "[::1]:8080": "::1", "127.0.0.1": "127.0.0.1", "": "",
	} {
		if got := web.Host(&http.Request{Host: host}); got != want {
			t.Errorf("%q is %q, want %q", host, got, want)
		}
	}
}

func TestBaseURLNeverComesFromTheRequest(t *testing.T) {
	t.Parallel()
	if got := web.BaseURL(news.Paper{URL: "https://packet.example/"}, "http://127.0.0.1:8080"); got != "https://packet.example" {
		t.Error(got)
	}
	if got := web.BaseURL(news.Paper{}, "http://127.0.0.1:8080"); got != "http://127.0.0.1:8080" {
		t.Error(got)
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	a := web.Page("text/plain", []byte("a page"), 37*time.Second)
	h := func(w http.ResponseWriter, r *http.Request) error { return a.Send(w, r) }
	ask := func(method string, header ...string) *http.Response {
		r := httptest.NewRequest(method, "/x", nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Add(header[i], header[i+1])
		}
		res, _ := serve(t, web.Server{}, h, r)
		return res
	}
	res := ask("GET")
	tag := res.Header.Get("ETag")
	if body := text(t, res); body != "a page" || tag == "" || strings.HasPrefix(tag, "W/") || res.Header.Get("Cache-Control") != "public, max-age=0, must-revalidate, s-maxage=1" {
		t.Errorf("%q %v", body, res.Header)
	}
	if res := ask("HEAD"); text(t, res) != "" || res.Header.Get("Content-Length") != "6" || res.Header.Get("ETag") != tag {
		t.Errorf("HEAD: %v", res.Header)
	}
	for _, match := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
		if res := ask("GET", "If-None-Match", match); res.StatusCode != 304 || text(t, res) != "" || res.Header.Get("ETag") != tag || res.Header.Get("Cache-Control") == "" {
			t.Errorf("If-None-Match %s: %d %v", match, res.StatusCode, res.Header)
		}
	}
	if res := ask("GET", "If-None-Match", `"other"`); res.StatusCode != 200 {
		t.Errorf("another tag: %d", res.StatusCode)
	}
	missing := web.Answer{Status: 404, Body: []byte("no")}
	h = func(w http.ResponseWriter, r *http.Request) error { return missing.Send(w, r) }
	if res := ask("GET", "If-None-Match", "*"); res.StatusCode != 404 || res.Header.Get("ETag") != "" {
		t.Errorf("what isn't there: %d %v", res.StatusCode, res.Header)
	}
}

func TestLifetimeEndsAtMidnight(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC)
	for before, want := range map[time.Duration]time.Duration{
		time.Hour: time.Hour, 900 * time.Millisecond: 900 * time.Millisecond, 0: 0, -time.Second: 0,
	} {
		if got := web.Lifetime(midnight.Add(-before), midnight); got != want {
			t.Errorf("%s before midnight: %s, want %s", before, got, want)
		}
	}
}

func TestCacheControl(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		left, purged time.Duration
		want         string
	}{
		{time.Hour, 0, "public, max-age=0, must-revalidate, s-maxage=1"},
		{999 * time.Millisecond, 0, "no-cache"},
		{0, time.Hour, "no-cache"},
		{90*time.Second + 900*time.Millisecond, time.Hour, "public, max-age=0, must-revalidate, s-maxage=90"},
		{24 * time.Hour, time.Hour, "public, max-age=0, must-revalidate, s-maxage=3600"},
	} {
		if got := web.CacheControl(c.left, c.purged); got != c.want {
			t.Errorf("%s left, purged %s: %q, want %q", c.left, c.purged, got, c.want)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	none := func(http.ResponseWriter, *http.Request) error { return nil }
	stopped := &web.Health{Store: health{}}
	stopped.Stop()
	for name, c := range map[string]struct {
		health *web.Health
		status int
		says   string
	}{
		"ready":   {&web.Health{Store: health{last: 5, cursor: 5}, Followers: []string{"search"}}, 200, "ready\n"},
		"a bit":   {&web.Health{Store: health{last: web.MaxBehind}, Followers: []string{"search"}}, 200, "ready\n"},
		"behind":  {&web.Health{Store: health{last: web.MaxBehind + 1}, Followers: []string{"search"}}, 503, "search is 10001 entries behind the ledger\n"},
		"no disk": {&web.Health{Store: health{ping: errors.New("/secret/path is gone")}}, 503, "the store does not answer\n"},
		"stopped": {stopped, 503, "stopping\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res, _ := serve(t, web.Server{Health: c.health}, none, httptest.NewRequest("GET", "/readyz", nil))
			if body := text(t, res); res.StatusCode != c.status || body != c.says {
				t.Errorf("%d %q", res.StatusCode, body)
			}
			if res, _ := serve(t, web.Server{Health: c.health}, none, httptest.NewRequest("GET", "/healthz", nil)); res.StatusCode != 200 {
				t.Errorf("it lives all the same: %d", res.StatusCode)
			}
		})
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	s := web.Server{Metrics: web.NewMetrics()}
	h := func(w http.ResponseWriter, r *http.Request) error {
		web.SetRoute(r.Context(), "article")
		return web.Page("text/plain", []byte("x"), 0).Send(w, r)
	}
	serve(t, s, h, httptest.NewRequest("GET", "/one", nil))
	serve(t, s, h, httptest.NewRequest("GET", "/two", nil))
	res, _ := serve(t, s, h, httptest.NewRequest("GET", "/metrics", nil))
	body := text(t, res)
	for _, want := range []string{
		`broadsheet_http_requests_total{route="article",code="200"} 2`,
		`broadsheet_http_request_duration_seconds_count{route="article"} 2`,
		`broadsheet_http_request_duration_seconds_bucket{route="article",le="+Inf"} 2`, "process_resident_memory_bytes",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(body, "/one") {
		t.Error("an address became a label")
	}
	s.OperationsElsewhere = true
	if res, _ := serve(t, s, h, httptest.NewRequest("GET", "/metrics", nil)); text(t, res) != "x" {
		t.Error("metrics are served to readers as well")
	}
	s.Health, s.Papers, s.Reader, s.API = &web.Health{Store: health{}}, papers{}, http.NotFoundHandler(), http.NotFoundHandler()
	w := httptest.NewRecorder()
	s.Operations().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "broadsheet_http") {
		t.Errorf("operations: %d", w.Code)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	h := func(_ http.ResponseWriter, r *http.Request) error {
		_, err := io.ReadAll(r.Body)
		return err
	}
	r := httptest.NewRequest("POST", "/x", strings.NewReader(strings.Repeat("x", 100)))
	if res, _ := serve(t, web.Server{Limits: web.Limits{ReaderBody: 99}}, h, r); res.StatusCode != 413 {
		t.Errorf("a body over the limit: %d", res.StatusCode)
	}
}

func TestWorkIsBoundedInTime(t *testing.T) {
	t.Parallel()
	h := func(_ http.ResponseWriter, r *http.Request) error {
		<-r.Context().Done()
		return r.Context().Err()
	}
	res, _ := serve(t, web.Server{Limits: web.Limits{ReaderTime: time.Millisecond}}, h, httptest.NewRequest("GET", "/x", nil))
	if res.StatusCode != 503 {
		t.Errorf("work without end: %d", res.StatusCode)
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	a, b := web.NewRequestID(), web.NewRequestID()
	if a == b || len(a) != 10 {
		t.Errorf("%q and %q", a, b)
	}
}

// quick answers everything it is asked for.
type quick struct{}

func (quick) ServeQuick(w http.ResponseWriter, _ *http.Request, p news.Paper) (web.Sent, bool) {
	_, err := io.WriteString(w, "quick: "+p.Name)
	return web.Sent{Route: "quick", Status: 200, Bytes: 5, Err: err}, true
}

// TestQuickAnswersReadersAlone asks for what is the reader's and for what isn't.
func TestQuickAnswersReadersAlone(t *testing.T) {
	t.Parallel()
	slow := func(w http.ResponseWriter, _ *http.Request) error { _, err := io.WriteString(w, "slow"); return err }
	for path, want := range map[string]bool{
		"/": true, "/an-article": true, "/api": true, "/metricsx": true,
		"/api/v1/articles": false, "/newsroom/": false, "/healthz": false, "/readyz": false, "/metrics": false,
	} {
		res, log := serve(t, web.Server{Quick: quick{}}, slow, httptest.NewRequest("GET", path, nil))
		if got := text(t, res) == "quick: The Secret Packet"; got != want || strings.Contains(log, "route=quick") != want {
			t.Errorf("%s is answered quickly: %v; %s", path, got, log)
		}
	}
	for _, r := range []*http.Request{httptest.NewRequest("POST", "/", nil), httptest.NewRequest("GET", "http://elsewhere.example/", nil)} {
		if res, _ := serve(t, web.Server{Quick: quick{}}, slow, r); strings.HasPrefix(text(t, res), "quick") {
			t.Errorf("%s %s is answered quickly", r.Method, r.Host)
		}
	}
}
