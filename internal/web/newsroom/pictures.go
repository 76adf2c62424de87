package newsroom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// Library is what the pictures' screens look up.
type Library interface {
	Library(ctx context.Context, paper string, f news.PictureFilter, after news.After, limit int) ([]news.Picture, error)
	Picture(ctx context.Context, paper, id string) (news.Picture, error)
	PictureUses(ctx context.Context, paper string, p news.Picture, limit int) ([]news.DeskItem, error)
	Fronts(ctx context.Context, paper string) ([]news.Front, error)
}

// Intake takes pictures in. Errors: CodeInvalid and CodeTooLarge.
type Intake interface {
	Take(ctx context.Context, b []byte) (news.Picture, error)
	Fetch(ctx context.Context, address string) (news.Picture, error)
	Files() media.Files
}

const (
	perShelf = 48 // pictures on a page of the library
	inPicker = 24 // pictures that the picker shows at once
	maxFiles = 50 // files in one form
)

// libraryPage is what the library shows.
type libraryPage struct {
	site     ui.Site
	key      string
	now      news.Millis
	pictures []news.Picture
	query    string
	list     bool // as a list, not a grid
	more     string
	said     string
	wrong    []string
	may      bool  // adding pictures
	max      int64 // bytes of a file
}

// library shows the paper's pictures, the newest first.
func (v *visit) library() error {
	p, err := v.libraryPage()
	if err != nil {
		return err
	}
	if n := v.r.URL.Query().Get("added"); n != "" {
		p.said = "Added. Say of each what it shows and whose it is, before it is published."
	}
	return v.showLibrary(http.StatusOK, p)
}

func (v *visit) showLibrary(status int, p libraryPage) error {
	v.script = "pictures.js"
	return v.page(status, "Pictures", libraryView(p))
}

func (v *visit) libraryPage() (p libraryPage, err error) {
	q := v.r.URL.Query()
	p = libraryPage{site: v.site(v.paper, nil), key: account.FormKey(v.secret), now: v.Now(), query: strings.TrimSpace(q.Get("q")),
		list: q.Get("as") == "list", may: v.person.Role.AtLeast(news.Reporter), max: v.MaxPicture}
	p.pictures, err = v.Library.Library(v.r.Context(), v.paper.ID, news.PictureFilter{Query: p.query}, readAfter(q.Get("after")), perShelf+1)
	if len(p.pictures) > perShelf {
		p.pictures = p.pictures[:perShelf]
		last := p.pictures[perShelf-1]
		next := url.Values{"after": {strconv.FormatInt(int64(last.CreatedAt), 10) + "." + last.ID}}
		for _, keep := range []string{"q", "as"} {
			if x := q.Get(keep); x != "" {
				next.Set(keep, x)
			}
		}
		p.more = "/newsroom/pictures?" + next.Encode()
	}
	return p, err
}

// pick is a picture as the picker's script gets it.
type pick struct {
	ID      string `json:"id"`
	Name    string `json:"name"` // what it is called in a list
	Alt     string `json:"alt"`
	Credit  string `json:"credit"`
	Caption string `json:"caption"`
	Thumb   string `json:"thumb"`
	Trouble string `json:"trouble,omitempty"` // why it can't be published
}

func (v *visit) pick(p news.Picture) pick {
	return pick{ID: p.ID, Name: pictureName(p), Alt: p.Alt, Credit: p.Credit, Caption: p.Caption, Thumb: thumb(p, 400), Trouble: pictureTrouble(p, v.Now())}
}

// findPictures answers the picker's search.
func (v *visit) findPictures() error {
	all, err := v.Library.Library(v.r.Context(), v.paper.ID, news.PictureFilter{Query: v.r.URL.Query().Get("q")}, readAfter(v.r.URL.Query().Get("after")), inPicker)
	if err != nil {
		return err
	}
	list := []pick{}
	for _, p := range all {
		list = append(list, v.pick(p))
	}
	return v.json(http.StatusOK, map[string]any{"pictures": list})
}

// addPictures takes in the files of a form, or what is at an address. Each stands for itself: what can't be taken is said,
// and the others are in the library.
func (v *visit) addPictures() error {
	scripted := strings.Contains(v.r.Header.Get("Accept"), "application/json")
	var added []news.Picture
	wrong, err := v.eachFile(func(name string, take func() (news.Picture, error)) error {
		p, err := take()
		if err == nil {
			p.Name = name
			_, err = v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), func(w *desk.Work) (err error) {
				p, err = w.AddPicture(p, desk.PictureFiling{}, 0)
				return err
			})
		}
		if err == nil {
			added = append(added, p)
		}
		return err
	})
	if err != nil {
		return err
	}
	if scripted {
		list := []pick{}
		for _, p := range added {
			list = append(list, v.pick(p))
		}
		status := http.StatusCreated
		if len(added) == 0 {
			status = http.StatusUnprocessableEntity
		}
		return v.json(status, map[string]any{"pictures": list, "wrong": wrong})
	}
	if len(wrong) > 0 {
		p, err := v.libraryPage()
		if err != nil {
			return err
		}
		p.wrong = wrong
		if len(added) > 0 {
			p.said = fmt.Sprintf("%d added.", len(added))
		}
		return v.showLibrary(http.StatusUnprocessableEntity, p)
	}
	if len(added) == 1 {
		return v.move("/newsroom/pictures/" + added[0].ID + "?done=add")
	}
	return v.move("/newsroom/pictures?added=" + strconv.Itoa(len(added)))
}

// eachFile calls do for every file of the request's form, and for the address it names. What was wrong with one is said in
// a sentence; an error is one of the whole.
func (v *visit) eachFile(do func(name string, take func() (news.Picture, error)) error) (wrong []string, err error) {
	ctx := v.r.Context()
	tell := func(name string, err error) error {
		problems := news.Problems(err)
		if len(problems) == 0 || news.CodeOf(err) == news.CodeForbidden {
			return err
		}
		for _, x := range problems {
			wrong = append(wrong, "“"+name+"” "+strings.TrimSuffix(x.Message, ".")+".")
		}
		return nil
	}
	n := 0
	if v.r.MultipartForm != nil {
		for _, h := range v.r.MultipartForm.File["file"] {
			if h.Size == 0 && h.Filename == "" {
				continue
			}
			if n++; n > maxFiles {
				return append(wrong, fmt.Sprintf("More than %d files came at once; send the others again.", maxFiles)), nil
			}
			err := do(cutName(h.Filename), func() (news.Picture, error) {
				f, err := h.Open()
				if err != nil {
					return news.Picture{}, err
				}
				defer f.Close()
				b, err := io.ReadAll(f)
				if err != nil {
					return news.Picture{}, err
				}
				return v.Intake.Take(ctx, b)
			})
			if err != nil {
				if err := tell(cutName(h.Filename), err); err != nil {
					return wrong, err
				}
			}
		}
	}
	if address := strings.TrimSpace(v.r.PostFormValue("url")); address != "" {
		n++
		name := address
		if u, err := url.Parse(address); err == nil && path.Base(u.Path) != "." && path.Base(u.Path) != "/" {
			name = path.Base(u.Path)
		}
		err := do(cutName(name), func() (news.Picture, error) { return v.Intake.Fetch(ctx, address) })
		if err != nil {
			if err := tell(cutName(name), err); err != nil {
				return wrong, err
			}
		}
	}
	if n == 0 {
		wrong = append(wrong, "No picture came: choose a file, or give the address of one.")
	}
	return wrong, nil
}

func cutName(s string) string {
	s = strings.ToValidUTF8(s, "")
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return s
}

// tooLarge says of a form that was cut off what is too large about it; nil where that is not what is wrong.
func (v *visit) tooLarge() error {
	if !strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		return nil
	}
	err := v.r.ParseMultipartForm(8 << 20)
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return news.Errorf(news.CodeTooLarge, "file", "what was sent has more than %d MB, which is more than is taken at once; send fewer or smaller pictures", over.Limit>>20)
	}
	return nil
}

// picturePage is what the page of one picture shows.
type picturePage struct {
	site   ui.Site
	key    string
	now    news.Millis
	pic    news.Picture
	uses   []news.DeskItem
	fronts []string // titles of the fronts that show it
	look   bool     // it is the paper's logo
	may    bool     // changing it
	editor bool
	said   string
	wrong  []string
	adder  string
	typed  url.Values // what was typed in and not taken; nil: nothing
}

// picture shows one picture.
func (v *visit) picture(id string) error {
	p, err := v.pictureOf(id)
	if err != nil {
		return err
	}
	p.said = map[string]string{
		"add": "The picture is in the library. Say what it shows and whose it is.", "save": "Saved. Every page that shows it says so now.",
		"remove": "Removed: it is shown nowhere any more.", "back": "The picture is back in the library.", "replace": "Replaced, wherever it is used. The old file is kept among what was removed.",
	}[v.r.URL.Query().Get("done")]
	return v.showPicture(http.StatusOK, p)
}

func (v *visit) showPicture(status int, p picturePage) error {
	v.script = "pictures.js"
	return v.page(status, pictureName(p.pic), pictureView(p))
}

func (v *visit) pictureOf(id string) (p picturePage, err error) {
	ctx := v.r.Context()
	p = picturePage{site: v.site(v.paper, nil), key: account.FormKey(v.secret), now: v.Now(), editor: v.person.Role.AtLeast(news.Editor)}
	if p.pic, err = v.Library.Picture(ctx, v.paper.ID, id); err != nil {
		return p, err
	}
	p.may = p.editor || p.pic.Owner != "" && p.pic.Owner == v.person.ID
	p.adder = v.byName()(p.pic.Owner)
	p.look = v.paper.Look.Nameplate.Picture == id
	if p.uses, err = v.Library.PictureUses(ctx, v.paper.ID, p.pic, 50); err != nil {
		return p, err
	}
	fronts, err := v.Library.Fronts(ctx, v.paper.ID)
	for _, f := range fronts {
		lists := [][]news.Slot{f.Live, f.Draft}
		for _, x := range f.Planned {
			lists = append(lists, x.Live)
		}
		if shows(lists, id) {
			p.fronts = append(p.fronts, f.Name)
		}
	}
	return p, err
}

func shows(lists [][]news.Slot, picture string) bool {
	for _, l := range lists {
		for _, s := range l {
			if s.Picture == picture {
				return true
			}
		}
	}
	return false
}

// pictureAct does what a form of a picture's page asks for.
func (v *visit) pictureAct(id, what string) error {
	expect, _ := strconv.Atoi(v.r.PostFormValue("version"))
	do := func(fn func(*desk.Work) error) error {
		entries, err := v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), fn)
		if err == nil && len(entries) > 0 && v.Wait != nil {
			v.Wait(v.r.Context(), entries[len(entries)-1].Seq)
		}
		return err
	}
	var wrong []string
	var err error
	switch what {
	case "save":
		var f desk.PictureFiling
		if f, err = v.pictureFiling(); err == nil {
			err = do(func(w *desk.Work) error { _, err := w.ChangePicture(id, expect, f); return err })
		}
	case "remove", "back":
		if what == "remove" && v.r.PostFormValue("sure") == "" {
			err = news.Invalid("sure", "Tick that you have seen where the picture is used; then remove it.")
			break
		}
		err = do(func(w *desk.Work) error { _, err := w.RemovePicture(id, expect, what == "back"); return err })
	case "replace":
		wrong, err = v.eachFile(func(_ string, take func() (news.Picture, error)) error {
			p, err := take()
			if err != nil {
				return err
			}
			return do(func(w *desk.Work) error { _, err := w.ReplacePicture(id, expect, p); return err })
		})
	}
	if len(wrong) == 0 && err == nil {
		return v.move("/newsroom/pictures/" + url.PathEscape(id) + "?done=" + what)
	}
	if err != nil && (len(news.Problems(err)) == 0 || news.CodeOf(err) == news.CodeForbidden || news.CodeOf(err) == news.CodeNotFound) {
		return err
	}
	p, e := v.pictureOf(id)
	if e != nil {
		return e
	}
	status := http.StatusUnprocessableEntity
	if p.wrong = wrong; news.CodeOf(err) == news.CodeStale {
		status = http.StatusConflict
		p.wrong = append(p.wrong, "Somebody changed the picture while you worked on it. What you typed is below, what stands now is beside each field; save again what you meant.")
	} else {
		for _, x := range news.Problems(err) {
			p.wrong = append(p.wrong, asSentence(x.Message))
		}
	}
	if what == "save" {
		p.typed = v.r.PostForm
	}
	return v.showPicture(status, p)
}

// pictureFiling reads the form of a picture's words.
func (v *visit) pictureFiling() (f desk.PictureFiling, err error) {
	form := func(name string) *string { s := v.r.PostFormValue(name); return &s }
	decorative := *form("decorative") != ""
	f = desk.PictureFiling{Alt: form("alt"), Caption: form("caption"), Credit: form("credit"), Rights: form("rights"), Terms: form("terms"), Decorative: &decorative}
	x, err1 := strconv.Atoi(*form("x"))
	y, err2 := strconv.Atoi(*form("y"))
	if err1 != nil || err2 != nil {
		return f, news.Invalid("focus", "the point must be two whole numbers from 0 to 100")
	}
	f.Focus = &news.Focus{X: x, Y: y}
	at, err := v.paperTime("expires")
	f.ExpiresAt = &at
	return f, err
}

// value is what a field begins with: what was typed in and not taken, or what stands.
func (p picturePage) value(name, stands string) string {
	if p.typed != nil {
		return p.typed.Get(name)
	}
	return stands
}

func (p picturePage) expires() string {
	if p.pic.ExpiresAt == 0 {
		return ""
	}
	return p.pic.ExpiresAt.Time().In(p.site.Dates.Zone).Format("2006-01-02T15:04")
}

// pictureFile serves a picture's file to the newsroom, which sees what readers may not.
func (v *visit) pictureFile(id string) error {
	p, err := v.Library.Picture(v.r.Context(), v.paper.ID, id)
	if err != nil {
		return err
	}
	wish, _ := strconv.Atoi(v.r.URL.Query().Get("w"))
	best := news.Rendition{}
	for _, r := range p.Renditions {
		if r.Type == "image/jpeg" && (best.Path == "" || r.Width >= wish && (best.Width < wish || r.Width < best.Width) || best.Width < wish && r.Width > best.Width) {
			best = r
		}
	}
	name := path.Base(best.Path)
	if !media.IsName(name) {
		return news.Errorf(news.CodeNotFound, "", "the picture has no file yet")
	}
	f, err := v.Intake.Files().Open(v.r.Context(), media.Key(name))
	if err != nil {
		return err
	}
	defer f.Close()
	h := v.w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "private, max-age=60") // another file may take its place
	http.ServeContent(v.w, v.r, "", time.Time{}, f)
	return nil
}

// thumb is the newsroom's address of a picture's file, at least so wide.
func thumb(p news.Picture, width int) string {
	hash := p.Original.Hash
	return "/newsroom/pictures/" + url.PathEscape(p.ID) + "/file?w=" + strconv.Itoa(width) + "&of=" + hash[:min(12, len(hash))]
}

// pictureName is what a picture is called in lists.
func pictureName(p news.Picture) string {
	for _, s := range []string{p.Caption, p.Alt, p.Name} {
		if s != "" {
			if r := []rune(s); len(r) > 80 {
				return string(r[:79]) + "…"
			}
			return s
		}
	}
	return "A picture without a name"
}

// pictureTrouble says why a picture can't be published; "" where it can.
func pictureTrouble(p news.Picture, now news.Millis) string {
	switch {
	case p.RemovedAt != 0:
		return "Removed"
	case p.Expired(now):
		return "Rights ended"
	case p.Alt == "" && !p.Decorative && p.Credit == "":
		return "No alt text, no credit"
	case p.Alt == "" && !p.Decorative:
		return "No alt text"
	case p.Credit == "":
		return "No credit"
	}
	return ""
}

// cropClass is the reader's class for the point that a crop keeps.
func (p picturePage) cropClass() string { return ui.FocusClass(p.pic.Focus) }

// crops are the shapes in which pages show a picture.
var crops = []struct{ class, label string }{{"crop-lead", "At the top of the front, 16 : 10"}, {"crop-card", "On a card, 3 : 2"}, {"crop-share", "On a shared link, 1200 : 630"}}
