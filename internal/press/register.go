package press

import (
	"context"
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// register knows at which addresses there is or ever was an article or a redirect, so that nobody asks the database for
// those at which there never was: readers' slips of the keyboard, and programs that try the doors. It answers "perhaps"
// or "surely not": it is a Bloom filter, two bytes an address, and nothing is ever taken out of it.
type register struct {
	seed   maphash.Seed
	loaded atomic.Bool

	mu     sync.RWMutex
	layers []*layer // each larger than the one before; the last one is being filled
}

// layer is a Bloom filter of sixteen bits an address, of which five are set: one question in a thousand is answered
// "perhaps" for nothing.
type layer struct {
	bits []uint64
	room int
}

const (
	bitsAnAddress = 16
	bitsSet       = 5
	firstLayer    = 1 << 14 // addresses
)

func newRegister() *register { return &register{seed: maphash.MakeSeed()} }

// knows says whether there may be something at a path.
func (r *register) knows(k Key) bool {
	if !r.loaded.Load() {
		return true
	}
	h := maphash.Comparable(r.seed, k)
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, l := range r.layers {
		if l.has(h) {
			return true
		}
	}
	return false
}

func (r *register) add(k Key) {
	h := maphash.Comparable(r.seed, k)
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.layers)
	if n == 0 || r.layers[n-1].room == 0 {
		size := firstLayer << n
		r.layers = append(r.layers, &layer{bits: make([]uint64, size*bitsAnAddress/64), room: size})
		n++
	}
	if last := r.layers[n-1]; !last.has(h) {
		last.set(h)
		last.room--
	}
}

// load reads all addresses there are. Those that come while it reads are added by whoever hears of them.
func (r *register) load(ctx context.Context, all func(context.Context, func(paper, path string) error) error) error {
	err := all(ctx, func(paper, path string) error {
		r.add(Key{paper, path})
		return ctx.Err()
	})
	if err == nil {
		r.loaded.Store(true)
	}
	return err
}

// places calls fn for each bit of a hash: the two halves of it make as many as are wanted.
func (l *layer) each(h uint64, fn func(word, bit uint64) bool) bool {
	step := h>>32 | 1
	for range bitsSet {
		at := h % uint64(len(l.bits)*64)
		if !fn(at/64, 1<<(at%64)) {
			return false
		}
		h += step * 0x9e3779b97f4a7c15
	}
	return true
}

func (l *layer) has(h uint64) bool {
	return l.each(h, func(word, bit uint64) bool { return l.bits[word]&bit != 0 })
}

func (l *layer) set(h uint64) {
	l.each(h, func(word, bit uint64) bool { l.bits[word] |= bit; return true })
}
