package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// searchWindow is how many of the newest matches are ranked against each other; a reader who pages beyond them gets the
// next so many, ranked. It bounds the cost of every search: a common word has more matches than anybody could rank.
const searchWindow = 400

// fulltext is what differs between the engines' full-text indexes.
type fulltext interface {
	insert(ctx context.Context, r runner, docs []numberedDoc) error // in the order of their numbers
	remove(ctx context.Context, r runner, docs []int64) error
	clear(ctx context.Context, r runner) error
	tidy(ctx context.Context, r runner) (more bool, err error)
	// documents names the table that has a row for each document in the index, and the column with its number.
	documents() (table, column string)
	// newest returns documents in [lo, hi] that hold everything asked for, the highest numbers first, at most limit, and
	// whether there may be more below the last.
	newest(ctx context.Context, r runner, q textQuery, lo, hi int64, limit int) (docs []int64, more bool, err error)
	// rank scores documents, which newest has found for q, in place.
	rank(ctx context.Context, r runner, q textQuery, docs []scored) error
	// holders is newest for a number of phrases at once.
	holders(ctx context.Context, r runner, phrases [][]string, lo, hi int64, limit int) ([][]int64, error)
}

func (s *Store) fulltext() fulltext {
	if s.engine.name() == "postgres" {
		return postgresText{}
	}
	return sqliteText{}
}

// textQuery is what to look for: each of all (of which any alternative will do), and none of none.
type textQuery struct {
	all, none []alternatives
	section   string
}

// alternatives are phrases of which one is enough: one, or what the beginning of a word stands for.
type alternatives [][]string

// scored is a document and how well it fits.
type scored struct {
	doc   int64
	score float64
}

// Search returns what the public can see that fits a match, the best first, and where to go on, which is the zero After
// at the end. The best are chosen among the newest matches (searchWindow); then come the best of the next newest.
func (s *Store) Search(ctx context.Context, paper string, m news.Match, now news.Millis, after news.After, limit int) (found []news.Found, next news.After, err error) {
	err = s.read(ctx, func(r runner) error {
		found, next, err = s.search(ctx, r, paper, m, now, after, limit)
		return err
	})
	return found, next, err
}

func (s *Store) search(ctx context.Context, r runner, paper string, m news.Match, now news.Millis, after news.After, limit int) (found []news.Found, next news.After, err error) {
	q, ok, err := compile(ctx, r, m)
	if err != nil || !ok {
		return nil, next, err
	}
	n, _, err := indexedPaper(ctx, r, paper)
	if err != nil || n == 0 {
		return nil, next, err
	}
	lo, hi := docRange(n, m.From, m.Until)
	from, _ := strconv.Atoi(after.ID)
	if after.At != 0 {
		hi = min(hi, int64(after.At))
	}
	for {
		window, err := s.window(ctx, r, q, lo, hi)
		if err != nil || len(window.docs) == 0 {
			return found, news.After{}, err
		}
		place, err := s.fill(ctx, r, window.docs, paper, m, now, max(0, from), limit, &found)
		if err != nil {
			return nil, next, err
		}
		switch {
		case place < len(window.docs):
			return found, news.After{At: news.Millis(window.newest), ID: strconv.Itoa(place)}, nil
		case !window.more:
			return found, news.After{}, nil
		case len(found) >= limit:
			return found, news.After{At: news.Millis(window.oldest - 1), ID: "0"}, nil
		}
		hi, from = window.oldest-1, 0
	}
}

// rankedWindow is a number of matches, the best first.
type rankedWindow struct {
	docs           []scored
	newest, oldest int64
	more           bool // there may be older matches
}

// window finds the newest matches from hi down and ranks them.
func (s *Store) window(ctx context.Context, r runner, q textQuery, lo, hi int64) (w rankedWindow, err error) {
	docs, more, err := s.fulltext().newest(ctx, r, q, lo, hi, searchWindow)
	if err != nil || len(docs) == 0 {
		return w, err
	}
	w = rankedWindow{newest: docs[0], oldest: docs[len(docs)-1], more: more}
	for _, doc := range docs {
		w.docs = append(w.docs, scored{doc: doc})
	}
	if err := s.fulltext().rank(ctx, r, q, w.docs); err != nil {
		return w, err
	}
	slices.SortFunc(w.docs, func(a, b scored) int {
		switch {
		case a.score != b.score && a.score > b.score, a.score == b.score && a.doc > b.doc:
			return -1
		case a.doc == b.doc:
			return 0
		}
		return 1
	})
	return w, nil
}

// fill adds what the public can see of docs[from:] to found until there are limit, and returns where it stopped. The
// gate is asked here, of the lists as they stand: the index only knows words.
func (s *Store) fill(ctx context.Context, r runner, docs []scored, paper string, m news.Match, now news.Millis, from, limit int, found *[]news.Found) (int, error) {
	for from < len(docs) && len(*found) < limit {
		chunk := docs[from:min(len(docs), from+max(32, limit))]
		cards, err := s.visibleDocs(ctx, r, paper, now, chunk)
		if err != nil {
			return from, err
		}
		for _, d := range chunk {
			if len(*found) == limit {
				return from, nil
			}
			from++
			c, ok := cards[d.doc]
			if ok && (m.From == 0 || c.PublishedAt >= m.From) && (m.Until == 0 || c.PublishedAt < m.Until) {
				*found = append(*found, news.Found{Card: c.Card, Score: d.score})
			}
		}
	}
	return from, nil
}

// visibleDocs returns the cards of those documents that the public can see, by their numbers.
func (s *Store) visibleDocs(ctx context.Context, r runner, paper string, now news.Millis, docs []scored) (map[int64]news.Indexed, error) {
	if len(docs) == 0 {
		return nil, nil
	}
	numbers := make([]int64, len(docs))
	for i, d := range docs {
		numbers[i] = d.doc
	}
	in, args := inNumbers(0, numbers)
	byArticle := map[string]news.Indexed{}
	var articles []string
	err := each(ctx, r, func(rows *sql.Rows) error {
		var d news.Indexed
		err := rows.Scan(&d.Doc, &d.Article, &d.Words)
		byArticle[d.Article] = d
		articles = append(articles, d.Article)
		return err
	}, `SELECT doc, article, words FROM search_docs WHERE doc IN `+in, args...)
	if err != nil || len(articles) == 0 {
		return nil, err
	}
	in, args = inList(2, articles)
	list, err := s.cards(ctx, r, `SELECT `+cardColumns+` FROM listed l WHERE l.paper = $1 AND l.visible_from <= $2 AND l.visible_until > $2 AND l.article IN `+in, append([]any{paper, int64(now)}, args...)...)
	visible := make(map[int64]news.Indexed, len(list))
	for _, c := range list {
		d := byArticle[c.Article]
		d.Card = c
		visible[d.Doc] = d
	}
	return visible, err
}

// inNumbers is inList for numbers.
func inNumbers(before int, values []int64) (text string, args []any) {
	n := 1
	for n < len(values) {
		n *= 2
	}
	for i := range n {
		args = append(args, values[min(i, len(values)-1)])
	}
	var b strings.Builder
	b.WriteByte('(')
	writePlaceholders(&b, before, n)
	b.WriteByte(')')
	return b.String(), args
}

// indexedPaper returns a paper's number in the index and how many documents it has; 0 when it has none.
func indexedPaper(ctx context.Context, r runner, paper string) (n, docs int64, err error) {
	err = r.row(ctx, `SELECT n, docs FROM search_papers WHERE paper = $1`, paper).Scan(&n, &docs)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, docs, err
}

// compile turns clauses into a query, looking up what beginnings stand for. ok is false when nothing can be found: for
// nothing is asked for, or no word has such a beginning.
func compile(ctx context.Context, r runner, m news.Match) (q textQuery, ok bool, err error) {
	q.section = m.Section
	for _, c := range m.Clauses {
		a := alternatives{c.Words}
		if c.Prefix {
			if a, err = expand(ctx, r, c.Words); err != nil {
				return q, false, err
			}
		}
		switch {
		case c.Not && len(a) > 0:
			q.none = append(q.none, a)
		case !c.Not && len(a) == 0:
			return q, false, nil
		case !c.Not:
			q.all = append(q.all, a)
		}
	}
	return q, len(q.all) > 0, nil
}

// expand returns the phrases that a phrase stands for whose last word is only a beginning.
func expand(ctx context.Context, r runner, words []string) (a alternatives, err error) {
	last := len(words) - 1
	ends, err := beginning(ctx, r, words[last])
	for _, end := range ends {
		a = append(a, append(slices.Clone(words[:last]), end))
	}
	return a, err
}

// TidySearch puts the full-text index in better order, for some milliseconds, and says whether there is more to do.
func (s *Store) TidySearch(ctx context.Context) (more bool, err error) {
	err = s.engine.failure(s.engine.derive(ctx, func(r runner) error {
		more, err = s.fulltext().tidy(ctx, r)
		return err
	}))
	return more, err
}

// ClearSearch throws the full-text index away and sets its follower back to the beginning of the ledger.
func (s *Store) ClearSearch(ctx context.Context, follower string) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		if _, err := lockCursor(ctx, r, follower, s.engine.dialect().forUpdate); err != nil {
			return err
		}
		for _, text := range []string{`DELETE FROM search_docs`, `UPDATE search_papers SET docs = 0`} {
			if _, err := r.exec(ctx, text); err != nil {
				return err
			}
		}
		if err := s.fulltext().clear(ctx, r); err != nil {
			return err
		}
		_, err := r.exec(ctx, `UPDATE cursors SET seq = 0 WHERE name = $1`, follower)
		return err
	}))
}
