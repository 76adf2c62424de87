package newsroom

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// Library is what the pictures' screens look up.
type Library interface {
	Library(ctx context.Context, paper string, f news.PictureFilter, after news.After, limit int) ([]news.Picture, error)
	Picture(ctx context.Context, paper, id string) (news.Picture, error)
	PictureUses(ctx context.Context, paper string, p news.Picture, limit int) ([]news.DeskItem, error)
	FrontUses(ctx context.Context, paper, picture string) ([]news.FrontUse, error)
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
