package newsroom

import (
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// redirectsPage lists redirects beside forms for one, and for a table of them.
type redirectsPage struct {
	settingsPage
	query     string
	redirects []shownRedirect
	more      string
	table     form
	came      string   // what became of a table
	refused   []string // of its lines
}

type shownRedirect struct {
	news.Redirect
	leadsTo string
}

const perRedirects = 100

func (v *visit) redirectsPage() (p redirectsPage, err error) {
	if p.settingsPage, err = v.settingsPage("redirects", "Redirects"); err != nil {
		return p, err
	}
	p.form = form{action: settingsPath + "redirects", button: "Save", title: "A redirect", fields: []field{
		{name: "from", label: "Old address", kind: "text", hint: "A path such as /2019/05/a-story.html, or a whole address."},
		{name: "to", label: "Leads to", kind: "text", hint: "An article’s slug, a path of the paper, or an address elsewhere."},
		{name: "replace", label: "It may lead somewhere else already", kind: "check"},
	}}
	p.table = form{action: settingsPath + "redirects/import", button: "Take the table in", title: "A table of redirects", upload: true, fields: []field{
		{name: "table", label: "File", kind: "file", hint: "CSV: the old address, then the new one. What is refused is told; the rest is taken in."},
		{name: "replace-all", label: "They may lead somewhere else already", kind: "check"},
	}}
	p.query = v.r.URL.Query().Get("q")
	list, err := v.Store.RedirectsWith(v.r.Context(), v.paper.ID, p.query, v.r.URL.Query().Get("after"), perRedirects+1)
	if err != nil {
		return p, err
	}
	if len(list) > perRedirects {
		list = list[:perRedirects]
		p.more = settingsPath + "redirects?" + url.Values{"q": {p.query}, "after": {list[perRedirects-1].Path}}.Encode()
	}
	return p, v.Store.View(v.r.Context(), v.paper.ID, func(w news.View) error {
		p.redirects = nil
		for _, r := range list {
			s := shownRedirect{r, r.To}
			if r.Article != "" {
				a, err := w.Article(r.Article)
				if err != nil && news.CodeOf(err) != news.CodeNotFound {
					return err
				}
				s.leadsTo = "/" + a.Slug
			}
			p.redirects = append(p.redirects, s)
		}
		return nil
	})
}

func (v *visit) redirects() error {
	p, err := v.redirectsPage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, p.settingsPage, redirectsView(p))
}

// saveRedirect lets an old address lead somewhere.
func (v *visit) saveRedirect() error {
	err := v.do(func(w *desk.Work) error {
		_, _, err := w.SetRedirect(desk.RedirectFiling{From: *v.typed("from"), To: *v.typed("to"), Replace: v.r.PostFormValue("replace") != ""})
		return err
	})
	if err == nil {
		return v.done("redirects", "saved")
	}
	p, err2 := v.redirectsPage()
	if err2 != nil {
		return err2
	}
	return v.again(p.settingsPage, func(s settingsPage) templ.Component { p.settingsPage = s; return redirectsView(p) }, err, func(name string) string {
		if name == "redirect" {
			return "from"
		}
		return name
	})
}

func (v *visit) removeRedirect() error {
	if err := v.do(func(w *desk.Work) error { return w.DropRedirect(v.r.PostFormValue("path")) }); err != nil {
		return err
	}
	return v.done("redirects", "removed")
}

// maxTable bounds a table that is sent, and maxTold how many refused lines are told.
const (
	maxTable = 8 << 20
	maxTold  = 100
)

// sentFile reads a file of the form. Errors: CodeInvalid when there is none, CodeTooLarge.
func (v *visit) sentFile(name string) ([]byte, error) {
	f, _, err := v.r.FormFile(name)
	if err != nil {
		return nil, news.Invalid(name, "is missing; choose a file")
	}
	b, err := io.ReadAll(io.LimitReader(f, maxTable+1))
	if err == nil && len(b) > maxTable {
		err = news.Errorf(news.CodeTooLarge, name, "has more than %d MB; split it, or use the command broadsheet import", maxTable>>20)
	}
	return b, err
}

// importRedirects takes a table in. One line that is refused doesn't stop the others.
func (v *visit) importRedirects() error {
	b, err := v.sentFile("table")
	var lines []desk.RedirectLine
	if err == nil {
		lines = desk.RedirectsInOrder(desk.ReadRedirects("line", b, v.r.PostFormValue("replace-all") != ""))
		err = desk.MayReadAll(v.actor())
	}
	var made, same int
	var refused []string
	if err == nil {
		err = v.do(func(w *desk.Work) error {
			made, same, refused = 0, 0, nil
			for _, l := range lines {
				set, err := l.Set(w)
				switch {
				case err != nil && !desk.IsRefusal(err):
					return err
				case err != nil:
					for _, x := range news.Problems(err) {
						refused = append(refused, l.Where+": "+x.Message)
					}
				case set:
					made++
				default:
					same++
				}
			}
			return nil
		})
	}
	p, err2 := v.redirectsPage()
	if err2 != nil {
		return err2
	}
	if err != nil {
		if len(news.Problems(err)) == 0 {
			return err
		}
		p.table.refuse(err, nil)
	} else {
		p.came = fmt.Sprintf("Of %d lines %d were made, %d were there already, and %d were refused.", len(lines), made, same, len(lines)-made-same)
		p.refused = refused[:min(len(refused), maxTold)]
	}
	return v.show(http.StatusOK, p.settingsPage, redirectsView(p))
}
