package store

import (
	"context"
	"database/sql"
	"math"
	"strings"
)

// sqliteText is FTS5. Every query but one walks matches from the newest down and stops; bm25, which counts every match
// of each phrase in the whole index, is asked about rare words only.
type sqliteText struct{}

func (sqliteText) insert(ctx context.Context, r runner, docs []numberedDoc) error {
	for _, d := range docs {
		_, err := r.exec(ctx, `INSERT INTO search_text (rowid, headline, standfirst, words, section) VALUES ($1, $2, $3, $4, $5)`,
			d.doc, d.Headline, d.Standfirst, d.Text, sectionLexeme(d.Section))
		if err != nil {
			return err
		}
	}
	return nil
}

// sectionLexeme is how a section stands in the index: as a word that no folded text can hold.
func sectionLexeme(section string) string {
	if section == "" {
		return ""
	}
	return "§" + strings.ReplaceAll(section, "-", "")
}

func (sqliteText) remove(ctx context.Context, r runner, docs []int64) error {
	for _, doc := range docs {
		if _, err := r.exec(ctx, `DELETE FROM search_text WHERE rowid = $1`, doc); err != nil {
			return err
		}
	}
	return nil
}

func (sqliteText) clear(ctx context.Context, r runner) error {
	_, err := r.exec(ctx, `INSERT INTO search_text (search_text) VALUES ('delete-all')`)
	return err
}

// mergePages is how many pages one tidying merges: some tens of milliseconds.
const mergePages = 250

func (sqliteText) tidy(ctx context.Context, r runner) (more bool, err error) {
	var before, after int64
	const changes = `SELECT total_changes()`
	if err := r.row(ctx, changes).Scan(&before); err != nil {
		return false, err
	}
	if _, err := r.exec(ctx, `INSERT INTO search_text (search_text, rank) VALUES ('merge', $1)`, mergePages); err != nil {
		return false, err
	}
	err = r.row(ctx, changes).Scan(&after)
	return after-before >= 2, err // the statement itself counts as one
}

// matchText writes a query in FTS5's language. Words are folded: letters, digits and nothing that means anything in it.
func (q textQuery) matchText() string {
	var b strings.Builder
	for i, a := range q.all {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(a.matchText())
	}
	if q.section != "" {
		b.WriteString(` AND section : "` + sectionLexeme(q.section) + `"`)
	}
	for _, a := range q.none {
		b.WriteString(" NOT " + a.matchText())
	}
	return b.String()
}

func (a alternatives) matchText() string {
	var b strings.Builder
	b.WriteByte('(')
	for i, phrase := range a {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString(`"` + strings.Join(phrase, " ") + `"`)
	}
	b.WriteByte(')')
	return b.String()
}

func (sqliteText) newest(ctx context.Context, r runner, q textQuery, lo, hi int64, limit int) (docs []int64, more bool, err error) {
	docs, err = newestMatching(ctx, r, q.matchText(), lo, hi, limit)
	return docs, len(docs) == limit, err
}

func newestMatching(ctx context.Context, r runner, match string, lo, hi int64, limit int) (docs []int64, err error) {
	err = each(ctx, r, func(rows *sql.Rows) error {
		var doc int64
		err := rows.Scan(&doc)
		docs = append(docs, doc)
		return err
	}, `SELECT rowid FROM search_text WHERE search_text MATCH $1 AND rowid >= $2 AND rowid <= $3 ORDER BY rowid DESC LIMIT $4`, match, lo, hi, limit)
	return docs, err
}

// rankedClauses is how many clauses of a query are weighed; the rest only have to be there.
const rankedClauses = 4

func (sqliteText) rank(ctx context.Context, r runner, q textQuery, docs []scored) error {
	lo, hi := docs[len(docs)-1].doc, docs[0].doc
	at := make(map[int64]int, len(docs))
	for i, d := range docs {
		at[d.doc] = i
	}
	var rare []string
	for _, a := range q.all[:min(len(q.all), rankedClauses)] {
		isRare := len(docs) < searchWindow
		if isRare && len(q.all) > 1 {
			some, err := newestMatching(ctx, r, a.matchText(), lo, hi, searchWindow)
			if err != nil {
				return err
			}
			isRare = len(some) < searchWindow
		}
		if isRare {
			rare = append(rare, a.matchText())
			continue
		}
		if err := rankByField(ctx, r, q, a, docs, at, lo, hi); err != nil {
			return err
		}
	}
	if len(rare) == 0 {
		return nil
	}
	return each(ctx, r, func(rows *sql.Rows) error {
		var doc int64
		var score float64
		err := rows.Scan(&doc, &score)
		if i, ok := at[doc]; ok {
			docs[i].score -= score // bm25 is the smaller the better
		}
		return err
	}, `SELECT rowid, bm25(search_text, 8.0, 4.0, 1.0, 0.0) FROM search_text WHERE search_text MATCH $1 AND rowid >= $2 AND rowid <= $3`,
		strings.Join(rare, " OR "), lo, hi)
}

// rankByField scores what stands in headline or standfirst, the more the fewer of the documents have it there.
func rankByField(ctx context.Context, r runner, q textQuery, a alternatives, docs []scored, at map[int64]int, lo, hi int64) error {
	for _, field := range []struct {
		name   string
		weight float64
	}{{"headline", 1}, {"standfirst", 0.5}} {
		have, err := newestMatching(ctx, r, "("+q.matchText()+") AND "+field.name+" : "+a.matchText(), lo, hi, len(docs))
		if err != nil {
			return err
		}
		telling := field.weight * math.Log(1+float64(len(docs))/float64(1+len(have)))
		for _, doc := range have {
			if i, ok := at[doc]; ok {
				docs[i].score += telling
			}
		}
	}
	return nil
}

func (sqliteText) holders(ctx context.Context, r runner, phrases [][]string, lo, hi int64, limit int) (lists [][]int64, err error) {
	for _, phrase := range phrases {
		docs, err := newestMatching(ctx, r, alternatives{phrase}.matchText(), lo, hi, limit)
		if err != nil {
			return nil, err
		}
		lists = append(lists, docs)
	}
	return lists, nil
}
