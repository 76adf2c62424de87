package apptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

// TestKilledBeforeItIsDue kills the server between a front's planning, a picture's end and an article's release, and
// their moment, and starts it again: what came due meanwhile has happened when the first reader is answered, what comes due later
// happens on time, and each happens once.
func TestKilledBeforeItIsDue(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var extra []string
			if engine == "postgres" {
				storetest.Whole(t)
				extra = []string{"--database", newCluster(t).url()}
			}
			p := newPaper(t, extra...)
			s := p.serve()
			s.must("POST", "/sections", map[string]any{"slug": "news", "name": "News"}, nil)
			t.Run("while it is down", func(t *testing.T) {
				d := planDue(t, s, "down", pickTime(3, 6))
				s.signal(syscall.SIGKILL)
				time.Sleep(time.Until(d.at))
				s = p.serve()
				d.mustHaveHappened(t, s)
			})
			t.Run("when it is up again", func(t *testing.T) {
				d := planDue(t, s, "up", pickTime(6, 12))
				s = s.restart()
				d.mustHold(t, s)
				time.Sleep(time.Until(d.at))
				within(t, time.Second, func() error { return d.happened(s) })
				d.mustHaveHappened(t, s)
			})
			p.run("doctor")
		})
	}
}

// pickTime is storetest.Pick for seconds.
func pickTime(everyDay, whole int) time.Duration {
	return time.Duration(storetest.Pick(everyDay, everyDay, whole)) * time.Second
}

// due is what is to happen of itself at one moment: a front is changed, a picture ends, an article comes out.
type due struct {
	at      time.Time
	planned string   // what the front says from then on
	before  string   // what it says until then
	slug    string   // of the article whose picture ends
	files   []string // addresses of the picture's files
	release string   // slug of the article that comes out
	version int      // of the front, with its plan
}

// planDue plans it all for a moment that far ahead, and sees that nothing of it has happened yet.
func planDue(t *testing.T, s *server, name string, ahead time.Duration) due {
	t.Helper()
	picture := s.addPicture(t, name)
	file := func(f map[string]any) (a filed) {
		f["section"], f["publish"], f["body_html"] = "news", true, "<p>The gulls were counted.</p>"
		s.must("POST", "/articles", f, &a)
		return a
	}
	shown := file(map[string]any{"headline": "Gulls counted " + name, "picture": picture.ID})
	plain := file(map[string]any{"headline": "Roof mended " + name})
	d := due{slug: shown.Slug, planned: "Planned " + name, before: "Until then " + name}
	for _, r := range picture.Renditions {
		d.files = append(d.files, strings.TrimPrefix(r.URL, "http://"+s.addr))
	}
	slots := func(headline string) []map[string]any {
		return []map[string]any{{"article": shown.ID}, {"article": plain.ID, "headline": headline, "picture": picture.ID}}
	}
	s.must("PUT", "/fronts/front", map[string]any{"live": slots(d.before), "draft": slots(d.planned)[1:]}, nil)
	d.at = time.Now().Add(ahead).Truncate(time.Millisecond)
	at := d.at.UTC().Format(time.RFC3339Nano)
	// The picture's end is said last: a list may not be planned with a picture that ends before it begins.
	d.release = file(map[string]any{"headline": "Released " + name, "embargo_until": at}).Slug
	var f struct{ Version int }
	s.must("POST", "/fronts/front/schedule", map[string]any{"at": at}, &f)
	d.version = f.Version
	s.must("PATCH", "/media/"+picture.ID, map[string]any{"expires_at": at}, nil)
	d.mustHold(t, s)
	return d
}

// mustHold sees that nothing has happened yet. Where the moment passed while it looked, that says nothing.
func (d due) mustHold(t *testing.T, s *server) {
	t.Helper()
	err := func() error {
		for _, path := range d.files {
			if err := s.status(path, 200); err != nil {
				return err
			}
		}
		if err := s.showsFile("/"+d.slug, d.files); err != nil {
			return err
		}
		if err := s.showsFile("/", d.files); err != nil {
			return err
		}
		if err := s.shows("/", d.before); err != nil {
			return err
		}
		if err := s.hides("/", d.planned); err != nil {
			return err
		}
		return s.status("/"+d.release, 404)
	}()
	if time.Now().After(d.at) {
		t.Logf("the machine is slow: the moment passed before it was looked at")
	} else if err != nil {
		t.Fatalf("%v before its moment: %v", time.Until(d.at), err)
	}
}

// happened says what has not happened that readers see.
func (d due) happened(s *server) error {
	if err := s.shows("/", d.planned); err != nil {
		return err
	}
	if err := s.hides("/", d.before); err != nil {
		return err
	}
	for _, path := range d.files {
		if err := s.status(path, 410); err != nil {
			return err
		}
	}
	for _, path := range []string{"/", "/" + d.slug, "/section/news", "/feed.xml", "/atom.xml", "/feed.json"} {
		for _, file := range d.files {
			if err := s.hides(path, file); err != nil {
				return err
			}
		}
	}
	return s.status("/"+d.release, 200)
}

// mustHaveHappened sees that all of it has, and that the front was changed once.
func (d due) mustHaveHappened(t *testing.T, s *server) {
	t.Helper()
	if err := d.happened(s); err != nil {
		t.Fatal(err)
	}
	var f struct {
		Version int
		Planned []any
	}
	s.must("GET", "/fronts/front", nil, &f)
	if f.Version != d.version+1 || len(f.Planned) != 0 {
		t.Errorf("the front is at version %d with %d plans; want %d and none", f.Version, len(f.Planned), d.version+1)
	}
}

// showsFile says whether a page shows one of the files.
func (s *server) showsFile(path string, files []string) error {
	status, body, err := s.get(path)
	for _, f := range files {
		if err == nil && status == 200 && strings.Contains(body, f) {
			return nil
		}
	}
	return fmt.Errorf("%s answers %d (%v) and shows none of %v", path, status, err, files)
}

// addedPicture is what the API answers about a picture.
type addedPicture struct {
	ID         string
	Renditions []struct{ URL string }
}

// addPicture adds a picture of its own colour, as two alike would share their files.
func (s *server) addPicture(t *testing.T, name string) (p addedPicture) {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			m.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), name[0], 255})
		}
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", name+".png")
	if err == nil {
		err = png.Encode(part, m)
	}
	if err == nil {
		err = form.WriteField("alt", "Gulls on a roof, "+name)
	}
	if err == nil {
		err = form.WriteField("credit", "Ada Marsh")
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("POST", "http://"+s.addr+"/api/v1/media", &b)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.p.token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	said, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(said, &p)
	}
	if err != nil || len(p.Renditions) == 0 {
		t.Fatalf("adding a picture: %d %v %s", resp.StatusCode, err, said)
	}
	return p
}
