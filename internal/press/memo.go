package press

import (
	"context"
	"sync"

	"broadsheet/internal/news"
)

// Memo keeps what pages are made of, the entries of feeds for one, as the press keeps pages: until something that it was
// made from changes. A page that is made anew for one new entry then costs that entry.
type Memo struct {
	press *Press
	most  int

	mu   sync.Mutex
	kept map[Key]*remembered
}

// Made is something made, and what the press has to know of it.
type Made struct {
	Value any
	Tags  []string    // what it was made from
	Until news.Millis // when it must be made anew by the clock; 0: never
}

type remembered struct {
	Made
	fresh fresh
}

// NewMemo returns a memo of most things, all papers together.
func (p *Press) NewMemo(most int) *Memo {
	return &Memo{press: p, most: most, kept: map[Key]*remembered{}}
}

// Do returns what is kept under k, or has it made. A nil Memo keeps nothing. Errors are make's, and aren't kept.
func (m *Memo) Do(ctx context.Context, k Key, make func(context.Context) (Made, error)) (Made, error) {
	if m == nil {
		return make(ctx)
	}
	p := m.press
	p.turned(p.now())
	m.mu.Lock()
	old := m.kept[k]
	m.mu.Unlock()
	if old != nil && m.good(old) {
		return old.Made, nil
	}
	gen := p.changes.now()
	p.papers.Store(k.Paper, true)
	value, err := make(ctx)
	if err != nil {
		return Made{}, err
	}
	x := &remembered{Made: value}
	x.fresh.tags = p.changes.tags(k.Paper, withLists(append(append([]string{}, value.Tags...), tagPaper)))
	x.fresh.gen.Store(gen)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept[k] == nil && len(m.kept) >= m.most {
		m.makeRoom()
	}
	m.kept[k] = x
	return value, nil
}

func (m *Memo) good(x *remembered) bool {
	return m.press.now() < orNever(x.Until) && x.fresh.still(m.press.changes)
}

// makeRoom throws away what is no longer good, and, if that is too little, half of the rest, whichever.
func (m *Memo) makeRoom() {
	for k, x := range m.kept {
		if !m.good(x) {
			delete(m.kept, k)
		}
	}
	for k := range m.kept {
		if len(m.kept) <= m.most/2 {
			return
		}
		delete(m.kept, k)
	}
}
