package store

import (
	"context"
	"fmt"
)

// Rebuild throws away everything that the store derives, the heads of articles, the lists, the record of corrections,
// the old addresses and which pictures are shown, and makes it again from ledger and versions. It is one transaction: readers see what was until
// they see what is, and writers wait. The full-text index follows by itself; see ResetFollower. progress may be nil.
func (s *Store) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		if lock := s.engine.dialect().lockDerived; lock != "" {
			if _, err := r.exec(ctx, lock); err != nil {
				return err
			}
		}
		for _, table := range []string{"articles", "listed", "placed", "corrections", "moved", "shown", "front_pictures"} {
			if _, err := r.exec(ctx, `DELETE FROM `+table); err != nil {
				return fmt.Errorf("emptying %s: %w", table, err)
			}
		}
		return refold(ctx, r, true, progress)
	}))
}

// refold derives everything anew, into empty tables; the heads only when asked to.
func refold(ctx context.Context, r runner, heads bool, progress func(done, total int64)) error {
	if err := refoldFronts(ctx, r); err != nil {
		return fmt.Errorf("writing which pictures fronts show: %w", err)
	}
	var done, total int64
	if err := r.row(ctx, `SELECT count(*) FROM versions WHERE n = 1`).Scan(&total); err != nil {
		return err
	}
	f, after := &folder{run: r}, ""
	for {
		chunk, err := f.next(ctx)
		if err != nil || len(chunk) == 0 {
			return err
		}
		upTo := chunk[len(chunk)-1].head.ID
		shown, err := readShown(ctx, r, after, upTo)
		if err == nil {
			err = insertRows(ctx, r, insertShown, "", shown)
		}
		if err != nil {
			return fmt.Errorf("writing which pictures are shown: %w", err)
		}
		after = upTo
		if err := insertFolded(ctx, r, chunk, heads); err != nil {
			return err
		}
		done += int64(len(chunk))
		if progress != nil {
			progress(done, total)
		}
	}
}

func insertFolded(ctx context.Context, r runner, chunk []folded, heads bool) error {
	var rows, moved [][]any
	derived := make([]derivation, len(chunk))
	for i := range chunk {
		a := &chunk[i]
		if heads {
			rows = append(rows, a.row())
		}
		derived[i] = a.derivation()
		for slug, seq := range a.moved {
			moved = append(moved, []any{a.paper, slug, a.head.ID, seq})
		}
	}
	if err := insertRows(ctx, r, insertArticles, "", rows); err != nil {
		return fmt.Errorf("writing heads: %w", err)
	}
	if err := insertDerived(ctx, r, derived); err != nil {
		return fmt.Errorf("writing lists: %w", err)
	}
	return insertRows(ctx, r, insertMoved, "", moved)
}
