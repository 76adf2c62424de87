package cli

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// TestPictureIsCompleted uploads a picture and sees the running server make what publishing doesn't wait for: every width
// as JPEG and WebP, then AVIF.
func TestPictureIsCompleted(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	m := newMachine(t)
	token := m.blank()
	s := m.serve()
	id := s.upload(t, token, "stripes.png", stripes(700, 60, 80))
	need(t, 2*time.Minute, func() error {
		has := s.renditions(t, token, id)
		avif, webp := strings.Count(has, "image/avif"), strings.Count(has, "image/webp")
		if avif > 0 && webp < 3 {
			t.Fatalf("AVIF came before WebP: %s", has)
		}
		if avif < 3 || strings.Count(has, "image/jpeg") < 3 {
			time.Sleep(100 * time.Millisecond) // the API has a rate limit
			return errors.New("something is missing: " + has)
		}
		return nil
	})
}

// TestMissingWidthIsMade takes a width away from a picture, as if an earlier release had taken it in, and sees the server
// make it when it starts, in each form.
func TestMissingWidthIsMade(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	m := newMachine(t)
	token := m.blank()
	s := m.serve()
	id := s.upload(t, token, "old.png", stripes(500, 40, 120))
	whole := func() error {
		has := s.renditions(t, token, id)
		for _, form := range []string{"image/avif 240", "image/webp 240", "image/jpeg 240", "image/avif 500"} {
			if !strings.Contains(has, form) {
				time.Sleep(100 * time.Millisecond) // the API has a rate limit
				return fmt.Errorf("%s is missing: %s", form, has)
			}
		}
		return nil
	}
	need(t, 4*time.Minute, whole)
	if err := s.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if n := m.withoutWidth(t, id, 240); n != 3 {
		t.Fatalf("%d renditions were taken away, want 3", n)
	}
	s = m.serve()
	need(t, time.Minute, func() error {
		if !strings.Contains(s.out.String(), "pictures lack renditions; they are made in the background") {
			return errors.New("the server doesn't find it")
		}
		return nil
	})
	if err := s.stop(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	m.bringForward(t)
	s = m.serve()
	need(t, 4*time.Minute, whole)
}

// bringForward has the jobs of a server that is stopped come due now: it puts them off for a minute, so as to start in peace.
func (m *machine) bringForward(t *testing.T) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(m.data, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `UPDATE jobs SET run_at = 0 WHERE kind = $1`, desk.CompletePicture); err != nil {
		t.Fatal(err)
	}
}

// withoutWidth takes the renditions of a width away from a picture, in the store of a server that is stopped.
func (m *machine) withoutWidth(t *testing.T, id string, width int) (taken int) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(m.data, databaseFile)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	papers, err := s.Papers(t.Context())
	if err != nil || len(papers) != 1 {
		t.Fatalf("%d papers, %v", len(papers), err)
	}
	_, err = s.Write(t.Context(), papers[0].ID, func(tx news.Tx) error {
		p, err := tx.Picture(id)
		if err != nil {
			return err
		}
		kept := slices.DeleteFunc(slices.Clone(p.Renditions), func(r news.Rendition) bool { return r.Width == width })
		taken, p.Renditions = len(p.Renditions)-len(kept), kept
		p.Version++
		return tx.PutPicture(p, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	return taken
}

func stripes(w, h int, shade uint8) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(x / 8 * 16), shade, uint8(y), 255})
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, m)
	return b.Bytes()
}

// upload adds a picture and returns its id.
func (s *server) upload(t *testing.T, token, name string, data []byte) string {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(data)
	_ = form.WriteField("alt", "Stripes")
	_ = form.WriteField("credit", "The machine")
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	var p struct{ ID string }
	s.call(t, token, "POST", "/media", form.FormDataContentType(), &b, &p)
	return p.ID
}

// renditions names the types and widths of a picture's renditions.
func (s *server) renditions(t *testing.T, token, id string) string {
	t.Helper()
	var p struct {
		Renditions []struct {
			Type  string
			Width int
		}
	}
	s.call(t, token, "GET", "/media/"+id, "", nil, &p)
	return fmt.Sprint(p.Renditions)
}

func (s *server) call(t *testing.T, token, method, path, contentType string, body io.Reader, into any) {
	t.Helper()
	req, err := http.NewRequest(method, s.base+"/api/v1"+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %v\n%s", method, path, res.StatusCode, err, b)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s %s: %v\n%s", method, path, err, b)
	}
}
