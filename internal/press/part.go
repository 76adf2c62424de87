package press

import (
	"context"
	"slices"
	"sync"

	"broadsheet/internal/news"
)

// part is a Part as the press keeps it, with the forms of it that have been asked for.
type part struct {
	page  Part
	fresh fresh
	mu    sync.Mutex
	forms map[string]*stretch // by the article that it is without
}

func (pt *part) good(c *changes, now news.Millis) bool {
	return now < orNever(pt.page.Until) && pt.fresh.still(c)
}

// form returns the part as a page that is about an article shows it.
func (pt *part) form(ctx context.Context, p *Press, without string) (*stretch, error) {
	if !slices.Contains(pt.page.Holds, without) {
		without = ""
	}
	pt.mu.Lock()
	defer pt.mu.Unlock()
	if s := pt.forms[without]; s != nil {
		return s, nil
	}
	b, err := pt.page.Write(ctx, without)
	if err != nil {
		return nil, err
	}
	s := p.newStretch(b, false, true)
	pt.forms[without] = &s
	return &s, nil
}

// same says whether a part that was made anew is as it was: a list may have changed far below what the part shows of it.
func (pt *part) same(made Part) bool {
	old := pt.page
	return made.Says != "" && made.Says == old.Says && made.Until == old.Until && slices.Equal(made.Tags, old.Tags) && slices.Equal(made.Holds, old.Holds)
}

// partOf returns the shared part of a name as it is now. It is made at most once at a time. Where it has come out as it
// was it is the one it was, and with it every page that has it in it is good again.
func (p *Press) partOf(ctx context.Context, k Key, m Maker) (*part, error) {
	p.partsMu.Lock()
	defer p.partsMu.Unlock()
	if pt := p.parts[k]; pt != nil && pt.good(p.changes, p.now()) {
		return pt, nil
	}
	gen := p.changes.now()
	made, err := m.Part(ctx, k.Path)
	if err != nil {
		return nil, err
	}
	p.count.parts.Add(1)
	if old := p.parts[k]; old != nil && old.same(made) {
		old.fresh.upTo(gen)
		return old, nil
	}
	pt := &part{page: made, forms: map[string]*stretch{}}
	pt.fresh.tags = p.changes.tags(k.Paper, withLists(made.Tags))
	pt.fresh.gen.Store(gen)
	p.parts[k] = pt
	return pt, nil
}
