package store

import (
	"errors"

	"broadsheet/internal/ledger"
)

// The full-text index: this file and migration 0002 belong to the search room.

var errNoIndex = errors.New("store: the full-text index isn't built yet")

func (t *transaction) index(paper string, d ledger.Document) error { return errNoIndex }

func (t *transaction) unindex(paper, article string) error { return errNoIndex }
