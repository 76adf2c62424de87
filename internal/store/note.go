package store

import (
	"context"
	"database/sql"

	"broadsheet/internal/news"
)

const threadColumns = `n, id, thread, act, person, at, text, words`

func scanNote(scan func(...any) error) (n news.Note, err error) {
	err = scan(&n.N, &n.ID, &n.Thread, &n.Act, &n.Person, &n.At, &n.Text, &n.Words)
	return n, err
}

const notesOf = `SELECT ` + threadColumns + ` FROM manuscript_notes WHERE paper = $1 AND article = $2 ORDER BY n`

// Notes returns the notes on an article's copy, in their order.
func (s *Store) Notes(ctx context.Context, paper, article string) ([]news.Note, error) {
	return all(ctx, s, scanNote, notesOf, paper, article)
}

// Notes is Store.Notes within a transaction.
func (t *transaction) Notes(article string) (list []news.Note, err error) {
	err = each(t.ctx, t.run, func(rows *sql.Rows) error {
		n, err := scanNote(rows.Scan)
		list = append(list, n)
		return err
	}, notesOf, t.paper, article)
	return list, err
}

// AddNote adds a note to those on an article's copy, unless one of its id is there already. check is as AppendSteps has
// it. Errors: check's own; CodeForbidden when the id is another person's; CodeNotFound for a thread that nobody has
// begun, and where there is no manuscript.
func (s *Store) AddNote(ctx context.Context, paper, article string, note news.Note, check func(news.Article) error) error {
	return s.writeManuscript(ctx, paper, article, check, func(r runner) error {
		n, err := r.exec(ctx, `UPDATE manuscripts SET notes = notes + 1 WHERE paper = $1 AND article = $2`, paper, article)
		if err == nil && n == 0 {
			err = notFound("manuscript of article", article)
		}
		if err != nil {
			return err
		}
		if note.ID != note.Thread { // which begins one
			var begun int
			if err := r.row(ctx, `SELECT count(*) FROM manuscript_notes WHERE article = $1 AND id = $2 AND thread = $2`, article, note.Thread).Scan(&begun); err != nil {
				return err
			}
			if begun == 0 {
				return notFound("note", note.Thread)
			}
		}
		_, err = r.exec(ctx, `INSERT INTO manuscript_notes (paper, article, n, id, thread, act, person, at, text, words)
			SELECT paper, article, notes, $1, $2, $3, $4, $5, $6, $7 FROM manuscripts WHERE article = $8 ON CONFLICT (article, id) DO NOTHING`,
			note.ID, note.Thread, string(note.Act), note.Person, int64(note.At), note.Text, note.Words, article)
		if err != nil {
			return wrapped(err, "note", note.ID)
		}
		var person string
		if err := r.row(ctx, `SELECT person FROM manuscript_notes WHERE article = $1 AND id = $2`, article, note.ID).Scan(&person); err != nil {
			return err
		}
		if person != note.Person {
			return news.Errorf(news.CodeForbidden, "id", "somebody else's note has this id; load the page again")
		}
		return nil
	})
}

// SetHere says who has which article open in a process, until a moment, instead of what it said before. changed says that
// it is not the same: then other processes are told.
func (s *Store) SetHere(ctx context.Context, process string, list []news.Presence, now, until news.Millis, changed bool) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		if _, err := r.exec(ctx, `DELETE FROM manuscript_here WHERE process = $1 OR until < $2`, process, int64(now)); err != nil {
			return err
		}
		rows := make([][]any, len(list))
		for i, p := range list {
			rows[i] = []any{p.Paper, p.Article, process, p.Client, p.Person, p.Name, int64(until)}
		}
		err := insertRows(ctx, r, `INSERT INTO manuscript_here (paper, article, process, client, person, name, until) VALUES `, "", rows)
		if notify := s.engine.dialect().notify; err == nil && changed && notify != "" {
			_, err = r.exec(ctx, notify, "manuscript")
		}
		return wrapped(err, "presence", process)
	}))
}

// HereElsewhere lists who has an article open in other processes than one, by article, client and process.
func (s *Store) HereElsewhere(ctx context.Context, process string, now news.Millis) ([]news.Presence, error) {
	return all(ctx, s, func(scan func(...any) error) (p news.Presence, err error) {
		err = scan(&p.Paper, &p.Article, &p.Client, &p.Person, &p.Name)
		return p, err
	}, `SELECT paper, article, client, person, name FROM manuscript_here WHERE process <> $1 AND until >= $2 ORDER BY article, client, process`, process, int64(now))
}
