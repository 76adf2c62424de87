package store

import (
	"context"
	"database/sql"
	"errors"
	"math"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// maxRelated is how many articles a list of what is like one holds: twice what is shown below it, so that some may be
// withdrawn.
const maxRelated = 12

// Related returns what is like an article, the most alike first, of what the public may see at the moment now. known is
// false when no list has been made yet.
func (s *Store) Related(ctx context.Context, paper, article string, now news.Millis, limit int) (list []news.Card, known bool, err error) {
	err = s.read(ctx, func(r runner) error {
		list, err = s.cards(ctx, r, `SELECT `+cardColumns+` FROM related r JOIN listed l ON l.article = r.other
			WHERE r.article = $1 AND l.paper = $2 AND l.visible_from <= $3 AND l.visible_until > $3
			ORDER BY r.score DESC, r.other LIMIT $4`, article, paper, int64(now), limit)
		if known = len(list) > 0; err != nil || known {
			return err
		}
		err = r.row(ctx, `SELECT true FROM related_lists WHERE article = $1`, article).Scan(&known)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return list, known, err
}

// WhyRelated returns the scores and reasons of an article's list, by the articles on it.
func (s *Store) WhyRelated(ctx context.Context, article string) (why map[string]ledger.Like, err error) {
	why = map[string]ledger.Like{}
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			var l ledger.Like
			var score int64
			err := rows.Scan(&l.Article, &score, &l.Reason)
			l.Score = float64(score) / 1000
			why[l.Article] = l
			return err
		}, `SELECT other, score, reason FROM related WHERE article = $1`, article)
	})
	return why, err
}

// Relisted is an article whose list may look different.
type Relisted struct{ Paper, Article string }

// RelistedSince returns the articles whose lists of what is like them may look different since a turn, about limit of them,
// and the turn that they bring one to: there are more when there are limit or more. A turn of -1 asks for the newest turn alone.
func (s *Store) RelistedSince(ctx context.Context, turn int64, limit int) (list []Relisted, last int64, err error) {
	last = turn
	err = s.read(ctx, func(r runner) error {
		if turn < 0 {
			return r.row(ctx, `SELECT coalesce(max(turn), 0) FROM related_lists`).Scan(&last)
		}
		return each(ctx, r, func(rows *sql.Rows) error {
			var l Relisted
			err := rows.Scan(&l.Paper, &l.Article, &last)
			list = append(list, l)
			return err
		}, `SELECT paper, article, turn FROM related_lists WHERE turn > $1 AND turn <=
			(SELECT max(turn) FROM (SELECT turn FROM related_lists WHERE turn > $1 ORDER BY turn LIMIT $2) AS next) ORDER BY turn`, turn, limit)
	})
	return list, last, err
}

// ClearRelated throws all lists of related articles away and sets their follower back to the beginning of the ledger.
func (s *Store) ClearRelated(ctx context.Context, follower string) error {
	return s.againRelated(ctx, follower, `DELETE FROM related`, `DELETE FROM related_lists`)
}

// RestartRelated sets the follower of the lists of related articles back to the beginning of the ledger. Each list stays
// until it is made anew.
func (s *Store) RestartRelated(ctx context.Context, follower string) error {
	return s.againRelated(ctx, follower)
}

func (s *Store) againRelated(ctx context.Context, follower string, before ...string) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		if _, err := lockCursor(ctx, r, follower, s.engine.dialect().forUpdate); err != nil {
			return err
		}
		for _, text := range before {
			if _, err := r.exec(ctx, text); err != nil {
				return err
			}
		}
		_, err := r.exec(ctx, `UPDATE cursors SET seq = 0 WHERE name = $1`, follower)
		return err
	}))
}

// nextTurn returns the turn of what this batch changes: higher than any before, those of lists that have been thrown away
// included. Batches come one after the other, since each holds the cursor.
func (f *followed) nextTurn() (int64, error) {
	if f.turn != 0 {
		return f.turn, nil
	}
	err := f.run.row(f.ctx, `SELECT coalesce(max(turn), 0) + 1 FROM related_lists`).Scan(&f.turn)
	f.turn = max(f.turn, int64(f.store.now()))
	return f.turn, err
}

// Relate makes the list of what is like an article, and puts the article into the lists of those others that were made
// before it stood as it does.
func (f *followed) Relate(paper string, l ledger.Likes) error {
	turn, err := f.nextTurn()
	if err != nil {
		return err
	}
	_, err = f.run.exec(f.ctx, `INSERT INTO related_lists (article, paper, version, known, turn) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (article) DO UPDATE SET version = $3, known = $4, turn = $5`, l.Article, paper, l.Version, l.Known, turn)
	if err != nil {
		return err
	}
	if _, err := f.run.exec(f.ctx, `DELETE FROM related WHERE article = $1`, l.Article); err != nil {
		return err
	}
	own := map[string]bool{} // twice the same would break the list's key
	for _, like := range l.List {
		if len(own) < maxRelated && !own[like.Article] && like.Article != l.Article {
			own[like.Article] = true
			if err := f.putLike(paper, l.Article, like); err != nil {
				return err
			}
		}
	}
	return f.relateBack(paper, l)
}

const insertLike = `INSERT INTO related (paper, article, other, score, reason) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (article, other) DO UPDATE SET score = $4, reason = $5`

// putLike puts an article onto a list, or gives it another score there.
func (f *followed) putLike(paper, article string, like ledger.Like) error {
	_, err := f.run.exec(f.ctx, insertLike, paper, article, like.Article, thousandths(like.Score), like.Reason)
	return err
}

func thousandths(score float64) int64 { return int64(math.Round(score * 1000)) }

// older is a list that was made before an article stood as it does, and the article's place there.
type older struct {
	article string
	size    int
	lowest  int64
	has     bool // it holds the article
}

// relateBack puts an article into the lists of those that are like it, and takes it out of those of others: of lists that
// could know it when they were made it changes none, for they have judged themselves.
func (f *followed) relateBack(paper string, l ledger.Likes) error {
	likes := map[string]ledger.Like{}
	for _, like := range l.List {
		likes[like.Article] = like
	}
	lists, err := f.olderLists(l, likes)
	if err != nil {
		return err
	}
	for _, list := range lists {
		like, ok := likes[list.article]
		switch {
		case !ok:
			_, err = f.run.exec(f.ctx, `DELETE FROM related WHERE article = $1 AND other = $2`, list.article, l.Article)
		case list.has, list.size < maxRelated, thousandths(like.Score) > list.lowest:
			like.Article = l.Article
			err = f.admit(paper, list, like)
		default:
			continue
		}
		if err != nil {
			return err
		}
		if _, err := f.run.exec(f.ctx, `UPDATE related_lists SET turn = $1 WHERE article = $2`, f.turn, list.article); err != nil {
			return err
		}
	}
	return nil
}

// admit puts an article onto a list, in the place of its least when it is full.
func (f *followed) admit(paper string, list older, like ledger.Like) error {
	if err := f.putLike(paper, list.article, like); err != nil || list.has || list.size < maxRelated {
		return err
	}
	_, err := f.run.exec(f.ctx, `DELETE FROM related WHERE article = $1 AND other =
		(SELECT other FROM related WHERE article = $1 ORDER BY score, other DESC LIMIT 1)`, list.article)
	return err
}

// olderLists reads those lists, of the articles that are like l's and of those that name it, that were made before it
// stood as it does.
func (f *followed) olderLists(l ledger.Likes, likes map[string]ledger.Like) (lists []older, err error) {
	ids := make([]string, 0, len(likes)+1)
	for id := range likes {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		ids = append(ids, l.Article) // an IN list needs something in it; the article itself is left out below
	}
	in, args := inList(2, ids)
	err = each(f.ctx, f.run, func(rows *sql.Rows) error {
		var o older
		err := rows.Scan(&o.article, &o.size, &o.lowest, &o.has)
		lists = append(lists, o)
		return err
	}, `SELECT s.article, (SELECT count(*) FROM related r WHERE r.article = s.article),
		(SELECT coalesce(min(score), 0) FROM related r WHERE r.article = s.article),
		EXISTS (SELECT 1 FROM related r WHERE r.article = s.article AND r.other = $1)
		FROM related_lists s WHERE s.known < $2 AND s.article <> $1 AND
		(s.article IN (SELECT r.article FROM related r WHERE r.other = $1) OR s.article IN `+in+`)`, append([]any{l.Article, l.Seq}, args...)...)
	return lists, err
}

// Unrelate takes an article's list away, and the article out of all others.
func (f *followed) Unrelate(article string) error {
	for _, text := range []string{
		`DELETE FROM related WHERE article = $1`,
		`DELETE FROM related WHERE other = $1`,
		`DELETE FROM related_lists WHERE article = $1`,
	} {
		if _, err := f.run.exec(f.ctx, text, article); err != nil {
			return err
		}
	}
	return nil
}

// Reveal says that the lists that an article stands in may look different now.
func (f *followed) Reveal(article string) error {
	turn, err := f.nextTurn()
	if err != nil {
		return err
	}
	_, err = f.run.exec(f.ctx, `UPDATE related_lists SET turn = $1 WHERE article IN (SELECT article FROM related WHERE other = $2)`, turn, article)
	return err
}

// CheckRelated reports, in a sentence each, where the lists of related articles aren't those of what the public may see.
// It says nothing while they have yet to follow the ledger. follower is their follower's name.
func (s *Store) CheckRelated(ctx context.Context, follower string, report func(problem string)) error {
	return s.engine.failure(s.engine.snapshot(ctx, func(r runner) error {
		behind, err := isBehind(ctx, r, follower)
		if err != nil || behind {
			return err
		}
		for _, q := range []struct{ text, says string }{
			{`SELECT l.article FROM listed l LEFT JOIN related_lists s ON s.article = l.article
				WHERE s.article IS NULL OR s.version <> l.version ORDER BY l.article LIMIT $1`,
				"there is no list of related articles for article %s as it stands"},
			{`SELECT s.article FROM related_lists s LEFT JOIN listed l ON l.article = s.article WHERE l.article IS NULL ORDER BY s.article LIMIT $1`,
				"there is a list of related articles for article %s, which nobody may see"},
			{`SELECT DISTINCT r.article FROM related r LEFT JOIN related_lists s ON s.article = r.article WHERE s.article IS NULL ORDER BY r.article LIMIT $1`,
				"related articles are listed for article %s, which has no list"},
			{`SELECT DISTINCT r.other FROM related r LEFT JOIN listed l ON l.article = r.other WHERE l.article IS NULL ORDER BY r.other LIMIT $1`,
				"article %s, which nobody may see, is listed as related to others"},
		} {
			if err := reportEach(ctx, r, q.text, q.says+"; run broadsheet rebuild related", report); err != nil {
				return err
			}
		}
		return nil
	}))
}
