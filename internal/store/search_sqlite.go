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

func (sqliteText) documents() (table, column string) { return "search_text_docsize", "id" }

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

// tidy merges segments of like size, and all of them into one when the small ones have come to make up a good part of
// the whole. Every word asked for is looked up in each segment.
func (sqliteText) tidy(ctx context.Context, r runner) (more bool, err error) {
	var structure []byte
	if err := r.row(ctx, `SELECT block FROM search_text_data WHERE id = 10`).Scan(&structure); err != nil {
		return false, err
	}
	pages := mergePages
	if segments, merging := segmentsOf(structure); !merging && scattered(segments) {
		pages = -mergePages // begins to merge everything
	}
	var before, after int64
	const changes = `SELECT total_changes()`
	if err := r.row(ctx, changes).Scan(&before); err != nil {
		return false, err
	}
	if _, err := r.exec(ctx, `INSERT INTO search_text (search_text, rank) VALUES ('merge', $1)`, pages); err != nil {
		return false, err
	}
	if err := r.row(ctx, changes).Scan(&after); err != nil {
		return false, err
	}
	// Merging reads the index through, which nobody else does: the pages would only lie in the writer's cache.
	if _, err := r.exec(ctx, `PRAGMA shrink_memory`); err != nil {
		return false, err
	}
	return after-before >= 2, nil // the statement itself counts as one
}

// fewSegments are never worth merging all into one.
const fewSegments = 4

// scattered says whether all segments should become one: there are several, and the largest isn't most of it all.
func scattered(segments []int) bool {
	sum, largest := 0, 0
	for _, pages := range segments {
		sum += pages
		largest = max(largest, pages)
	}
	return len(segments) > fewSegments && (sum-largest)*4 >= largest
}

// segmentsOf reads FTS5's structure record: how many pages each segment has, and whether a merge is under way. Of a form
// that it doesn't know it says that there are none.
func segmentsOf(structure []byte) (segments []int, merging bool) {
	in := varints{structure}
	if len(in.rest) < 8 {
		return nil, false
	}
	fields := 3 // of a segment: id, first page, last page
	in.rest = in.rest[4:]
	if in.rest[0] == 0xff && in.rest[1] == 0 && in.rest[2] == 0 && in.rest[3] == 1 { // the second form, which knows of deletions
		fields, in.rest = 8, in.rest[4:]
	}
	levels, _, _ := in.next(), in.next(), in.next() // the number of segments and a counter follow
	for range min(levels, 64) {
		merging = in.next() > 0 || merging
		for range min(in.next(), 2000) {
			var f [8]int
			for i := range fields {
				f[i] = in.next()
			}
			segments = append(segments, f[2]-f[1]+1)
		}
	}
	return segments, merging
}

// varints are SQLite's, which give the high bits first.
type varints struct{ rest []byte }

func (v *varints) next() (n int) {
	for i := 0; len(v.rest) > 0; i++ {
		b := v.rest[0]
		v.rest = v.rest[1:]
		if i == 8 {
			return n<<8 | int(b)
		}
		n = n<<7 | int(b&0x7f)
		if b < 0x80 {
			return n
		}
	}
	return n
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
		w, err := weighing(ctx, r, q, a, hi>>docPaperShift, len(docs) < searchWindow)
		switch {
		case err != nil:
			return err
		case w == byField:
			err = rankByField(ctx, r, q, a, docs, at, lo, hi)
		case w == byFrequency:
			rare = append(rare, a.matchText())
		}
		if err != nil {
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

// weight is a way of weighing a clause.
type weight int

const (
	byFrequency weight = iota // bm25, which counts the clause in the whole index
	byField                   // whether it stands in headline or standfirst, which looks through all matches twice more
	byNothing                 // the newest come first
)

// weighing chooses how a clause is weighed, in the paper of that number. few says that all matches of the query are known
// and don't fill a window. When what makes them few is that common words stand together seldom, or that most of them are
// excluded, then looking through the index once was dear already, and is not done again.
func weighing(ctx context.Context, r runner, q textQuery, a alternatives, paper int64, few bool) (weight, error) {
	if !few {
		return byField, nil
	}
	lo, hi := docRange(paper, 0, 0)
	common := func(a alternatives) (bool, error) {
		some, err := newestMatching(ctx, r, a.matchText(), lo, hi, searchWindow)
		return len(some) == searchWindow, err
	}
	if len(q.all) > 1 || len(q.none) > 0 || q.section != "" {
		is, err := common(a)
		switch {
		case err != nil:
			return byNothing, err
		case is && len(q.all) == 1 && q.section == "":
			return byNothing, nil
		case is:
			return byField, nil
		}
	}
	if len(a) > 1 || len(a[0]) == 1 {
		return byFrequency, nil
	}
	for _, word := range a[0] {
		if is, err := common(alternatives{{word}}); err != nil || !is {
			return byFrequency, err
		}
	}
	return byNothing, nil
}

// wide is how many alternatives make a clause too dear to be asked for in the standfirst too; phrases of several words
// are as well.
const wide = 16

// rankByField scores what stands in headline or standfirst, the more the fewer of the documents have it there.
func rankByField(ctx context.Context, r runner, q textQuery, a alternatives, docs []scored, at map[int64]int, lo, hi int64) error {
	for _, field := range []struct {
		name   string
		weight float64
	}{{"headline", 1}, {"standfirst", 0.5}} {
		if (len(a) > wide || len(a[0]) > 1) && field.name == "standfirst" {
			continue
		}
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
