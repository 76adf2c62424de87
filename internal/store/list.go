package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

const cardColumns = `l.article, l.slug, l.kind, l.headline, l.kicker, l.standfirst, l.byline, l.people, l.credit, l.language,
	l.section, l.picture, l.published_at, l.updated_at, l.version, l.corrected, l.closed_at`

const placedCards = `SELECT ` + cardColumns + ` FROM placed p JOIN listed l ON l.article = p.article `

// cards runs a query of cardColumns, and then puts in the sections and the names of the people in bylines.
func (s *Store) cards(ctx context.Context, r runner, text string, args ...any) (list []news.Card, err error) {
	var people []string // of each card, their ids
	err = each(ctx, r, func(rows *sql.Rows) error {
		var c news.Card
		var ids string
		err := rows.Scan(&c.Article, &c.Slug, &c.Kind, &c.Headline, &c.Kicker, &c.Standfirst, &c.Byline, &ids, &c.Credit,
			&c.Language, &c.Section.ID, &c.Picture, &c.PublishedAt, &c.UpdatedAt, &c.Version, &c.Corrected, &c.ClosedAt)
		list, people = append(list, c), append(people, ids)
		return err
	}, text, args...)
	if err != nil {
		return nil, err
	}
	return list, s.named.complete(ctx, r, list, people)
}

// before returns the keys that a list going down from after begins below.
func before(after news.After) (int64, string) {
	if after == (news.After{}) {
		return math.MaxInt64, ""
	}
	return int64(after.At), after.ID
}

// List returns what the public can see of a list, newest first, after the place given.
func (s *Store) List(ctx context.Context, paper string, l news.List, now news.Millis, after news.After, limit int) (list []news.Card, err error) {
	at, id := before(after)
	err = s.read(ctx, func(r runner) error {
		list, err = s.cards(ctx, r, placedCards+`WHERE p.paper = $1 AND p.list_of = $2 AND p.list_id = $3
			AND (p.published_at, p.article) < ($4, $5) AND p.visible_from <= $6 AND p.visible_until > $6
			ORDER BY p.published_at DESC, p.article DESC LIMIT $7`, paper, l.Of, l.ID, at, id, int64(now), limit)
		return err
	})
	return list, err
}

// ShownFronts returns the fronts of a kind of list ("section", "tag", "person", "storyline") on which the public can see
// something, in the order of their slugs, after a slug.
func (s *Store) ShownFronts(ctx context.Context, paper, of string, now news.Millis, after string, limit int) ([]news.ShownFront, error) {
	table, known := map[string]string{"section": "sections", "tag": "tags", "person": "people", "storyline": "storylines"}[of]
	if !known {
		return nil, fmt.Errorf("there are no fronts of a %q", of)
	}
	return all(ctx, s, func(scan func(...any) error) (f news.ShownFront, err error) {
		var published, updated news.Millis
		err = scan(&f.Slug, &published, &updated)
		f.At = news.Later(published, updated)
		return f, err
	}, fmt.Sprintf(`SELECT x.slug, l.published_at, l.updated_at FROM (
			SELECT f.slug, (SELECT p.article FROM placed p WHERE p.paper = $1 AND p.list_of = $2 AND p.list_id = f.id
				AND p.visible_from <= $3 AND p.visible_until > $3 ORDER BY p.published_at DESC, p.article DESC LIMIT 1) AS article
			FROM %s f WHERE f.paper = $1 AND f.slug > $4) x
		JOIN listed l ON l.article = x.article ORDER BY x.slug LIMIT $5`, table), paper, of, int64(now), after, limit)
}

// CountBetween counts what the public can see of what was published between each two neighbours of bounds, which rise.
func (s *Store) CountBetween(ctx context.Context, paper string, bounds []news.Millis, now news.Millis) ([]int, error) {
	if len(bounds) < 2 {
		return nil, nil
	}
	counts := make([]int, len(bounds)-1)
	args, into, parts := []any{paper, int64(now), int64(bounds[0])}, []any{}, []string{}
	for i := range counts {
		args, into = append(args, int64(bounds[i+1])), append(into, &counts[i])
		parts = append(parts, `(SELECT count(*) FROM placed WHERE paper = $1 AND list_of = 'paper' AND list_id = $1
			AND published_at >= $`+strconv.Itoa(i+3)+` AND published_at < $`+strconv.Itoa(i+4)+` AND visible_from <= $2 AND visible_until > $2)`)
	}
	err := s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT `+strings.Join(parts, ", "), args...).Scan(into...)
	})
	return counts, err
}

// Cards returns those of the articles named that the public can see, in the order given.
func (s *Store) Cards(ctx context.Context, paper string, ids []string, now news.Millis) (list []news.Card, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := inList(2, ids)
	var found []news.Card
	err = s.read(ctx, func(r runner) error {
		found, err = s.cards(ctx, r, `SELECT `+cardColumns+` FROM listed l WHERE l.paper = $1 AND l.visible_from <= $2 AND l.visible_until > $2 AND l.article IN `+in,
			append([]any{paper, int64(now)}, args...)...)
		return err
	})
	if err != nil {
		return nil, err
	}
	byID := make(map[string]news.Card, len(found))
	for _, c := range found {
		byID[c.Article] = c
	}
	for _, id := range ids {
		if c, ok := byID[id]; ok {
			list = append(list, c)
		}
	}
	return list, nil
}

// FirstAndLast returns when the oldest and the newest article that the public can see were published; 0 and 0 when
// there is none.
func (s *Store) FirstAndLast(ctx context.Context, paper string, now news.Millis) (first, last news.Millis, err error) {
	err = s.read(ctx, func(r runner) error {
		const text = `SELECT coalesce((SELECT published_at FROM placed WHERE paper = $1 AND list_of = 'paper' AND list_id = $1
			AND visible_from <= $2 AND visible_until > $2 ORDER BY published_at ASC, article ASC LIMIT 1), 0),
			coalesce((SELECT published_at FROM placed WHERE paper = $1 AND list_of = 'paper' AND list_id = $1
			AND visible_from <= $2 AND visible_until > $2 ORDER BY published_at DESC, article DESC LIMIT 1), 0)`
		return r.row(ctx, text, paper, int64(now)).Scan(&first, &last)
	})
	return first, last, err
}

// Around returns when the public's newest article before a span of time and its oldest from the span's end on were
// published; 0 where there is none.
func (s *Store) Around(ctx context.Context, paper string, from, until, now news.Millis) (before, after news.Millis, err error) {
	err = s.read(ctx, func(r runner) error {
		const text = `SELECT coalesce((SELECT published_at FROM placed WHERE paper = $1 AND list_of = 'paper' AND list_id = $1
			AND visible_from <= $2 AND visible_until > $2 AND published_at < $3 ORDER BY published_at DESC, article DESC LIMIT 1), 0),
			coalesce((SELECT published_at FROM placed WHERE paper = $1 AND list_of = 'paper' AND list_id = $1
			AND visible_from <= $2 AND visible_until > $2 AND published_at >= $4 ORDER BY published_at ASC, article ASC LIMIT 1), 0)`
		return r.row(ctx, text, paper, int64(now), int64(from), int64(until)).Scan(&before, &after)
	})
	return before, after, err
}
