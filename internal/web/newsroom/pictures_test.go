package newsroom

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

func withPictures(t *testing.T) *bench {
	t.Helper()
	b, _ := withFronts(t)
	b.room.Intake = media.NewIntake(media.Folder(t.TempDir()), media.Limits{}, false)
	return b
}

func plainJPEG(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a PNG of a few bytes that says it has more pixels than any memory.
func bomb() []byte {
	head := []byte("IHDR\x00\x00\x75\x30\x00\x00\x75\x30\x08\x02\x00\x00\x00") // 30,000 by 30,000
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

// upload sends files by the form, as a browser without scripts does.
func (br *browser) upload(path string, files map[string][]byte, fields url.Values) (int, string) {
	br.b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fields.Set("key", br.key())
	for name := range fields {
		_ = w.WriteField(name, fields.Get(name))
	}
	for name, content := range files {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			br.b.t.Fatal(err)
		}
		_, _ = part.Write(content)
	}
	_ = w.Close()
	req, err := http.NewRequest(http.MethodPost, br.b.url+path, &body)
	if err != nil {
		br.b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := br.client.Do(req)
	if err != nil {
		br.b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		br.b.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// picture adds one and returns it.
func (b *bench) picture(br *browser) news.Picture {
	b.t.Helper()
	if status, page := br.upload("/newsroom/pictures", map[string][]byte{"gull.jpg": plainJPEG(b.t, 700, 500)}, url.Values{}); status != http.StatusOK {
		b.t.Fatalf("%d\n%s", status, page)
	}
	all, err := b.store.Library(b.t.Context(), b.paper.ID, news.PictureFilter{}, news.After{}, 1)
	if err != nil || len(all) != 1 {
		b.t.Fatal(all, err)
	}
	return all[0]
}

// TestBadPictures sends what is no picture, and what is too much of one: each gets a sentence, and what was good is taken.
func TestBadPictures(t *testing.T) {
	t.Parallel()
	b := withPictures(t)
	_, br := b.person("Rita", news.Reporter)
	status, page := br.upload("/newsroom/pictures", map[string][]byte{
		"words.jpg": []byte("only words"), "bomb.png": bomb(), "good.jpg": plainJPEG(t, 500, 300), "huge.jpg": append(plainJPEG(t, 9, 9), make([]byte, 41<<20)...),
	}, url.Values{})
	for _, want := range []string{"“words.jpg” is a text and no picture", "“bomb.png” ", "“huge.jpg” has", "1 added."} {
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
			t.Errorf("%d, no %q in\n%s", status, want, page)
		}
	}
	if status, page := br.upload("/newsroom/pictures", nil, url.Values{}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "No picture came") {
		t.Errorf("nothing sent: %d\n%s", status, page)
	}
	if status, page := br.upload("/newsroom/pictures", nil, url.Values{"url": {"http://127.0.0.1/x.jpg"}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "private address") {
		t.Errorf("an address inside: %d\n%s", status, page)
	}
	narrow := httptest.NewServer(http.MaxBytesHandler(web.WithPaper(b.room, b.store, web.TellText), 1<<20))
	t.Cleanup(narrow.Close)
	usual := b.url
	b.url = narrow.URL
	if status, page := br.upload("/newsroom/pictures", map[string][]byte{"x.jpg": make([]byte, 1<<20)}, url.Values{}); status != http.StatusRequestEntityTooLarge || !strings.Contains(page, "more than 1 MB") {
		t.Errorf("a request that is cut off: %d\n%s", status, page)
	}
	b.url = usual
	if status, page := br.get("/newsroom/pictures?q=good"); status != http.StatusOK || !strings.Contains(page, "good.jpg") || !strings.Contains(page, "No alt text, no credit") {
		t.Errorf("%d\n%s", status, page)
	}
}

// TestPictureWords describes a picture by its form; what others changed meanwhile is not overwritten.
func TestPictureWords(t *testing.T) {
	t.Parallel()
	b := withPictures(t)
	_, br := b.person("Ed", news.Editor)
	p := b.picture(br)
	save := func(version int, more ...string) (int, string) {
		v := url.Values{"key": {br.key()}, "version": {strconv.Itoa(version)}, "alt": {"A gull"}, "credit": {"Ada"}, "rights": {"Ada Marsh"}, "terms": {"Once"}, "x": {"20"}, "y": {"80"}}
		for i := 0; i+1 < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return br.post("/newsroom/pictures/"+p.ID+"/save", v)
	}
	if status, page := save(p.Version, "x", "200"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "from 0 to 100") || !strings.Contains(page, "A gull") {
		t.Errorf("%d\n%s", status, page)
	}
	if status, page := save(p.Version); status != http.StatusOK || !strings.Contains(page, "Saved.") {
		t.Fatalf("%d\n%s", status, page)
	}
	if status, page := save(p.Version, "alt", "Two gulls"); status != http.StatusConflict || !strings.Contains(page, "Two gulls") || !strings.Contains(page, "Stands now: A gull") {
		t.Errorf("%d\n%s", status, page)
	}
	got, err := b.store.Picture(t.Context(), b.paper.ID, p.ID)
	if err != nil || got.Alt != "A gull" || got.Copyright != "Ada Marsh" || got.Usage != "Once" || got.Focus != (news.Focus{X: 20, Y: 80}) {
		t.Errorf("%+v %v", got, err)
	}
	_, form := br.get("/newsroom/pictures/" + p.ID)
	shown := regexp.MustCompile(`name="shown" value="([0-9a-f]+)"`).FindStringSubmatch(form)
	b.do(news.Program, func(w *desk.Work) error { // what comes in the background is no change of the words
		return w.AddRenditions(p.ID, got.Original.Hash, []news.Rendition{{Type: "image/avif", Width: 700, Height: 500, Bytes: 1, Path: "/media/x-700.avif"}})
	})
	if status, page := save(got.Version, "shown", shown[1], "alt", "A gull on a rail"); status != http.StatusOK || !strings.Contains(page, "Saved.") {
		t.Errorf("after a rendition was added: %d\n%s", status, page)
	}
	if status, page := save(got.Version, "shown", shown[1], "alt", "No gull"); status != http.StatusConflict || !strings.Contains(page, "Stands now: A gull on a rail") {
		t.Errorf("after the words were changed: %d\n%s", status, page)
	}
	_, other := b.person("Rita", news.Reporter)
	if status, _ := other.post("/newsroom/pictures/"+p.ID+"/save", url.Values{"key": {other.key()}, "x": {"1"}, "y": {"1"}}); status != http.StatusForbidden {
		t.Errorf("a reporter changed another's picture: %d", status)
	}
}

// TestPictureEnds keeps pictures that may not be shown off the front, takes down what ends, by the clock, and brings back
// and replaces.
func TestPictureEnds(t *testing.T) {
	t.Parallel()
	b := withPictures(t)
	_, br := b.person("Ed", news.Editor)
	p := b.picture(br)
	all, _ := b.store.Articles(t.Context(), b.paper.ID, news.DeskFilter{}, news.After{}, 1)
	article := all[0].ID
	br.act("edit", url.Values{"do": {"place"}, "article": {article}})
	say := url.Values{"do": {"say"}, "article": {article}, "picture": {p.ID}}
	if status, page := br.act("edit", say); status != http.StatusUnprocessableEntity || !strings.Contains(page, "no alternative text") {
		t.Errorf("a picture without words: %d\n%s", status, page)
	}
	words, ends := "A gull", news.Millis(b.now.Load()+3_600_000)
	b.do(news.Program, func(w *desk.Work) error {
		_, err := w.ChangePicture(p.ID, 0, desk.PictureFiling{Alt: &words, Credit: &words, ExpiresAt: &ends})
		return err
	})
	if status, page := br.act("edit", say); status != http.StatusOK {
		t.Fatalf("%d\n%s", status, page)
	}
	late := news.Millis(b.now.Load() + 7_200_000).Time().UTC().Format("2006-01-02T15:04")
	if status, page := br.act("plan", url.Values{"at": {late}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "before it would be shown") {
		t.Errorf("planned for after the picture's end: %d\n%s", status, page)
	}
	file := p.Renditions[0].Path[len("/media/"):]
	if until, err := b.store.FileEnd(t.Context(), file); until != ends || err != nil {
		t.Errorf("the file's end is %v %v", until, err)
	}
	b.now.Add(3_600_000)
	if n, err := b.desk.Tick(t.Context()); n != 1 || err != nil {
		t.Errorf("the clock took down %d %v", n, err)
	}
	if n, err := b.desk.Tick(t.Context()); n != 0 || err != nil {
		t.Errorf("and again %d %v", n, err)
	}
	if status, page := br.act("publish", url.Values{"seen": {strconv.Itoa(b.front().Version)}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "the right to show the picture") && !strings.Contains(page, "The right to show the picture") {
		t.Errorf("published with a picture that has ended: %d\n%s", status, page)
	}
	at := "/newsroom/pictures/" + p.ID
	if _, page := br.get(at); !strings.Contains(page, "Rights ended") || !strings.Contains(page, "The front") {
		t.Errorf("%s", page)
	}
	if _, page := br.get(at); !regexp.MustCompile(`<a href="/newsroom/front">The front</a>\s*<span class="chip">draft</span>\s*</li>`).MatchString(page) {
		t.Errorf("where it is used is not named:\n%s", page)
	}
	if status, page := br.post(at+"/remove", url.Values{"key": {br.key()}}); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Tick that you have seen") {
		t.Errorf("%d\n%s", status, page)
	}
	if _, page := br.post(at+"/remove", url.Values{"key": {br.key()}, "sure": {"yes"}}); !strings.Contains(page, "Bring it back") {
		t.Errorf("%s", page)
	}
	if _, page := br.get("/newsroom/pictures"); strings.Contains(page, p.ID) {
		t.Error("the library shows what was removed")
	}
	br.post(at+"/back", url.Values{"key": {br.key()}})
	never := news.Millis(0)
	b.do(news.Program, func(w *desk.Work) error {
		_, err := w.ChangePicture(p.ID, 0, desk.PictureFiling{ExpiresAt: &never})
		return err
	})
	if until, err := b.store.FileEnd(t.Context(), file); until != news.Never || err != nil {
		t.Errorf("after its rights were prolonged the file's end is %v %v", until, err)
	}
	if status, page := br.upload(at+"/replace", map[string][]byte{"other.jpg": plainJPEG(t, 640, 640)}, url.Values{}); status != http.StatusOK || !strings.Contains(page, "Replaced") {
		t.Errorf("%d\n%s", status, page)
	}
	now, err := b.store.Picture(t.Context(), b.paper.ID, p.ID)
	if until, e := b.store.FileEnd(t.Context(), file); err != nil || e != nil || now.Width != 640 || now.Alt != words || until > b.room.Now() {
		t.Errorf("%+v %v; the old file's end is %v", now, err, until)
	}
}

// TestPictureUses names to each person the articles that show a picture and that they may open, and counts the others.
func TestPictureUses(t *testing.T) {
	t.Parallel()
	b := withPictures(t)
	editor, ed := b.person("Ed", news.Editor)
	reporter, ron := b.person("Ron", news.Reporter)
	p := b.picture(ed)
	ids := map[string]string{}
	for headline, by := range map[string]news.Person{"The secret inquiry": editor, "A gull in the hall": reporter} {
		section := "news"
		c, err := b.desk.Check(desk.Filing{Headline: &headline, Section: &section, Picture: &p.ID})
		if err != nil {
			t.Fatal(err)
		}
		b.do(news.Actor{Person: by.ID, Role: by.Role}, func(w *desk.Work) error {
			filed, err := w.File(c)
			ids[headline] = filed.Article.ID
			return err
		})
	}
	for name, row := range map[string]struct {
		br        *browser
		has, lack []string
	}{
		"editor":   {ed, []string{"/newsroom/article/" + ids["The secret inquiry"], "/newsroom/article/" + ids["A gull in the hall"]}, []string{"of others"}},
		"reporter": {ron, []string{"/newsroom/article/" + ids["A gull in the hall"], "one article of others"}, []string{"secret", ids["The secret inquiry"]}},
	} {
		_, page := row.br.get("/newsroom/pictures/" + p.ID)
		for _, text := range row.has {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the page lacks %q:\n%s", name, text, page)
			}
		}
		for _, text := range row.lack {
			if strings.Contains(page, text) {
				t.Errorf("%s: the page shows %q:\n%s", name, text, page)
			}
		}
	}
}
