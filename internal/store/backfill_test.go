package store_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// TestOldPapersGetTheirPictures runs again what the migrations 20, 24 and 25 do once to a paper that is there already, and sees
// that they find what the program writes down itself.
func TestOldPapersGetTheirPictures(t *testing.T) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			s := storetest.Open(t, e.fresh(t))
			paper := storetest.Paper(t, s).ID
			f := storetest.NewFixture(t, s, paper)
			for i, body := range []string{
				`[{"type":"image","media":"one"},{"type":"paragraph","text":"\"media\":\"no\""},{"type":"post","body":[{"media":"two"},{"media":"one"},{"media":""},{"media":7}]}]`,
				`{"type":"doc","content":[{"type":"image","attrs":{"media":"three"}}]}`, ``,
			} {
				c := f.Article(t, i)
				c.Version.Copy.Picture, c.Version.Copy.Body, c.Version.Hash = []string{"main", "", "one"}[i], news.Body(body), ""
				c.Version.Copy.Headline = `Says "picture":"no"`
				if err := storetest.PutAll(s, paper, []news.Change{c}); err != nil {
					t.Fatal(err)
				}
			}
			_, err := s.Write(ctx, paper, func(tx news.Tx) error {
				for _, p := range []news.Picture{
					{ID: "with", Version: 1, Original: news.Original{Hash: "a"}, ExpiresAt: storetest.Noon + 1000, Renditions: []news.Rendition{{Path: "/media/a-1.jpg"}, {Path: "/media/a-2.jpg"}, {Path: "/media/a-3.jpg"}}},
					{ID: "also", Version: 1, Original: news.Original{Hash: "a"}, ExpiresAt: storetest.Noon + 2000, Renditions: []news.Rendition{{Path: "/media/a-1.jpg"}}},
					{ID: "without", Version: 1, Original: news.Original{Hash: "b"}, ExpiresAt: storetest.Noon + 3000},
				} {
					if err := tx.PutPicture(p, ""); err != nil {
						return err
					}
				}
				slots := []news.Slot{{Article: "a", Picture: "with"}, {Article: "b"}, {Article: "c", Picture: "with"}}
				for _, f := range []news.Front{
					{Name: news.MainFront, Version: 1, Live: slots, Planned: []news.PlannedFront{{ID: "1", At: storetest.Noon, Live: slots}, {ID: "2", At: storetest.Noon}}},
					{Name: "sport", Version: 1, Draft: slots},
				} {
					if err := tx.PutFront(f, ""); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for file, q := range map[string]struct{ table, read string }{
				"0020_fronts_pictures.sql": {"file_ends", `SELECT name, shown_until FROM file_ends ORDER BY name`},
				"0024_shown.sql":           {"shown", `SELECT picture, article, n FROM shown ORDER BY picture, article, n`},
				"0026_uses_kinds.sql":      {"front_pictures", `SELECT picture, front, place FROM front_pictures ORDER BY picture, front, place`},
				"0025_files.sql":           {"picture_files", `SELECT name, picture FROM picture_files ORDER BY name, picture`},
			} {
				want := rows(t, s, q.read)
				if len(want) < 3 {
					t.Fatalf("%s has only %v", q.table, want)
				}
				b, err := os.ReadFile(filepath.Join("migrations", e.name, file))
				if err != nil {
					t.Fatal(err)
				}
				_, insert, _ := strings.Cut(string(b), "INSERT INTO")
				insert, _, _ = strings.Cut(insert, ";")
				for _, do := range []string{`DELETE FROM ` + q.table, `INSERT INTO` + insert} {
					if err := s.Exec(ctx, do); err != nil {
						t.Fatal(err)
					}
				}
				if got := rows(t, s, q.read); !slices.Equal(got, want) {
					t.Errorf("%s finds\n%v, and the program\n%v", file, got, want)
				}
			}
		})
	}
}

// TestOldCardsSayCorrected runs migration 27 on cards that were made when every note was taken for a correction.
func TestOldCardsSayCorrected(t *testing.T) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			s := storetest.Open(t, e.fresh(t))
			paper := storetest.Paper(t, s).ID
			f := storetest.NewFixture(t, s, paper)
			for i, kinds := range [][]news.CorrectionKind{{}, {news.CorrectionUpdate}, {news.CorrectionError, news.CorrectionClarification}, {""}} {
				c := f.Article(t, i)
				all := []news.Change{c}
				for k, kind := range kinds {
					v := *c.Version
					c.Version, c.Act, c.Article.State = &v, news.ActCorrect, news.Corrected
					c.Article.Version, c.Article.Live, v.N = k+2, k+2, k+2
					v.Correction = &news.Correction{Kind: kind, Text: "A note.", At: storetest.Noon + news.Millis(k)}
					all = append(all, c)
				}
				for _, c := range all {
					if err := storetest.PutAll(s, paper, []news.Change{c}); err != nil {
						t.Fatal(err)
					}
				}
			}
			const read = `SELECT article, corrected FROM listed ORDER BY article`
			want := rows(t, s, read)
			if n := strings.Count(strings.Join(want, " "), "|1"); len(want) != 4 || n != 2 {
				t.Fatalf("two of four cards should say so: %v", want)
			}
			b, err := os.ReadFile(filepath.Join("migrations", e.name, "0027_corrected.sql"))
			if err != nil {
				t.Fatal(err)
			}
			_, update, _ := strings.Cut(string(b), "UPDATE ")
			for _, do := range []string{`UPDATE listed SET corrected = 1`, `UPDATE ` + strings.TrimSuffix(strings.TrimSpace(update), ";")} {
				if err := s.Exec(ctx, do); err != nil {
					t.Fatal(err)
				}
			}
			if got := rows(t, s, read); !slices.Equal(got, want) {
				t.Errorf("the migration finds\n%v, and the program\n%v", got, want)
			}
		})
	}
}
