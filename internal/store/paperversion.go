package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"

	"broadsheet/internal/news"
)

const (
	paperVersionColumns = `version, made_at, made_by, settings`
	paperVersionTable   = `paper_versions (paper, version, made_at, made_by, settings)`
)

func scanPaperVersion(scan func(...any) error) (v news.PaperVersion, err error) {
	var n int
	var settings []byte
	if err := scan(&n, &v.At, &v.By, &settings); err != nil {
		return v, err
	}
	err = json.Unmarshal(settings, &v.Paper)
	v.Version = n
	return v, err
}

// paperVersionRow is the row of paperVersionTable.
func paperVersionRow(v news.PaperVersion) ([]any, error) {
	settings, err := json.Marshal(v.Paper)
	return []any{v.ID, v.Version, int64(v.At), v.By, string(settings)}, err
}

// keepPaperVersion keeps the state of a paper's settings for good.
func (t *transaction) keepPaperVersion(p news.Paper, by string) error {
	row, err := paperVersionRow(news.PaperVersion{Paper: p, At: t.at, By: by})
	if err == nil {
		_, err = t.run.exec(t.ctx, `INSERT INTO `+paperVersionTable+` VALUES ($1, $2, $3, $4, $5)`, row...)
	}
	return wrapped(err, "version of paper", p.ID)
}

// PaperVersions returns the versions of a paper's settings, the newest first, below the number before; 0 begins with the
// newest. Those from before versions were kept are missing.
func (s *Store) PaperVersions(ctx context.Context, paper string, before, limit int) ([]news.PaperVersion, error) {
	if before == 0 {
		before = math.MaxInt32
	}
	return all(ctx, s, scanPaperVersion, `SELECT `+paperVersionColumns+` FROM paper_versions
		WHERE paper = $1 AND version < $2 ORDER BY version DESC LIMIT $3`, paper, before, limit)
}

// papers checks that each paper's settings stand as their newest version says, where versions were kept.
func (c *check) papers(ctx context.Context) error {
	standing := map[string]news.Paper{}
	set := &paperSet{byID: standing, byHost: map[string]news.Paper{}}
	if err := set.load(ctx, c.run); err != nil {
		return err
	}
	return each(ctx, c.run, func(rows *sql.Rows) error {
		v, err := scanPaperVersion(rows.Scan)
		if err != nil {
			return err
		}
		was, err := json.Marshal(v.Paper)
		if err != nil {
			return err
		}
		now, err := json.Marshal(standing[v.ID])
		if string(was) != string(now) {
			c.reportf("the settings of the paper %s are not as their newest version says", v.Name)
		}
		return err
	}, `SELECT `+paperVersionColumns+` FROM paper_versions v
		WHERE version = (SELECT max(version) FROM paper_versions w WHERE w.paper = v.paper) ORDER BY paper`)
}
