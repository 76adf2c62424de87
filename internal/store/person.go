package store

import (
	"context"
	"strings"

	"broadsheet/internal/news"
)

const personColumns = `id, slug, name, title, bio, beat, contact, public_key, email, role, version`

func scanPerson(scan func(...any) error) (v news.Person, err error) {
	err = scan(&v.ID, &v.Slug, &v.Name, &v.Title, &v.Bio, &v.Beat, &v.Contact, &v.PublicKey, &v.Email, &v.Role, &v.Version)
	return v, err
}

func (t *transaction) Person(slugOrID string) (news.Person, error) {
	return bySlugOrID(t, &t.memo.people, "person", personColumns, "people", slugOrID, scanPerson)
}

// foldEmail is how two e-mail addresses are compared. Upper and lower case lead to the same mailbox everywhere that
// matters.
func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func (t *transaction) PutPerson(v news.Person, by string) error {
	clear(t.memo.people)
	before, err := earlier(v.Version, v.ID, t.Person)
	if err != nil {
		return err
	}
	clear(t.memo.people)
	folded := foldEmail(v.Email)
	err = t.put("person", v.ID, v.Version, putSQL{
		taken: func() error { return t.personTaken(v, folded) },
		insert: `INSERT INTO people (id, paper, slug, name, title, bio, email, email_folded, role, version, beat, contact, public_key)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
		inserted: []any{v.ID, t.paper, v.Slug, v.Name, v.Title, v.Bio, v.Email, folded, string(v.Role), v.Version, v.Beat, v.Contact, v.PublicKey},
		update: `UPDATE people SET slug = $1, name = $2, title = $3, bio = $4, email = $5, email_folded = $6, role = $7, version = $8,
			beat = $9, contact = $10, public_key = $11 WHERE paper = $12 AND id = $13 AND version = $8 - 1`,
		updated: []any{v.Slug, v.Name, v.Title, v.Bio, v.Email, folded, string(v.Role), v.Version, v.Beat, v.Contact, v.PublicKey, t.paper, v.ID},
		version: `SELECT version FROM people WHERE paper = $1 AND id = $2`,
		key:     []any{t.paper, v.ID},
	})
	if err == nil {
		t.note("person.save", v.ID, v.Version, by, before, v)
	}
	return err
}

func (t *transaction) personTaken(v news.Person, folded string) error {
	if err := t.slugTaken("people", "person", v.Slug, v.ID)(); err != nil || folded == "" {
		return err
	}
	return t.taken(`SELECT id FROM people WHERE paper = $1 AND email_folded = $2 AND email_folded <> ''`, "person", "email", folded, v.ID)
}

// People returns a paper's people by slug, after the slug named; after "" from the first.
func (s *Store) People(ctx context.Context, paper, after string, limit int) ([]news.Person, error) {
	return all(ctx, s, scanPerson,
		`SELECT `+personColumns+` FROM people WHERE paper = $1 AND slug > $2 ORDER BY slug LIMIT $3`, paper, after, limit)
}

// Person returns a person by slug or id. Errors: CodeNotFound.
func (s *Store) Person(ctx context.Context, paper, slugOrID string) (news.Person, error) {
	return lookUp(ctx, s, paper, func(v news.View) (news.Person, error) { return v.Person(slugOrID) })
}

// PersonByEmail returns the person of a paper with an e-mail address, in whatever case. Errors: CodeNotFound.
func (s *Store) PersonByEmail(ctx context.Context, paper, email string) (v news.Person, err error) {
	err = s.read(ctx, func(r runner) error {
		v, err = scanPerson(r.row(ctx, `SELECT `+personColumns+` FROM people WHERE paper = $1 AND email_folded = $2 AND email_folded <> ''`,
			paper, foldEmail(email)).Scan)
		return found(err, "person with the address", email)
	})
	return v, err
}
