package store

import (
	"context"

	"broadsheet/internal/news"
)

const tagColumns = `id, slug, name, description, version`

func scanTag(scan func(...any) error) (v news.Tag, err error) {
	err = scan(&v.ID, &v.Slug, &v.Name, &v.Description, &v.Version)
	return v, err
}

func (t *transaction) Tag(slugOrID string) (news.Tag, error) {
	return bySlugOrID(t, &t.memo.tags, "tag", tagColumns, "tags", slugOrID, scanTag)
}

func (t *transaction) PutTag(v news.Tag, by string) error {
	clear(t.memo.tags)
	before, err := earlier(v.Version, v.ID, t.Tag)
	if err != nil {
		return err
	}
	clear(t.memo.tags)
	err = t.put("tag", v.ID, v.Version, putSQL{
		taken:    t.slugTaken("tags", "tag", v.Slug, v.ID),
		insert:   `INSERT INTO tags (id, paper, slug, name, description, version) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		inserted: []any{v.ID, t.paper, v.Slug, v.Name, v.Description, v.Version},
		update: `UPDATE tags SET slug = $1, name = $2, description = $3, version = $4
			WHERE paper = $5 AND id = $6 AND version = $4 - 1`,
		updated: []any{v.Slug, v.Name, v.Description, v.Version, t.paper, v.ID},
		version: `SELECT version FROM tags WHERE paper = $1 AND id = $2`,
		key:     []any{t.paper, v.ID},
	})
	if err == nil {
		t.note("tag.save", v.ID, v.Version, by, before, v)
	}
	return err
}

// Tags returns a paper's tags by slug, after the slug named; after "" from the first.
func (s *Store) Tags(ctx context.Context, paper, after string, limit int) ([]news.Tag, error) {
	return all(ctx, s, scanTag, `SELECT `+tagColumns+` FROM tags WHERE paper = $1 AND slug > $2 ORDER BY slug LIMIT $3`, paper, after, limit)
}

// Tag returns a tag by slug or id. Errors: CodeNotFound.
func (s *Store) Tag(ctx context.Context, paper, slugOrID string) (news.Tag, error) {
	return lookUp(ctx, s, paper, func(v news.View) (news.Tag, error) { return v.Tag(slugOrID) })
}
