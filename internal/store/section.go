package store

import (
	"context"

	"broadsheet/internal/news"
)

const sectionColumns = `id, slug, name, description, position, retired, version`

func scanSection(scan func(...any) error) (v news.Section, err error) {
	var retired int
	err = scan(&v.ID, &v.Slug, &v.Name, &v.Description, &v.Position, &retired, &v.Version)
	v.Retired = retired != 0
	return v, err
}

func (t *transaction) Section(slugOrID string) (news.Section, error) {
	return bySlugOrID(t, &t.memo.sections, "section", sectionColumns, "sections", slugOrID, scanSection)
}

func (t *transaction) PutSection(v news.Section, by string) error {
	clear(t.memo.sections)
	before, err := earlier(v.Version, v.ID, t.Section)
	if err != nil {
		return err
	}
	clear(t.memo.sections)
	err = t.put("section", v.ID, v.Version, putSQL{
		taken: t.slugTaken("sections", "section", v.Slug, v.ID),
		insert: `INSERT INTO sections (id, paper, slug, name, description, position, retired, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		inserted: []any{v.ID, t.paper, v.Slug, v.Name, v.Description, v.Position, number(v.Retired), v.Version},
		update: `UPDATE sections SET slug = $1, name = $2, description = $3, position = $4, retired = $5, version = $6
			WHERE paper = $7 AND id = $8 AND version = $6 - 1`,
		updated: []any{v.Slug, v.Name, v.Description, v.Position, number(v.Retired), v.Version, t.paper, v.ID},
		version: `SELECT version FROM sections WHERE paper = $1 AND id = $2`,
		key:     []any{t.paper, v.ID},
	})
	if err == nil {
		t.note("section.save", v.ID, v.Version, by, before, v)
	}
	return err
}

// Sections returns a paper's sections in the order of its navigation.
func (s *Store) Sections(ctx context.Context, paper string) ([]news.Section, error) {
	return s.named.inOrder(paper, func() ([]news.Section, error) {
		return all(ctx, s, scanSection, `SELECT `+sectionColumns+` FROM sections WHERE paper = $1 ORDER BY position, id`, paper)
	})
}

// Section returns a section by slug or id. Errors: CodeNotFound.
func (s *Store) Section(ctx context.Context, paper, slugOrID string) (news.Section, error) {
	return lookUp(ctx, s, paper, func(v news.View) (news.Section, error) { return v.Section(slugOrID) })
}

// number is a truth as both engines keep it.
func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
