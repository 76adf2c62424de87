package store

import (
	"context"
	"database/sql"
	"math"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

const notedColumns = `SELECT c.kind, c.note, c.noted_at, c.article, l.slug, l.headline, c.n
	FROM corrections c JOIN listed l ON l.article = c.article `

func scanNoted(rows *sql.Rows) (n news.Noted, err error) {
	err = rows.Scan(&n.Kind, &n.Text, &n.At, &n.Article, &n.Slug, &n.Headline, &n.Version)
	return n, err
}

// Noted returns the record of corrections to what the public can see, newest first, after the place given. The ID of a
// place is the article's; "article/version" tells two notes of one article and one moment apart as well.
func (s *Store) Noted(ctx context.Context, paper string, now news.Millis, after news.After, limit int) (list []news.Noted, err error) {
	at, article := before(after)
	article, number, _ := strings.Cut(article, "/")
	n, err := strconv.Atoi(number)
	if err != nil {
		n = 0
	}
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			n, err := scanNoted(rows)
			list = append(list, n)
			return err
		}, notedColumns+`WHERE c.paper = $1 AND (c.noted_at, c.article, c.n) < ($2, $3, $4)
			AND l.visible_from <= $5 AND l.visible_until > $5
			ORDER BY c.noted_at DESC, c.article DESC, c.n DESC LIMIT $6`, paper, at, article, n, int64(now), limit)
	})
	return list, err
}

// NotedOf returns the corrections to one article, oldest first, if the public can see it.
func (s *Store) NotedOf(ctx context.Context, paper, article string, now news.Millis) (list []news.Noted, err error) {
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			n, err := scanNoted(rows)
			list = append(list, n)
			return err
		}, notedColumns+`WHERE c.article = $1 AND c.paper = $2 AND l.visible_from <= $3 AND l.visible_until > $3
			ORDER BY c.noted_at, c.n LIMIT $4`, article, paper, int64(now), math.MaxInt32)
	})
	return list, err
}

// NotedBy returns the corrections to what a person has written and the public can see, newest first.
func (s *Store) NotedBy(ctx context.Context, paper, person string, now news.Millis, limit int) (list []news.Noted, err error) {
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			n, err := scanNoted(rows)
			list = append(list, n)
			return err
		}, notedColumns+`JOIN placed p ON p.article = c.article
			WHERE p.paper = $1 AND p.list_of = 'person' AND p.list_id = $2 AND l.visible_from <= $3 AND l.visible_until > $3
			ORDER BY c.noted_at DESC, c.article DESC, c.n DESC LIMIT $4`, paper, person, int64(now), limit)
	})
	return list, err
}
