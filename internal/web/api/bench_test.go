package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// benchSite is a paper on disk, with the machine's clock, behind a real server.
func benchSite(b *testing.B) (*site, *httptest.Server) {
	b.Helper()
	o := storetest.SQLiteOptions(b)
	o.Now = nil
	s := newSite(quiet{b}, o)
	s.desk.Now = func() news.Millis { return news.At(time.Now()) }
	server := httptest.NewServer(s.handler)
	b.Cleanup(server.Close)
	return s, server
}

// benchArticle is an article of about seven hundred words.
func benchArticle(i int64) string {
	var body strings.Builder
	for p := range 12 {
		fmt.Fprintf(&body, "<p>The council of paragraph %d met in the <a href=\"https://example.org/hall\">town hall</a> and <em>spoke</em> at length.%s</p>", p,
			strings.Repeat(" Nobody who was there could say afterwards what had been decided", 5))
	}
	return fmt.Sprintf(`{"headline": "Council meets for the %dth time", "section": "news", "standfirst": "And not the last.", "tags": ["council", "town %d"], "publish": true, "body_html": %s}`,
		i, i%100, quoted(body.String()))
}

func post(b *testing.B, server *httptest.Server, s *site, path, body string) {
	r, err := http.NewRequest(http.MethodPost, server.URL+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		b.Error(err)
		return
	}
	r.Header.Set("Authorization", "Bearer "+s.tokens["editor"])
	r.Header.Set("Content-Type", "application/json")
	w, err := server.Client().Do(r)
	if err != nil {
		b.Error(err)
		return
	}
	if w.StatusCode >= 300 {
		b.Errorf("%s", w.Status)
	}
	_ = w.Body.Close()
}

// BenchmarkFileOne files articles one by one with eight clients; each is on disk when it is answered. The bar is 150 a
// second.
func BenchmarkFileOne(b *testing.B) {
	s, server := benchSite(b)
	var n atomic.Int64
	b.SetParallelism(4) // on two cores: eight clients
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			post(b, server, s, "/articles", benchArticle(n.Add(1)))
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkFileBatch files articles in batches of 500. The bar is 500 articles a second.
func BenchmarkFileBatch(b *testing.B) {
	s, server := benchSite(b)
	const size = 500
	var n int64
	for b.Loop() {
		articles := make([]string, size)
		for i := range articles {
			n++
			articles[i] = benchArticle(n)
		}
		post(b, server, s, "/articles:batch", `{"articles": [`+strings.Join(articles, ",")+`]}`)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkGetArticle reads one article.
func BenchmarkGetArticle(b *testing.B) {
	s, _ := benchSite(b)
	a := s.must("editor", "POST", "/articles", benchArticle(1))
	for b.Loop() {
		if w := s.ask("editor", "GET", "/articles/"+a.ID, "", nil); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}
