package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"broadsheet/internal/news"
)

// Stood names the lists that an article stands in by its live version, and those that it stood in by the version that
// was live before an entry of the ledger. Whether it is to be seen there is another question.
func (s *Store) Stood(ctx context.Context, paper, article string, before int64) (all []news.List, err error) {
	err = s.read(ctx, func(r runner) error {
		heads, err := headsOf(ctx, r, paper, article, before)
		if err != nil {
			return err
		}
		for i, a := range heads {
			if a.BreakingUntil != 0 && !slices.Contains(all, breaking(paper)) {
				all = append(all, breaking(paper))
			}
			n := a.Live
			if n == 0 || i > 0 && n == heads[0].Live {
				continue
			}
			var text []byte
			var c news.Copy
			if err := r.row(ctx, `SELECT copy FROM versions WHERE article = $1 AND n = $2`, article, n).Scan(&text); err != nil {
				return err
			}
			if err := json.Unmarshal(text, &c); err != nil {
				return err
			}
			for _, l := range lists(paper, c) {
				if !slices.Contains(all, l) {
					all = append(all, l)
				}
			}
		}
		return nil
	})
	return all, err
}

// headsOf returns an article's head as it stands, and as it was before an entry: of both, what says in which lists it
// stands.
func headsOf(ctx context.Context, r runner, paper, article string, before int64) (heads [2]news.Article, err error) {
	now, was := &heads[0], &heads[1]
	err = r.row(ctx, `SELECT live, breaking_until FROM articles WHERE paper = $1 AND id = $2`, paper, article).Scan(&now.Live, &now.BreakingUntil)
	if err != nil {
		return heads, found(err, "article", article)
	}
	var head []byte
	err = r.row(ctx, `SELECT head FROM ledger WHERE subject = $1 AND seq < $2 ORDER BY seq DESC LIMIT 1`, article, before).Scan(&head)
	if errors.Is(err, sql.ErrNoRows) || err == nil && len(head) == 0 {
		return heads, nil
	}
	if err == nil {
		err = json.Unmarshal(head, was)
	}
	return heads, err
}

// TurnAfter returns the first moment after now at which the clock has something to do, or news.Never.
func (s *Store) TurnAfter(ctx context.Context, now news.Millis) (next news.Millis, err error) {
	err = s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT coalesce(min(next_turn), 9223372036854775807) FROM articles
			WHERE next_turn > $1 AND next_turn < 9223372036854775807`, int64(now)).Scan(&next)
	})
	return next, err
}

// Addresses calls fn for every path of every paper at which there is an article, was one that could be seen, or is a
// redirect. It reads them as they lie, which for a million articles takes a second or two.
func (s *Store) Addresses(ctx context.Context, fn func(paper, path string) error) error {
	return s.read(ctx, func(r runner) error {
		for _, text := range []string{
			`SELECT paper, '/' || slug FROM articles WHERE state <> 'spiked'`, `SELECT paper, '/' || slug FROM moved`, `SELECT paper, path FROM redirects`,
		} {
			err := each(ctx, r, func(rows *sql.Rows) error {
				var paper, path string
				if err := rows.Scan(&paper, &path); err != nil {
					return err
				}
				return fn(paper, path)
			}, text)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
