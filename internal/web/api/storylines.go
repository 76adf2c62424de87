package api

import (
	"context"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// storyline is a storyline as it is answered.
type storyline struct {
	ID        string      `json:"id"`
	Slug      string      `json:"slug"`
	Name      string      `json:"name"`
	Summary   string      `json:"summary" doc:"One sentence."`
	Briefing  string      `json:"briefing" doc:"The matter so far, in a few lines of Markdown."`
	BriefedAt news.Millis `json:"briefed_at" nullable:"true" doc:"When the briefing was last written; readers see it."`
	BriefedBy string      `json:"briefed_by" doc:"The id of the person who wrote it, whose name readers see; empty: the program."`
	Version   int         `json:"version"`
}

func (s storyline) versionOf() int  { return s.Version }
func (s storyline) placeOf() string { return "/storylines/" + s.Slug }

// storylineFiling is a storyline as it is made or changed.
type storylineFiling struct {
	Slug     field[string] `json:"slug,omitzero" doc:"Made from the name where nothing is said."`
	Name     field[string] `json:"name,omitzero" doc:"Required of a new storyline."`
	Summary  field[string] `json:"summary,omitzero" doc:"One sentence."`
	Briefing field[string] `json:"briefing,omitzero" doc:"The matter so far, in a few lines of Markdown. It is dated and signed when it changes."`
}

func (f *storylineFiling) name() *field[string] { return &f.Slug }

func (f *storylineFiling) forDesk() desk.StorylineFiling {
	return desk.StorylineFiling{Slug: f.Slug.pointer(), Name: f.Name.pointer(), Summary: f.Summary.pointer(), Briefing: f.Briefing.pointer()}
}

// storylines registers storylines. Articles say which they belong to.
func (a *API) storylines() {
	example := storyline{ID: exampleID, Slug: "the-new-bridge", Name: "The new bridge", Summary: "From the vote to the ribbon.",
		Briefing: "The council voted for a second bridge in May.", BriefedAt: exampleTime, BriefedBy: examplePerson, Version: 1}
	collection(a, "Storyline", "/storylines", "Needs the role editor. A changed slug leaves a redirect. Articles name it in their field storylines.",
		map[string]any{"slug": "the-new-bridge", "name": "The new bridge", "summary": "From the vote to the ribbon."}, example,
		func(ctx context.Context, c *call, in *Page) (list[storyline], error) {
			return paged(in, "storylines", func(after string, limit int) ([]news.Storyline, error) {
				return a.Store.Storylines(ctx, c.paper.ID, after, limit)
			}, func(s news.Storyline) string { return s.Slug }, func(s news.Storyline) storyline { return storyline(s) })
		},
		func(_ *call, v news.View, slug string) (storyline, error) {
			s, err := v.Storyline(slug)
			return storyline(s), err
		},
		func(_ *call, w *desk.Work, f *storylineFiling) (storyline, error) {
			s, err := w.AddStoryline(f.forDesk())
			return storyline(s), err
		},
		func(_ *call, w *desk.Work, slug string, expect int, f *storylineFiling) (storyline, error) {
			s, err := w.ChangeStoryline(slug, expect, f.forDesk())
			return storyline(s), err
		})
}
