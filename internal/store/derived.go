package store

import "context"

// The columns of what is derived, in the order in which derive makes the rows.
const (
	headColumns = `slug, state, version, live, published_at, updated_at, release_at, embargo_until, expires_at, seen_at, notice,
		created_at, modified_at, owner, next_turn, reason, breaking_until, holds, embargo_ask, kind, headline, slugline, section, sought, id, paper`
	cardRowColumns = `article, paper, visible_from, visible_until, published_at, updated_at, version, corrected, slug, kind,
		headline, kicker, standfirst, byline, people, credit, language, section, picture, closed_at`
	placeColumns = `paper, list_of, list_id, published_at, article, visible_from, visible_until`
	noteColumns  = `paper, noted_at, article, n, kind, note`
	movedColumns = `paper, slug, article, seq`
)

const (
	insertCards  = `INSERT INTO listed (` + cardRowColumns + `) VALUES `
	insertPlaces = `INSERT INTO placed (` + placeColumns + `) VALUES `
	insertNotes  = `INSERT INTO corrections (` + noteColumns + `) VALUES `
	insertMoved  = `INSERT INTO moved (` + movedColumns + `) VALUES `
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
