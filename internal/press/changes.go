package press

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// maxChanges bounds how many changed tags are remembered one by one: some megabytes. When there are more, everything
// that was made before counts as changed.
const maxChanges = 50_000

// changes says what has changed since when. Time is counted in generations: each thing heard begins a new one.
type changes struct {
	seed maphash.Seed
	gen  atomic.Uint64

	mu    sync.RWMutex
	at    map[uint64]uint64 // the generation in which a tag last changed
	floor uint64            // what was made in an earlier generation counts as changed
}

func newChanges() *changes { return &changes{seed: maphash.MakeSeed(), at: map[uint64]uint64{}} }

// tag is a tag of a paper as it is kept: two tags are taken for one once in 2⁶⁴, and then a page is made once too often.
func (c *changes) tag(paper, tag string) uint64 {
	return maphash.Comparable(c.seed, [2]string{paper, tag})
}

func (c *changes) tags(paper string, tags []string) []uint64 {
	all := make([]uint64, len(tags))
	for i, t := range tags {
		all[i] = c.tag(paper, t)
	}
	return all
}

// now returns the generation that whatever is begun now belongs to.
func (c *changes) now() uint64 { return c.gen.Load() }

// mark begins a generation in which tags have changed.
func (c *changes) mark(tags []uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := c.gen.Load() + 1
	for _, t := range tags {
		c.at[t] = next
	}
	if len(c.at) > maxChanges {
		clear(c.at)
		c.floor = next
	}
	c.gen.Store(next)
}

// since says whether one of tags has changed after generation gen, and as of which generation that is so.
func (c *changes) since(gen uint64, tags []uint64) (changed bool, now uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	now = c.gen.Load()
	if gen < c.floor {
		return true, now
	}
	for _, t := range tags {
		if c.at[t] > gen {
			return true, now
		}
	}
	return false, now
}

// fresh is what a page or part carries to be compared with changes.
type fresh struct {
	tags []uint64
	gen  atomic.Uint64 // the last generation in which it was as when it was made
}

// still says whether nothing it was made from has changed. It looks only once in every generation.
func (f *fresh) still(c *changes) bool {
	gen := f.gen.Load()
	if gen == c.gen.Load() {
		return true
	}
	changed, now := c.since(gen, f.tags)
	if !changed {
		f.upTo(now)
	}
	return !changed
}

// upTo notes that what it was made from has been looked at in generation gen, and was as before.
func (f *fresh) upTo(gen uint64) {
	for at := f.gen.Load(); at < gen && !f.gen.CompareAndSwap(at, gen); at = f.gen.Load() {
	}
}
