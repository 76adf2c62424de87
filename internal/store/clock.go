package store

import (
	"context"

	"broadsheet/internal/news"
)

// Due returns articles for which the clock has something to do by the moment now, the longest overdue first.
func (s *Store) Due(ctx context.Context, now news.Millis, limit int) ([]news.DueArticle, error) {
	scan := func(scan func(...any) error) (d news.DueArticle, err error) {
		err = scan(&d.Paper, &d.Article)
		return d, err
	}
	return all(ctx, s, scan, `SELECT paper, id FROM articles WHERE next_turn < 9223372036854775807 AND next_turn <= $1
		ORDER BY next_turn, id LIMIT $2`, int64(now), limit)
}

// DueFronts returns fronts of which a planned list is to go live by the moment now, the longest overdue first.
func (s *Store) DueFronts(ctx context.Context, now news.Millis, limit int) ([]news.Due, error) {
	return all(ctx, s, scanDue, `SELECT paper, name FROM fronts WHERE next_turn < 9223372036854775807 AND next_turn <= $1
		ORDER BY next_turn, paper, name LIMIT $2`, int64(now), limit)
}

// DuePictures returns pictures that are to be taken down by the moment now, the longest overdue first.
func (s *Store) DuePictures(ctx context.Context, now news.Millis, limit int) ([]news.Due, error) {
	return all(ctx, s, scanDue, `SELECT paper, id FROM pictures WHERE next_turn < 9223372036854775807 AND next_turn <= $1
		ORDER BY next_turn, id LIMIT $2`, int64(now), limit)
}

func scanDue(scan func(...any) error) (d news.Due, err error) {
	err = scan(&d.Paper, &d.ID)
	return d, err
}

// NextTurn returns the next moment at which the clock has something to do, or news.Never.
func (s *Store) NextTurn(ctx context.Context) (next news.Millis, err error) {
	err = s.read(ctx, func(r runner) error {
		for _, table := range []string{"articles", "fronts", "pictures"} {
			var at news.Millis
			if err := r.row(ctx, `SELECT coalesce(min(next_turn), 9223372036854775807) FROM `+table+`
				WHERE next_turn < 9223372036854775807`).Scan(&at); err != nil {
				return err
			}
			if table == "articles" || at < next {
				next = at
			}
		}
		return nil
	})
	return next, err
}
