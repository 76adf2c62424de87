package store

import (
	"context"
	"database/sql"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// RedirectFrom returns the redirect that somebody set at path, else the one to the article that the public could last
// see at that slug and that lives elsewhere now. It is asked after the articles: an article that can be seen at path
// goes first, and one that can't be must not change what the path answered before.
func (t *transaction) RedirectFrom(path string) (news.Redirect, error) {
	r := news.Redirect{Path: path}
	if strings.ContainsRune(path, 0) || !utf8.ValidString(path) { // PostgreSQL would refuse the question, SQLite wouldn't
		return r, found(sql.ErrNoRows, "redirect from", path)
	}
	slug, rooted := strings.CutPrefix(path, "/")
	if !rooted {
		slug = ""
	}
	err := t.run.row(t.ctx, `SELECT article, target FROM (
			SELECT article, target, 0 AS later, 0 AS seq FROM redirects WHERE paper = $1 AND path = $2
			UNION ALL
			SELECT article, '', 1, -seq FROM moved WHERE paper = $1 AND slug = $3
		) AS found ORDER BY later, seq, article LIMIT 1`, t.paper, path, slug).Scan(&r.Article, &r.To)
	return r, found(err, "redirect from", path)
}

// PutRedirect inserts or replaces a redirect.
func (t *transaction) PutRedirect(r news.Redirect, by string) error {
	before, err := earlier(2, r.Path, t.RedirectFrom)
	if err != nil {
		return err
	}
	_, err = t.run.exec(t.ctx, `INSERT INTO redirects (paper, path, article, target) VALUES ($1, $2, $3, $4)
		ON CONFLICT (paper, path) DO UPDATE SET article = excluded.article, target = excluded.target`, t.paper, r.Path, r.Article, r.To)
	if err == nil {
		t.note("redirect.save", r.Path, 0, by, before, r)
	}
	return wrapped(err, "redirect", r.Path)
}

// DropRedirect ends a redirect that somebody set.
func (t *transaction) DropRedirect(path, by string) error {
	before, err := t.RedirectFrom(path)
	if err != nil {
		return err
	}
	n, err := t.run.exec(t.ctx, `DELETE FROM redirects WHERE paper = $1 AND path = $2`, t.paper, path)
	switch {
	case err != nil:
		return wrapped(err, "redirect", path)
	case n == 0:
		return notFound("redirect", path)
	}
	t.note("redirect.drop", path, 0, by, before, nil)
	return nil
}

// Redirect returns where an old address leads. Errors: CodeNotFound. The caller asks the gate about the article.
func (s *Store) Redirect(ctx context.Context, paper, path string) (news.Redirect, error) {
	return lookUp(ctx, s, paper, func(v news.View) (news.Redirect, error) { return v.RedirectFrom(path) })
}

// RedirectsWith returns the redirects with a text in their path or target, by path, after the path named.
func (s *Store) RedirectsWith(ctx context.Context, paper, text, after string, limit int) ([]news.Redirect, error) {
	scan := func(scan func(...any) error) (r news.Redirect, err error) {
		err = scan(&r.Path, &r.Article, &r.To)
		return r, err
	}
	pattern := "%" + likeEscaper.Replace(strings.ToLower(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", ""))) + "%"
	return all(ctx, s, scan, `SELECT path, article, target FROM redirects WHERE paper = $1 AND path > $2
		AND (lower(path) LIKE $3 ESCAPE '!' OR lower(target) LIKE $3 ESCAPE '!') ORDER BY path LIMIT $4`, paper, after, pattern, limit)
}

// Redirects returns the redirects that somebody set, by path, after the path named; after "" from the first.
func (s *Store) Redirects(ctx context.Context, paper, after string, limit int) ([]news.Redirect, error) {
	scan := func(scan func(...any) error) (r news.Redirect, err error) {
		err = scan(&r.Path, &r.Article, &r.To)
		return r, err
	}
	return all(ctx, s, scan, `SELECT path, article, target FROM redirects WHERE paper = $1 AND path > $2 ORDER BY path LIMIT $3`,
		paper, after, limit)
}

// putMoved writes down the slug that an article left by a pending entry, if the public could have seen it there.
func (t *transaction) putMoved(p pendingEntry) error {
	if p.moved == "" {
		return nil
	}
	_, err := t.run.exec(t.ctx, insertMoved+`($1, $2, $3, $4)
		ON CONFLICT (paper, slug, article) DO UPDATE SET seq = excluded.seq`, t.paper, p.moved, p.entry.Subject, p.entry.Seq)
	return err
}
