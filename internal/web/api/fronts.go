package api

import (
	"context"
	"net/http"
	"strconv"

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

// FrontVersions are the parameters of the list of a front's versions.
type FrontVersions struct {
	OneFront
	Page
}

// OneFrontVersion are the parameters of one version of a front.
type OneFrontVersion struct {
	OneFront
	N int `path:"n" minimum:"1" maximum:"1000000000" doc:"The version's number." example:"2"`
}

// frontRestoring is the body of restore.
type frontRestoring struct {
	Version int  `json:"version" doc:"The version whose live list comes back."`
	Live    bool `json:"live,omitempty" doc:"Readers see it at once. Otherwise it becomes the draft, to be looked at and published."`
}

// frontVersion is a front as it once stood.
type frontVersion struct {
	Name    string      `json:"name"`
	Version int         `json:"version"`
	At      news.Millis `json:"at"`
	By      string      `json:"by" doc:"The id of the person; empty: the program."`
	Live    []slot      `json:"live" doc:"What readers saw."`
	Draft   []slot      `json:"draft"`
}

// front is a front as it is answered.
type front struct {
	Name    string `json:"name"`
	Version int    `json:"version" doc:"0: nobody has curated it, and it is filled by rule."`
	Live    []slot `json:"live" doc:"What readers see, in order; what is not curated is filled with the newest."`
	Draft   []slot `json:"draft" doc:"What an editor works on."`
	Planned []plan `json:"planned" doc:"What the live list becomes by itself, the next first."`
}

// plan is a list that goes live at a moment.
type plan struct {
	ID   string      `json:"id"`
	At   news.Millis `json:"at"`
	By   string      `json:"by" doc:"The id of the person who scheduled it."`
	Live []slot      `json:"live"`
}

// planning is the body of schedule.
type planning struct {
	At field[moment] `json:"at,omitzero" doc:"When the draft, as it is now, goes live."`
}

// OnePlan are the parameters of the end of one plan.
type OnePlan struct {
	FrontChange
	Plan string `path:"plan" doc:"The id of what is scheduled." example:"0198c0de-7a3b-7c41-9d52-3f6a1b2c4d5e"`
}

func (f front) versionOf() int { return f.Version }

// slot is a place on a front.
type slot struct {
	Article    string        `json:"article" doc:"An article's id."`
	Headline   string        `json:"headline,omitempty" doc:"In place of the article's own."`
	Kicker     string        `json:"kicker,omitempty" doc:"In place of the article's own."`
	Standfirst string        `json:"standfirst,omitempty" doc:"In place of the article's own."`
	Picture    string        `json:"picture,omitempty" doc:"A picture's id, in place of the article's own."`
	Pin        int           `json:"pin,omitempty" minimum:"0" doc:"The place it keeps, from 1, whatever else is curated or filled in by rule. Left out: it stands where the list has it."`
	Until      field[moment] `json:"until,omitzero" doc:"From then on the place is filled by rule."`
}

// frontFiling is a front as it is changed.
type frontFiling struct {
	Live  field[[]slot] `json:"live,omitzero" doc:"Left out: it stays as it is."`
	Draft field[[]slot] `json:"draft,omitzero" doc:"Left out: it stays as it is."`
}

func (a *API) fronts() {
	example := front{Name: "front", Version: 3, Live: []slot{{Article: exampleID, Kicker: "Town hall"}}, Draft: []slot{}, Planned: []plan{}}
	read(a, operation{
		id: "getFront", method: http.MethodGet, path: "/fronts/{name}", tag: "paper", summary: "Read a front",
		text: "The live list that readers see; for an editor the draft and what is planned, too. A front that nobody has curated is empty, at version 0.", answer: example,
	}, a.getFront)
	write(a, operation{
		id: "curateFront", method: http.MethodPut, path: "/fronts/{name}", tag: "paper", summary: "Curate a front",
		text:    "Sets the live list, the draft, or both. Every article must be the paper's. Needs the role editor.",
		example: map[string]any{"live": []any{map[string]any{"article": exampleID, "kicker": "Town hall"}}}, answer: example,
	}, a.curateFront)
	write(a, operation{
		id: "publishFront", method: http.MethodPost, path: "/fronts/{name}/publish", tag: "paper", summary: "Publish a front's draft",
		text: "Readers see the draft's list from now on; the draft stays as it is. An empty draft is refused. Needs the role editor.", answer: example,
	}, a.publishFront)
	write(a, operation{
		id: "restoreFront", method: http.MethodPost, path: "/fronts/{name}/restore", tag: "paper", summary: "Restore an earlier front",
		text:    "Brings back what readers saw in an earlier version, as the draft or live at once. Needs the role editor.",
		example: map[string]any{"version": 2, "live": true}, answer: example,
	}, a.restoreFront)
	planned := example
	planned.Planned = []plan{{ID: exampleID, At: exampleTime, By: examplePerson, Live: example.Live}}
	write(a, operation{
		id: "scheduleFront", method: http.MethodPost, path: "/fronts/{name}/schedule", tag: "paper", summary: "Schedule a front's draft",
		text:    "The draft's list, as it is now, goes live at the moment given, by the program's clock; the draft stays. What was withdrawn by then is not shown. Needs the role editor.",
		example: map[string]any{"at": "2026-02-01T06:00:00Z"}, answer: planned,
	}, a.scheduleFront)
	write(a, operation{
		id: "cancelFrontPlan", method: http.MethodPost, path: "/fronts/{name}/schedule/{plan}/cancel", tag: "paper", summary: "Cancel a scheduled front",
		text: "It does not go live. Needs the role editor.", answer: example,
	}, a.cancelFrontPlan)
	was := frontVersion{Name: "front", Version: 3, At: exampleTime, By: examplePerson, Live: example.Live, Draft: []slot{}}
	read(a, operation{
		id: "listFrontVersions", method: http.MethodGet, path: "/fronts/{name}/versions", tag: "paper", summary: "List a front's versions",
		text: "The newest first. Every change of a front is kept. Needs the role editor.", answer: newList([]frontVersion{was}, ""),
	}, a.listFrontVersions)
	read(a, operation{
		id: "getFrontVersion", method: http.MethodGet, path: "/fronts/{name}/versions/{n}", tag: "paper", summary: "Read one version of a front",
		text: "The lists as they stood. Needs the role editor.", answer: was,
	}, a.getFrontVersion)
}

func (a *API) scheduleFront(_ context.Context, _ *call, in *FrontChange, b *planning) (turn[front], error) {
	expect, err := parseMatch(in.Match)
	if err == nil && b.At.value == 0 {
		err = news.Invalid("at", "is missing; say when the draft is to go live")
	}
	return func(w *desk.Work) (front, error) {
		f, err := w.PlanFront(in.Name, expect, news.Millis(b.At.value))
		return newFront(f), err
	}, err
}

func (a *API) cancelFrontPlan(_ context.Context, _ *call, in *OnePlan, _ *nothing) (turn[front], error) {
	expect, err := parseMatch(in.Match)
	return func(w *desk.Work) (front, error) {
		f, err := w.CancelPlan(in.Name, expect, in.Plan)
		return newFront(f), err
	}, err
}

func (a *API) publishFront(_ context.Context, _ *call, in *FrontChange, _ *nothing) (turn[front], error) {
	expect, err := parseMatch(in.Match)
	return func(w *desk.Work) (front, error) {
		f, err := w.PublishFront(in.Name, expect)
		return newFront(f), err
	}, err
}

func (a *API) restoreFront(_ context.Context, _ *call, in *FrontChange, b *frontRestoring) (turn[front], error) {
	expect, err := parseMatch(in.Match)
	if err == nil && b.Version < 1 {
		err = news.Invalid("version", "is missing; say which version is to come back")
	}
	return func(w *desk.Work) (front, error) {
		f, err := w.RestoreFront(in.Name, expect, b.Version, b.Live)
		return newFront(f), err
	}, err
}

func (a *API) listFrontVersions(ctx context.Context, c *call, in *FrontVersions) (out list[frontVersion], err error) {
	if err := a.mayReadFront(ctx, c, in.Name); err != nil {
		return out, err
	}
	word, err := readWord(in.Cursor, "fronts")
	if err != nil {
		return out, err
	}
	before, err := strconv.Atoi(or(word, "0"))
	if err != nil {
		return out, badCursor()
	}
	versions, err := a.Store.FrontVersions(ctx, c.paper.ID, in.Name, before, in.Limit+1)
	if err != nil {
		return out, err
	}
	next := ""
	if len(versions) > in.Limit {
		versions = versions[:in.Limit]
		next = wordCursor("fronts", strconv.Itoa(versions[in.Limit-1].Version))
	}
	return convert(versions, next, newFrontVersion), nil
}

func (a *API) getFrontVersion(ctx context.Context, c *call, in *OneFrontVersion) (out frontVersion, err error) {
	if err := a.mayReadFront(ctx, c, in.Name); err != nil {
		return out, err
	}
	err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
		was, err := v.FrontVersion(in.Name, in.N)
		out = newFrontVersion(was)
		return err
	})
	return out, err
}

// mayReadFront refuses whoever may not look into a front's past, and the name of none.
func (a *API) mayReadFront(ctx context.Context, c *call, name string) error {
	if err := desk.MayReadAll(c.by); err != nil {
		return err
	}
	return a.Store.View(ctx, c.paper.ID, func(v news.View) error { return desk.KnownFront(v, name) })
}

func newFrontVersion(v news.FrontVersion) frontVersion {
	return frontVersion{Name: v.Name, Version: v.Version, At: v.At, By: v.By, Live: newSlots(v.Live), Draft: newSlots(v.Draft)}
}

func (a *API) getFront(ctx context.Context, c *call, in *OneFront) (out front, err error) {
	err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
		if err := desk.KnownFront(v, in.Name); err != nil {
			return err
		}
		f, err := v.Front(in.Name)
		if desk.MayReadAll(c.by) != nil { // what isn't out is the desk's
			f.Draft, f.Planned = nil, nil
		}
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
		out = append(out, news.Slot{Article: s.Article, Headline: s.Headline, Kicker: s.Kicker, Standfirst: s.Standfirst, Picture: s.Picture, Pin: s.Pin, Until: news.Millis(s.Until.value)})
	}
	return out
}

func newFront(f news.Front) front {
	out := front{Name: f.Name, Version: f.Version, Live: newSlots(f.Live), Draft: newSlots(f.Draft), Planned: []plan{}}
	for _, p := range f.Planned {
		out.Planned = append(out.Planned, plan{ID: p.ID, At: p.At, By: p.By, Live: newSlots(p.Live)})
	}
	return out
}

func newSlots(slots []news.Slot) []slot {
	out := []slot{}
	for _, s := range slots {
		one := slot{Article: s.Article, Headline: s.Headline, Kicker: s.Kicker, Standfirst: s.Standfirst, Picture: s.Picture, Pin: s.Pin}
		if s.Until != 0 {
			one.Until = field[moment]{given: true, value: moment(s.Until)}
		}
		out = append(out, one)
	}
	return out
}
