package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// batchRequest is many articles filed at once.
type batchRequest struct {
	Articles []rawFiling `json:"articles" minItems:"1" maxItems:"1000" doc:"Each as in filing one article."`
}

func (*batchRequest) inParts() {}

// rawFiling is one filing of a batch, not read yet: what is wrong with one must not stop the others.
type rawFiling struct{ json.RawMessage }

// Schema describes it as what it is when it has been read.
func (rawFiling) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[Filing](), true, "")
}

// batchAnswer is one answer for each article of a batch, in the order they were sent.
type batchAnswer struct {
	Items []batchItem `json:"items"`
}

// batchItem is what became of one article of a batch.
type batchItem struct {
	Status  int        `json:"status" doc:"201 when it was filed, else the status that filing it alone would have answered."`
	ID      string     `json:"id,omitempty"`
	Version int        `json:"version,omitempty"`
	State   news.State `json:"state,omitempty"`
	URL     string     `json:"url,omitempty"`
	Slug    string     `json:"slug,omitempty"`
	Problem *Problem   `json:"problem,omitempty" doc:"Why it was not filed."`
}

func (a *API) batch() {
	write(a, operation{
		id: "fileArticles", method: http.MethodPost, path: "/articles:batch", tag: "articles", limit: a.MaxBatch,
		summary: "File many articles",
		text: "Files up to 1,000 articles in one transaction, with one answer for each, in order. An article that is refused changes nothing and does not " +
			"stop the others.",
		example: map[string]any{"articles": []any{exampleFiling(), map[string]any{"headline": "Ferry timetable changes", "section": "news", "publish": true}}},
		answer: batchAnswer{Items: []batchItem{
			{Status: http.StatusCreated, ID: exampleID, Version: 1, State: news.Live, URL: "https://news.example.org/council-votes-for-new-bridge", Slug: "council-votes-for-new-bridge"},
			{Status: http.StatusUnprocessableEntity, Problem: newProblem(http.StatusUnprocessableEntity, []*news.Error{news.Invalid("headline", "is missing; every article has a headline")}, "")},
		}},
	}, a.fileBatch)
}

func (a *API) fileBatch(ctx context.Context, c *call, _ *Keyed, b *batchRequest) (turn[batchAnswer], error) {
	if err := a.Desk.CheckBatch(len(b.Articles)); err != nil {
		return nil, err
	}
	batch, refused := make([]desk.Checked, len(b.Articles)), make([]error, len(b.Articles))
	for i, raw := range b.Articles {
		var f Filing
		if refused[i] = decode(raw.RawMessage, &f); refused[i] == nil {
			batch[i], refused[i] = a.Desk.Check(f.forDesk())
		}
	}
	return func(w *desk.Work) (batchAnswer, error) {
		outcomes, err := w.FileAll(batch, refused)
		if err != nil {
			return batchAnswer{}, err
		}
		out := batchAnswer{Items: make([]batchItem, len(outcomes))}
		for i, o := range outcomes {
			out.Items[i] = newBatchItem(ctx, c, o)
		}
		return out, nil
	}, nil
}

func newBatchItem(ctx context.Context, c *call, o desk.Outcome) batchItem {
	if o.Err != nil {
		p := problemOf(ctx, o.Err)
		return batchItem{Status: p.Status, Problem: p}
	}
	h := o.Article
	return batchItem{Status: http.StatusCreated, ID: h.ID, Version: h.Version, State: h.State, URL: c.url(h.Slug), Slug: h.Slug}
}
