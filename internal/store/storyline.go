package store

import (
	"context"

	"broadsheet/internal/news"
)

const storylineColumns = `id, slug, name, summary, briefing, briefed_at, briefed_by, version`

func scanStoryline(scan func(...any) error) (v news.Storyline, err error) {
	err = scan(&v.ID, &v.Slug, &v.Name, &v.Summary, &v.Briefing, &v.BriefedAt, &v.BriefedBy, &v.Version)
	return v, err
}

func (t *transaction) Storyline(slugOrID string) (news.Storyline, error) {
	return bySlugOrID(t, &t.memo.storylines, "storyline", storylineColumns, "storylines", slugOrID, scanStoryline)
}

func (t *transaction) PutStoryline(v news.Storyline, by string) error {
	clear(t.memo.storylines)
	before, err := earlier(v.Version, v.ID, t.Storyline)
	if err != nil {
		return err
	}
	clear(t.memo.storylines)
	err = t.put("storyline", v.ID, v.Version, putSQL{
		taken: t.slugTaken("storylines", "storyline", v.Slug, v.ID),
		insert: `INSERT INTO storylines (id, paper, slug, name, summary, briefing, briefed_at, briefed_by, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		inserted: []any{v.ID, t.paper, v.Slug, v.Name, v.Summary, v.Briefing, int64(v.BriefedAt), v.BriefedBy, v.Version},
		update: `UPDATE storylines SET slug = $1, name = $2, summary = $3, briefing = $4, briefed_at = $5, briefed_by = $6, version = $7
			WHERE paper = $8 AND id = $9 AND version = $7 - 1`,
		updated: []any{v.Slug, v.Name, v.Summary, v.Briefing, int64(v.BriefedAt), v.BriefedBy, v.Version, t.paper, v.ID},
		version: `SELECT version FROM storylines WHERE paper = $1 AND id = $2`,
		key:     []any{t.paper, v.ID},
	})
	if err == nil {
		t.note("storyline.save", v.ID, v.Version, by, before, v)
	}
	return err
}

// Storylines returns a paper's storylines by slug, after the slug named; after "" from the first.
func (s *Store) Storylines(ctx context.Context, paper, after string, limit int) ([]news.Storyline, error) {
	return all(ctx, s, scanStoryline,
		`SELECT `+storylineColumns+` FROM storylines WHERE paper = $1 AND slug > $2 ORDER BY slug LIMIT $3`, paper, after, limit)
}

// Storyline returns a storyline by slug or id. Errors: CodeNotFound.
func (s *Store) Storyline(ctx context.Context, paper, slugOrID string) (news.Storyline, error) {
	return lookUp(ctx, s, paper, func(v news.View) (news.Storyline, error) { return v.Storyline(slugOrID) })
}
