package store

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

const articleColumns = `a.id, a.slug, a.state, a.version, a.live, a.published_at, a.updated_at, a.release_at, a.embargo_until,
	a.expires_at, a.seen_at, a.notice, a.reason, a.created_at, a.modified_at, a.owner, a.breaking_until, a.holds, a.embargo_ask`

// articleInto returns where a row of articleColumns is scanned to.
func articleInto(a *news.Article) []any {
	return []any{&a.ID, &a.Slug, &a.State, &a.Version, &a.Live, &a.PublishedAt, &a.UpdatedAt, &a.ReleaseAt, &a.EmbargoUntil,
		&a.ExpiresAt, &a.SeenAt, &a.Notice, &a.Reason, &a.CreatedAt, &a.ModifiedAt, &a.Owner, &a.BreakingUntil, textInto{&a.Holds}, textInto{&a.EmbargoAsk}}
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
	var old news.Article // the zero head of a new article, which the public never saw
	var err error
	if c.Version != nil && c.Version.N == 1 {
		err = t.insertHead(c)
	} else if old, err = t.updateHead(c); err == nil {
		p.moved, err = t.leave(old, c.Article)
	}
	if err != nil {
		return p.entry, wrapped(err, "article", c.Article.ID)
	}
	if c.Act.HandsOn() {
		if _, err := t.run.exec(t.ctx, `UPDATE manuscripts SET holder = '', held_since = 0 WHERE article = $1 AND holder <> ''`, c.Article.ID); err != nil {
			return p.entry, wrapped(err, "manuscript", c.Article.ID)
		}
	}
	if c.Version != nil {
		row, err := versionValues(t.paper, *c.Version)
		if err != nil {
			return p.entry, err
		}
		t.late.versions = append(t.late.versions, row)
	}
	if err := t.putDerived(old, c); err != nil {
		return p.entry, wrapped(err, "lists of article", c.Article.ID)
	}
	p.deed = deed{what: p.entry.What, subject: c.Article.ID, version: c.Article.Version, by: news.Doer{Person: c.By}, after: c.Article}
	if old.ID != "" {
		p.deed.before = old
	}
	t.pending = append(t.pending, p)
	return p.entry, nil
}

// headValues are the columns of a head that may change, in the order of the UPDATE and the INSERT below.
func headValues(a news.Article) []any {
	return []any{a.Slug, string(a.State), a.Version, a.Live, int64(a.PublishedAt), int64(a.UpdatedAt), int64(a.ReleaseAt),
		int64(a.EmbargoUntil), int64(a.ExpiresAt), int64(a.SeenAt), a.Notice, int64(a.CreatedAt), int64(a.ModifiedAt), a.Owner,
		int64(news.NextTurn(a)), a.Reason, int64(a.BreakingUntil),
		textOf(a.Holds), textOf(a.EmbargoAsk)}
}

// deskValues are the columns that the desk's list shows of the newest version.
func deskValues(c news.Copy) []any {
	return []any{string(c.Kind), c.Headline, c.Slugline, c.Section, sought(c)}
}

// sought is what the desk's list is searched in: folded here, since the engines fold differently.
func sought(c news.Copy) string { return strings.ToLower(c.Headline + "\n" + c.Slugline) }

// textOf is a small part of a head as it is kept in one column: as JSON, "" where it says nothing.
func textOf[T comparable](v T) string {
	var zero T
	if v == zero {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil { // texts and times
		return err.Error()
	}
	return string(b)
}

// textInto reads what textOf wrote.
type textInto struct{ to any }

// Scan reads a column.
func (t textInto) Scan(v any) error {
	var b []byte
	switch v := v.(type) {
	case string:
		b = []byte(v)
	case []byte:
		b = v
	}
	if len(b) == 0 {
		return nil
	}
	return json.Unmarshal(b, t.to)
}

const (
	insertArticles = `INSERT INTO articles (` + headColumns + `) VALUES `
	insertHead     = insertArticles + `($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
		$21, $22, $23, $24, $25, $26) ON CONFLICT DO NOTHING`
	updateHead = `UPDATE articles SET slug = $1, state = $2, version = $3, live = $4, published_at = $5, updated_at = $6,
		release_at = $7, embargo_until = $8, expires_at = $9, seen_at = $10, notice = $11, created_at = $12, modified_at = $13,
		owner = $14, next_turn = $15, reason = $16, breaking_until = $17, holds = $18, embargo_ask = $19`
	updateDesk = updateHead + `, kind = $20, headline = $21, slugline = $22, section = $23, sought = $24`
)

func (t *transaction) insertHead(c news.Change) error {
	args := append(headValues(c.Article), deskValues(c.Version.Copy)...)
	n, err := t.run.exec(t.ctx, insertHead, append(args, c.Article.ID, t.paper)...)
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

// updateHead replaces a head, if it stands at the version that the change was decided on, and returns the old one.
func (t *transaction) updateHead(c news.Change) (old news.Article, err error) {
	if old, err = t.Article(c.Article.ID); err != nil {
		return old, err
	}
	expected := c.Article.Version
	if c.Version != nil {
		expected--
	}
	if old.Version != expected {
		return old, stale("article", old.Version)
	}
	if c.Article.Slug != old.Slug || old.State == news.Spiked {
		if err := t.articleSlugTaken(c.Article); err != nil {
			return old, err
		}
	}
	args := headValues(c.Article)
	if c.Version != nil {
		args = append(args, deskValues(c.Version.Copy)...)
		_, err = t.run.exec(t.ctx, updateDesk+` WHERE paper = $25 AND id = $26`, append(args, t.paper, c.Article.ID)...)
	} else {
		_, err = t.run.exec(t.ctx, updateHead+` WHERE paper = $20 AND id = $21`, append(args, t.paper, c.Article.ID)...)
	}
	return old, err
}

// leave says which slug an article leaves for good, and forgets that it had left the one it comes back to.
func (t *transaction) leave(old, a news.Article) (moved string, err error) {
	if old.Slug == a.Slug {
		return "", nil
	}
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

// putDerived takes out of the lists what stood there of the old head, and puts in what follows from the new one.
func (t *transaction) putDerived(old news.Article, c news.Change) error {
	before, err := t.derivation(old, nil)
	if err != nil {
		return err
	}
	after, err := t.derivation(c.Article, c.Version)
	if err != nil {
		return err
	}
	if err := t.dropDerived(c.Article.ID, before, &after); err != nil {
		return err
	}
	t.late.derived = append(t.late.derived, after)
	return nil
}

// derivation gathers what derive needs. version is at hand when it is new; a new article needs nothing else.
func (t *transaction) derivation(a news.Article, version *news.Version) (derivation, error) {
	if from, until := news.Window(a); from == until {
		return derivation{}, nil
	}
	var live news.Copy
	var corrections []numbered
	var err error
	if version != nil && version.N == a.Live {
		live = version.Copy
	} else if live, err = t.furniture(a.ID, a.Live); err != nil {
		return derivation{}, err
	}
	if a.Live > 1 || version == nil || version.Correction != nil {
		if corrections, err = t.corrections(a.ID, a.Live); err != nil {
			return derivation{}, err
		}
	}
	return derive(t.paper, a, live, corrections), nil
}

// dropDerived deletes what was derived before. Places that stay as they are stay where they are, and leave after.
func (t *transaction) dropDerived(article string, before derivation, after *derivation) error {
	if before.card == nil {
		return nil
	}
	if err := t.settle(); err != nil { // the same transaction may have put it there
		return err
	}
	for _, text := range []string{`DELETE FROM listed WHERE article = $1`, `DELETE FROM corrections WHERE article = $1`} {
		if _, err := t.run.exec(t.ctx, text, article); err != nil {
			return err
		}
	}
	for _, place := range before.places {
		same := func(p []any) bool { return slices.Equal(p, place) }
		if slices.ContainsFunc(after.places, same) {
			after.places = slices.DeleteFunc(after.places, same)
			continue
		}
		_, err := t.run.exec(t.ctx, `DELETE FROM placed WHERE paper = $1 AND list_of = $2 AND list_id = $3 AND published_at = $4
			AND article = $5`, place[:5]...)
		if err != nil {
			return err
		}
	}
	return nil
}

// corrections reads the public notes of an article's versions up to one.
func (t *transaction) corrections(article string, live int) (list []numbered, err error) {
	if err := t.settle(); err != nil {
		return nil, err
	}
	err = each(t.ctx, t.run, func(rows *sql.Rows) error {
		var c numbered
		var text []byte
		if err := rows.Scan(&c.n, &text); err != nil {
			return err
		}
		err := json.Unmarshal(text, &c.correction)
		list = append(list, c)
		return err
	}, `SELECT n, correction FROM versions WHERE article = $1 AND n <= $2 AND correction <> '' ORDER BY n`, article, live)
	return list, err
}
