package store

import (
	"context"

	"broadsheet/internal/news"
)

// PictureUses returns articles whose newest version, or the one that readers see, shows a picture: what was changed last
// first. Only what was changed since the picture came can show it, which keeps this from reading the whole archive.
func (s *Store) PictureUses(ctx context.Context, paper string, p news.Picture, limit int) ([]news.DeskItem, error) {
	id := escapeLike(p.ID)
	return all(ctx, s, func(scan func(...any) error) (i news.DeskItem, err error) {
		err = scan(append(articleInto(&i.Article), &i.Kind, &i.Headline, &i.Slugline, &i.Section)...)
		return i, err
	}, `SELECT `+articleColumns+`, a.kind, a.headline, a.slugline, a.section FROM articles a
		WHERE a.paper = $1 AND a.modified_at >= $2 AND EXISTS (SELECT 1 FROM versions v WHERE v.article = a.id AND v.n IN (a.version, a.live)
			AND (v.copy LIKE $3 ESCAPE '!' OR v.body LIKE $4 ESCAPE '!'))
		ORDER BY a.modified_at DESC, a.id DESC LIMIT $5`, paper, int64(p.CreatedAt), `%"picture":"`+id+`"%`, `%"media":"`+id+`"%`, limit)
}
