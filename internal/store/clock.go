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

// NextTurn returns the next moment at which the clock has something to do, or news.Never.
func (s *Store) NextTurn(ctx context.Context) (next news.Millis, err error) {
	err = s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT coalesce(min(next_turn), 9223372036854775807) FROM articles
			WHERE next_turn < 9223372036854775807`).Scan(&next)
	})
	return next, err
}
