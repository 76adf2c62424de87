package store

import (
	"context"
	"database/sql"

	"broadsheet/internal/news"
)

// all runs a query and returns every row of the answer.
func all[V any](ctx context.Context, s *Store, scan func(func(...any) error) (V, error), text string, args ...any) (list []V, err error) {
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			v, err := scan(rows.Scan)
			list = append(list, v)
			return err
		}, text, args...)
	})
	return list, err
}

// lookUp asks one thing of a view, outside any transaction.
func lookUp[V any](ctx context.Context, s *Store, paper string, ask func(news.View) (V, error)) (v V, err error) {
	err = s.read(ctx, func(r runner) error {
		v, err = ask(s.begin(ctx, r, paper))
		return err
	})
	return v, err
}
