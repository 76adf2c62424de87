package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"

	"broadsheet/internal/news"
)

// named remembers the sections and people that cards name, and each paper's sections in their order. They are few, change
// seldom, and are wanted for every card of every list and for the navigation of every page. What changes is forgotten when its ledger entry is seen: at once by this process, within a poll by others.
type named struct {
	mu       sync.Mutex
	changes  int // counts what has been forgotten, so that nothing read before is remembered after
	sections map[string]news.Section
	people   map[string]string         // names
	ordered  map[string][]news.Section // by paper
}

// maxNamed bounds what is remembered of each kind.
const maxNamed = 50_000

// complete puts into cards the sections and the names of the people in their bylines. Words that are given go before
// people. A section or person that isn't there leaves its place empty.
func (n *named) complete(ctx context.Context, r runner, cards []news.Card, people []string) error {
	n.mu.Lock()
	before := n.changes
	sections, names := map[string]news.Section{}, map[string]string{}
	var noSection, noName []string
	for i := range cards {
		noSection = pick(n.sections, sections, noSection, cards[i].Section.ID)
		if cards[i].Byline != "" {
			continue
		}
		for id := range strings.FieldsSeq(people[i]) {
			noName = pick(n.people, names, noName, id)
		}
	}
	n.mu.Unlock()
	if err := readSections(ctx, r, noSection, sections); err != nil {
		return err
	}
	if err := readNames(ctx, r, noName, names); err != nil {
		return err
	}
	n.remember(before, noSection, sections, noName, names)
	for i := range cards {
		cards[i].Section = sections[cards[i].Section.ID]
		if cards[i].Byline == "" {
			cards[i].Byline = byline(people[i], names)
		}
	}
	return nil
}

// pick copies what is known under id, or adds id to what is missing; once.
func pick[V any](known, into map[string]V, missing []string, id string) []string {
	if _, had := into[id]; had || id == "" {
		return missing
	}
	v, ok := known[id]
	into[id] = v
	if !ok {
		missing = append(missing, id)
	}
	return missing
}

// byline prints names, with commas between: how a language says "and" is for the page.
func byline(ids string, names map[string]string) string {
	var printed []string
	for id := range strings.FieldsSeq(ids) {
		if name := names[id]; name != "" {
			printed = append(printed, name)
		}
	}
	return strings.Join(printed, ", ")
}

func readSections(ctx context.Context, r runner, ids []string, into map[string]news.Section) error {
	if len(ids) == 0 {
		return nil
	}
	in, args := inList(0, ids)
	return each(ctx, r, func(rows *sql.Rows) error {
		v, err := scanSection(rows.Scan)
		into[v.ID] = v
		return err
	}, `SELECT `+sectionColumns+` FROM sections WHERE id IN `+in, args...)
}

func readNames(ctx context.Context, r runner, ids []string, into map[string]string) error {
	if len(ids) == 0 {
		return nil
	}
	in, args := inList(0, ids)
	return each(ctx, r, func(rows *sql.Rows) error {
		var id, name string
		err := rows.Scan(&id, &name)
		into[id] = name
		return err
	}, `SELECT id, name FROM people WHERE id IN `+in, args...)
}

// remember keeps what was read, unless something has changed meanwhile.
func (n *named) remember(before int, newSections []string, sections map[string]news.Section, newNames []string, names map[string]string) {
	if len(newSections)+len(newNames) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.changes != before {
		return
	}
	if n.sections == nil || len(n.sections)+len(n.people) > maxNamed {
		n.sections, n.people = map[string]news.Section{}, map[string]string{}
	}
	for _, id := range newSections {
		if v := sections[id]; v.ID != "" {
			n.sections[id] = v
		}
	}
	for _, id := range newNames {
		if name := names[id]; name != "" {
			n.people[id] = name
		}
	}
}

// forget drops what an entry says has changed.
func (n *named) forget(what, subject string) {
	if what != "section.save" && what != "person.save" {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changes++
	delete(n.sections, subject)
	delete(n.people, subject)
	if what == "section.save" {
		clear(n.ordered)
	}
}

// inOrder returns a paper's sections in the order of its navigation: those remembered, or those that are read.
func (n *named) inOrder(paper string, read func() ([]news.Section, error)) ([]news.Section, error) {
	n.mu.Lock()
	list, known := n.ordered[paper]
	before := n.changes
	n.mu.Unlock()
	if known {
		return slices.Clone(list), nil
	}
	list, err := read()
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.changes == before {
		if n.ordered == nil {
			n.ordered = map[string][]news.Section{}
		}
		n.ordered[paper] = slices.Clone(list)
	}
	return list, nil
}

// forgetSince drops what entries after a number say has changed: another process may have written them.
func (s *Store) forgetSince(ctx context.Context, seq int64) error {
	return s.read(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			var what, subject string
			err := rows.Scan(&what, &subject)
			s.named.forget(what, subject)
			return err
		}, `SELECT what, subject FROM ledger WHERE seq > $1 AND what IN ('section.save', 'person.save')`, seq)
	})
}
