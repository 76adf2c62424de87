package store

import (
	"context"

	"broadsheet/internal/news"
)

// DeskItems returns those of the articles named that there are, by id, as the desk's list has them.
func (s *Store) DeskItems(ctx context.Context, paper string, ids []string) (map[string]news.DeskItem, error) {
	found := make(map[string]news.DeskItem, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	in, args := inList(1, ids)
	list, err := all(ctx, s, func(scan func(...any) error) (i news.DeskItem, err error) {
		err = scan(append(articleInto(&i.Article), &i.Kind, &i.Headline, &i.Slugline, &i.Section)...)
		return i, err
	}, `SELECT `+articleColumns+`, a.kind, a.headline, a.slugline, a.section FROM articles a WHERE a.paper = $1 AND a.id IN `+in, append([]any{paper}, args...)...)
	for _, i := range list {
		found[i.ID] = i
	}
	return found, err
}
