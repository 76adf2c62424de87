package press

import (
	"container/list"
	"sync"
)

// shelf holds sheets up to a number of bytes. When it is full, the oldest goes, unless it has been asked for since it was
// last its turn: so a crawler that asks for everything once drives out nothing that people read.
type shelf struct {
	limit int

	mu     sync.RWMutex
	sheets map[Key]*list.Element // of *Sheet
	order  *list.List            // the one whose turn it is first
	used   int
	gone   int // sheets that had to make room
}

func newShelf(limit int) *shelf {
	return &shelf{limit: limit, sheets: map[Key]*list.Element{}, order: list.New()}
}

func (s *shelf) get(k Key) *Sheet {
	s.mu.RLock()
	var found *Sheet
	if e := s.sheets[k]; e != nil {
		found = e.Value.(*Sheet)
	}
	s.mu.RUnlock()
	if found == nil {
		return nil
	}
	if !found.asked.Load() { // writing what is there already would cost the other processors
		found.asked.Store(true)
	}
	return found
}

// put puts a sheet in the place of the one that was there. What would take more than a sixteenth of the room is not kept.
func (s *shelf) put(n *Sheet) {
	n.cost = n.bytes()
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.sheets[n.key]
	if n.cost > s.limit/16 {
		if e != nil {
			s.drop(e)
		}
		return
	}
	if e != nil {
		s.used += n.cost - e.Value.(*Sheet).cost
		e.Value = n
	} else {
		s.sheets[n.key] = s.order.PushBack(n)
		s.used += n.cost
	}
	s.makeRoom()
}

// grown notes that a sheet, if it is still here, has become larger.
func (s *shelf) grown(n *Sheet, by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.sheets[n.key]; e != nil && e.Value.(*Sheet) == n {
		n.cost += by
		s.used += by
		s.makeRoom()
	}
}

func (s *shelf) makeRoom() {
	for s.used > s.limit {
		e := s.order.Front()
		if n := e.Value.(*Sheet); n.asked.Swap(false) {
			s.order.MoveToBack(e)
			continue
		}
		s.drop(e)
		s.gone++
	}
}

func (s *shelf) drop(e *list.Element) {
	n := s.order.Remove(e).(*Sheet)
	delete(s.sheets, n.key)
	s.used -= n.cost
}

// sweep drops what isn't good any more.
func (s *shelf) sweep(good func(*Sheet) bool) (dropped int) {
	s.mu.RLock()
	var bad []*Sheet
	for e := s.order.Front(); e != nil; e = e.Next() {
		if n := e.Value.(*Sheet); !good(n) {
			bad = append(bad, n)
		}
	}
	s.mu.RUnlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range bad {
		if e := s.sheets[n.key]; e != nil && e.Value.(*Sheet) == n {
			s.drop(e)
			dropped++
		}
	}
	return dropped
}

// size returns how many sheets there are, what they take, and how many had to make room so far.
func (s *shelf) size() (sheets, bytes, gone int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.sheets), s.used, s.gone
}
