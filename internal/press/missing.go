package press

import "sync"

// maxMissing is how many addresses are remembered at which there is nothing.
const maxMissing = 20_000

// missing remembers at which addresses there is nothing, until anything changes at all.
type missing struct {
	mu         sync.Mutex
	gen        uint64
	young, old map[Key]bool // when the young one is full, the old one is forgotten
	size       int          // bytes of the young one's paths
}

// maxMissingBytes bounds the paths that are remembered: an address may be 32 KB long.
const maxMissingBytes = 1 << 20

func (m *missing) has(k Key, gen uint64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.gen == gen && (m.young[k] || m.old[k])
}

// add notes what was found in generation gen.
func (m *missing) add(k Key, gen uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if gen < m.gen {
		return
	}
	switch {
	case gen > m.gen || m.young == nil:
		m.gen, m.young, m.old, m.size = gen, map[Key]bool{}, nil, 0
	case len(m.young) >= maxMissing/2 || m.size > maxMissingBytes/2:
		m.young, m.old, m.size = map[Key]bool{}, m.young, 0
	}
	m.young[k] = true
	m.size += len(k.Path)
}
