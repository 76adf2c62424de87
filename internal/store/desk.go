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
			err := rows.Scan(append(articleInto(&i.Article), &i.Kind, &i.Headline, &i.Slugline, &i.Section)...)
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
	text := `SELECT ` + articleColumns + `, a.kind, a.headline, a.slugline, a.section FROM articles a WHERE a.paper = $1`
	where := func(condition, value string) {
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
