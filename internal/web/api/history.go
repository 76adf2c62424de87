package api

import (
	"context"
	"net/http"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// history registers an article's versions, the difference between two, and what is like it.
func (a *API) history() {
	read(a, operation{
		id: "listVersions", method: http.MethodGet, path: "/articles/{id}/versions", tag: "history", summary: "List an article's versions",
		text: "From the first on, without bodies. A reporter sees those of their own copy.",
		answer: newList([]versionRow{{Version: 1, At: exampleTime, By: examplePerson, Headline: "Council votes for new bridge",
			Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}}, ""),
	}, a.listVersions)
	read(a, operation{
		id: "getVersion", method: http.MethodGet, path: "/articles/{id}/versions/{n}", tag: "history", summary: "Read one version",
		text: "The article with the copy of that version.", answer: exampleArticle(),
	}, func(ctx context.Context, c *call, in *OneVersion) (article, error) {
		return a.readArticle(ctx, c, in.ID, in.N)
	})
	read(a, operation{
		id: "diffVersions", method: http.MethodGet, path: "/articles/{id}/diff", tag: "history", summary: "Compare two versions",
		text:   "What was changed between two versions, word by word: fields, and the elements of the body.",
		answer: exampleDiff(),
	}, a.diffVersions)
	if a.Related != nil {
		read(a, operation{
			id: "relatedArticles", method: http.MethodGet, path: "/articles/{id}/related", tag: "history", summary: "List related articles",
			text: "What readers are offered below the article, best first, with the reason for each.",
			answer: newList([]Related{{ID: exampleID, Headline: "Bridge to close for repairs", URL: "https://news.example.org/bridge-to-close-for-repairs",
				Score: 0.82, Reason: "shared words: bridge, council"}}, ""),
		}, a.listRelated)
	}
}

// VersionsOf are the parameters of the list of versions.
type VersionsOf struct {
	Addressed
	Page
}

// OneVersion are the parameters of one version.
type OneVersion struct {
	Addressed
	N int `path:"n" minimum:"1" maximum:"1000000000" doc:"The version's number." example:"2"`
}

// versionRow is what the list of versions says of one.
type versionRow struct {
	Version    int         `json:"version"`
	At         news.Millis `json:"at"`
	By         string      `json:"by" doc:"The id of the person; empty: the program."`
	Note       string      `json:"note"`
	Correction *published  `json:"correction,omitempty"`
	Headline   string      `json:"headline"`
	Hash       string      `json:"hash" doc:"SHA-256 of the copy: equal copy has an equal hash."`
}

// historyOf refuses whoever may not read an article's versions.
func (a *API) historyOf(ctx context.Context, c *call, id string) (head news.Article, err error) {
	err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
		head, err = v.Article(id)
		return err
	})
	if err != nil {
		return head, err
	}
	return head, desk.MayReadHistory(c.by, head)
}

func (a *API) listVersions(ctx context.Context, c *call, in *VersionsOf) (out list[versionRow], err error) {
	word, err := readWord(in.Cursor, "versions")
	if err != nil {
		return out, err
	}
	after, err := strconv.Atoi(or(word, "0"))
	if err != nil {
		return out, badCursor()
	}
	if _, err := a.historyOf(ctx, c, in.ID); err != nil {
		return out, err
	}
	versions, err := a.Store.Versions(ctx, c.paper.ID, in.ID, after, in.Limit+1)
	if err != nil {
		return out, err
	}
	next := ""
	if len(versions) > in.Limit {
		versions = versions[:in.Limit]
		next = wordCursor("versions", strconv.Itoa(versions[in.Limit-1].N))
	}
	var rows []versionRow
	for _, v := range versions {
		rows = append(rows, versionRow{Version: v.N, At: v.At, By: v.By, Note: v.Note, Correction: (*published)(v.Correction),
			Headline: v.Copy.Headline, Hash: v.Hash})
	}
	return newList(rows, next), nil
}

// Compared are the parameters of a comparison.
type Compared struct {
	Addressed
	From int `query:"from" minimum:"1" maximum:"1000000000" doc:"The older version; the one before \"to\" where nothing is said."`
	To   int `query:"to" minimum:"1" maximum:"1000000000" doc:"The newer version; the newest where nothing is said."`
}

func (a *API) diffVersions(ctx context.Context, c *call, in *Compared) (out diff, err error) {
	head, err := a.historyOf(ctx, c, in.ID)
	if err != nil {
		return out, err
	}
	if in.To == 0 {
		in.To = head.Version
	}
	if in.From == 0 {
		in.From = max(1, in.To-1)
	}
	err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
		from, err := v.Version(in.ID, in.From)
		if err != nil {
			return noVersion(err, "from", in.From, head.Version)
		}
		to, err := v.Version(in.ID, in.To)
		if err != nil {
			return noVersion(err, "to", in.To, head.Version)
		}
		out, err = newDiff(v, from, to)
		return err
	})
	return out, err
}

func noVersion(err error, field string, n, newest int) error {
	if news.CodeOf(err) != news.CodeNotFound {
		return err
	}
	return news.Invalid(field, "there is no version %d; the article has versions 1 to %d", n, newest)
}

// Related is an article that is like another.
type Related struct {
	ID       string  `json:"id"`
	Headline string  `json:"headline"`
	URL      string  `json:"url"`
	Score    float64 `json:"score" doc:"How like it is: higher is more; comparable within one answer only."`
	Reason   string  `json:"reason" doc:"Why it stands here, in words."`
}

// RelatedTo are the parameters of related articles.
type RelatedTo struct {
	Addressed
	Limit int `query:"limit" minimum:"1" maximum:"50" default:"10" doc:"How many at most."`
}

func (a *API) listRelated(ctx context.Context, c *call, in *RelatedTo) (out list[Related], err error) {
	head, _, err := a.Store.Read(ctx, c.paper.ID, in.ID, 0)
	if err != nil {
		return out, err
	}
	if err := desk.MayRead(c.by, head, a.Now()); err != nil {
		return out, err
	}
	items, err := a.Options.Related(ctx, c.paper, in.ID, in.Limit)
	return newList(items, ""), err
}
