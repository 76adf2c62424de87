package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"broadsheet/internal/news"
)

const versionColumns = `v.article, v.n, v.made_at, v.made_by, v.note, v.correction, v.hash, v.copy`

// versionRow is a version as its row holds it. Everything may be NULL, as an outer join leaves it.
type versionRow struct {
	article, by, note, hash      sql.NullString
	n, at                        sql.NullInt64
	correction, furniture, words []byte
}

// into returns where a row of versionColumns is scanned to.
func (v *versionRow) into() []any {
	return []any{&v.article, &v.n, &v.at, &v.by, &v.note, &v.correction, &v.hash, &v.furniture}
}

// version makes the version; the zero Version of a row of NULLs.
func (v *versionRow) version() (news.Version, error) {
	if !v.n.Valid {
		return news.Version{}, nil
	}
	out := news.Version{Article: v.article.String, N: int(v.n.Int64), At: news.Millis(v.at.Int64), By: v.by.String,
		Note: v.note.String, Hash: v.hash.String}
	if err := json.Unmarshal(v.furniture, &out.Copy); err != nil {
		return out, fmt.Errorf("reading version %d of %s: %w", out.N, out.Article, err)
	}
	out.Copy.Body = nil
	if len(v.words) > 0 {
		out.Copy.Body = v.words
	}
	if len(v.correction) > 0 {
		out.Correction = new(news.Correction)
		if err := json.Unmarshal(v.correction, out.Correction); err != nil {
			return out, fmt.Errorf("reading the correction of version %d of %s: %w", out.N, out.Article, err)
		}
	}
	return out, nil
}

const insertVersions = `INSERT INTO versions (article, n, paper, made_at, made_by, note, correction, hash, copy, body) VALUES `

// versionValues makes the row of a version, in the order of insertVersions.
func versionValues(paper string, v news.Version) ([]any, error) {
	furniture := v.Copy
	furniture.Body = nil
	text, err := json.Marshal(furniture)
	if err != nil {
		return nil, err
	}
	correction := ""
	if v.Correction != nil {
		b, err := json.Marshal(v.Correction)
		if err != nil {
			return nil, err
		}
		correction = string(b)
	}
	hash := v.Hash
	if hash == "" {
		hash = news.HashCopy(v.Copy)
	}
	return []any{v.Article, v.N, paper, int64(v.At), v.By, v.Note, correction, hash, string(text), string(v.Copy.Body)}, nil
}

func (t *transaction) Version(article string, n int) (news.Version, error) {
	var v versionRow
	err := t.settle()
	if err != nil {
		return news.Version{}, err
	}
	err = t.run.row(t.ctx, `SELECT `+versionColumns+`, v.body FROM versions v WHERE v.paper = $1 AND v.article = $2 AND v.n = $3`,
		t.paper, article, n).Scan(append(v.into(), &v.words)...)
	if err != nil {
		return news.Version{}, found(err, fmt.Sprintf("version %d of article", n), article)
	}
	return v.version()
}

// furniture reads the copy of a version without its body.
func (t *transaction) furniture(article string, n int) (c news.Copy, err error) {
	if err := t.settle(); err != nil {
		return c, err
	}
	var text []byte
	err = t.run.row(t.ctx, `SELECT copy FROM versions WHERE article = $1 AND n = $2`, article, n).Scan(&text)
	if err != nil {
		return c, found(err, fmt.Sprintf("version %d of article", n), article)
	}
	return c, json.Unmarshal(text, &c)
}

// ReadBySlug returns the article that lives at slug, and its live version: the zero Version when it has none. The
// caller asks the gate. Errors: CodeNotFound.
func (s *Store) ReadBySlug(ctx context.Context, paper, slug string) (a news.Article, v news.Version, err error) {
	var row versionRow
	err = s.read(ctx, func(r runner) error {
		err := r.row(ctx, `SELECT `+articleColumns+`, `+versionColumns+`, v.body FROM articles a
			LEFT JOIN versions v ON v.article = a.id AND v.n = a.live
			WHERE a.paper = $1 AND a.slug = $2 AND a.state <> 'spiked'`, paper, slug).
			Scan(append(append(articleInto(&a), row.into()...), &row.words)...)
		if err != nil {
			return found(err, "article at", slug)
		}
		v, err = row.version()
		return err
	})
	return a, v, err
}

// Read returns an article and one version of it; n = 0 is the newest. Errors: CodeNotFound.
func (s *Store) Read(ctx context.Context, paper, id string, n int) (a news.Article, v news.Version, err error) {
	var row versionRow
	err = s.read(ctx, func(r runner) error {
		text, args := `SELECT `+articleColumns+`, `+versionColumns+`, v.body FROM articles a
			JOIN versions v ON v.article = a.id AND v.n = a.version WHERE a.paper = $1 AND a.id = $2`, []any{paper, id}
		if n != 0 {
			text, args = `SELECT `+articleColumns+`, `+versionColumns+`, v.body FROM articles a
				JOIN versions v ON v.article = a.id AND v.n = $1 WHERE a.paper = $2 AND a.id = $3`, []any{n, paper, id}
		}
		if err := r.row(ctx, text, args...).Scan(append(append(articleInto(&a), row.into()...), &row.words)...); err != nil {
			return found(err, "such version of article", id)
		}
		v, err = row.version()
		return err
	})
	return a, v, err
}

// Versions returns an article's versions after a number, in order, without their bodies.
func (s *Store) Versions(ctx context.Context, paper, article string, afterN, limit int) (list []news.Version, err error) {
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			var row versionRow
			if err := rows.Scan(row.into()...); err != nil {
				return err
			}
			v, err := row.version()
			list = append(list, v)
			return err
		}, `SELECT `+versionColumns+` FROM versions v WHERE v.paper = $1 AND v.article = $2 AND v.n > $3 ORDER BY v.n LIMIT $4`,
			paper, article, afterN, limit)
	})
	return list, err
}
