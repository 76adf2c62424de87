package store

import "context"

const (
	insertCards = `INSERT INTO listed (article, paper, visible_from, visible_until, published_at, updated_at, version, corrected,
		slug, kind, headline, kicker, standfirst, byline, people, credit, language, section, picture) VALUES `
	insertPlaces = `INSERT INTO placed (paper, list_of, list_id, published_at, article, visible_from, visible_until) VALUES `
	insertNotes  = `INSERT INTO corrections (paper, noted_at, article, n, kind, note) VALUES `
)

// insertDerived writes what was derived from a number of articles.
func insertDerived(ctx context.Context, r runner, ds []derivation) error {
	var cards, places, notes [][]any
	for _, d := range ds {
		if d.card != nil {
			cards = append(cards, d.card)
		}
		places = append(places, d.places...)
		notes = append(notes, d.notes...)
	}
	if err := insertRows(ctx, r, insertCards, "", cards); err != nil {
		return err
	}
	if err := insertRows(ctx, r, insertPlaces, "", places); err != nil {
		return err
	}
	return insertRows(ctx, r, insertNotes, "", notes)
}
