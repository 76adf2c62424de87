package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestPictureIsCompleted uploads a picture and sees the running server make what publishing doesn't wait for: every width
// as JPEG and WebP, then AVIF.
func TestPictureIsCompleted(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	token := m.blank()
	s := m.serve()
	id := s.upload(t, token, "stripes.png", stripes(700, 500, 80))
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

// renditions names the types of a picture's renditions.
func (s *server) renditions(t *testing.T, token, id string) string {
	t.Helper()
	var p struct{ Renditions []struct{ Type string } }
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
