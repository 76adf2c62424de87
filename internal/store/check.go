package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check replays the ledger, and reports in a sentence each whatever doesn't agree with it: a gap in the ledger, a version
// that is missing, a step log that is cut, a head, a list, a correction or an old address that doesn't follow from what happened. It reads one
// moment of the database and changes nothing.
func (s *Store) Check(ctx context.Context, report func(problem string)) error {
	return s.engine.failure(s.engine.snapshot(ctx, func(r runner) error {
		c := &check{run: r, report: report}
		if err := c.ledger(ctx); err != nil {
			return err
		}
		if err := c.fronts(ctx); err != nil {
			return err
		}
		if err := c.frontPictures(ctx); err != nil {
			return err
		}
		if err := c.papers(ctx); err != nil {
			return err
		}
		if err := c.manuscripts(ctx); err != nil {
			return err
		}
		f, after := &folder{run: r}, ""
		for {
			chunk, err := f.next(ctx)
			if err != nil {
				return err
			}
			upTo := beyondText
			if len(chunk) > 0 {
				upTo = chunk[len(chunk)-1].head.ID
			}
			if err := c.chunk(ctx, chunk, after, upTo); err != nil {
				return err
			}
			if len(chunk) == 0 {
				return c.places(ctx)
			}
			after = upTo
		}
	}))
}

// beyondText sorts after every id.
const beyondText = "\U0010FFFF"

// check is one run of Check.
type check struct {
	run    runner
	report func(string)
	tally  tally
}

func (c *check) reportf(format string, args ...any) { c.report(fmt.Sprintf(format, args...)) }

// ledger checks that the entries are numbered from 1 without a gap up to the head.
func (c *check) ledger(ctx context.Context) error {
	var count, first, last, head int64
	err := c.run.row(ctx, `SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0), (SELECT seq FROM ledger_head) FROM ledger`).
		Scan(&count, &first, &last, &head)
	if err != nil {
		return err
	}
	if first != 1 || last != count || head != last {
		c.reportf("the ledger has %d entries numbered from %d to %d, and its head says %d: it has a gap", count, first, last, head)
	}
	return each(ctx, c.run, func(rows *sql.Rows) error {
		var follower string
		var seq int64
		err := rows.Scan(&follower, &seq)
		c.reportf("the follower %s stands at entry %d, and the last is %d; reset it", follower, seq, last)
		return err
	}, `SELECT name, seq FROM cursors WHERE seq > $1 OR seq < 0 ORDER BY name`, last)
}

// fronts checks that each front stands as its newest version says.
func (c *check) fronts(ctx context.Context) error {
	return each(ctx, c.run, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		c.reportf("the front %s is not as its newest version says", name)
		return err
	}, `SELECT f.name FROM fronts f WHERE NOT EXISTS (SELECT 1 FROM front_versions v WHERE v.paper = f.paper AND v.name = f.name
		AND v.version = f.version AND v.live = f.live AND v.draft = f.draft) ORDER BY f.paper, f.name`)
}

// chunk checks the rows of articles whose ids lie after one and up to another.
func (c *check) chunk(ctx context.Context, chunk []folded, after, upTo string) error {
	heads, cards, notes, moved := rowSet{}, rowSet{}, rowSet{}, rowSet{}
	for i := range chunk {
		a := &chunk[i]
		if a.versions != a.head.Version {
			c.reportf("article %s is at version %d and %d versions are kept", a.head.ID, a.head.Version, a.versions)
		}
		d := a.derivation()
		heads.add(a.head.ID, a.row())
		if d.card != nil {
			cards.add(a.head.ID, d.card)
		}
		for _, n := range d.notes {
			notes.add(a.head.ID, n)
		}
		for slug, seq := range a.moved {
			moved.add(a.head.ID, []any{a.paper, slug, a.head.ID, seq})
		}
		for _, p := range d.places {
			c.tally.add(p, 1)
		}
	}
	pictures, err := readShown(ctx, c.run, after, upTo)
	if err != nil {
		return err
	}
	shown := rowSet{}
	for _, row := range pictures {
		shown.add(row[2].(string), row)
	}
	for _, t := range []struct {
		what, key, table, columns string
		expected                  rowSet
	}{
		{"head", "id", "articles", headColumns, heads},
		{"card in the lists", "article", "listed", cardRowColumns, cards},
		{"record of corrections", "article", "corrections", noteColumns, notes},
		{"record of old addresses", "article", "moved", movedColumns, moved},
		{"record of pictures shown", "article", "shown", shownColumns, shown},
	} {
		if err := c.compare(ctx, t.what, t.key, t.table, t.columns, t.expected, after, upTo); err != nil {
			return err
		}
	}
	return nil
}

// compare reads the rows of a table in a range of articles and reports the articles for which they aren't the expected.
func (c *check) compare(ctx context.Context, what, key, table, columns string, expected rowSet, after, upTo string) error {
	actual := rowSet{}
	width := strings.Count(columns, ",") + 1
	err := each(ctx, c.run, func(rows *sql.Rows) error {
		article, row, err := scanRow(rows, width)
		actual.add(article, row)
		return err
	}, `SELECT `+key+`, `+columns+` FROM `+table+` WHERE `+key+` > $1 AND `+key+` <= $2`, after, upTo)
	if err != nil {
		return err
	}
	for _, article := range differing(expected, actual) {
		c.reportf("article %s: its %s doesn't follow from the ledger", article, what)
	}
	return nil
}

// differing lists, in order, what has other rows in one set than in the other.
func differing(a, b rowSet) (keys []string) {
	all := maps.Clone(a)
	maps.Copy(all, b)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !a.equal(b, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// scanRow reads an article's id and a row of any columns.
func scanRow(rows *sql.Rows, width int) (article string, row []any, err error) {
	row = make([]any, width)
	into := []any{&article}
	for i := range row {
		into = append(into, &row[i])
	}
	return article, row, rows.Scan(into...)
}

// rowSet is the rows of articles, printed, by article. Printing makes the two engines' values the same.
type rowSet map[string][]string

func (s rowSet) add(article string, row []any) { s[article] = append(s[article], printRow(row)) }

func (s rowSet) equal(other rowSet, article string) bool {
	a, b := s[article], other[article]
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func printRow(row []any) string {
	var b strings.Builder
	for _, v := range row {
		if text, ok := v.([]byte); ok {
			v = string(text)
		}
		fmt.Fprintf(&b, "%v\x1f", v)
	}
	return b.String()
}

// places checks the lists. Their rows lie by list and not by article, and are too many to remember: so the expected and
// the actual ones are tallied, and where the tallies differ both are gone through again.
func (c *check) places(ctx context.Context) error {
	err := c.eachPlace(ctx, func(place []any) { c.tally.add(place, -1) })
	if err != nil || c.tally.even() {
		return err
	}
	expected := map[string]string{} // article by printed place
	f := &folder{run: c.run}
	for {
		chunk, err := f.next(ctx)
		if err != nil {
			return err
		}
		if len(chunk) == 0 {
			break
		}
		for i := range chunk {
			for _, p := range chunk[i].derivation().places {
				if c.tally.odd(p) && len(expected) < maxSuspects {
					expected[printRow(p)] = chunk[i].head.ID
				}
			}
		}
	}
	return c.reportPlaces(ctx, expected)
}

// maxSuspects bounds how many places are looked at one by one; where more are wrong, which they are tells nobody more.
const maxSuspects = 100_000

func (c *check) reportPlaces(ctx context.Context, expected map[string]string) error {
	wrong := map[string]bool{}
	err := c.eachPlace(ctx, func(place []any) {
		if !c.tally.odd(place) {
			return
		}
		printed := printRow(place)
		if _, ok := expected[printed]; !ok && len(wrong) < maxSuspects {
			wrong[fmt.Sprint(place[4])] = true
		}
		delete(expected, printed)
	})
	if err != nil {
		return err
	}
	for _, article := range expected {
		wrong[article] = true
	}
	for _, article := range slices.Sorted(maps.Keys(wrong)) {
		c.reportf("article %s: its places in the lists don't follow from the ledger", article)
	}
	return nil
}

// eachPlace goes through all rows of placed.
func (c *check) eachPlace(ctx context.Context, fn func([]any)) error {
	return each(ctx, c.run, func(rows *sql.Rows) error {
		_, row, err := scanRow(rows, strings.Count(placeColumns, ",")+1)
		for i, v := range row {
			if text, ok := v.([]byte); ok {
				row[i] = string(text)
			}
		}
		fn(row)
		return err
	}, `SELECT article, `+placeColumns+` FROM placed`)
}
