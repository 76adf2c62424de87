package newsroom

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

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
