package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"broadsheet/internal/body"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Addressed is the parameter of operations on one article.
type Addressed struct {
	ID string `path:"id" doc:"The article's id." example:"0198c0de-7a3b-7c41-9d52-3f6a1b2c4d5e"`
}

// One are the parameters of a change of one article.
type One struct {
	Addressed
	Matched
}

// articles registers filing, reading, listing and changing.
func (a *API) articles() {
	write(a, operation{
		id: "fileArticle", method: http.MethodPost, path: "/articles", tag: "articles", status: http.StatusCreated, limit: a.singleLimit(),
		summary: "File an article",
		text: "Files a draft; with \"publish\": true it is out at once, or when its embargo ends. A reporter files drafts, an editor may publish.\n\n" +
			"A headline and a section are required. The slug is made from the headline unless one is given.",
		example: exampleFiling(), answer: exampleArticle(),
	}, a.file)
	a.batch()
	read(a, operation{
		id: "listArticles", method: http.MethodGet, path: "/articles", tag: "articles", summary: "List articles",
		text:   "The newsroom's list: what was changed last comes first. A reporter sees their own copy.",
		answer: newList([]row{exampleRow()}, ""),
	}, a.listArticles)
	read(a, operation{
		id: "getArticle", method: http.MethodGet, path: "/articles/{id}", tag: "articles", summary: "Read an article",
		text:   "The newest version, whether readers see it or not. A reporter reads their own copy and what is out.",
		answer: exampleArticle(),
	}, a.getArticle)
	write(a, operation{
		id: "changeArticle", method: http.MethodPatch, path: "/articles/{id}", tag: "articles", limit: a.singleLimit(),
		summary: "Change an article",
		text: "Makes a new version. A field that is left out stays as it is; null or an empty text clears it. Copy that is out goes out changed at once, " +
			"unless \"publish\" is false. A reporter changes their own copy until it is ready.",
		example: map[string]any{"standfirst": "The council meets again on Tuesday.", "note": "Date of the next meeting."}, answer: exampleArticle(),
	}, a.changeArticle)
}

func (a *API) file(_ context.Context, c *call, _ *Keyed, f *Filing) (turn[article], error) {
	checked, err := a.Desk.Check(f.forDesk())
	if err != nil {
		return nil, err
	}
	return func(w *desk.Work) (article, error) {
		r, err := w.File(checked)
		return advisedAnswer(c, w, r, err)
	}, nil
}

func (a *API) changeArticle(_ context.Context, c *call, in *One, f *Filing) (turn[article], error) {
	checked, err := a.Desk.Check(f.forDesk())
	if err != nil {
		return nil, err
	}
	return c.actTurn(in, func(w *desk.Work, id string, expect int) (desk.Result, error) { return w.Change(id, expect, checked) })
}

func (a *API) getArticle(ctx context.Context, c *call, in *Addressed) (article, error) {
	return a.readArticle(ctx, c, in.ID, 0)
}

// readArticle reads an article with one of its versions; 0 is the newest. Somebody who may not read its history gets the
// version that readers see, in the form in which they see it.
func (a *API) readArticle(ctx context.Context, c *call, id string, n int) (out article, err error) {
	head, version, err := a.Store.Read(ctx, c.paper.ID, id, n)
	if err != nil {
		return out, err
	}
	if n == 0 {
		err = desk.MayRead(c.by, head, a.Now())
	} else {
		err = desk.MayReadHistory(c.by, head)
	}
	if err != nil {
		return out, err
	}
	whole := desk.MayReadHistory(c.by, head) == nil
	if !whole && version.N != head.Live {
		if _, version, err = a.Store.Read(ctx, c.paper.ID, id, head.Live); err != nil {
			return out, err
		}
	}
	doc, err := body.Decode(version.Copy.Body)
	if err != nil {
		return out, err
	}
	if !whole {
		doc = body.ForReaders(doc)
		if version.Copy.Body, err = json.Marshal(doc); err != nil {
			return out, err
		}
	}
	err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
		out, err = newArticle(c, v, head, version)
		return err
	})
	out.BodyHTML = string(body.AppendCanonicalHTML(nil, &doc))
	return out, err
}

// Listed are the parameters of the newsroom's list.
type Listed struct {
	State   string `query:"state" enum:"draft,submitted,ready,scheduled,live,corrected,unpublished,killed,spiked" doc:"Only articles in this state."`
	Kind    string `query:"kind" enum:"news,analysis,opinion,bulletin,live,obituary,gallery,letter" doc:"Only articles whose newest version is of this kind."`
	Section string `query:"section" doc:"Only articles of this section, by slug." example:"news"`
	Query   string `query:"q" maxLength:"200" doc:"Only articles with these words in headline or slugline." example:"council"`
	Page
}

// Page are the parameters of every list that goes on.
type Page struct {
	Cursor string `query:"cursor" maxLength:"1000" doc:"The \"next\" of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most."`
}

// row is what the newsroom's list says of an article.
type row struct {
	ID           string      `json:"id"`
	Version      int         `json:"version"`
	State        news.State  `json:"state"`
	URL          string      `json:"url"`
	Slug         string      `json:"slug"`
	Live         int         `json:"live"`
	Kind         news.Kind   `json:"kind"`
	Headline     string      `json:"headline"`
	Slugline     string      `json:"slugline"`
	Section      string      `json:"section"`
	PublishedAt  news.Millis `json:"published_at" nullable:"true"`
	UpdatedAt    news.Millis `json:"updated_at" nullable:"true"`
	EmbargoUntil news.Millis `json:"embargo_until" nullable:"true"`
	ExpiresAt    news.Millis `json:"expires_at" nullable:"true"`
	CreatedAt    news.Millis `json:"created_at"`
	ModifiedAt   news.Millis `json:"modified_at"`
	Owner        string      `json:"owner"`
	Holds        []hold      `json:"holds,omitempty" doc:"What keeps it from being published."`
}

func (a *API) listArticles(ctx context.Context, c *call, in *Listed) (out list[row], err error) {
	after, err := readPlace(in.Cursor, "articles")
	if err != nil {
		return out, err
	}
	sections, err := a.Store.Sections(ctx, c.paper.ID)
	if err != nil {
		return out, err
	}
	f := news.DeskFilter{State: news.State(in.State), Kind: news.Kind(in.Kind), Query: in.Query}
	if !c.by.Role.AtLeast(news.Editor) {
		f.Owner = c.by.Person
	}
	if in.Section != "" {
		i := slices.IndexFunc(sections, func(s news.Section) bool { return s.Slug == in.Section })
		if i < 0 {
			return out, news.Invalid("section", "there is no section %q; %s/sections lists them", in.Section, prefix)
		}
		f.Section = sections[i].ID
	}
	items, err := a.Store.Articles(ctx, c.paper.ID, f, after, in.Limit+1)
	if err != nil {
		return out, err
	}
	next := ""
	if len(items) > in.Limit {
		items = items[:in.Limit]
		last := items[in.Limit-1]
		next = placeCursor("articles", news.After{At: last.ModifiedAt, ID: last.ID})
	}
	slugs := map[string]string{}
	for _, s := range sections {
		slugs[s.ID] = s.Slug
	}
	var rows []row
	for _, i := range items {
		rows = append(rows, newRow(c, i, slugs[i.Section]))
	}
	return newList(rows, next), nil
}

func newRow(c *call, i news.DeskItem, section string) row {
	return row{
		ID: i.ID, Version: i.Version, State: i.State, URL: c.url(i.Slug), Slug: i.Slug, Live: i.Live, Kind: i.Kind, Headline: i.Headline,
		Slugline: i.Slugline, Section: section, PublishedAt: i.PublishedAt, UpdatedAt: i.UpdatedAt, EmbargoUntil: i.EmbargoUntil,
		ExpiresAt: i.ExpiresAt, CreatedAt: i.CreatedAt, ModifiedAt: i.ModifiedAt, Owner: i.Owner, Holds: newHolds(i.Holds),
	}
}
