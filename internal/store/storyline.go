package store

import (
	"context"

	"broadsheet/internal/news"
)

const storylineColumns = `id, slug, name, summary, version`

func scanStoryline(scan func(...any) error) (v news.Storyline, err error) {
	err = scan(&v.ID, &v.Slug, &v.Name, &v.Summary, &v.Version)
	return v, err
}

func (t *transaction) Storyline(slugOrID string) (news.Storyline, error) {
	return bySlugOrID(t, &t.memo.storylines, "storyline", storylineColumns, "storylines", slugOrID, scanStoryline)
}

func (t *transaction) PutStoryline(v news.Storyline, by string) error {
	clear(t.memo.storylines)
	err := t.put("storyline", v.ID, v.Version, putSQL{
		taken:    t.slugTaken("storylines", "storyline", v.Slug, v.ID),
		insert:   `INSERT INTO storylines (id, paper, slug, name, summary, version) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		inserted: []any{v.ID, t.paper, v.Slug, v.Name, v.Summary, v.Version},
		update: `UPDATE storylines SET slug = $1, name = $2, summary = $3, version = $4
			WHERE paper = $5 AND id = $6 AND version = $4 - 1`,
		updated: []any{v.Slug, v.Name, v.Summary, v.Version, t.paper, v.ID},
		version: `SELECT version FROM storylines WHERE paper = $1 AND id = $2`,
		key:     []any{t.paper, v.ID},
	})
	if err == nil {
		t.note("storyline.save", v.ID, v.Version, by)
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
