package store

import (
	"database/sql"
	"errors"
	"fmt"

	"broadsheet/internal/news"
)

// putSQL is how one kind of row is inserted, updated and asked for its version. The update changes nothing when the
// version that stands isn't one below the new one.
type putSQL struct {
	insert, update, version string
	inserted, updated, key  []any
	taken                   func() error // says which unique field is another's; nil: only the id can be
}

// put inserts version 1 of a row, or updates it to a later one. It asks before it writes what another row may hold,
// since on PostgreSQL a broken index would end the transaction.
func (t *transaction) put(kind, id string, version int, q putSQL) error {
	if q.taken != nil {
		if err := q.taken(); err != nil {
			return err
		}
	}
	if version <= 1 {
		n, err := t.run.exec(t.ctx, q.insert, q.inserted...)
		if err == nil && n == 0 {
			return news.Errorf(news.CodeConflict, "id", "there is a %s %s already", kind, id)
		}
		return wrapped(err, kind, id)
	}
	n, err := t.run.exec(t.ctx, q.update, q.updated...)
	if err != nil || n > 0 {
		return wrapped(err, kind, id)
	}
	var current int
	if err := t.run.row(t.ctx, q.version, q.key...).Scan(&current); err != nil {
		return found(err, kind, id)
	}
	return stale(kind, current)
}

func wrapped(err error, kind, id string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("writing %s %s: %w", kind, id, err)
}

// slugTaken makes the check that a slug isn't another row's. table is one of ours, never anything from outside.
func (t *transaction) slugTaken(table, kind, slug, id string) func() error {
	return func() error {
		return t.taken(`SELECT id FROM `+table+` WHERE paper = $1 AND slug = $2`, kind, "slug", slug, id)
	}
}

// taken runs a query for the holder of a value; anybody but id makes it a conflict.
func (t *transaction) taken(text, kind, field, value, id string) error {
	var holder string
	err := t.run.row(t.ctx, text, t.paper, value).Scan(&holder)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && holder == id:
		return nil
	case err != nil:
		return fmt.Errorf("looking for the %s %s: %w", kind, value, err)
	}
	return news.Errorf(news.CodeConflict, field, "the %s %q is another %s's already; choose another", field, value, kind)
}

// bySlugOrID runs a query for a slug, and again for an id when there is no such slug.
func bySlugOrID[V any](t *transaction, m *map[string]V, kind, columns, table, key string, scan func(func(...any) error) (V, error)) (V, error) {
	if v, ok := (*m)[key]; ok {
		return v, nil
	}
	v, err := scan(t.run.row(t.ctx, `SELECT `+columns+` FROM `+table+` WHERE paper = $1 AND slug = $2`, t.paper, key).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		v, err = scan(t.run.row(t.ctx, `SELECT `+columns+` FROM `+table+` WHERE paper = $1 AND id = $2`, t.paper, key).Scan)
	}
	if err != nil {
		return v, found(err, kind, key)
	}
	remember(m, key, v)
	return v, nil
}
