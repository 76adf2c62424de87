package store

import (
	"context"
	"database/sql"
	"slices"

	"broadsheet/internal/news"
)

// FrontUses returns the fronts whose slots show a picture, by name.
func (s *Store) FrontUses(ctx context.Context, paper, picture string) (list []news.FrontUse, err error) {
	err = s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			var front, place string
			if err := rows.Scan(&front, &place); err != nil {
				return err
			}
			if n := len(list); n == 0 || list[n-1].Front != front {
				list = append(list, news.FrontUse{Front: front})
			}
			use := &list[len(list)-1]
			use.Live, use.Draft, use.Planned = use.Live || place == "live", use.Draft || place == "draft", use.Planned || place == "planned"
			return nil
		}, frontUses, paper, picture)
	})
	return list, err
}

const (
	frontUses           = `SELECT front, place FROM front_pictures WHERE paper = $1 AND picture = $2 ORDER BY front, place`
	frontPictureColumns = `paper, picture, front, place`
	insertFrontPictures = `INSERT INTO front_pictures (` + frontPictureColumns + `) VALUES `
)

// frontPictureRows makes the rows of front_pictures that follow from a front.
func frontPictureRows(paper string, f news.Front) (rows [][]any) {
	list := func(place string, slots []news.Slot, seen []string) []string {
		for _, s := range slots {
			if s.Picture != "" && !slices.Contains(seen, s.Picture) {
				seen = append(seen, s.Picture)
				rows = append(rows, []any{paper, s.Picture, f.Name, place})
			}
		}
		return seen
	}
	list("live", f.Live, nil)
	list("draft", f.Draft, nil)
	var planned []string
	for _, p := range f.Planned {
		planned = list("planned", p.Live, planned)
	}
	return rows
}

// putFrontPictures writes down which pictures a front shows, in place of what it did.
func (t *transaction) putFrontPictures(f news.Front) error {
	if _, err := t.run.exec(t.ctx, `DELETE FROM front_pictures WHERE paper = $1 AND front = $2`, t.paper, f.Name); err != nil {
		return wrapped(err, "pictures of front", f.Name)
	}
	return wrapped(insertRows(t.ctx, t.run, insertFrontPictures, "", frontPictureRows(t.paper, f)), "pictures of front", f.Name)
}

// readFrontPictures makes the rows of front_pictures anew, of every front.
func readFrontPictures(ctx context.Context, r runner) (rows [][]any, err error) {
	err = each(ctx, r, func(found *sql.Rows) error {
		var paper string
		f, err := scanFront(func(into ...any) error { return found.Scan(append(into, &paper)...) })
		rows = append(rows, frontPictureRows(paper, f)...)
		return err
	}, `SELECT name, live, draft, planned, version, paper FROM fronts ORDER BY paper, name`)
	return rows, err
}

// refoldFronts derives which pictures fronts show, into an empty table.
func refoldFronts(ctx context.Context, r runner) error {
	rows, err := readFrontPictures(ctx, r)
	if err != nil {
		return err
	}
	return insertRows(ctx, r, insertFrontPictures, "", rows)
}

// frontPictures checks that the record of pictures that fronts show follows from the fronts.
func (c *check) frontPictures(ctx context.Context) error {
	rows, err := readFrontPictures(ctx, c.run)
	if err != nil {
		return err
	}
	expected, actual := rowSet{}, rowSet{}
	for _, row := range rows {
		expected.add(row[2].(string), row)
	}
	err = each(ctx, c.run, func(rows *sql.Rows) error {
		front, row, err := scanRow(rows, 4)
		actual.add(front, row)
		return err
	}, `SELECT front, `+frontPictureColumns+` FROM front_pictures`)
	if err != nil {
		return err
	}
	for _, front := range differing(expected, actual) {
		c.reportf("front %s: its record of pictures shown doesn't follow from its lists", front)
	}
	return nil
}
