package newsroom

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// picturePage is what the page of one picture shows.
type picturePage struct {
	site   ui.Site
	key    string
	now    news.Millis
	pic    news.Picture
	uses   []pictureUse
	others int // articles that use it too, which this person may not open
	fronts []news.FrontUse
	look   bool // it is the paper's logo
	may    bool // changing it
	editor bool
	said   string
	wrong  []string
	adder  string
	typed  url.Values // what was typed in and not taken; nil: nothing
}

// pictureUse is an article that uses a picture, and where it is opened.
type pictureUse struct {
	news.DeskItem
	opens string
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
	all, err := v.Library.PictureUses(ctx, v.paper.ID, p.pic, 50)
	if err != nil {
		return p, err
	}
	for _, i := range all {
		if opens := v.opens(i.Article); opens != "" {
			p.uses = append(p.uses, pictureUse{i, opens})
		} else {
			p.others++
		}
	}
	p.fronts, err = v.Library.FrontUses(ctx, v.paper.ID, id)
	return p, err
}

// pictureAct does what a form of a picture's page asks for.
func (v *visit) pictureAct(id, what string) error {
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
			err = do(func(w *desk.Work) error { _, err := w.ChangePicture(id, v.seenPicture(w, id), f); return err })
		}
	case "remove", "back":
		if what == "remove" && v.r.PostFormValue("sure") == "" {
			err = news.Invalid("sure", "Tick that you have seen where the picture is used; then remove it.")
			break
		}
		err = do(func(w *desk.Work) error {
			_, err := w.RemovePicture(id, v.seenPicture(w, id), what == "back")
			return err
		})
	case "replace":
		wrong, err = v.eachFile(func(_ string, take func() (news.Picture, error)) error {
			p, err := take()
			if err != nil {
				return err
			}
			return do(func(w *desk.Work) error { _, err := w.ReplacePicture(id, v.seenPicture(w, id), p); return err })
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

// seenPicture is the version that a form was about: the present one where nothing that the form shows has changed since. The
// program changes a picture too, when it has made a rendition of it, and no editor's words are refused for that.
func (v *visit) seenPicture(w *desk.Work, id string) int {
	if p, err := w.Picture(id); err == nil && shownOf(p) == v.r.PostFormValue("shown") {
		return p.Version
	}
	n, _ := strconv.Atoi(v.r.PostFormValue("version"))
	return n
}

// shownOf names all that a picture's forms show of it.
func shownOf(p news.Picture) string {
	p.Version, p.Renditions, p.Colour, p.TakenDown = 0, nil, "", false
	b, _ := json.Marshal(p) // texts and numbers
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
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

// cropClass is the reader's class for the point that a crop keeps.
func (p picturePage) cropClass() string { return ui.FocusClass(p.pic.Focus) }

// crops are the shapes in which pages show a picture.
var crops = []struct{ class, label string }{{"crop-lead", "At the top of the front, 16 : 10"}, {"crop-card", "On a card, 3 : 2"}, {"crop-share", "On a shared link, 1200 : 630"}}
