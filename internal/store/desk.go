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

// deskQuery makes the query of a list. What is a person's is two lists, each in the order of an index: what they own, and what
// they have in hand of others'. One condition for both would walk the archive.
func deskQuery(paper string, f news.DeskFilter, after news.After, limit int) (string, []any) {
	q := desking{args: []any{paper}}
	if f.State != "" {
		q.where(`a.state =`, string(f.State))
	}
	if f.Kind != "" {
		q.where(`a.kind =`, string(f.Kind))
	}
	if f.Section != "" {
		q.where(`a.section =`, f.Section)
	}
	if f.Owner != "" {
		q.where(`a.owner =`, f.Owner)
	}
	if f.From != 0 {
		q.where(`a.modified_at >=`, int64(f.From))
	}
	if f.Until != 0 {
		q.where(`a.modified_at <`, int64(f.Until))
	}
	words := strings.Fields(strings.ToLower(f.Query))
	for _, word := range words[:min(len(words), maxWords)] {
		q.where(`a.sought LIKE`, "%"+escapeLike(word)+"%")
		q.conditions += ` ESCAPE '!'`
	}
	at, id := before(after)
	q.conditions += ` AND (a.modified_at, a.id) < (` + q.add(at) + `, ` + q.add(id) + `)`
	most := q.add(limit)
	order := ` ORDER BY a.modified_at DESC, a.id DESC LIMIT ` + most
	if f.Person == "" {
		return deskList + deskOf + q.conditions + order, q.args
	}
	person := q.add(f.Person)
	return `SELECT * FROM (` + deskList + deskOf + q.conditions + ` AND a.owner = ` + person + order + `) AS own
		UNION ALL SELECT * FROM (` + deskList + deskHeld + q.conditions + ` AND a.owner <> ` + person + ` AND m.holder = ` + person + order + `) AS held
		ORDER BY modified_at DESC, id DESC LIMIT ` + most, q.args
}

// deskList begins the query of a list; the paper is $1.
const deskList = `SELECT ` + articleColumns + `, a.kind, a.headline, a.slugline, a.section, coalesce(m.holder, '') AS holder,
	coalesce(m.held_since, 0) AS held_since`

// Where a list's rows come from. CROSS JOIN has SQLite begin with the manuscripts, of which a person holds few.
const (
	deskOf   = ` FROM articles a LEFT JOIN manuscripts m ON m.article = a.id WHERE a.paper = $1`
	deskHeld = ` FROM manuscripts m CROSS JOIN articles a WHERE m.holder <> '' AND a.id = m.article AND a.paper = $1`
)

// desking is a desk's query while it is made.
type desking struct {
	conditions string
	args       []any
}

// add adds a value and returns how it is named.
func (q *desking) add(value any) string {
	q.args = append(q.args, value)
	return `$` + strconv.Itoa(len(q.args))
}

func (q *desking) where(condition string, value any) {
	q.conditions += ` AND ` + condition + ` ` + q.add(value)
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
