package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

const pictureColumns = `id, original, created_at, expires_at, details, version`

// scanPicture reads a picture. What is a column of its own wins over what the details say of it.
func scanPicture(scan func(...any) error) (p news.Picture, err error) {
	var id, original string
	var created, expires news.Millis
	var details []byte
	var version int
	if err := scan(&id, &original, &created, &expires, &details, &version); err != nil {
		return p, err
	}
	if err := json.Unmarshal(details, &p); err != nil {
		return p, fmt.Errorf("reading picture %s: %w", id, err)
	}
	p.ID, p.Original.Hash, p.CreatedAt, p.ExpiresAt, p.Version = id, original, created, expires, version
	return p, nil
}

// Picture returns a picture of the library.
func (t *transaction) Picture(id string) (news.Picture, error) {
	p, err := scanPicture(t.run.row(t.ctx, `SELECT `+pictureColumns+` FROM pictures WHERE paper = $1 AND id = $2`, t.paper, id).Scan)
	return p, found(err, "picture", id)
}

// PutPicture inserts or updates a picture. The moment it came is for good.
func (t *transaction) PutPicture(p news.Picture, by string) error {
	details, err := json.Marshal(p)
	if err != nil {
		return err
	}
	before, err := earlier(p.Version, p.ID, t.Picture)
	if err != nil {
		return err
	}
	err = t.put("picture", p.ID, p.Version, putSQL{
		insert: `INSERT INTO pictures (id, paper, original, created_at, expires_at, details, sought, version, next_turn, removed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
		inserted: []any{p.ID, t.paper, p.Original.Hash, int64(p.CreatedAt), int64(p.ExpiresAt), string(details), pictureWords(p), p.Version, int64(p.NextTurn()), truth(p.RemovedAt != 0)},
		update: `UPDATE pictures SET expires_at = $1, details = $2, sought = $3, version = $4, original = $5, next_turn = $6, removed = $7
			WHERE paper = $8 AND id = $9 AND version = $4 - 1`,
		updated: []any{int64(p.ExpiresAt), string(details), pictureWords(p), p.Version, p.Original.Hash, int64(p.NextTurn()), truth(p.RemovedAt != 0), t.paper, p.ID},
		version: `SELECT version FROM pictures WHERE paper = $1 AND id = $2`,
		key:     []any{t.paper, p.ID},
	})
	if err != nil {
		return err
	}
	t.note("picture.save", p.ID, p.Version, by, before, p)
	return t.putFileEnds(p)
}

// pictureWords is what a picture is found by, folded as the desk's list folds.
func pictureWords(p news.Picture) string {
	return strings.ToLower(strings.Join([]string{p.Caption, p.Credit, p.Creator, p.Alt, p.Name}, " "))
}

// Picture returns a picture of the library. Errors: CodeNotFound.
func (s *Store) Picture(ctx context.Context, paper, id string) (news.Picture, error) {
	return lookUp(ctx, s, paper, func(v news.View) (news.Picture, error) { return v.Picture(id) })
}

// Pictures returns those of the pictures named that there are, by id, in one query.
func (s *Store) Pictures(ctx context.Context, paper string, ids []string) (map[string]news.Picture, error) {
	found := make(map[string]news.Picture, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	in, args := inList(1, ids)
	list, err := all(ctx, s, scanPicture, `SELECT `+pictureColumns+` FROM pictures WHERE paper = $1 AND id IN `+in, append([]any{paper}, args...)...)
	for _, p := range list {
		found[p.ID] = p
	}
	return found, err
}

// Library returns a paper's pictures, the newest first, after the place given.
func (s *Store) Library(ctx context.Context, paper string, f news.PictureFilter, after news.After, limit int) ([]news.Picture, error) {
	text, args := `SELECT `+pictureColumns+` FROM pictures WHERE paper = $1 AND removed = 0`, []any{paper}
	words := strings.Fields(strings.ToLower(f.Query))
	for _, word := range words[:min(len(words), maxWords)] {
		args = append(args, "%"+escapeLike(word)+"%")
		text += ` AND sought LIKE $` + strconv.Itoa(len(args)) + ` ESCAPE '!'`
	}
	at, id := before(after)
	n := len(args)
	text += ` AND (created_at, id) < ($` + strconv.Itoa(n+1) + `, $` + strconv.Itoa(n+2) +
		`) ORDER BY created_at DESC, id DESC LIMIT $` + strconv.Itoa(n+3)
	return all(ctx, s, scanPicture, text, append(args, at, id, limit)...)
}
