package api

import (
	"context"
	"net/http"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// redirect is an old address as it is answered.
type redirect struct {
	From    string `json:"from" doc:"The old path, with its query where that matters."`
	Article string `json:"article,omitempty" doc:"The id of the article it leads to, wherever that lives."`
	To      string `json:"to,omitempty" doc:"Else the path of the paper, or the address elsewhere, that it leads to."`
}

// redirectFiling is an old address as it is set.
type redirectFiling struct {
	From    string `json:"from" doc:"A path such as /2019/05/a-story.html, with its query where that mattered, or a whole address." minLength:"1"`
	To      string `json:"to" doc:"An article's slug or id, a path of the paper, or an address elsewhere." minLength:"1"`
	Replace bool   `json:"replace,omitempty" doc:"Where the old address leads somewhere else already: let it lead here. Without it that is answered with 409."`
}

// redirects registers old addresses.
func (a *API) redirects() {
	example := redirect{From: "/2019/05/a-story.html", Article: exampleID}
	read(a, operation{
		id: "listRedirects", method: http.MethodGet, path: "/redirects", tag: "paper", summary: "List old addresses",
		text: "The redirects that somebody set, by path. Needs the role editor.", answer: newList([]redirect{example}, ""),
	}, a.listRedirects)
	write(a, operation{
		id: "setRedirect", method: http.MethodPost, path: "/redirects", tag: "paper", summary: "Let an old address lead to a new one",
		text: "Answers 301 at the old address from then on. What the target leads on to is followed at once; a ring, and an address where something lives, are refused. " +
			"Many at once: broadsheet import redirects. Needs the role editor.",
		example: map[string]any{"from": "/2019/05/a-story.html", "to": "https://example.org/a-story"}, answer: example,
	}, func(_ context.Context, _ *call, _ *Keyed, b *redirectFiling) (turn[redirect], error) {
		return func(w *desk.Work) (redirect, error) {
			r, _, err := w.SetRedirect(desk.RedirectFiling{From: b.From, To: b.To, Replace: b.Replace})
			return newRedirect(r), err
		}, nil
	})
}

func (a *API) listRedirects(ctx context.Context, c *call, in *Page) (out list[redirect], err error) {
	if err := desk.MayReadAll(c.by); err != nil {
		return out, err
	}
	return paged(in, "redirects", func(after string, limit int) ([]news.Redirect, error) {
		return a.Store.Redirects(ctx, c.paper.ID, after, limit)
	}, func(r news.Redirect) string { return r.Path }, newRedirect)
}

func newRedirect(r news.Redirect) redirect {
	return redirect{From: r.Path, Article: r.Article, To: r.To}
}
