package api

import (
	"context"
	"net/http"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// OneFront is the parameter of operations on one front.
type OneFront struct {
	Name string `path:"name" doc:"\"front\" for the paper's own, or a section's slug." example:"front"`
}

// FrontChange are the parameters of a change of a front.
type FrontChange struct {
	OneFront
	Matched
}

// front is a front as it is answered.
type front struct {
	Name    string `json:"name"`
	Version int    `json:"version" doc:"0: nobody has curated it, and it is filled by rule."`
	Live    []slot `json:"live" doc:"What readers see, in order; what is not curated is filled with the newest."`
	Draft   []slot `json:"draft" doc:"What an editor works on."`
}

func (f front) versionOf() int { return f.Version }

// slot is a place on a front.
type slot struct {
	Article  string        `json:"article" doc:"An article's id."`
	Headline string        `json:"headline,omitempty" doc:"In place of the article's own."`
	Kicker   string        `json:"kicker,omitempty" doc:"In place of the article's own."`
	Until    field[moment] `json:"until,omitzero" doc:"From then on the place is filled by rule."`
}

// frontFiling is a front as it is changed.
type frontFiling struct {
	Live  field[[]slot] `json:"live,omitzero" doc:"Left out: it stays as it is."`
	Draft field[[]slot] `json:"draft,omitzero" doc:"Left out: it stays as it is."`
}

func (a *API) fronts() {
	example := front{Name: "front", Version: 3, Live: []slot{{Article: exampleID, Kicker: "Town hall"}}, Draft: []slot{}}
	read(a, operation{
		id: "getFront", method: http.MethodGet, path: "/fronts/{name}", tag: "paper", summary: "Read a front",
		text: "The live list that readers see, and the draft. A front that nobody has curated is empty, at version 0.", answer: example,
	}, a.getFront)
	write(a, operation{
		id: "curateFront", method: http.MethodPut, path: "/fronts/{name}", tag: "paper", summary: "Curate a front",
		text:    "Sets the live list, the draft, or both. Every article must be the paper's. Needs the role editor.",
		example: map[string]any{"live": []any{map[string]any{"article": exampleID, "kicker": "Town hall"}}}, answer: example,
	}, a.curateFront)
}

func (a *API) getFront(ctx context.Context, c *call, in *OneFront) (out front, err error) {
	err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
		if err := desk.KnownFront(v, in.Name); err != nil {
			return err
		}
		f, err := v.Front(in.Name)
		out = newFront(f)
		return err
	})
	return out, err
}

func (a *API) curateFront(_ context.Context, c *call, in *FrontChange, b *frontFiling) (turn[front], error) {
	expect, err := parseMatch(in.Match)
	if err == nil && !b.Live.given && !b.Draft.given {
		err = news.Invalid("live", "is missing, and draft too; send one of them, or both")
	}
	return func(w *desk.Work) (front, error) {
		f, err := w.Curate(in.Name, expect, slotsOf(b.Live), slotsOf(b.Draft))
		return newFront(f), err
	}, err
}

// slotsOf returns a list for the desk: nil when it was left out, which is not the same as empty.
func slotsOf(f field[[]slot]) []news.Slot {
	if !f.given {
		return nil
	}
	out := []news.Slot{}
	for _, s := range f.value {
		out = append(out, news.Slot{Article: s.Article, Headline: s.Headline, Kicker: s.Kicker, Until: news.Millis(s.Until.value)})
	}
	return out
}

func newFront(f news.Front) front {
	return front{Name: f.Name, Version: f.Version, Live: newSlots(f.Live), Draft: newSlots(f.Draft)}
}

func newSlots(slots []news.Slot) []slot {
	out := []slot{}
	for _, s := range slots {
		one := slot{Article: s.Article, Headline: s.Headline, Kicker: s.Kicker}
		if s.Until != 0 {
			one.Until = field[moment]{given: true, value: moment(s.Until)}
		}
		out = append(out, one)
	}
	return out
}
