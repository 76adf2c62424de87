package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// PictureFiling is what somebody wants a picture to say. A nil field is left as it is.
type PictureFiling struct {
	Alt        *string
	Decorative *bool // it says nothing, and nobody misses it who can't see it
	Caption    *string
	Credit     *string
	Focus      *news.Focus
	Rights     *string // who has them
	Terms      *string // on what terms it may be used
	Name       *string // of its file
	ExpiresAt  *news.Millis
}

// CompletePicture is the kind of job that makes the renditions publishing doesn't wait for. Its arguments are PictureJob.
const CompletePicture = "picture.complete"

// PictureJob says which picture a job is about.
type PictureJob struct {
	Picture string `json:"picture"`
	Late    bool   `json:"late,omitempty"` // AVIF as well, once every picture that waits has the others
}

// AddPicture puts a picture that was taken in into the library, and has the rest of its renditions made from the moment
// complete on (0: at once). A reporter may.
func (w *Work) AddPicture(p news.Picture, f PictureFiling, complete news.Millis) (news.Picture, error) {
	if err := w.atLeast(news.Reporter, "adding a picture"); err != nil {
		return p, err
	}
	p.ID, p.Owner, p.CreatedAt = w.desk.NewID(), w.by.Person, w.now
	c := checker{limits: w.desk.limits()}
	// What the file says of itself is a suggestion, and cut rather than refused.
	p.Alt, p.Caption, p.Credit = cut(p.Alt, c.limits.Text), cut(p.Caption, c.limits.Text), cut(p.Credit, c.limits.Line)
	c.describePicture(&p, f)
	if err := c.err(); err != nil {
		return p, err
	}
	p.TakenDown = p.Expired(w.now)
	p.Version = 1
	if err := w.tx.PutPicture(p, w.by.Person); err != nil {
		return p, raced(err)
	}
	return p, w.enqueue(news.Job{Kind: CompletePicture, Key: p.ID, At: complete}, PictureJob{Picture: p.ID})
}

// CompleteLate has the renditions made that are dear. It is the program's own.
func (w *Work) CompleteLate(id string) error {
	return w.enqueue(news.Job{Kind: CompletePicture, Key: id + " late", At: w.now}, PictureJob{Picture: id, Late: true})
}

// enqueue writes a job down in the transaction, where the store can.
func (w *Work) enqueue(j news.Job, args any) (err error) {
	to, ok := w.tx.(interface{ Enqueue(news.Job) error })
	if !ok {
		return errors.New("desk: the store cannot write jobs down")
	}
	if j.Args, err = json.Marshal(args); err != nil {
		return err
	}
	return to.Enqueue(j)
}

// ChangePicture changes what is said of a picture: an editor any one, a reporter their own.
func (w *Work) ChangePicture(id string, expect int, f PictureFiling) (news.Picture, error) {
	p, err := w.Picture(id)
	if err != nil {
		return p, err
	}
	if p.Owner != w.by.Person || p.Owner == "" {
		if err := w.atLeast(news.Editor, "changing a picture that is not your own"); err != nil {
			return p, err
		}
	}
	if err := expected("picture", expect, p.Version); err != nil {
		return p, err
	}
	if p.RemovedAt != 0 {
		return p, news.Errorf(news.CodeConflict, "picture", "the picture has been removed from the library; put it back first")
	}
	old := p
	c := checker{limits: w.desk.limits()}
	c.describePicture(&p, f)
	if err := c.err(); err != nil || samePicture(p, old) {
		return p, err
	}
	p.TakenDown = p.Expired(w.now)
	p.Version++
	return p, raced(w.tx.PutPicture(p, w.by.Person))
}

func samePicture(a, b news.Picture) bool {
	return a.Alt == b.Alt && a.Decorative == b.Decorative && a.Caption == b.Caption && a.Credit == b.Credit && a.Focus == b.Focus && a.ExpiresAt == b.ExpiresAt &&
		a.Copyright == b.Copyright && a.Usage == b.Usage && a.Name == b.Name
}

// AddRenditions adds renditions that were made of a picture's original, named by its hash, to those it has; if another file
// has taken its place meanwhile, it does nothing. It is the program's own.
func (w *Work) AddRenditions(id, original string, made []news.Rendition) error {
	p, err := w.Picture(id)
	if err != nil || p.Original.Hash != original {
		return err
	}
	before := len(p.Renditions)
	for _, r := range made {
		if !slices.Contains(p.Renditions, r) {
			p.Renditions = append(p.Renditions, r)
		}
	}
	if len(p.Renditions) == before {
		return nil
	}
	p.Version++
	return raced(w.tx.PutPicture(p, w.by.Person))
}

func (c *checker) describePicture(p *news.Picture, f PictureFiling) {
	l := c.limits
	set(&p.Alt, c.line("alt", f.Alt, l.Text))
	set(&p.Caption, c.line("caption", f.Caption, l.Text))
	set(&p.Credit, c.line("credit", f.Credit, l.Line))
	set(&p.Copyright, c.line("rights", f.Rights, l.Line))
	set(&p.Usage, c.line("terms", f.Terms, l.Text))
	set(&p.Name, c.line("name", f.Name, l.Line))
	set(&p.Decorative, f.Decorative)
	set(&p.ExpiresAt, f.ExpiresAt)
	if p.ExpiresAt > lastMoment || p.ExpiresAt < 0 {
		c.fault(news.Invalid("expires_at", "lies outside the years 1970 to 9999"))
	}
	if f.Focus == nil {
		return
	}
	if x, y := f.Focus.X, f.Focus.Y; x < 0 || x > 100 || y < 0 || y > 100 {
		c.fault(news.Invalid("focus", "is %d, %d; both are parts of a hundred, from 0 to 100", x, y))
	}
	p.Focus = *f.Focus
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// hasPicture refuses a picture that is not the paper's.
func (w *Work) hasPicture(field, id string) error {
	if id == "" {
		return nil
	}
	_, err := w.Picture(id)
	if news.CodeOf(err) == news.CodeNotFound {
		return news.Invalid(field, "there is no picture %q in this paper; add it first (POST /api/v1/media)", id)
	}
	return err
}

// hasPictures refuses a filing that names pictures which are not the paper's.
func (w *Work) hasPictures(c Checked) error {
	var faults []error
	if c.f.Picture != nil {
		faults = append(faults, w.hasPicture("picture", *c.f.Picture))
	}
	for _, id := range c.pictures {
		faults = append(faults, w.hasPicture("body", id))
	}
	return errors.Join(faults...)
}

// picturesReady refuses to let copy out whose pictures may not be shown: without words for those who can't see them,
// without a credit, or with rights that have ended.
func (w *Work) picturesReady(c news.Copy) error {
	var faults []error
	if c.Picture != "" {
		faults = append(faults, w.pictureReady("picture", c.Picture, news.Attrs{}))
	}
	if bytes.Contains(c.Body, []byte(`"media"`)) {
		doc, err := body.Decode(c.Body)
		if err != nil {
			return err
		}
		for _, a := range storedPictures(&doc) {
			faults = append(faults, w.pictureReady("body", a.Media, a))
		}
	}
	return errors.Join(faults...)
}

// pictureReady checks one picture; own is what the article itself says of it.
func (w *Work) pictureReady(field, id string, own news.Attrs) error {
	return w.pictureReadyAt(field, id, own, w.now)
}

// pictureReadyAt checks it as of a moment at which it is to be shown.
func (w *Work) pictureReadyAt(field, id string, own news.Attrs, at news.Millis) error {
	p, err := w.Picture(id)
	if news.CodeOf(err) == news.CodeNotFound {
		return news.Invalid(field, "there is no picture %q in this paper; take it out", id)
	}
	if err != nil {
		return err
	}
	name := id
	if p.Caption != "" {
		name = cut(p.Caption, 60)
	}
	switch {
	case p.RemovedAt != 0:
		return news.Invalid(field, "the picture “%s” has been removed from the library; choose another", name)
	case p.Expired(w.now):
		return news.Invalid(field, "the right to show the picture “%s” ended at %s; choose another, or change its expires_at", name, p.ExpiresAt)
	case p.Expired(at):
		return news.Invalid(field, "the right to show the picture “%s” ends at %s, before it would be shown; choose another, or change its expires_at", name, p.ExpiresAt)
	case p.Alt == "" && own.Alt == "" && !p.Decorative:
		return news.Invalid(field, "the picture “%s” has no alternative text for those who can't see it; give it one, or say that it is decorative (PATCH /api/v1/media/%s)", name, id)
	case p.Credit == "" && own.Credit == "":
		return news.Invalid(field, "the picture “%s” has no credit; say whose it is (PATCH /api/v1/media/%s)", name, id)
	}
	return nil
}

// storedPictures lists the pictures of the library that a body shows.
func storedPictures(n *news.Node) (all []news.Attrs) {
	if n.Type == body.Picture && n.Attrs != nil && n.Attrs.Media != "" {
		all = append(all, *n.Attrs)
	}
	for i := range n.Content {
		all = append(all, storedPictures(&n.Content[i])...)
	}
	return all
}

// RemovePicture takes a picture out of the library: it is shown nowhere any more. With undo it comes back.
func (w *Work) RemovePicture(id string, expect int, undo bool) (news.Picture, error) {
	p, err := w.Picture(id)
	if err != nil {
		return p, err
	}
	if err := w.atLeast(news.Editor, "removing a picture"); err != nil {
		return p, err
	}
	if err := expected("picture", expect, p.Version); err != nil || undo == (p.RemovedAt == 0) {
		return p, err
	}
	p.RemovedAt = w.now
	if undo {
		p.RemovedAt = 0
		p.TakenDown = p.Expired(w.now)
	}
	p.Version++
	return p, raced(w.tx.PutPicture(p, w.by.Person))
}

// ReplacePicture puts another file in a picture's place, wherever it is used. What is said of it stays, but for the point
// that no crop may lose, which is the middle again.
func (w *Work) ReplacePicture(id string, expect int, by news.Picture) (news.Picture, error) {
	p, err := w.Picture(id)
	if err != nil {
		return p, err
	}
	if p.Owner != w.by.Person || p.Owner == "" {
		if err := w.atLeast(news.Editor, "replacing a picture that is not your own"); err != nil {
			return p, err
		}
	}
	if err := expected("picture", expect, p.Version); err != nil || p.Original == by.Original {
		return p, err
	}
	old := p
	p.Original, p.Renditions, p.Width, p.Height, p.Colour = by.Original, by.Renditions, by.Width, by.Height, by.Colour
	p.Creator, p.TakenAt, p.Focus = by.Creator, by.TakenAt, news.Focus{X: 50, Y: 50}
	p.Version++
	if err := w.tx.PutPicture(p, w.by.Person); err != nil {
		return p, raced(err)
	}
	// What was there before is kept as a picture that was removed, so that its files are gone and it can come back.
	old.ID, old.RemovedAt, old.Version = w.desk.NewID(), w.now, 1
	if err := w.tx.PutPicture(old, w.by.Person); err != nil {
		return p, raced(err)
	}
	return p, w.enqueue(news.Job{Kind: CompletePicture, Key: p.ID, At: w.now}, PictureJob{Picture: p.ID})
}
