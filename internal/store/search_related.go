package store

import (
	"context"
	"database/sql"

	"broadsheet/internal/news"
)

// Holders says, for each of a number of phrases, in which of a paper's indexed articles it stands: the newest, at most
// limit. Nothing here has passed the gate.
func (s *Store) Holders(ctx context.Context, paper string, phrases [][]string, limit int) (lists []news.Holders, err error) {
	err = s.read(ctx, func(r runner) error {
		n, docs, err := indexedPaper(ctx, r, paper)
		if err != nil || n == 0 {
			lists = make([]news.Holders, len(phrases))
			return err
		}
		lo, hi := docRange(n, 0, 0)
		found, err := s.fulltext().holders(ctx, r, phrases, lo, hi, limit)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return nil
		}
		oldest, newest, err := docSpan(ctx, r, lo, hi)
		for _, list := range found {
			h := news.Holders{Docs: list, More: len(list) == limit, Of: int(docs)}
			if h.More && newest > oldest {
				h.Of = max(limit, int(float64(docs)*float64(newest-list[limit-1])/float64(newest-oldest)))
			}
			lists = append(lists, h)
		}
		return err
	})
	return lists, err
}

// docSpan returns the first and the last document in [lo, hi].
func docSpan(ctx context.Context, r runner, lo, hi int64) (oldest, newest int64, err error) {
	err = r.row(ctx, `SELECT coalesce((SELECT min(doc) FROM search_docs WHERE doc >= $1 AND doc <= $2), 0),
		coalesce((SELECT max(doc) FROM search_docs WHERE doc >= $1 AND doc <= $2), 0)`, lo, hi).Scan(&oldest, &newest)
	return oldest, newest, err
}

// WordNumbers returns, for each word that the index knows, when it first came: the lower, the commoner it is likely to be.
func (s *Store) WordNumbers(ctx context.Context, words []string) (numbers map[string]int64, err error) {
	numbers = map[string]int64{}
	if len(words) == 0 {
		return numbers, nil
	}
	in, args := inList(0, words)
	err = s.read(ctx, func(r runner) error {
		rows, err := r.query(ctx, `SELECT word, n FROM search_words WHERE word IN `+in, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var w string
			var n int64
			if err := rows.Scan(&w, &n); err != nil {
				return err
			}
			numbers[w] = n
		}
		return rows.Err()
	})
	return numbers, err
}

// ListedDocs returns, by their numbers, those documents of the index whose articles the public may see at the moment now
// or later: for lists that are read later, and then pass the gate.
func (s *Store) ListedDocs(ctx context.Context, paper string, docs []int64, now news.Millis) (listed map[int64]news.ListedDoc, err error) {
	listed = make(map[int64]news.ListedDoc, len(docs))
	if len(docs) == 0 {
		return listed, nil
	}
	in, args := inNumbers(2, docs)
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			var doc int64
			var d news.ListedDoc
			err := rows.Scan(&doc, &d.Article, &d.Words)
			listed[doc] = d
			return err
		}, `SELECT d.doc, d.article, d.words FROM search_docs d JOIN listed l ON l.article = d.article
			WHERE l.paper = $1 AND l.visible_until > $2 AND d.doc IN `+in, append([]any{paper, int64(now)}, args...)...)
	})
	return listed, err
}
