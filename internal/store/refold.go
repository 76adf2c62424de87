package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"broadsheet/internal/news"
)

// folded is what the ledger and the versions say of one article: everything about it that the store derives.
type folded struct {
	paper        string
	head         news.Article
	moved        map[string]int64 // slugs that it left, and the entries that say so
	versions     int              // how many there are
	newest, live news.Copy        // without bodies
	corrections  []numbered       // of the versions up to the live one
}

// refoldChunk is how many articles are folded at a time, and how many entries read.
const (
	refoldChunk   = 500
	refoldEntries = 1000
)

// folder goes through all articles in the order of their ids, folding the ledger's entries about each.
type folder struct {
	run     runner
	entries []news.Entry // read and not yet folded
	subject string       // keys of the last entry read
	seq     int64
	ended   bool
}

// next returns the next articles, at most refoldChunk; none at the end.
func (f *folder) next(ctx context.Context) (chunk []folded, err error) {
	for len(chunk) < refoldChunk {
		a, ok, err := f.article(ctx)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		chunk = append(chunk, a)
	}
	if len(chunk) == 0 {
		return nil, ctx.Err()
	}
	return chunk, addVersions(ctx, f.run, chunk)
}

// article folds the entries about the next article.
func (f *folder) article(ctx context.Context) (a folded, ok bool, err error) {
	for {
		if len(f.entries) == 0 {
			if err := f.read(ctx); err != nil || len(f.entries) == 0 {
				return a, ok, err
			}
		}
		e := f.entries[0]
		if ok && e.Subject != a.head.ID {
			return a, true, nil
		}
		a.fold(e)
		ok = true
		f.entries = f.entries[1:]
	}
}

// fold takes in one entry: the head is the last one's, and a slug that the public could have met it at is remembered.
func (a *folded) fold(e news.Entry) {
	if a.head.ID != "" && a.head.Slug != e.Article.Slug {
		if couldBeSeen(a.head, e.At) {
			if a.moved == nil {
				a.moved = map[string]int64{}
			}
			a.moved[a.head.Slug] = e.Seq
		}
		delete(a.moved, e.Article.Slug)
	}
	a.paper, a.head = e.Paper, *e.Article
}

// read reads the next entries about articles.
func (f *folder) read(ctx context.Context) error {
	if f.ended {
		return nil
	}
	f.entries = nil
	err := each(ctx, f.run, func(rows *sql.Rows) error {
		e, err := scanEntry(rows)
		f.entries = append(f.entries, e)
		return err
	}, `SELECT `+entryColumns+` FROM ledger WHERE (subject, seq) > ($1, $2) AND head <> '' ORDER BY subject, seq LIMIT $3`,
		f.subject, f.seq, refoldEntries)
	if err != nil {
		return err
	}
	f.ended = len(f.entries) < refoldEntries
	if n := len(f.entries); n > 0 {
		f.subject, f.seq = f.entries[n-1].Subject, f.entries[n-1].Seq
	}
	return nil
}

// addVersions adds to articles, which lie in the order of their ids, what their versions say.
func addVersions(ctx context.Context, r runner, chunk []folded) error {
	byID := make(map[string]*folded, len(chunk))
	for i := range chunk {
		byID[chunk[i].head.ID] = &chunk[i]
	}
	return each(ctx, r, func(rows *sql.Rows) error {
		var article string
		var n int
		var correction, furniture sql.RawBytes
		if err := rows.Scan(&article, &n, &correction, &furniture); err != nil {
			return err
		}
		a := byID[article]
		if a == nil {
			return nil
		}
		if err := a.addVersion(n, correction, furniture); err != nil {
			return fmt.Errorf("reading version %d of %s: %w", n, article, err)
		}
		return nil
	}, `SELECT article, n, correction, copy FROM versions WHERE article >= $1 AND article <= $2 ORDER BY article, n`,
		chunk[0].head.ID, chunk[len(chunk)-1].head.ID)
}

func (a *folded) addVersion(n int, correction, furniture []byte) error {
	a.versions++
	if n == a.head.Version {
		if err := json.Unmarshal(furniture, &a.newest); err != nil {
			return err
		}
	}
	if n == a.head.Live {
		if err := json.Unmarshal(furniture, &a.live); err != nil {
			return err
		}
	}
	if len(correction) == 0 || n > a.head.Live {
		return nil
	}
	c := numbered{n: n}
	err := json.Unmarshal(correction, &c.correction)
	a.corrections = append(a.corrections, c)
	return err
}

// row is the article's row, in the order of insertArticles.
func (a *folded) row() []any {
	return append(append(headValues(a.head), deskValues(a.newest)...), a.head.ID, a.paper)
}

// derivation is what the lists show of the article.
func (a *folded) derivation() derivation { return derive(a.paper, a.head, a.live, a.corrections) }
