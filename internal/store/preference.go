package store

import (
	"context"

	"broadsheet/internal/news"
)

// Preferences returns what a person has set for themselves, by name.
func (s *Store) Preferences(ctx context.Context, paper, person string) ([]news.Preference, error) {
	return all(ctx, s, func(scan func(...any) error) (p news.Preference, err error) {
		err = scan(&p.Name, &p.Value)
		return p, err
	}, `SELECT name, value FROM preferences WHERE paper = $1 AND person = $2 ORDER BY name`, paper, person)
}

// PutPreference sets a preference of a person's, or replaces it.
func (s *Store) PutPreference(ctx context.Context, paper, person string, p news.Preference) error {
	_, err := s.change(ctx, `INSERT INTO preferences (paper, person, name, value) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person, name) DO UPDATE SET value = excluded.value`, paper, person, p.Name, p.Value)
	return err
}

// DropPreference takes a preference away; it is no error when there is none.
func (s *Store) DropPreference(ctx context.Context, paper, person, name string) error {
	_, err := s.change(ctx, `DELETE FROM preferences WHERE paper = $1 AND person = $2 AND name = $3`, paper, person, name)
	return err
}
