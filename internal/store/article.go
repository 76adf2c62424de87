package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"broadsheet/internal/news"
)

const articleColumns = `a.id, a.slug, a.state, a.version, a.live, a.published_at, a.updated_at, a.release_at, a.embargo_until,
	a.expires_at, a.seen_at, a.notice, a.created_at, a.modified_at, a.owner`

// articleInto returns where a row of articleColumns is scanned to.
func articleInto(a *news.Article) []any {
	return []any{&a.ID, &a.Slug, &a.State, &a.Version, &a.Live, &a.PublishedAt, &a.UpdatedAt, &a.ReleaseAt, &a.EmbargoUntil,
		&a.ExpiresAt, &a.SeenAt, &a.Notice, &a.CreatedAt, &a.ModifiedAt, &a.Owner}
}

func (t *transaction) Article(id string) (a news.Article, err error) {
	err = t.run.row(t.ctx, `SELECT `+articleColumns+` FROM articles a WHERE a.paper = $1 AND a.id = $2`+t.lock(), t.paper, id).
		Scan(articleInto(&a)...)
	return a, found(err, "article", id)
}

func (t *transaction) ArticleBySlug(slug string) (a news.Article, err error) {
	err = t.run.row(t.ctx, `SELECT `+articleColumns+` FROM articles a WHERE a.paper = $1 AND a.slug = $2 AND a.state <> 'spiked'`+t.lock(),
		t.paper, slug).Scan(articleInto(&a)...)
	return a, found(err, "article at", slug)
}

// PutArticle writes the version, the head, what is derived from them, and the ledger's line. The entry it returns has no
// number yet; Write returns the numbered ones.
func (t *transaction) PutArticle(c news.Change) (news.Entry, error) {
	p := pendingEntry{entry: news.Entry{At: t.at, Paper: t.paper, What: "article." + string(c.Act), Subject: c.Article.ID,
		Version: c.Article.Version, By: c.By, Article: &c.Article}}
	if c.Version != nil && (c.Version.N != c.Article.Version || c.Version.Article != c.Article.ID) {
		return p.entry, news.Invalid("version", "version %d of %s is not the one that the head of %s names", c.Version.N, c.Version.Article, c.Article.ID)
	}
	isNew := c.Version != nil && c.Version.N == 1
	var err error
	if isNew {
		err = t.insertHead(c)
	} else {
		p.moved, err = t.updateHead(c)
	}
	if err != nil {
		return p.entry, wrapped(err, "article", c.Article.ID)
	}
	if c.Version != nil {
		if err := t.insertVersion(*c.Version); err != nil {
			return p.entry, err
		}
	}
	if err := t.putDerived(c, isNew); err != nil {
		return p.entry, wrapped(err, "lists of article", c.Article.ID)
	}
	t.pending = append(t.pending, p)
	return p.entry, nil
}

// headValues are the columns of a head that may change, in the order of the UPDATE and the INSERT below.
func headValues(a news.Article) []any {
	return []any{a.Slug, string(a.State), a.Version, a.Live, int64(a.PublishedAt), int64(a.UpdatedAt), int64(a.ReleaseAt),
		int64(a.EmbargoUntil), int64(a.ExpiresAt), int64(a.SeenAt), a.Notice, int64(a.CreatedAt), int64(a.ModifiedAt), a.Owner,
		int64(news.NextTurn(a))}
}

// deskValues are the columns that the desk's list shows of the newest version.
func deskValues(c news.Copy) []any {
	return []any{string(c.Kind), c.Headline, c.Slugline, c.Section, sought(c)}
}

// sought is what the desk's list is searched in: folded here, since the engines fold differently.
func sought(c news.Copy) string { return strings.ToLower(c.Headline + "\n" + c.Slugline) }

const (
	insertHead = `INSERT INTO articles (slug, state, version, live, published_at, updated_at, release_at, embargo_until,
		expires_at, seen_at, notice, created_at, modified_at, owner, next_turn, kind, headline, slugline, section, sought, id, paper)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`
	updateHead = `UPDATE articles SET slug = $1, state = $2, version = $3, live = $4, published_at = $5, updated_at = $6,
		release_at = $7, embargo_until = $8, expires_at = $9, seen_at = $10, notice = $11, created_at = $12, modified_at = $13,
		owner = $14, next_turn = $15`
	updateDesk = updateHead + `, kind = $16, headline = $17, slugline = $18, section = $19, sought = $20`
)

func (t *transaction) insertHead(c news.Change) error {
	args := append(headValues(c.Article), deskValues(c.Version.Copy)...)
	n, err := t.run.exec(t.ctx, insertHead+` ON CONFLICT DO NOTHING`, append(args, c.Article.ID, t.paper)...)
	if err != nil || n > 0 {
		return err
	}
	if err := t.articleSlugTaken(c.Article); err != nil {
		return err
	}
	if a, err := t.Article(c.Article.ID); err == nil {
		return stale("article", a.Version)
	}
	return news.Errorf(news.CodeConflict, "id", "there is an article %s already", c.Article.ID)
}

// updateHead replaces a head, if it stands at the version that the change was decided on. It returns the slug that the
// article left.
func (t *transaction) updateHead(c news.Change) (moved string, err error) {
	old, err := t.Article(c.Article.ID)
	if err != nil {
		return "", err
	}
	expected := c.Article.Version
	if c.Version != nil {
		expected--
	}
	if old.Version != expected {
		return "", stale("article", old.Version)
	}
	if c.Article.Slug != old.Slug || old.State == news.Spiked {
		if err := t.articleSlugTaken(c.Article); err != nil {
			return "", err
		}
	}
	if c.Article.Slug != old.Slug {
		if moved, err = t.leave(old, c.Article); err != nil {
			return "", err
		}
	}
	args := headValues(c.Article)
	if c.Version != nil {
		args = append(args, deskValues(c.Version.Copy)...)
		_, err = t.run.exec(t.ctx, updateDesk+` WHERE paper = $21 AND id = $22`, append(args, t.paper, c.Article.ID)...)
	} else {
		_, err = t.run.exec(t.ctx, updateHead+` WHERE paper = $16 AND id = $17`, append(args, t.paper, c.Article.ID)...)
	}
	return moved, err
}

// leave says which slug an article leaves for good, and forgets that it had left the one it comes back to.
func (t *transaction) leave(old, a news.Article) (moved string, err error) {
	_, err = t.run.exec(t.ctx, `DELETE FROM moved WHERE paper = $1 AND slug = $2 AND article = $3`, t.paper, a.Slug, a.ID)
	if couldBeSeen(old, t.at) {
		moved = old.Slug
	}
	return moved, err
}

func (t *transaction) articleSlugTaken(a news.Article) error {
	if a.State == news.Spiked {
		return nil
	}
	return t.taken(`SELECT id FROM articles WHERE paper = $1 AND slug = $2 AND state <> 'spiked'`, "article", "slug", a.Slug, a.ID)
}

// putDerived writes the rows of listed, placed and corrections anew.
func (t *transaction) putDerived(c news.Change, isNew bool) error {
	d, err := t.derivation(c, isNew)
	if err != nil {
		return err
	}
	if !isNew {
		if err := t.dropDerived(c.Article.ID); err != nil {
			return err
		}
	}
	return insertDerived(t.ctx, t.run, []derivation{d})
}

// derivation gathers what derive needs. A new article that goes out at once needs nothing that isn't at hand.
func (t *transaction) derivation(c news.Change, isNew bool) (derivation, error) {
	if from, until := news.Window(c.Article); from == until {
		return derivation{}, nil
	}
	var live news.Copy
	var corrections []numbered
	var err error
	if c.Version != nil && c.Version.N == c.Article.Live {
		live = c.Version.Copy
	} else if live, err = t.furniture(c.Article.ID, c.Article.Live); err != nil {
		return derivation{}, err
	}
	if !isNew || c.Version.Correction != nil {
		if corrections, err = t.corrections(c.Article.ID, c.Article.Live); err != nil {
			return derivation{}, err
		}
	}
	return derive(t.paper, c.Article, live, corrections)
}

func (t *transaction) dropDerived(article string) error {
	var errs []error
	for _, text := range []string{`DELETE FROM listed WHERE article = $1`, `DELETE FROM placed WHERE article = $1`,
		`DELETE FROM corrections WHERE article = $1`} {
		_, err := t.run.exec(t.ctx, text, article)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// corrections reads the public notes of an article's versions up to one.
func (t *transaction) corrections(article string, live int) (list []numbered, err error) {
	err = each(t.ctx, t.run, func(rows *sql.Rows) error {
		var c numbered
		var text []byte
		if err := rows.Scan(&c.n, &text); err != nil {
			return err
		}
		list = append(list, c)
		return json.Unmarshal(text, &list[len(list)-1].correction)
	}, `SELECT n, correction FROM versions WHERE article = $1 AND n <= $2 AND correction <> '' ORDER BY n`, article, live)
	return list, err
}
