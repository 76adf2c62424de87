package related

import (
	"context"
	"sync"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// Bounds of what is kept: some 10 MB at most, and so long that an article is worked out once a minute however often it
// is read, and a new article shows under the older ones it belongs to within that.
const (
	keepLists = 4000
	keepFor   = news.Millis(60_000)
)

// memory keeps lists that were worked out, in two generations: when the young one is full, the old one is forgotten.
type memory struct {
	mu         sync.Mutex
	young, old map[string]remembered
}

type remembered struct {
	at   news.Millis
	list []like
}

func newMemory() *memory {
	return &memory{young: map[string]remembered{}, old: map[string]remembered{}}
}

func (m *memory) get(paper, article string, now news.Millis) ([]like, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := paper + " " + article
	r, ok := m.young[key]
	if !ok {
		r, ok = m.old[key]
	}
	if !ok || now < r.at || now-r.at >= keepFor {
		return nil, false
	}
	return r.list, true
}

func (m *memory) put(paper, article string, now news.Millis, list []like) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.young) >= keepLists/2 {
		m.old, m.young = m.young, map[string]remembered{}
	}
	m.young[paper+" "+article] = remembered{now, list}
}

func (m *memory) forget(paper, article string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.young, paper+" "+article)
	delete(m.old, paper+" "+article)
}

// Listener has the Finder hear of changes: what was worked out for an article is forgotten when it changes.
func (f *Finder) Listener() ledger.Listener {
	return ledger.Listener{Name: "related", Hear: func(entries []news.Entry) {
		for _, e := range entries {
			if e.Article != nil {
				f.kept.forget(e.Paper, e.Subject)
			}
		}
	}}
}

// Touch works out, when an article has been published or changed, which others are like it: those in whose lists it may
// stand from now on. What was worked out for them is forgotten, and their ids are returned.
func (f *Finder) Touch(ctx context.Context, paper, article string, now news.Millis) ([]string, error) {
	f.kept.forget(paper, article)
	items, err := f.Items(ctx, paper, article, now, maxItems)
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.Card.Article
		f.kept.forget(paper, ids[i])
	}
	return ids, err
}
