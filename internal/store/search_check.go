package store

import (
	"context"
	"database/sql"
	"fmt"
)

// maxTold is how many articles of one fault are named; who has more will make the index anew anyhow.
const maxTold = 20

// CheckSearch reports, in a sentence each, where the full-text index doesn't hold what the public may see, version by
// version. It says nothing while the index has yet to follow the ledger, since then it may differ. follower is its name.
func (s *Store) CheckSearch(ctx context.Context, follower string, report func(problem string)) error {
	return s.engine.failure(s.engine.snapshot(ctx, func(r runner) error {
		behind, err := isBehind(ctx, r, follower)
		if err != nil || behind {
			return err
		}
		table, key := s.fulltext().documents()
		for _, q := range []struct{ text, says string }{
			{`SELECT l.article FROM listed l LEFT JOIN search_docs d ON d.article = l.article
				WHERE d.article IS NULL OR d.version <> l.version OR d.published_at <> l.published_at ORDER BY l.article LIMIT $1`,
				"the full-text index doesn't hold article %s as it stands"},
			{`SELECT d.article FROM search_docs d LEFT JOIN listed l ON l.article = d.article WHERE l.article IS NULL ORDER BY d.article LIMIT $1`,
				"the full-text index holds article %s, which nobody may see"},
			{`SELECT d.article FROM search_docs d LEFT JOIN ` + table + ` t ON t.` + key + ` = d.doc WHERE t.` + key + ` IS NULL ORDER BY d.article LIMIT $1`,
				"the full-text index has lost the words of article %s"},
		} {
			if err := reportEach(ctx, r, q.text, q.says+"; run broadsheet rebuild search", report); err != nil {
				return err
			}
		}
		return nil
	}))
}

// isBehind says whether a follower has yet to follow the ledger.
func isBehind(ctx context.Context, r runner, follower string) (behind bool, err error) {
	err = r.row(ctx, `SELECT seq > coalesce((SELECT seq FROM cursors WHERE name = $1), 0) FROM ledger_head`, follower).Scan(&behind)
	return behind, err
}

// reportEach reports each article that a query of at most maxTold finds.
func reportEach(ctx context.Context, r runner, text, says string, report func(string)) error {
	return each(ctx, r, func(rows *sql.Rows) error {
		var article string
		err := rows.Scan(&article)
		report(fmt.Sprintf(says, article))
		return err
	}, text, maxTold)
}
