package reader_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"broadsheet/internal/news"
)

// BenchmarkPages makes pages anew, as every request does before the press keeps them, at sizes of the paper side by
// side: a page may not cost more because there are more articles.
func BenchmarkPages(b *testing.B) {
	for _, size := range []int{100, 1000} {
		s := setupSized(b, size)
		for _, path := range []string{"/", "/section/town", "/section/town?page=2", "/article-50", "/feed.xml", "/archive", "/never-existed"} {
			b.Run(fmt.Sprintf("%s/%d", path, size), func(b *testing.B) {
				b.ReportAllocs()
				for range b.N {
					w := httptest.NewRecorder()
					r := httptest.NewRequest("GET", "http://pellwick.example"+path, nil)
					s.handler.ServeHTTP(w, r)
					b.SetBytes(int64(w.Body.Len()))
				}
			})
		}
	}
}

// setupSized makes a paper of n articles, an hour apart.
func setupSized(b *testing.B, n int) *bundle {
	b.Helper()
	s := setup(b)
	text := s.markdown("A paragraph of ordinary length, with a few words in it that say nothing in particular.\n\n## A crosshead\n\nAnd another.")
	for i := range n {
		s.file(fmt.Sprintf("article-%d", i), news.Copy{Headline: fmt.Sprint("Article ", i), Standfirst: "What it says.", Body: text,
			Tags: []string{s.needTag(fmt.Sprint("Tag ", i%10))}}, func(a *news.Article) { a.PublishedAt -= news.Millis(i) * 3_600_000 })
	}
	return s
}
