package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"broadsheet/internal/news"
)

func (t *transaction) Front(name string) (news.Front, error) {
	f := news.Front{Name: name}
	var live, draft, planned []byte
	err := t.run.row(t.ctx, `SELECT live, draft, planned, version FROM fronts WHERE paper = $1 AND name = $2`, t.paper, name).
		Scan(&live, &draft, &planned, &f.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return f, nil
	}
	if err != nil {
		return f, found(err, "front", name)
	}
	err = readLists(&f, live, draft, planned)
	if len(f.Planned) == 0 {
		f.Planned = nil
	}
	return f, err
}

// PutFront writes a front as it is to stand, and keeps that state for good among its versions.
func (t *transaction) PutFront(f news.Front, by string) error {
	live, err := json.Marshal(f.Live)
	if err != nil {
		return err
	}
	draft, err := json.Marshal(f.Draft)
	if err != nil {
		return err
	}
	before, err := earlier(f.Version, f.Name, t.Front)
	if err != nil {
		return err
	}
	planned, err := plannedJSON(f)
	if err != nil {
		return err
	}
	err = t.put("front", f.Name, f.Version, putSQL{
		insert:   `INSERT INTO fronts (paper, name, live, draft, version, planned, next_turn) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		inserted: []any{t.paper, f.Name, string(live), string(draft), f.Version, planned, int64(f.NextTurn())},
		update: `UPDATE fronts SET live = $1, draft = $2, version = $3, planned = $4, next_turn = $5
			WHERE paper = $6 AND name = $7 AND version = $3 - 1`,
		updated: []any{string(live), string(draft), f.Version, planned, int64(f.NextTurn()), t.paper, f.Name},
		version: `SELECT version FROM fronts WHERE paper = $1 AND name = $2`,
		key:     []any{t.paper, f.Name},
	})
	if news.CodeOf(err) == news.CodeConflict { // somebody curated it first
		if now, e := t.Front(f.Name); e == nil {
			return stale("front", now.Version)
		}
	}
	if err != nil {
		return err
	}
	if err := t.putFrontPictures(f); err != nil {
		return err
	}
	_, err = t.run.exec(t.ctx, insertFrontVersions+`($1, $2, $3, $4, $5, $6, $7)`,
		t.paper, f.Name, f.Version, int64(t.at), by, string(live), string(draft))
	if err != nil {
		return wrapped(err, "version of front", f.Name)
	}
	t.note("front.save", f.Name, f.Version, by, before, f)
	return nil
}

func readLists(f *news.Front, live, draft, planned []byte) error {
	return errors.Join(json.Unmarshal(live, &f.Live), json.Unmarshal(draft, &f.Draft), json.Unmarshal(planned, &f.Planned))
}

// plannedJSON writes what is planned of a front.
func plannedJSON(f news.Front) (string, error) {
	if len(f.Planned) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(f.Planned)
	return string(b), err
}

// frontsOf selects a paper's fronts that somebody has curated, by name.
const frontsOf = `SELECT name, live, draft, planned, version FROM fronts WHERE paper = $1 ORDER BY name`

func scanFront(scan func(...any) error) (f news.Front, err error) {
	var live, draft, planned []byte
	if err := scan(&f.Name, &live, &draft, &planned, &f.Version); err != nil {
		return f, err
	}
	err = readLists(&f, live, draft, planned)
	if len(f.Planned) == 0 {
		f.Planned = nil
	}
	return f, err
}

// FrontByName returns a front; one that nobody has curated comes back empty with Version 0.
func (s *Store) FrontByName(ctx context.Context, paper, name string) (news.Front, error) {
	return lookUp(ctx, s, paper, func(v news.View) (news.Front, error) { return v.Front(name) })
}
