package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
)

// postgresText is a tsvector column with a GIN index. GIN knows no order, so a common word would bring up every document
// there is: the newest documents are looked through first, and only where they hold too few matches is GIN asked.
type postgresText struct{}

func (postgresText) insert(ctx context.Context, r runner, docs []numberedDoc) error {
	rows := make([][]any, len(docs))
	for i, d := range docs {
		rows[i] = []any{d.doc, vector(d)}
	}
	return insertRows(ctx, r, `INSERT INTO search_text (doc, words) VALUES `, "", rows)
}

// vector writes a document as the text of a tsvector. Words are folded: letters and digits, nothing to be escaped.
func vector(d numberedDoc) string {
	places := map[string][]string{}
	var order []string
	at := 1
	for _, field := range []struct{ words, weight string }{{d.Headline, "A"}, {d.Standfirst, "B"}, {d.Text, ""}} {
		for w := range strings.FieldsSeq(field.words) {
			old, seen := places[w]
			if !seen {
				order = append(order, w)
			}
			if len(old) < maxPlaces && at <= lastPlace {
				places[w] = append(old, strconv.Itoa(at)+field.weight)
			} else if !seen {
				places[w] = nil
			}
			at++
		}
		at += 2 // a phrase doesn't run from one field into the next
	}
	var b strings.Builder
	for _, w := range order {
		b.WriteString("'" + w + "'")
		if p := places[w]; len(p) > 0 {
			b.WriteString(":" + strings.Join(p, ","))
		}
		b.WriteByte(' ')
	}
	if d.Section != "" {
		b.WriteString("'" + sectionLexeme(d.Section) + "'")
	}
	return b.String()
}

// What a tsvector holds of a word: so many places, up to the last that it can count.
const (
	maxPlaces = 200
	lastPlace = 16383
)

func (postgresText) documents() (table, column string) { return "search_text", "doc" }

func (postgresText) remove(ctx context.Context, r runner, docs []int64) error {
	for chunk := range slices.Chunk(docs, 256) {
		in, args := inNumbers(0, chunk)
		if _, err := r.exec(ctx, `DELETE FROM search_text WHERE doc IN `+in, args...); err != nil {
			return err
		}
	}
	return nil
}

func (postgresText) clear(ctx context.Context, r runner) error {
	_, err := r.exec(ctx, `DELETE FROM search_text`)
	return err
}

// tidy has nothing to do: autovacuum keeps the index in order.
func (postgresText) tidy(context.Context, runner) (bool, error) { return false, nil }

// vectorQuery writes a query in the language of tsquery.
func (q textQuery) vectorQuery() string {
	var b strings.Builder
	for i, a := range q.all {
		if i > 0 {
			b.WriteString(" & ")
		}
		b.WriteString(a.vectorQuery())
	}
	if q.section != "" {
		b.WriteString(" & '" + sectionLexeme(q.section) + "'")
	}
	for _, a := range q.none {
		b.WriteString(" & !" + a.vectorQuery())
	}
	return b.String()
}

func (a alternatives) vectorQuery() string {
	var b strings.Builder
	b.WriteByte('(')
	for i, phrase := range a {
		if i > 0 {
			b.WriteString(" | ")
		}
		b.WriteString("('" + strings.Join(phrase, "' <-> '") + "')")
	}
	b.WriteByte(')')
	return b.String()
}

// How many of the newest documents are looked through one by one: a few to see whether what is asked for is common, and
// then, if it is, enough to fill a window. What is not common GIN brings up quickly.
const (
	glanced = 100
	common  = glanced / 5
	looked  = 1500
)

func (postgresText) newest(ctx context.Context, r runner, q textQuery, lo, hi int64, limit int) (docs []int64, more bool, err error) {
	// The inner LIMIT and the "+ 0" keep the planner from the way that it would take when it misjudges a word.
	const look = `SELECT n.doc FROM (SELECT doc, words FROM search_text WHERE doc >= $1 AND doc <= $2
		ORDER BY doc DESC LIMIT $3) n WHERE n.words @@ $4::tsquery ORDER BY n.doc DESC LIMIT $5`
	docs, err = numbers(ctx, r, look, lo, hi, glanced, q.vectorQuery(), limit)
	if err != nil {
		return nil, false, err
	}
	if len(docs) >= common {
		docs, err = numbers(ctx, r, look, lo, hi, looked, q.vectorQuery(), limit)
		return docs, true, err
	}
	docs, err = numbers(ctx, r, `SELECT doc FROM search_text WHERE words @@ $1::tsquery AND doc + 0 >= $2 AND doc + 0 <= $3
		ORDER BY doc + 0 DESC LIMIT $4`, q.vectorQuery(), lo, hi, limit)
	return docs, len(docs) == limit, err
}

func numbers(ctx context.Context, r runner, text string, args ...any) (docs []int64, err error) {
	err = each(ctx, r, func(rows *sql.Rows) error {
		var doc int64
		err := rows.Scan(&doc)
		docs = append(docs, doc)
		return err
	}, text, args...)
	return docs, err
}

func (postgresText) rank(ctx context.Context, r runner, q textQuery, docs []scored) error {
	list := make([]int64, len(docs))
	at := make(map[int64]int, len(docs))
	for i, d := range docs {
		list[i], at[d.doc] = d.doc, i
	}
	in, args := inNumbers(1, list)
	return each(ctx, r, func(rows *sql.Rows) error {
		var doc int64
		var score float64
		err := rows.Scan(&doc, &score)
		docs[at[doc]].score = score
		return err
	}, `SELECT doc, ts_rank('{0.1, 0.2, 0.4, 1.0}', words, $1::tsquery, 1) FROM search_text WHERE doc IN `+in, append([]any{q.vectorQuery()}, args...)...)
}

func (postgresText) holders(ctx context.Context, r runner, phrases [][]string, lo, hi int64, limit int) ([][]int64, error) {
	lists := make([][]int64, len(phrases))
	if len(phrases) == 0 {
		return lists, nil
	}
	var from strings.Builder
	args := []any{lo, hi, limit}
	for i, phrase := range phrases {
		if i > 0 {
			from.WriteString(", ")
		}
		args = append(args, alternatives{phrase}.vectorQuery())
		from.WriteString("(" + strconv.Itoa(i) + ", $" + strconv.Itoa(len(args)) + "::tsquery)")
	}
	err := each(ctx, r, func(rows *sql.Rows) error {
		var i int
		var doc int64
		err := rows.Scan(&i, &doc)
		lists[i] = append(lists[i], doc)
		return err
	}, `SELECT p.i, t.doc FROM (VALUES `+from.String()+`) p (i, q) CROSS JOIN LATERAL (SELECT doc FROM search_text
		WHERE words @@ p.q AND doc + 0 >= $1 AND doc + 0 <= $2 ORDER BY doc + 0 DESC LIMIT $3) t ORDER BY p.i, t.doc DESC`, args...)
	return lists, err
}
