package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/web/api"
)

// outside is a real intake, for which one address leads to a picture without a network between.
type outside struct{ *media.Intake }

func (o outside) Fetch(ctx context.Context, url string) (news.Picture, error) {
	if url == "https://pictures.example.org/gulls.jpg" {
		return o.Take(ctx, drawn(90, 60))
	}
	return o.Intake.Fetch(ctx, url)
}

func pictures(t testing.TB) api.Pictures {
	return outside{media.NewIntake(media.Folder(t.TempDir()), media.Limits{}, false)}
}

func drawn(w, h int) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil)
	return b.Bytes()
}

// send sends a form with a file.
func (s *site) send(role, key string, file []byte, fields map[string]string) *httptest.ResponseRecorder {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if file != nil {
		part, _ := m.CreateFormFile("file", "gull.jpg")
		_, _ = part.Write(file)
	}
	for name, value := range fields {
		_ = m.WriteField(name, value)
	}
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, "/api/v1/media", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+s.tokens[role])
	r.Header.Set("Idempotency-Key", key)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func TestMedia(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, s *site) {
		fields := map[string]string{"caption": "Gulls & more", "focus": "20, 80"}
		w := s.send("reporter", "k1", drawn(300, 200), fields)
		var p struct {
			ID, Caption, Owner string
			Version, Width     int
			Renditions         []struct{ URL string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 201 || p.Width != 300 || p.Caption != "Gulls & more" || p.Owner != s.ids["reporter"] || len(p.Renditions) != 4 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if again := s.send("reporter", "k1", drawn(300, 200), fields); again.Code != 201 || again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != w.Body.String() {
			t.Errorf("replayed: %d %s", again.Code, again.Body)
		}
		if other := s.send("reporter", "k1", drawn(301, 200), fields); other.Code != 422 {
			t.Errorf("a key for another file: %d", other.Code)
		}
		for name, c := range map[string]struct {
			file   []byte
			fields map[string]string
			status int
			says   string
		}{
			"no file":   {nil, nil, 422, "part file"},
			"a text":    {[]byte("gull"), nil, 422, "a text and no picture"},
			"bad focus": {drawn(3, 3), map[string]string{"focus": "x"}, 422, "two numbers"},
			"far focus": {drawn(3, 3), map[string]string{"focus": "0,101"}, 422, "0 to 100"},
			"unknown":   {drawn(3, 3), map[string]string{"captoin": "x"}, 422, "did you mean"},
		} {
			if w := s.send("editor", "", c.file, c.fields); w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		if w := s.ask("editor", "POST", "/media", `{"url": "http://127.0.0.1/x.jpg"}`, nil); w.Code != 422 || !strings.Contains(w.Body.String(), "private address") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		file := func(publish string) *httptest.ResponseRecorder {
			return s.ask("editor", "POST", "/articles", `{"headline": "H", "section": "news", "body_markdown": "x", "picture": "`+p.ID+`", "publish": `+publish+`}`, nil)
		}
		if w := file("false"); w.Code != 201 {
			t.Errorf("a draft: %d %s", w.Code, w.Body)
		}
		if w := file("true"); w.Code != 422 || !strings.Contains(w.Body.String(), "no alternative text") || !strings.Contains(w.Body.String(), "Gulls") {
			t.Errorf("without alt: %d %s", w.Code, w.Body)
		}
		if w := s.ask("rival", "PATCH", "/media/"+p.ID, `{"alt": "Gulls"}`, nil); w.Code != 403 {
			t.Errorf("another reporter: %d", w.Code)
		}
		if w := s.ask("reporter", "PATCH", "/media/"+p.ID, `{"decorative": true}`, map[string]string{"If-Match": `"1"`}); w.Code != 200 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := file("true"); w.Code != 422 || !strings.Contains(w.Body.String(), "no credit") {
			t.Errorf("without credit: %d %s", w.Code, w.Body)
		}
		if w := s.ask("editor", "PATCH", "/media/"+p.ID, `{"credit": "Ann"}`, map[string]string{"If-Match": `"1"`}); w.Code != 412 {
			t.Errorf("late: %d", w.Code)
		}
		if w := s.ask("editor", "PATCH", "/media/"+p.ID, `{"credit": "Ann"}`, map[string]string{"If-Match": `"2"`}); w.Code != 200 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := file("true"); w.Code != 201 {
			t.Errorf("published: %d %s", w.Code, w.Body)
		}
		if w := s.ask("editor", "PATCH", "/media/"+p.ID, `{"expires_at": "2020-01-01T00:00:00Z"}`, nil); w.Code != 200 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := file("true"); w.Code != 422 || !strings.Contains(w.Body.String(), "ended at 2020") {
			t.Errorf("expired: %d %s", w.Code, w.Body)
		}
		body := `{"headline": "H", "section": "news", "body": {"type": "doc", "content": [{"type": "picture", "attrs": {"media": "nope"}}]}}`
		if w := s.ask("editor", "POST", "/articles", body, nil); w.Code != 422 || !strings.Contains(w.Body.String(), `there is no picture \"nope\"`) {
			t.Errorf("body: %d %s", w.Code, w.Body)
		}
		if w := s.ask("reporter", "GET", "/media?q=gulls+MORE", "", nil); w.Code != 200 || !strings.Contains(w.Body.String(), p.ID) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := s.ask("reporter", "GET", "/media/"+p.ID, "", nil); w.Code != 200 || w.Header().Get("ETag") != `"4"` {
			t.Errorf("%d %s %s", w.Code, w.Header(), w.Body)
		}
	})
}
