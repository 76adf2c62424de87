package cli

import (
	"io"
	"strings"
	"testing"

	"broadsheet/internal/config"
	"broadsheet/internal/news"
	"broadsheet/internal/sample"
	"broadsheet/internal/store"
)

// firstRunIn makes the sample paper on an empty folder, as serve does.
func firstRunIn(t testing.TB, dir string) (*desktop, *store.Store, news.Paper) {
	t.Helper()
	d := &desktop{ctx: t.Context(), config: config.Config{Data: dir}, stdout: io.Discard, stderr: io.Discard}
	s, err := d.openStore(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	p, err := makeSample(d, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d, s, p
}

// TestSamplePaper looks at the sample as it stands in the store: what the desk was given is what readers get.
func TestSamplePaper(t *testing.T) {
	t.Parallel()
	alone(t)
	d, s, p := firstRunIn(t, t.TempDir())
	e, err := sample.Read(now())
	if err != nil {
		t.Fatal(err)
	}
	cards, err := s.List(d.ctx, p.ID, news.List{Of: "paper", ID: p.ID}, now(), news.After{}, 200)
	if err != nil || len(cards) != len(e.Items) {
		t.Errorf("readers see %d articles of %d: %v", len(cards), len(e.Items), err)
	}
	front, err := s.FrontByName(d.ctx, p.ID, news.MainFront)
	if err != nil || len(front.Live) != len(e.Front) {
		t.Errorf("the front has %d places, not %d: %v", len(front.Live), len(e.Front), err)
	}
	for _, it := range e.Items {
		if it.Note != nil {
			checkNoted(t, d, s, p, it)
		}
	}
	for _, l := range e.Storylines {
		err := s.View(d.ctx, p.ID, func(v news.View) error {
			made, err := v.Storyline(l.Slug)
			if made.BriefedBy == "" || made.Briefing == "" || made.BriefedAt > now() {
				t.Errorf("the storyline %s is not signed and dated: %+v", l.Slug, made)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// checkNoted looks at an article that was corrected: two versions, the second with the note and the mended words.
func checkNoted(t *testing.T, d *desktop, s *store.Store, p news.Paper, it sample.Item) {
	t.Helper()
	a, live, err := s.ReadBySlug(d.ctx, p.ID, it.Slug)
	if err != nil {
		t.Fatal(err)
	}
	_, first, err := s.Read(d.ctx, p.ID, a.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case a.State != news.Corrected || a.Version != 2 || live.Correction == nil || !strings.HasPrefix(live.Correction.Text, it.Note.Text[:20]):
		t.Errorf("%s: %+v, %+v", it.Slug, a, live.Correction)
	case (string(first.Copy.Body) == string(live.Copy.Body)) != (it.Note.Body == ""):
		t.Errorf("%s: its note mends %q", it.Slug, it.Note.Body)
	}
}

// BenchmarkFirstRun measures what an empty folder waits for before the first page: the database and the whole sample.
func BenchmarkFirstRun(b *testing.B) {
	for b.Loop() {
		_, s, _ := firstRunIn(b, b.TempDir())
		_ = s.Close()
	}
}
