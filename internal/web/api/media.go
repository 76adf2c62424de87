package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// pictureFiling is what is said of a picture, as it is changed.
type pictureFiling struct {
	Alt        field[string] `json:"alt,omitzero" doc:"What somebody who can't see it is told."`
	Decorative field[bool]   `json:"decorative,omitzero" doc:"It says nothing, and needs no alternative text."`
	Caption    field[string] `json:"caption,omitzero" doc:"What is printed under it."`
	Credit     field[string] `json:"credit,omitzero" doc:"Whose it is, as printed."`
	Focus      field[focus]  `json:"focus,omitzero" doc:"The point that no crop may lose."`
	Rights     field[string] `json:"rights,omitzero" doc:"Who has the rights."`
	Terms      field[string] `json:"terms,omitzero" doc:"On what terms it may be used; for the newsroom."`
	ExpiresAt  field[moment] `json:"expires_at,omitzero" doc:"From then on nobody outside may see it."`
}

// fetchFiling is a picture as it is added by its address.
type fetchFiling struct {
	URL        field[string] `json:"url,omitzero" doc:"Where the picture is fetched from, once."`
	Alt        field[string] `json:"alt,omitzero" doc:"What somebody who can't see it is told; what the file says where nothing is said, and so with caption and credit."`
	Decorative field[bool]   `json:"decorative,omitzero" doc:"It says nothing, and needs no alternative text."`
	Caption    field[string] `json:"caption,omitzero" doc:"What is printed under it."`
	Credit     field[string] `json:"credit,omitzero" doc:"Whose it is, as printed."`
	Focus      field[focus]  `json:"focus,omitzero" doc:"The point that no crop may lose."`
	Rights     field[string] `json:"rights,omitzero" doc:"Who has the rights."`
	Terms      field[string] `json:"terms,omitzero" doc:"On what terms it may be used; for the newsroom."`
	ExpiresAt  field[moment] `json:"expires_at,omitzero" doc:"From then on nobody outside may see it."`
}

// focus is news.Focus with its fields described.
type focus struct {
	X int `json:"x" doc:"Parts of a hundred from the left edge."`
	Y int `json:"y" doc:"Parts of a hundred from the upper edge."`
}

func (f *pictureFiling) forDesk() desk.PictureFiling {
	return desk.PictureFiling{Alt: f.Alt.pointer(), Decorative: f.Decorative.unlessNull(), Caption: f.Caption.pointer(), Credit: f.Credit.pointer(),
		Focus: (*news.Focus)(f.Focus.unlessNull()), ExpiresAt: millis(f.ExpiresAt),
		Rights: f.Rights.pointer(), Terms: f.Terms.pointer()}
}

// picture is a picture as it is answered.
type picture struct {
	ID         string      `json:"id"`
	Version    int         `json:"version"`
	Alt        string      `json:"alt"`
	Decorative bool        `json:"decorative"`
	Caption    string      `json:"caption"`
	Credit     string      `json:"credit"`
	Creator    string      `json:"creator" doc:"Who made it, as the file says."`
	Rights     string      `json:"rights" doc:"Who has them; at first what the file says."`
	Terms      string      `json:"terms" doc:"On what terms it may be used; at first what the file says."`
	Name       string      `json:"name" doc:"Of the file that came."`
	TakenAt    string      `json:"taken_at" doc:"As the file says, in the camera's own time."`
	Focus      focus       `json:"focus"`
	Width      int         `json:"width" doc:"Of the original, upright, in pixels."`
	Height     int         `json:"height"`
	Colour     string      `json:"colour" doc:"Its mean."`
	Type       string      `json:"type" doc:"Of the original, which is kept and never shown."`
	Bytes      int64       `json:"bytes"`
	Hash       string      `json:"hash" doc:"SHA-256 of the original."`
	Renditions []rendition `json:"renditions" doc:"What readers get. Those at more widths, and AVIF, are made in the background."`
	ExpiresAt  news.Millis `json:"expires_at" nullable:"true"`
	RemovedAt  news.Millis `json:"removed_at" nullable:"true" doc:"When it was removed from the library; it is shown nowhere."`
	CreatedAt  news.Millis `json:"created_at"`
	Owner      string      `json:"owner" doc:"The id of the person who added it."`
}

// rendition is one file made of a picture.
type rendition struct {
	Type   string `json:"type"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int64  `json:"bytes"`
	URL    string `json:"url" doc:"Good for ever."`
}

func (p picture) versionOf() int  { return p.Version }
func (p picture) placeOf() string { return "/media/" + p.ID }

func newPicture(c *call, p news.Picture) picture {
	out := picture{ID: p.ID, Version: p.Version, Alt: p.Alt, Decorative: p.Decorative, Caption: p.Caption, Credit: p.Credit, Creator: p.Creator,
		Rights: p.Copyright, Terms: p.Usage, Name: p.Name, TakenAt: p.TakenAt, Focus: focus(p.Focus), Width: p.Width, Height: p.Height, Colour: p.Colour,
		Type: p.Original.Type, Bytes: p.Original.Bytes, Hash: p.Original.Hash, Renditions: []rendition{}, ExpiresAt: p.ExpiresAt, RemovedAt: p.RemovedAt, CreatedAt: p.CreatedAt, Owner: p.Owner}
	for _, r := range p.Renditions {
		out.Renditions = append(out.Renditions, rendition{r.Type, r.Width, r.Height, r.Bytes, c.base + r.Path})
	}
	return out
}

func examplePicture() picture {
	return picture{ID: exampleID, Version: 1, Alt: "Seven gulls on the ridge of a roof.", Caption: "Seven of the 1,204.", Credit: "Ada Marsh",
		Focus: focus{55, 45}, Width: 4000, Height: 3000, Colour: "#8a9098", Type: "image/jpeg", Bytes: 3900000, Hash: strings.Repeat("5e", 32), CreatedAt: exampleTime,
		Owner:      examplePerson,
		Renditions: []rendition{{"image/webp", 640, 480, 41000, "https://news.example.org/media/5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e-640.webp"}}}
}

// media registers adding, reading, listing and changing pictures.
func (a *API) media() {
	op := operation{
		id: "addPicture", method: http.MethodPost, path: "/media", tag: "media", status: http.StatusCreated, limit: a.MaxPicture + smallLimit, forms: true,
		summary: "Add a picture",
		text: "Sends a file, as a form with the part file and any of the fields, or names an address that it is fetched from. JPEG, PNG, WebP and GIF are taken. " +
			"What the file says of itself fills in alternative text, caption and credit where nothing is said; place and serial numbers are in nothing that is published. " +
			"Needs the role reporter.",
		example: map[string]any{"url": "https://pictures.example.org/gulls.jpg", "alt": "Seven gulls on the ridge of a roof.", "credit": "Ada Marsh"}, answer: examplePicture(),
	}
	register[Keyed, fetchFiling, picture](a, op, func(ctx context.Context, c *call, in *Keyed, raw []byte) (*answer, error) {
		return a.addPicture(ctx, c, op, in, raw)
	})
	a.operationAt(op).RequestBody.Content["multipart/form-data"] = &huma.MediaType{Schema: formSchema(), Example: map[string]any{"file": "(the file)", "credit": "Ada Marsh"}}
	read(a, operation{
		id: "listPictures", method: http.MethodGet, path: "/media", tag: "media", summary: "List pictures",
		text: "The library, the newest first.", answer: newList([]picture{examplePicture()}, ""),
	}, a.listPictures)
	read(a, operation{
		id: "getPicture", method: http.MethodGet, path: "/media/{id}", tag: "media", summary: "Read one picture", text: "What is said of it, and its files.", answer: examplePicture(),
	}, func(ctx context.Context, c *call, in *OnePicture) (picture, error) {
		p, err := a.Store.Picture(ctx, c.paper.ID, in.ID)
		return newPicture(c, p), err
	})
	write(a, operation{
		id: "changePicture", method: http.MethodPatch, path: "/media/{id}", tag: "media", summary: "Change what is said of a picture",
		text:    "Every page that shows it says so at once. A field that is left out stays as it is. An editor changes any picture, a reporter their own.",
		example: map[string]any{"alt": "Seven gulls in a row.", "focus": map[string]any{"x": 55, "y": 45}}, answer: examplePicture(),
	}, func(_ context.Context, c *call, in *PictureChange, b *pictureFiling) (turn[picture], error) {
		expect, err := parseMatch(in.Match)
		return func(w *desk.Work) (picture, error) {
			p, err := w.ChangePicture(in.ID, expect, b.forDesk())
			return newPicture(c, p), err
		}, err
	})
	write(a, operation{
		id: "removePicture", method: http.MethodPost, path: "/media/{id}/remove", tag: "media", summary: "Remove a picture",
		text:    "It is taken out of the library and shown nowhere any more; its files are answered as gone. With back it comes back. Needs the role editor.",
		example: map[string]any{"back": false}, answer: examplePicture(),
	}, func(_ context.Context, c *call, in *PictureChange, b *removing) (turn[picture], error) {
		expect, err := parseMatch(in.Match)
		return func(w *desk.Work) (picture, error) {
			p, err := w.RemovePicture(in.ID, expect, b.Back.value)
			return newPicture(c, p), err
		}, err
	})
}

// removing is the body of remove.
type removing struct {
	Back field[bool] `json:"back,omitzero" doc:"true: it comes back."`
}

// OnePicture is the parameter of operations on one picture.
type OnePicture struct {
	ID string `path:"id" doc:"The picture's id." example:"0198c0de-7a3b-7c41-9d52-3f6a1b2c4d5e"`
}

// PictureChange are the parameters of a change of one picture.
type PictureChange struct {
	OnePicture
	Matched
}

// Library are the parameters of the library's list.
type Library struct {
	Query string `query:"q" maxLength:"200" doc:"Only pictures with these words in caption, credit, creator or alternative text." example:"gulls"`
	Page
}

func (a *API) listPictures(ctx context.Context, c *call, in *Library) (out list[picture], err error) {
	after, err := readPlace(in.Cursor, "media")
	if err != nil {
		return out, err
	}
	items, err := a.Store.Library(ctx, c.paper.ID, news.PictureFilter{Query: in.Query}, after, in.Limit+1)
	if err != nil {
		return out, err
	}
	next := ""
	if len(items) > in.Limit {
		items = items[:in.Limit]
		last := items[in.Limit-1]
		next = placeCursor("media", news.After{At: last.CreatedAt, ID: last.ID})
	}
	return convert(items, next, func(p news.Picture) picture { return newPicture(c, p) }), nil
}

// addPicture takes a picture in and puts it into the library. Who may not is told before anything is fetched or decoded.
func (a *API) addPicture(ctx context.Context, c *call, op operation, in *Keyed, raw []byte) (*answer, error) {
	key, err := in.keyed()
	if err != nil {
		return nil, err
	}
	if !c.by.Role.AtLeast(news.Reporter) {
		return nil, news.Errorf(news.CodeForbidden, "", "adding a picture needs the role reporter; you have none")
	}
	p, f, request, err := a.received(ctx, c, raw)
	if err != nil {
		return nil, err
	}
	return carryOut(ctx, c, op, key, request, func(w *desk.Work) (picture, error) {
		p, err := w.AddPicture(p, f, 0)
		return newPicture(c, p), err
	})
}

// received takes in the picture that was sent, or that the address leads to. request is what tells this request from
// another: of a form, its parts, as every client draws a border of its own between them.
func (a *API) received(ctx context.Context, c *call, raw []byte) (p news.Picture, f desk.PictureFiling, request []byte, err error) {
	if !isForm(c.r.Header) {
		var b fetchFiling
		if err := decode(raw, &b); err != nil {
			return p, f, nil, err
		}
		if b.URL.value == "" {
			return p, f, nil, news.Invalid("url", "is missing; give the picture's address, or send the file as a form (multipart/form-data) in the part file")
		}
		f = (&pictureFiling{b.Alt, b.Decorative, b.Caption, b.Credit, b.Focus, b.Rights, b.Terms, b.ExpiresAt}).forDesk()
		p, err = a.Pictures.Fetch(ctx, b.URL.value)
		p.Name = nameAt(b.URL.value)
		return p, f, raw, err
	}
	file, name, fields, err := readForm(c.r.Header.Get("Content-Type"), raw)
	if err != nil {
		return p, f, nil, err
	}
	if f, err = formFiling(fields); err != nil {
		return p, f, nil, err
	}
	for _, name := range formFields() {
		request = append(request, name+"="+fields[name]+"\n"...)
	}
	p, err = a.Pictures.Take(ctx, file)
	p.Name = cutTo(name, 300)
	return p, f, append(request, p.Original.Hash...), err
}

// nameAt is the last part of an address, as the name of the file there.
func nameAt(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" || strings.HasSuffix(u.Path, "/") {
		return ""
	}
	return cutTo(path.Base(u.Path), 300)
}

// cutTo cuts what a file is called, which nobody chose with care.
func cutTo(s string, most int) string {
	s = strings.ToValidUTF8(s, "")
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

func isForm(h http.Header) bool {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && media == "multipart/form-data"
}

// formFields are the fields of a form beside the file.
func formFields() []string {
	return []string{"alt", "caption", "credit", "decorative", "expires_at", "focus", "rights", "terms"}
}

func formSchema() *huma.Schema {
	s := &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{
		"file": {Type: huma.TypeString, Format: "binary", Description: "The picture."}}}
	for _, name := range formFields() {
		s.Properties[name] = &huma.Schema{Type: huma.TypeString, Description: map[string]string{"focus": `Such as "55,45".`, "decorative": "true or false."}[name]}
	}
	return s
}

// readForm reads a form's file and fields.
func readForm(contentType string, raw []byte) (file []byte, fileName string, fields map[string]string, err error) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil || params["boundary"] == "" {
		return nil, "", nil, refuse(http.StatusBadRequest, "body", "is a form without a boundary; send it as multipart/form-data does")
	}
	fields = map[string]string{}
	for r := multipart.NewReader(bytes.NewReader(raw), params["boundary"]); ; {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", nil, refuse(http.StatusBadRequest, "body", "is a form that breaks off; send it again")
		}
		b, err := io.ReadAll(part)
		switch name := part.FormName(); {
		case err != nil:
			return nil, "", nil, refuse(http.StatusBadRequest, "body", "is a form that breaks off; send it again")
		case name == "file" && file == nil:
			file, fileName = b, part.FileName()
		case fields[name] != "" || name == "file":
			return nil, "", nil, news.Invalid(name, "is given twice; give it once")
		default:
			if err := knownField(name); err != nil {
				return nil, "", nil, err
			}
			fields[name] = string(b)
		}
	}
	if file == nil {
		return nil, "", nil, news.Invalid("file", "is missing; send the picture in the part file")
	}
	return file, fileName, fields, nil
}

func knownField(name string) error {
	for _, known := range formFields() {
		if name == known {
			return nil
		}
	}
	return news.Invalid(name, "%s", unknownName("field", name, append(formFields(), "file")))
}

// formFiling reads a form's fields.
func formFiling(fields map[string]string) (f desk.PictureFiling, err error) {
	for name, to := range map[string]**string{"alt": &f.Alt, "caption": &f.Caption, "credit": &f.Credit, "rights": &f.Rights, "terms": &f.Terms} {
		if v, ok := fields[name]; ok {
			*to = &v
		}
	}
	if v, ok := fields["decorative"]; ok {
		is, err := strconv.ParseBool(v)
		if err != nil {
			return f, news.Invalid("decorative", "must be true or false, and is %q", v)
		}
		f.Decorative = &is
	}
	if v := fields["expires_at"]; v != "" {
		at, err := news.ParseTime(v)
		if err != nil || at == news.Never {
			return f, news.Invalid("expires_at", "%q is not a time; write it like 2026-02-01T06:00:00Z", v)
		}
		f.ExpiresAt = &at
	}
	if v := fields["focus"]; v != "" {
		x, y, _ := strings.Cut(v, ",")
		nx, err := strconv.Atoi(strings.TrimSpace(x))
		ny, err2 := strconv.Atoi(strings.TrimSpace(y))
		if err := errors.Join(err, err2); err != nil {
			return f, news.Invalid("focus", "must be two numbers such as 55,45, and is %q", v)
		}
		f.Focus = &news.Focus{X: nx, Y: ny}
	}
	return f, nil
}
