package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// PictureUses returns articles whose newest version, or the one that readers see, shows a picture: what was changed last
// first.
func (s *Store) PictureUses(ctx context.Context, paper string, p news.Picture, limit int) ([]news.DeskItem, error) {
	return all(ctx, s, func(scan func(...any) error) (i news.DeskItem, err error) {
		err = scan(append(articleInto(&i.Article), &i.Kind, &i.Headline, &i.Slugline, &i.Section)...)
		return i, err
	}, pictureUses, paper, p.ID, limit)
}

// pictureUses begins with the picture, which CROSS JOIN tells SQLite; an article of which both versions show it comes once.
const pictureUses = `SELECT ` + articleColumns + `, a.kind, a.headline, a.slugline, a.section FROM shown s CROSS JOIN articles a
	WHERE a.paper = $1 AND s.picture = $2 AND a.id = s.article AND (s.n = a.version OR s.n = a.live
		AND NOT EXISTS (SELECT 1 FROM shown x WHERE x.picture = s.picture AND x.article = s.article AND x.n = a.version))
	ORDER BY a.modified_at DESC, a.id DESC LIMIT $3`

const (
	shownColumns = `paper, picture, article, n`
	insertShown  = `INSERT INTO shown (` + shownColumns + `) VALUES `
)

// shownRows makes the rows of shown that follow from a version's furniture and body, as they are kept: the main picture, and
// whatever an element calls its medium.
func shownRows(paper, article string, n int64, furniture, body string) (rows [][]any) {
	var ids []string
	for _, in := range []struct{ text, mark string }{{furniture, `"picture":"`}, {body, `"media":"`}} {
		// A quotation mark within a text is written \" in JSON, so that no text can look like a mark.
		for rest, found := cutAfter(in.text, in.mark); found; rest, found = cutAfter(rest, in.mark) {
			if id, _, ok := strings.Cut(rest, `"`); ok && id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	for _, id := range ids {
		rows = append(rows, []any{paper, id, article, n})
	}
	return rows
}

func cutAfter(s, mark string) (after string, found bool) {
	_, after, found = strings.Cut(s, mark)
	return after, found
}

// shownByVersions makes the rows of shown of rows that versionValues has made.
func shownByVersions(versions [][]any) (rows [][]any) {
	for _, v := range versions {
		rows = append(rows, shownRows(v[2].(string), v[0].(string), int64(v[1].(int)), v[8].(string), v[9].(string))...)
	}
	return rows
}

// readShown makes the rows of shown anew, of articles whose ids lie after one and up to another. Only versions with a picture are
// handed over.
func readShown(ctx context.Context, r runner, after, upTo string) (rows [][]any, err error) {
	err = each(ctx, r, func(found *sql.Rows) error {
		var paper, article, furniture, body string
		var n int64
		err := found.Scan(&paper, &article, &n, &furniture, &body)
		rows = append(rows, shownRows(paper, article, n, furniture, body)...)
		return err
	}, `SELECT paper, article, n, copy, body FROM versions WHERE article > $1 AND article <= $2
		AND (copy LIKE '%"picture":"%' OR body LIKE '%"media":"%')`, after, upTo)
	return rows, err
}
