package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"

	"broadsheet/internal/news"
)

const (
	frontVersionColumns = `name, version, made_at, made_by, live, draft`
	insertFrontVersions = `INSERT INTO front_versions (paper, name, version, made_at, made_by, live, draft) VALUES `

	// addFrontVersions keeps the state that stands of fronts whose versions nobody kept: of a backup or an export that was
	// written before there were any.
	addFrontVersions = `INSERT INTO front_versions (paper, name, version, made_at, made_by, live, draft)
		SELECT f.paper, f.name, f.version, coalesce((SELECT max(l.at) FROM ledger l
			WHERE l.paper = f.paper AND l.subject = f.name AND l.what = 'front.save'), 0), '', f.live, f.draft FROM fronts f
		WHERE NOT EXISTS (SELECT 1 FROM front_versions v WHERE v.paper = f.paper AND v.name = f.name)`
)

func scanFrontVersion(scan func(...any) error) (v news.FrontVersion, err error) {
	var live, draft []byte
	if err := scan(&v.Name, &v.Version, &v.At, &v.By, &live, &draft); err != nil {
		return v, err
	}
	return v, errors.Join(json.Unmarshal(live, &v.Live), json.Unmarshal(draft, &v.Draft))
}

// FrontVersion returns one version of a front.
func (t *transaction) FrontVersion(name string, n int) (news.FrontVersion, error) {
	v, err := scanFrontVersion(t.run.row(t.ctx, `SELECT `+frontVersionColumns+` FROM front_versions
		WHERE paper = $1 AND name = $2 AND version = $3`, t.paper, name, n).Scan)
	return v, found(err, "version of the front", name)
}

// FrontVersions returns the versions of a front, the newest first, below the number before; 0 begins with the newest.
func (s *Store) FrontVersions(ctx context.Context, paper, name string, before, limit int) ([]news.FrontVersion, error) {
	if before == 0 {
		before = math.MaxInt32
	}
	return all(ctx, s, scanFrontVersion, `SELECT `+frontVersionColumns+` FROM front_versions
		WHERE paper = $1 AND name = $2 AND version < $3 ORDER BY version DESC LIMIT $4`, paper, name, before, limit)
}

// FrontAt returns a front as it stood just before a moment; empty with Version 0 when nobody had curated it by then.
func (s *Store) FrontAt(ctx context.Context, paper, name string, before news.Millis) (f news.Front, err error) {
	err = s.read(ctx, func(r runner) error {
		v, err := scanFrontVersion(r.row(ctx, `SELECT `+frontVersionColumns+` FROM front_versions
			WHERE paper = $1 AND name = $2 AND made_at < $3 ORDER BY made_at DESC, version DESC LIMIT 1`, paper, name, int64(before)).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			f = news.Front{Name: name}
			return nil
		}
		f = v.Front
		return err
	})
	return f, err
}
