package feeds

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// picture is a picture as feeds tell of it, beside the text that shows it.
type picture struct {
	URL           string // absolute; "": there is none
	Type          string // media type; "": not known
	Width, Height int    // pixels; 0: not known
	Bytes         int64  // 0: not known
	Alt           string
	Caption       string
	Credit        string
}

// withMain puts an article's own picture at the head of its text, unless the text begins with it: in a feed reader there
// is no other place for it.
func withMain(doc *news.Node, id string) {
	if id == "" {
		return
	}
	main := news.Node{Type: body.Picture, Attrs: &news.Attrs{Media: id}}
	if u := ui.PictureURL(id); u != "" {
		main.Attrs = &news.Attrs{URL: u}
	}
	if len(doc.Content) > 0 && doc.Content[0].Type == body.Picture && doc.Content[0].Attrs != nil &&
		doc.Content[0].Attrs.Media+doc.Content[0].Attrs.URL == id {
		return
	}
	doc.Content = append([]news.Node{main}, doc.Content...)
}

// pictures looks up, in one query, the library's pictures that a text shows, and says when the right to show the first of
// them ends; 0: never.
func (f *Feeds) pictures(ctx context.Context, paper string, doc *news.Node, now news.Millis) (found map[string]news.Picture, until news.Millis, err error) {
	ids := mediaOf(nil, doc.Content)
	if len(ids) == 0 {
		return nil, 0, nil
	}
	found, err = f.Store.Pictures(ctx, paper, ids)
	for id, p := range found {
		switch {
		case !p.Shown(now):
			delete(found, id)
		case p.ExpiresAt != 0 && (until == 0 || p.ExpiresAt < until):
			until = p.ExpiresAt
		}
	}
	return found, until, err
}

// mediaOf appends the ids of the library's pictures in a body.
func mediaOf(ids []string, nodes []news.Node) []string {
	for _, n := range nodes {
		if n.Type == body.Picture && n.Attrs != nil && n.Attrs.Media != "" && !slices.Contains(ids, n.Attrs.Media) {
			ids = append(ids, n.Attrs.Media)
		}
		ids = mediaOf(ids, n.Content)
	}
	return ids
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// stored finds a library's picture for the body's writer: one file, of the type that every reader of feeds shows.
func stored(found map[string]news.Picture) func(id string) (body.Image, bool) {
	return func(id string) (body.Image, bool) {
		p := ui.NewPicture(found[id])
		return body.Image{Src: p.URL, Width: p.Width, Height: p.Height, Alt: p.Alt, Caption: p.Caption, Credit: p.Credit}, p.URL != ""
	}
}

// firstPicture returns the first picture of a text, which has its own picture in front.
func firstPicture(nodes []news.Node, found map[string]news.Picture, at string) picture {
	for _, n := range nodes {
		if n.Type != body.Picture || n.Attrs == nil {
			continue
		}
		a := n.Attrs
		p := picture{URL: a.URL, Width: a.Width, Height: a.Height, Alt: a.Alt, Caption: a.Caption, Credit: a.Credit}
		if a.Media != "" {
			file := ui.NewPicture(found[a.Media])
			p.URL, p.Width, p.Height, p.Type = resolve(file.URL, at), file.Width, file.Height, "image/jpeg"
			p.Alt, p.Caption, p.Credit = or(p.Alt, file.Alt), or(p.Caption, file.Caption), or(p.Credit, file.Credit)
			for _, r := range found[a.Media].Renditions {
				if r.Path == file.URL {
					p.Bytes = r.Bytes
				}
			}
		}
		if p.URL != "" {
			return p
		}
	}
	return picture{}
}

// media writes a picture as Media RSS does.
func (w *xmlWriter) media(p picture) {
	if p.URL == "" {
		return
	}
	w.raw("<media:content ", attr("url", p.URL))
	for _, x := range []struct {
		name  string
		value int64
	}{{"fileSize", p.Bytes}, {"width", int64(p.Width)}, {"height", int64(p.Height)}} {
		if x.value > 0 {
			w.raw(" ", attr(x.name, strconv.FormatInt(x.value, 10)))
		}
	}
	if p.Type != "" {
		w.raw(" ", attr("type", p.Type))
	}
	w.raw(` medium="image">`)
	w.optional("media:title", "", p.Caption)
	w.optional("media:description", "", p.Alt)
	w.optional("media:credit", "", p.Credit)
	w.raw("</media:content>\n")
}

// enclosure writes a picture as Atom does.
func (w *xmlWriter) enclosure(p picture) {
	if p.URL == "" {
		return
	}
	w.raw("<link ", attr("href", p.URL), ` rel="enclosure"`)
	if p.Type != "" {
		w.raw(" ", attr("type", p.Type))
	}
	if p.Bytes > 0 {
		w.raw(" ", attr("length", strconv.FormatInt(p.Bytes, 10)))
	}
	if title := or(p.Caption, p.Alt); title != "" {
		w.raw(" ", attr("title", title))
	}
	w.raw("/>\n")
}

// enough is how many characters a description has where there are so many: readers that show the description alone want
// about 300.
const enough = 300

// opening returns the first words of a text's paragraphs, as far as a description may need them.
func opening(doc *news.Node) string {
	text := ""
	for i := range doc.Content {
		if doc.Content[i].Type == body.Paragraph && len(text) < 4*enough {
			one := news.Node{Type: doc.Type, Content: doc.Content[i : i+1]}
			text += " " + string(body.AppendText(nil, &one))
		}
	}
	if text == "" { // a live page's words are in its key points and entries
		text = strings.ReplaceAll("\n"+string(body.AppendText(nil, doc)), "\n- ", "\n")
	}
	return strings.Join(strings.Fields(text), " ")
}

// describe returns a standfirst, made long enough by the first words of the text.
func describe(standfirst, text string) string {
	missing := enough - len([]rune(standfirst))
	if missing <= 0 || text == "" {
		return standfirst
	}
	if r := []rune(text); len(r) > missing {
		text = string(r[:missing])
		if rest := string(r[missing:]); !strings.HasPrefix(rest, " ") { // to the end of the word
			word, _, _ := strings.Cut(rest, " ")
			text += word
		}
		text += " …"
	}
	if standfirst == "" {
		return text
	}
	return standfirst + " " + text
}
