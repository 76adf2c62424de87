package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// Articles returns the desk's list: what was changed last first, after the place given.
func (s *Store) Articles(ctx context.Context, paper string, f news.DeskFilter, after news.After, limit int) (list []news.DeskItem, err error) {
	text, args := deskQuery(paper, f, after, limit)
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			var i news.DeskItem
			err := rows.Scan(append(articleInto(&i.Article), &i.Kind, &i.Headline, &i.Slugline, &i.Section, &i.Holder, &i.HeldSince)...)
			list = append(list, i)
			return err
		}, text, args...)
	})
	return list, err
}

// maxWords bounds the words of a desk's query.
const maxWords = 8

func deskQuery(paper string, f news.DeskFilter, after news.After, limit int) (string, []any) {
	args := []any{paper}
	text := `SELECT ` + articleColumns + `, a.kind, a.headline, a.slugline, a.section, coalesce(m.holder, ''), coalesce(m.held_since, 0)
		FROM articles a LEFT JOIN manuscripts m ON m.article = a.id WHERE a.paper = $1`
	where := func(condition string, value any) {
		args = append(args, value)
		text += ` AND ` + condition + ` $` + strconv.Itoa(len(args))
	}
	if f.State != "" {
		where(`a.state =`, string(f.State))
	}
	if f.Section != "" {
		where(`a.section =`, f.Section)
	}
	if f.Owner != "" {
		where(`a.owner =`, f.Owner)
	}
	if f.Person != "" {
		args = append(args, f.Person)
		text += ` AND $` + strconv.Itoa(len(args)) + ` IN (a.owner, coalesce(m.holder, ''))`
	}
	if f.From != 0 {
		where(`a.modified_at >=`, int64(f.From))
	}
	if f.Until != 0 {
		where(`a.modified_at <`, int64(f.Until))
	}
	words := strings.Fields(strings.ToLower(f.Query))
	for _, word := range words[:min(len(words), maxWords)] {
		where(`a.sought LIKE`, "%"+escapeLike(word)+"%")
		text += ` ESCAPE '!'`
	}
	at, id := before(after)
	n := len(args)
	text += ` AND (a.modified_at, a.id) < ($` + strconv.Itoa(n+1) + `, $` + strconv.Itoa(n+2) +
		`) ORDER BY a.modified_at DESC, a.id DESC LIMIT $` + strconv.Itoa(n+3)
	return text, append(args, at, id, limit)
}

// escapeLike makes a word mean itself in a LIKE pattern whose escape is "!". Both engines know no other way in common.
func escapeLike(word string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word)
}

// Moves returns, by article, the act that brought each to the state it is in. One that only was imported has none.
func (s *Store) Moves(ctx context.Context, paper string, articles []string) (map[string]news.Move, error) {
	out := make(map[string]news.Move, len(articles))
	if len(articles) == 0 {
		return out, nil
	}
	in, args := inList(1, articles)
	acts := make([]string, len(news.Moves))
	for i, act := range news.Moves {
		acts[i] = "article." + string(act)
	}
	whats, more := inList(1+len(args), acts)
	err := s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			var article, what string
			var m news.Move
			err := rows.Scan(&article, &what, &m.By, &m.At)
			m.Act = news.Act(strings.TrimPrefix(what, "article."))
			out[article] = m
			return err
		}, `SELECT l.subject, l.what, l.made_by, l.at FROM ledger l JOIN (SELECT subject, max(seq) AS seq FROM ledger
			WHERE paper = $1 AND subject IN `+in+` AND what IN `+whats+` GROUP BY subject) x ON x.seq = l.seq`,
			append(append([]any{paper}, args...), more...)...)
	})
	return out, err
}
