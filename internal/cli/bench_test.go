package cli

import (
	"io"
	"testing"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/store"
)

// BenchmarkImport is the import command with full text: articles a second are its figure.
func BenchmarkImport(b *testing.B) {
	d := &desktop{ctx: b.Context(), stdout: io.Discard, stderr: io.Discard}
	d.config = config.Config{Data: b.TempDir()}
	d.config.MaxArticle.Bytes = 2 << 20
	s, err := d.openStore(nil)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	run := &storeBench{d: d, c: &benchStoreCommand{}, store: s, desk: d.desk(s), w: newWriter(), bare: store.Bare{}}
	if run.paper, err = benchPaper(d, s); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	if err := run.imports(max(b.N, 10)); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(max(b.N, 10))/time.Since(start).Seconds(), "articles/s")
}
